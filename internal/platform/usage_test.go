package platform_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"fleetop/internal/platform/engine"
)

// meterEngine is an engine that measures what the test says.
type meterEngine struct {
	*pushEngine

	clock *clock
	fail  error

	mu    sync.Mutex
	asked []string // the containers of each call
	off   map[string]bool
	reset bool
}

// rate is how much of a core a container uses, in percent; number its number.
const rate = 25

func (e *meterEngine) Usage(_ context.Context, ids []string) ([]engine.Usage, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	names := make([]string, len(ids))
	var list []engine.Usage
	now := e.clock.now()
	for i, id := range ids {
		names[i] = id[:1]
		if e.off[id] || e.fail != nil {
			continue
		}
		u := engine.Usage{ID: id, At: now, CPU: now.Sub(start()) * rate / 100, Memory: 1000, Limit: 4000, Received: 10, Sent: 20, Processes: 3}
		if e.reset {
			u.CPU = 0
		}
		if id[0] == '3' {
			u.Limit, u.Received, u.Sent, u.Processes = 0, -1, -1, -1
		}
		list = append(list, u)
	}
	e.asked = append(e.asked, strings.Join(names, ""))
	return list, e.fail
}

// calls returns what was measured since the last call.
func (e *meterEngine) calls() string {
	e.mu.Lock()
	defer e.mu.Unlock()
	out := strings.Join(e.asked, " ")
	e.asked = nil
	return out
}

// meterID is the UUID of a container.
func meterID(n int) string { return fmt.Sprintf("%d0000000-0000-4000-8000-000000000001", n) }

// newMeter serves an application web of two containers, and one called big of one without a limit.
func newMeter(t *testing.T) (*meterEngine, *server) {
	t.Helper()
	c := &clock{t: start()}
	e := &meterEngine{pushEngine: newPushEngine(), clock: c, off: map[string]bool{}}
	s := serveEngine(t, e, c)
	e.report(
		engine.Found,
		engine.Application{ID: "a0000000-0000-4000-8000-000000000001", Name: "web", Image: engine.ParseRef("x"), Containers: []engine.Container{
			{ID: meterID(1), Number: 1, Running: true}, {ID: meterID(2), Number: 2, Running: true},
		}},
	)
	e.report(
		engine.Found,
		engine.Application{ID: "b0000000-0000-4000-8000-000000000001", Name: "big", Image: engine.ParseRef("x"), Containers: []engine.Container{
			{ID: meterID(3), Number: 1, Running: true}, {ID: meterID(4), Number: 2, Exited: true},
		}},
	)
	return e, s
}

// usage asks for usage, and tells each as "UUID's first CPU MEMORY/LIMIT".
func (s *server) usage(query string) string {
	s.t.Helper()
	r := s.do(http.MethodGet, "usage/?"+query, "")
	var list []struct {
		UUID      string
		CPU       *float64 `json:"cpu_percent"`
		Memory    *int64   `json:"memory_bytes"`
		Limit     *int64   `json:"memory_limit_bytes"`
		Processes *int64   `json:"processes"`
	}
	if err := json.Unmarshal(r.body, &list); err != nil || r.status != http.StatusOK {
		s.t.Fatalf("status %d, body %q: %v", r.status, r.body, err)
	}
	show := func(n any) string {
		b, _ := json.Marshal(n)
		return strings.Replace(string(b), "null", "-", 1)
	}
	words := make([]string, len(list))
	for i, u := range list {
		words[i] = u.UUID[:1] + " " + show(u.CPU) + " " + show(u.Memory) + "/" + show(u.Limit) + " " + show(u.Processes)
	}
	return strings.Join(words, ", ")
}

// TestUsageIsMeasuredForWhoAsks checks what is told, and that a container is measured no more often
// than every few seconds, and not at all once nobody asks.
func TestUsageIsMeasuredForWhoAsks(t *testing.T) {
	t.Parallel()
	e, s := newMeter(t)
	two := "container=" + meterID(1) + "," + meterID(3) + ",unknown"
	for _, step := range []struct {
		after        time.Duration
		query        string
		want, called string
	}{
		{0, two, "1 - 1000/4000 3, 3 - 1000/- -", "13"},
		{0, two, "1 - 1000/4000 3, 3 - 1000/- -", ""},
		{time.Second, two, "1 25 1000/4000 3, 3 25 1000/- -", "13"},
		{time.Second, two, "1 25 1000/4000 3, 3 25 1000/- -", ""},
		{0, "container=" + meterID(2) + "&" + two, "2 - 1000/4000 3, 1 25 1000/4000 3, 3 25 1000/- -", "2"},
		{4 * time.Second, "container=" + meterID(1), "1 25 1000/4000 3", "1"},
		{0, "application=a0000000-0000-4000-8000-000000000001,b0000000-0000-4000-8000-000000000001,c", "a 50 2000/8000 6, b 25 1000/- -", "23"},
		{20 * time.Second, two, "1 - 1000/4000 3, 3 - 1000/- -", "13"}, // nobody asked for a while
		{0, "", "", ""},
	} {
		s.clock.advance(step.after)
		if got := s.usage(step.query); got != step.want {
			t.Errorf("%s: %s, want %s", step.query, got, step.want)
		}
		if called := e.calls(); called != step.called {
			t.Errorf("%s: measured %q, want %q", step.query, called, step.called)
		}
	}
}

