package platform_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"fleetop/internal/platform"
	"fleetop/internal/platform/engine"
	"fleetop/internal/platform/memory"
)

// repeated joins n elements made by a format that takes a number.
func repeated(n int, format string) string {
	list := make([]string, n)
	for i := range list {
		list[i] = fmt.Sprintf(format, i+1)
	}
	return "[" + strings.Join(list, ",") + "]"
}

// wantLimit fails unless a request is refused with a message about a field that states a limit.
func (s *server) wantLimit(method, path, body, object, field, limit string) {
	s.t.Helper()
	wrong, _ := s.want(http.StatusBadRequest, method, path, body)[object].(map[string]any)
	if messages := strs(wrong, field); len(wrong) != 1 || len(messages) != 1 || !strings.Contains(messages[0], limit) {
		s.t.Errorf("%s %s: %v, want %s of %s", method, path, wrong, limit, field)
	}
}

func TestLimitsAreStated(t *testing.T) {
	t.Parallel()
	s := newServer(t, memory.Fleet{})
	const port, variable = `{"inner_port": %d}`, `{"key": "K%d", "value": "v"}`
	for field, test := range map[string]struct{ most, over, limit string }{
		"container_ports":       {repeated(64, port), repeated(65, port), " 64 "},
		"container_envvars":     {repeated(256, variable), repeated(257, variable), " 256 "},
		"target_num_containers": {"1000", "1001", " 1000"},
		"run_command":           {`"` + strings.Repeat("x", 4096) + `"`, `"` + strings.Repeat("x", 4097) + `"`, " 4096 "},
		"entrypoint":            {`"` + strings.Repeat("x", 4096) + `"`, `"` + strings.Repeat("x", 4097) + `"`, " 4096 "},
		"name":                  {`"` + strings.Repeat("x", 63) + `"`, `"` + strings.Repeat("x", 64) + `"`, " 63 "},
	} {
		s.post("application/", fmt.Sprintf(`{"image": "x", %q: %s}`, field, test.most))
		s.wantLimit("POST", "application/", fmt.Sprintf(`{"image": "x", %q: %s}`, field, test.over), "application", field, test.limit)
	}
	bytes := `[{"key": "K", "value": "` + strings.Repeat("v", 65536) + `"}]`
	s.wantLimit("POST", "application/", `{"image": "x", "container_envvars": `+bytes+`}`, "application", "container_envvars", " 65536 ")
	links := strings.ReplaceAll(repeated(65, `"x-%d"`), `"x-1"`, `"x"`)
	s.wantLimit("POST", "application/", `{"image": "x", "linked_to_application": `+links+`}`, "application", "linked_to_application", " 64 ")
}

func TestPrivateImagesAreLimited(t *testing.T) {
	t.Parallel()
	s := newServer(t, memory.DefaultFleet())
	own := num(s.get("image/?is_private_image=True")["meta"].(map[string]any), "total_count")
	for i := own; i < 1000; i++ {
		s.post("image/", fmt.Sprintf(`{"name": "a/b%d", "username": "u", "password": "p"}`, i))
	}
	s.wantLimit("POST", "image/", `{"name": "one/more", "username": "u", "password": "p"}`, "image", "name", " 1000 ")
}

// limited starts a platform that creates at most that many containers.
func limited(t *testing.T, fleet memory.Fleet, most int) *server {
	t.Helper()
	c := &clock{t: start()}
	eng, err := memory.New(memory.Options{Seed: 1, Random: memory.Repeating(1), Now: c.now, Fleet: fleet})
	if err != nil {
		t.Fatal(err)
	}
	p, err := platform.New(platform.Options{User: testUser, Key: testKey, Engine: eng, Now: c.now, MaxContainers: most})
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(p)
	t.Cleanup(func() { srv.Close(); _ = p.Close() })
	return &server{t: t, url: srv.URL, clock: c, http: srv.Client(), eng: eng}
}

