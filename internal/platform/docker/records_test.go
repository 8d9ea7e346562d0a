package docker

import (
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	dockerspec "github.com/moby/docker-image-spec/specs-go/v1"
	ctypes "github.com/moby/moby/api/types/container"
	"github.com/moby/moby/api/types/image"
	"github.com/moby/moby/api/types/network"
	ocispec "github.com/opencontainers/image-spec/specs-go/v1"

	"fleetop/internal/platform/docker/dialect"
	"fleetop/internal/platform/engine"
)

const (
	anImage = "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	anApp   = "11111111-1111-4111-8111-111111111111"
	aUUID   = "22222222-2222-4222-8222-222222222222"
)

// imageOfFakes gives a daemon the image of which its containers are made.
func (f *fake) imageOfFakes() {
	f.images = []image.Summary{{ID: anImage, RepoTags: []string{"shop/web:2"}, Created: created.Unix()}}
	f.details[anImage] = image.InspectResponse{
		ID: anImage, RepoTags: []string{"shop/web:2"}, Author: "me", Created: created.Format(time.RFC3339),
		Config: &dockerspec.DockerOCIImageConfig{ImageConfig: ocispec.ImageConfig{
			Env: []string{"PATH=/bin"}, Cmd: []string{"run", "a b"}, ExposedPorts: map[string]struct{}{"80/tcp": {}, "9/sctp": {}},
		}},
	}
}

// TestComposeService checks the record of a service of Compose.
func TestComposeService(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	f.imageOfFakes()
	labels := map[string]string{
		composeProject: "shop", composeService: "web", composeNumber: "2", composeOneOff: "False", composeDir: "/srv/shop",
	}
	f.add(ctypes.Summary{
		ID: native("b"), Names: []string{"/db-1/web", "/shop-web-2"}, Image: "docker.io/shop/web:2", ImageID: anImage,
		State: ctypes.StateRunning, Status: "Up 3 hours (healthy)", Labels: labels,
		Ports: []ctypes.PortSummary{{PrivatePort: 80, PublicPort: 8080, Type: "tcp"}, {PrivatePort: 80, PublicPort: 8080, Type: "tcp"}, {PrivatePort: 81, Type: "tcp"}},
	}, ctypes.InspectResponse{
		Name: "/shop-web-2", RestartCount: 2,
		State: &ctypes.State{
			StartedAt: created.Add(time.Hour).Format(time.RFC3339Nano), FinishedAt: "0001-01-01T00:00:00Z",
			Health: &ctypes.Health{Status: ctypes.Unhealthy},
		},
		Config: &ctypes.Config{
			Cmd: []string{"run", "a b"}, Env: []string{"PATH=/bin", "KEY=a=b"},
			ExposedPorts: network.PortSet{network.MustParsePort("81/tcp"): {}},
		},
		HostConfig: &ctypes.HostConfig{
			Resources: ctypes.Resources{Memory: 64 << 20}, RestartPolicy: ctypes.RestartPolicy{Name: "unless-stopped"},
			PortBindings: network.PortMap{network.MustParsePort("80/tcp"): {{HostPort: "8080"}}},
		},
		NetworkSettings: &ctypes.NetworkSettings{Ports: network.PortMap{network.MustParsePort("80/tcp"): {
			{HostIP: netip.MustParseAddr("0.0.0.0"), HostPort: "8080"}, {HostIP: netip.MustParseAddr("::"), HostPort: "8080"},
		}}},
	})
	// In an inspection there is one name.
	c := f.inspects[native("b")]
	c.Name = "/shop-web-2"
	f.inspects[native("b")] = c
	w := open(t, f.options())

	id := dialect.UUID("compose\nshop\nweb")
	ports := []engine.Port{{Number: 80, Protocol: "tcp"}, {Number: 81, Protocol: "tcp"}}
	want := engine.Application{
		ID: id, Name: "shop-web", Owner: engine.Compose, OwnerName: "the Compose project shop (/srv/shop)", Project: "shop",
		Enforced: true, Image: engine.Ref{Name: "shop/web", Tag: "2"}, Ports: ports,
		Containers: []engine.Container{{
			ID: dialect.ContainerUUID(native("b")), Name: "shop-web-2", Native: native("b"), Number: 2,
			Phase: engine.PhaseRunning, Running: true, Health: "healthy", Host: "shop",
			Ports: []engine.Binding{{Port: ports[0], Outer: 8080}},
		}},
	}
	if diff := cmp.Diff([]engine.Application{want}, w.inv.Applications); diff != "" {
		t.Errorf("at first, want (-), is (+):\n%s", diff)
	}
	started := created.Add(time.Hour)
	want.Command, want.Env, want.Memory, want.Restart = "run 'a b'", []engine.Var{{Key: "KEY", Value: "a=b"}}, 64<<20, "ALWAYS"
	want.Deployed, want.Started = created, started
	r := &want.Containers[0]
	r.Deployed, r.Started, r.Health, r.Restarts = created, started, "unhealthy", 2
	var later *engine.Application
	var images []engine.Image
	w.next(func(ev engine.Event) bool {
		if ev.Images != nil {
			images = ev.Images
		}
		if ev.App != nil && !ev.App.Started.IsZero() {
			later = ev.App
		}
		return later != nil && images != nil
	})
	if diff := cmp.Diff(&want, later); diff != "" {
		t.Errorf("later, want (-), is (+):\n%s", diff)
	}
	tag := engine.Tag{
		Name: "2", Author: "me", DockerID: anImage[7:], Created: created, Command: "run 'a b'",
		Env: []engine.Var{{Key: "PATH", Value: "/bin"}}, Ports: ports[:1],
	}
	if diff := cmp.Diff([]engine.Image{{Name: "shop/web", Class: engine.Public, Local: true, Tags: []engine.Tag{tag}}}, images); diff != "" {
		t.Errorf("images, want (-), is (+):\n%s", diff)
	}
}

