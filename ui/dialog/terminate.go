package dialog

import (
	"fmt"
	"strconv"

	"fleetop/client"
	"fleetop/internal/fleet"
	"fleetop/internal/text"
	"fleetop/ui/command"
)

// Terminate asks for the name of what is to be destroyed, or of a private image that is to be taken out
// of the account; for the number of objects where they are marked.
type Terminate struct {
	about
	typedName
}

// NewTerminate returns the question for objects.
func NewTerminate(s Subjects, c Context) *Terminate {
	verb := fleet.Terminate
	if s.Rows[0].ID.Kind == fleet.Images {
		verb = fleet.Remove
	}
	return &Terminate{about: newAbout(verb, s, c), typedName: newTypedName(s.Rows[0])}
}

// Title implements Dialog. What it is about stands behind the name.
func (d *Terminate) Title() string {
	switch {
	case d.Marked:
		return d.title() + "?"
	case d.verb == fleet.Remove:
		return "Remove image " + d.name() + "?"
	default:
		return d.title() + "? " + kindWord(d.Rows[0].ID)
	}
}

// Scope implements Dialog.
func (d *Terminate) Scope() command.Scope { return command.TypeName }

// Traits implements Dialog.
func (d *Terminate) Traits() Traits {
	t := d.about.Traits()
	t.Text, t.Heavy = &d.typedName, d.kind() == fleet.Applications
	return t
}

// survey is that of about; what has to be typed for many is the number of those that would be destroyed
// now, so that one that goes away asks for another number.
func (d *Terminate) survey(c Context) survey {
	s := d.about.survey(c)
	if d.Marked {
		d.phrase = strconv.Itoa(d.count)
	}
	return s
}

// Do implements Dialog: it is confirmed by an exact match only.
func (d *Terminate) Do(id command.ID, c Context) Answer {
	s := d.survey(c)
	switch id {
	case command.Cancel, command.Interrupt:
		return closed()
	case command.Accept:
		if d.entered() && len(s.can) > 0 {
			return confirmed(d.request(s.can, 0))
		}
	}
	return Answer{}
}

// Lines implements Dialog.
func (d *Terminate) Lines(w int, c Context) []string {
	s := d.survey(c)
	switch {
	case len(s.can) == 0:
		return d.none(s, w, c, command.Cancel)
	case d.Marked:
		return d.linesOfMany(s, w, c)
	case d.verb == fleet.Remove:
		p := pageOf(nil, users(s.can[0], w, c), d.untyped(d.Title(), d.name(), w), d.changes(w, c), removed(w, c))
		return d.page(d.finish(p, w, c, "Remove"), w, c)
	}
	th, r := c.Theme, s.can[0]
	var alone []string
	if r.Container != nil && ownerOf(c, r) != nil {
		alone = wrap("It is not replaced.", w)
	}
	p := pageOf(nil, styled(radiusOf(r, c), w, th.Bold), d.untyped(d.Title(), d.name(), w), styled(lostData(r, c), w, th.Danger), d.again(w, c), d.changes(w, c), alone, reached(r, "Goes away", w, c), linked(c, r.ID, w))
	return d.page(d.finish(p, w, c, "Terminate"), w, c)
}

// removed says what becomes of an image.
func removed(w int, c Context) []string {
	if c.Fleet.HostImages() {
		return styled("Its tags are removed from the host. An image that is in no registry is lost for good.", w, c.Theme.Danger)
	}
	return wrap("It goes from this account with its credentials; in its registry it stays.", w)
}

