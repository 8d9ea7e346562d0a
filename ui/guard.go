package ui

import (
	"time"

	"fleetop/ui/command"
	"fleetop/ui/dialog"
)

// readingTime is how long after a change a key that confirms was meant for what stood there before.
const readingTime = time.Second

// guard stands in front of every dialog and form. A press that would confirm something counts for nothing
// where
//
//   - the key is held, or hit twice: it came sooner than a finger can, or something has opened or closed
//     since the first press of its run, or a press of its run has confirmed something or was swallowed;
//   - it was aimed at something else: what the dialog is about has changed within the last second. This
//     swallows one press for each change.
//
// Keys behind one that opens a dialog, in the same read, do not even get that far: they were typed before
// it could be seen. What has become impossible needs no guard: the dialog then cannot be confirmed at all.
type guard struct {
	presses
	spent   int           // the run of which no press confirms any more
	over    dialog.Dialog // that the rest is about
	changed time.Time     // when what it is about has last changed
	read    time.Time     // the change for which a press was swallowed
	why     string        // the newest press was swallowed, "" if it was not
	slipped time.Time     // the move of the cursor for which a press was swallowed
}

// slips says whether a press that acts on what is selected was aimed at another object: the cursor, which
// nobody has moved, was put on this one just before, at moved. One press is swallowed for each such move.
func (g *guard) slips(moved, now time.Time) bool {
	if moved.IsZero() || moved.Equal(g.slipped) || now.Sub(moved) >= readingTime {
		return false
	}
	g.slipped = moved
	return true
}

// press takes in a press while something covers the panes, or nothing.
func (g *guard) press(key string, at time.Time, over any) {
	run := g.run
	if g.add(key, at, over); g.run != run {
		g.why = ""
	}
}

// lets says whether a command is to be run that a key asks for. One whose key was held while what covered
// the panes has closed is not, but for those that lead out of where the user is.
func (g *guard) lets(id command.ID, over any) bool {
	return over != nil || !g.crossed || id == command.Back || id == command.Interrupt
}

// drops says whether the keys behind one in the same read are dropped: it has opened something, over what
// was there before.
func (g *guard) drops(before, now any) bool {
	d, ok := now.(dialog.Dialog)
	return now != nil && now != before && (!ok || !d.Traits().Ahead)
}

// watch looks at what the open dialog is about.
func (g *guard) watch(d dialog.Dialog, c dialog.Context) {
	if d != g.over {
		*g = guard{presses: g.presses, spent: g.spent, over: d, slipped: g.slipped}
	}
	if d == nil {
		return
	}
	if look := d.Traits().Changed; look != nil {
		if changed := look(c); changed != g.changed {
			g.changed, g.why = changed, ""
		}
	}
}

// passes says whether the newest press counts, by what it has come to.
func (g *guard) passes(a dialog.Answer, now time.Time) bool {
	if a.Spends {
		g.spent = g.run
	}
	if a.Guarded == "" {
		return true
	}
	held, goesOn := g.held() || g.spent == g.run, g.why != "" && g.spent == g.run
	g.spent = g.run
	switch aimedElsewhere := g.changed != g.read && now.Sub(g.changed) < readingTime; {
	case aimedElsewhere:
		g.why = "it changed just before that key: nothing was " + a.Guarded + ". Press it again."
	case !held:
		return true
	case !goesOn:
		g.why = "the key was held or hit twice: nothing was " + a.Guarded + ". Press it again."
	}
	g.read = g.changed
	return false
}
