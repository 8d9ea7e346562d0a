package dialog

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"fleetop/internal/fleet"
	"fleetop/internal/orders"
)

// watch notices that the objects of a dialog change while the dialog is open: another user scaled one,
// it stopped. What has changed is said in the dialog, and all its figures are those of now.
//
// A press that comes right behind a change was aimed at what stood there before. The number of
// containers that there are is no such change by itself: it only follows the target. Nor is what
// passes by itself while an object is in transition or a policy starts again what crashes: such changes
// may never end.
type watch struct {
	sights  []sight
	changed time.Time // when something has last changed in what matters, zero for never
}

// sight is one object as it was when the dialog was opened, and as it is.
type sight struct {
	was          *fleet.Row
	looked       bool
	opened, last figures
	row          *fleet.Row // that last was taken from
}

func newWatch(rows ...*fleet.Row) watch {
	w := watch{sights: make([]sight, len(rows))}
	for i, r := range rows {
		w.sights[i].was = r
	}
	return w
}

// look looks at the objects as they are known now, and returns when they changed last.
func (w *watch) look(c Context) time.Time {
	for i := range w.sights {
		if w.sights[i].look(c) {
			w.changed = c.Now
		}
	}
	return w.changed
}

// look looks at the object as it is now; true if it has changed in what matters.
func (s *sight) look(c Context) (changed bool) {
	r := row(c, s.was.ID)
	now := figuresOf(c, r)
	if s.looked {
		before, after := s.last.matters(), now.matters()
		if s.row != nil && r != nil && orders.Passes(s.row, r) {
			before.state, before.running = after.state, after.running
		}
		changed = before != after
	} else {
		s.looked, s.opened = true, now
	}
	if !s.opened.known {
		s.opened = now
	}
	s.last, s.row = now, r
	return changed
}

// ids are the objects.
func (w *watch) ids() []fleet.ID {
	ids := make([]fleet.ID, len(w.sights))
	for i := range w.sights {
		ids[i] = w.sights[i].was.ID
	}
	return ids
}

// age says of when what is known of the objects is, "" where it is new.
func (w *watch) age(c Context) string {
	if of, ok := strings.CutPrefix(c.asOf(w.ids()...), "as of "); ok {
		return "Data from " + of + "."
	}
	return ""
}

// first draws what comes before all else: that a press was swallowed, of when what the dialog says is,
// where that is not now, and who made the objects, where the server did not.
func (w *watch) first(width int, c Context) []string {
	lines := c.pressAgain(width)
	for _, says := range []string{w.age(c), w.owners()} {
		if says != "" {
			lines = append(lines, styled(says, width, c.Theme.Warn)...)
		}
	}
	return lines
}

// owners names who made the objects that the server did not make, "" where it made all.
func (w *watch) owners() string {
	var makers []string
	count := 0
	for i := range w.sights {
		if maker := w.sights[i].was.Owner(); maker != "" {
			count++
			if !slices.Contains(makers, maker) {
				makers = append(makers, maker)
			}
		}
	}
	const most = 3
	if len(makers) > most {
		makers = append(makers[:most:most], fmt.Sprintf("%d more", len(makers)-most))
	}
	switch {
	case count == 0:
		return ""
	case len(makers) == 1 && makers[0] == fleet.SomebodyElse:
		if len(w.sights) == 1 {
			return "Not made by fleetop."
		}
		return fmt.Sprintf("%d not made by fleetop.", count)
	case count == 1 && len(w.sights) == 1:
		return "Made by " + makers[0] + "."
	default:
		return fmt.Sprintf("%d made by %s.", count, list(makers))
	}
}

// since says what has changed of the first object while the dialog was open, "" if nothing has.
func (w *watch) since(c Context) string {
	w.look(c)
	if what := w.sights[0].last.since(w.sights[0].opened, c.Theme.Glyphs.Arrow); what != "" {
		return "Changed while you looked: " + what + "."
	}
	return ""
}

// object watches the object of a form.
type object struct {
	watch
	id   fleet.ID
	name string
	seen fleet.Identity // as the form was opened on it
}

func newObject(r *fleet.Row) *object {
	return &object{watch: newWatch(r), id: r.ID, name: r.Name, seen: r.Identity()}
}

// news is what has changed while the form was open, and of when what is known is.
func (o *object) news(c Context) string { return strings.TrimSpace(o.since(c) + " " + o.age(c)) }

// replaced says why an object is not the one that the form was opened on, "" when it is.
func (o *object) replaced(now *fleet.Row) string {
	if d := o.seen.Differs(now.Identity()); d.Trait != fleet.Same {
		return replaced(o.name, d).String()
	}
	return ""
}
