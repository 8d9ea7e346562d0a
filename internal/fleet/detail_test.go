package fleet

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"fleetop/client"
)

// full makes an application with what only details have.
func full(a *client.Application) {
	a.EnvVars = []client.EnvVar{{Key: "KEY", Value: "value"}}
	a.LinkVariables = map[string]string{"DB_PORT": "tcp://1.2.3.4:3306"}
	a.Containers, a.Roles, a.LinkedTo, a.LinkedFrom = []string{"/c/"}, []string{"global"}, []string{"/to/"}, []string{"/from/"}
}

func TestDetails(t *testing.T) {
	t.Parallel()
	f, id := New(), ID{Applications, "u-web"}
	if f.Detail(id) != nil || f.Full(id) != nil {
		t.Error("something is known before the first answer")
	}
	f.ApplyDetail(id, nil, 5, at(0), at(0)) // what it was, but it was not known
	if f.Detail(id) != nil {
		t.Error("a detail was made of nothing")
	}
	cause := errors.New("timeout")
	f.ApplyDetailFailure(id, cause, false)
	if d := f.Detail(id); d == nil || !errors.Is(d.Err, cause) || d.Gone || f.Full(id) != nil {
		t.Errorf("detail %+v", d)
	}
	row := app("web", client.StateRunning, full)
	f.ApplyDetail(id, row, 5, at(1), at(2))
	if d := f.Detail(id); d.Row != row || d.Digest != 5 || !d.Good.Equal(at(2)) || d.Err != nil {
		t.Errorf("detail %+v", d)
	}
	f.ApplyDetail(id, app("web", client.StateStopped), 4, at(0), at(3)) // older
	if d := f.Detail(id); d.Row != row {
		t.Error("an older detail was taken")
	}
	f.ApplyDetailFailure(id, cause, false)
	if d := f.Detail(id); d.Row != row || !d.Good.Equal(at(2)) || d.Digest != 5 || d.Err == nil {
		t.Errorf("a failure left of the detail %+v", d)
	}
	f.ApplyDetail(id, nil, 5, at(5), at(6))
	if d := f.Detail(id); d.Row != row || !d.Good.Equal(at(6)) || d.Digest != 5 || d.Err != nil {
		t.Errorf("a detail that is what it was left %+v", d)
	}
	f.ApplyDetailFailure(id, client.ErrNotFound, true)
	if d := f.Detail(id); !d.Gone || d.Row != row || f.Row(id) != nil {
		t.Errorf("detail %+v", d)
	}
	f.ApplyDetail(id, row, 6, at(7), at(7))
	if d := f.Detail(id); d.Gone || f.Row(id) != row {
		t.Errorf("detail %+v", d)
	}
}

func TestDetailsAreBounded(t *testing.T) {
	t.Parallel()
	f := New()
	used := ID{Applications, "used"}
	for i := range 3 * detailsKept {
		id := ID{Applications, fmt.Sprint(i)}
		f.ApplyDetail(id, app("a", client.StateRunning), 1, at(i), at(i))
		f.ApplyDetail(used, app("used", client.StateRunning), 1, at(i), at(i))
		if i%3 == 0 {
			f.ApplyDetailFailure(ID{Containers, fmt.Sprint(i)}, errors.New("timeout"), false)
		}
	}
	if len(f.details) != detailsKept || len(f.recent) != detailsKept {
		t.Errorf("%d details, %d in the order of use, want %d", len(f.details), len(f.recent), detailsKept)
	}
	if f.Detail(used) == nil || f.Detail(ID{Applications, "0"}) != nil || f.Detail(ID{Applications, fmt.Sprint(3*detailsKept - 1)}) == nil {
		t.Error("a detail in use was dropped, or one long unused was kept")
	}
}

func TestFullTakesTheNewerRecord(t *testing.T) {
	t.Parallel()
	f, id := New(), ID{Applications, "u-web"}
	f.Apply(round(1, allApplications(), app("web", client.StateRunning)))
	listed := f.Row(id)
	if f.Full(id) != listed {
		t.Error("what is listed is not shown before the detail comes")
	}
	detail := app("web", client.StateStopping, full)
	f.ApplyDetail(id, detail, 1, at(2), at(2))
	if f.Full(id) != detail {
		t.Error("the detail is newer, but is not shown")
	}
	f.Apply(round(3, allApplications(), app("web", client.StateStopped, target(7))))
	got := f.Full(id)
	want := *app("web", client.StateStopped, target(7), full).Application
	if diff := cmp.Diff(want, *got.Application); diff != "" {
		t.Errorf("the list is newer (-want +got):\n%s", diff)
	}
	if f.Detail(id).Row.State() != client.StateStopping || len(f.List(allApplications()).Row("u-web").Application.EnvVars) != 0 {
		t.Error("joining a list record and a detail changed one of them")
	}
	f.Apply(round(4, allApplications()))
	if f.Full(id) != detail {
		t.Error("what is not listed any more has no detail")
	}
}

