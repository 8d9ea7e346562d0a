// Package poll decides what to fetch next and when: intervals, back-off and
// generations. It is pure: it does no I/O and has no clock of its own; every
// method takes the time, and whoever drives it starts the jobs it names.
package poll

import (
	"time"
)

const (
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
	// Most is the longest pause after failures, where no server is spared by waiting: none answers at all, or
	// it is well itself. 0 is the usual one.
	Most time.Duration
	// Again says that the resource is fetched again After that long, whatever its interval is.
	Again bool
	After time.Duration
}

type entry[K comparable] struct {
	want       Want[K]
	wanted     bool
	urgent     bool
	poked      bool // the job in flight was asked for
	again      bool // next is what an Outcome asked for, and not a matter of the interval
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
	if later := e.started.Add(w.Every); !e.started.IsZero() && e.fails == 0 && w.Every > e.want.Every && later.After(e.next) && !e.urgent && !e.inFlight && !e.again {
		e.next = later
	}
	e.want = w
}

// Every returns the time between two fetches of a key as it was wanted last, 0
// where it was not.
func (s *Scheduler[K]) Every(key K) time.Duration {
	if e := s.entries[key]; e != nil {
		return e.want.Every
	}
	return 0
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
