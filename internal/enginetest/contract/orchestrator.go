package contract

import (
	"errors"
	"maps"
	"slices"
	"strings"

	"fleetop/internal/platform/engine"
)

// orchestratorTests are the tests of engines that keep applications by themselves.
func orchestratorTests() []test {
	return []test{
		{"deploy and terminate", testDeploy},
		{"scale", testScale},
		{"stop and start", testHalt},
		{"redeploy", testRedeploy},
		{"labels", testLabels},
		{"ends by itself", testTaskEnd},
		{"missing image", testMissingTask},
		{"unknown application", testUnknownApplication},
		{"logs of containers", testTaskLogs},
		{"closed", testClosedOrchestrator},
		{"reopened", testApplicationReopened},
	}
}

// appSpec is what the session's application is made from.
func (s *session) appSpec(replicas int) engine.AppSpec {
	spec := s.spec()
	spec.ID, spec.Number, spec.Command = "", 0, s.Says
	spec.Labels = map[string]string{"fleetop.name": "shop"}
	return engine.AppSpec{Spec: spec, Replicas: replicas}
}

// deploy makes the session's application and waits until it is up.
func (s *session) deploy(spec engine.AppSpec) engine.Application {
	s.Helper()
	s.must(s.orch.Deploy(spec))
	return s.tells(func(a engine.Application) bool { return len(lives(a)) == spec.Replicas && isUp(a) })
}

// apply changes what is wanted of the application. What is told next is busy with that, or has
// finished.
func (s *session) apply(want engine.Want) {
	s.Helper()
	s.must(s.orch.Apply(s.app, want))
}

// tells returns the application when it is told of as it should be, and not before it is at rest.
func (s *session) tells(isRight func(engine.Application) bool) engine.Application {
	s.Helper()
	var last engine.Application
	for {
		if !s.Await() {
			s.Fatalf("the application is %+v", last)
		}
		ev, ok := s.Engine.Next()
		if !ok {
			s.Fatal("an event was pending and there is none")
		}
		switch {
		case ev.Kind != engine.Found && ev.Kind != engine.Changed && ev.Kind != engine.Removed:
			s.Errorf("an orchestrator tells of applications, not %+v", ev)
		case ev.App == nil || ev.App.ID != s.app:
		case ev.Kind == engine.Removed:
			s.Fatal("the application is gone")
		default:
			if last = *ev.App; !last.Busy && isRight(last) {
				return last
			}
		}
	}
}

// ends waits until the application is gone.
func (s *session) ends() {
	s.Helper()
	for {
		if !s.Await() {
			s.Fatal("the application does not go")
		}
		if ev, ok := s.Engine.Next(); ok && ev.Kind == engine.Removed && ev.App != nil && ev.App.ID == s.app {
			return
		}
	}
}

// lives returns the containers that are there, by their identifiers.
func lives(a engine.Application) map[string]engine.Container {
	m := make(map[string]engine.Container)
	for _, c := range a.Containers {
		if c.Phase != engine.PhaseGone {
			m[c.ID] = c
		}
	}
	return m
}

func isUp(a engine.Application) bool {
	for _, c := range lives(a) {
		if !c.Running {
			return false
		}
	}
	return a.Notice == ""
}

// testDeploy makes an application, looks at what is told of it, and destroys it.
func testDeploy(s *session) {
	spec := s.appSpec(2)
	a := s.deploy(spec)
	if a.Target != 2 || a.Halted || a.Owner != engine.Own || a.Image != spec.Image || a.Labels["fleetop.name"] != "shop" {
		s.Errorf("deployed: %+v", a)
	}
	numbers := make(map[int]bool)
	for id, c := range lives(a) {
		numbers[c.Number] = true
		if c.Started.IsZero() || c.Exited {
			s.Errorf("container: %+v", c)
		}
		for _, op := range []engine.Op{engine.OpStart, engine.OpStop, engine.OpTerminate} {
			if err := s.orch.Check(op, id); err == nil {
				s.Errorf("operation %d is possible on a single container", op)
			}
		}
	}
	if len(numbers) != 2 || !numbers[1] || !numbers[2] {
		s.Errorf("numbers: %v", slices.Sorted(maps.Keys(numbers)))
	}
	s.must(s.orch.Check(engine.OpTerminate, s.app))
	s.must(s.orch.Terminate(s.app))
	s.ends()
	if err := s.orch.Apply(s.app, engine.Want{Redeploy: true}); !errors.Is(err, engine.ErrNotFound) {
		s.Errorf("an application that is gone: %v", err)
	}
}

// testScale changes the number of containers: those that are not concerned stay.
func testScale(s *session) {
	before := lives(s.deploy(s.appSpec(1)))
	for _, n := range []int{3, 1} {
		s.must(s.orch.Check(engine.OpScale, s.app))
		s.apply(engine.Want{Replicas: &n})
		now := s.tells(func(a engine.Application) bool { return a.Target == n && len(lives(a)) == n && isUp(a) })
		for id := range before {
			if _, there := lives(now)[id]; !there && n > 1 {
				s.Errorf("%s was replaced by scaling", id)
			}
		}
	}
	s.finish()
}

// finish destroys the application.
func (s *session) finish() {
	s.Helper()
	s.must(s.orch.Terminate(s.app))
	s.ends()
}

