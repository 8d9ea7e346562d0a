package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"fleetop/internal/platform"
	"fleetop/internal/platform/memory"
)

// identified is an engine that says what it works with.
type identified struct {
	*memory.Engine

	tell func() (string, error)
}

func (e identified) Identity(context.Context) (string, error) { return e.tell() }

// oneAnswer is what a daemon says of itself each time.
func oneAnswer(id string, err error) func() (string, error) {
	return func() (string, error) { return id, err }
}

// A machine is where processes of one name reach a daemon.
type machine struct {
	t    *testing.T
	env  Env
	name string
}

func newMachine(t *testing.T, name string) machine {
	t.Helper()
	return machine{t, Env{Home: t.TempDir(), Getenv: func(string) string { return "" }}, fmt.Sprintf("%s-%d", name, os.Getpid())}
}

// at begins a process that reaches the daemon at a place.
func (m machine) at(place, command string, tell func() (string, error)) (keeping, identified) {
	m.t.Helper()
	simulated, err := memory.New(memory.Options{Seed: 1, Fleet: memory.Fleet{Applications: []memory.Application{
		{Name: "web", Image: "tutum/hello-world", Containers: 2, Restart: "ALWAYS", Age: time.Hour},
	}}})
	if err != nil {
		m.t.Fatal(err)
	}
	e := identified{simulated, tell}
	k := m.env.keep(chosenEngine{engine: e, place: place}, m.name, command, func(string) {})
	m.t.Cleanup(k.release)
	if k.fault != nil {
		m.t.Fatal(k.fault)
	}
	return k, e
}

// TestTheSameDaemonAtTwoAddressesIsOne checks that a daemon has one server of a name, by whatever addresses it is
// reached, that one which does not say what it is has one for each address, and that the locks leave no files.
func TestTheSameDaemonAtTwoAddressesIsOne(t *testing.T) {
	t.Parallel()
	m, fault := newMachine(t, "same"), errors.New("no")
	first, e := m.at("socket", "fleetop serve", oneAnswer("one", nil))
	if others, err := first.takeSame(t.Context(), e); others != "" || err != nil {
		t.Errorf("the first: held by %q, %v", others, err)
	}
	for _, test := range []struct {
		place, id string
		err       error
		isHeld    bool
	}{
		{"tcp", "one", nil, true},
		{"ssh", "two", nil, false},
		{"proxy", "", nil, false},
		{"guarded", "one", fault, false},
	} {
		k, e := m.at(test.place, "fleetop serve", oneAnswer(test.id, test.err))
		s := &server{own: serveFlags{name: m.name}, engine: chosenEngine{engine: e}}
		unknown, err := s.claim(t.Context(), k)
		if (err != nil) != test.isHeld || test.isHeld && !strings.Contains(err.Error(), "a server (process ") || unknown != (test.err != nil) {
			t.Errorf("at %s: %v, unknown %v", test.place, err, unknown)
		}
		if test.isHeld {
			first.release()
			if _, err := s.claim(t.Context(), k); err != nil {
				t.Errorf("at %s, once the first has ended: %v", test.place, err)
			}
		}
		k.release()
	}
	if left, err := filepath.Glob(filepath.Join(first.dir, "*.lock")); err != nil || len(left) > 0 {
		t.Errorf("left behind: %q, %v", left, err)
	}
}

// standing is a platform that begins as a bystander.
type standing struct{ enforces bool }

func (s *standing) StandBy()  { s.enforces = false }
func (s *standing) TakeOver() { s.enforces = true }

// sharing lets a process share a daemon. Whenever it waits the next step is taken; there it ends after the last.
type sharing struct {
	t     *testing.T
	host  standing
	steps []func()
	waits []time.Duration
	said  []string
}

func (s *sharing) run(k keeping, e identified) {
	s.t.Helper()
	k.say = func(text string) { s.said = append(s.said, text) }
	k.wait = func(_ context.Context, d time.Duration) bool {
		s.waits = append(s.waits, d)
		if len(s.waits) > len(s.steps) {
			return false
		}
		s.steps[len(s.waits)-1]()
		return true
	}
	k.share(s.t.Context(), e, &s.host)
}

// wants returns a step that checks whether the policies are enforced meanwhile.
func (s *sharing) wants(enforces bool) func() {
	return func() {
		if s.host.enforces != enforces {
			s.t.Errorf("in wait %d it enforces the policies: %v", len(s.waits), s.host.enforces)
		}
	}
}

