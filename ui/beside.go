package ui

import (
	"time"

	"fleetop/internal/feed"
	"fleetop/internal/fleet"
	"fleetop/ui/pane"
)

// logRest is how long the cursor has to rest before the log of what it is on is fetched.
const logRest = time.Second

// beside is what the right column shows of the object under the cursor beyond what the list has of it.
// While the cursor moves it shows nothing of that, and everything stays where it is.
type beside struct {
	of      fleet.ID  // the object
	moved   time.Time // when the cursor came to it
	moving  bool      // that was just now
	log     bool      // it has a log
	needs   needs
	preview pane.Preview
}

// rests returns when the cursor has rested, the zero time where it has.
func (b *beside) rests() time.Time {
	if !b.moving {
		return time.Time{}
	}
	return b.moved.Add(cursorRest)
}

// follow turns to an object, and says whether its cursor has come to rest just now.
func (b *beside) follow(id fleet.ID, now time.Time) (rested bool) {
	if id != b.of {
		b.moving = b.of.Key != "" && id.Key != "" && id.Kind == b.of.Kind // else nothing stands there that is another's
		b.of, b.moved = id, now
	}
	if b.moving && !now.Before(b.moved.Add(cursorRest)) {
		b.moving, rested = false, true
	}
	return rested
}

// refreshBeside brings the right column in line with the object under the cursor, and how much room it
// needs. It says whether the cursor has come to rest just now.
func (p *panes) refreshBeside(look *pane.Context) (rested bool) {
	b := &p.beside
	rested = b.follow(p.detail.ID(), look.Now)
	look.Moving, look.Stacked = b.moving, p.width < sideWidth
	p.aim(look)
	b.needs.list, b.needs.width = p.list().Need()
	if b.moving {
		return rested
	}
	first := pane.FirstContainer(p.fleet.Row(b.of), look)
	b.log = first != nil || b.of.Kind == fleet.Applications && b.of.Key != ""
	b.preview.Show(first)
	if p.detailShown() && p.width >= sideWidth {
		b.needs.detail = p.detail.Need(p.width-leftWidth(p.width, b.needs.width)-3, look)
	}
	return rested
}

// wantsPreview adds the log of which the last lines are on the screen.
func (p *panes) wantsPreview(wants []feed.Want, l layout, now time.Time) []feed.Want {
	b := &p.beside
	every, due := b.preview.Due()
	if !due || b.moving || !p.previewed(l) {
		return wants
	}
	return append(wants, feed.Want{Resource: previewOf(b.preview.Of()), Rest: max(b.moved.Add(logRest).Sub(now), 0), Least: every, Log: b.preview.Ask})
}

// previewOf names the log of a container of which the last lines are shown. It is one for as long as the
// program runs, so that coming back to a container has nothing fetched too soon.
func previewOf(uuid string) feed.Resource { return feed.LogOf(uuid, 0) }

// previewWithin says whether the last lines of a log stand in the detail.
func (p *panes) previewWithin(l layout) bool {
	return l.shows(detailPane) && !l.shows(previewPane) && p.logs == nil && p.beside.log && p.detail.Overview()
}

// previewed says whether the last lines of a log are on the screen, in a pane of their own or in the detail.
func (p *panes) previewed(l layout) bool {
	return l.shows(previewPane) || p.previewWithin(l)
}

// fetched takes in a fetch of a log of which the last lines are shown.
func (b *beside) fetched(e feed.Event) {
	uuid := e.Resource.ID.Key
	if e.Kind == feed.Came {
		b.preview.Apply(uuid, e.Log)
	}
	if e.Kind == feed.Failed {
		b.preview.Fail(uuid, e.Err, e.Gone)
	}
}
