package ui

import (
	"time"

	"fleetop/internal/fleet"
	"fleetop/internal/text"
	"fleetop/ui/command"
	"fleetop/ui/pane"
	"fleetop/ui/theme"
)

// slip is when a cursor that nobody had moved was last put on another object.
type slip struct {
	at   time.Time
	onto fleet.ID
}

// led says whether a slip has put what a command acts on there: onto the object, or onto the application that
// the detail shows it of.
func (s slip) led(to *fleet.Row) bool {
	return to != nil && (to.ID == s.onto || s.onto == fleet.ID{Kind: fleet.Applications, Key: to.ApplicationUUID()})
}

// chosen notes that what is selected was chosen, by what was typed.
func (p *panes) chosen() { p.slip = slip{} }

// slipped compares what is under the cursors with what was before something came.
func (p *panes) slipped(selected *fleet.Row, under string, now time.Time) {
	if p.here.list != p.list() {
		return
	}
	if row := p.selected(); selected != nil && row != nil && row.ID != selected.ID {
		p.slip = slip{now, row.ID}
	} else if key := p.detail.Under(); key != "" && key != under {
		p.slip = slip{now, fleet.ID{Kind: fleet.Containers, Key: key}}
	}
}

// aim brings the detail in line with what is selected, and its cursor with the containers that are known. It is
// called after each command, as several may come before anything is drawn: until the object has been looked
// at there is no cursor.
func (p *panes) aim(look *pane.Context) {
	p.showSelected()
	focused := p.focus == detailPane
	if focused {
		p.list().Touch()
	}
	p.detail.Focus(focused && !look.Moving && p.beside.of == p.detail.ID(), look)
}

// showSelected turns the detail to what is selected.
func (p *panes) showSelected() {
	if row := p.selected(); row != nil {
		p.detail.Show(row.ID)
	} else if p.list().Activity || p.fleet.List(p.list().Query) != nil {
		p.detail.Show(fleet.ID{})
	}
}

// touch has the cursors stay on their objects from now on: something was asked for of one.
func (p *panes) touch() {
	p.list().Touch()
	p.detail.Touch()
}

// under returns the container that the cursor of the detail is on; false where it has none.
func (p *panes) under() (id fleet.ID, ok bool) {
	key := ""
	if p.json == nil && p.focus == detailPane {
		key = p.detail.Under()
	}
	return fleet.ID{Kind: fleet.Containers, Key: key}, key != ""
}

// asked asks for a command without naming anything: of the object of the JSON or of the logs where they have the
// focus, of the container under the cursor of the detail, else of what is selected.
func (p *panes) asked(id command.ID) asked {
	container, under := p.under()
	switch {
	case p.json != nil:
		return asked{on: p.fleet.Row(p.json.ID)}
	case p.focus == logsPane && p.logs != nil:
		return asked{on: p.fleet.Row(p.logs.ID)}
	case under && !ofApplications(id):
		return asked{on: p.fleet.Row(container), under: true}
	default:
		return asked{on: p.selected()}
	}
}

// underName is the name of the container under the cursor of the detail in so many cells, in front of the keys that
// act on it; nil where there is none.
func (p *panes) underName(most int, th *theme.Theme) piece {
	id, ok := p.under()
	row := p.fleet.Row(id)
	if !ok || row == nil {
		return nil
	}
	return piece{{" ", th.Plain}, {text.Middle(text.Clean(row.Name), most, th.Glyphs.Ellipsis), th.TitleFocus}, {":", th.Hint}}
}

// ofContainers says whether a command stands behind the name of a container: it acts on that, or on no object.
func ofContainers(id command.ID) bool { return !ofApplications(id) && id != command.New }

// ofApplications says whether a command makes sense for an application alone, and not for one of its containers.
func ofApplications(id command.ID) bool {
	switch id {
	case command.SetScale, command.ScaleUp, command.ScaleDown, command.Redeploy, command.Policies, command.Edit:
		return true
	default:
		return false
	}
}
