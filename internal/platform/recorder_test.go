package platform_test

import (
	"errors"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"fleetop/internal/platform"
	"fleetop/internal/platform/engine"
	"fleetop/internal/platform/ledger"
	"fleetop/internal/platform/memory"
)

// kept is a host: a clock, a ledger on a disk, and what is told of it.
type kept struct {
	t     *testing.T
	dir   string
	clock *clock
	// servers counts those that were started.
	servers int64

	mu   sync.Mutex
	told []string
}

func newKept(t *testing.T) *kept {
	t.Helper()
	return &kept{t: t, dir: t.TempDir(), clock: &clock{t: start()}}
}

func (k *kept) tell(text string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.told = append(k.told, text)
}

// said returns what was told since the last call.
func (k *kept) said() string {
	k.mu.Lock()
	defer k.mu.Unlock()
	text := strings.Join(k.told, "\n")
	k.told = nil
	return text
}

func (k *kept) ledger(place string) *ledger.File {
	return ledger.Open(ledger.Options{Dir: k.dir, Engine: "push", Name: "fleetop", Place: place, Say: k.tell})
}

// serve starts a server over an engine.
func (k *kept) serve(e *pushEngine, bystander bool) *server {
	k.t.Helper()
	return k.serveAt("here", e, bystander)
}

func (k *kept) serveAt(place string, e *pushEngine, bystander bool) *server {
	k.t.Helper()
	k.servers++
	return serveOptions(k.t, platform.Options{
		Engine: e, Now: k.clock.now, Ledger: k.ledger(place), Warn: k.tell, Bystander: bystander, Random: memory.Repeating(k.servers),
	}, k.clock)
}

// event makes something happen to a container.
func (k *kept) event(e *pushEngine, name string, ev engine.Event) {
	ev.Container, ev.Time = e.byName(name), k.clock.now()
	e.push(ev)
}

// found is an engine that has what another one was told to make, as a daemon has it for the next
// server. running says which of it runs.
func (e *pushEngine) again(running ...string) *pushEngine {
	next := newPushEngine()
	apps := make(map[string]*engine.Application)
	for _, s := range e.specs {
		a := apps[s.Application]
		if a == nil {
			a = &engine.Application{ID: s.Application, Name: s.Labels["fleetop.name"], Image: s.Image, Labels: s.Labels, Ports: s.Ports}
			apps[s.Application] = a
		}
		for _, name := range running {
			if name == s.Name {
				next.specs[s.ID] = s
				a.Containers = append(a.Containers, engine.Container{ID: s.ID, Number: s.Number, Phase: engine.PhaseRunning, Running: true})
			}
		}
	}
	for _, a := range apps {
		if len(a.Containers) > 0 {
			next.found.Applications = append(next.found.Applications, *a)
		}
	}
	return next
}

// TestWhatWasChangedOutlivesTheServer kills a server in a scale and checks what the next one knows.
func TestWhatWasChangedOutlivesTheServer(t *testing.T) {
	t.Parallel()
	k, e := newKept(t), newPushEngine()
	s := k.serve(e, false)
	a := s.post("application/", `{"image": "x", "name": "web", "target_num_containers": 2, "container_ports": [{"inner_port": 80}]}`)
	k.event(e, "web-1", engine.Event{Kind: engine.Started})
	k.event(e, "web-2", engine.Event{Kind: engine.Started})
	s.wantState(a, "Running")
	uri := str(a, "resource_uri")
	s.patch(uri, `{"autorestart": "ALWAYS", "web_public_dns": "shop.example.com"}`)
	s.patch(uri, `{"target_num_containers": 5}`)

	next := e.again("web-1", "web-2")
	again := k.serve(next, false)
	got := again.get(uri)
	for key, want := range map[string]any{
		"target_num_containers": 5.0, "current_num_containers": 2.0, "state": "Partly running",
		"autorestart": "ALWAYS", "web_public_dns": "shop.example.com",
	} {
		if got[key] != want {
			t.Errorf("%s is %v, want %v", key, got[key], want)
		}
	}
	if commands := next.took(); commands != "" {
		t.Errorf("it resumes: %s", commands)
	}
	const line = "Scaling from 2 to 5 was under way when the server ended; nothing is resumed by itself"
	if log := str(again.get(uri+"logs/"), "logs"); !strings.HasSuffix(log, "======>web <======\n"+line+"\n") {
		t.Errorf("log: %q", log)
	}
	if said := k.said(); said != "web: "+line {
		t.Errorf("told: %q", said)
	}
	again.patch(uri, `{"web_public_dns": ""}`)
	third := k.serve(e.again("web-1"), false)
	if got := third.get(uri); got["web_public_dns"] != nil || num(got, "target_num_containers") != 5 {
		t.Errorf("after the next: %v", got)
	}
	if said := k.said(); said != "" {
		t.Errorf("it is told again: %q", said)
	}
}

