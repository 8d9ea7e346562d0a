package dialog

import (
	"fmt"
	"strings"
	"time"

	"fleetop/internal/fleet"
	"fleetop/internal/orders"
)

// readingTime is how long after a change a confirming key was meant for what
// stood there before it.
const readingTime = time.Second

// changedLine says that a press was aimed at what stood there before.
const changedLine = "it changed just before that key: nothing was sent. Press it again."

// Watcher is a dialog about objects that may change while it is open. It is
// told after everything that may have changed them.
type Watcher interface {
	// Watch looks at the objects as they are known now.
	Watch(c Context)
}

// Detailed is a dialog that says what stands in the details of its objects
// alone: who links to them.
type Detailed interface{ Subjects() []fleet.ID }

// figures is what a dialog says of its object, for comparing.
type figures struct {
	known                     bool
	state                     string
	target, current, running  int    // of an application
	made                      string // of an application: its image
	restart, replace, destroy string // of an application: its policies
	address                   string // of a workload
	owner                     string // of a container: its application, and that one's target
	ownerTarget               int
	users                     string // of an image: the applications made of it
	description               string // likewise
}

// figuresOf returns the figures of an object as it is known now.
func figuresOf(c Context, r *fleet.Row) figures {
	if r == nil || r.Gone() {
		return figures{}
	}
	f := figures{known: true, state: string(r.State()), address: fleet.Address(r)}
	switch {
	case r.Application != nil:
		a := r.Application
		f.target, f.current, f.running, f.made = a.Target, a.Current, a.Running, a.ImageName
		f.restart, f.replace, f.destroy = string(a.Autorestart), string(a.Autoreplace), string(a.Autodestroy)
	case r.Container != nil:
		if owner := ownerOf(c, r); owner != nil {
			f.owner, f.ownerTarget = owner.Name, owner.Application.Target
		}
	default:
		users, _ := c.Fleet.UsersOf(r)
		f.users, f.description = strings.Join(users, ", "), r.Image.Description
	}
	return f
}

// ownerOf returns the application of a container, nil where it is not known.
func ownerOf(c Context, r *fleet.Row) *fleet.Row {
	return c.Fleet.Row(fleet.ID{Kind: fleet.Applications, Key: r.ApplicationUUID()})
}

// since says in words what has changed since others: "target 3 → 5".
func (f figures) since(old figures, arrow string) string {
	if !f.known || !old.known {
		return ""
	}
	var parts []string
	text := func(what, before, now string) {
		if before != now {
			parts = append(parts, what+orNone(before)+" "+arrow+" "+orNone(now))
		}
	}
	number := func(what string, before, now int) {
		text(what, fmt.Sprint(before), fmt.Sprint(now))
	}
	text("", old.state, f.state)
	number("target ", old.target, f.target)
	if old.target == f.target {
		number("containers ", old.current, f.current)
	}
	number("running ", old.running, f.running)
	text("image ", old.made, f.made)
	text("autorestart ", old.restart, f.restart)
	text("autoreplace ", old.replace, f.replace)
	text("autodestroy ", old.destroy, f.destroy)
	text("address ", old.address, f.address)
	if old.owner != "" && f.owner != "" {
		text("application ", old.owner, f.owner)
		number("target of "+f.owner+" ", old.ownerTarget, f.ownerTarget)
	}
	text("used by ", old.users, f.users)
	text("description ", old.description, f.description)
	return strings.Join(parts, ", ")
}

// matters returns the figures without the number of containers there are, which
// only follows the target.
func (f figures) matters() figures {
	f.current = 0
	return f
}

func orNone(text string) string {
	if text == "" {
		return "none"
	}
	return text
}

// short says what has changed most, in a few words: "is Stopped now".
func (f figures) short(old figures, arrow string) string {
	switch {
	case !f.known || !old.known:
		return ""
	case f.state != old.state:
		return "is " + f.state + " now"
	case f.target != old.target:
		return fmt.Sprintf("goes %d %s %d now", old.target, arrow, f.target)
	default:
		return f.matters().since(old.matters(), arrow)
	}
}

