package swarm

import (
	"bytes"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"fleetop/client"
	"fleetop/internal/enginetest"
	"fleetop/internal/platform/engine"
	"fleetop/internal/platform/swarm"
)

// service makes a service by the docker command, and removes it with the test.
func service(t *testing.T, d *enginetest.Daemon, name string, args ...string) {
	t.Helper()
	d.Docker(t, append([]string{"service", "create", "--detach", "--quiet", "--no-resolve-image", "--name", name}, args...)...)
	t.Cleanup(func() { d.Docker(t, "service", "rm", name) })
}

// refused checks that something is refused, and with which words.
func refused(t *testing.T, err error, words string) {
	t.Helper()
	var e *client.Error
	if !errors.As(err, &e) || e.Status != http.StatusBadRequest || !strings.Contains(e.Message, words) {
		t.Errorf("%v, want a refusal that says %q", err, words)
	}
}

// TestServicesOfOthers checks what can be done to services that the docker command has made, and what
// cannot.
func TestServicesOfOthers(t *testing.T) {
	t.Parallel()
	d := shared.Daemon(t)
	service(t, d, "others_web", "--replicas", "2", "--label", "com.docker.stack.namespace=others", "--env", "COLOUR=red", enginetest.Image, "out=hello")
	service(t, d, "others_all", "--mode", "global", enginetest.Image, "out=hello")
	service(t, d, "others_job", "--mode", "replicated-job", enginetest.Image, "exit=0")
	service(t, d, "others_hidden", "--label", "fleetop.ignore=1", enginetest.Image)
	a, ctx := serve(t, swarm.Options{TouchAll: true}, d), t.Context()

	web := a.wants("others_web", client.StateRunning)
	if web.Owner != "the stack others" || web.Target != 2 || web.Running != 2 || web.Autoreplace != client.PolicyAlways {
		t.Errorf("found: %+v", web)
	}
	for _, c := range a.containers(web) {
		if c.Node != d.Node() || c.EngineState != "running" {
			t.Errorf("container: %+v", c)
		}
	}
	must[client.Application](t)(a.Applications.Scale(ctx, web.UUID, 3))
	a.until("it has three", func() bool {
		return a.app("others_web").Running == 3 && a.app("others_web").State == client.StateRunning
	})
	d.Docker(t, "service", "scale", "--detach", "others_web=1")
	a.until("it has one", func() bool {
		return a.app("others_web").Target == 1 && a.app("others_web").State == client.StateRunning
	})
	must[client.Application](t)(a.Applications.Stop(ctx, web.UUID))
	if stopped := a.wants("others_web", client.StateStopped); stopped.Target != 1 || stopped.Current != 0 {
		t.Errorf("stopped: %+v", stopped)
	}
	must[client.Application](t)(a.Applications.Start(ctx, web.UUID))
	a.wants("others_web", client.StateRunning)

	all := a.wants("others_all", client.StateRunning)
	if name := a.containers(all)[0].UniqueName; name != "others_all-"+d.Node() {
		t.Errorf("the container of a global service is called %s", name)
	}
	_, err := a.Applications.Scale(ctx, all.UUID, 3)
	refused(t, err, "runs once on every node: it cannot be scaled")
	_, err = a.Applications.Stop(ctx, all.UUID)
	refused(t, err, "runs once on every node")
	job := a.wants("others_job", client.StateStopped)
	_, err = a.Applications.Start(ctx, job.UUID)
	refused(t, err, "is a job")
	if hidden := a.app("others_hidden"); hidden.UUID != "" {
		t.Errorf("shown: %+v", hidden)
	}
	if own := serve(t, swarm.Options{Owner: "nobody"}, d).app("others_web"); own.UUID != "" {
		t.Errorf("a server shows what it did not make: %+v", own)
	}
}

