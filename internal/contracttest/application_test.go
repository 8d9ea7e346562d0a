package contracttest

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"fleetop/client"
	"fleetop/internal/platform/memory"
)

// TestEveryParameterOfACreateComesBack sends each of the fourteen parameters of a create alone. It
// must be in the answer, in the details and, if lists have it, in the list. Parameters that were
// not sent come from the image.
func TestEveryParameterOfACreateComesBack(t *testing.T) {
	t.Parallel()
	f := newFixture(t, memory.Fleet{})
	db := f.up(client.NewApplication{Image: "tutum/mysql", Name: "db"})
	plain := f.up(client.NewApplication{Image: "tutum/hello-world", Name: "plain"})
	type app = client.Application
	tests := []struct {
		parameter  string
		set        func(*client.NewApplication)
		see        func(app) any
		want       any
		detailOnly bool
	}{
		{"image", func(n *client.NewApplication) { n.Image = "quay.io/some/thing:2.1" }, func(a app) any { return a.ImageTag }, "/api/v1/image/quay.io/some/thing/tag/2.1/", false},
		{"name", func(n *client.NewApplication) { n.Name = "my-app" }, func(a app) any { return a.Name }, "my-app", false},
		{"container_size", func(n *client.NewApplication) { n.Size = client.SizeXL }, func(a app) any { return a.Size }, client.SizeXL, false},
		{"target_num_containers", func(n *client.NewApplication) { n.Target = 3 }, func(a app) any { return [2]int{a.Target, a.Current} }, [2]int{3, 3}, false},
		{"run_command", func(n *client.NewApplication) { n.RunCommand = "/other.sh --x" }, func(a app) any { return a.RunCommand }, "/other.sh --x", false},
		{"entrypoint", func(n *client.NewApplication) { n.Entrypoint = "/usr/bin/env" }, func(a app) any { return a.Entrypoint }, "/usr/bin/env", false},
		{"container_ports", func(n *client.NewApplication) {
			n.Ports = []client.Port{{Inner: 53, Protocol: "udp"}, {Inner: 8080, Protocol: "tcp"}}
		}, func(a app) any {
			var list []string
			for _, p := range a.Ports {
				if p.Outer != nil || p.Owner != a.ResourceURI {
					t.Errorf("port %d: outer %v, owner %s", p.Inner, p.Outer, p.Owner)
				}
				list = append(list, fmt.Sprint(p.Inner, "/", p.Protocol))
			}
			return list
		}, []string{"53/udp", "8080/tcp"}, false},
		{"container_envvars", func(n *client.NewApplication) {
			n.EnvVars = []client.EnvVar{{Key: "PASS", Value: "a \"b\" <&> ü"}, {Key: "EMPTY", Value: ""}}
		}, func(a app) any { return a.EnvVars }, []client.EnvVar{{Key: "PASS", Value: "a \"b\" <&> ü"}, {Key: "EMPTY", Value: ""}}, true},
		{"linked_to_application", func(n *client.NewApplication) { n.LinkedTo = []string{db.ResourceURI} }, func(a app) any { return a.LinkedTo }, []string{db.ResourceURI}, true},
		{"autorestart", func(n *client.NewApplication) { n.Autorestart = client.PolicyAlways }, func(a app) any { return a.Autorestart }, client.PolicyAlways, false},
		{"autoreplace", func(n *client.NewApplication) { n.Autoreplace = client.PolicyOnFailure }, func(a app) any { return a.Autoreplace }, client.PolicyOnFailure, false},
		{"autodestroy", func(n *client.NewApplication) { n.Autodestroy = client.PolicyAlways }, func(a app) any { return a.Autodestroy }, client.PolicyAlways, false},
		{"roles", func(n *client.NewApplication) { n.Roles = []string{"global"} }, func(a app) any { return a.Roles }, []string{"global"}, true},
		{"web_public_dns", func(n *client.NewApplication) { n.WebPublicDNS = "my-app.example.com" }, func(a app) any { return a.WebPublicDNS }, "my-app.example.com", false},
	}
	if len(tests) != 14 {
		t.Fatalf("%d parameters, the documents have 14", len(tests))
	}
	for _, tc := range tests {
		n := client.NewApplication{Image: "tutum/hello-world"}
		tc.set(&n)
		created := must(f.Applications.Create(f.ctx(), n))(t)
		if sent := object(t, []byte(f.last().body)); sent[tc.parameter] == nil || len(sent) > 2 {
			t.Errorf("%s: sent %s", tc.parameter, f.last().body)
		}
		f.settle()
		got := f.app(created.UUID)
		views := map[string]app{"answer": created, "details": got}
		if !tc.detailOnly {
			views["list"] = must(f.Applications.List(f.ctx(), client.ApplicationFilter{UUID: created.UUID}, client.ListOptions{}))(t).Objects[0]
		}
		for name, a := range views {
			if diff := cmp.Diff(tc.want, tc.see(a)); diff != "" {
				t.Errorf("%s in the %s (-want +got):\n%s", tc.parameter, name, diff)
			}
		}
		if tc.parameter == "image" {
			continue // other things follow from it
		}
		for _, other := range tests {
			if other.parameter == tc.parameter || other.parameter == "name" {
				continue
			}
			if diff := cmp.Diff(other.see(plain), other.see(got), cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("%s changed %s: %s", tc.parameter, other.parameter, diff)
			}
		}
	}
}