func TestContainersInAllAreLimited(t *testing.T) {
	t.Parallel()
	s := limited(t, memory.DefaultFleet(), 25) // of which there are 20
	const field = "target_num_containers"
	s.wantLimit("POST", "application/", `{"image": "x", "target_num_containers": 6}`, "application", field,
		"This server runs at most 25 containers. It has 20, so 5 more can be created.")
	a := s.create(`{"image": "x", "target_num_containers": 4}`)
	uri := str(a, "resource_uri")
	s.wantLimit("PATCH", uri, `{"target_num_containers": 6}`, "application", field, "1 more")
	if got := num(s.get(uri), field); got != 4 {
		t.Errorf("a refused scale changed the target to %d", got)
	}
	s.patch(uri, `{"target_num_containers": 5}`)
	s.clock.advance(5 * time.Second)
	s.wantLimit("POST", "application/", `{"image": "x"}`, "application", field, "0 more")
	s.patch(uri, `{"target_num_containers": 1}`) // down is always possible
	s.clock.advance(5 * time.Second)
	s.post("application/", `{"image": "x", "target_num_containers": 4}`)
}

// Existing containers are shown whatever the limit is, and can be scaled down.
func TestFleetAboveTheLimitIsShown(t *testing.T) {
	t.Parallel()
	s := limited(t, memory.DefaultFleet(), 3)
	if n := len(s.list("container/?limit=100")); n != 20 {
		t.Errorf("%d containers listed, want 20", n)
	}
	s.wantLimit("POST", "application/", `{"image": "x"}`, "application", "target_num_containers", "0 more")
	s.patch(str(s.named("web"), "resource_uri"), `{"target_num_containers": 2}`)
}

// An application whose containers were terminated one by one is kept, so it counts.
func TestApplicationsWithoutContainersAreLimited(t *testing.T) {
	t.Parallel()
	s := limited(t, memory.Fleet{}, 3)
	for range 3 {
		a := s.create(`{"image": "x"}`)
		s.want(http.StatusAccepted, http.MethodDelete, strs(a, "containers")[0], "")
		s.clock.advance(5 * time.Second)
		s.wantState(a, "Not running")
	}
	s.wantLimit("POST", "application/", `{"image": "x"}`, "application", "target_num_containers", "It has 3")
	s.patch(str(s.named("x"), "resource_uri"), `{"target_num_containers": 1}`)
}

// counted counts the events that an engine has given away.
type counted struct {
	*memory.Engine
	events atomic.Int64
}

func (e *counted) Next() (engine.Event, bool) {
	ev, found := e.Engine.Next()
	if found {
		e.events.Add(1)
	}
	return ev, found
}

// crashing is a fleet of containers that end every ten seconds and are restarted.
func crashing(n int) memory.Fleet {
	return memory.Fleet{Applications: []memory.Application{
		{Name: "crash", Image: "x", Command: "sleep 25; exit 1", Containers: n, Restart: "ALWAYS"},
	}}
}

// A backlog of a night is caught up with although one request alone asked.
func TestABacklogOfANightIsCaughtUpWith(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		inner, err := memory.New(memory.Options{Seed: 1, Random: memory.Repeating(1), Fleet: crashing(25)})
		if err != nil {
			t.Fatal(err)
		}
		eng := &counted{Engine: inner}
		p, err := platform.New(platform.Options{User: testUser, Key: testKey, Engine: eng})
		if err != nil {
			t.Fatal(err)
		}
		do := func(method, path, body string) (int, int) {
			before := eng.events.Load()
			req := httptest.NewRequestWithContext(t.Context(), method, "/api/v1/"+path, strings.NewReader(body))
			req.Header.Set("Authorization", "ApiKey "+testUser+":"+testKey)
			w := httptest.NewRecorder()
			p.ServeHTTP(w, req)
			return w.Code, int(eng.events.Load() - before)
		}
		time.Sleep(9 * time.Hour)
		if code, _ := do("GET", "application/", ""); code != http.StatusOK {
			t.Errorf("the first request after a night: status %d", code)
		}
		synctest.Wait()
		if _, second := do("GET", "container/", ""); eng.events.Load() < 50_000 || second != 0 {
			t.Errorf("%d events in all, %d of them at the second request: the night is not caught up with", eng.events.Load(), second)
		}
		time.Sleep(9 * time.Hour)
		// A write acts on what is now.
		if code, n := do("POST", "application/", `{"image": "x"}`); code != http.StatusAccepted || n < 50_000 {
			t.Errorf("a write after a night handled %d events, status %d", n, code)
		}
		if err := p.Close(); err != nil {
			t.Error(err)
		}
	})
}