// TestATargetThatNobodySaidIsThatOfWhatIsThere checks the target without a ledger: the containers
// that do not run are found later.
func TestATargetThatNobodySaidIsThatOfWhatIsThere(t *testing.T) {
	t.Parallel()
	k, e := newKept(t), newPushEngine()
	uri := str(k.serve(e, false).post("application/", `{"image": "x", "name": "web", "target_num_containers": 3}`), "resource_uri")
	next := e.again("web-1")
	s := serveEngine(t, next, k.clock)
	all := e.again("web-1", "web-2", "web-3").found.Applications[0]
	next.report(engine.Found, all)
	if got := s.get(uri); num(got, "target_num_containers") != 3 {
		t.Errorf("the target is %v", got["target_num_containers"])
	}
}

// TestWhoStoppedItOutlivesTheServer checks the state of containers whose program ended with an error
// because it was stopped, before and after the server ended.
func TestWhoStoppedItOutlivesTheServer(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		ended bool          // while the first server was there
		after time.Duration // how long after that, or after the stop was asked for, says the daemon
		later bool          // the date comes later
		gone  bool          // it was being terminated when the server ended
		state string
	}{
		"stopped":                     {ended: true, state: "Stopped"},
		"stopped, then terminated":    {ended: true, gone: true, state: "Stopped"},
		"stopped, found without date": {ended: true, later: true, state: "Stopped"},
		"started and crashed since":   {ended: true, after: time.Hour, state: "Stopped with errors"},
		"the same, date later":        {ended: true, after: time.Hour, later: true, state: "Stopped with errors"},
		"stopping":                    {after: 10 * time.Second, state: "Stopped"},
		"stopping, long ago":          {after: time.Hour, state: "Stopped with errors"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			k, e := newKept(t), newPushEngine()
			s := k.serve(e, false)
			a := s.post("application/", `{"image": "x", "name": "web"}`)
			k.event(e, "web-1", engine.Event{Kind: engine.Started})
			s.wantState(a, "Running")
			s.post(str(a, "resource_uri")+"stop/", "")
			at := k.clock.now().Add(test.after)
			if test.ended {
				k.event(e, "web-1", engine.Event{Kind: engine.Exited, ExitCode: 143, Asked: true})
				s.wantState(a, "Stopped")
				s.post(str(a, "resource_uri")+"start/", "") // so that it is written before
				e.refuse["start"] = engine.ErrClosed
				s.post(str(a, "resource_uri")+"stop/", "")
				k.event(e, "web-1", engine.Event{Kind: engine.Exited, ExitCode: 143, Asked: true})
				s.wantState(a, "Stopped")
				s.patch(str(a, "resource_uri"), `{"autodestroy": "OFF"}`)
			}
			if test.gone {
				s.want(http.StatusAccepted, http.MethodDelete, str(a, "resource_uri"), "")
			}
			next := e.again("web-1")
			app := next.found.Applications[0]
			next.found.Applications = nil
			c := &app.Containers[0]
			c.Phase, c.Running, c.Exited, c.ExitCode = engine.PhaseExited, false, true, 143
			again := k.serve(next, false)
			if !test.later {
				c.Stopped = at
			}
			next.report(engine.Found, app)
			again.named("web")
			app.Containers = slices.Clone(app.Containers)
			app.Containers[0].Stopped = at
			next.report(engine.Changed, app)
			if state := str(again.container("web-1"), "state"); state != test.state {
				t.Errorf("it is %q, want %q", state, test.state)
			}
		})
	}
}

