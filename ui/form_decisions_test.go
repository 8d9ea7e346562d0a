package ui

import (
	"errors"
	"slices"
	"testing"
	"time"

	"fleetop/client"
	"fleetop/internal/activity"
	"fleetop/internal/fleet"
	"fleetop/ui/dialog"
)

// formWorld is a fleet of applications for tests of forms without a screen.
type formWorld struct {
	fleet *fleet.Fleet
	now   time.Time
}

func newFormWorld() *formWorld {
	return &formWorld{fleet: fleet.New(), now: time.Date(2014, 4, 6, 18, 0, 0, 0, time.UTC)}
}

func (w *formWorld) app(name string, state client.State) *fleet.Row {
	return fleet.ApplicationRow(client.Application{UUID: "u-" + name, Name: name, UniqueName: name, State: state, Target: 2, Current: 2, Running: 2})
}

// list lets a second pass and a list of all applications come.
func (w *formWorld) list(rows ...*fleet.Row) {
	w.now = w.now.Add(time.Second)
	page := fleet.Page{Count: len(rows), Total: len(rows), Rows: rows}
	w.fleet.Apply(fleet.Round{Query: fleet.Query{Kind: fleet.Applications}, Started: w.now, Ended: w.now, Pages: []fleet.Page{page}})
}

// create is the request of a form of a new application.
func create(name string) formRequest {
	return formRequest{form: dialog.NewApplication(), what: activity.Create, name: name, id: fleet.ID{Kind: fleet.Applications}}
}

func TestANewObjectIsFollowedUntilItRuns(t *testing.T) {
	t.Parallel()
	w, s := newFormWorld(), newForms()
	sent := create("web")
	if _, ok := s.submit(&sent, "me@server", w.fleet); !ok {
		t.Fatal("the request of a new object was not sent")
	}
	if news := s.answered(formDone{sent: sent, row: w.app("web", client.StateStarting)}, w.fleet, w.now); news.severity != success || !news.closes {
		t.Errorf("the answer led to %+v", news)
	}
	w.list()
	if listed, news := s.follow(fleet.Applications, w.fleet, w.now); len(listed)+len(news) > 0 {
		t.Errorf("an object that is not listed led to %v, %v", listed, news)
	}
	steps := []struct {
		state  client.State
		listed int
		phase  activity.Phase
		to     string // "" for no news
	}{
		{client.StateStarting, 1, 0, ""},
		{client.StateStarting, 0, 0, ""},
		{client.StateRunning, 0, activity.Moved, "Running 2/2"},
		{client.StateStopped, 0, 0, ""}, // it is not followed any more
	}
	for i, step := range steps {
		w.list(w.app("web", step.state))
		listed, news := s.follow(fleet.Applications, w.fleet, w.now)
		if len(listed) != step.listed || (len(news) > 0) != (step.to != "") {
			t.Fatalf("step %d: %d listed for the first time, news %+v", i, len(listed), news)
		}
		if step.to != "" && (news[0].entry.Phase != step.phase || news[0].entry.To != step.to) {
			t.Errorf("step %d: %+v", i, news[0].entry)
		}
	}
	if len(s.created)+len(s.onTheWay) > 0 {
		t.Errorf("%d are followed and %d on their way", len(s.created), len(s.onTheWay))
	}
}

func TestANewObjectThatDoesNotComeUpIsAFailure(t *testing.T) {
	t.Parallel()
	w, s := newFormWorld(), newForms()
	s.answered(formDone{sent: create("web"), row: w.app("web", client.StateStarting)}, w.fleet, w.now)
	w.list(w.app("web", client.StateStopped))
	_, news := s.follow(fleet.Applications, w.fleet, w.now)
	if len(news) != 1 || news[0].entry.Phase != activity.NotUp || news[0].severity != failure {
		t.Errorf("news %+v", news)
	}
}

