package docker

import (
	"net/netip"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	ctypes "github.com/moby/moby/api/types/container"
	"github.com/moby/moby/api/types/network"

	"fleetop/internal/platform/docker/dialect"
	"fleetop/internal/platform/engine"
)

// TestCopies checks what a copy of a container takes over, and what only one can have.
func TestCopies(t *testing.T) {
	t.Parallel()
	id := strings.Repeat("abcdef01", 8)
	address := netip.MustParseAddr("172.18.0.2")
	r := &ctypes.InspectResponse{
		ID: id, Name: "/shop-web-1",
		Config: &ctypes.Config{
			Hostname: id[:12], Image: "shop/web", Env: []string{"A=b"}, Cmd: []string{"run"},
			Labels: map[string]string{composeProject: "shop", composeService: "web", composeNumber: "1", "x": "y"},
		},
		HostConfig: &ctypes.HostConfig{
			NetworkMode: "shop_front", Binds: []string{"/srv:/srv:ro"}, ContainerIDFile: "/tmp/id",
			RestartPolicy: ctypes.RestartPolicy{Name: "always"}, Privileged: true,
		},
		NetworkSettings: &ctypes.NetworkSettings{Networks: map[string]*network.EndpointSettings{
			"shop_front": {Aliases: []string{"web", id[:12], "shop-web-1"}, IPAddress: address, NetworkID: "f"},
			"shop_back":  {Aliases: []string{"web"}, IPAddress: address, Links: []string{"db"}},
		}},
	}
	spec := &engine.Spec{ID: "c", Application: "a", Number: 4}
	p := copyOf(r, spec, "shop-web", "shop-web-4", "sha256:1")

	config := *r.Config
	config.Hostname, config.Image = "", "sha256:1"
	config.Labels = map[string]string{
		composeProject: "shop", composeService: "web", composeNumber: "4", "x": "y", labelContainer: "c",
	}
	host := *r.HostConfig
	host.ContainerIDFile = ""
	want := map[string]*network.EndpointSettings{"shop_front": {Aliases: []string{"web", "shop-web-4"}}}
	more := map[string]*network.EndpointSettings{"shop_back": {Aliases: []string{"web"}, Links: []string{"db"}}}
	same := cmp.Comparer(func(a, b netip.Addr) bool { return a == b })
	for what, diff := range map[string]string{
		"config":  cmp.Diff(p.options.Config, &config, same),
		"host":    cmp.Diff(p.options.HostConfig, &host, same),
		"network": cmp.Diff(p.options.NetworkingConfig.EndpointsConfig, want, same),
		"more":    cmp.Diff(p.more, more, same),
	} {
		if diff != "" {
			t.Errorf("%s:\n%s", what, diff)
		}
	}
	if r.Config.Labels[composeNumber] != "1" || p.options.Name != "shop-web-4" {
		t.Errorf("the copied container changed: %v, %s", r.Config.Labels, p.options.Name)
	}
}

// TestCopiesStayTogether checks how the copy of a container that belongs to nobody is known again.
func TestCopiesStayTogether(t *testing.T) {
	t.Parallel()
	r := &ctypes.InspectResponse{
		ID: native("a"), Name: "/db", Config: &ctypes.Config{Hostname: "database"},
		HostConfig: &ctypes.HostConfig{NetworkMode: "default"},
	}
	id, app := dialect.UUID("copy"), dialect.UUID("container\n"+r.ID)
	p := copyOf(r, &engine.Spec{ID: id, Application: app, Number: 2}, "db", "db-2", "mysql")
	if p.options.Config.Hostname != "database" || p.options.NetworkingConfig != nil {
		t.Errorf("%+v", p.options)
	}
	e := &Engine{o: Options{Owner: "fleetop"}}
	i, n := e.identify(native("b"), "db-2", p.options.Config.Labels)
	if want := (identity{id: app, name: "db", owner: engine.Plain}); i != want || n != 2 {
		t.Errorf("it belongs to %+v as number %d, not to %+v", i, n, want)
	}
}

// TestComposeNames checks the names of further containers of a service.
func TestComposeNames(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"shop-web-1": "shop-web-12", "shop_web_9": "shop_web_12", "web": "", "web1": "", "12": "",
	} {
		c := &container{name: name}
		if got := c.nameLike(12); got != want {
			t.Errorf("%s: %q, not %q", name, got, want)
		}
	}
}