// watchMany notices that the objects of a dialog change while the dialog is
// open: another user scaled one, it stopped. The rule is
//
//   - what has changed since the dialog was opened is said in it, and all its
//     figures are those of now;
//   - the first press that would confirm within a second of a change (the last
//     one, if there were more) was aimed at what stood there before: it is
//     swallowed, with a word, and nothing is sent (the number of containers
//     that there are is no such change by itself: it only follows the target;
//     nor is what passes by itself while an object is in transition or a policy
//     starts again what crashes: such changes may never end);
//   - so is one of a key that is held, as [Context] says.
//
// The only object that goes away, that gives its place to another, or that is in
// a state in which the request is not possible, needs no rule: the dialog then
// cannot be confirmed at all.
type watchMany struct {
	reading
	tries
	sights  []sight
	unread  bool      // something has changed, and no press was swallowed since
	changed time.Time // when it last did
	why     string    // a press was swallowed, "" if none was
}

// sight is one object as it was when the dialog was opened, and as it is.
type sight struct {
	id           fleet.ID
	looked       bool
	opened, last figures
	row          *fleet.Row // that last was taken from
}

func newWatchMany(rows []*fleet.Row) watchMany {
	w := watchMany{sights: make([]sight, len(rows))}
	for i, r := range rows {
		w.sights[i].id = r.ID
	}
	return w
}

// Watch implements Watcher.
func (w *watchMany) Watch(c Context) {
	for i := range w.sights {
		if w.sights[i].look(c) {
			w.unread, w.changed, w.why = true, c.Now, ""
		}
	}
}

// look looks at the object as it is now; true if it has changed in what matters.
func (s *sight) look(c Context) (changed bool) {
	r := row(c, s.id)
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

// swallows says whether a press that would confirm does not count, because it
// was aimed at what the dialog said before, or the key is held.
func (w *watchMany) swallows(c Context) bool {
	w.Watch(c)
	goesOn := w.why != "" && c.Run == w.run
	held := w.swallow(c)
	switch fresh := w.unread && c.Now.Sub(w.changed) < readingTime; {
	case fresh:
		w.why = changedLine
	case !held:
		return false
	case !goesOn:
		w.why = heldLine
	}
	w.unread, w.at = false, 0
	return true
}

// pressAgain draws that a press was swallowed, nothing where none was.
func (w *watchMany) pressAgain(width int, c Context) []string {
	if w.why == "" {
		return nil
	}
	return styled(strings.ToUpper(w.why[:1])+w.why[1:], width, c.Theme.Warn)
}

// first draws what comes before all else: that a press was swallowed, and of when
// what the dialog says is, where that is not now.
func (w *watchMany) first(width int, c Context) []string {
	lines := w.pressAgain(width, c)
	if says := w.age(c); says != "" {
		lines = append(lines, styled(says, width, c.Theme.Warn)...)
	}
	return lines
}

// age says of when what is known of the objects is, "" where it is new.
func (w *watchMany) age(c Context) string {
	ids := make([]fleet.ID, len(w.sights))
	for i := range w.sights {
		ids[i] = w.sights[i].id
	}
	if of := c.asOf(ids...); of != "" {
		return "What is said here is " + of + "."
	}
	return ""
}

// watch is watchMany for a dialog about one object.
type watch struct {
	watchMany
	id   fleet.ID
	name string
	seen fleet.Identity // of the object the dialog was opened on
}

func newWatch(r *fleet.Row) watch {
	return watch{watchMany: newWatchMany([]*fleet.Row{r}), id: r.ID, name: r.Name, seen: r.Identity()}
}

// Subjects implements Detailed.
func (w *watch) Subjects() []fleet.ID { return []fleet.ID{w.id} }

// since says what has changed while the dialog was open, "" if nothing has.
func (w *watch) since(c Context) string {
	s := &w.sights[0]
	return s.last.since(s.opened, c.Theme.Glyphs.Arrow)
}

// changes draws what has changed while the dialog was open, nothing if nothing has.
func (w *watch) changes(width int, c Context) []string {
	w.Watch(c)
	if what := w.since(c); what != "" {
		return styled("Changed while you looked: "+what+".", width, c.Theme.Warn)
	}
	return nil
}

// draw draws a page of the dialog; that a press was swallowed comes first.
func (w *watch) draw(p page, width int, c Context) []string {
	p.body = append(w.first(width, c), p.body...)
	return w.reading.draw(p, nil, width, c)
}

// news is what has changed while a form was open, behind what it says.
func (w *watch) news(c Context) string {
	says := w.age(c)
	if what := w.since(c); what != "" {
		says = strings.TrimSpace("Changed while you looked: " + what + ". " + says)
	}
	return says
}

// replaced says why an object is not the one that the dialog was opened on, "" when
// it is.
func (w *watch) replaced(now *fleet.Row) string {
	if d := w.seen.Differs(now.Identity()); d.Trait != fleet.Same {
		return replaced(w.name, d)
	}
	return ""
}
