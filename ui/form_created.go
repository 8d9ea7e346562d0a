package ui

import (
	"slices"
	"time"

	"fleetop/client"
	"fleetop/internal/activity"
	"fleetop/internal/fleet"
	"fleetop/ui/pane"
)

// followedFor is how long a new object is followed on its way to Running.
const followedFor = 10 * time.Minute

// created is an object that was created here: it is selected as soon as it is
// listed, and its way to Running is told.
type created struct {
	id       fleet.ID
	name     string
	state    client.State // as last told
	since    time.Time
	cursor   fleet.ID // where the cursor was when its request was sent
	selected bool
}

// followCreated looks what became of the objects that were created here, now that
// a list of their kind has come.
func (m *Model) followCreated(kind fleet.Kind) {
	listed, news := m.forms.follow(kind, m.fleet, m.now)
	for _, c := range listed {
		if m.above() == nil && m.prompts.open == nil && m.panes.selectCreated(c, &m.look) {
			m.say(warning, c.name+" is there, hidden by the filter")
		}
	}
	for _, n := range news {
		m.report(n.severity, n.entry)
	}
}

// follow returns the objects of a kind that were created here and are listed now for
// the first time, and what there is to tell of any.
func (s *forms) follow(kind fleet.Kind, f *fleet.Fleet, now time.Time) (listed []created, news []formNews) {
	list := f.List(fleet.Query{Kind: kind})
	kept := s.created[:0]
	for _, c := range s.created {
		goesOn := c.id.Kind != kind || now.Sub(c.since) < followedFor
		if row := list.Row(c.id.Key); row != nil && c.id.Kind == kind {
			if !c.selected {
				c.selected = true
				listed = append(listed, c)
			}
			if row.State() != c.state {
				news = append(news, c.moved(row, f.Failing(row)))
				c.state = row.State()
			}
			goesOn = goesOn && kind == fleet.Applications && (row.State().InTransition() || row.State() == client.StateInit)
		}
		if goesOn {
			kept = append(kept, c)
		}
	}
	s.created = kept
	return listed, news
}

// moved tells that a new object is in another state.
func (c *created) moved(row *fleet.Row, failing bool) formNews {
	e := activity.Entry{Phase: activity.Moved, Object: activity.Object{ID: c.id, Name: c.name}, From: string(c.state), To: string(row.State())}
	switch {
	case failing || row.Gone() || row.State() == client.StateStopped:
		e.Phase = activity.NotUp
		if row.Application != nil {
			e.Cause = row.Application.Reason
		}
		return formNews{entry: e, severity: failure}
	case row.State() == client.StateRunning:
		e.To += " " + fleet.RunningText(row)
		return formNews{entry: e, severity: success}
	default:
		return formNews{entry: e, severity: info}
	}
}

// leave forgets an object that was created here and is not there any more.
func (s *forms) leave(id fleet.ID) {
	s.created = slices.DeleteFunc(s.created, func(c created) bool { return c.id == id })
}

// selectCreated puts the cursor on a new object, unless the user went on meanwhile:
// nothing moves under the user's fingers. It says whether the filter hides it.
func (p *panes) selectCreated(c created, look *pane.Context) (hidden bool) {
	list := p.listOfNew(c.id.Kind)
	if list.HasMarks() || cursorOf(list) != c.cursor {
		return false
	}
	list.Refresh(look)
	return !list.Select(c.id.Key) && list.Filter() != ""
}

// listOfNew is the list in which new objects of a kind are listed.
func (p *panes) listOfNew(kind fleet.Kind) *pane.List {
	if kind == fleet.Images {
		return p.lists[imagesTab]
	}
	return p.lists[applicationsTab]
}

// cursorOf is what the cursor of a list is on.
func cursorOf(l *pane.List) fleet.ID {
	if row := l.Selected(); row != nil {
		return row.ID
	}
	return fleet.ID{}
}