// linesOfMany draws the question for what is marked.
func (d *Terminate) linesOfMany(s survey, w int, c Context) []string {
	r, t := d.reach(s.can, c), d.becoming(s.can, c)
	return d.fitted(pageOf(d.counting(w, c, "Terminate", "Cancel")), &t, w, c, func(most, rows int) []string {
		lines := append(d.what(r, w, c), styled(d.lostDataOfMany(c), w, c.Theme.Danger)...)
		lines = append(lines, d.again(w, c)...)
		lines = append(lines, d.notes(s, w, most, c)...)
		if len(r.shrinks) > 0 {
			lines = append(lines, listed("", r.shrinks, ", ", w, most, c)...)
		}
		lines = append(lines, t.lines(d.kind(), w, rows, c)...)
		if len(r.addresses) > 0 {
			lines = append(lines, listing{"Addresses that go away: ", r.addresses, "; ", moreOf}.whole(w, most, c)...)
		}
		return append(lines, r.links("Still linked to them: ", w, most, c)...)
	})
}

// becoming is the table of what is destroyed.
func (d *Terminate) becoming(rows []*fleet.Row, c Context) becoming {
	t := becoming{title: "STATE"}
	if d.kind() == fleet.Applications {
		t.title = "CONTAINERS"
	}
	for _, r := range rows {
		what := string(r.State()) + " " + c.Theme.Glyphs.Arrow + " " + string(client.StateTerminated)
		if a := r.Application; a != nil {
			what = change(c, max(a.Current, a.Target), 0)
		}
		t.rows = append(t.rows, becomes{r.Name, what, c.Theme.Danger})
	}
	return t
}

// lostData says what is lost with an object. What somebody else made keeps its volumes.
func lostData(r *fleet.Row, c Context) string {
	switch {
	case destroys(c) && r.Owner() != "":
		return "What it wrote outside named volumes is lost for good, and so are its logs."
	case destroys(c):
		return "All data in it and all its logs are lost, for good."
	case r.Owner() != "":
		return "What it wrote outside its volumes is lost for good. The volumes stay."
	}
	return "All data in it is lost, for good."
}

// lostDataOfMany says it of those that are marked.
func (d *Terminate) lostDataOfMany(c Context) string {
	switch {
	case destroys(c) && foreign(d.Rows):
		return "All data in them and all their logs are lost, for good; volumes that others named stay."
	case destroys(c):
		return "All data in them and all their logs are lost, for good."
	}
	foreign := 0
	for _, r := range d.Rows {
		if r.Owner() != "" {
			foreign++
		}
	}
	switch foreign {
	case 0:
		return "All data in them is lost, for good."
	case len(d.Rows):
		return "What they wrote outside their volumes is lost for good. The volumes stay."
	default:
		return "All data in them is lost, for good; the volumes of what others made stay."
	}
}

// what says what is destroyed, so that containers are not taken for
// applications.
func (d *Terminate) what(r radius, w int, c Context) []string {
	what := text.Count(d.count, d.kind().String())
	if d.kind() == fleet.Applications {
		what += ", " + text.Count(r.containers, "container")
	}
	return styled(what, w, c.Theme.Bold)
}

// radiusOf says in words what is destroyed of one object.
func radiusOf(r *fleet.Row, c Context) string {
	if app := r.Application; app != nil {
		return "application, " + text.Count(max(app.Current, app.Target), "container")
	}
	owner := ownerOf(c, r)
	switch {
	case owner == nil && r.Container.Name == "":
		return "container"
	case owner == nil:
		return "container of " + r.Container.Name
	}
	target := owner.Application.Target
	return "container of " + owner.Name + ": " + owner.Name + " goes " + change(c, target, max(target-1, 0))
}

// users names the applications that are made of an image.
func users(r *fleet.Row, w int, c Context) []string {
	names, whole := c.Fleet.UsersOf(r)
	const most = 5
	shown := names
	if len(names) > most {
		shown = append(append([]string{}, names[:most]...), fmt.Sprintf("%d more", len(names)-most))
	}
	var lines []string
	switch {
	case len(names) == 1:
		lines = styled("Used by "+names[0]+": it keeps running.", w, c.Theme.Warn)
	case len(names) > 1:
		lines = styled("Used by "+list(shown)+": they keep running.", w, c.Theme.Warn)
	case whole:
		return wrap("No application uses it.", w)
	}
	if !whole {
		lines = append(lines, styled("The list of applications is not complete: others may use it.", w, c.Theme.Warn)...)
	}
	return lines
}
