package memory

import "time"

const (
	// clockSlack is how far the clock may go back unnoticed.
	clockSlack = time.Second
	// longestGap is the longest time that is simulated at once. Of a longer pause only the end is
	// simulated, as if the machine had slept before.
	longestGap = 12 * time.Hour
)

// tick returns the time, and moves the plans if the clock was set; they would otherwise wait until
// the clock is back where it was, or be a backlog of years. e.mu is held.
func (e *Engine) tick() time.Time {
	now := e.now()
	switch gap := now.Sub(e.at); {
	case gap < -clockSlack:
		e.shift(gap)
	case gap > longestGap && len(e.queue) > 0 && now.Sub(e.queue[0].at) > longestGap:
		e.shift(gap - longestGap)
	}
	return now
}

// shift moves all that is planned, and what was done at a time that is now in the future, by a
// duration.
func (e *Engine) shift(by time.Duration) {
	e.at = e.at.Add(by)
	for _, it := range e.queue {
		it.at = it.at.Add(by) // all alike, so that the order stays
	}
	if by > 0 {
		return
	}
	for _, c := range e.conts {
		for i := range c.runs {
			r := &c.runs[i]
			if r.start.After(e.at) {
				r.start = r.start.Add(by)
			}
			if r.end.After(e.at) {
				r.end = r.end.Add(by)
			}
		}
	}
}
