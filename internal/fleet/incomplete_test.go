package fleet

import (
	"errors"
	"slices"
	"testing"

	"fleetop/client"
)

// without is a round of which some pages are lost.
func without(lost int, r Round) Round {
	r.Lost, r.Err = lost, errors.New("503 busy")
	return r
}

// What a lost page may have had stays as it was, and is no newer than it was.
func TestWhatIsMissingIsNotGone(t *testing.T) {
	t.Parallel()
	f, q := New(), allContainers()
	f.Apply(rounds(0, q, page(0, 4, con("a-1", "a", client.StateRunning), con("a-2", "a", client.StateRunning)), page(2, 4, con("b-1", "b", client.StateRunning), con("b-2", "b", client.StateRunning))))
	f.Apply(without(2, rounds(10, q, page(0, 4, con("a-1", "a", client.StateStopped), con("a-2", "a", client.StateRunning)))))
	l := f.List(q)
	if got := names(t, l); !slices.Equal(got, []string{"a-1", "a-2", "b-1", "b-2"}) {
		t.Errorf("%q are listed", got)
	}
	if l.Row("u-a-1").State() != client.StateStopped || !l.Good.Equal(at(10)) || l.Lost != 2 || l.Err == nil || l.Whole() || l.CameSince(at(10)) {
		t.Errorf("what came was not taken in: %+v", l)
	}
	for key, want := range map[string]int{"u-a-1": 10, "u-a-2": 10, "u-b-1": 0, "u-b-2": 0} {
		if seen, aged := l.SeenAt(key); !seen.Equal(at(want)) || aged != (want == 0) {
			t.Errorf("%s was seen at %v, aged %v", key, seen, aged)
		}
	}
	f.Apply(without(2, rounds(20, q, page(0, 4, con("a-1", "a", client.StateStopped), con("a-2", "a", client.StateRunning)))))
	if seen, aged := f.List(q).SeenAt("u-b-1"); !seen.Equal(at(0)) || !aged {
		t.Errorf("after a second round b-1 was seen at %v, aged %v", seen, aged)
	}
	f.Apply(round(30, q, con("a-1", "a", client.StateStopped)))
	if got := names(t, f.List(q)); !slices.Equal(got, []string{"a-1"}) || f.List(q).Aged() || !f.List(q).Whole() {
		t.Errorf("after a whole round %q are listed", got)
	}
}

// A row that has not come is not newer than another list has it.
func TestARowOfALostPageGivesWayToANewerOne(t *testing.T) {
	t.Parallel()
	f, q := New(), allContainers()
	f.Apply(rounds(0, q, page(0, 2, con("a-1", "a", client.StateRunning)), page(1, 2, con("b-1", "b", client.StateRunning))))
	f.Apply(round(5, containersOf("u-b"), con("b-1", "b", client.StateStopped)))
	f.Apply(without(1, rounds(10, q, page(0, 2, con("a-1", "a", client.StateRunning)))))
	id := ID{Containers, "u-b-1"}
	if got := f.Row(id).State(); got != client.StateStopped {
		t.Errorf("b-1 is %s", got)
	}
	if of, ok := f.Source(id); !ok || of != containersOf("u-b") {
		t.Errorf("b-1 is from %v", of)
	}
}

// Only what came can confirm an action.
func TestALostPageConfirmsNothing(t *testing.T) {
	t.Parallel()
	f, q := New(), allContainers()
	row := con("b-1", "b", client.StateRunning)
	f.Apply(rounds(0, q, page(0, 2, con("a-1", "a", client.StateRunning)), page(1, 2, row)))
	f.Begin(Terminate, row, 0, at(1))
	f.Answered(row.ID, con("b-1", "b", client.StateStopping), at(2))
	if got := f.Apply(without(1, rounds(3, q, page(0, 2, con("a-1", "a", client.StateRunning))))); len(got) != 0 {
		t.Errorf("%v is confirmed", got)
	}
	if got := f.Apply(round(4, q, con("a-1", "a", client.StateRunning))); len(got) != 1 {
		t.Errorf("a whole round confirms %v", got)
	}
}

func TestAFirstVisitThatLacksAPage(t *testing.T) {
	t.Parallel()
	f, q := New(), allApplications()
	f.Apply(without(1, rounds(0, q, page(0, 2, app("a", client.StateRunning)))))
	if s := f.Summary(at(0)); !s.Known || s.Lost != 1 {
		t.Errorf("%+v", s)
	}
	if f.List(q).Equal(rounds(1, q, Page{Same: true})) {
		t.Error("a list that lacks a page is what a whole one brings")
	}
}