func TestFullOfContainersAndImages(t *testing.T) {
	t.Parallel()
	f := New()
	env := func(c *client.Container) {
		c.EnvVars, c.LinkVariables, c.Roles = []client.EnvVar{{Key: "K", Value: "V"}}, map[string]string{"A": "B"}, []string{"global"}
		c.LinkedTo, c.LinkedFrom = []string{"/to/"}, []string{"/from/"}
	}
	id := ID{Containers, "u-web-1"}
	f.ApplyDetail(id, con("web-1", "web", client.StateRunning, env), 1, at(1), at(1))
	f.Apply(round(2, containersOf("u-web"), con("web-1", "web", client.StateStopped)))
	if diff := cmp.Diff(*con("web-1", "web", client.StateStopped, env).Container, *f.Full(id).Container); diff != "" {
		t.Errorf("container (-want +got):\n%s", diff)
	}
	image := func(description string, tags ...client.ImageTag) *Row {
		return ImageRow(client.Image{Name: "tutum/lamp", Description: description, Tags: tags})
	}
	id = ID{Images, "tutum/lamp"}
	f.ApplyDetail(id, image("old", client.ImageTag{Name: "latest", Author: "me"}), 1, at(1), at(1))
	f.Apply(round(2, Query{Kind: Images}, image("new", client.ImageTag{Name: "latest"})))
	if got := f.Full(id).Image; got.Description != "new" || got.Tags[0].Author != "me" {
		t.Errorf("image %+v", got)
	}
}

func TestServerTime(t *testing.T) {
	t.Parallel()
	f := New()
	now := at(100)
	if !f.ServerTime(now).Equal(now) || f.Skew() != 0 {
		t.Error("the server's clock differs before it is known")
	}
	for skew, corrected := range map[time.Duration]bool{
		0: false, time.Second: false, -2 * time.Second: false, 4 * time.Second: true, -4 * time.Second: true, time.Hour: true, -48 * time.Hour: true,
	} {
		r := round(100, allApplications())
		r.Pages[0].Date = at(100).Add(skew)
		g := New()
		g.Apply(r)
		off := g.ServerTime(now).Sub(now)
		if !corrected && off != 0 || corrected && (off-skew).Abs() > time.Second {
			t.Errorf("skew %v: the server's time is %v off", skew, off)
		}
		said := g.Skew()
		if (said != 0) != (skew.Abs() > 5*time.Second) || said != 0 && (said-skew).Abs() > time.Second {
			t.Errorf("skew %v: it is said to be %v", skew, said)
		}
		g.Apply(round(200, allApplications())) // a server that does not tell
		if g.Skew() != said {
			t.Errorf("skew %v is forgotten", skew)
		}
	}
}

func TestSummary(t *testing.T) {
	t.Parallel()
	f := New()
	if s := f.Summary(t0); s != (Summary{}) {
		t.Errorf("summary %+v before the first answer", s)
	}
	f.ApplyFailure(allApplications(), errors.New("away"), false)
	if s := f.Summary(t0); s.Known {
		t.Errorf("summary %+v after a failure only", s)
	}
	counts := func(running, target int) func(*client.Application) {
		return func(a *client.Application) { a.Running, a.Target = running, target }
	}
	f.Apply(round(1, allApplications(), app("web", client.StateRunning, counts(3, 3)), app("db", client.StatePartlyRunning, counts(1, 2)),
		app("old", client.StateTerminated, counts(5, 5)), app("bad", client.StateStartFailed, counts(0, 4))))
	want := Summary{Known: true, Applications: 3, Running: 4, Target: 9, Problems: 2, Well: 1, Containers: 6}
	if s := f.Summary(t0); s != want {
		t.Errorf("summary %+v, want %+v", s, want)
	}
	f.ApplyFailure(allApplications(), errors.New("away"), false)
	if s := f.Summary(t0); s != want {
		t.Errorf("summary %+v after a failure, want %+v", s, want)
	}
}
