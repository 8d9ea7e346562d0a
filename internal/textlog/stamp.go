package textlog

import (
	"bytes"
	"time"
)

// stamp reads the time at the beginning of a clean log line, in nanoseconds of Unix time. It knows
// RFC 3339 and its relatives, the forms of nginx, Apache, MySQL, redis, syslog, klog and Ruby, logfmt and
// JSON fields, and seconds or milliseconds of Unix time. A stamp without a zone is taken as UTC,
// one without a year as the last such day before now.
//
// Zones are read as offsets, Z, UTC and GMT. odd says that there is a stamp with another one, so
// that its time is not known.
func stamp(line []byte, now time.Time) (t int64, ok, odd bool) {
	lead := frontParser{stampParser: stampParser{s: line}}
	lead.colours()
	line = bytes.TrimPrefix(line[lead.i:], []byte("\ufeff"))
	if len(line) < 8 {
		return 0, false, false
	}
	p := stampParser{s: line, now: now}
	if t, ok = p.line(); !ok && !p.odd && (line[0] == '{' || beginsWithKey(line)) {
		t, ok = fieldStamp(line, now)
	}
	if p.odd {
		return 0, false, true
	}
	return t, ok, false
}

// line reads the time at the beginning of a line, by what that begins with.
func (p *stampParser) line() (t int64, ok bool) {
	switch c := p.s[0]; {
	case c == '{':
		return p.json()
	case c == '<':
		return p.finish(p.syslog())
	case c == '[':
		return p.finish(p.bracket())
	case isDigit(c):
		return p.finish(p.any() || p.redis() || p.access())
	}
	return p.finish(p.klog() || p.weekday() || p.monthDay() || p.logfmt() || p.ruby() || p.access())
}

// stampParser reads a time from i on. Its methods leave i where it was when they fail.
type stampParser struct {
	s   []byte
	i   int
	now time.Time

	year, month, day     int
	hour, minute, second int
	nano                 int
	offset               int // east of UTC, in seconds
	epoch                int64
	odd                  bool // there is a zone that is not understood
}

func isDigit(c byte) bool { return c-'0' < 10 }

// result returns the time that was read.
func (p *stampParser) result() (int64, bool) {
	if p.epoch != 0 {
		return p.epoch, true
	}
	if p.month < 1 || p.month > 12 || p.day < 1 || p.day > 31 || p.hour > 23 || p.minute > 59 || p.second > 60 {
		return 0, false
	}
	if p.year == 0 {
		p.year = p.now.Year()
		if p.time().After(p.now.Add(24 * time.Hour)) {
			p.year--
		}
	}
	if p.year < 1970 || p.year > 2200 {
		return 0, false
	}
	return p.time().UnixNano() - int64(p.offset)*int64(time.Second), true
}

func (p *stampParser) finish(ok bool) (int64, bool) {
	if !ok {
		return 0, false
	}
	return p.result()
}

func (p *stampParser) time() time.Time {
	return time.Date(p.year, time.Month(p.month), p.day, p.hour, p.minute, p.second, p.nano, time.UTC)
}

// any reads one of the forms that begin with a digit or a weekday.
func (p *stampParser) any() bool {
	return p.date() || p.dayMonth() || p.compact() || p.unix() || p.weekday()
}
