package contracttest

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"fleetop/client"
	"fleetop/internal/platform/memory"
)

// TestContainerGoesThroughItsStates walks one of two containers through its states, with its
// application's state beside it.
func TestContainerGoesThroughItsStates(t *testing.T) {
	t.Parallel()
	f := newFixture(t, memory.Fleet{})
	app := f.up(client.NewApplication{Image: "tutum/hello-world", Name: "web", Target: 2})
	first := f.containers(app.UUID)[0]
	if first.State != client.StateRunning || first.UniqueName != "web-1" || first.Application != app.ResourceURI ||
		first.ExitCode != nil || first.Ports[0].Outer == nil || first.Ports[0].Owner != first.ResourceURI {
		t.Fatalf("deployed as %+v", first)
	}
	steps := []struct {
		name          string
		do            func() (client.Container, error)
		answer, after client.State
		exit          *int // after
		app           client.State
	}{
		{"stop", func() (client.Container, error) { return f.Containers.Stop(f.ctx(), first.UUID) }, client.StateStopping, client.StateStopped, ptr(0), client.StatePartlyRunning},
		{"start", func() (client.Container, error) { return f.Containers.Start(f.ctx(), first.UUID) }, client.StateStarting, client.StateRunning, ptr(0), client.StateRunning},
		{"terminate", func() (client.Container, error) { return f.Containers.Terminate(f.ctx(), first.UUID) }, client.StateStopping, client.StateTerminated, ptr(0), client.StateRunning},
	}
	for _, step := range steps {
		answer := must(step.do())(t)
		f.clock.advance(300 * time.Millisecond)
		soon := f.container(first.UUID)
		f.settle()
		after := f.container(first.UUID)
		if answer.State != step.answer || soon.State != step.answer || after.State != step.after {
			t.Errorf("%s: %s, %s, %s", step.name, answer.State, soon.State, after.State)
		}
		if diff := cmp.Diff(step.exit, after.ExitCode); diff != "" || after.ExitMessage != "Exit code 0 (Success)" {
			t.Errorf("%s: exit code %s %q", step.name, diff, after.ExitMessage)
		}
		if diff := cmp.Diff(first.Ports, after.Ports); diff != "" {
			t.Errorf("%s: ports changed (-before +after): %s", step.name, diff)
		}
		if got := f.app(app.UUID).State; got != step.app {
			t.Errorf("%s: the application is %s, want %s", step.name, got, step.app)
		}
	}
	if got := f.app(app.UUID); got.Target != 1 || got.Current != 1 || len(got.Containers) != 1 || strings.Contains(got.Containers[0], first.UUID) {
		t.Errorf("the application has %d of %d: %q", got.Current, got.Target, got.Containers)
	}
}

// TestExitStaysUntilTheNextEnd starts a container that stopped: its last exit stays until the next
// one.
func TestExitStaysUntilTheNextEnd(t *testing.T) {
	t.Parallel()
	f := newFixture(t, memory.Fleet{})
	app := f.up(client.NewApplication{Image: "tutum/hello-world"})
	uuid := f.containers(app.UUID)[0].UUID
	must(f.Containers.Stop(f.ctx(), uuid))(t)
	f.settle()
	stopped := f.container(uuid)
	for _, got := range []client.Container{must(f.Containers.Start(f.ctx(), uuid))(t), func() client.Container { f.settle(); return f.container(uuid) }()} {
		if got.ExitCode == nil || *got.ExitCode != 0 || !got.StoppedAt.Equal(stopped.StoppedAt) || got.StoppedAt.IsZero() {
			t.Errorf("%s: exit code %v, stopped %v", got.State, got.ExitCode, got.StoppedAt)
		}
	}
}