// TestUsageOfNewLives checks that a container that was started again, or does not run for a while,
// is told without processor time until it was measured twice.
func TestUsageOfNewLives(t *testing.T) {
	t.Parallel()
	e, s := newMeter(t)
	query := "container=" + meterID(1)
	s.usage(query)
	s.clock.advance(5 * time.Second)
	if got := s.usage(query); got != "1 25 1000/4000 3" {
		t.Errorf("measured twice: %s", got)
	}
	s.clock.advance(5 * time.Second)
	e.reset = true
	if got := s.usage(query); got != "1 - 1000/4000 3" {
		t.Errorf("started again: %s", got)
	}
	s.clock.advance(5 * time.Second)
	e.off[meterID(1)] = true
	if got := s.usage(query); got != "" {
		t.Errorf("stopped: %s", got)
	}
	if got := s.get("container/" + meterID(1) + "/usage/"); got["uuid"] != meterID(1) || got["cpu_percent"] != nil || got["memory_bytes"] != nil {
		t.Errorf("alone: %v", got)
	}
	e.off, e.reset = map[string]bool{}, false
	s.clock.advance(5 * time.Second)
	got := s.get("container/" + meterID(1) + "/usage/")
	want := map[string]any{
		"uuid": meterID(1), "at": "2014-04-06T18:00:02Z", "cpu_percent": nil, "memory_bytes": 1000.0, "memory_limit_bytes": 4000.0,
		"received_bytes": 10.0, "sent_bytes": 20.0, "processes": 3.0,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("alone (-want +got):\n%s", diff)
	}
}

// TestUsageIsRefused checks what cannot be asked for, and what is said when nothing can be measured.
func TestUsageIsRefused(t *testing.T) {
	t.Parallel()
	e, s := newMeter(t)
	many := "usage/?application=" + strings.Repeat("x,", 50) + "&container=" + strings.Repeat("y,", 51)
	if got := s.want(http.StatusBadRequest, http.MethodGet, many, ""); !strings.Contains(str(got, "error"), "at most 100") {
		t.Errorf("101 objects: %v", got)
	}
	s.want(http.StatusNotFound, http.MethodGet, "container/unknown/usage/", "")
	s.want(http.StatusNotFound, http.MethodGet, "usage/"+meterID(1)+"/", "")
	e.fail = errors.New("the daemon hangs")
	if got := s.want(http.StatusServiceUnavailable, http.MethodGet, "usage/?container="+meterID(1), ""); str(got, "error") != "the daemon hangs" {
		t.Errorf("nothing can be measured: %v", got)
	}
	other := serveEngine(t, newPushEngine(), &clock{t: start()})
	other.want(http.StatusNotFound, http.MethodGet, "usage/", "")
	if got := other.do(http.MethodGet, "container/", "").header.Get("Fleetop-Extensions"); strings.Contains(got, "usage") {
		t.Errorf("an engine that does not measure announces %q", got)
	}
	if got := s.do(http.MethodGet, "container/", "").header.Get("Fleetop-Extensions"); !strings.Contains(got, "usage") {
		t.Errorf("an engine that measures announces %q", got)
	}
}

// TestManyAskForUsageAtOnce checks that what is measured for one serves all who ask at that moment.
func TestManyAskForUsageAtOnce(t *testing.T) {
	t.Parallel()
	e, s := newMeter(t)
	var asking sync.WaitGroup
	for range 20 {
		asking.Go(func() {
			if r := s.do(http.MethodGet, "usage/?container="+meterID(1), ""); r.status != http.StatusOK || !strings.Contains(string(r.body), meterID(1)) {
				t.Errorf("status %d: %s", r.status, r.body)
			}
		})
	}
	asking.Wait()
	if called := e.calls(); called != "1" {
		t.Errorf("measured %q", called)
	}
}

// TestLargeApplicationsAreNotSummedInPart checks that an application with too many containers is
// left out, and smaller ones are not.
func TestLargeApplicationsAreNotSummedInPart(t *testing.T) {
	t.Parallel()
	e, s := newMeter(t)
	large := engine.Application{ID: "d0000000-0000-4000-8000-000000000001", Name: "large", Image: engine.ParseRef("x")}
	for i := range 201 {
		large.Containers = append(large.Containers, engine.Container{ID: fmt.Sprintf("5%07d-0000-4000-8000-000000000001", i), Number: i + 1, Running: true})
	}
	e.report(engine.Found, large)
	if got := s.usage("application=" + large.ID + ",a0000000-0000-4000-8000-000000000001"); got != "a - 2000/8000 6" {
		t.Errorf("%s", got)
	}
}
