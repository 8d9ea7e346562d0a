package feed

import (
	"time"

	"fleetop/internal/feed/poll"
	"fleetop/internal/fleet"
)

const (
	// transitionEvery is the time between polls of a list in which something is in transition.
	transitionEvery = time.Second
	// imagesEvery is the time between polls of the images.
	imagesEvery = time.Minute
	// calmEvery is the time between polls of a list that a change makes due at once.
	calmEvery = 5 * time.Second
)

// Want is something to be known, again and again for as long as it is wanted. How often, the feed
// decides.
type Want struct {
	Resource Resource
	// Rest is how long it must have been wanted before its first fetch.
	Rest time.Duration
	// Least is the least time between two fetches of it.
	Least time.Duration
	// With is for a detail: it is fetched as often as this list.
	With fleet.Query
	// Follows is for the containers of an application: they are due at once when its record has
	// changed. Calm says that between such changes they need not be fetched often.
	Follows, Calm bool
	// Urgent says that an order is decided by it: it goes before all else.
	Urgent bool
	// Log is for a log: it returns what a fetch that begins now has to know.
	Log func(uuid string) LogAsk
	// Of is for usage: the objects, at most [MostMeasured].
	Of []fleet.ID
}

// wanted is a Want with how often that is.
type wanted struct {
	Want
	every time.Duration
}

// Want replaces what is wanted. The list of applications always is.
func (f *Feed) Want(now time.Time, wants ...Want) {
	f.wanted = f.wanted[:0]
	clear(f.at)
	f.add(now, Want{Resource: Applications})
	f.wantEngine(now)
	for i := range wants {
		if d := f.fleet.Detail(wants[i].Resource.ID); wants[i].Resource.What == Detail && d != nil && d.Gone {
			continue // there is none
		}
		f.add(now, wants[i])
	}
	f.forgetSeen()
	polls := make([]poll.Want[Resource], len(f.wanted))
	for i := range f.wanted {
		w := &f.wanted[i]
		polls[i] = poll.Want[Resource]{Key: w.Resource, Every: w.every, Rest: w.Rest, Slack: w.Resource.slack()}
	}
	f.flights.stop(f.poll.Want(now, polls)...)
}

// add adds a want. Of two for the same resource, the more frequent, sooner and more urgent counts.
func (f *Feed) add(now time.Time, w Want) {
	every := f.every(&w, now)
	i, twice := f.at[w.Resource]
	if !twice {
		f.at[w.Resource] = len(f.wanted)
		f.wanted = append(f.wanted, wanted{w, every})
		return
	}
	other := &f.wanted[i]
	other.every, other.Rest = min(other.every, every), min(other.Rest, w.Rest)
	other.Follows, other.Urgent = other.Follows || w.Follows, other.Urgent || w.Urgent
}

// every returns the time between two fetches of what is wanted.
func (f *Feed) every(w *Want, now time.Time) time.Duration {
	switch {
	case w.Resource == Applications && f.hold.tells:
		return f.opt.Interval
	case f.rests(w):
		return max(f.moving(w, now), calmRest)
	default:
		return f.moving(w, now)
	}
}

// moving is that time where only polls tell what changes.
func (f *Feed) moving(w *Want, now time.Time) time.Duration {
	switch w.Resource.What {
	case Detail:
		return max(w.Least, f.listEvery(w.With, now))
	case Log:
		return w.Least
	case Usage:
		return f.usageEvery(w.Of, now)
	case Engine:
		return f.engineEvery()
	default:
		every := f.listEvery(w.Resource.Query, now)
		if w.Calm && f.calm(w.Resource.Query) && every >= f.opt.Interval {
			every = max(every, calmEvery)
		}
		return max(w.Least, every)
	}
}

// listEvery returns the time between two polls of a list: less while something in it moves.
func (f *Feed) listEvery(q fleet.Query, now time.Time) time.Duration {
	every := f.quietEvery(q)
	if f.fleet.Transition(f.fleet.List(q), now) {
		return min(every, transitionEvery)
	}
	return every
}

// quietEvery returns the time between two polls of a list in which nothing moves.
func (f *Feed) quietEvery(q fleet.Query) time.Duration {
	if q.Kind == fleet.Images {
		return max(f.opt.Interval, imagesEvery)
	}
	return f.opt.Interval
}

// calm says whether the application of a list of containers is known not to be in transition.
func (f *Feed) calm(q fleet.Query) bool {
	app := f.fleet.Row(fleet.ID{Kind: fleet.Applications, Key: q.Application})
	return app != nil && !app.State().InTransition()
}

// class says who waits for a fetch: what is decided on goes before all else, logs wait for whatever
// is looked at.
func (w *Want) class(ask LogAsk) Class {
	switch {
	case w.Urgent:
		return Urgent
	case w.Resource == Applications:
		return Probe
	case w.Resource.What == Log && !ask.Unread, w.Resource.What == Usage:
		return Background
	default:
		return Awaited
	}
}
