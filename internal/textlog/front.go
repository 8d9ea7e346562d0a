package textlog

import (
	"bytes"
	"strings"
)

const (
	// frontMost is how far behind a time the level is looked for, and bracketMost how long what
	// stands in brackets before it may be.
	frontMost   = 160
	bracketMost = 64
	// cutMost is the most that is left out at the beginning of a line.
	cutMost = 255
)

// form is the format of a whole line.
type form uint8

const (
	plainForm  form = iota
	jsonForm        // an object
	logfmtForm      // key=value …
	accessForm      // a request, as web servers log it
)

// front is what the beginning of a line says: how bad it is, and what of it is shown in columns of
// its own.
type front struct {
	level Level
	form  form
	cut   int    // bytes at the beginning that are shown otherwise
	hole  bounds // and further ones, as in "TIME [main] ERROR message"
	timed bool   // among them is the time of the line
	// decides is how many bytes of the beginning were looked at, where that is more than what is cut; of JSON and
	// logfmt 0 where level and time are not found early; -1 where any word behind it may count.
	decides int
}

// frontOf reads the beginning of a clean line. It knows the formats that [stamp] knows, and in them
// the words for a level where a level stands: behind the time or at the very beginning, in capitals,
// in brackets or before a colon. Words of a sentence count for nothing.
func frontOf(line []byte) front {
	if len(line) < 3 || line[0] == ' ' || line[0] == '\t' {
		return front{}
	}
	p := frontParser{stampParser: stampParser{s: line}}
	p.colours()
	if bytes.HasPrefix(line[p.i:], []byte("\ufeff")) {
		p.i += len("\ufeff")
	}
	if p.i >= len(line) {
		return front{}
	}
	off := p.i
	p.s, p.i = line[off:], 0
	f := p.front()
	if f.decides > 0 {
		f.decides += off
	}
	if f.form == plainForm || f.form == accessForm {
		if f.cut > 0 {
			f.cut += off
		}
		if f.cut > cutMost {
			f.cut, f.hole, f.timed = 0, bounds{}, false
		}
		if f.hole != (bounds{}) {
			f.hole = bounds{f.hole.start + off, f.hole.end + off}
		}
	}
	return f
}

// frontParser reads on from where a time ends.
type frontParser struct{ stampParser }

func (p *frontParser) front() front {
	switch c := p.s[0]; {
	case c == '{':
		return jsonFront(p.s)
	case c == '<':
		return p.priority()
	case c == '=':
		return front{level: erlangLevel(p.s)}
	case c == '[' || isDigit(c):
		return p.afterTime(p.time())
	case c >= 'A' && c <= 'Z':
		if p.klog() {
			return p.glog()
		}
		if p.ruby() {
			return p.afterTime(true)
		}
		if p.weekday() || p.monthDay() {
			return p.afterTime(true)
		}
	}
	if f, ok := logfmtFront(p.s); ok {
		return f
	}
	if level := startLevel(p.s); level != NoLevel {
		return front{level: level}
	}
	if f := p.seek(false); f.level != NoLevel {
		return f
	}
	return p.request()
}

// beginsWithAddress reports whether a line that begins with a digit begins as no time does, but as an IPv4
// address.
func beginsWithAddress(s []byte) bool {
	first := digits(s[:min(len(s), 4)])
	if first > 3 || first == len(s) || s[first] != '.' {
		return false
	}
	second := digits(s[first+1 : min(len(s), first+5)])
	return second > 0 && first+1+second < len(s) && s[first+1+second] == '.'
}

// time reads the time with which the line begins, with the bracket around it.
func (p *frontParser) time() bool {
	if p.s[p.i] != '[' {
		return !beginsWithAddress(p.s) && (p.any() || p.redis() || p.clockOnly())
	}
	p.i++
	if p.any() {
		return true
	}
	if end := bytes.IndexByte(p.s[:min(len(p.s), 12)], ']'); end > 0 && end+2 < len(p.s) {
		p.i = end + 2
		if p.dayMonth() { // redis up to 2.8
			return true
		}
	}
	p.i = 0
	return false
}

// clockOnly reads 17:59:42.123 without a day, which tells when only where the server says the day.
func (p *frontParser) clockOnly() bool {
	if p.clock() && (p.i == len(p.s) || strings.IndexByte(" \t]|", p.s[p.i]) >= 0) {
		p.month, p.day, p.odd = 1, 1, true
		return true
	}
	p.i = 0
	return false
}

// plausible reports whether what was read is a time.
func (p *frontParser) plausible() bool {
	return p.epoch != 0 || p.month >= 1 && p.month <= 12 && p.day >= 1 && p.day <= 31 && p.hour < 24 && p.minute < 60 && p.second <= 60 &&
		(p.year == 0 || p.year >= 1970 && p.year <= 2200)
}

// priority reads the <34> of syslog, and what stands behind it.
func (p *frontParser) priority() front {
	n, begin := priorityOf(p.s)
	if begin == 0 {
		return p.seek(false) // <error>
	}
	f := front{level: syslogLevel(n), cut: begin, decides: -1}
	if p.syslog() && p.plausible() && !p.odd {
		f.cut, f.timed = p.i+blanks(p.s[p.i:]), true
	}
	return f
}