// TestAllParametersOfACreateComeBack sends all parameters at once and compares the whole record,
// from the first answer to the running application.
func TestAllParametersOfACreateComeBack(t *testing.T) {
	t.Parallel()
	f := newFixture(t, memory.Fleet{})
	db := f.up(client.NewApplication{Image: "tutum/mysql", Name: "db"})
	created := must(f.Applications.Create(f.ctx(), client.NewApplication{
		Image: "tutum/hello-world:1.0", Name: "web", Size: client.SizeM, Target: 2,
		RunCommand: "/serve", Entrypoint: "/bin/env", Ports: []client.Port{{Inner: 80, Protocol: "tcp"}},
		EnvVars:  []client.EnvVar{{Key: "A", Value: "1"}},
		LinkedTo: []string{db.ResourceURI}, Autorestart: client.PolicyAlways, Autoreplace: client.PolicyOnFailure,
		Autodestroy: client.PolicyOnFailure, Roles: []string{"global"}, WebPublicDNS: "web.example.com",
	}))(t)
	uri := "/api/v1/application/" + created.UUID + "/"
	want := client.Application{
		UUID: created.UUID, Name: "web", UniqueName: "web", ResourceURI: uri,
		ImageTag: "/api/v1/image/tutum/hello-world/tag/1.0/", ImageName: "tutum/hello-world:1.0",
		RunCommand: "/serve", Entrypoint: "/bin/env", PublicDNS: "web-admin.dev.tutum.io", WebPublicDNS: "web.example.com",
		State: client.StateStarting, Size: client.SizeM, Autorestart: client.PolicyAlways,
		Autoreplace: client.PolicyOnFailure, Autodestroy: client.PolicyOnFailure, Current: 2, Target: 2,
		Ports:   []client.Port{{Inner: 80, Protocol: "tcp", Owner: uri}},
		EnvVars: []client.EnvVar{{Key: "A", Value: "1"}}, LinkedTo: []string{db.ResourceURI}, Roles: []string{"global"},
		LinkVariables: map[string]string{"WEB_TUTUM_API_URL": f.url + uri},
	}
	ignore := cmpopts.IgnoreFields(client.Application{}, "Containers")
	if diff := cmp.Diff(want, created, ignore); diff != "" {
		t.Error("created (-want +got):", diff)
	}
	if len(created.Containers) != 2 || created.Containers[0] == created.Containers[1] {
		t.Errorf("containers %q", created.Containers)
	}
	f.settle()
	got := f.app(created.UUID)
	want.State, want.Running = client.StateRunning, 2
	ignore = cmpopts.IgnoreFields(client.Application{}, "LinkVariables", "Deployed", "Started")
	want.Containers = created.Containers
	if diff := cmp.Diff(want, got, ignore); diff != "" {
		t.Error("running (-want +got):", diff)
	}
	if got.Deployed.Before(start()) || got.Started.Before(start()) || len(got.LinkVariables) != 11 {
		t.Errorf("deployed %v, started %v, %d link variables", got.Deployed, got.Started, len(got.LinkVariables))
	}
	if from := f.app(db.UUID).LinkedFrom; !slices.Equal(from, []string{uri}) {
		t.Errorf("the other end of the link says %q", from)
	}
}