// TestOwnContainers checks what the labels of a container say that was made here, that a copy of it
// with the same labels is another's, and that one which does not run keeps its ports.
func TestOwnContainers(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	labels := map[string]string{
		labelVersion: "1", labelOwner: "fleetop", labelApplication: anApp, labelContainer: aUUID, labelNumber: "3",
		labelName: "web", "fleetop.size": "M", labelCommand: "serve", labelEnv: `["A=1"]`, labelPorts: "80/tcp=49153,x",
	}
	exited := ctypes.InspectResponse{
		State:  &ctypes.State{StartedAt: created.Format(time.RFC3339), FinishedAt: created.Add(time.Minute).Format(time.RFC3339), ExitCode: 137, OOMKilled: true},
		Config: &ctypes.Config{Cmd: []string{"serve"}, Env: []string{"A=1", "PATH=/bin"}},
	}
	f.add(ctypes.Summary{ID: native("1"), Names: []string{"/web-3"}, Image: "web:2", ImageID: anImage, State: ctypes.StateExited, Status: "Exited (137) 2 hours ago", Labels: labels}, exited)
	f.add(ctypes.Summary{ID: native("2"), Names: []string{"/copy"}, Image: "web:2", ImageID: anImage, State: ctypes.StateExited, Status: "Exited (0) 2 hours ago", Labels: labels}, ctypes.InspectResponse{})
	w := open(t, f.options())
	if len(w.inv.Applications) > 0 {
		t.Errorf("what does not run is in the inventory: %+v", w.inv.Applications)
	}
	port := engine.Port{Number: 80, Protocol: "tcp"}
	want := &engine.Application{
		ID: anApp, Name: "web", Image: engine.Ref{Name: "web", Tag: "2"}, Command: "serve", ImageEntrypoint: true,
		Env: []engine.Var{{Key: "A", Value: "1"}}, Ports: []engine.Port{port},
		Labels:   map[string]string{labelName: "web", "fleetop.size": "M"},
		Deployed: created, Started: created, Stopped: created.Add(time.Minute),
		Containers: []engine.Container{{
			ID: aUUID, Name: "web-3", Native: native("1"), Number: 3, Phase: engine.PhaseExited, Exited: true, ExitCode: 137, OutOfMemory: true,
			Deployed: created, Started: created, Stopped: created.Add(time.Minute),
			Ports: []engine.Binding{{Port: port, Outer: 49153}}, Host: "shop", Peer: "web-3",
		}},
	}
	var copied *engine.Application
	var own *engine.Application
	w.next(func(ev engine.Event) bool {
		switch {
		case ev.App == nil:
		case ev.App.Name == "copy":
			copied = ev.App
		case ev.App.Name == "web" && !ev.App.Started.IsZero():
			own = ev.App
		}
		return copied != nil && own != nil
	})
	if diff := cmp.Diff(want, own); diff != "" {
		t.Errorf("want (-), is (+):\n%s", diff)
	}
	if copied.ID != dialect.UUID("container\n"+native("2")) || copied.Containers[0].ID != dialect.ContainerUUID(native("2")) {
		t.Errorf("the copy: %+v", copied)
	}
}

