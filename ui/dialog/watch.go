package dialog

import (
	"fmt"
	"strings"
	"time"

	"fleetop/ui/fleet"
)

const (
	// readingTime is how long after a change a confirming key was meant for
	// what stood there before it.
	readingTime = time.Second
	// pressApart is how long after a swallowed press the next one counts: sooner
	// come only those of a key that is held or hit twice.
	pressApart = 300 * time.Millisecond
)

// Watcher is a dialog about one object, which may change while it is open. It
// is told after everything that may have changed it.
type Watcher interface {
	// Watch looks at the object as it is known now.
	Watch(c Context)
	// Subject is the object.
	Subject() fleet.ID
}

// figures is what a dialog says of its object, for comparing.
type figures struct {
	known                    bool
	name, state              string
	target, current, running int    // of an application
	address                  string // of a workload
	owner                    string // of a container: its application, and that one's target
	ownerTarget              int
	users                    string // of an image: the applications made of it
}

// figuresOf returns the figures of an object as it is known now.
func figuresOf(c Context, id fleet.ID) figures {
	r := row(c, id)
	if r == nil || r.Gone() {
		return figures{}
	}
	f := figures{known: true, name: r.Name, state: string(r.State()), address: fleet.Address(r)}
	switch {
	case r.Application != nil:
		a := r.Application
		f.target, f.current, f.running = a.Target, a.Current, a.Running
	case r.Container != nil:
		if owner := ownerOf(c, r); owner != nil {
			f.owner, f.ownerTarget = owner.Name, owner.Application.Target
		}
	default:
		users, _ := c.Fleet.UsersOf(r)
		f.users = strings.Join(users, ", ")
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
	text("name ", old.name, f.name)
	text("", old.state, f.state)
	number("target ", old.target, f.target)
	if old.target == f.target {
		number("containers ", old.current, f.current)
	}
	number("running ", old.running, f.running)
	text("address ", old.address, f.address)
	if old.owner != "" && f.owner != "" {
		text("application ", old.owner, f.owner)
		number("target of "+f.owner+" ", old.ownerTarget, f.ownerTarget)
	}
	text("used by ", old.users, f.users)
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

// watch notices that the object of a dialog changes while the dialog is open:
// another user scaled it, it stopped, it was renamed. The rule is
//
//   - what has changed since the dialog was opened is said in it, and all its
//     figures are those of now;
//   - the first press that would confirm within a second of a change (the last
//     one, if there were more) was aimed at what stood there before: it is
//     swallowed, with a word, and nothing is sent (the number of containers
//     that there are is no such change by itself: it only follows the target);
//   - so is every press within 0.3 s of a swallowed one, which is the same key
//     held down or hit twice. The next one counts.
//
// An object that goes away, or that is in a state in which the request is not
// possible, needs no rule: the dialog then cannot be confirmed at all.
type watch struct {
	id           fleet.ID
	name         string // the newest
	opened, last figures
	looked       bool
	unread       bool      // it has changed, and no press was swallowed since
	changed      time.Time // when it last did
	swallowed    time.Time
	asksAgain    bool
}

func newWatch(r *fleet.Row) watch { return watch{id: r.ID, name: r.Name} }

// Subject implements Watcher.
func (w *watch) Subject() fleet.ID { return w.id }

// Watch implements Watcher.
func (w *watch) Watch(c Context) {
	now := figuresOf(c, w.id)
	switch {
	case !w.looked:
		w.looked, w.opened = true, now
	case now != w.last:
		if now.matters() != w.last.matters() {
			w.unread, w.changed, w.asksAgain = true, c.Now, false
		}
	}
	if !w.opened.known {
		w.opened = now
	}
	if w.last = now; now.known {
		w.name = now.name
	}
}

// swallows says whether a press that would confirm does not count, because it
// was aimed at what the dialog said before.
func (w *watch) swallows(c Context) bool {
	w.Watch(c)
	fresh := w.unread && c.Now.Sub(w.changed) < readingTime
	held := !w.swallowed.IsZero() && c.Now.Sub(w.swallowed) < pressApart
	if !fresh && !held {
		return false
	}
	w.unread, w.swallowed, w.asksAgain = false, c.Now, true
	return true
}

// changes draws what has changed while the dialog was open, nothing if nothing has.
func (w *watch) changes(width int, c Context) []string {
	w.Watch(c)
	var lines []string
	if what := w.last.since(w.opened, c.Theme.Glyphs.Arrow); what != "" {
		lines = styled("Changed while you looked: "+what+".", width, c.Theme.Warn)
	}
	if w.asksAgain {
		lines = append(lines, styled("It changed just before that key: nothing was sent. Press it again.", width, c.Theme.Warn)...)
	}
	return lines
}
