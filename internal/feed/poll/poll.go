// Package poll decides what to fetch next and when: intervals, back-off and
// generations. It is pure: it does no I/O and has no clock of its own; every
// method takes the time, and whoever drives it starts the jobs it names.
package poll

import (
	"time"
)

const (
	// maxBackoff is the longest pause after failures.
	maxBackoff = 60 * time.Second
	// unauthorizedPause is the time between two requests while the server
	// refuses the credentials.
	unauthorizedPause = 60 * time.Second
	// maxRetryAfter bounds what a server may ask for in Retry-After.
	maxRetryAfter = time.Hour
	// breath is the least time between the end of a fetch and the next one.
	breath = 200 * time.Millisecond
	// forgotten is when an entry that nobody wants any more is dropped.
	forgotten = 10 * time.Minute
)

// Want is something to be fetched again and again while it is wanted.
type Want[K comparable] struct {
	Key   K
	Every time.Duration
	// Rest is how long it must have been wanted before its first fetch.
	Rest time.Duration
	// Slack is how much earlier than that it may be fetched again, to go out
	// along with something that is due.
	Slack time.Duration
}

// Job is one fetch to be started now. Its generation tells its answer from
// those of earlier jobs for the same key.
type Job[K comparable] struct {
	Key        K
	Generation uint64
	Started    time.Time
}

// Result is how a job ended.
type Result uint8

// The results. Refused is an answer about that resource only (it does not
// exist, say); Failed is a server in trouble or out of reach. Unauthorized means
// that the server refuses the key only where it is the answer to the probe: any
// other resource may have its own reason, and backs off by itself.
const (
	OK Result = iota
	Refused
	Failed
	Unauthorized
)

// Outcome is how a job ended, and what the server asked for.
type Outcome struct {
	Result     Result
	RetryAfter time.Duration
}

type entry[K comparable] struct {
	want       Want[K]
	wanted     bool
	urgent     bool
	poked      bool // the job in flight was asked for
	inFlight   bool
	generation uint64
	fails      int
	next       time.Time
	breathed   time.Time // when it may be fetched again at all
	rested     time.Time // when it has been wanted for as long as it must be
	started    time.Time
	left       time.Time // when it was last wanted
}

// Scheduler says which jobs are due. One key, the probe, is the one request
// that goes on while the server is out of reach; the others wait for it.
type Scheduler[K comparable] struct {
	probe        K
	random       func() float64
	entries      map[K]*entry[K]
	order        []K
	paused       bool
	down         bool
	unauthorized bool
	refresh      bool // everything was asked for while down
	fails        int
	hold         time.Time
	asked        time.Time
	issued       uint64 // jobs so far
	swept        time.Time
}

// New returns a scheduler. random gives numbers in [0,1) for the jitter.
func New[K comparable](probe K, random func() float64) *Scheduler[K] {
	return &Scheduler[K]{probe: probe, random: random, entries: map[K]*entry[K]{}}
}

// Want replaces what is wanted. It returns the keys in flight that nobody
// wants any more: their requests are to be cancelled, their answers change
// nothing.
func (s *Scheduler[K]) Want(now time.Time, wants []Want[K]) (dropped []K) {
	was := s.order
	s.order = make([]K, 0, len(wants))
	for _, key := range was {
		if e := s.entries[key]; e != nil {
			e.want.Rest = -1
		}
	}
	for _, w := range wants {
		s.want(now, w)
		s.order = append(s.order, w.Key)
	}
	for _, key := range was {
		if e := s.entries[key]; e != nil && e.wanted && e.want.Rest < 0 {
			e.wanted, e.urgent, e.left = false, false, now
			if e.inFlight {
				e.inFlight = false
				e.next = now
				dropped = append(dropped, key)
			}
			if e.started.IsZero() {
				delete(s.entries, key) // there is nothing to remember of it
			}
		}
	}
	if now.Sub(s.swept) > forgotten/10 {
		s.sweep(now)
	}
	return dropped
}

// sweep drops what nobody has wanted for long.
func (s *Scheduler[K]) sweep(now time.Time) {
	s.swept = now
	for key, e := range s.entries {
		if !e.wanted && now.Sub(e.left) > forgotten {
			delete(s.entries, key)
		}
	}
}

