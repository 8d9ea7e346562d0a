package apitest

import (
	"slices"
	"strings"

	"fleetop/client"
)

// testScale changes how many containers an application has, and reads their logs.
func testScale(s *session) {
	ctx := s.Context()
	a := s.create(client.NewApplication{Name: "web", Target: 2})
	if counts(a) != [4]int{2, 2, 2, 0} || a.Deployed.IsZero() {
		s.Errorf("created: %+v", a)
	}
	first := s.containers(a)
	for _, c := range first {
		if c.Started.IsZero() || c.State != client.StateRunning || c.ExitCode != nil {
			s.Errorf("container: %+v", c)
		}
	}
	for _, n := range []int{3, 1} {
		a = s.step(a, func(id string) (client.Application, error) { return s.Applications.Scale(ctx, id, n) }, client.StateScaling, client.StateRunning)
		if counts(a) != [4]int{n, n, n, 0} {
			s.Errorf("scaled to %d: %+v", n, a)
		}
	}
	if left := s.containers(a); left[0].UUID != first[0].UUID && left[0].UUID != first[1].UUID {
		s.Errorf("scaling replaced %s", left[0].UniqueName)
	}
	if log := must[client.Log](s)(s.Applications.Logs(ctx, a.UUID)); !strings.HasPrefix(log.String(), "======>"+s.containers(a)[0].UniqueName+" <======\n") || strings.Count(log.String(), "\n") < 2 {
		s.Errorf("log: %q", log.String())
	}
	if log := must[client.Log](s)(s.Containers.Logs(ctx, s.containers(a)[0].UUID)); log.Len == 0 {
		s.Error("the container's log is empty")
	}
}

// testLife takes an application through its life.
func testLife(s *session) {
	ctx := s.Context()
	a := s.create(client.NewApplication{Name: "web"})
	a = s.step(a, func(id string) (client.Application, error) { return s.Applications.Stop(ctx, id) }, client.StateStopping, client.StateStopped)
	if a.Target != 1 || a.Running != 0 || a.StoppedAt.IsZero() || s.byHand && a.Stopped != 1 {
		s.Errorf("stopped: %+v", a)
	}
	a = s.step(a, func(id string) (client.Application, error) { return s.Applications.Start(ctx, id) }, client.StateStarting, client.StateRunning)
	if counts(a) != [4]int{1, 1, 1, 0} {
		s.Errorf("started: %+v", a)
	}
	a = s.step(a, func(id string) (client.Application, error) { return s.Applications.Terminate(ctx, id) }, client.StateTerminating, client.StateTerminated)
	if left := s.containers(a); len(left) > 0 || a.Destroyed.IsZero() {
		s.Errorf("terminated: %+v, left: %+v", a, left)
	}
}

// testRedeploy puts new containers in the place of all.
func testRedeploy(s *session) {
	a := s.create(client.NewApplication{Name: "web", Target: 2})
	before := s.containers(a)
	a = s.step(a, func(id string) (client.Application, error) { return s.Applications.Redeploy(s.Context(), id, "") }, client.StateRedeploying, client.StateRunning)
	if counts(a) != [4]int{2, 2, 2, 0} {
		s.Errorf("redeployed: %+v", a)
	}
	after := s.containers(a)
	names := make([]string, len(after))
	for i, c := range after {
		names[i] = c.UniqueName
		if slices.ContainsFunc(before, func(old client.Container) bool { return old.UUID == c.UUID }) {
			s.Errorf("%s was not replaced", c.UniqueName)
		}
	}
	slices.Sort(names)
	if !slices.Equal(names, []string{s.Prefix + "web-1", s.Prefix + "web-2"}) {
		s.Errorf("the new ones are called %q", names)
	}
	for _, old := range before {
		if c := must[client.Container](s)(s.Containers.Get(s.Context(), old.UUID)); c.State != client.StateTerminated {
			s.Errorf("the old %s is %s", c.UniqueName, c.State)
		}
	}
}