// given counts the variables that an engine is given for its containers.
type given struct {
	*memory.Engine
	most, all int
}

func (e *given) Create(spec engine.Spec) error {
	e.most = max(e.most, len(spec.Env))
	e.all += len(spec.Env)
	return e.Engine.Create(spec)
}

// Many containers with many ports that are replaced at once are little work each.
func TestLinkVariablesAreBounded(t *testing.T) {
	t.Parallel()
	c := &clock{t: start()}
	inner, err := memory.New(memory.Options{Seed: 1, Random: memory.Repeating(1), Now: c.now})
	if err != nil {
		t.Fatal(err)
	}
	eng := &given{Engine: inner}
	s := serveEngine(t, eng, c)
	a := s.create(`{"image": "x", "name": "many", "target_num_containers": 200, "autoreplace": "ALWAYS",
		"run_command": "sleep 20; exit 1", "container_ports": ` + repeated(64, `{"inner_port": %d}`) + `}`)
	s.create(`{"image": "x", "name": "user", "linked_to_application": ["many"]}`)
	if n := len(linkVars(s.get(str(a, "resource_uri")))); n < 8192 || n > 8192+500 {
		t.Errorf("%d link variables in the detail, want about 8192 of 51,200", n)
	}
	env := vars(s.get(str(s.container("user-1"), "resource_uri")))
	if env["MANY_TUTUM_API_URL"] == "" || len(env) > 8192+500 {
		t.Errorf("%d variables, the address of the record is %q", len(env), env["MANY_TUTUM_API_URL"])
	}
	before := eng.all
	s.clock.advance(21 * time.Second)          // all of them end
	s.post(str(a, "resource_uri")+"stop/", "") // waits for the rest
	if eng.most > 8192+500 || eng.all-before < 1_000_000 {
		t.Errorf("a container was given %d variables, all of them %d", eng.most, eng.all-before)
	}
}

// A clock that is set back or far ahead stops no transition and no policy.
func TestClockThatJumpsStopsNoTransition(t *testing.T) {
	t.Parallel()
	for _, jump := range []time.Duration{-24 * time.Hour, -time.Minute, -400 * 24 * time.Hour, 24 * time.Hour, 20 * 365 * 24 * time.Hour} {
		s := newServer(t, youngFleet())
		web := s.named("web")
		s.post(str(web, "resource_uri")+"stop/", "")
		s.clock.advance(jump)
		s.get("application/")
		s.clock.advance(3 * time.Second)
		s.wantState(web, "Stopped")

		s.clock.advance(jump)
		s.post(str(web, "resource_uri")+"start/", "")
		s.clock.advance(3 * time.Second)
		s.wantState(web, "Running")

		a := s.create(`{"image": "x", "run_command": "sleep 5; exit 1", "autorestart": "ALWAYS"}`)
		s.clock.advance(jump)
		s.get("application/")
		s.clock.advance(time.Minute)
		if c := s.containers(a)[0]; num(c, "exit_code") != 1 {
			t.Errorf("%v: the program never ended: %v", jump, c)
		}

		s.want(http.StatusAccepted, http.MethodDelete, str(a, "resource_uri"), "")
		s.clock.advance(3 * time.Second)
		s.wantState(a, "Terminated")
		s.clock.advance(min(jump, 0))
		s.get("application/")
		s.clock.advance(6 * time.Minute)
		s.want(http.StatusNotFound, http.MethodGet, str(a, "resource_uri"), "")
	}
}

// heap returns the bytes that are in use. What lies in a pool goes with the second collection.
func heap() int {
	var m runtime.MemStats
	runtime.GC()
	runtime.GC()
	runtime.ReadMemStats(&m)
	return int(m.HeapAlloc)
}

