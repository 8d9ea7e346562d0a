package textlog

import (
	"time"

	"fleetop/internal/text"
)

const (
	// silenceLeast is how long there is no line at least for a rule to say so; a clock that is off by
	// silenceMost is wrong.
	silenceLeast = 10 * time.Minute
	silenceMost  = 365 * 24 * time.Hour
	// silenceTimes is how many times as long as the time between the two lines before it a silence is: in a log
	// that has a line now and then none is one.
	silenceTimes = 4
	// silenceBack is how many lines are looked at for the one before that has a time.
	silenceBack = 256
	// silencesMost is of how many lines what was found is remembered.
	silencesMost = 4096
)

// silence returns for how long there had been no line before one, 0 where that is not worth a rule or not
// known. Between lines of which others are hidden there is none.
func (v *View) silence(line int64) time.Duration {
	l := v.log
	if v.look.Silence == nil || v.sieve.on() || line <= l.first || line >= l.end() || l.tally.timed == 0 {
		return 0
	}
	r := v.refAt(line)
	if long, known := v.silences[r]; known {
		return long
	}
	long := v.findSilence(line)
	if v.silences == nil || len(v.silences) >= silencesMost {
		v.silences = map[ref]time.Duration{}
	}
	v.silences[r] = long
	return long
}

func (v *View) findSilence(line int64) time.Duration {
	at, ok := v.timeOf(line)
	if !ok || v.log.joined(line) {
		return 0
	}
	before, line, ok := v.timeBefore(line)
	long := at.Sub(before)
	if !ok || long < silenceLeast || long > silenceMost {
		return 0
	}
	if first, _, ok := v.timeBefore(line); ok && long < silenceTimes*before.Sub(first) {
		return 0
	}
	return long
}

// timeBefore returns the time of the line before another, and which that is, notes and what hangs under it not
// counted; false where it has none.
func (v *View) timeBefore(line int64) (at time.Time, before int64, ok bool) {
	for range silenceBack {
		if line--; line < v.log.first {
			break
		}
		if _, src := v.log.line(line); src == noteSource || v.log.joined(line) || v.log.trait(line)&hanging != 0 {
			continue
		}
		at, ok = v.timeOf(line)
		return at, line, ok
	}
	return time.Time{}, line, false
}

// head returns the first row of a line itself, below the rule that may stand above it.
func (v *View) head(line int64) place {
	if v.silence(line) > 0 {
		return place{line, 1}
	}
	return place{line: line}
}

// drawSilence draws the rule above a line.
func (v *View) drawSilence(long time.Duration) {
	pen := painter{dst: v.dst, look: &v.look}
	pen.blank(v.columns.gutter)
	pen.use(v.look.Note, 0)
	pen.dst = text.AppendFit(pen.dst, v.look.Silence(long), v.w-v.columns.gutter, v.look.Ellipsis)
	pen.end()
	v.dst = pen.dst
	v.ends = append(v.ends, len(v.dst))
}
