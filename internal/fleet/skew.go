package fleet

import "time"

const (
	// skewNoise is what two clocks may differ by without a word about it.
	skewNoise = 5 * time.Second
	// skewAgree is how many answers in a row have to say the same before it counts.
	skewAgree = 2
)

// skew is what the dates of answers tell of the server's clock. Each answer
// bounds its difference to ours: it was made between the request and its end, in
// the second that its date names. A slow answer, or one in whose time the machine
// slept, bounds it so widely that it says nothing.
type skew struct {
	known time.Duration // the server's clock minus ours, as far as answers agree
	low   time.Duration // what all answers since the last change allow
	high  time.Duration
	agree int  // how many there were
	asked bool // an answer has told something
}

// note takes in the date of an answer. The first one counts at once, any other
// only with the next.
func (s *skew) note(date, started, ended time.Time) {
	// Of the wall clock: the monotonic one stands still while the machine sleeps.
	low, high := date.Sub(ended.Round(0)), date.Add(time.Second).Sub(started.Round(0))
	if date.IsZero() || low > high {
		return // or the clock was set meanwhile
	}
	first := !s.asked
	s.asked = true
	if low <= s.known && s.known <= high {
		s.agree = 0
		return
	}
	if s.agree == 0 || low > s.high || high < s.low {
		s.low, s.high, s.agree = low, high, 0
	}
	s.low, s.high = max(s.low, low), min(s.high, high)
	if s.agree++; s.agree < skewAgree && !first {
		return
	}
	s.agree = 0
	s.known = s.low + (s.high-s.low)/2
	if s.low <= 0 && s.high >= 0 {
		s.known = 0
	}
}

// Skew returns the server's clock minus ours in whole seconds, 0 as long as they differ by no
// more than a few seconds.
func (f *Fleet) Skew() time.Duration {
	if f.skew.known.Abs() <= skewNoise {
		return 0
	}
	// A date is cut to its second: between two whole ones, the clock is at the first.
	return (f.skew.known - time.Millisecond).Round(time.Second)
}

// ServerTime returns the server's clock at a local time. Small differences
// are noise: the server's Date has a resolution of a second.
func (f *Fleet) ServerTime(now time.Time) time.Time {
	if f.skew.known.Abs() < 3*time.Second {
		return now
	}
	return now.Add(f.skew.known)
}
