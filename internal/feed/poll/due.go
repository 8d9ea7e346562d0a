package poll

import "time"

// At returns when a key is fetched next, and false while it is not at all.
func (s *Scheduler[K]) At(key K) (time.Time, bool) {
	if e := s.entries[key]; e != nil {
		return s.dueAt(e, 0)
	}
	return time.Time{}, false
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
		e.inFlight, e.urgent, e.poked, e.again = true, false, e.urgent, false
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

// Hasten makes keys due now that are not in flight, unless they fail or polling is paused.
func (s *Scheduler[K]) Hasten(now time.Time, keys ...K) {
	for _, key := range keys {
		if e := s.entries[key]; e != nil && e.wanted && !e.inFlight && e.fails == 0 && now.Before(e.next) {
			e.next = now
		}
	}
}

// Drop gives up the job in flight of a key, if there is one: it is due again at once. It reports whether
// there was; its request is to be cancelled, its answer changes nothing.
func (s *Scheduler[K]) Drop(key K) bool {
	e := s.entries[key]
	if e == nil || !e.inFlight {
		return false
	}
	e.inFlight, e.next = false, e.started
	return true
}
