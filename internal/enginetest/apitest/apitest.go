// Package apitest is what the API does over every engine, as tests through real HTTP. Where engines of
// one kind can do less, the tests say what is answered instead.
package apitest

import (
	"errors"
	"fmt"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"fleetop/client"
	"fleetop/internal/platform"
	"fleetop/internal/platform/engine"
)

// Subject is an engine under test.
type Subject struct {
	// Engine has no applications of its own. The suite closes it.
	Engine engine.Engine
	// Now is its clock.
	Now func() time.Time
	// Wait returns when something may have happened, false if that took too long.
	Wait func() bool
	// Image is an image whose program runs until it is asked to end. There is no image with the tag
	// MissingTag.
	Image, MissingTag string
	// Up is a command with which it writes something and runs on. Exits is one with which it soon
	// ends with a code.
	Up    string
	Exits func(code int) string
	// Prefix begins the names of applications.
	Prefix string
}

// Test runs the tests, each with an engine of its own.
func Test(t *testing.T, open func(t *testing.T) Subject) { //nolint:tparallel // the caller says so
	t.Helper()
	for name, run := range map[string]func(*session){
		"life":             testLife,
		"scale":            testScale,
		"redeploy":         testRedeploy,
		"one container":    testOne,
		"crashes":          testCrashes,
		"policies change":  testPolicies,
		"missing image":    testMissing,
		"stop in between":  testStopInBetween,
		"destroys itself":  testDestroy,
		"broken redeploy":  testBrokenRedeploy,
		"terminated twice": testTwice,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			run(serve(t, open(t)))
		})
	}
}

// session is one test with its server.
type session struct {
	*client.Client
	*testing.T
	Subject
	byHand bool // the engine runs containers one by one
}

func serve(t *testing.T, s Subject) *session {
	t.Helper()
	p, err := platform.New(platform.Options{User: "u", Key: "k", Engine: s.Engine, Now: s.Now})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(p)
	t.Cleanup(func() {
		server.Close()
		if err := p.Close(); err != nil {
			t.Error(err)
		}
	})
	c, err := client.New(server.URL, client.Credentials{User: "u", Key: "k"})
	if err != nil {
		t.Fatal(err)
	}
	_, byHand := s.Engine.(engine.Runner)
	return &session{Client: c, T: t, Subject: s, byHand: byHand}
}

// must returns an answer, and fails if there is none.
func must[T any](s *session) func(T, error) T {
	return func(answer T, err error) T {
		s.Helper()
		if err != nil {
			s.Fatal(err)
		}
		return answer
	}
}

// get returns an application as it is.
func (s *session) get(a client.Application) client.Application {
	s.Helper()
	return must[client.Application](s)(s.Applications.Get(s.Context(), a.UUID))
}

// until waits until an application is as it should be.
func (s *session) until(a client.Application, what string, is func(client.Application) bool) client.Application {
	s.Helper()
	for {
		now := s.get(a)
		if is(now) {
			return now
		}
		if !s.Wait() {
			s.Fatalf("%s is %s with %d of %d running, and not %s; containers: %s",
				now.UniqueName, now.State, now.Running, now.Target, what, s.describe(a))
		}
	}
}

// wants waits until an application is in a state.
func (s *session) wants(a client.Application, state client.State) client.Application {
	s.Helper()
	return s.until(a, string(state), func(a client.Application) bool { return a.State == state })
}

// all returns the containers of an application, those that are terminated with them.
func (s *session) all(a client.Application) []client.Container {
	s.Helper()
	return must[client.Page[client.Container]](s)(s.Containers.List(s.Context(), client.ContainerFilter{ApplicationUUID: a.UUID}, client.ListOptions{Limit: 100})).Objects
}

// containers returns those that are not terminated.
func (s *session) containers(a client.Application) []client.Container {
	s.Helper()
	return slices.DeleteFunc(s.all(a), func(c client.Container) bool { return c.State == client.StateTerminated })
}

func (s *session) describe(a client.Application) string {
	all := s.all(a)
	out := make([]string, len(all))
	for i, c := range all {
		out[i] = fmt.Sprintf("%s %s %q", c.UniqueName, c.State, c.ExitMessage)
	}
	return strings.Join(out, ", ")
}

// create makes an application and waits until it runs.
func (s *session) create(n client.NewApplication) client.Application {
	s.Helper()
	return s.wants(s.begin(n), client.StateRunning)
}

// begin makes an application.
func (s *session) begin(n client.NewApplication) client.Application {
	s.Helper()
	n.Image, n.Name = s.Image, s.Prefix+n.Name
	if n.RunCommand == "" {
		n.RunCommand = s.Up
	}
	a := must[client.Application](s)(s.Applications.Create(s.Context(), n))
	if a.State != client.StateStarting {
		s.Errorf("created as %s", a.State)
	}
	return a
}

// refused checks that something is refused, and with which words.
func (s *session) refused(err error, words string) {
	s.Helper()
	var e *client.Error
	if !errors.As(err, &e) || e.Status != 400 || !strings.Contains(e.Message, words) {
		s.Errorf("%v, want a refusal that says %q", err, words)
	}
}

// step asks for something, looks at the answer, and waits for what comes of it.
func (s *session) step(a client.Application, ask func(uuid string) (client.Application, error), during, after client.State) client.Application {
	s.Helper()
	if got := must[client.Application](s)(ask(a.UUID)); got.State != during {
		s.Errorf("answered %s, want %s", got.State, during)
	}
	return s.wants(a, after)
}

func counts(a client.Application) [4]int { return [4]int{a.Target, a.Current, a.Running, a.Stopped} }
