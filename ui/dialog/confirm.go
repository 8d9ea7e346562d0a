package dialog

import (
	"strconv"
	"strings"

	"fleetop/client"
	"fleetop/internal/fleet"
	"fleetop/internal/text"
	"fleetop/ui/command"
)

// Confirm asks whether to start, to stop or to restart objects. Where they are many their number is
// typed.
type Confirm struct {
	about
	typedName
	counted bool // they are, or were, too many for a key
}

// NewConfirm returns the question.
func NewConfirm(verb fleet.Verb, s Subjects, c Context) *Confirm {
	d := &Confirm{about: newAbout(verb, s, c), typedName: newTypedName(s.Rows[0])}
	d.survey(c)
	return d
}

// Title implements Dialog.
func (d *Confirm) Title() string { return d.title() + "?" }

// Scope implements Dialog.
func (d *Confirm) Scope() command.Scope {
	if d.counted {
		return command.TypeName
	}
	return command.YesNo
}

// Traits implements Dialog.
func (d *Confirm) Traits() Traits {
	t := d.about.Traits()
	if d.counted {
		t.Text = &d.typedName
	}
	return t
}

// survey is that of about; what has to be typed is how many objects it is possible for now.
func (d *Confirm) survey(c Context) survey {
	s := d.about.survey(c)
	d.phrase, d.counted = strconv.Itoa(d.count), d.counted || d.count > mostUncounted
	return s
}

// Do implements Dialog.
func (d *Confirm) Do(id command.ID, c Context) Answer {
	counted := d.counted // as it was drawn
	s := d.survey(c)
	switch id {
	case command.No, command.Cancel, command.Interrupt:
		if (id == command.No) != counted {
			return closed()
		}
	case command.Yes:
		if !d.counted && len(s.can) > 0 {
			return confirmed(d.request(s.can, 0))
		}
	case command.Accept:
		if counted && d.entered() && len(s.can) > 0 {
			return confirmed(d.request(s.can, 0))
		}
	}
	return Answer{}
}

// Lines implements Dialog.
func (d *Confirm) Lines(w int, c Context) []string {
	s := d.survey(c)
	closes := command.No
	if d.counted {
		closes = command.Cancel
	}
	if len(s.can) == 0 {
		return d.none(s, w, c, closes)
	}
	p := pageOf([]string{buttons(w, c, button{command.Yes, text.Capital(string(d.verb))}, button{command.No, "Cancel"})})
	switch {
	case d.Marked:
		t := d.becoming(s.can, c)
		if d.counted {
			p.end = d.counting(w, c, text.Capital(string(d.verb)), "Cancel")
		}
		return d.fitted(p, &t, w, c, func(most, rows int) []string { return d.saysOfMany(s, &t, w, most, rows, c) })
	case d.verb == fleet.Restart:
		p = pageOf(p.end, inFull(d.Title(), d.name(), w), d.restarts(w, c))
	default:
		p = pageOf(p.end, inFull(d.Title(), d.name(), w), d.stops(w, c), d.again(w, c), d.changes(w, c), d.cutOff(w, c))
	}
	return d.page(p, w, c)
}

// becoming is the table of what becomes of each object.
func (d *Confirm) becoming(rows []*fleet.Row, c Context) becoming {
	t := becoming{title: "STATE"}
	if d.kind() == fleet.Applications {
		t.title = "RUNNING"
	}
	arrow := " " + c.Theme.Glyphs.Arrow + " "
	for _, r := range rows {
		from, stopped, to := string(r.State()), string(client.StateStopped), string(client.StateRunning)
		if a := r.Application; a != nil {
			from, stopped, to = strconv.Itoa(a.Running), "0", strconv.Itoa(a.Target)
		}
		steps := map[fleet.Verb][]string{fleet.Start: {from, to}, fleet.Stop: {from, stopped}, fleet.Restart: {from, stopped, to}}[d.verb]
		t.rows = append(t.rows, becomes{name: r.Name, what: strings.Join(steps, arrow)})
	}
	return t
}

// restarts says what a restart of one object does, and the downtime first.
func (d *Confirm) restarts(w int, c Context) []string {
	again := c.Key(command.Restart)
	stays := wrap("Its data stays.", w)
	if app := d.now(c).Application; app != nil && destroys(c) {
		stays = styled(keepsNothing(app.Running, d.now(c).Owner() != "", c)+" New ones are made.", w, c.Theme.Danger)
	}
	return pageOf(nil, styled(downtime(d.now(c), c), w, c.Theme.Warn), d.changes(w, c), stays, d.cutOff(w, c),
		wrap("Stops it, waits, starts it again. Press "+again+" again to cancel the rest.", w)).body
}