// TestWhoseContainers checks to which application containers belong, and who made it.
func TestWhoseContainers(t *testing.T) {
	t.Parallel()
	e, err := New(Options{Owner: "fleetop"})
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name, labels string
		want         identity
		number       int
	}{
		{"redis", "", identity{dialect.UUID("container\nid"), "redis", engine.Plain, "", ""}, 1},
		{"shop_web_1", composeProject + "=shop " + composeService + "=web " + composeNumber + "=1", identity{dialect.UUID("compose\nshop\nweb"), "shop_web", engine.Compose, "the Compose project shop", "shop"}, 1},
		{"0123456789ab_shop_web_1", composeProject + "=shop " + composeService + "=web " + composeNumber + "=1", identity{dialect.UUID("compose\nshop\nweb"), "shop_web", engine.Compose, "the Compose project shop", "shop"}, 1},
		{"shop-web-run-1", composeProject + "=shop " + composeService + "=web " + composeOneOff + "=True", identity{dialect.UUID("container\nid"), "shop-web-run-1", engine.Plain, "a run of the Compose project shop", "shop"}, 1},
		{"web.2.x1", swarmService + "=s1 " + swarmName + "=web " + swarmTask + "=web.2.x1", identity{dialect.UUID("stack\ns1"), "web", engine.Stack, "the Swarm service web", ""}, 2},
		{"web-1", labelApplication + "=" + anApp + " " + labelContainer + "=" + aUUID + " " + labelOwner + "=other", identity{anApp, "web-1", engine.Plain, `the fleetop server "other"`, ""}, 0},
		{"web-1", labelApplication + "=../etc " + labelContainer + "=" + aUUID + " " + labelOwner + "=fleetop", identity{dialect.UUID("container\nid"), "web-1", engine.Plain, "", ""}, 1},
	} {
		labels := make(map[string]string)
		for _, s := range strings.Fields(test.labels) {
			k, v, _ := strings.Cut(s, "=")
			labels[k] = v
		}
		got, n := e.identify("id", test.name, labels)
		if got != test.want || n != test.number {
			t.Errorf("%s %s: %+v %d, want %+v %d", test.name, test.labels, got, n, test.want, test.number)
		}
	}
	// These are seen by users and kept in their scripts: they never change.
	if got := dialect.ContainerUUID(native("a")); got != "f6736228-04f9-44a9-b741-9a5028847c7a" {
		t.Errorf("the UUID of a container: %s", got)
	}
}

// TestWordsOfLists checks what is taken from the words of a list.
func TestWordsOfLists(t *testing.T) {
	t.Parallel()
	for status, want := range map[string]struct {
		health string
		code   int
	}{
		"Up 3 hours (healthy)":                  {"healthy", 0},
		"Up 1 second (health: starting)":        {"starting", 0},
		"Up 2 minutes (unhealthy)":              {"unhealthy", 0},
		"Up 2 minutes (Paused)":                 {"", 0},
		"Exited (137) 5 seconds ago":            {"", 137},
		"Restarting (1) Less than a second ago": {"", 1},
		"Created":                               {"", 0},
		"Removal In Progress":                   {"", 0},
		"Exited (":                              {"", 0},
	} {
		if health, code := readStatus(status); health != want.health || code != want.code {
			t.Errorf("%q: %q %d", status, health, code)
		}
	}
	for name, want := range map[string]engine.Ref{
		"docker.io/library/redis:7":    {Name: "redis", Tag: "7"},
		"docker.io/shop/web":           {Name: "shop/web", Tag: "latest"},
		"quay.io/a/b:1":                {Name: "quay.io/a/b", Tag: "1"},
		"redis@sha256:abc":             {Name: "redis", Tag: "latest", Digest: "sha256:abc"},
		"localhost:5000/web:2@sha256:": {Name: "localhost:5000/web", Tag: "2", Digest: "sha256:"},
	} {
		if got := dialect.Ref(name); got != want {
			t.Errorf("%q: %+v", name, got)
		}
	}
	for word, want := range map[string]engine.Phase{
		"created": engine.PhaseCreated, "running": engine.PhaseRunning, "paused": engine.PhasePaused,
		"restarting": engine.PhaseRestarting, "removing": engine.PhaseRemoving, "exited": engine.PhaseExited,
		"dead": engine.PhaseDead, "configured": engine.PhaseCreated, "stopped": engine.PhaseExited, "dancing": engine.PhaseUnknown,
	} {
		if got := phaseOf(word); got != want {
			t.Errorf("%q: %v", word, got)
		}
	}
	if got := dialect.Reason("Error response from daemon: no\x1b[2J such\n program" + strings.Repeat("ä", 300)); len(got) > dialect.MostReason+4 || !strings.HasPrefix(got, "no [2J such program") || !strings.HasSuffix(got, "ä…") {
		t.Errorf("a reason: %q", got)
	}
}