func TestAnUnansweredCreateFindsOnlyWhatCameSince(t *testing.T) {
	t.Parallel()
	w, s := newFormWorld(), newForms()
	w.list(w.app("web", client.StateRunning))
	sent := create("web")
	s.submit(&sent, "me@server", w.fleet)
	timeout := &client.Error{Status: 504}
	if news := s.answered(formDone{sent: sent, err: timeout}, w.fleet, w.now); news.entry.Phase != activity.Unknown || news.closes {
		t.Errorf("the answer led to %+v", news)
	}
	w.list(w.app("web", client.StateRunning), w.app("webber", client.StateRunning))
	if found := s.find(w.fleet); len(found) > 0 {
		t.Errorf("what was there before, or has another name, was found: %+v", found)
	}
	w.list(w.app("web", client.StateRunning), w.app("web-2", client.StateStarting))
	found := s.find(w.fleet)
	if len(found) != 1 || found[0].Phase != activity.Appeared || !slices.Equal(found[0].Names, []string{"web-2 Starting"}) {
		t.Errorf("found %+v", found)
	}
	if len(s.unanswered) > 0 || len(s.find(w.fleet)) > 0 {
		t.Error("it is looked for once more")
	}
}

func TestAFormLooksOnlyWhereTheServerMayBeAsked(t *testing.T) {
	t.Parallel()
	w, s := newFormWorld(), newForms()
	sent := create("web")
	if _, ok := s.look(sent.form, 0, w.now); ok {
		t.Error("a form looks that has sent nothing")
	}
	s.answered(formDone{sent: sent, err: &client.Error{Status: 504}}, w.fleet, w.now)
	if _, ok := s.look(sent.form, time.Minute, w.now); ok {
		t.Error("it looks while the server asked to be left alone")
	}
	if q, ok := s.look(sent.form, 0, w.now); !ok || q != (fleet.Query{Kind: fleet.Applications}) {
		t.Errorf("it looks in %v: %t", q, ok)
	}
}

func TestARefusedFormIsKept(t *testing.T) {
	t.Parallel()
	w, s := newFormWorld(), newForms()
	sent := create("web")
	sent.form = s.forNew(fleet.Applications)
	s.submit(&sent, "me@server", w.fleet)
	if waits := s.awaited(w.fleet); !slices.Equal(waits, []string{"create web"}) {
		t.Errorf("on their way: %q", waits)
	}
	news := s.answered(formDone{sent: sent, err: errors.Join(&client.Error{Status: 400})}, w.fleet, w.now)
	if news.entry.Phase != activity.Refused || !news.inForm || news.closes || s.forNew(fleet.Applications) != sent.form {
		t.Errorf("the answer led to %+v", news)
	}
	if waits := s.awaited(w.fleet); len(waits) > 0 {
		t.Errorf("still on their way: %q", waits)
	}
}

func TestAFormDoesNotWriteToAnotherObject(t *testing.T) {
	t.Parallel()
	w, s := newFormWorld(), newForms()
	w.list(w.app("web", client.StateRunning))
	row := w.fleet.Row(fleet.ID{Kind: fleet.Applications, Key: "u-web"})
	sent := formRequest{form: dialog.EditApplication(row), what: activity.Edit, name: "web", id: row.ID, seen: row.Identity()}
	if entry, ok := s.submit(&sent, "me@server", w.fleet); !ok || entry.Phase != activity.Requested {
		t.Errorf("entry %+v: %t", entry, ok)
	}
	delete(s.onTheWay, sent.form)
	other := fleet.ApplicationRow(client.Application{UUID: "u-web", Name: "db", UniqueName: "db", State: client.StateRunning})
	w.list(other)
	if entry, ok := s.submit(&sent, "me@server", w.fleet); ok || entry.Phase != activity.NotSent || entry.Cause == "" || len(s.onTheWay) > 0 {
		t.Errorf("entry %+v: %t", entry, ok)
	}
}