// testOne acts on a single container.
func testOne(s *session) {
	ctx := s.Context()
	a := s.create(client.NewApplication{Name: "web", Target: 2})
	id := s.containers(a)[0].UUID
	if !s.byHand {
		for _, ask := range []func() (client.Container, error){
			func() (client.Container, error) { return s.Containers.Stop(ctx, id) },
			func() (client.Container, error) { return s.Containers.Terminate(ctx, id) },
		} {
			_, err := ask()
			s.refused(err, "on the application")
		}
		if a = s.get(a); counts(a) != [4]int{2, 2, 2, 0} || a.State != client.StateRunning {
			s.Errorf("refused, and changed: %+v", a)
		}
		return
	}
	must[client.Container](s)(s.Containers.Stop(ctx, id))
	a = s.until(a, "half stopped", func(a client.Application) bool { return counts(a) == [4]int{2, 2, 1, 1} })
	if a.State != client.StatePartlyRunning {
		s.Errorf("half of it is stopped: %s", a.State)
	}
	must[client.Container](s)(s.Containers.Start(ctx, id))
	s.wants(a, client.StateRunning)
	must[client.Container](s)(s.Containers.Terminate(ctx, id))
	a = s.until(a, "one less", func(a client.Application) bool { return counts(a) == [4]int{1, 1, 1, 0} })
	if a.State != client.StateRunning {
		s.Errorf("with one less: %s", a.State)
	}
}

// testCrashes lets a program crash again and again: it is replaced as often as its policy says.
func testCrashes(s *session) {
	a := s.begin(client.NewApplication{Name: "loop", RunCommand: s.Exits(3), Autoreplace: client.PolicyOnFailure})
	a = s.until(a, "given up", func(a client.Application) bool {
		return a.State == client.StateStoppedWithErrors && len(s.all(a)) == 4
	})
	for _, c := range s.all(a) {
		if c.ExitCode == nil || *c.ExitCode != 3 {
			s.Errorf("%s %s: %q", c.UniqueName, c.State, c.ExitMessage)
		}
	}
}

// testPolicies changes the policies of an application that runs.
func testPolicies(s *session) {
	a := s.create(client.NewApplication{Name: "web", Autorestart: client.PolicyAlways})
	before := s.containers(a)[0].UUID
	off, always := client.PolicyOff, client.PolicyAlways
	must[client.Application](s)(s.Applications.Update(s.Context(), a.UUID, client.ApplicationUpdate{Autorestart: &off, Autoreplace: &always}))
	a = s.wants(a, client.StateRunning)
	now := s.containers(a)
	if a.Autorestart != off || a.Autoreplace != always || len(now) != 1 || now[0].UUID != before || now[0].Autoreplace != always {
		s.Errorf("updated: %+v, containers %+v", a, now)
	}
}

// testMissing deploys an image that there is not, and gets rid of it.
func testMissing(s *session) {
	a := must[client.Application](s)(s.Applications.Create(s.Context(), client.NewApplication{Image: s.missing(), Name: s.Prefix + "web"}))
	a = s.wants(a, client.StateStartFailed)
	c := s.containers(a)[0]
	if c.State != client.StateStartFailed || c.ExitCode != nil || c.ExitMessage == "" {
		s.Errorf("container: %+v", c)
	}
	if log := must[client.Log](s)(s.Containers.Logs(s.Context(), c.UUID)); !strings.Contains(log.String(), c.ExitMessage) {
		s.Errorf("its log does not say why: %q", log.String())
	}
	s.step(a, func(id string) (client.Application, error) { return s.Applications.Terminate(s.Context(), id) }, client.StateTerminating, client.StateTerminated)
}

// missing is the name of an image that there is not.
func (s *session) missing() string {
	name, _, _ := strings.Cut(s.Image, ":")
	return name + ":" + s.MissingTag
}

