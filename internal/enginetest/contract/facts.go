package contract

import (
	"errors"
	"slices"
	"strings"
	"time"

	"fleetop/internal/platform/engine"
)

// testPorts publishes a port: each container has outer ports of its own, and keeps them.
func testPorts(s *session) {
	ids := []string{s.create(""), s.create("")}
	outer := make(map[int]string)
	for range 3 {
		for _, id := range ids {
			ev := s.start(id)
			if len(ev.Ports) != 1 || ev.Ports[0].Port != (engine.Port{Number: 80, Protocol: "tcp"}) {
				s.Fatalf("ports: %+v", ev.Ports)
			}
			port := ev.Ports[0].Outer
			if owner := outer[port]; owner == "" {
				outer[port] = id
			} else if owner != id {
				s.Errorf("two containers have the port %d", port)
			}
		}
		for _, id := range ids {
			s.stop(id)
		}
	}
	if len(outer) != len(ids) {
		s.Errorf("%d containers had %d outer ports in three lives: %v", len(ids), len(outer), outer)
	}
	for _, id := range ids {
		s.remove(id)
	}
}

// testLogs reads logs whole, the last lines of them, and the last bytes.
func testLogs(s *session) {
	id := s.create(s.Exits(0))
	s.start(id)
	s.want(id, engine.Exited)
	first := s.log(id, engine.LogQuery{})
	if lines := strings.Count(first, "\n"); lines < s.Lines {
		s.Fatalf("%d lines, want %d: %q", lines, s.Lines, first)
	}
	s.start(id)
	s.want(id, engine.Exited)
	all := s.log(id, engine.LogQuery{})
	if !strings.HasPrefix(all, first) || len(all) == len(first) {
		s.Errorf("after the second run the log does not go on: %q, then %q", first, all)
	}
	for _, tail := range []int{1, 3, 1 << 20} {
		if got, want := s.log(id, engine.LogQuery{Tail: tail}), lastLines(all, tail); got != want {
			s.Errorf("the last %d lines are %q, want %q", tail, got, want)
		}
	}
	for _, limit := range []int{len(all) / 3, len(all) / 2, len(all), 1 << 20} {
		got := s.log(id, engine.LogQuery{Limit: limit})
		if len(got) > limit || !strings.HasSuffix(all, got) {
			s.Errorf("with the limit %d the log is %q of %q", limit, got, all)
		}
		if start := len(all) - len(got); start > 0 && all[start-1] != '\n' {
			s.Errorf("with the limit %d the log begins within a line: %q", limit, got)
		}
		if limit >= len(all) && got != all {
			s.Errorf("with the limit %d of %d bytes there are %d", limit, len(all), len(got))
		}
	}
	both := s.log(id, engine.LogQuery{Tail: 2, Limit: 1 << 20})
	if want := lastLines(all, 2); both != want {
		s.Errorf("two lines within a limit are %q, want %q", both, want)
	}
	s.testTimes(id, all)
	s.remove(id)
}

// testTimes reads a log with the times of its lines, from one of them on, and to its end.
func (s *session) testTimes(id, all string) {
	s.Helper()
	stamped := s.log(id, engine.LogQuery{Timestamps: true, Streams: true})
	var plain strings.Builder
	last, end := "", time.Time{}
	for line := range strings.Lines(stamped) {
		at, rest, _ := strings.Cut(line, " ")
		stream, text, found := strings.Cut(rest, " ")
		since, err := time.Parse(engine.StampLayout, at)
		if err != nil || stream != "1" || !found || at < last {
			s.Errorf("the line %q comes behind one of %s: %v", line, last, err)
		}
		plain.WriteString(text)
		if at > last {
			want := stamped[strings.Index(stamped, "\n"+at)+1:]
			if got := s.log(id, engine.LogQuery{Timestamps: true, Streams: true, Since: since}); got != want {
				s.Errorf("since %s there is %q, want %q", at, got, want)
			}
		}
		last, end = at, since
	}
	if plain.String() != all {
		s.Errorf("without its times the log is %q, not %q", plain.String(), all)
	}
	if got := s.log(id, engine.LogQuery{Since: end.Add(time.Hour)}); got != "" {
		s.Errorf("an hour later there is %q", got)
	}
	if got := s.log(id, engine.LogQuery{Tail: 2, Follow: true}); got != lastLines(all, 2) {
		s.Errorf("of a program that has ended follows %q", got)
	}
}