// cutOff says what is not reached while one object is stopped, and who is linked to it.
func (d *Confirm) cutOff(w int, c Context) []string {
	return append(reached(d.now(c), "Unreachable while stopped", w, c), linked(c, d.now(c).ID, w)...)
}

// stops says what stops, and what that destroys.
func (d *Confirm) stops(w int, c Context) []string {
	r := d.now(c)
	if app := r.Application; app != nil && destroys(c) {
		return append(styled(keepsNothing(app.Current, r.Owner() != "", c), w, c.Theme.Danger), wrap("Running "+change(c, app.Running, 0)+".", w)...)
	}
	return wrap(stops(r, c), w)
}

// stops says what stops where its data stays.
func stops(r *fleet.Row, c Context) string {
	if fleet.Restarts(r) {
		return "It does not run now, and is started again and again: ends the restarts. Its data stays."
	}
	if app := r.Application; app != nil {
		return "Stops " + text.Count(app.Running, "container") + "; " + dataStays(app.Running) + " Running " + change(c, app.Running, 0) + "."
	}
	what := "Its process is asked to end; its data stays."
	if owner := ownerOf(c, r); owner != nil && owner.Application.Running > 0 {
		what += " " + owner.Name + ": running " + change(c, owner.Application.Running, owner.Application.Running-1) + "."
	}
	return what
}

// downtime says what does not run meanwhile.
func downtime(r *fleet.Row, c Context) string {
	if app := r.Application; app != nil {
		return downtimeOf(app.Running)
	}
	if owner := ownerOf(c, r); owner != nil {
		return "Downtime of this container; " + owner.Name + ": running " + change(c, owner.Application.Running, max(owner.Application.Running-1, 0)) + " meanwhile."
	}
	return "Downtime of this container until it is started again."
}

// downtimeOf says it of so many containers of an application.
func downtimeOf(running int) string {
	switch running {
	case 0:
		return "Downtime: no container runs now."
	case 1:
		return "Downtime: its 1 container stops until the restart ends."
	default:
		return "Downtime: all " + text.Count(running, "container") + " stop until the restart ends."
	}
}

// saysOfMany says what is done to which objects that are marked.
func (d *Confirm) saysOfMany(s survey, t *becoming, w, most, rows int, c Context) []string {
	r := d.reach(s.can, c)
	effect := wrap(d.effect(r), w)
	if d.verb != fleet.Start && d.kind() == fleet.Applications && destroys(c) {
		effect = styled(d.destroying(r, s.can, c), w, c.Theme.Danger)
	}
	lines := append(effect, d.again(w, c)...)
	lines = append(lines, d.notes(s, w, most, c)...)
	lines = append(append(lines, ""), t.lines(d.kind(), w, rows, c)...)
	if d.verb == fleet.Start {
		return lines
	}
	lines = append(lines, "")
	if len(r.addresses) > 0 {
		lines = append(lines, listing{"Unreachable while stopped: ", r.addresses, "; ", moreOf}.whole(w, most, c)...)
	}
	return append(lines, r.links("Linked to them: ", w, most, c)...)
}

// destroying says what a stop or a restart destroys.
func (d *Confirm) destroying(r radius, rows []*fleet.Row, c Context) string {
	said := keepsNothing(r.present, foreign(rows), c)
	if d.verb == fleet.Restart {
		said += " New ones are made, four applications at a time."
	}
	return said
}

// effect says what it does to the containers.
func (d *Confirm) effect(r radius) string {
	switch {
	case d.verb == fleet.Start && d.kind() == fleet.Applications:
		return "Starts " + text.Count(r.containers-r.running, "container") + "."
	case d.verb == fleet.Start:
		return "Starts their processes anew."
	case d.verb == fleet.Restart:
		return "Downtime of each until it runs again: it is stopped, waited for and started, four at a time; their data stays."
	case d.kind() == fleet.Applications:
		return "Stops " + text.Count(r.running, "container") + "; " + dataStays(r.running)
	default:
		return "Their processes are asked to end; their data stays."
	}
}