// TestTheTerminatedOutliveTheServer checks that what is terminated is still listed by the next server,
// as long as it would have been.
func TestTheTerminatedOutliveTheServer(t *testing.T) {
	t.Parallel()
	k, e := newKept(t), newPushEngine()
	s := k.serve(e, false)
	a := s.post("application/", `{"image": "x:1", "name": "web", "target_num_containers": 2, "run_command": "serve", "container_ports": [{"inner_port": 80}]}`)
	b := s.post("application/", `{"image": "y:1", "name": "db", "autorestart": "ON_FAILURE"}`)
	for _, name := range []string{"web-1", "web-2", "db-1"} {
		k.event(e, name, engine.Event{Kind: engine.Started, Ports: []engine.Binding{{Port: engine.Port{Number: 80, Protocol: "tcp"}, Outer: 49153}}})
	}
	s.wantState(b, "Running")
	k.clock.advance(time.Minute)
	s.want(http.StatusAccepted, http.MethodDelete, str(s.container("web-2"), "resource_uri"), "")
	s.want(http.StatusAccepted, http.MethodDelete, str(b, "resource_uri"), "")
	for _, name := range []string{"web-2", "db-1"} {
		k.event(e, name, engine.Event{Kind: engine.Exited, ExitCode: 3, Asked: true})
		k.event(e, name, engine.Event{Kind: engine.Removed})
	}
	s.wantState(b, "Terminated")
	b = s.named("db")
	gone, dead := s.container("web-2"), s.container("db-1")
	s.patch(str(a, "resource_uri"), `{"autodestroy": "OFF"}`) // so that it is written before

	next := e.again("web-1")
	again := k.serve(next, false)
	if now := again.get(str(a, "resource_uri")); num(now, "target_num_containers") != 1 || str(now, "state") != "Running" {
		t.Errorf("the one that is left: %v", now)
	}
	if diff := cmp.Diff(gone, again.container("web-2")); diff != "" {
		t.Error("a terminated container: ", diff)
	}
	if diff := cmp.Diff(dead, again.container("db-1")); diff != "" {
		t.Error("one of a terminated application: ", diff)
	}
	if diff := cmp.Diff(b, again.named("db")); diff != "" {
		t.Error("a terminated application: ", diff)
	}
	again.get(str(gone, "resource_uri") + "logs/")

	k.clock.advance(5 * time.Minute)
	for _, uri := range []string{str(gone, "resource_uri"), str(dead, "resource_uri"), str(b, "resource_uri")} {
		again.want(http.StatusNotFound, http.MethodGet, uri, "")
	}
}

// TestTheEngineKnowsBetter checks that what a ledger calls terminated is there if the engine has it.
func TestTheEngineKnowsBetter(t *testing.T) {
	t.Parallel()
	k, e := newKept(t), newPushEngine()
	s := k.serve(e, false)
	a := s.post("application/", `{"image": "x", "name": "web", "container_envvars": [{"key": "A", "value": "b"}]}`)
	s.want(http.StatusAccepted, http.MethodDelete, str(a, "resource_uri"), "")
	k.event(e, "web-1", engine.Event{Kind: engine.Exited})
	k.event(e, "web-1", engine.Event{Kind: engine.Removed})
	s.wantState(a, "Terminated")
	s.post("application/", `{"image": "y"}`) // so that it is written before
	next := e.again("web-1")
	var app engine.Application
	for _, found := range next.found.Applications {
		app = found
	}
	app.Env, next.found.Applications = []engine.Var{{Key: "A", Value: "b"}}, nil
	again := k.serve(next, false)
	again.wantState(a, "Terminated")
	next.report(engine.Found, app)
	now := again.wantState(a, "Running")
	if len(strs(now, "containers")) != 1 || str(again.container("web-1"), "state") != "Running" || vars(now)["A"] != "b" {
		t.Errorf("the application: %v", now)
	}
	k.clock.advance(10 * time.Minute)
	again.wantState(a, "Running")
}

// TestImagesOutliveTheServer checks images of the account and their credentials, for one daemon.
func TestImagesOutliveTheServer(t *testing.T) {
	t.Parallel()
	k := newKept(t)
	s := k.serve(newPushEngine(), false)
	for _, name := range []string{"quay.io/a/b", "quay.io/a/c"} {
		s.post("image/", `{"name": "`+name+`", "username": "u", "password": "p", "description": "ours"}`)
	}
	s.want(http.StatusNoContent, http.MethodDelete, "image/quay.io/a/c/", "")

	e := newPushEngine()
	again := k.serve(e, false)
	if m := again.get("image/quay.io/a/b/"); str(m, "description") != "ours" || m["is_private_image"] != true {
		t.Errorf("the image: %v", m)
	}
	again.want(http.StatusNotFound, http.MethodGet, "image/quay.io/a/c/", "")
	again.post("application/", `{"image": "quay.io/a/b", "name": "web"}`)
	if auth := e.specs[e.byName("web-1")].Auth; auth == nil || *auth != (engine.Auth{User: "u", Password: "p"}) {
		t.Errorf("credentials: %v", auth)
	}
	elsewhere := k.serveAt("there", newPushEngine(), false)
	elsewhere.want(http.StatusNotFound, http.MethodGet, "image/quay.io/a/b/", "")
}