// testInspect asks what is known of images.
func testInspect(s *session) {
	tag, err := s.Engine.Inspect(s.Context(), s.Image, nil)
	if err != nil || tag.Name != s.Image.Tag {
		s.Errorf("%s: %+v, %v", s.Image, tag, err)
	}
	tag, err = s.Engine.Inspect(s.Context(), s.Missing, nil)
	if !errors.Is(err, engine.ErrNoImage) && (err != nil || tag.Name != s.Missing.Tag || len(tag.Ports) > 0) {
		s.Errorf("%s: %+v, %v", s.Missing, tag, err)
	}
}

// testClosed uses an engine that was closed.
func testClosed(s *session) {
	id := s.create("")
	s.start(id)
	if s.Reopen == nil {
		s.remove(id)
		id = s.create("")
	}
	s.must(s.Runner.Close())
	for name, err := range map[string]error{
		"Create": s.Runner.Create(s.spec()), "Start": s.Runner.Start(id), "Stop": s.Runner.Stop(id), "Remove": s.Runner.Remove(id),
	} {
		if !errors.Is(err, engine.ErrClosed) {
			s.Errorf("%s: %v", name, err)
		}
	}
	s.Runner.Forget(id)
	s.Runner.Next()
	s.Runner.Pending()
}

// testReopened looks at containers with another engine: one that runs, one that was stopped and one
// that ended by itself.
func testReopened(s *session) {
	if s.Reopen == nil {
		return
	}
	spec := s.spec()
	spec.Env = []engine.Var{{Key: "COLOUR", Value: "a b=c\"d"}}
	spec.Labels = map[string]string{"fleetop.name": "shop"}
	s.must(s.Runner.Create(spec))
	binding := s.start(spec.ID).Ports
	stopped, ended := s.create(""), s.create(s.Exits(3))
	s.start(stopped)
	s.stop(stopped)
	s.start(ended)
	s.want(ended, engine.Exited)

	want := []engine.Container{
		{ID: spec.ID, Number: 1, Running: true, Ports: binding},
		{ID: stopped, Number: 2, Exited: true},
		{ID: ended, Number: 3, Exited: true, ExitCode: 3},
	}
	again := s.Reopen(s.T)
	app := s.learn(again, func(app engine.Application) bool {
		return slices.EqualFunc(app.Containers, want, same)
	})
	if app.Owner != engine.Own || app.Image != spec.Image || app.Memory != spec.Memory || app.Labels["fleetop.name"] != "shop" ||
		!slices.Equal(app.Env, spec.Env) || !slices.Equal(app.Ports, spec.Ports) {
		s.Errorf("the application is %+v, made from %+v", app, spec)
	}
	s.must(again.Engine.Close())
	for _, id := range []string{spec.ID, stopped, ended} {
		s.remove(id)
	}
}

// learn returns the session's application as an engine tells of it, at once or little by little, when
// it is as it should be.
func (s *session) learn(from Subject, isRight func(engine.Application) bool) engine.Application {
	s.Helper()
	inventory, err := from.Engine.Inventory(s.Context())
	s.must(err)
	var app engine.Application
	for _, a := range inventory.Applications {
		if a.ID == s.app {
			app = a
		}
	}
	for !isRight(app) {
		if !from.Await() {
			s.Fatalf("the application is %+v", app)
		}
		if ev, ok := from.Engine.Next(); ok && ev.App != nil && ev.App.ID == s.app {
			app = *ev.App
		}
	}
	return app
}

// same compares what an engine says of a container with what it has to say at least.
func same(got, want engine.Container) bool {
	return got.ID == want.ID && got.Number == want.Number && got.Running == want.Running && got.Exited == want.Exited &&
		got.ExitCode == want.ExitCode && (!want.Running || slices.Equal(got.Ports, want.Ports) && !got.Started.IsZero())
}