// An hour in which applications come and go leaves nothing behind.
func TestEndedContainersLeaveNothing(t *testing.T) {
	s := newServer(t, memory.Fleet{}) // not parallel: it measures the heap of the process
	after := map[int]int{}
	for minute := range 60 {
		for range 6 {
			a := s.create(`{"image": "x", "target_num_containers": 20, "run_command": "sleep 90000000", "autorestart": "ALWAYS"}`)
			s.want(http.StatusAccepted, http.MethodDelete, str(a, "resource_uri"), "")
			s.clock.advance(5 * time.Second)
		}
		s.live()
		after[minute] = heap()
	}
	// In the fifty minutes between, 6,000 containers came and went: a leak of their records alone
	// would be several megabytes.
	if grown := after[59] - after[9]; grown > 1<<20 {
		t.Errorf("the heap grew from %d after ten minutes to %d after an hour", after[9], after[59])
	}
	s.clock.advance(10 * time.Minute)
	if n := len(s.list("container/")) + len(s.list("application/")); n != 2 {
		t.Errorf("%d objects are left, want the application that the others linked to and its container", n)
	}
	if from := strs(s.get(str(s.named("db"), "resource_uri")), "linked_from_application"); len(from) != 0 {
		t.Errorf("it is still linked from %v", from)
	}
}

// live leads an application through all that makes and ends containers, until it is terminated:
// crashes, successors, a redeploy, scaling, and a link to one that stays.
func (s *server) live() {
	s.t.Helper()
	if len(s.list("application/?unique_name=db")) == 0 {
		s.create(`{"image": "tutum/mysql", "name": "db"}`)
	}
	a := s.create(`{"image": "tutum/hello-world", "target_num_containers": 10, "run_command": "sleep 70; exit 1", "autorestart": "ALWAYS",
		"autoreplace": "ALWAYS", "linked_to_application": [{"to_application": "db", "name": "store"}]}`)
	uri := str(a, "resource_uri")
	s.clock.advance(5 * time.Second)
	s.wantState(a, "Running")
	s.post(uri+"redeploy/", `{"tag": "2"}`)
	s.clock.advance(50 * time.Second)
	s.wantState(a, "Running")
	s.patch(uri, `{"target_num_containers": 20}`)
	s.clock.advance(80 * time.Second) // they crash, are restarted and replaced
	s.do(http.MethodPost, uri+"stop/", "")
	s.clock.advance(3 * time.Second)
	containers := strs(s.get(uri), "containers")
	s.want(http.StatusAccepted, http.MethodDelete, containers[0], "")
	s.clock.advance(3 * time.Second)
	s.want(http.StatusAccepted, http.MethodDelete, uri, "")
	s.clock.advance(3 * time.Second)
}

// However fast they come and go, the terminated that are listed are bounded.
func TestTerminatedAreBounded(t *testing.T) {
	t.Parallel()
	s := newServer(t, memory.Fleet{})
	for range 12 {
		a := s.create(`{"image": "x", "target_num_containers": 1000}`)
		s.want(http.StatusAccepted, http.MethodDelete, str(a, "resource_uri"), "")
		s.clock.advance(3 * time.Second)
	}
	meta, _ := s.get("container/")["meta"].(map[string]any)
	if n := num(meta, "total_count"); n > 10_000 || n < 9_000 {
		t.Errorf("%d containers are listed, want about 10,000", n)
	}
}

// BenchmarkFirstRequestAfterNight prints how long the first request takes after nine hours in which
// 100 containers crashed and were restarted.
func BenchmarkFirstRequestAfterNight(b *testing.B) {
	for range b.N {
		b.StopTimer()
		c := &clock{t: start()}
		eng, err := memory.New(memory.Options{Seed: 1, Random: memory.Repeating(1), Now: c.now, Fleet: crashing(100)})
		if err != nil {
			b.Fatal(err)
		}
		s := serveEngine(b, eng, c)
		s.get("application/")
		c.advance(9 * time.Hour)
		b.StartTimer()
		s.get("application/")
	}
}
