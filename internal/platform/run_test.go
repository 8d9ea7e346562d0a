package platform_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"fleetop/internal/platform"
	"fleetop/internal/platform/memory"
)

// script sends a fixed row of requests and returns all answers.
func script(t *testing.T, seed int64) []byte {
	t.Helper()
	c := &clock{t: start()}
	eng, err := memory.New(memory.Options{Seed: seed, Random: memory.Repeating(seed), Now: c.now, Fleet: youngFleet()})
	if err != nil {
		t.Fatal(err)
	}
	s := serveOptions(t, platform.Options{Engine: eng, Now: c.now, URL: "http://api.example.com/"}, c)
	var out bytes.Buffer
	do := func(method, path, body string) map[string]any {
		r := s.do(method, path, body)
		fmt.Fprintf(&out, "%d %v\n%s\n", r.status, r.header, r.body)
		if len(r.body) == 0 {
			return nil
		}
		return r.object(t)
	}
	a := do("POST", "application/", `{"image": "tutum/hello-world", "target_num_containers": 3, "run_command": "sleep 20; false", "autoreplace": "ALWAYS"}`)
	for range 12 {
		c.advance(7 * time.Second)
		do("GET", "application/?limit=100", "")
		do("GET", "container/?limit=100", "")
		do("GET", str(a, "resource_uri")+"logs/", "")
	}
	web := s.named("web")
	do("PATCH", str(web, "resource_uri"), `{"target_num_containers": 6}`)
	c.advance(time.Second)
	do("DELETE", str(web, "resource_uri"), "")
	do("GET", "image/", "")
	do("GET", str(web, "resource_uri")+"logs/", "")
	return out.Bytes()
}

// TestSameSeedGivesTheSameBytes checks that the same seed, clock and requests give the same bytes,
// and that another seed gives others.
func TestSameSeedGivesTheSameBytes(t *testing.T) {
	t.Parallel()
	one, same, other := script(t, 7), script(t, 7), script(t, 8)
	if !bytes.Equal(one, same) {
		t.Error("two runs with the same seed differ")
	}
	if bytes.Equal(one, other) {
		t.Error("two runs with different seeds are the same")
	}
}

// TestPlatformNeedsNoTimerOfItsOwn runs a platform on the fake time of a bubble: it has no
// goroutine and no timer of its own, so that nothing has to be waited for.
func TestPlatformNeedsNoTimerOfItsOwn(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		eng, err := memory.New(memory.Options{Seed: 1, Random: memory.Repeating(1), Fleet: memory.DefaultFleet()})
		if err != nil {
			t.Fatal(err)
		}
		p, err := platform.New(platform.Options{User: testUser, Key: testKey, Engine: eng})
		if err != nil {
			t.Fatal(err)
		}
		do := func(method, path string) string {
			req := httptest.NewRequestWithContext(t.Context(), method, path, nil)
			req.Header.Set("Authorization", "ApiKey "+testUser+":"+testKey)
			w := httptest.NewRecorder()
			p.ServeHTTP(w, req)
			return w.Body.String()
		}
		list := do("GET", "/api/v1/application/?name=web")
		_, uuid, _ := strings.Cut(list, `"uuid":"`)
		path := "/api/v1/application/" + uuid[:36] + "/"
		do("POST", path+"stop/")
		time.Sleep(3 * time.Second)
		if got := do("GET", path); !strings.Contains(got, `"state":"Stopped"`) {
			t.Errorf("after three seconds: %s", got)
		}
		if err := p.Close(); err != nil {
			t.Error(err)
		}
	})
}

// TestFleetSurvivesEightWeeksAlone leaves a fleet alone for eight weeks and looks again.
func TestFleetSurvivesEightWeeksAlone(t *testing.T) {
	t.Parallel()
	s := newServer(t, memory.DefaultFleet())
	for range 8 {
		s.clock.advance(7 * 24 * time.Hour)
		c := s.container("backup-1")
		if str(c, "state") != "Running" || num(c, "exit_code") != 0 {
			t.Errorf("backup-1: %v", c)
		}
		if since := s.clock.now().Sub(parseDate(t, str(c, "stopped_datetime"))); since > 6*time.Minute {
			t.Errorf("backup-1 ended %v ago", since)
		}
	}
	s.wantState(s.named("worker"), "Partly running")
}

// TestRequestsMayComeAtOnce reads and writes from many sides at once. It is of use under the race
// detector; without it, it checks that the figures agree in the end.
func TestRequestsMayComeAtOnce(t *testing.T) {
	t.Parallel()
	s := newServer(t, youngFleet())
	uris := append(make([]string, 0, 32), "application/", "container/?limit=100", "image/", "container/?state=Running")
	for _, a := range s.list("application/") {
		uris = append(uris, str(a, "resource_uri"))
	}
	for _, c := range s.list("container/?application__name=cache") {
		uris = append(uris, str(c, "resource_uri"), str(c, "resource_uri")+"logs/")
	}
	var wg sync.WaitGroup
	for n := range 8 {
		wg.Go(func() {
			dice := rand.New(rand.NewPCG(1, uint64(n)))
			for range 60 {
				uri := uris[dice.IntN(len(uris))]
				method, body := http.MethodGet, ""
				switch {
				case n > 2 && strings.HasPrefix(uri, "/api/v1/application/"):
					method, body = http.MethodPatch, fmt.Sprintf(`{"target_num_containers": %d}`, 1+dice.IntN(9))
					if dice.IntN(3) == 0 {
						uri, method = uri+[]string{"start/", "stop/", "redeploy/"}[dice.IntN(3)], http.MethodPost
					}
				case n > 2 && uri == "application/":
					method, body = http.MethodPost, `{"image": "tutum/redis", "target_num_containers": 3}`
				case n == 7:
					s.clock.advance(time.Duration(dice.IntN(2000)) * time.Millisecond)
				}
				if r := s.do(method, uri, body); r.status >= 500 {
					t.Errorf("%s %s: status %d", method, uri, r.status)
				}
			}
		})
	}
	wg.Wait()
	s.clock.advance(10 * time.Minute)
	total := 0
	for _, a := range s.list("application/?limit=100") {
		n := len(s.list("container/?limit=100&application__uuid=" + str(a, "uuid")))
		if n != num(a, "current_num_containers") {
			t.Errorf("%s: %d containers listed, %d counted", str(a, "unique_name"), n, num(a, "current_num_containers"))
		}
		total += n
	}
	meta, _ := s.get("container/")["meta"].(map[string]any)
	if num(meta, "total_count") != total {
		t.Errorf("%d containers in all, %d in applications", num(meta, "total_count"), total)
	}
}
