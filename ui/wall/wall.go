// Package wall draws the screen that hangs on a wall: how each application is, the worst first, in
// tiles that can be read from across a room. It has no cursor, sees no key, and does no I/O.
package wall

import (
	"cmp"
	"slices"
	"time"

	"fleetop/internal/recorder"
	"fleetop/ui/theme"
)

const (
	// pageFor is how long a page stays before the next one is shown.
	pageFor = 10 * time.Second
	// newFor is how long the page of a new problem stays.
	newFor = time.Minute
	// shiftEvery is how long the picture stays where it is.
	shiftEvery = 15 * time.Minute
)

// Health is how much attention an application needs, the most first.
type Health uint8

// The healths.
const (
	Bad     Health = iota // it does not run as wanted
	Moving                // it is in transition
	Stopped               // it is meant not to run
	Well
)

// App is an application as the wall shows it. Apps are comparable: equal ones are drawn alike.
type App struct {
	Key, Name string
	Health    Health
	Severity  int // among those of the same health, the worst is the least
	Glyph     string
	Style     theme.Style // of its state
	// Running and Target are the numbers of its containers, as text.
	Running, Target string
	// Reason says what is wrong, or what it does; Since is when that began, zero for not known.
	Reason string
	Since  time.Time
	Ribbon recorder.Ribbon // its last hour
	// Sign is what a problem is known by: with another one it has changed.
	Sign   string
	Silent bool // its problem was acknowledged
}

// Level is how far what is shown can be trusted.
type Level uint8

// The levels.
const (
	Connecting Level = iota // nothing has come yet
	Fresh
	Stale    // three intervals have passed
	NoSignal // ten have
)

// Signal is how fresh what is shown is.
type Signal struct {
	Level  Level
	Known  bool      // a list has come
	Good   time.Time // when that was, by the wall clock
	Every  time.Duration
	Live   bool // the server tells of changes
	Paused bool
	Cause  string // why nothing comes, "" where that is not known
	Remedy string // what can be done about it
	Lost   int    // applications that could not be fetched the last time
}

// News is what has changed since the last look.
type News struct {
	Drawn bool  // the picture is another
	Rings []App // problems that are new, and are to be heard
}

// Wall is the little that the wall remembers: what it showed last, which page it is on, and which
// problems it has rung for. The zero Wall is ready.
type Wall struct {
	apps   []App // in the order in which they are shown
	signal Signal
	alarms alarms

	w, h    int
	page    int
	turned  time.Time // when the page was turned last
	held    time.Time // until when it stays
	tallies Tally
}

// Tally is how many applications there are of each health, and how many containers.
type Tally struct {
	Well, Bad, Stopped, Moving int
	Containers                 string // running of target
}

// Open has the wall shown: what is wrong by then is not new.
func (w *Wall) Open(now time.Time) {
	w.alarms.known, w.page, w.turned, w.held = false, 0, now, time.Time{}
}

// See takes in how everything is. whole says that all applications are among apps.
func (w *Wall) See(now time.Time, apps []App, whole bool, containers string, signal Signal) (news News) {
	if signal.Level != Connecting {
		news.Rings = w.alarms.see(now, apps, whole)
	}
	for i := range apps {
		apps[i].Silent = w.alarms.silent(apps[i].Key)
	}
	slices.SortStableFunc(apps, compare)
	tallies := tally(apps)
	tallies.Containers = containers
	news.Drawn = !slices.Equal(apps, w.apps) || signal.seen(now) != w.signal.seen(now) || tallies != w.tallies
	if len(w.apps) == 0 {
		w.turned = now
	}
	w.apps, w.signal, w.tallies = apps, signal, tallies
	if len(news.Rings) > 0 {
		w.show(now, news.Rings[0].Key)
	}
	w.turn(now)
	return news
}

// seen is the part of a signal that can be seen at a time: of what is fresh only that it is.
func (s Signal) seen(now time.Time) Signal {
	if s.Level == Fresh && !s.Paused && now.Sub(s.Good) < time.Minute {
		s.Good = time.Time{}
	}
	return s
}

// compare puts the worst first; what was acknowledged comes behind what was not.
func compare(a, b App) int {
	silent := func(a App) int {
		if a.Health == Bad && a.Silent {
			return 1
		}
		return 0
	}
	return cmp.Or(cmp.Compare(a.Health, b.Health), silent(a)-silent(b), cmp.Compare(a.Severity, b.Severity))
}

func tally(apps []App) (t Tally) {
	for i := range apps {
		switch apps[i].Health {
		case Bad:
			t.Bad++
		case Moving:
			t.Moving++
		case Stopped:
			t.Stopped++
		case Well:
			t.Well++
		}
	}
	return t
}

// Acknowledge silences the problems there are, until they change; it says how many that were.
func (w *Wall) Acknowledge() int {
	n := w.alarms.acknowledge()
	for i := range w.apps {
		w.apps[i].Silent = w.alarms.silent(w.apps[i].Key)
	}
	slices.SortStableFunc(w.apps, compare)
	return n
}

// Problems is how many problems were not acknowledged.
func (w *Wall) Problems() int { return w.alarms.open() }

// Page turns pages by hand.
func (w *Wall) Page(now time.Time, by int) {
	pages := w.plan().pages()
	w.page = ((w.page+by)%pages + pages) % pages
	w.turned, w.held = now, now.Add(pageFor)
}

// Shown is the number of the page that is shown, from 0.
func (w *Wall) Shown() int { return w.page }

// Pages is how many pages there are.
func (w *Wall) Pages() int { return w.plan().pages() }

// Resize takes in the size of the screen.
func (w *Wall) Resize(width, height int) { w.w, w.h = width, height }

// show turns to the page of an application, for a while.
func (w *Wall) show(now time.Time, key string) {
	w.page, w.turned, w.held = w.plan().pageOf(key), now, now.Add(newFor)
}

// turn turns the page where its time is over.
func (w *Wall) turn(now time.Time) {
	pages := w.plan().pages()
	if w.page >= pages {
		w.page = 0
	}
	if due := w.due(); pages > 1 && !now.Before(due) {
		w.page, w.turned = (w.page+1)%pages, now
	}
}

// due is when the page is to be turned.
func (w *Wall) due() time.Time {
	if due := w.turned.Add(pageFor); due.After(w.held) {
		return due
	}
	return w.held
}

// Next is when time alone changes the picture: every minute, and every second while an age is said
// in seconds.
func (w *Wall) Next(now time.Time) time.Time {
	at := now.Truncate(time.Minute).Add(time.Minute)
	earlier := func(t time.Time) {
		if t.After(now) && t.Before(at) {
			at = t
		}
	}
	if w.Pages() > 1 {
		earlier(w.due())
	}
	if w.signal.Paused || w.signal.Level == Connecting {
		return at
	}
	age := now.Sub(w.signal.Good)
	earlier(now.Add(time.Minute - age%time.Minute))
	if w.signal.Level == Fresh {
		earlier(w.signal.Good.Add(staleAfter*w.signal.Every + time.Millisecond))
	} else if age < countedFor {
		earlier(now.Add(time.Second - age%time.Second))
	}
	if w.signal.Level != NoSignal {
		earlier(w.signal.Good.Add(noSignalAfter*w.signal.Every + time.Millisecond))
	}
	return at
}
