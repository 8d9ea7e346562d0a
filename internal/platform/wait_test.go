package platform_test

import (
	"context"
	"fmt"
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

// waiting is a platform in the fake time of a bubble.
type waiting struct {
	*platform.Platform
	t *testing.T
	e *pushEngine
}

// shopEngine is an engine with an application of two containers, "w-1" and "w-2" by their UUIDs.
func shopEngine() *pushEngine {
	e := newPushEngine()
	e.found.Applications = []engine.Application{{
		ID: uuidOf(9), Name: "w", Image: engine.ParseRef("w"),
		Containers: []engine.Container{{ID: uuidOf(1), Number: 1, Running: true}, {ID: uuidOf(2), Number: 2, Running: true}},
	}}
	return e
}

func uuidOf(n int) string { return fmt.Sprintf("00000000-0000-4000-8000-%012d", n) }

// inWaitingBubble runs a test over a platform whose engine tells what happens.
func inWaitingBubble(t *testing.T, test func(t *testing.T, p waiting)) {
	t.Helper()
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		e := shopEngine()
		p, err := platform.New(platform.Options{User: testUser, Key: testKey, Engine: e})
		if err != nil {
			t.Fatal(err)
		}
		test(t, waiting{p, t, e})
		if err := p.Close(); err != nil {
			t.Error(err)
		}
	})
}