// TestACrashIsShownAndStartedAgain lets a program end by itself and follows its container and its
// application until both are started again.
func TestACrashIsShownAndStartedAgain(t *testing.T) {
	t.Parallel()
	f := newFixture(t, memory.Fleet{})
	app := f.up(client.NewApplication{Image: "tutum/hello-world", Target: 2})
	list := f.containers(app.UUID)
	crash := func(i, code int) {
		t.Helper()
		if err := f.eng.Exit(list[i].UUID, code); err != nil {
			t.Fatal(err)
		}
	}
	crash(0, 137)
	got := f.container(list[0].UUID)
	if got.State != client.StateStoppedWithErrors || got.ExitCode == nil || *got.ExitCode != 137 || got.ExitMessage != "Exit code 137" {
		t.Errorf("%s, %v, %q", got.State, got.ExitCode, got.ExitMessage)
	}
	wantSnap := func(want snapshot) {
		t.Helper()
		if diff := cmp.Diff(want, snap(f.app(app.UUID))); diff != "" {
			t.Error("the application (-want +got):", diff)
		}
	}
	wantSnap(snapshot{client.StatePartlyRunning, 2, 2, 1, 1})
	crash(1, 1)
	wantSnap(snapshot{client.StateStoppedWithErrors, 2, 2, 0, 2})
	must(f.Containers.Start(f.ctx(), list[1].UUID))(t)
	f.settle()
	wantSnap(snapshot{client.StatePartlyRunning, 2, 2, 1, 1})
	must(f.Applications.Start(f.ctx(), app.UUID))(t)
	f.settle()
	wantSnap(snapshot{client.StateRunning, 2, 2, 2, 0})
}

// TestMissingImageEndsInStartFailed deploys an image that is not there.
func TestMissingImageEndsInStartFailed(t *testing.T) {
	t.Parallel()
	f := newFixture(t, memory.Fleet{})
	app := f.up(client.NewApplication{Image: "some/does-not-exist"})
	c := f.containers(app.UUID)[0]
	if app.State != client.StateStartFailed || c.State != client.StateStartFailed || c.ExitCode != nil || !c.Deployed.IsZero() {
		t.Errorf("application %s, container %s, exit code %v, deployed %v", app.State, c.State, c.ExitCode, c.Deployed)
	}
}

// TestLinkVariablesAreReadFromBothEnds reads the link variables from both ends.
func TestLinkVariablesAreReadFromBothEnds(t *testing.T) {
	t.Parallel()
	f := newFixture(t, memory.Fleet{})
	db := f.up(client.NewApplication{Image: "tutum/mysql", Name: "my-db"})
	web := f.up(client.NewApplication{Image: "tutum/hello-world", LinkedTo: []string{db.ResourceURI}})
	c := f.containers(web.UUID)[0]
	env := map[string]string{}
	for _, v := range c.EnvVars {
		env[v.Key] = v.Value
	}
	theirs := f.app(db.UUID).LinkVariables
	if len(theirs) != 6 {
		t.Errorf("%d link variables: %q", len(theirs), theirs)
	}
	for key, value := range theirs {
		if !strings.HasPrefix(key, "MY_DB_") || env[key] != value {
			t.Errorf("%s: %q here, %q there", key, env[key], value)
		}
	}
	if diff := cmp.Diff([]string{db.ResourceURI}, c.LinkedTo); diff != "" {
		t.Error(diff)
	}
	must(f.Applications.Stop(f.ctx(), db.UUID))(t)
	if got := keys(f.app(db.UUID).LinkVariables); !cmp.Equal(got, []string{"MY_DB_TUTUM_API_URL"}) {
		t.Errorf("while it stops: %q", got)
	}
}

// TestLogsAreDecodedAsTheyAre compares the logs that the client decodes with the answers, for every
// container and application of the fleet.
func TestLogsAreDecodedAsTheyAre(t *testing.T) {
	t.Parallel()
	fleet := youngFleet()
	fleet.Applications[0].Age = 24 * time.Hour // Its logs are as long as they can be.
	f := newFixture(t, fleet)
	f.clock.advance(time.Minute)
	total := int64(0)
	for _, app := range collect(t, f.Applications.All(f.ctx(), client.ApplicationFilter{})) {
		var whole strings.Builder
		for _, c := range f.containers(app.UUID) {
			log := must(f.Containers.Logs(f.ctx(), c.UUID))(t)
			body := f.raw("GET", "/api/v1/container/"+c.UUID+"/logs/", "", nil).body
			want, _ := object(t, body)["logs"].(string)
			if log.String() != want || log.Len != int64(len(want)) || log.Cut != 0 {
				t.Errorf("%s: %d bytes (%d cut), want %d", c.UniqueName, log.Len, log.Cut, len(want))
			}
			whole.WriteString("======>" + c.UniqueName + " <======\n" + want)
			if want != "" && !strings.HasSuffix(want, "\n") {
				whole.WriteByte('\n')
			}
			total += log.Len
		}
		if log := must(f.Applications.Logs(f.ctx(), app.UUID))(t); log.String() != whole.String() {
			t.Errorf("%s: the log is not that of its containers", app.UniqueName)
		}
	}
	if total < 1<<20 {
		t.Errorf("only %d bytes of logs", total)
	}
}
