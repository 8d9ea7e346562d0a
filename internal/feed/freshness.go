package feed

import "time"

// Patience is how long a request may take at least before that is said.
const Patience = 2 * time.Second

const (
	// oldAfter is how many intervals without an answer make what is shown old.
	oldAfter = 3
	// justAsked is how long what has not been looked at for a while may be old
	// without a word, since its answer is on the way.
	justAsked = time.Second
)

// Facts are what is known of a resource, for judging how fresh it is.
type Facts struct {
	Good    time.Time // when it came last, zero for never
	Cause   string    // why it did not since, in words; "" where it did
	Brief   string    // the same in the fewest words
	Lost    int       // records that could not be fetched the last time
	Of      int       // of so many
	Loading bool      // the rest of it is on its way for the first time
	Every   time.Duration
	Asked   time.Time // since when an answer is awaited, zero where none is
	Retry   time.Time // when it is fetched again, zero for never
	Paused  bool      // it is not fetched because that was asked for
	Jumped  time.Time // when the clock jumped last: what came before is old
}

// Status is how fresh a resource is, as data for words. It is comparable.
type Status struct {
	Known bool
	AsOf  time.Time // when it came last
	// Old says that three intervals have passed since, Dim that it is to be
	// drawn like that. What is paused is old but not dim.
	Old, Dim bool
	// Cause is why it did not come since, in words; Brief says it in the fewest.
	Cause, Brief string
	Lost, Of     int
	Loading      bool
	Awaited      time.Duration // for how long an answer has been awaited, in seconds, where that is long
	Retry        time.Duration // until it is fetched again, in seconds, after a failure
	Says         bool          // its frame says how old it is
	Every        time.Duration
}

// Judge says how fresh a resource is. Times are those of the wall clock: the
// monotonic one stands still while the machine sleeps.
func Judge(f Facts, now time.Time) Status {
	now = now.Round(0)
	s := Status{
		Known: !f.Good.IsZero(), AsOf: f.Good.Round(0), Cause: f.Cause, Brief: f.Brief, Lost: f.Lost, Of: f.Of, Loading: f.Loading, Every: f.Every,
	}
	s.Old = s.Known && (OldSince(s.AsOf, f.Every, now) || f.before(s.AsOf))
	s.Dim = s.Old && !f.Paused && !f.asking(now)
	if waits := f.waits(now); waits >= max(f.Every, Patience) && !f.Paused {
		s.Awaited = waits.Truncate(time.Second)
	}
	if f.retries(now) {
		s.Retry = max(f.Retry.Sub(now).Round(time.Second), time.Second)
	}
	s.Says = s.Known && (f.Paused || s.Dim || s.Awaited > 0 || f.Cause != "" || f.Lost > 0)
	return s
}

// before says whether a time is one from before the clock jumped.
func (f *Facts) before(t time.Time) bool {
	return !f.Jumped.IsZero() && !t.After(f.Jumped.Round(0))
}

// waits is for how long an answer has been awaited, 0 where none is.
func (f *Facts) waits(now time.Time) time.Duration {
	if f.Asked.IsZero() {
		return 0
	}
	return max(now.Sub(f.Asked.Round(0)), 0)
}

// asking says whether it has just been asked for, and nothing speaks against it.
func (f *Facts) asking(now time.Time) bool {
	return !f.Asked.IsZero() && f.waits(now) < justAsked && f.Cause == ""
}

// retries says whether it failed as a whole and is fetched again at a time to come.
func (f *Facts) retries(now time.Time) bool {
	return f.Cause != "" && f.Lost == 0 && f.Asked.IsZero() && f.Retry.After(now) && !f.Paused
}

// OldSince says whether what came at a time has been missed three times since. A
// time to come is one of a clock that was set back.
func OldSince(came time.Time, every time.Duration, now time.Time) bool {
	age := now.Round(0).Sub(came.Round(0))
	return age > oldAfter*every || age < -Patience
}

// Seen is the part of it that can be seen.
func (s Status) Seen() Status {
	if !s.Says && !s.Old {
		s.AsOf = time.Time{}
	}
	return s
}

// Fine says whether what is shown is all there is, and is new: only then nothing
// in it means that there is nothing.
func (s Status) Fine() bool {
	return s.Known && !s.Old && s.Cause == "" && s.Lost == 0 && !s.Loading
}