// testHalt stops an application, which keeps its target, and starts it again.
func testHalt(s *session) {
	s.deploy(s.appSpec(2))
	yes, no := true, false
	s.apply(engine.Want{Stopped: &yes})
	a := s.tells(func(a engine.Application) bool { return a.Halted })
	if a.Target != 2 {
		s.Errorf("stopped: %+v", a)
	}
	for _, c := range lives(a) {
		if c.Running || c.Exited && !c.StoppedByUser {
			s.Errorf("stopped: %+v", c)
		}
	}
	s.apply(engine.Want{Stopped: &no})
	s.tells(func(a engine.Application) bool { return !a.Halted && len(lives(a)) == 2 && isUp(a) })
	s.finish()
}

// testRedeploy puts new containers in the place of all.
func testRedeploy(s *session) {
	before := lives(s.deploy(s.appSpec(2)))
	s.apply(engine.Want{Redeploy: true, Image: &s.Image})
	a := s.tells(func(a engine.Application) bool { return len(lives(a)) == 2 && isUp(a) })
	for id := range lives(a) {
		if _, was := before[id]; was {
			s.Errorf("%s was not replaced", id)
		}
	}
	s.finish()
}

// testLabels changes what is kept with an application; no container is replaced for that.
func testLabels(s *session) {
	before := lives(s.deploy(s.appSpec(1)))
	never := engine.Never
	s.apply(engine.Want{Labels: map[string]string{"fleetop.name": "other"}, Restart: &never})
	a := s.tells(func(a engine.Application) bool { return a.Labels["fleetop.name"] == "other" })
	if !slices.Equal(slices.Sorted(maps.Keys(before)), slices.Sorted(maps.Keys(lives(a)))) {
		s.Errorf("containers were replaced: %+v", a)
	}
	s.finish()
}

// testTaskEnd has programs that end by themselves: they stay as they ended, or others take their
// place as often as was asked for.
func testTaskEnd(s *session) {
	spec := s.appSpec(1)
	spec.Command = s.Exits(3)
	s.must(s.orch.Deploy(spec))
	ended := func(a engine.Application) bool {
		return len(lives(a)) == 1 && slices.ContainsFunc(a.Containers, func(c engine.Container) bool {
			return c.Phase == engine.PhaseExited && c.Exited && c.ExitCode == 3 && !c.StoppedByUser
		})
	}
	s.tells(ended)
	s.finish()

	s.app = uuid()
	spec.Application, spec.Restart, spec.Limit = s.app, engine.OnFailure, engine.Limit{Most: 1, Within: 0}
	s.must(s.orch.Deploy(spec))
	all := make(map[string]bool)
	s.tells(func(a engine.Application) bool {
		for _, c := range a.Containers {
			all[c.ID] = true
		}
		return ended(a) && len(all) == 2
	})
	s.finish()
}

// testMissingTask deploys an image that there is not: the reason is told.
func testMissingTask(s *session) {
	spec := s.appSpec(1)
	spec.Image = s.Missing
	s.must(s.orch.Deploy(spec))
	s.tells(func(a engine.Application) bool {
		return slices.ContainsFunc(a.Containers, func(c engine.Container) bool { return c.Reason != "" && !c.Running && !c.Exited })
	})
	s.finish()
}

// testUnknownApplication names what there never was.
func testUnknownApplication(s *session) {
	_, logs := s.Engine.Logs(s.Context(), uuid(), engine.LogQuery{})
	for name, err := range map[string]error{
		"Apply": s.orch.Apply(uuid(), engine.Want{Redeploy: true}), "Terminate": s.orch.Terminate(uuid()), "Logs": logs,
	} {
		if !errors.Is(err, engine.ErrNotFound) {
			s.Errorf("%s: %v", name, err)
		}
	}
}

// testTaskLogs reads the log of a container.
func testTaskLogs(s *session) {
	spec := s.appSpec(1)
	spec.Command = s.Exits(0)
	s.must(s.orch.Deploy(spec))
	a := s.tells(func(a engine.Application) bool {
		return slices.ContainsFunc(a.Containers, func(c engine.Container) bool { return c.Exited })
	})
	id := a.Containers[0].ID
	all := s.log(id, engine.LogQuery{})
	if strings.Count(all, "\n") < s.Lines {
		s.Errorf("log: %q", all)
	}
	if got := s.log(id, engine.LogQuery{Tail: 1}); got != lastLines(all, 1) {
		s.Errorf("the last line of %q is %q", all, got)
	}
	if got := s.log(id, engine.LogQuery{Limit: len(all) - 1}); len(got) >= len(all) || !strings.HasSuffix(all, got) {
		s.Errorf("the end of %q is %q", all, got)
	}
	s.finish()
}

// testClosedOrchestrator uses an engine that was closed.
func testClosedOrchestrator(s *session) {
	s.must(s.Engine.Close())
	for name, err := range map[string]error{
		"Deploy": s.orch.Deploy(s.appSpec(1)), "Apply": s.orch.Apply(s.app, engine.Want{}), "Terminate": s.orch.Terminate(s.app),
	} {
		if !errors.Is(err, engine.ErrClosed) {
			s.Errorf("%s: %v", name, err)
		}
	}
	s.Engine.Next()
	s.Engine.Pending()
}

// testApplicationReopened looks at an application with another engine.
func testApplicationReopened(s *session) {
	if s.Reopen == nil {
		return
	}
	before := s.deploy(s.appSpec(2))
	again := s.Reopen(s.T)
	now := s.learn(again, func(a engine.Application) bool { return len(lives(a)) == 2 && isUp(a) })
	if now.Target != 2 || now.Image != before.Image || !maps.Equal(now.Labels, before.Labels) ||
		!slices.Equal(slices.Sorted(maps.Keys(lives(before))), slices.Sorted(maps.Keys(lives(now)))) {
		s.Errorf("it was %+v and is %+v", before, now)
	}
	s.must(again.Engine.Close())
	s.finish()
}