// testStopInBetween stops applications that are on their way to something else.
func testStopInBetween(s *session) {
	ctx := s.Context()
	a := s.begin(client.NewApplication{Name: "web", Target: 2})
	for i, ask := range []func(id string) (client.Application, error){
		func(id string) (client.Application, error) { return s.Applications.Get(ctx, id) },
		func(id string) (client.Application, error) { return s.Applications.Scale(ctx, id, 3) },
		func(id string) (client.Application, error) { return s.Applications.Redeploy(ctx, id, "") },
	} {
		must[client.Application](s)(ask(a.UUID))
		a = s.step(a, func(id string) (client.Application, error) { return s.Applications.Stop(ctx, id) }, client.StateStopping, client.StateStopped)
		n := min(2+i, 3)
		if a.Target != n || a.Running != 0 || s.byHand && a.Stopped != n {
			s.Errorf("%d: stopped as %+v; %s", i, a, s.describe(a))
		}
		a = s.step(a, func(id string) (client.Application, error) { return s.Applications.Start(ctx, id) }, client.StateStarting, client.StateRunning)
		if counts(a) != [4]int{n, n, n, 0} {
			s.Errorf("%d: started as %+v; %s", i, a, s.describe(a))
		}
	}
	must[client.Application](s)(s.Applications.Redeploy(ctx, a.UUID, ""))
	s.step(a, func(id string) (client.Application, error) { return s.Applications.Terminate(ctx, id) }, client.StateTerminating, client.StateTerminated)
}

// testDestroy has a program whose end destroys its container.
func testDestroy(s *session) {
	a := s.begin(client.NewApplication{Name: "once", RunCommand: s.Exits(0), Autodestroy: client.PolicyAlways})
	s.until(a, "gone", func(a client.Application) bool {
		return a.State == client.StateNotRunning && counts(a) == [4]int{}
	})
}

// testBrokenRedeploy redeploys from a tag that there is not. Something goes on running, and what went
// wrong can be read; another redeploy repairs it.
func testBrokenRedeploy(s *session) {
	ctx := s.Context()
	a := s.create(client.NewApplication{Name: "web", Target: 2})
	before := s.containers(a)
	must[client.Application](s)(s.Applications.Redeploy(ctx, a.UUID, s.MissingTag))
	a = s.wants(a, client.StatePartlyRunning)
	if s.byHand {
		for _, old := range before {
			if c := must[client.Container](s)(s.Containers.Get(ctx, old.UUID)); c.State != client.StateRunning {
				s.Errorf("%s is %s", c.UniqueName, c.State)
			}
		}
	}
	at := slices.IndexFunc(s.containers(a), func(c client.Container) bool { return c.State == client.StateStartFailed })
	if at < 0 {
		s.Fatalf("nothing has failed: %s", s.describe(a))
	}
	if c := s.containers(a)[at]; c.ExitMessage == "" {
		s.Errorf("no reason: %+v", c)
	}
	log := must[client.Log](s)(s.Applications.Logs(ctx, a.UUID)).String()
	if _, notes, found := strings.Cut(log, "======>"+s.Prefix+"web <======\n"); !found || notes == "" {
		s.Errorf("the log of the application does not say it: %q", log)
	}
	_, tag, _ := strings.Cut(s.Image, ":")
	must[client.Application](s)(s.Applications.Redeploy(ctx, a.UUID, tag))
	a = s.wants(a, client.StateRunning)
	if counts(a) != [4]int{2, 2, 2, 0} {
		s.Errorf("repaired: %+v; %s", a, s.describe(a))
	}
}

// testTwice terminates what is being terminated.
func testTwice(s *session) {
	a := s.create(client.NewApplication{Name: "web"})
	must[client.Application](s)(s.Applications.Terminate(s.Context(), a.UUID))
	_, err := s.Applications.Terminate(s.Context(), a.UUID)
	s.refused(err, "web cannot be terminated")
	s.wants(a, client.StateTerminated)
}