// TestTwoThatWaitDoNotBothTakeOver ends a server for which two dashboards wait, each at an address of its own.
func TestTwoThatWaitDoNotBothTakeOver(t *testing.T) {
	t.Parallel()
	m := newMachine(t, "wait")
	holder, e := m.at("socket", "fleetop serve", oneAnswer("one", nil))
	if others, err := holder.takeSame(t.Context(), e); others != "" || err != nil {
		t.Fatal(others, err)
	}
	near, e := m.at("socket", "near", oneAnswer("one", nil))
	far, _ := m.at("tcp", "far", oneAnswer("one", nil))
	s := &sharing{t: t}
	s.steps = []func(){
		s.wants(false),
		func() {
			holder.release()
			if others, err := far.takeSame(t.Context(), e); others != "" || err != nil {
				t.Error(others, err)
			}
		},
		s.wants(false),
		far.release,
	}
	s.run(near, e)
	if !s.host.enforces || len(s.waits) != 4 {
		t.Errorf("after the waits %v it enforces the policies: %v", s.waits, s.host.enforces)
	}
	who := fmt.Sprintf("process %d (far)", os.Getpid())
	if want := []string{
		who + " keeps the auto policies of this daemon, which it reaches by another address; this process leaves them to it until it ends",
		who + " has ended: this process now enforces the auto policies",
	}; !slices.Equal(s.said, want) {
		t.Errorf("it says %q", s.said)
	}
}

// TestADaemonThatCannotSayWhatItIsIsAskedAgain has a daemon answer late what it is: the policies are enforced by its
// address for a while, and left to another process once that is known to have it.
func TestADaemonThatCannotSayWhatItIsIsAskedAgain(t *testing.T) {
	t.Parallel()
	m := newMachine(t, "late")
	holder, e := m.at("tcp", "fleetop serve", oneAnswer("one", nil))
	if others, err := holder.takeSame(t.Context(), e); others != "" || err != nil {
		t.Fatal(others, err)
	}
	fault := errors.New("it takes too long")
	late, e := m.at("socket", "late", func() (string, error) { return "one", fault })
	s := &sharing{t: t}
	no, yes := s.wants(false), s.wants(true)
	s.steps = []func(){no, no, no, yes, yes, yes, yes, func() { fault = nil }, no, holder.release}
	s.run(late, e)
	second := time.Second
	want := []time.Duration{2 * second, 2 * second, 4 * second, 8 * second, 16 * second, 32 * second, 60 * second, 60 * second, 2 * second, 2 * second}
	if !s.host.enforces || !slices.Equal(s.waits, want) {
		t.Errorf("after the waits %v it enforces the policies: %v", s.waits, s.host.enforces)
	}
}

// TestADashboardBeginsAsABystander ends a program before the daemon was asked what it is, and one after: the
// policies are enforced from then on.
func TestADashboardBeginsAsABystander(t *testing.T) {
	t.Parallel()
	k, e := newMachine(t, "begin").at("socket", "dashboard", oneAnswer("one", nil))
	pass, h, shared := make(chan struct{}), newLateHost(), make(chan struct{})
	k.wait = func(context.Context, time.Duration) bool { <-pass; return true }
	go func() {
		defer close(shared)
		h.begin(t.Context(), k, platform.Options{User: "u", Key: "k", Engine: e, Ledger: k.ledger})
	}()
	<-h.there
	type container struct{ UUID, State string }
	list := func() []container {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/api/v1/container/", http.NoBody)
		r.Header.Set("Authorization", "ApiKey u:k")
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		var all struct{ Objects []container }
		if err := json.Unmarshal(w.Body.Bytes(), &all); err != nil || len(all.Objects) != 2 {
			t.Fatalf("the list: %v, %s", err, w.Body)
		}
		return all.Objects
	}
	ends := func(i int) string {
		if err := e.Exit(list()[i].UUID, 1); err != nil {
			t.Fatal(err)
		}
		return list()[i].State
	}
	if got := ends(0); got != "Stopped with errors" {
		t.Errorf("what ends before it has the locks is %s", got)
	}
	close(pass)
	<-shared
	if got := ends(1); got != "Starting" {
		t.Errorf("what ends with both locks is %s", got)
	}
	if err := h.host.Close(); err != nil {
		t.Error(err)
	}
}