// TestABystanderEnforcesNothing runs two servers over the same containers: one enforces the policies,
// both know what either was told.
func TestABystanderEnforcesNothing(t *testing.T) {
	t.Parallel()
	k, e := newKept(t), newPushEngine()
	s := k.serve(e, false)
	a := s.post("application/", `{"image": "x", "name": "web", "autorestart": "ALWAYS"}`)
	k.event(e, "web-1", engine.Event{Kind: engine.Started})
	s.wantState(a, "Running")
	beside := e.again("web-1")
	other := k.serve(beside, true)
	other.wantState(a, "Running")
	other.post("application/", `{"image": "y", "name": "made-beside", "autorestart": "ALWAYS"}`)
	beside.took()
	for _, name := range []string{"web-1", "made-beside-1"} {
		k.event(beside, name, engine.Event{Kind: engine.Started})
		k.event(beside, name, engine.Event{Kind: engine.Exited, ExitCode: 1})
		if state := str(other.container(name), "state"); state != "Stopped with errors" {
			t.Errorf("%s is %q", name, state)
		}
	}
	if commands := beside.took(); commands != "" {
		t.Errorf("it enforces a policy: %s", commands)
	}
	e.took()
	k.event(e, "web-1", engine.Event{Kind: engine.Exited, ExitCode: 1})
	s.wantState(a, "Starting")
	if commands := e.took(); commands != "start web-1" {
		t.Errorf("the policy is enforced by: %q", commands)
	}

	uri := str(a, "resource_uri")
	k.event(beside, "web-1", engine.Event{Kind: engine.Started})
	other.wantState(a, "Running")
	other.patch(uri, `{"target_num_containers": 3, "autorestart": "OFF"}`)
	if now := s.get(uri); num(now, "target_num_containers") != 3 || str(now, "autorestart") != "OFF" {
		t.Errorf("what the other was told: %v", now)
	}
	k.event(e, "web-1", engine.Event{Kind: engine.Started})
	s.wantState(a, "Partly running")
	s.patch(uri, `{"web_public_dns": "", "autodestroy": "ALWAYS"}`)
	if now := other.get(uri); num(now, "target_num_containers") != 3 || str(now, "autodestroy") != "ALWAYS" {
		t.Errorf("what this one was told: %v", now)
	}
	s.post("image/", `{"name": "quay.io/a/b", "username": "u", "password": "p"}`)
	other.get("image/quay.io/a/b/")
	other.want(http.StatusNoContent, http.MethodDelete, "image/quay.io/a/b/", "")
	s.want(http.StatusNotFound, http.MethodGet, "image/quay.io/a/b/", "")
	if said := k.said(); said != "" {
		t.Errorf("told: %q", said)
	}
}

// counting is a ledger that counts how often it is written to.
type counting struct{ saved, synced atomic.Int64 }

func (c *counting) Changed() bool                { return false }
func (c *counting) Load() (ledger.Content, bool) { return ledger.Content{}, false }
func (c *counting) Save(ledger.Content)          { c.saved.Add(1) }
func (c *counting) Sync()                        { c.synced.Add(1) }
func (c *counting) Place() string                { return "here" }
func (c *counting) saves() int                   { return int(c.saved.Load()) }