// ask is a GET of a list, with what the client knows of it.
func ask(ctx context.Context, h http.Handler, path string, known http.Header) *httptest.ResponseRecorder {
	r := httptest.NewRequestWithContext(ctx, http.MethodGet, "/api/v1/"+path, http.NoBody)
	r.Header.Set("Authorization", "ApiKey "+testUser+":"+testKey)
	if tag := known.Get("ETag"); tag != "" {
		r.Header.Set("If-None-Match", tag)
	}
	if version := known.Get("Fleetop-Version"); version != "" {
		r.Header.Set("Fleetop-Version", version)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// onlyTag is what a client knows that does not know versions.
func onlyTag(known http.Header) http.Header { return http.Header{"Etag": known["Etag"]} }

// answer is what came of a request that may have been held back, and after how long.
type answer struct {
	*httptest.ResponseRecorder
	after time.Duration
}

// wait asks for a list that may be held back; the answer comes over the channel.
func (p waiting) wait(path string, known http.Header) <-chan answer {
	out, began := make(chan answer, 1), time.Now()
	go func() {
		w := ask(p.t.Context(), p, path, known)
		out <- answer{w, time.Since(began)}
	}()
	synctest.Wait()
	return out
}

func (p waiting) wants(got answer, status int, least, most time.Duration) {
	p.t.Helper()
	if got.Code != status || got.after < least || got.after > most {
		p.t.Errorf("%d after %v, want %d after %v to %v", got.Code, got.after, status, least, most)
	}
	if empty := got.Body.Len() == 0; empty != (status == http.StatusNotModified) {
		p.t.Errorf("%d with a body of %d bytes", got.Code, got.Body.Len())
	}
}

func exited(n int) engine.Event {
	return engine.Event{Time: time.Now(), Kind: engine.Exited, Container: uuidOf(n), ExitCode: 1}
}

// TestListsHaveTags checks ETag and If-None-Match on the three lists over HTTP.
func TestListsHaveTags(t *testing.T) {
	t.Parallel()
	s := newServerWith(t, platform.Options{})
	get := func(path, header, value string) *response {
		req := s.request(http.MethodGet, path, "")
		req.Header.Set(header, value)
		return s.send(req)
	}
	for _, list := range []string{"application/", "container/", "image/"} {
		first := s.do(http.MethodGet, list+"?limit=2", "")
		tag := first.header.Get("ETag")
		if !strings.HasPrefix(tag, `W/"`) || first.header.Get("Fleetop-Version") == "" {
			t.Fatalf("%s: %v", list, first.header)
		}
		for _, known := range []string{tag, strings.TrimPrefix(tag, "W/"), `"x", ` + tag, "*"} {
			r := get(list+"?limit=2", "If-None-Match", known)
			if r.status != http.StatusNotModified || len(r.body) > 0 || r.header.Get("ETag") != tag {
				t.Errorf("%s: If-None-Match: %s: %d, %d bytes, %v", list, known, r.status, len(r.body), r.header)
			}
		}
		if r := get(list+"?limit=3", "If-None-Match", tag); r.status != http.StatusOK || r.header.Get("ETag") == tag {
			t.Errorf("%s: another page: %d, %v", list, r.status, r.header)
		}
		if r := s.do(http.MethodGet, list+"?limit=2&wait=60", ""); r.status != http.StatusOK || string(r.body) != string(first.body) {
			t.Errorf("%s: with nothing known: %d, %s", list, r.status, cutText(r.body))
		}
	}
	for _, wrong := range []string{"0", "61", "-1", "x", "", "1.5"} {
		if got := s.want(http.StatusBadRequest, http.MethodGet, "container/?wait="+wrong, ""); !strings.Contains(str(got, "error"), "from 1 to 60") {
			t.Errorf("wait=%s: %v", wrong, got)
		}
	}
	if r := s.do(http.MethodGet, "auth/", ""); r.header.Get("ETag") != "" {
		t.Errorf("the account has a tag: %v", r.header)
	}
}

// TestTagsChangeWithWhatIsShown checks that time alone changes neither tag nor version, and a change
// of a container both.
func TestTagsChangeWithWhatIsShown(t *testing.T) {
	t.Parallel()
	e, c := shopEngine(), &clock{t: start()}
	s := serveEngine(t, e, c)
	read := func() (tag, version string) {
		h := s.do(http.MethodGet, "container/", "").header
		return h.Get("ETag"), h.Get("Fleetop-Version")
	}
	tag, version := read()
	c.advance(24 * time.Hour)
	if laterTag, laterVersion := read(); laterTag != tag || laterVersion != version {
		t.Errorf("a day later %s, %s instead of %s, %s", laterTag, laterVersion, tag, version)
	}
	e.push(exited(1))
	if laterTag, laterVersion := read(); laterTag == tag || laterVersion == version {
		t.Errorf("after a change %s, %s", laterTag, laterVersion)
	}
}

// TestAListWaitsForAChange checks that a list which the client knows is held back until it is
// another, and that the answer follows the change at once.
func TestAListWaitsForAChange(t *testing.T) {
	inWaitingBubble(t, func(t *testing.T, p waiting) {
		known := ask(t.Context(), p, "container/", nil).Header()
		held := p.wait("container/?wait=25", onlyTag(known))
		time.Sleep(7 * time.Second)
		p.e.push(exited(1))
		got := <-held
		p.wants(got, http.StatusOK, 7*time.Second, 7*time.Second+50*time.Millisecond)
		if !strings.Contains(got.Body.String(), `"Stopped with errors"`) {
			t.Error("the answer is older than the change")
		}
		got = <-p.wait("container/?wait=25", got.Header())
		p.wants(got, http.StatusNotModified, 25*time.Second, 25*time.Second)
	})
}

// TestAListWaitsForAnything checks that the answer to a client that names the version comes with any
// change, and without a body where the list itself is what it was.
func TestAListWaitsForAnything(t *testing.T) {
	inWaitingBubble(t, func(t *testing.T, p waiting) {
		p.e.push(exited(1), exited(2))
		synctest.Wait()
		known := ask(t.Context(), p, "image/", nil).Header()
		both, list := p.wait("image/?wait=25", known), p.wait("image/?wait=25", onlyTag(known))
		time.Sleep(time.Second)
		p.e.push(engine.Event{Time: time.Now(), Kind: engine.Started, Container: uuidOf(1)})
		got := <-both
		p.wants(got, http.StatusNotModified, time.Second, time.Second+50*time.Millisecond)
		if version := got.Header().Get("Fleetop-Version"); version == known.Get("Fleetop-Version") || version == "" {
			t.Errorf("the version is still %q", version)
		}
		p.wants(<-p.wait("image/?wait=25", known), http.StatusNotModified, 0, 0) // it has changed before
		p.wants(<-list, http.StatusNotModified, 25*time.Second, 25*time.Second)
	})
}

// TestABurstIsOneAnswer checks that changes that come together end a wait once.
func TestABurstIsOneAnswer(t *testing.T) {
	inWaitingBubble(t, func(t *testing.T, p waiting) {
		known := ask(t.Context(), p, "container/", nil).Header()
		held := p.wait("container/?wait=25", known)
		for range 15 {
			p.e.push(exited(1), engine.Event{Time: time.Now(), Kind: engine.Started, Container: uuidOf(1)})
			time.Sleep(100 * time.Microsecond)
			synctest.Wait()
		}
		p.e.push(exited(1))
		got := <-held
		p.wants(got, http.StatusOK, time.Millisecond, 10*time.Millisecond)
		p.wants(<-p.wait("container/?wait=1", got.Header()), http.StatusNotModified, time.Second, time.Second)
	})
}

// TestAWaitEndsEarly checks what else ends a wait: a server that stops, an engine out of reach, a
// client that goes.
func TestAWaitEndsEarly(t *testing.T) {
	inWaitingBubble(t, func(t *testing.T, p waiting) {
		known := ask(t.Context(), p, "container/", nil).Header()
		ctx, leave := context.WithCancel(t.Context())
		var client sync.WaitGroup
		client.Go(func() { ask(ctx, p, "container/?wait=25", known) })
		began := time.Now()
		leave()
		client.Wait()

		held := p.wait("container/?wait=25", known)
		p.e.push(engine.Event{Kind: engine.Lost, Reason: "the daemon is away"})
		got := <-held
		p.wants(got, http.StatusServiceUnavailable, 0, 50*time.Millisecond)
		if !strings.Contains(got.Body.String(), "the daemon is away") || got.Header().Get("Retry-After") == "" {
			t.Errorf("answer: %v %s", got.Header(), got.Body)
		}
		p.e.push(engine.Event{Kind: engine.Back})

		synctest.Wait()
		held = p.wait("container/?wait=25", onlyTag(known))
		p.Release()
		p.wants(<-held, http.StatusNotModified, 0, 0)
		p.wants(<-p.wait("container/?wait=25", onlyTag(known)), http.StatusNotModified, 0, 0)
		if took := time.Since(began); took > time.Second {
			t.Errorf("it took %v", took)
		}
	})
}

// TestWaitsAreBounded checks that lists beyond a number are answered at once, and that those that have
// ended make room.
func TestWaitsAreBounded(t *testing.T) {
	inWaitingBubble(t, func(t *testing.T, p waiting) {
		known := ask(t.Context(), p, "application/", nil).Header()
		held := make([]<-chan answer, 64)
		for i := range held {
			held[i] = p.wait("application/?wait=10", known)
		}
		p.wants(<-p.wait("application/?wait=10", known), http.StatusNotModified, 0, 0)
		for _, h := range held {
			p.wants(<-h, http.StatusNotModified, 10*time.Second, 10*time.Second)
		}
		p.wants(<-p.wait("application/?wait=10", known), http.StatusNotModified, 10*time.Second, 10*time.Second)
	})
}

// TestWhatIsPlannedEndsAWait checks that a wait follows what time alone brings about, though nobody
// asks: a container of the simulation that stops and is gone, and what is listed for five minutes.
func TestWhatIsPlannedEndsAWait(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		eng, err := memory.New(memory.Options{Seed: 1, Random: memory.Repeating(1), Fleet: memory.Sized(2, 2)})
		if err != nil {
			t.Fatal(err)
		}
		h, err := platform.New(platform.Options{User: testUser, Key: testKey, Engine: eng})
		if err != nil {
			t.Fatal(err)
		}
		p, list := waiting{Platform: h, t: t}, ask(t.Context(), h, "container/", nil)
		_, uuid, _ := strings.Cut(list.Body.String(), `"uuid":"`)
		uuid = uuid[:len(uuidOf(0))]
		held := p.wait("container/?wait=60", list.Header())
		r := httptest.NewRequestWithContext(t.Context(), http.MethodDelete, "/api/v1/container/"+uuid+"/", http.NoBody)
		r.Header.Set("Authorization", "ApiKey "+testUser+":"+testKey)
		h.ServeHTTP(httptest.NewRecorder(), r)
		began := time.Now()
		for _, state := range []string{`"Stopping"`, `"Terminating"`, `"Terminated"`} {
			got := <-held
			if got.Code != http.StatusOK || !strings.Contains(got.Body.String(), state) {
				t.Fatalf("%d without %s after %v", got.Code, state, time.Since(began))
			}
			held = p.wait("container/?wait=60", got.Header())
		}
		if took := time.Since(began); took > 3*time.Second {
			t.Errorf("it was seen to be gone after %v", took)
		}
		for range 4 {
			p.wants(<-held, http.StatusNotModified, time.Minute, time.Minute)
			held = p.wait("container/?wait=60", ask(t.Context(), h, "container/", nil).Header())
		}
		got := <-held
		p.wants(got, http.StatusOK, 55*time.Second, time.Minute)
		if strings.Contains(got.Body.String(), uuid) {
			t.Error("it is still listed")
		}
		if err := h.Close(); err != nil {
			t.Error(err)
		}
	})
}

