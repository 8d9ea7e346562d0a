package platform_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"fleetop/internal/platform"
	"fleetop/internal/platform/engine"
	"fleetop/internal/platform/memory"
)

// followLog follows a log until the answer ends, which closes the channel.
func followLog(ctx context.Context, h http.Handler, path string) (*httptest.ResponseRecorder, <-chan struct{}) {
	r := httptest.NewRequestWithContext(ctx, http.MethodGet, "/api/v1/"+path, http.NoBody)
	r.Header.Set("Authorization", "ApiKey "+testUser+":"+testKey)
	w, done := httptest.NewRecorder(), make(chan struct{})
	go func() {
		defer close(done)
		h.ServeHTTP(w, r)
	}()
	return w, done
}

// inFollowingBubble runs a test over a platform with a busy application of three containers and one
// that writes nothing.
func inFollowingBubble(t *testing.T, test func(t *testing.T, p *platform.Platform, e *memory.Engine, app, busy, silent string)) {
	t.Helper()
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		e, err := memory.New(memory.Options{Seed: 1, Random: memory.Repeating(1), Fleet: memory.Fleet{Applications: []memory.Application{
			{Name: "worker", Image: "shop/worker", Containers: 3, Age: time.Hour},
			{Name: "box", Image: "busybox", Containers: 1, Age: time.Hour},
		}}})
		if err != nil {
			t.Fatal(err)
		}
		p, err := platform.New(platform.Options{User: testUser, Key: testKey, Engine: e})
		if err != nil {
			t.Fatal(err)
		}
		var list struct {
			Objects []struct {
				UUID        string `json:"uuid"`
				Name        string `json:"unique_name"`
				Application string `json:"application"`
			} `json:"objects"`
		}
		if err := json.Unmarshal(ask(t.Context(), p, "container/", nil).Body.Bytes(), &list); err != nil {
			t.Fatal(err)
		}
		ids := make(map[string]string)
		for _, c := range list.Objects {
			ids[c.Name], ids["of "+c.Name] = c.UUID, strings.TrimPrefix(c.Application, "/api/v1/")
		}
		test(t, p, e, ids["of worker-1"], "container/"+ids["worker-1"]+"/", "container/"+ids["box-1"]+"/")
		if err := p.Close(); err != nil {
			t.Error(err)
		}
	})
}

// TestLogsAreFollowed follows the log of a container until its program ends: each line comes once,
// with its time.
func TestLogsAreFollowed(t *testing.T) {
	inFollowingBubble(t, func(t *testing.T, p *platform.Platform, e *memory.Engine, _, busy, silent string) {
		w, done := followLog(t.Context(), p, busy+"logs/?follow=1&tail=3")
		_, quiet := followLog(t.Context(), p, silent+"logs/?follow=1")
		time.Sleep(10 * time.Minute)
		ask(t.Context(), p, "container/", nil)
		if err := e.Exit(strings.Split(busy, "/")[1], 3); err != nil {
			t.Fatal(err)
		}
		time.Sleep(10 * time.Second)
		select {
		case <-done:
		default:
			t.Fatal("it does not end with the program")
		}
		if got := w.Header().Get("Content-Type"); w.Code != http.StatusOK || got != "application/x-ndjson" {
			t.Errorf("%d, %s", w.Code, got)
		}
		var text strings.Builder
		for line := range strings.Lines(w.Body.String()) {
			var l struct {
				C, T, M string
				S       int
			}
			if line == "\n" {
				continue
			}
			if err := json.Unmarshal([]byte(line), &l); err != nil || l.C != "worker-1" || l.S != 1 || len(l.T) != len(engine.StampLayout) {
				t.Fatalf("%q: %v", line, err)
			}
			text.WriteString(l.M + "\n")
		}
		var log struct{ Logs string }
		if err := json.Unmarshal(ask(t.Context(), p, busy+"logs/", nil).Body.Bytes(), &log); err != nil {
			t.Fatal(err)
		}
		if n := strings.Count(text.String(), "\n"); n < 10 || !strings.HasSuffix(log.Logs, text.String()) {
			t.Errorf("%d lines were followed that are not the end of the log", n)
		}
		p.Release()
		<-quiet
	})
}

// TestFollowedLogsSayThatTheyAreThere follows a log in which nothing happens, and the logs of an
// application.
func TestFollowedLogsSayThatTheyAreThere(t *testing.T) {
	inFollowingBubble(t, func(t *testing.T, p *platform.Platform, _ *memory.Engine, app, _, silent string) {
		ctx, cancel := context.WithCancel(t.Context())
		w, done := followLog(ctx, p, silent+"logs/?follow=1")
		all, end := followLog(ctx, p, app+"logs/?follow=1&tail=1")
		time.Sleep(time.Minute + time.Second)
		cancel()
		<-done
		<-end
		if got := w.Body.String(); got != "\n\n\n\n" {
			t.Errorf("in a minute came %q", got)
		}
		for _, name := range []string{"worker-1", "worker-2", "worker-3"} {
			if !strings.Contains(all.Body.String(), `{"c":"`+name+`","t":"`) {
				t.Errorf("nothing of %s came", name)
			}
		}
	})
}

