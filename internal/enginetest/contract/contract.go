// Package contract is what every engine has to do, as tests: each of its kind, and all of them. They
// use nothing but the interfaces, so that they say what the platform can count on.
package contract

import (
	"cmp"
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"fleetop/internal/platform/engine"
)

// Subject is an engine under test. Its inventory was asked for.
type Subject struct {
	Engine engine.Engine
	// Await returns true as soon as the engine has an event, false if none came in a time that is
	// long enough for everything.
	Await func() bool
	// Image is an image whose program writes something and runs until it is asked to end; it then
	// ends with the code 0. There is no image Missing.
	Image, Missing engine.Ref
	// Says is a command with which the program of Image writes one line as soon as it can be asked to
	// end. It is empty if the program always can, from its start on.
	Says string
	// Exits is a command with which the program of Image writes Lines lines or more and soon ends
	// with a code.
	Exits func(code int) string
	Lines int
	// Reopen makes another engine of what this one runs, as a server does that starts again. It is
	// nil if an engine keeps nothing. Its inventory was not asked for.
	Reopen func(t *testing.T) Subject
}

// Test runs the tests of an engine's kind at the same time, each with an engine of its own that it closes. kind is any
// such engine; nothing is asked of it.
func Test(t *testing.T, kind engine.Engine, open func(t *testing.T) Subject) { //nolint:tparallel // the caller says so
	t.Helper()
	tests := []test{{"inspect", testInspect}}
	if _, ok := kind.(engine.Runner); ok {
		tests = append(tests, runnerTests()...)
	}
	if _, ok := kind.(engine.Orchestrator); ok {
		tests = append(tests, orchestratorTests()...)
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := &session{T: t, Subject: open(t), app: uuid(), runs: make(map[string]int), early: make(map[string][]engine.Event)}
			s.Runner, _ = s.Engine.(engine.Runner)
			s.orch, _ = s.Engine.(engine.Orchestrator)
			test.run(s)
			if err := s.Engine.Close(); err != nil {
				t.Errorf("Close: %v", err)
			}
		})
	}
}

// test is a test of an engine.
type test struct {
	name string
	run  func(*session)
}

// runnerTests are the tests of engines that are told what to do container by container.
func runnerTests() []test {
	return []test{
		{"life", testLife},
		{"ends by itself", testEnd},
		{"commands overtake each other", testOvertaking},
		{"removed before it ran", testRemovedEarly},
		{"killed by removal", testRemovedRunning},
		{"unknown", testUnknown},
		{"missing image", testMissingImage},
		{"many", testMany},
		{"ports", testPorts},
		{"logs", testLogs},
		{"used by several", testSeveral},
		{"closed", testClosed},
		{"reopened", testReopened},
	}
}

// session is one test with its engine.
type session struct {
	*testing.T
	Subject
	Runner engine.Runner       // the engine, if it is one
	orch   engine.Orchestrator // likewise

	app   string
	made  int
	runs  map[string]int            // how often each container has started
	early map[string][]engine.Event // of containers that nobody waited for yet
}

// uuid returns a random UUID, as the platform makes them.
func uuid() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // It does not fail.
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}

// spec returns what a container of the session's application is made from.
func (s *session) spec() engine.Spec {
	s.made++
	return engine.Spec{
		ID: uuid(), Application: s.app, Name: fmt.Sprintf("c%s-%d", s.app[:8], s.made), Number: s.made,
		Image: s.Image, Ports: []engine.Port{{Number: 80, Protocol: "tcp"}}, Memory: 64 << 20, CPUShares: 256,
	}
}

// create makes a container and returns its identifier. Without a command its program runs until it is
// asked to end.
func (s *session) create(command string) string {
	s.Helper()
	spec := s.spec()
	spec.Command = cmp.Or(command, s.Says)
	s.must(s.Runner.Create(spec))
	return spec.ID
}

func (s *session) must(err error) {
	s.Helper()
	if err != nil {
		s.Fatal(err)
	}
}

// edge returns the next event of a container that is no upsert, and checks that time does not run
// backwards.
func (s *session) edge(id string) engine.Event {
	s.Helper()
	for len(s.early[id]) == 0 {
		if !s.Await() {
			s.Fatalf("nothing happens to %s", id)
		}
		ev, ok := s.Runner.Next()
		if !ok {
			s.Fatal("an event was pending and there is none")
		}
		if ev.Kind <= engine.Failed {
			s.early[ev.Container] = append(s.early[ev.Container], ev)
		}
	}
	ev := s.early[id][0]
	if s.early[id] = s.early[id][1:]; len(s.early[id]) > 0 && s.early[id][0].Time.Before(ev.Time) {
		s.Errorf("%+v comes after %+v", s.early[id][0], ev)
	}
	return ev
}

// want takes the next event of a container, which is of a kind.
func (s *session) want(id string, kind engine.Kind) engine.Event {
	s.Helper()
	ev := s.edge(id)
	if ev.Kind != kind {
		s.Fatalf("the event is %+v, want one of kind %d", ev, kind)
	}
	if ev.Time.IsZero() {
		s.Errorf("%+v has no time", ev)
	}
	if kind == engine.Started {
		s.runs[id]++
	}
	return ev
}

// start starts a container and waits until it runs.
func (s *session) start(id string) engine.Event {
	s.Helper()
	s.must(s.Runner.Start(id))
	return s.want(id, engine.Started)
}

// stop stops a container and waits until it has ended. A program that is asked before it listens is
// killed, which is no fault of the engine.
func (s *session) stop(id string) {
	s.Helper()
	s.listens(id)
	s.must(s.Runner.Stop(id))
	ev := s.want(id, engine.Exited)
	if ev.ExitCode != 0 || !ev.Asked || ev.Restarting || ev.OutOfMemory {
		s.Errorf("stopped: %+v", ev)
	}
}

// listens waits until a program that makes itself heard can be asked to end.
func (s *session) listens(id string) {
	s.Helper()
	ctx, cancel := context.WithTimeout(s.Context(), time.Minute)
	defer cancel()
	for s.Says != "" && strings.Count(s.log(id, engine.LogQuery{}), "\n") < s.runs[id] {
		if ctx.Err() != nil {
			s.Fatalf("%s has started and writes nothing", id)
		}
	}
}

// remove removes a container, waits until it is gone, and forgets it.
func (s *session) remove(id string) {
	s.Helper()
	s.must(s.Runner.Remove(id))
	s.want(id, engine.Removed)
	s.Runner.Forget(id)
}

// log returns what a container wrote.
func (s *session) log(id string, q engine.LogQuery) string {
	s.Helper()
	ctx, cancel := context.WithTimeout(s.Context(), time.Minute)
	defer cancel()
	r, err := s.Engine.Logs(ctx, id, q)
	s.must(err)
	b, err := io.ReadAll(r)
	s.must(err)
	s.must(r.Close())
	return string(b)
}

// lastLines returns the last lines of a text.
func lastLines(text string, n int) string {
	lines := strings.SplitAfter(text, "\n")
	if lines[len(lines)-1] == "" {
		lines = lines[:len(lines)-1]
	}
	return strings.Join(lines[max(0, len(lines)-n):], "")
}