// bounded is a writer with time limits.
type bounded struct {
	*httptest.ResponseRecorder
	read, write time.Time
}

func (b *bounded) SetReadDeadline(at time.Time) error {
	b.read = at
	return nil
}

func (b *bounded) SetWriteDeadline(at time.Time) error {
	b.write = at
	return nil
}

// TestAWaitLiftsTheLimitsOfTheServer checks that the time limits for a request do not end one that
// waits.
func TestAWaitLiftsTheLimitsOfTheServer(t *testing.T) {
	inWaitingBubble(t, func(t *testing.T, p waiting) {
		known, now := ask(t.Context(), p, "image/", nil).Header(), time.Now()
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/api/v1/image/?wait=60", http.NoBody)
		r.Header.Set("Authorization", "ApiKey "+testUser+":"+testKey)
		r.Header.Set("If-None-Match", known.Get("ETag"))
		w := &bounded{httptest.NewRecorder(), now.Add(30 * time.Second), now.Add(30 * time.Second)}
		p.ServeHTTP(w, r)
		if w.Code != http.StatusNotModified || !w.read.IsZero() || w.write.Before(time.Now().Add(10*time.Second)) {
			t.Errorf("%d, reading until %v, writing until %v", w.Code, w.read, w.write)
		}
	})
}

// aboutEngine says something of itself.
type aboutEngine struct{ *pushEngine }

func (aboutEngine) About() engine.About {
	none, some := 0, 12
	return engine.About{Version: "20.10", API: "1.41", Host: "h", Touch: "own", LeftOut: &some, DanglingImages: &none, Notes: []string{"A note."}}
}

// TestTheEngineSaysWhatItIs checks GET engine/, and that what an engine does not know is left out.
func TestTheEngineSaysWhatItIs(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		engine engine.Runner
		want   string
	}{
		{newPushEngine(), `{"engine":"push","extensions":["engine","follow","health","tail","wait"]}`},
		{aboutEngine{newPushEngine()}, `{"engine":"push","version":"20.10","api":"1.41","host":"h","touch":"own","left_out":12,"extensions":["engine","follow","health","tail","wait"],"dangling_images":0,"notes":["A note."]}`},
	} {
		s := serveEngine(t, test.engine, &clock{t: start()})
		r := s.do(http.MethodGet, "engine/", "")
		if r.status != http.StatusOK || compact(t, r.body) != test.want {
			t.Errorf("%d %s, want %s", r.status, r.body, test.want)
		}
		s.want(http.StatusNotFound, http.MethodGet, "engine/x/", "")
	}
}