// priorityOf reads the <34> with which a line begins, and returns where what follows it begins, 0 where
// there is none.
func priorityOf(s []byte) (n, begin int) {
	at := 1
	for at < len(s) && at < 4 && isDigit(s[at]) {
		n = n*10 + int(s[at]-'0')
		at++
	}
	if at == 1 || at == len(s) || s[at] != '>' || n > 191 {
		return 0, 0
	}
	return n, at + 1
}

// glog reads on behind the time of glog and klog: the number of the thread.
func (p *frontParser) glog() front {
	f := front{level: letterLevel(p.s[0])}
	if !p.plausible() {
		return f
	}
	at := p.i + blanks(p.s[p.i:])
	digits := at
	for digits < len(p.s) && isDigit(p.s[digits]) {
		digits++
	}
	if digits > at && digits < len(p.s) && p.s[digits] == ' ' {
		at = digits + 1
	}
	f.cut, f.timed, f.decides = at, true, digits+1
	return f
}

// afterTime reads on behind the time, where there is one.
func (p *frontParser) afterTime(found bool) front {
	if !found || !p.plausible() {
		p.i = 0
		if f := p.seek(false); f.level != NoLevel || p.s[0] == '[' {
			return f
		}
		return p.request()
	}
	known := !p.odd
	if !known {
		p.passZone()
	}
	if closed := p.one("]"); !closed && p.s[0] == '[' && bytes.IndexByte(p.s[:p.i], ']') < 0 {
		return p.inBracket(known)
	}
	end := p.i
	if level := p.redisSign(); level != NoLevel {
		return front{level: level, cut: p.i, timed: known}
	}
	f := p.seek(true)
	if f.level == NoLevel {
		p.i = end
		p.separators()
		f.cut = p.i
	}
	if f.timed = known; known {
		return f
	}
	if f.level != NoLevel && f.hole == (bounds{}) {
		f.hole = bounds{end + blanks(p.s[end:]), f.cut}
	}
	f.cut = 0 // the time stays in the line
	return f
}

// passZone passes the name of a zone.
func (p *frontParser) passZone() {
	for p.i < len(p.s) && (isLetter(p.s[p.i]) || p.s[p.i] == '/' || p.s[p.i] == '_') {
		p.i++
	}
}

// inBracket reads on within the bracket in which the time is: [TIME: LEVEL/process] as celery has
// it, and [TIME LEVEL target] as Rust has it.
func (p *frontParser) inBracket(known bool) front {
	end := bytes.IndexByte(p.s[p.i:min(len(p.s), p.i+2*bracketMost)], ']')
	if end < 0 {
		return front{}
	}
	end += p.i
	p.separators()
	start := p.i
	for p.i < end && isLetter(p.s[p.i]) {
		p.i++
	}
	level := levelOf(p.s[start:p.i])
	if level == NoLevel || !known {
		return front{level: level}
	}
	p.colours()
	p.one("/")
	p.separators()
	f := front{level: level, timed: true}
	rest := p.s[min(p.i, end):end]
	behind := end + 1 + blanks(p.s[end+1:])
	if at := bytes.IndexByte(rest, 0x1b); at >= 0 {
		rest = rest[:at]
	}
	if len(rest) == 0 || string(rest) == "MainProcess" {
		f.cut = behind
		return f
	}
	f.cut, f.hole = p.i, bounds{end, end + 1}
	return f
}

// redisSign reads the sign that redis has behind its time, which is of the form 06 Apr 2014.
func (p *frontParser) redisSign() Level {
	if p.i+2 >= len(p.s) || p.s[p.i] != ' ' || p.s[p.i+2] != ' ' {
		return NoLevel
	}
	level := NoLevel
	switch p.s[p.i+1] {
	case '#':
		level = Warning
	case '*':
		level = Notice
	case '.':
		level = Debug
	case '-':
		if colon := bytes.IndexByte(p.s[:min(len(p.s), 12)], ':'); colon > 0 && !isDigit(p.s[min(colon+1, len(p.s)-1)]) {
			level = Info // behind "1:M 06 Apr", where no other format has a dash
		}
	}
	if level != NoLevel {
		p.i += len(" # ")
	}
	return level
}

// request reads the beginning of a line about a request: the time stands behind the address.
func (p *frontParser) request() front {
	*p = frontParser{stampParser: stampParser{s: p.s}}
	if !p.access() || !p.plausible() || p.odd {
		return front{}
	}
	from := bytes.IndexByte(p.s, '[')
	to := bytes.IndexByte(p.s[p.i:min(len(p.s), p.i+8)], ']')
	if to < 0 {
		return front{}
	}
	to += p.i + 1
	if to < len(p.s) && p.s[to] == ' ' {
		to++
	}
	if bytes.HasSuffix(p.s[:from], []byte(" - - ")) {
		from -= len("- - ")
	}
	return front{form: accessForm, hole: bounds{from, to}, timed: true}
}