// TestCreateOfTheOlderRevision creates as revision 2014-03 has it, with image_tag as a name and as
// a URI.
func TestCreateOfTheOlderRevision(t *testing.T) {
	t.Parallel()
	f := newFixture(t, memory.Fleet{})
	for _, image := range []string{"tutum/mysql:5.6", "/api/v1/image/tutum/mysql/tag/5.6/"} {
		a := f.up(client.NewApplication{ImageTag: image})
		if a.Image() != "tutum/mysql:5.6" || a.Name != "mysql" || a.State != client.StateRunning {
			t.Errorf("%s became %s, %s, %s", image, a.Image(), a.Name, a.State)
		}
	}
}

// snapshot is what changes in the life of an application.
type snapshot struct {
	State                             client.State
	Target, Current, Running, Stopped int
}

func snap(a client.Application) snapshot {
	return snapshot{a.State, a.Target, a.Current, a.Running, a.Stopped}
}

// TestApplicationGoesThroughItsStates walks an application through its states, comparing each
// answer, the states in between, and the result.
func TestApplicationGoesThroughItsStates(t *testing.T) {
	t.Parallel()
	f := newFixture(t, memory.Fleet{})
	ctx := f.ctx()
	created := must(f.Applications.Create(ctx, client.NewApplication{Image: "tutum/hello-world", Name: "web", Target: 2}))(t)
	uuid := created.UUID
	steps := []struct {
		name          string
		do            func() (client.Application, error)
		answer, after snapshot
	}{
		{"create", func() (client.Application, error) { return created, nil }, snapshot{client.StateStarting, 2, 2, 0, 0}, snapshot{client.StateRunning, 2, 2, 2, 0}},
		{"scale up", func() (client.Application, error) { return f.Applications.Scale(ctx, uuid, 3) }, snapshot{client.StateScaling, 3, 3, 2, 0}, snapshot{client.StateRunning, 3, 3, 3, 0}},
		{"scale down", func() (client.Application, error) { return f.Applications.Scale(ctx, uuid, 1) }, snapshot{client.StateScaling, 1, 3, 1, 0}, snapshot{client.StateRunning, 1, 1, 1, 0}},
		{"scale to the same", func() (client.Application, error) { return f.Applications.Scale(ctx, uuid, 1) }, snapshot{client.StateRunning, 1, 1, 1, 0}, snapshot{client.StateRunning, 1, 1, 1, 0}},
		{"update", func() (client.Application, error) {
			return f.Applications.Update(ctx, uuid, client.ApplicationUpdate{Target: ptr(2), WebPublicDNS: ptr("www.example.com"), Autorestart: ptr(client.PolicyAlways)})
		}, snapshot{client.StateScaling, 2, 2, 1, 0}, snapshot{client.StateRunning, 2, 2, 2, 0}},
		{"stop", func() (client.Application, error) { return f.Applications.Stop(ctx, uuid) }, snapshot{client.StateStopping, 2, 2, 0, 0}, snapshot{client.StateStopped, 2, 2, 0, 2}},
		{"start", func() (client.Application, error) { return f.Applications.Start(ctx, uuid) }, snapshot{client.StateStarting, 2, 2, 0, 0}, snapshot{client.StateRunning, 2, 2, 2, 0}},
		{"terminate", func() (client.Application, error) { return f.Applications.Terminate(ctx, uuid) }, snapshot{client.StateTerminating, 2, 2, 0, 0}, snapshot{client.StateTerminated, 2, 0, 0, 0}},
	}
	for _, step := range steps {
		got := must(step.do())(t)
		if diff := cmp.Diff(step.answer, snap(got)); diff != "" {
			t.Errorf("%s, the answer (-want +got): %s", step.name, diff)
		}
		f.clock.advance(300 * time.Millisecond)
		if diff := cmp.Diff(step.answer, snap(f.app(uuid))); diff != "" {
			t.Errorf("%s, soon after (-want +got): %s", step.name, diff)
		}
		f.settle()
		if diff := cmp.Diff(step.after, snap(f.app(uuid))); diff != "" {
			t.Errorf("%s, in the end (-want +got): %s", step.name, diff)
		}
	}
	if got := f.app(uuid); got.Destroyed.IsZero() || got.StoppedAt.IsZero() || got.Autorestart != client.PolicyAlways || got.WebPublicDNS != "www.example.com" {
		t.Errorf("terminated as %+v", got)
	}
}

