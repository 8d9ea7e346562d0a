package contract

import (
	"errors"
	"sync"

	"fleetop/internal/platform/engine"
)

// testLife takes a container through its life.
func testLife(s *session) {
	id := s.create("")
	if err := s.Runner.Check(engine.OpStart, id); err != nil {
		s.Errorf("Check: %v", err)
	}
	s.start(id)
	s.must(s.Runner.Start(id)) // it runs already: nothing happens
	s.stop(id)
	s.stop(id) // it does not run: that is said again
	s.start(id)
	s.stop(id)
	s.remove(id)
}

// testEnd has programs that end by themselves, and start again.
func testEnd(s *session) {
	for _, code := range []int{0, 3} {
		id := s.create(s.Exits(code))
		for range 2 {
			s.start(id)
			if ev := s.want(id, engine.Exited); ev.ExitCode != code || ev.Asked || ev.Restarting || ev.OutOfMemory {
				s.Errorf("the end with code %d: %+v", code, ev)
			}
		}
		s.must(s.Runner.Stop(id))
		if ev := s.want(id, engine.Exited); ev.ExitCode != code {
			s.Errorf("stopped after it had ended with code %d: %+v", code, ev)
		}
		s.remove(id)
	}
}

// testOvertaking gives commands before the earlier ones have taken effect: the last one counts.
func testOvertaking(s *session) {
	id := s.create("")
	s.must(s.Runner.Stop(id))
	s.want(id, engine.Exited)

	s.must(s.Runner.Start(id))
	s.must(s.Runner.Stop(id))
	ev := s.edge(id)
	if ev.Kind == engine.Started {
		ev = s.edge(id)
	}
	if ev.Kind != engine.Exited {
		s.Fatalf("started and stopped at once: %+v", ev)
	}

	s.must(s.Runner.Start(id))
	s.must(s.Runner.Stop(id))
	s.must(s.Runner.Start(id))
	for ev = s.edge(id); ev.Kind != engine.Started; ev = s.edge(id) {
		if ev.Kind != engine.Exited {
			s.Fatalf("started at last: %+v", ev)
		}
	}
	s.must(s.Runner.Remove(id))
	for ev = s.edge(id); ev.Kind != engine.Removed; ev = s.edge(id) {
		if ev.Kind != engine.Exited && ev.Kind != engine.Started {
			s.Fatalf("removed at last: %+v", ev)
		}
	}
}

// testRemovedEarly removes containers that never ran.
func testRemovedEarly(s *session) {
	id := s.create("")
	s.remove(id)
	id = s.create("")
	s.must(s.Runner.Start(id))
	s.must(s.Runner.Remove(id))
	ev := s.edge(id)
	if ev.Kind == engine.Started {
		ev = s.edge(id)
	}
	if ev.Kind != engine.Removed {
		s.Errorf("started and removed at once: %+v", ev)
	}
}

// testRemovedRunning removes a container that runs: its end is not reported, and its log stays.
func testRemovedRunning(s *session) {
	id := s.create("")
	s.start(id)
	before := s.log(id, engine.LogQuery{})
	s.must(s.Runner.Remove(id))
	s.want(id, engine.Removed)
	if after := s.log(id, engine.LogQuery{}); len(after) < len(before) || after[:len(before)] != before {
		s.Errorf("the log was %q and is %q", before, after)
	}
	for name, err := range map[string]error{"Start": s.Runner.Start(id), "Stop": s.Runner.Stop(id), "Remove": s.Runner.Remove(id)} {
		if !errors.Is(err, engine.ErrNotFound) {
			s.Errorf("%s of a removed container: %v", name, err)
		}
	}
	s.Runner.Forget(id)
	s.Runner.Forget(id)
	if _, err := s.Runner.Logs(s.Context(), id, engine.LogQuery{}); !errors.Is(err, engine.ErrNotFound) {
		s.Errorf("log of a forgotten container: %v", err)
	}
}

// testUnknown names containers that there never were.
func testUnknown(s *session) {
	id := uuid()
	_, logs := s.Runner.Logs(s.Context(), id, engine.LogQuery{})
	for name, err := range map[string]error{
		"Start": s.Runner.Start(id), "Stop": s.Runner.Stop(id), "Remove": s.Runner.Remove(id), "Logs": logs,
	} {
		if !errors.Is(err, engine.ErrNotFound) {
			s.Errorf("%s: %v", name, err)
		}
	}
	s.Runner.Forget(id)
}

// testMissingImage starts a container whose image there is not: every start fails with a reason.
func testMissingImage(s *session) {
	spec := s.spec()
	spec.Image = s.Missing
	s.must(s.Runner.Create(spec))
	for range 2 {
		s.must(s.Runner.Start(spec.ID))
		if ev := s.want(spec.ID, engine.Failed); ev.Reason == "" {
			s.Errorf("no reason: %+v", ev)
		}
	}
	s.must(s.Runner.Stop(spec.ID))
	s.want(spec.ID, engine.Exited)
	s.remove(spec.ID)
}

// testMany has several containers at once, which do not wait for each other.
func testMany(s *session) {
	const many = 6
	ids := make([]string, many)
	for i := range ids {
		ids[i] = s.create("")
		s.must(s.Runner.Start(ids[i]))
	}
	for _, id := range ids {
		s.want(id, engine.Started)
	}
	for _, id := range ids {
		s.must(s.Runner.Stop(id))
		s.must(s.Runner.Remove(id))
	}
	for _, id := range ids {
		ev := s.edge(id)
		if ev.Kind == engine.Exited {
			ev = s.edge(id)
		}
		if ev.Kind != engine.Removed {
			s.Errorf("stopped and removed: %+v", ev)
		}
	}
}

// testSeveral uses an engine from several goroutines, for the race detector.
func testSeveral(s *session) {
	ids := []string{s.create(""), s.create(""), s.create("")}
	var all sync.WaitGroup
	for _, id := range ids {
		all.Go(func() {
			if err := s.Runner.Start(id); err != nil {
				s.Error(err)
			}
			s.Runner.Pending()
			if r, err := s.Runner.Logs(s.Context(), id, engine.LogQuery{Tail: 1}); err == nil {
				_ = r.Close()
			}
		})
	}
	all.Wait()
	for _, id := range ids {
		s.want(id, engine.Started)
		s.stop(id)
		s.remove(id)
	}
}
