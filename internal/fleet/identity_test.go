package fleet

import (
	"testing"
	"time"

	"fleetop/client"
)

// TestAnotherObjectWithTheSameUUIDIsTold lets a list show another object under a
// uuid: what was known of the old one is forgotten, and nothing confirms it.
func TestAnotherObjectWithTheSameUUIDIsTold(t *testing.T) {
	t.Parallel()
	record := client.Application{UUID: "u1", UniqueName: "web", ImageName: "a:1", State: client.StateRunning, Deployed: client.Time{Time: t0}}
	for name, change := range map[string]func(a *client.Application){
		"name":     func(a *client.Application) { a.UniqueName = "shop" },
		"image":    func(a *client.Application) { a.ImageName = "b:1" },
		"deployed": func(a *client.Application) { a.Deployed = client.Time{Time: t0.Add(time.Hour)} },
	} {
		f := New()
		row := ApplicationRow(record)
		f.Apply(round(1, allApplications(), row))
		f.ApplyDetail(row.ID, row, 1, at(2), at(2))
		f.Begin(Terminate, row, 0, at(3))
		f.Answered(row.ID, nil, at(4))
		other := record
		change(&other)
		other.State = client.StateTerminating // as if it were confirmed
		ended := f.Apply(round(5, allApplications(), ApplicationRow(other)))
		if len(ended) != 1 || ended[0].Lost.Trait == Same || f.Pending(row.ID) != nil {
			t.Errorf("%s: ended %+v", name, ended)
		}
		replaced := f.Replaced()
		if len(replaced) != 1 || replaced[0].Was.Name != "web" || replaced[0].Difference.Trait == Same || len(f.Replaced()) != 0 {
			t.Errorf("%s: replaced %+v", name, replaced)
		}
		other.State = client.StateRunning
		f.Apply(round(6, allApplications(), ApplicationRow(other)))
		// A new image or date may be those of a redeploy.
		if kept := f.Detail(row.ID) != nil; kept != (name != "name") {
			t.Errorf("%s: the detail is kept: %v", name, kept)
		}
		if why := f.Blocked(Stop, f.Row(row.ID), at(6)).String(); (why == "") != (name != "name") {
			t.Errorf("%s: a key may be meant for the old one: %q", name, why)
		}
	}
}

// TestWhatVanishesIsNoConfirmationOfAStop ends an action whose object is not listed.
func TestWhatVanishesIsNoConfirmationOfAStop(t *testing.T) {
	t.Parallel()
	for _, v := range []Verb{Stop, Terminate} {
		f, row := begun(v, client.StateRunning)
		f.Answered(row.ID, nil, at(11))
		if ended := f.Apply(round(12, allApplications())); len(ended) != 1 || !ended[0].Vanished {
			t.Errorf("%s: ended %+v", v, ended)
		}
	}
}

// TestOneObjectStaysTheSame changes what an object may change and stay itself.
func TestOneObjectStaysTheSame(t *testing.T) {
	t.Parallel()
	was := client.Application{UUID: "u1", UniqueName: "web", ImageName: "a:1", State: client.StateRunning, Target: 2, Deployed: client.Time{Time: t0}}
	for name, change := range map[string]func(a *client.Application){
		"state":                 func(a *client.Application) { a.State = client.StateStopped },
		"target":                func(a *client.Application) { a.Target = 9 },
		"started":               func(a *client.Application) { a.Started = client.Time{Time: t0} },
		"address":               func(a *client.Application) { a.WebPublicDNS = "www.example.com" },
		"a server without date": func(a *client.Application) { a.Deployed = client.Time{} },
		"a server without name": func(a *client.Application) { a.UniqueName = "" },
		"without image":         func(a *client.Application) { a.ImageName = "" },
		"redeployed now": func(a *client.Application) {
			a.State, a.Deployed = client.StateRedeploying, client.Time{Time: t0.Add(1)}
		},
	} {
		is := was
		change(&is)
		if d := ApplicationRow(was).Identity().Differs(ApplicationRow(is).Identity()); d.Trait != Same || d.String() != "" {
			t.Errorf("%s makes another object of it: %+v", name, d)
		}
	}
}
