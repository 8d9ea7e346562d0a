package dialog

import (
	"strings"
	"testing"

	"fleetop/client"
	"fleetop/internal/fleet"
)

// TestTheOuterPortsThatVanishAreNamed checks that dialogs name the ports of the machine at which an application is
// reached, where its containers are known and have no addresses of their own.
func TestTheOuterPortsThatVanishAreNamed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	record := client.Application{
		UUID: "0123456789-web", UniqueName: "web", State: client.StateRunning, Target: 2, Current: 2, Running: 2,
		PublicDNS: "shop", WebPublicDNS: "www.example.com", Ports: []client.Port{{Inner: 80, Protocol: "tcp"}},
	}
	web := fleet.ApplicationRow(record)
	w.applications(web)
	at := func(name, host string, state client.State, outer ...int) *fleet.Row {
		c := client.Container{
			UUID: "9876543210-" + name, UniqueName: name, Name: "web", Application: "/api/v1/application/0123456789-web/", State: state, PublicDNS: host,
			Ports: []client.Port{{Inner: 9000, Protocol: "tcp"}},
		}
		for i := range outer {
			c.Ports = append(c.Ports, client.Port{Inner: 80, Outer: &outer[i], Protocol: "tcp"})
		}
		return fleet.ContainerRow(c)
	}
	dialogs := func() []Dialog {
		return []Dialog{NewConfirm(fleet.Stop, One(web), w.Context), NewConfirm(fleet.Restart, One(web), w.Context), NewTerminate(One(web), w.Context)}
	}
	says := func(what string) {
		t.Helper()
		for _, d := range dialogs() {
			w.says(t, d, what)
		}
	}
	says("www.example.com, shop, 80/tcp")
	w.containers(at("web-1", "shop", client.StateRunning, 8090), at("web-2", "shop", client.StateStopped, 8091))
	says("www.example.com, shop:8090->80/tcp.")
	for _, d := range dialogs() {
		if body := w.body(d); strings.Contains(body, "8091") {
			t.Errorf("what does not run is said to vanish: %q", body)
		}
	}
	w.containers(at("web-1", "shop", client.StateRunning, 8090, 8091, 8092, 8093, 8094, 8095))
	says("www.example.com, shop:8090->80/tcp, shop:8091->80/tcp, shop:8092->80/tcp, shop:8093->80/tcp, 2 more ports.")
	w.containers(at("web-1", "web-1.example.com", client.StateRunning, 8090))
	says("www.example.com, shop, 80/tcp.")
	w.containers(at("web-1", "shop", client.StateRunning, 8090))
	w.Fleet.SetEngine(fleet.Unasked())
	w.says(t, NewTerminate(One(web), w.Context), "www.example.com, shop, 80/tcp.")
}
