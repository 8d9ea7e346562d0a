package engines

import (
	"fmt"
	"strings"
	"testing"
	"unicode"

	"fleetop/client"
	"fleetop/internal/enginetest"
	"fleetop/internal/platform/docker"
	"fleetop/internal/platform/engine"
)

// compose makes a container as Docker Compose does, with further arguments of run, and returns its
// UUID.
func compose(t *testing.T, d *enginetest.Daemon, project, service string, number int, args ...string) string {
	t.Helper()
	name := fmt.Sprintf("%s-%s-%d", project, service, number)
	run := []string{"run", "--detach", "--name", name}
	for _, label := range []string{
		"project=" + project, "service=" + service, fmt.Sprintf("container-number=%d", number), "config-hash=c0ffee",
		"oneoff=False", "project.working_dir=/srv/" + project, "version=2.20.0",
	} {
		run = append(run, "--label", "com.docker.compose."+label)
	}
	t.Cleanup(func() { _, _ = d.Try("rm", "--force", name) })
	return foreign(d.Docker(t, append(append(run, args...), enginetest.Image, "out=hello of "+service)...))
}

// TestComposeServicesAreApplications checks how the containers of Compose are grouped, and that one
// of them can be copied so that Compose knows the copy.
func TestComposeServicesAreApplications(t *testing.T) {
	t.Parallel()
	d := shared.Daemon(t)
	d.Docker(t, "network", "create", "shop_default")
	web1 := compose(t, d, "shop", "web", 1, "--network", "shop_default", "--network-alias", "web", "--env", "COLOUR=red")
	web2 := compose(t, d, "shop", "web", 2, "--network", "shop_default", "--network-alias", "web", "--env", "COLOUR=red")
	compose(t, d, "shop", "db", 1, "--publish", "8432:5432")
	once := compose(t, d, "shop", "web", 77, "--label", "com.docker.compose.oneoff=True")

	w := watch(t, d, docker.Options{TouchAll: true})
	webID, dbID := uuidOf("compose\nshop\nweb"), uuidOf("compose\nshop\ndb")
	w.until("the service is there", func() bool { return len(w.apps[webID].Containers) == 2 })
	web := w.apps[webID]
	if web.Name != "shop-web" || web.Owner != engine.Compose || !strings.Contains(web.OwnerName, "shop") || !strings.Contains(web.OwnerName, "/srv/shop") {
		t.Fatalf("web: %+v", web)
	}
	for i, id := range []string{web1, web2} {
		if c := web.Containers[i]; c.ID != id || c.Number != i+1 || c.Name != fmt.Sprintf("shop-web-%d", i+1) || !c.Running {
			t.Errorf("web %d: %+v", i+1, c)
		}
	}
	w.until("what ran once is there", func() bool { c, _ := w.container(once); return c.ID != "" })
	if _, app := w.container(once); len(app.Containers) != 1 || app.ID == web.ID {
		t.Errorf("what ran once is part of %+v", app)
	}
	if err := w.Check(engine.OpGrow, web.ID); err != nil {
		t.Errorf("web cannot be scaled: %v", err)
	}
	w.until("a container with a fixed port cannot be copied", func() bool {
		err := w.Check(engine.OpGrow, dbID)
		return err != nil && strings.Contains(err.Error(), "8432")
	})

	spec := engine.Spec{ID: uuidOf("copy"), Application: web.ID, Name: "shop-web-3", Number: 3, Like: web1}
	if err := w.Create(spec); err != nil {
		t.Fatal(err)
	}
	if err := w.Start(spec.ID); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _, _ = d.Try("rm", "--force", "shop-web-3") })
	w.wants(spec.ID, "started")
	format := `{{index .Config.Labels "com.docker.compose.container-number"}} {{index .Config.Labels "com.docker.compose.config-hash"}} ` +
		`{{index .Config.Labels "com.docker.compose.oneoff"}} {{.HostConfig.NetworkMode}} {{.Config.Env}}`
	original, made := d.Docker(t, "inspect", "--format", format, "shop-web-1"), d.Docker(t, "inspect", "--format", format, "shop-web-3")
	if made != "3"+strings.TrimPrefix(original, "1") {
		t.Errorf("the copy is %q, the original %q", made, original)
	}
	again := watch(t, d, docker.Options{TouchAll: true, Owner: "another"})
	again.until("another server sees the copy", func() bool { return len(again.apps[webID].Containers) == 3 })
}