// TestFollowedLogsAreBounded follows as many logs as can be, and one more.
func TestFollowedLogsAreBounded(t *testing.T) {
	inFollowingBubble(t, func(t *testing.T, p *platform.Platform, _ *memory.Engine, app, busy, silent string) {
		ctx, cancel := context.WithCancel(t.Context())
		_, all := followLog(ctx, p, app+"logs/?follow=1")
		for range 29 {
			followLog(t.Context(), p, silent+"logs/?follow=1")
		}
		synctest.Wait()
		w, done := followLog(t.Context(), p, busy+"logs/?follow=1")
		<-done
		if w.Code != http.StatusTooManyRequests || w.Header().Get("Retry-After") == "" || !strings.Contains(w.Body.String(), "At most 32 logs") {
			t.Errorf("one more: %d %v %s", w.Code, w.Header(), w.Body)
		}
		if w := ask(t.Context(), p, busy+"logs/?tail=1", nil); w.Code != http.StatusOK {
			t.Errorf("without following: %d", w.Code)
		}
		cancel()
		<-all
		_, again := followLog(t.Context(), p, busy+"logs/?follow=1")
		synctest.Wait()
		select {
		case <-again:
			t.Error("there is no place for another when some have ended")
		default:
		}
		p.Release()
		<-again
		synctest.Wait()
	})
}

// TestAnApplicationWithTooManyLogsIsNotFollowed asks for more logs than can ever be followed: that is no
// matter of waiting.
func TestAnApplicationWithTooManyLogsIsNotFollowed(t *testing.T) {
	t.Parallel()
	s := newServer(t, memory.Sized(1, 33))
	r := s.do(http.MethodGet, str(s.container("bench-00001-1"), "application")+"logs/?follow=1", "")
	if r.status != http.StatusBadRequest || !strings.Contains(string(r.body), "follow some of the 33 containers one by one") {
		t.Errorf("%d %s", r.status, r.body)
	}
}

// unlimited is an answer that notes which limits of its connection are lifted.
type unlimited struct {
	*httptest.ResponseRecorder

	mu            sync.Mutex
	reads, writes []time.Time
}

func (u *unlimited) SetReadDeadline(t time.Time) error {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.reads = append(u.reads, t)
	return nil
}

func (u *unlimited) SetWriteDeadline(t time.Time) error {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.writes = append(u.writes, t)
	return nil
}

// TestLogsOfAnApplicationAreOpenedTogether follows the logs of an application, none of which is opened
// until all are asked for: meanwhile the limits of the connection are lifted.
func TestLogsOfAnApplicationAreOpenedTogether(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const many = 3
		e, u := newPushEngine(), &unlimited{ResponseRecorder: httptest.NewRecorder()}
		var begun sync.WaitGroup
		begun.Add(many)
		e.logs = func() ([]byte, error) {
			begun.Done()
			begun.Wait()
			return []byte("2026-03-04T05:06:07.000000000Z 1 up\n"), nil
		}
		p, err := platform.New(platform.Options{User: testUser, Key: testKey, Engine: e})
		if err != nil {
			t.Fatal(err)
		}
		post := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/api/v1/application/",
			strings.NewReader(`{"image": "x", "name": "web", "target_num_containers": 3}`))
		post.Header.Set("Authorization", "ApiKey "+testUser+":"+testKey)
		made := httptest.NewRecorder()
		p.ServeHTTP(made, post)
		var app struct{ UUID string }
		if err := json.Unmarshal(made.Body.Bytes(), &app); err != nil {
			t.Fatal(err)
		}
		get := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/api/v1/application/"+app.UUID+"/logs/?follow=1", http.NoBody)
		get.Header.Set("Authorization", "ApiKey "+testUser+":"+testKey)
		go p.ServeHTTP(u, get)
		begun.Wait()
		u.mu.Lock()
		if len(u.reads) == 0 || !u.reads[0].IsZero() || len(u.writes) == 0 || !u.writes[0].IsZero() {
			t.Errorf("while logs are opened the limits are %v, %v", u.reads, u.writes)
		}
		u.mu.Unlock()
		synctest.Wait()
		if n := strings.Count(u.Body.String(), `"m":"up"`); n != many {
			t.Errorf("%d lines came: %s", n, u.Body)
		}
		if err := p.Close(); err != nil {
			t.Error(err)
		}
	})
}