// TestTheLedgerIsWrittenSeldom lets much happen by itself: it is written down once a second, and at
// the end.
func TestTheLedgerIsWrittenSeldom(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		e, count := newPushEngine(), &counting{}
		e.found.Applications = []engine.Application{{
			ID: noSuchUUID, Name: "w", Image: engine.ParseRef("w"),
			Containers: []engine.Container{{ID: noSuchUUID, Number: 1, Running: true}},
		}}
		p, err := platform.New(platform.Options{User: "u", Key: "k", Engine: e, Ledger: count})
		if err != nil {
			t.Fatal(err)
		}
		for range 100 {
			e.push(engine.Event{Time: time.Now(), Container: noSuchUUID, Kind: engine.Exited, ExitCode: 1})
			time.Sleep(100 * time.Millisecond)
		}
		if count.saves() < 9 || count.saves() > 11 || int(count.synced.Load()) != count.saves() {
			t.Errorf("in 10 s it was written %d times, synchronised %d times", count.saves(), count.synced.Load())
		}
		time.Sleep(time.Hour)
		quiet := count.saves()
		time.Sleep(time.Hour)
		if count.saves() != quiet {
			t.Error("it is written while nothing happens")
		}
		e.push(engine.Event{Time: time.Now(), Container: noSuchUUID, Kind: engine.Started})
		synctest.Wait()
		e.push(engine.Event{Time: time.Now(), Container: noSuchUUID, Kind: engine.Exited, ExitCode: 1})
		synctest.Wait()
		before := count.saves()
		if err := p.Close(); err != nil {
			t.Error(err)
		}
		if count.saves() != before+1 {
			t.Errorf("at the end it was written %d times", count.saves()-before)
		}
	})
}

// TestWhatIsMissedIsTold checks what is said of an application of which a server that was killed had
// made nothing yet.
func TestWhatIsMissedIsTold(t *testing.T) {
	t.Parallel()
	k, e := newKept(t), newPushEngine()
	k.serve(e, false).post("application/", `{"image": "x", "name": "web"}`)
	dir := k.dir
	synctest.Test(t, func(t *testing.T) {
		var told []string
		for range 2 {
			o := platform.Options{
				User: "u", Key: "k", Engine: newPushEngine(), Warn: func(text string) { told = append(told, text) },
				Ledger: ledger.Open(ledger.Options{Dir: dir, Engine: "push", Name: "fleetop", Place: "here"}),
			}
			p, err := platform.New(o)
			if err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Minute)
			if err := p.Close(); err != nil {
				t.Error(err)
			}
		}
		if want := "web: Starting was under way when the server ended; there is nothing of it"; strings.Join(told, "\n") != want {
			t.Errorf("told: %q", told)
		}
	})
}

// TestABystanderTakesOver ends the process that enforces the policies: the other one does so from then
// on, and tells what was under way.
func TestABystanderTakesOver(t *testing.T) {
	t.Parallel()
	k, e := newKept(t), newPushEngine()
	s := k.serve(e, false)
	a := s.post("application/", `{"image": "x", "name": "web", "autorestart": "ALWAYS"}`)
	k.event(e, "web-1", engine.Event{Kind: engine.Started})
	s.wantState(a, "Running")
	beside := e.again("web-1")
	other := k.serve(beside, true)
	beside.report(engine.Changed, beside.found.Applications[0]) // of which the engine tells again
	k.event(beside, "web-1", engine.Event{Kind: engine.Exited, ExitCode: 1})
	other.wantState(a, "Stopped with errors")
	s.patch(str(a, "resource_uri"), `{"target_num_containers": 4}`)
	if commands, said := beside.took(), k.said(); commands != "" || said != "" {
		t.Errorf("a bystander does %q and tells %q", commands, said)
	}

	other.platform.TakeOver()
	other.platform.TakeOver() // it has
	if said := k.said(); said != "web: Scaling from 1 to 4 was under way when the server ended; nothing is resumed by itself" {
		t.Errorf("told: %q", said)
	}
	k.event(beside, "web-1", engine.Event{Kind: engine.Started})
	other.wantState(a, "Partly running")
	beside.took()
	k.event(beside, "web-1", engine.Event{Kind: engine.Exited, ExitCode: 1})
	other.wantState(a, "Starting")
	if commands := beside.took(); commands != "start web-1" {
		t.Errorf("the policy is enforced by: %q", commands)
	}
	k.serve(e.again("web-1"), false)
	if said := k.said(); said != "" {
		t.Errorf("it is told again: %q", said)
	}
}

