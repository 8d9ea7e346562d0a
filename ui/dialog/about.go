package dialog

import (
	"fmt"
	"slices"

	"fleetop/internal/fleet"
	"fleetop/internal/orders"
	"fleetop/internal/text"
	"fleetop/ui/command"
)

// Subjects are the objects that something is to be done to: one, or those that are marked in one list,
// in its order.
type Subjects struct {
	Rows   []*fleet.Row
	Marked bool
	Hidden map[fleet.ID]bool // by the filter of the list
}

// One is a single object that is not marked.
func One(r *fleet.Row) Subjects { return Subjects{Rows: []*fleet.Row{r}} }

// about is what the dialogs that do something to objects share. Which of the objects it is possible for
// is found anew whenever something is drawn or answered: they may change or go away while the dialog is
// open.
type about struct {
	reading
	watch
	Subjects
	verb  fleet.Verb
	count int // of the objects it is possible for, as they were counted last
}

// mostUncounted is how many objects are confirmed by a key. Of more than that the number is typed.
const mostUncounted = 20

func newAbout(verb fleet.Verb, s Subjects, c Context) about {
	d := about{watch: newWatch(s.Rows...), Subjects: s, verb: verb}
	d.survey(c)
	return d
}

// survey is which of the objects something is possible for, and why it
// is not for the others.
type survey struct {
	can     []*fleet.Row
	cannot  []string // "db (already stopped)"
	changed []string // "web is Stopped now": since the dialog was opened
	why     string   // it is possible for none, in full
	hidden  int      // of those that can
}

func (d *about) survey(c Context) survey {
	d.look(c)
	var s survey
	for i := range d.sights {
		seen := &d.sights[i]
		why := impossible(c, orders.Action{Verb: d.verb, ID: seen.was.ID, Seen: seen.was.Identity()}, seen.was.Name)
		if why != (fleet.Refusal{}) {
			s.why = why.String()
			s.cannot = append(s.cannot, why.Brief())
			continue
		}
		s.can = append(s.can, seen.row)
		if d.Hidden[seen.was.ID] {
			s.hidden++
		}
		if seen.last != seen.opened {
			if what := seen.last.short(seen.opened, c.Theme.Glyphs.Arrow); what != "" {
				s.changed = append(s.changed, seen.row.Name+" "+what)
			}
		}
	}
	d.count = len(s.can)
	return s
}

// mostDetails is of how many objects the details are asked for, so that few requests are enough.
const mostDetails = 12

// subjects are the objects whose details are wanted. Of those that are marked only applications are
// linked to, and not to be started or scaled.
func (d *about) subjects() []fleet.ID {
	if d.Marked && (len(d.Rows) > mostDetails || d.kind() != fleet.Applications || d.verb == fleet.Start || d.verb == fleet.Scale) {
		return nil
	}
	return d.ids()
}

// Traits implements Dialog.
func (d *about) Traits() Traits {
	return Traits{Body: &d.reading, Foot: d.foot, About: d.subjects(), Changed: d.look, Beside: true}
}

// kind is what all of the objects are.
func (d *about) kind() fleet.Kind { return d.Rows[0].ID.Kind }

// name is that of the first object.
func (d *about) name() string { return d.Rows[0].Name }

// now is the first object as it is known now.
func (d *about) now(c Context) *fleet.Row { return row(c, d.Rows[0].ID) }

// title names what is to be done, and to what.
func (d *about) title() string {
	verb := text.Capital(string(d.verb)) + " "
	if d.Marked {
		return verb + text.Count(d.count, d.kind().String())
	}
	return verb + d.name()
}

// request is that for some of the objects.
func (d *about) request(rows []*fleet.Row, target int) orders.Confirmed {
	r := orders.Confirmed{Many: d.Marked}
	for _, one := range rows {
		r.Actions = append(r.Actions, orders.Action{Verb: d.verb, ID: one.ID, Target: target, Seen: one.Identity()})
	}
	return r
}