// TestUpdatesThatFail checks that an update that is paused or rolled back is never called running, and
// that it says why.
func TestUpdatesThatFail(t *testing.T) {
	t.Parallel()
	d := shared.Daemon(t)
	for name, action := range map[string]string{"fails_paused": "pause", "fails_back": "rollback"} {
		service(t, d, name, "--replicas", "2", "--restart-condition", "none", "--update-failure-action", action, "--update-monitor", "2s", enginetest.Image, "out=hello")
	}
	a := serve(t, swarm.Options{TouchAll: true}, d)
	for name, words := range map[string]string{"fails_paused": "update paused: ", "fails_back": "update was rolled back: "} {
		app := a.wants(name, client.StateRunning)
		d.Docker(t, "service", "update", "--detach", "--no-resolve-image", "--image", "127.0.0.1:1/nothing:1", name)
		a.until(name+" says "+words, func() bool { return strings.HasPrefix(a.app(name).Reason, words) })
		if now := a.app(name); now.State != client.StatePartlyRunning || words == "update paused: " && !strings.Contains(now.Reason, "No such image") {
			t.Errorf("%s: %s, %q", name, now.State, now.Reason)
		}
		log := must[client.Log](t)(a.Applications.Logs(t.Context(), app.UUID))
		if text := string(bytes.Join(log.Chunks, nil)); !strings.Contains(text, strings.TrimSuffix(words, ": ")) {
			t.Errorf("the log of %s does not say it: %q", name, text)
		}
	}
	d.Docker(t, "service", "update", "--detach", "--no-resolve-image", "--image", enginetest.Image, "fails_paused")
	paused := a.wants("fails_paused", client.StateRunning)
	before := a.containers(paused)
	must[client.Application](t)(a.Applications.Redeploy(t.Context(), paused.UUID, ""))
	a.until("it has other containers", func() bool {
		now := a.containers(paused)
		return a.app("fails_paused").State == client.StateRunning && now[0].UUID != before[0].UUID && now[1].UUID != before[1].UUID
	})
}

// TestThousandTasksWait has 1,000 tasks for which there is no node: they wait, say so, and nothing is
// slow.
func TestThousandTasksWait(t *testing.T) {
	t.Parallel()
	d := shared.Daemon(t)
	service(t, d, "waits", "--replicas", "1000", "--constraint", "node.labels.nowhere==1", enginetest.Image)
	a := serve(t, swarm.Options{TouchAll: true}, d)
	a.until("all say why", func() bool {
		app := a.app("waits")
		return app.State == client.StateStarting && app.Current == 1000 && strings.Contains(app.Reason, "no suitable node")
	})
}

// TestAppsFindEachOther links applications: they find each other on the network of their server.
func TestAppsFindEachOther(t *testing.T) {
	t.Parallel()
	d := shared.Daemon(t)
	a, ctx := serve(t, swarm.Options{Owner: "links"}, d), t.Context()
	db := must[client.Application](t)(a.Applications.Create(ctx, client.NewApplication{
		Image: enginetest.Image, Name: "linked-db", RunCommand: "serve=80", Ports: []client.Port{{Inner: 80}},
	}))
	a.wants("linked-db", client.StateRunning)
	if c := a.containers(db)[0]; len(c.Ports) != 1 || c.Ports[0].Outer == nil || *c.Ports[0].Outer == 0 {
		t.Errorf("ports: %+v", c.Ports)
	}
	web := must[client.Application](t)(a.Applications.Create(ctx, client.NewApplication{
		Image: enginetest.Image, Name: "linked-web", RunCommand: "show get=linked-db:80", LinkedTo: []string{db.ResourceURI},
		EnvVars: []client.EnvVar{{Key: "COLOUR", Value: "red"}},
	}))
	a.wants("linked-web", client.StateRunning)
	a.until("the log says that it was found", func() bool {
		log := must[client.Log](t)(a.Applications.Logs(ctx, web.UUID))
		text := string(bytes.Join(log.Chunks, nil))
		return strings.Contains(text, "\nlinked-db-1\n") && strings.Contains(text, "COLOUR=red") &&
			strings.Contains(text, "LINKED_DB_1_PORT_80_TCP=tcp://linked-db:80")
	})
	never, failure := client.PolicyOff, client.PolicyOnFailure
	_, err := a.Applications.Update(ctx, web.UUID, client.ApplicationUpdate{Autoreplace: &failure})
	refused(t, err, "stop linked-web first")
	must[client.Application](t)(a.Applications.Update(ctx, web.UUID, client.ApplicationUpdate{Autoreplace: &never}))
}