func (s *Scheduler[K]) want(now time.Time, w Want[K]) {
	e := s.entries[w.Key]
	if e == nil {
		e = &entry[K]{next: now}
		s.entries[w.Key] = e
	}
	if !e.wanted {
		e.wanted, e.rested = true, now.Add(w.Rest)
	}
	if sooner := latest(e.started.Add(w.Every), e.breathed); !e.started.IsZero() && e.fails == 0 && w.Every < e.want.Every && sooner.Before(e.next) {
		e.next = sooner
	}
	if later := e.started.Add(w.Every); !e.started.IsZero() && e.fails == 0 && w.Every > e.want.Every && later.After(e.next) && !e.urgent && !e.inFlight {
		e.next = later
	}
	e.want = w
}

// At returns when a key is fetched next, and false while it is not at all.
func (s *Scheduler[K]) At(key K) (time.Time, bool) {
	if e := s.entries[key]; e != nil {
		return s.dueAt(e, 0)
	}
	return time.Time{}, false
}

// Every returns the time between two fetches of a key as it was wanted last, 0
// where it was not.
func (s *Scheduler[K]) Every(key K) time.Duration {
	if e := s.entries[key]; e != nil {
		return e.want.Every
	}
	return 0
}

// Due returns the jobs to start now and marks them as in flight. At most one
// job of a key is. What would be due soon goes along with what is due, so that
// the machine wakes once for all of them.
func (s *Scheduler[K]) Due(now time.Time) []Job[K] {
	if next, ok := s.Next(); !ok || next.After(now) {
		return nil
	}
	var jobs []Job[K]
	for _, key := range s.order {
		e := s.entries[key]
		at, ok := s.dueAt(e, e.slack())
		if !ok || at.After(now) {
			continue
		}
		e.inFlight, e.urgent, e.poked = true, false, e.urgent
		s.issued++
		e.generation = s.issued
		e.started = now
		jobs = append(jobs, Job[K]{Key: key, Generation: e.generation, Started: now})
	}
	return jobs
}

// slack is how much earlier an entry may be fetched along with others.
func (e *entry[K]) slack() time.Duration {
	if e.started.IsZero() || e.fails > 0 {
		return 0
	}
	return e.want.Slack
}

// Next returns when the next job is due; false when nothing is to be waited for.
func (s *Scheduler[K]) Next() (time.Time, bool) {
	var next time.Time
	found := false
	for _, key := range s.order {
		if at, ok := s.dueAt(s.entries[key], 0); ok && (!found || at.Before(next)) {
			next, found = at, true
		}
	}
	return next, found
}

// dueAt returns when an entry may start, by slack earlier than its interval has
// it, and false while it may not at all.
func (s *Scheduler[K]) dueAt(e *entry[K], slack time.Duration) (time.Time, bool) {
	switch {
	case !e.wanted || e.inFlight:
		return time.Time{}, false
	case e.urgent:
		return e.next, true
	case s.paused:
		return time.Time{}, false
	case s.down && e.want.Key != s.probe:
		return time.Time{}, false
	default:
		at := e.next
		if early := latest(at.Add(-slack), e.breathed); early.Before(at) {
			at = early
		}
		return latest(latest(at, e.rested), s.hold), true
	}
}

// Current says whether a job is still the newest of its key: an answer to any
// other changes nothing.
func (s *Scheduler[K]) Current(job Job[K]) bool {
	e := s.entries[job.Key]
	return e != nil && e.inFlight && e.generation == job.Generation
}

// Done takes in how a job ended. It returns false when the job is not the
// newest of its key.
func (s *Scheduler[K]) Done(job Job[K], now time.Time, out Outcome) bool {
	if !s.Current(job) {
		return false
	}
	e := s.entries[job.Key]
	e.inFlight = false
	e.breathed = now.Add(min(e.want.Every, breath))
	e.next = latest(e.started.Add(e.want.Every), e.breathed)
	switch out.Result {
	case OK, Refused:
		e.fails = 0
		if job.Key == s.probe {
			s.recovered(now)
		}
	case Unauthorized:
		if job.Key != s.probe {
			s.failed(e, false, now, 0)
			break
		}
		s.down, s.unauthorized = true, true
		s.hold = now.Add(unauthorizedPause)
		s.probeAt(s.hold)
	case Failed:
		s.failed(e, job.Key == s.probe, now, out.RetryAfter)
	}
	return true
}

