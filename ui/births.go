package ui

import (
	"time"

	"fleetop/client"
	"fleetop/internal/activity"
	"fleetop/internal/fleet"
	"fleetop/ui/pane"
)

// followedFor is how long a new object is followed on its way to Running.
const followedFor = 10 * time.Minute

// birth is an object that was created here: it is selected as soon as it is
// listed, and its way to Running is told.
type birth struct {
	id       fleet.ID
	name     string
	state    client.State // as last told
	since    time.Time
	cursor   fleet.ID // where the cursor was when its request was sent
	selected bool
}

// born begins to follow a new object.
func (m *Model) born(row *fleet.Row, cursor fleet.ID) {
	m.forms.births = append(m.forms.births, birth{id: row.ID, name: row.Name, state: row.State(), since: m.now, cursor: cursor})
	m.followBirths(row.ID.Kind)
}

// followBirths looks what became of the objects that were created here, now that
// a list of their kind has come.
func (m *Model) followBirths(kind fleet.Kind) {
	kept := m.forms.births[:0]
	for _, b := range m.forms.births {
		if b.id.Kind != kind || m.follow(&b) {
			kept = append(kept, b)
		}
	}
	m.forms.births = kept
}

// follow selects the object once, and tells its new state; false when there is
// nothing more to tell.
func (m *Model) follow(b *birth) bool {
	list := m.fleet.List(fleet.Query{Kind: b.id.Kind})
	row := list.Row(b.id.Key)
	if row == nil {
		return m.now.Sub(b.since) < followedFor
	}
	if !b.selected {
		b.selected = true
		m.selectBorn(b)
	}
	if row.State() != b.state {
		m.tell(b, row)
	}
	if b.id.Kind != fleet.Applications || m.now.Sub(b.since) >= followedFor {
		return false
	}
	return row.State().InTransition() || row.State() == client.StateInit
}

// selectBorn puts the cursor on a new object, unless the user went on meanwhile:
// nothing moves under his fingers. A filter may hide it.
func (m *Model) selectBorn(b *birth) {
	list := m.listOfNew(b.id.Kind)
	if m.dialog != nil || m.prompt != nil || list.HasMarks() || cursorOf(list) != b.cursor {
		return
	}
	list.Refresh(&m.look)
	if !list.Select(b.id.Key) && list.Filter() != "" {
		m.say(warning, b.name+" is there, hidden by the filter")
	}
}

// listOfNew is the list in which new objects of a kind are listed.
func (m *Model) listOfNew(kind fleet.Kind) *pane.List {
	if kind == fleet.Images {
		return m.panes.lists[2]
	}
	return m.panes.lists[0]
}

// cursorOf is what the cursor of a list is on.
func cursorOf(l *pane.List) fleet.ID {
	if row := l.Selected(); row != nil {
		return row.ID
	}
	return fleet.ID{}
}

// tell says that a new object is in another state.
func (m *Model) tell(b *birth, row *fleet.Row) {
	moved := activity.Entry{Phase: activity.Moved, Object: activity.Object{ID: b.id, Name: b.name}, From: string(b.state), To: string(row.State())}
	b.state = row.State()
	switch {
	case m.fleet.Failing(row) || row.Gone() || b.state == client.StateStopped:
		moved.Phase = activity.NotUp
		m.report(failure, moved)
	case b.state == client.StateRunning:
		moved.To += " " + fleet.RunningText(row)
		m.report(success, moved)
	default:
		m.report(info, moved)
	}
}