// TestChangesByOthersMeanwhile changes a service while somebody else does: nothing is lost.
func TestChangesByOthersMeanwhile(t *testing.T) {
	t.Parallel()
	d := shared.Daemon(t)
	service(t, d, "meanwhile", enginetest.Image, "out=hello")
	a := serve(t, swarm.Options{TouchAll: true}, d)
	app := a.wants("meanwhile", client.StateRunning)
	done := make(chan error, 1)
	go func() {
		var err error
		for range 10 {
			if _, failed := d.Try("service", "update", "--detach", "--no-resolve-image", "--label-add", "x=y", "meanwhile"); failed != nil && !strings.Contains(failed.Error(), "out of sequence") {
				err = failed
			}
		}
		done <- err
	}()
	must[client.Application](t)(a.Applications.Scale(t.Context(), app.UUID, 2))
	a.until("both run", func() bool { return a.app("meanwhile").Running == 2 && a.app("meanwhile").State == client.StateRunning })
	if err := <-done; err != nil {
		t.Error(err)
	}
	if got := d.Docker(t, "service", "inspect", "--format", "{{index .Spec.Labels \"x\"}} {{.Spec.Mode.Replicated.Replicas}}", "meanwhile"); got != "y 2" {
		t.Errorf("the service has %q", got)
	}
}

// TestCrashLoops checks what is told of tasks that Swarm replaces again and again: how often, with which exit
// code, and of the ended ones the newest.
func TestCrashLoops(t *testing.T) {
	t.Parallel()
	d := shared.Daemon(t)
	service(t, d, "crashes", "--restart-delay", "300ms", enginetest.Image, "out=hello", "exit=3")
	a := serve(t, swarm.Options{TouchAll: true}, d)
	a.until("it was started again more often than Swarm remembers", func() bool { return a.app("crashes").Restarts > 6 })
	page, err := a.Containers.List(t.Context(), client.ContainerFilter{ApplicationUUID: a.app("crashes").UUID}, client.ListOptions{Limit: 100})
	if err != nil {
		t.Fatal(err)
	}
	ended := 0
	for _, c := range page.Objects {
		if c.ExitCode == nil || *c.ExitCode != 3 {
			t.Errorf("%s, %s: exit code %v", c.UniqueName, c.State, c.ExitCode)
		}
		if c.State == client.StateTerminated {
			ended++
		}
	}
	if ended != engine.MostEnded || len(page.Objects) > engine.MostEnded+2 {
		t.Errorf("%d containers are listed, %d of them have ended", len(page.Objects), ended)
	}
}

// TestThroughTheMesh makes an application whose ports are published through the mesh: the service is made so, and
// its outer port is that of the service on every node. That needs nothing of the kernel until somebody connects.
func TestThroughTheMesh(t *testing.T) {
	t.Parallel()
	d := shared.Daemon(t)
	for publish, want := range map[swarm.Publish]string{
		swarm.PublishIngress: "vip 80/tcp ingress, 53/udp ingress, ", swarm.PublishHost: "dnsrr 80/tcp host, 53/udp host, ",
	} {
		a := serve(t, swarm.Options{Owner: "mesh-" + string(publish), Publish: publish}, d)
		name := "mesh-" + string(publish)
		must[client.Application](t)(a.Applications.Create(t.Context(), client.NewApplication{
			Image: enginetest.Image, Name: name, RunCommand: "serve=80", Ports: []client.Port{{Inner: 80}, {Inner: 53, Protocol: "udp"}},
		}))
		a.until(name+" is made", func() bool { return a.app(name).UUID != "" && a.app(name).State != client.StateInit })
		const spec = `{{.Spec.EndpointSpec.Mode}} {{range .Spec.EndpointSpec.Ports}}{{.TargetPort}}/{{.Protocol}} {{.PublishMode}}, {{end}}`
		a.until("the manager has it", func() bool { _, err := d.Try("service", "inspect", name); return err == nil })
		if got := d.Docker(t, "service", "inspect", "--format", spec, name); strings.TrimSpace(got) != strings.TrimSpace(want) {
			t.Errorf("%s is published as %q, want %q", name, got, want)
		}
		if publish != swarm.PublishIngress {
			continue
		}
		const port = `{{range .Endpoint.Ports}}{{if eq .TargetPort 80}}{{.PublishedPort}}{{end}}{{end}}`
		a.until("the outer port is that of the service", func() bool { // which the manager chooses after it has made it
			published, list := d.Docker(t, "service", "inspect", "--format", port, name), a.containers(a.app(name))
			return len(list) == 1 && len(list[0].Ports) == 2 && list[0].Ports[0].Outer != nil && strconv.Itoa(*list[0].Ports[0].Outer) == strings.TrimSpace(published)
		})
	}
}
