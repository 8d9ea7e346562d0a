package poll

import (
	"cmp"
	"time"
)

const (
	// maxBackoff is the longest pause after failures.
	maxBackoff = 60 * time.Second
	// unauthorizedPause is the time between two requests while the server refuses the credentials.
	unauthorizedPause = 60 * time.Second
	// maxRetryAfter bounds what a server may ask for in Retry-After.
	maxRetryAfter = time.Hour
)

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
	if out.Again {
		e.again, e.next = true, now.Add(out.After)
	}
	switch out.Result {
	case OK, Refused:
		e.fails = 0
		if job.Key == s.probe {
			s.recovered(now)
		}
	case Unauthorized:
		if job.Key != s.probe {
			s.failed(e, false, now, out)
			break
		}
		s.down, s.unauthorized = true, true
		s.hold = now.Add(unauthorizedPause)
		s.probeAt(s.hold)
	case Failed:
		s.failed(e, job.Key == s.probe, now, out)
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

func (s *Scheduler[K]) failed(e *entry[K], probe bool, now time.Time, out Outcome) {
	retryAfter, most := min(out.RetryAfter, maxRetryAfter), cmp.Or(out.Most, maxBackoff)
	if retryAfter > 0 {
		s.asked = now.Add(retryAfter)
	}
	if !probe {
		e.fails++
		e.next = now.Add(max(s.backoff(e.fails, most), retryAfter))
		if retryAfter > 0 {
			s.hold = latest(s.hold, now.Add(retryAfter))
		}
		return
	}
	if !e.poked || !s.down { // an attempt that was asked for does not make the next one later
		s.fails++
	}
	s.down, s.unauthorized = true, false
	s.hold = latest(s.hold, now.Add(max(s.backoff(s.fails, most), retryAfter)))
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

// backoff returns the pause after n failures in a row: the interval doubled each time, at most a
// given time, spread by a fifth so that many screens do not come back at the same moment.
func (s *Scheduler[K]) backoff(n int, most time.Duration) time.Duration {
	base := time.Second
	if e := s.entries[s.probe]; e != nil {
		base = min(max(e.want.Every, time.Second), most)
	}
	d := base
	for i := 1; i < n && d < most; i++ {
		d *= 2
	}
	d = time.Duration(float64(min(d, most)) * (0.8 + 0.4*s.random()))
	return min(d, most)
}

func (s *Scheduler[K]) probeAt(at time.Time) {
	if e := s.entries[s.probe]; e != nil {
		e.next = at
	}
}