// none draws why nothing can be done to any of the objects.
func (d *about) none(s survey, w int, c Context, closes command.ID) []string {
	if !d.Marked {
		if of := c.asOf(d.ids()...); of != "" {
			s.why += " (" + of + ")"
		}
		return within(append(styled(s.why, w, c.Theme.Warn), "", buttons(w, c, button{closes, "Close"})), w)
	}
	lines := listed("None of them can be "+d.verb.Participle()+": ", s.cannot, "; ", w, wholeList, c)
	for i, l := range lines {
		lines[i] = c.Theme.Warn.Render(l)
	}
	return d.draw(pageOf([]string{buttons(w, c, button{closes, "Close"})}, lines), nil, w, c)
}

// changes draws what has changed of one object while the dialog was open, nothing if nothing has.
func (d *about) changes(w int, c Context) []string {
	what := d.since(c)
	if what == "" {
		return nil
	}
	return styled(what, w, c.Theme.Warn)
}

// again says what Compose does to the objects next, or a stack file on a cluster, where it made some of them.
func (d *about) again(w int, c Context) []string {
	composed := 0
	for _, r := range d.Rows {
		if r.Composed() {
			composed++
		}
	}
	if composed == 0 {
		return nil
	}
	by, services := "docker compose up", "Compose services"
	if c.Fleet.Clustered() {
		by, services = "docker stack deploy", "services of stacks"
	}
	what := map[fleet.Verb]string{
		fleet.Stop: "starts it again", fleet.Terminate: "creates it again", fleet.Scale: "sets the number back to the one in its file",
	}
	if len(d.Rows) > 1 {
		what = map[fleet.Verb]string{
			fleet.Stop: "starts the " + services + " again", fleet.Terminate: "creates the " + services + " again", fleet.Scale: "sets the numbers back to those in its file",
		}
	}
	if what[d.verb] == "" {
		return nil
	}
	return wrap("The next "+by+" "+what[d.verb]+".", w)
}

// page draws a page about one object.
func (d *about) page(p page, w int, c Context) []string {
	p.body = append(d.first(w, c), p.body...)
	return d.draw(p, nil, w, c)
}

// notes draws what is to be known beside the table: what is skipped, what has
// changed, what the filter hides; each on at most so many lines.
func (d *about) notes(s survey, w, most int, c Context) []string {
	var out []string
	add := func(lines []string) {
		for _, l := range lines {
			out = append(out, c.Theme.Warn.Render(l))
		}
	}
	switch {
	case s.hidden == 1 && len(s.can) == 1:
		add([]string{"It is hidden by the filter."})
	case s.hidden > 0:
		add(wrap(fmt.Sprintf("%d of them %s hidden by the filter.", s.hidden, isOrAre(s.hidden)), w))
	}
	if len(s.cannot) > 0 {
		add(listed("Skipped: ", s.cannot, "; ", w, most, c))
	}
	if len(s.changed) > 0 {
		add(listed("Changed meanwhile: ", s.changed, "; ", w, most, c))
	}
	return out
}

// fitted draws a page about many objects, whose body has lists and the table of the objects: on as
// many lines as there is room for, and in full once it is scrolled. body is given how many lines
// each list may take, and how many the table.
func (d *about) fitted(p page, t *becoming, w int, c Context, body func(most, rows int) []string) []string {
	said := d.first(w, c)
	draw := func(most, rows int) []string { return slices.Concat(said, body(most, rows)) }
	spare := func(lines []string) int { return c.Height - filled(p.head) - filled(lines) - filled(p.end) }
	all := draw(wholeList, t.need())
	if p.body = all; c.Height <= 0 || spare(all) >= 0 {
		return d.draw(p, nil, w, c)
	}
	for most := 4; most > 0; most-- {
		room := spare(draw(most, 0))
		if room < min(leastTable, t.need()) && most > 1 {
			continue
		}
		p.body = draw(most, max(min(room, t.need()), 1))
		break
	}
	if slices.Equal(all, p.body) {
		all = nil
	}
	return d.draw(p, all, w, c)
}