// recovered lets everything go on that waited for the probe.
func (s *Scheduler[K]) recovered(now time.Time) {
	if !s.down {
		return
	}
	for _, e := range s.entries {
		e.fails = 0
		if e.want.Key != s.probe && !e.inFlight {
			e.next = latest(now, e.rested)
			e.urgent = e.urgent || s.refresh && e.wanted
		}
	}
	s.down, s.unauthorized, s.refresh, s.fails, s.hold = false, false, false, 0, time.Time{}
}

func (s *Scheduler[K]) failed(e *entry[K], probe bool, now time.Time, retryAfter time.Duration) {
	retryAfter = min(retryAfter, maxRetryAfter)
	if retryAfter > 0 {
		s.asked = now.Add(retryAfter)
	}
	if !probe {
		e.fails++
		e.next = now.Add(max(s.backoff(e.fails), retryAfter))
		if retryAfter > 0 {
			s.hold = latest(s.hold, now.Add(retryAfter))
		}
		return
	}
	if !e.poked || !s.down { // an attempt that was asked for does not make the next one later
		s.fails++
	}
	s.down, s.unauthorized = true, false
	s.hold = latest(s.hold, now.Add(max(s.backoff(s.fails), retryAfter)))
	s.probeAt(s.hold)
}

// LeaveAlone lets polls rest for as long as the server has asked for in the
// answer to something else.
func (s *Scheduler[K]) LeaveAlone(now time.Time, d time.Duration) {
	if d > 0 {
		s.asked = latest(s.asked, now.Add(min(d, maxRetryAfter)))
		s.hold = latest(s.hold, s.asked)
	}
}

// backoff returns the pause after n failures in a row: the interval doubled
// each time, at most a minute, spread by a fifth so that many screens do not
// come back at the same moment.
func (s *Scheduler[K]) backoff(n int) time.Duration {
	base := time.Second
	if e := s.entries[s.probe]; e != nil {
		base = min(max(e.want.Every, time.Second), maxBackoff)
	}
	d := base
	for i := 1; i < n && d < maxBackoff; i++ {
		d *= 2
	}
	d = time.Duration(float64(min(d, maxBackoff)) * (0.8 + 0.4*s.random()))
	return min(d, maxBackoff)
}

func (s *Scheduler[K]) probeAt(at time.Time) {
	if e := s.entries[s.probe]; e != nil {
		e.next = at
	}
}

// Refresh makes everything wanted due now; while the server is out of reach the
// probe alone, and the rest once it is back, even when paused. It returns the keys whose requests in flight are to be
// cancelled.
func (s *Scheduler[K]) Refresh(now time.Time) (cancel []K) {
	if s.down {
		s.refresh = true
		return s.Poke(now, s.probe)
	}
	return s.Poke(now, s.order...)
}

// Poke makes some keys due now, even when paused: after an action, a poll that
// began before it proves nothing. It returns the keys whose requests in flight
// are to be cancelled.
func (s *Scheduler[K]) Poke(now time.Time, keys ...K) (cancel []K) {
	for _, key := range keys {
		e := s.entries[key]
		if e == nil || !e.wanted {
			continue
		}
		if e.inFlight {
			e.inFlight = false
			cancel = append(cancel, key)
		}
		e.urgent, e.next = true, now
	}
	return cancel
}

// SetPaused stops timed polls, or lets them go on.
func (s *Scheduler[K]) SetPaused(paused bool) { s.paused = paused }

// Paused says whether timed polls are stopped.
func (s *Scheduler[K]) Paused() bool { return s.paused }

// Down says whether the probe's last answer was a failure, and when it is
// tried again.
func (s *Scheduler[K]) Down() (retryAt time.Time, down bool) { return s.hold, s.down }

// Asked returns until when the server has asked to be left alone (Retry-After),
// a time in the past if it has not.
func (s *Scheduler[K]) Asked() time.Time { return s.asked }

// Unauthorized says whether the server refuses the credentials.
func (s *Scheduler[K]) Unauthorized() bool { return s.unauthorized }

// Waiting returns since when a key's answer is awaited, and whether it is.
func (s *Scheduler[K]) Waiting(key K) (since time.Time, waiting bool) {
	e := s.entries[key]
	if e == nil || !e.inFlight {
		return time.Time{}, false
	}
	return e.started, true
}

// InFlight says whether a key's answer is awaited.
func (s *Scheduler[K]) InFlight(key K) bool {
	e := s.entries[key]
	return e != nil && e.inFlight
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