// TestApplicationKeepsItsDates follows the dates: null until something happened, and a start keeps
// the last stop.
func TestApplicationKeepsItsDates(t *testing.T) {
	t.Parallel()
	f := newFixture(t, memory.Fleet{})
	created := must(f.Applications.Create(f.ctx(), client.NewApplication{Image: "tutum/hello-world"}))(t)
	for name, d := range map[string]client.Time{"deployed": created.Deployed, "started": created.Started, "stopped": created.StoppedAt, "destroyed": created.Destroyed} {
		if !d.IsZero() {
			t.Errorf("created with %s %v", name, d)
		}
	}
	f.settle()
	up := f.app(created.UUID)
	must(f.Applications.Stop(f.ctx(), up.UUID))(t)
	f.settle()
	down := f.app(up.UUID)
	again := must(f.Applications.Start(f.ctx(), up.UUID))(t)
	if up.Deployed.IsZero() || !up.StoppedAt.IsZero() || down.StoppedAt.IsZero() {
		t.Errorf("up %v %v, down %v", up.Deployed, up.StoppedAt, down.StoppedAt)
	}
	if !again.StoppedAt.Equal(down.StoppedAt) || !again.Started.Equal(up.Started) || again.State != client.StateStarting {
		t.Errorf("starting: started %v, stopped %v", again.Started, again.StoppedAt)
	}
	f.settle()
	if last := f.app(up.UUID); !last.Started.After(up.Started.Time) || !last.Deployed.Equal(up.Deployed) {
		t.Errorf("started %v, deployed %v", last.Started, last.Deployed)
	}
}

// TestUpdateChangesOnlyWhatIsGiven changes one thing at a time and sees that nothing else changes.
func TestUpdateChangesOnlyWhatIsGiven(t *testing.T) {
	t.Parallel()
	f := newFixture(t, memory.Fleet{})
	before := f.up(client.NewApplication{Image: "tutum/hello-world", WebPublicDNS: "a.example.com"})
	steps := []struct {
		name   string
		update client.ApplicationUpdate
		want   func(*client.Application)
	}{
		{"nothing", client.ApplicationUpdate{}, func(*client.Application) {}},
		{"web_public_dns", client.ApplicationUpdate{WebPublicDNS: ptr("b.example.com")}, func(a *client.Application) { a.WebPublicDNS = "b.example.com" }},
		{"no web_public_dns", client.ApplicationUpdate{WebPublicDNS: ptr("")}, func(a *client.Application) { a.WebPublicDNS = "" }},
		{"autorestart", client.ApplicationUpdate{Autorestart: ptr(client.PolicyOnFailure)}, func(a *client.Application) { a.Autorestart = client.PolicyOnFailure }},
		{"autoreplace", client.ApplicationUpdate{Autoreplace: ptr(client.PolicyAlways)}, func(a *client.Application) { a.Autoreplace = client.PolicyAlways }},
		{"autodestroy", client.ApplicationUpdate{Autodestroy: ptr(client.PolicyOnFailure)}, func(a *client.Application) { a.Autodestroy = client.PolicyOnFailure }},
	}
	for _, step := range steps {
		want := before
		step.want(&want)
		got := must(f.Applications.Update(f.ctx(), before.UUID, step.update))(t)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s, the answer (-want +got): %s", step.name, diff)
		}
		before = f.app(before.UUID)
		if diff := cmp.Diff(want, before); diff != "" {
			t.Errorf("%s (-want +got): %s", step.name, diff)
		}
	}
}