// TestTwoServersOnOneDaemon checks that what one server made is not the other's.
func TestTwoServersOnOneDaemon(t *testing.T) {
	t.Parallel()
	d := shared.Daemon(t)
	one, two := watch(t, d, docker.Options{Owner: "one"}), watch(t, d, docker.Options{Owner: "two"})
	all := watch(t, d, docker.Options{Owner: "three", TouchAll: true})
	spec := engine.Spec{ID: uuidOf("of one"), Application: uuidOf("application of one"), Name: "of-one-1", Number: 1, Image: engine.ParseRef(enginetest.Image), Command: listening}
	if err := one.Create(spec); err != nil {
		t.Fatal(err)
	}
	if err := one.Start(spec.ID); err != nil {
		t.Fatal(err)
	}
	one.wants(spec.ID, "started")
	one.listens(spec.ID)
	all.runs(spec.ID)
	if _, app := all.container(spec.ID); app.Owner == engine.Own || !app.Enforced || app.ID != spec.Application {
		t.Errorf("a server that shows all sees %+v", app)
	}
	for name, err := range map[string]error{"stop": two.Stop(spec.ID), "start": two.Start(spec.ID), "remove": two.Remove(spec.ID)} {
		if err == nil {
			t.Errorf("the other server may %s it", name)
		}
	}
	if err := all.Stop(spec.ID); err != nil {
		t.Fatal(err)
	}
	one.wants(spec.ID, "exited 0 asked")
	if err := one.Remove(spec.ID); err != nil {
		t.Fatal(err)
	}
	one.wants(spec.ID, "removed")
	all.wants(spec.ID, "exited 0 asked", "removed")
	two.take()
	if _, app := two.container(spec.ID); app.ID != "" {
		t.Errorf("a server that shows only its own sees %+v", app)
	}
}

// TestLabelsAreHostile makes containers whose labels would take over a terminal, and has them served
// under names that do not, each under one of its own.
func TestLabelsAreHostile(t *testing.T) {
	t.Parallel()
	d := shared.Daemon(t)
	long := strings.Repeat("x", 3000)
	ids := make(map[string]bool)
	for i, project := range []string{"hostile\x1b]0;owned\a", "hostile ]0;owned", "\x01", long} {
		name := fmt.Sprintf("hostile-%d", i)
		t.Cleanup(func() { _, _ = d.Try("rm", "--force", name) })
		ids[foreign(d.Docker(t, "run", "--detach", "--name", name, "--label", "com.docker.compose.project="+project,
			"--label", "com.docker.compose.service=web\n", enginetest.Image))] = true
	}
	a := serve(t, d)
	names := make(map[string]bool)
	a.until("all are there", func() bool {
		page, err := a.Applications.List(t.Context(), client.ApplicationFilter{}, client.ListOptions{Limit: 100})
		if err != nil {
			t.Fatal(err)
		}
		clear(names)
		for _, app := range page.Objects {
			if strings.HasPrefix(app.UniqueName, "hostile") || strings.HasPrefix(app.UniqueName, "xxx") {
				names[app.UniqueName] = true
			}
			if len(app.UniqueName) > 300 || strings.ContainsFunc(app.Name+app.UniqueName+app.Owner, unicode.IsControl) {
				t.Errorf("%q, %q of %q", app.Name, app.UniqueName, app.Owner)
			}
		}
		return len(names) == len(ids)
	})
	if !names["hostile ]0;owned-web"] || !names["hostile ]0;owned-web-1"] || !names["hostile-2"] {
		t.Errorf("they are %v", names)
	}
}