// TestARefusedScaleLeavesNoTarget has a scale refused after it was written down: the next server
// does not know of it, nor of policies that came along with it.
func TestARefusedScaleLeavesNoTarget(t *testing.T) {
	t.Parallel()
	k, e := newKept(t), newPushEngine()
	s := k.serve(e, false)
	a := s.post("application/", `{"image": "x", "name": "web", "target_num_containers": 2}`)
	for _, name := range []string{"web-1", "web-2"} {
		k.event(e, name, engine.Event{Kind: engine.Started})
	}
	s.wantState(a, "Running")
	uri := str(a, "resource_uri")
	e.refuse["check "+e.byName("web-2")] = errors.New("web-2 has to stay")
	s.want(http.StatusBadRequest, http.MethodPatch, uri, `{"target_num_containers": 1, "autorestart": "ALWAYS"}`)
	if now := s.get(uri); num(now, "target_num_containers") != 2 || str(now, "autorestart") != "OFF" {
		t.Errorf("refused, it is %v", now)
	}
	c, _ := k.ledger("here").Load()
	if kept := c.Applications[str(a, "uuid")]; kept.Target != 2 || kept.UnderWay != nil || kept.Policies != "OFF OFF OFF" {
		t.Errorf("kept: %+v", kept)
	}
	now := k.serve(e.again("web-1", "web-2"), false).get(uri)
	if said := k.said(); said != "" || num(now, "target_num_containers") != 2 {
		t.Errorf("told: %q; the target is %v", said, now["target_num_containers"])
	}
}

// TestNobodyForgetsTheStopsOfTheOther has one of two processes stop a container, and the other write
// down something else of the application meanwhile: that the end was asked for stays known.
func TestNobodyForgetsTheStopsOfTheOther(t *testing.T) {
	t.Parallel()
	for _, isByOwner := range []bool{true, false} {
		k, e := newKept(t), newPushEngine()
		s := k.serve(e, false)
		a := s.post("application/", `{"image": "x", "name": "web"}`)
		k.event(e, "web-1", engine.Event{Kind: engine.Started})
		s.wantState(a, "Running")
		other := k.serve(e.again("web-1"), true)
		other.wantState(a, "Running")
		if !isByOwner {
			s, other = other, s
		}
		uri := str(a, "resource_uri")
		s.post(uri+"stop/", "")
		k.clock.advance(time.Second)
		other.patch(uri, `{"autodestroy": "ON_FAILURE"}`)

		next := e.again("web-1")
		c := &next.found.Applications[0].Containers[0]
		c.Phase, c.Running, c.Exited, c.ExitCode, c.Stopped = engine.PhaseExited, false, true, 143, k.clock.now()
		if state := str(k.serve(next, false).container("web-1"), "state"); state != "Stopped" {
			t.Errorf("stopped by the one that enforces: %v: it is %q", isByOwner, state)
		}
	}
}

// stubborn is a ledger that always has the same news.
type stubborn struct {
	counting

	content ledger.Content
	looked  chan struct{} // has a value when somebody has looked
	mu      sync.Mutex
	kept    ledger.Content // as it was saved last
}

func (s *stubborn) Changed() bool {
	select {
	case s.looked <- struct{}{}:
	default:
	}
	return true
}

func (s *stubborn) Load() (ledger.Content, bool) {
	c := s.content
	c.Applications = maps.Clone(c.Applications)
	return c, true
}

func (s *stubborn) Save(c ledger.Content) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.kept = c
	s.kept.Applications = maps.Clone(c.Applications)
	s.content = s.kept
}

// TestWhatIsMissedIsWrittenDownAtOnce has a request read the ledger again just when something was told
// that is missed: it is not there any more, so that the next server does not tell it again.
func TestWhatIsMissedIsWrittenDownAtOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := &stubborn{looked: make(chan struct{}, 1), content: ledger.Content{Applications: map[string]ledger.Application{
			noSuchUUID: {Name: "web", Seen: "2026-03-04", UnderWay: &ledger.UnderWay{Verb: "Starting", Place: "here"}},
		}}}
		var told atomic.Int64
		there, asked := make(chan *platform.Platform, 1), make(chan struct{})
		o := platform.Options{User: testUser, Key: testKey, Engine: newPushEngine(), Ledger: l, Warn: func(string) {
			told.Add(1)
			go func() {
				defer close(asked)
				ask(t.Context(), <-there, "application/", nil)
			}()
			<-l.looked // it is about to read
		}}
		p, err := platform.New(o)
		if err != nil {
			t.Fatal(err)
		}
		there <- p
		<-asked
		if err := p.Close(); err != nil {
			t.Error(err)
		}
		if told.Load() != 1 || len(l.kept.Applications) != 0 {
			t.Errorf("told %d times, kept: %+v", told.Load(), l.kept.Applications)
		}
	})
}