// TestRedeployReplacesEveryContainer replaces all containers, by the same tag and by another.
func TestRedeployReplacesEveryContainer(t *testing.T) {
	t.Parallel()
	f := newFixture(t, memory.Fleet{})
	before := f.up(client.NewApplication{Image: "tutum/mysql:5.5", Target: 2})
	for _, step := range []struct{ tag, want string }{{"", "tutum/mysql:5.5"}, {"5.6", "tutum/mysql:5.6"}} {
		answer := must(f.Applications.Redeploy(f.ctx(), before.UUID, step.tag))(t)
		if answer.State != client.StateRedeploying {
			t.Errorf("answered %s", answer.State)
		}
		f.settle()
		got := f.app(before.UUID)
		if got.State != client.StateRunning || got.Image() != step.want || got.Running != 2 || !got.Deployed.After(before.Deployed.Time) {
			t.Errorf("%s of %s, %d running, deployed %v", got.State, got.Image(), got.Running, got.Deployed)
		}
		for _, c := range f.containers(before.UUID) {
			if slices.Contains(before.Containers, c.ResourceURI) || c.Image() != step.want || c.State != client.StateRunning {
				t.Errorf("%s: %s of %s", c.UniqueName, c.State, c.Image())
			}
		}
		before = got
	}
}

// TestNamesAreMadeUnique takes names again and again; one that was terminated is free.
func TestNamesAreMadeUnique(t *testing.T) {
	t.Parallel()
	f := newFixture(t, memory.Fleet{})
	var first client.Application
	for i, want := range []string{"web", "web-1", "web-2", "web"} {
		if i == 3 {
			must(f.Applications.Terminate(f.ctx(), first.UUID))(t)
			f.settle()
		}
		a := f.up(client.NewApplication{Image: "tutum/hello-world", Name: "web"})
		if a.Name != "web" || a.UniqueName != want || f.containers(a.UUID)[0].UniqueName != want+"-1" {
			t.Errorf("%s is called %s, want %s", a.Name, a.UniqueName, want)
		}
		if i == 0 {
			first = a
		}
	}
	if got := f.app(first.UUID); got.State != client.StateTerminated || got.UniqueName != "web" {
		t.Errorf("the first is %s, called %s", got.State, got.UniqueName)
	}
}

// TestTerminatedStaysForAWhile checks that terminated objects are listed, with their logs, for five
// minutes.
func TestTerminatedStaysForAWhile(t *testing.T) {
	t.Parallel()
	f := newFixture(t, memory.DefaultFleet())
	filter := client.ApplicationFilter{UniqueName: "web"}
	web := collect(t, f.Applications.All(f.ctx(), filter))[0]
	cont := f.containers(web.UUID)[0]
	must(f.Applications.Terminate(f.ctx(), web.UUID))(t)
	f.settle()
	if c := f.container(cont.UUID); c.State != client.StateTerminated || c.Destroyed.IsZero() || len(c.LinkVariables) != 0 {
		t.Errorf("its container is %s, destroyed %v", c.State, c.Destroyed)
	}
	if log := must(f.Containers.Logs(f.ctx(), cont.UUID))(t); log.Len == 0 {
		t.Error("its container's log is empty")
	}
	if log := must(f.Applications.Logs(f.ctx(), web.UUID))(t); !strings.Contains(log.String(), cont.UniqueName) {
		t.Error("its log does not name its container")
	}
	f.clock.advance(4*time.Minute + 35*time.Second)
	if list := collect(t, f.Applications.All(f.ctx(), filter)); len(list) != 1 || list[0].State != client.StateTerminated {
		t.Errorf("listed as %+v", list)
	}
	f.clock.advance(20 * time.Second)
	if list := collect(t, f.Applications.All(f.ctx(), filter)); len(list) != 0 {
		t.Errorf("still listed as %+v", list)
	}
	for what, err := range map[string]error{
		"application":     second(f.Applications.Get(f.ctx(), web.UUID)),
		"application log": second(f.Applications.Logs(f.ctx(), web.UUID)),
		"container":       second(f.Containers.Get(f.ctx(), cont.UUID)),
		"container log":   second(f.Containers.Logs(f.ctx(), cont.UUID)),
	} {
		wantIs(t, what, err, client.ErrNotFound)
	}
}

// second returns the error of a result.
func second[T any](_ T, err error) error { return err }
