package dialog

import (
	"strings"
	"testing"

	"fleetop/client"
	"fleetop/internal/fleet"
	"fleetop/internal/orders"
	"fleetop/ui/command"
)

func image(name string) *fleet.Row {
	return fleet.ImageRow(client.Image{Name: name, Private: true})
}

func made(name, of string, state client.State) *fleet.Row {
	return fleet.ApplicationRow(client.Application{UUID: "u-" + name, UniqueName: name, ImageName: of, State: state, Target: 1})
}

func TestRemoveImageNamesWhoUsesIt(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	private := image("quay.io:443/user/shop")
	w.poll(fleet.Query{Kind: fleet.Images}, private)
	d := NewTerminate(One(private), w.Context)
	w.says(t, d, "The list of applications is not complete")
	w.applications(
		made("a", "quay.io:443/user/shop:v1", client.StateRunning), made("b", "quay.io:443/user/shop", client.StateStopped),
		made("c", "quay.io:443/user/shop-2:v1", client.StateRunning), made("gone", "quay.io:443/user/shop:v1", client.StateTerminated),
	)
	if d.Title() != "Remove image quay.io:443/user/shop?" {
		t.Errorf("title %q", d.Title())
	}
	d = NewTerminate(One(private), w.Context)
	w.says(t, d, "Used by a and b: they keep running.", "in its registry it stays", "Type quay.io:443/user/shop to confirm:")
	w.ends(t, d, command.Accept, Open)
	d.Type("quay.io:443/user/shop")
	w.applications(made("a", "quay.io:443/user/shop:v1", client.StateRunning))
	w.says(t, d, "Used by a: it keeps running.", "used by a, b → a")
	w.ends(t, d, command.Accept, Confirmed)
	if got := w.request(d, command.Accept); got != (orders.Action{Verb: fleet.Remove, ID: private.ID, Seen: private.Identity()}) {
		t.Errorf("request %+v", got)
	}
	w.ends(t, d, command.Cancel, Closed)
	w.applications()
	w.says(t, NewTerminate(One(private), w.Context), "No application uses it.")
	w.poll(fleet.Query{Kind: fleet.Images})
	w.says(t, d, "quay.io:443/user/shop is gone: there is nothing to remove")
}

// TestRemovingAnImageOfAHostSaysWhatIsLost checks that the dialog does not say that the image stays in a
// registry where it is removed from a host.
func TestRemovingAnImageOfAHostSaysWhatIsLost(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	built := fleet.ImageRow(client.Image{Name: "built"})
	w.poll(fleet.Query{Kind: fleet.Images}, built)
	w.Fleet.SetHostImages(true)
	d := NewTerminate(One(built), w.Context)
	w.says(t, d, "Its tags are removed from the host. An image that is in no registry is lost for good.", "Type built to confirm:")
	if body := w.body(d); strings.Contains(body, "stays") {
		t.Errorf("it says that the image stays: %s", body)
	}
}

func TestOnlyPrivateImagesCanBeRemoved(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, test := range []struct {
		image client.Image
		why   string
	}{
		{client.Image{Name: "tutum/lamp", Starred: true}, "tutum/lamp is a jumpstart: only private images can be removed"},
		{client.Image{Name: "ubuntu", Base: true}, "ubuntu is a base image: only private images can be removed"},
		{client.Image{Name: "shop", Private: true}, ""},
		{client.Image{Name: "whatever"}, ""}, // the server decides
	} {
		if why := w.Fleet.Blocked(fleet.Remove, fleet.ImageRow(test.image), t0).String(); why != test.why {
			t.Errorf("%s: %q", test.image.Name, why)
		}
	}
}
