package textlog

import (
	"bytes"
	"strings"
	"time"
)

// number reads n digits.
func (p *stampParser) number(n int) (int, bool) {
	if p.i+n > len(p.s) {
		return 0, false
	}
	v := 0
	for _, c := range p.s[p.i : p.i+n] {
		if !isDigit(c) {
			return 0, false
		}
		v = v*10 + int(c-'0')
	}
	p.i += n
	return v, true
}

// one reads one of the bytes of set.
func (p *stampParser) one(set string) bool {
	if p.i < len(p.s) && strings.IndexByte(set, p.s[p.i]) >= 0 {
		p.i++
		return true
	}
	return false
}

// fields reads numbers of two digits with separators between: the n-th of seps follows the n-th
// number; a space stands for nothing.
func (p *stampParser) fields(seps string, out ...*int) bool {
	for n, v := range out {
		var ok bool
		if *v, ok = p.number(2); !ok {
			return false
		}
		if n < len(seps) && seps[n] != ' ' && !p.one(seps[n:n+1]) {
			return false
		}
	}
	return true
}

// date reads 2014-04-06T17:59:42.123+02:00 and 2014/04/06 17:59:42,123.
func (p *stampParser) date() bool {
	if p.iso() {
		return true
	}
	start := p.i
	var ok bool
	if p.year, ok = p.number(4); ok && p.one("-/") {
		if p.month, ok = p.number(2); ok && p.one("-/") {
			if p.day, ok = p.number(2); ok && p.one("T t_-") && p.clock() {
				p.zone()
				return true
			}
		}
	}
	p.i, p.year = start, 0
	return false
}

// iso is date for what most lines begin with, 2014-04-06T17:59:42 with T or a space, and what may follow.
func (p *stampParser) iso() bool {
	s := p.s[p.i:]
	if len(s) < len("2014-04-06T17:59:42") || s[4] != '-' || s[7] != '-' || s[10] != 'T' && s[10] != ' ' || s[13] != ':' || s[16] != ':' {
		return false
	}
	for _, at := range [...]int{0, 1, 2, 3, 5, 6, 8, 9, 11, 12, 14, 15, 17, 18} {
		if !isDigit(s[at]) {
			return false
		}
	}
	two := func(at int) int { return int(s[at]-'0')*10 + int(s[at+1]-'0') }
	p.year, p.month, p.day = two(0)*100+two(2), two(5), two(8)
	p.hour, p.minute, p.second = two(11), two(14), two(17)
	p.i += len("2014-04-06T17:59:42")
	p.parts()
	p.zone()
	return true
}

// clock reads 17:59:42 with a fraction after a point or a comma.
func (p *stampParser) clock() bool {
	if !p.fields("::", &p.hour, &p.minute, &p.second) {
		return false
	}
	p.parts()
	return true
}

// parts reads the fraction of a second, where there is one.
func (p *stampParser) parts() {
	if p.i+1 < len(p.s) && (p.s[p.i] == '.' || p.s[p.i] == ',') && isDigit(p.s[p.i+1]) {
		p.i++
		p.nano = p.fraction()
	}
}

// fraction reads digits as a part of one second, in nanoseconds.
func (p *stampParser) fraction() int {
	v, unit := 0, int(time.Second)
	for ; p.i < len(p.s) && isDigit(p.s[p.i]); p.i++ {
		unit /= 10
		v += int(p.s[p.i]-'0') * unit
	}
	return v
}

// monthName reads the first three letters of a month.
func (p *stampParser) monthName() bool {
	const names = "JanFebMarAprMayJunJulAugSepOctNovDec"
	if p.i+3 > len(p.s) {
		return false
	}
	at := strings.Index(names, string(p.s[p.i:p.i+3]))
	if at < 0 || at%3 != 0 {
		return false
	}
	p.month = at/3 + 1
	p.i += 3
	return true
}

// dayMonth reads 06 Apr 17:59:42.123, 06 Apr 2014 17:59:42.123 and 06/Apr/2014:17:59:42 +0000.
func (p *stampParser) dayMonth() bool {
	start := p.i
	var ok bool
	if p.day, ok = p.number(2); ok && p.one(" /-") && p.monthName() && p.one(" /-") {
		year := p.i
		if p.year, ok = p.number(4); !ok || !p.one(" :") {
			p.year, p.i = 0, year
		}
		if p.clock() {
			p.zone()
			return true
		}
	}
	p.i, p.year = start, 0
	return false
}

// monthDay reads Apr 6 17:59:42, as syslog has it.
func (p *stampParser) monthDay() bool {
	start := p.i
	var ok bool
	if p.monthName() && p.one(" ") {
		width := 2
		if p.one(" ") {
			width = 1
		}
		if p.day, ok = p.number(width); ok && p.one(" ") && p.clock() {
			return true
		}
	}
	p.i = start
	return false
}

// weekday reads Sun Apr 6 17:59:42.123 2014, and Sun, 06 Apr 2014 17:59:42 +0000.
func (p *stampParser) weekday() bool {
	const names = "SunMonTueWedThuFriSat"
	start := p.i
	if p.i+3 > len(p.s) || strings.Index(names, string(p.s[p.i:p.i+3]))%3 != 0 {
		return false
	}
	p.i += 3
	if p.one(",") && p.one(" ") && p.dayMonth() {
		return true
	}
	p.i = start + 3
	if p.one(" ") && p.monthDay() {
		var ok bool
		p.zone() // Sun Apr  6 17:59:42 UTC 2014
		if p.one(" ") {
			if p.year, ok = p.number(4); !ok {
				p.year = 0
			} else if p.offset == 0 {
				p.zone() // Sun Apr  6 17:59:42 2014 +0200
			}
		}
		return true
	}
	p.i = start
	return false
}

// ruby reads the "E, [2014-04-06T17:59:42.123456 #12] " of Ruby's logger; the level follows.
func (p *stampParser) ruby() bool {
	if len(p.s) < 16 || p.s[1] != ',' || p.s[2] != ' ' || p.s[3] != '[' {
		return false
	}
	p.i = 4
	if p.date() {
		if end := bytes.IndexByte(p.s[p.i:min(len(p.s), p.i+16)], ']'); end >= 0 {
			p.i += end + 1
			return true
		}
	}
	p.i = 0
	return false
}

// syslog reads <34>1 2014-04-06T17:59:42Z and <34>Apr  6 17:59:42.
func (p *stampParser) syslog() bool {
	_, p.i = priorityOf(p.s)
	if rest := p.s[p.i:]; p.i > 0 && len(rest) > len("1 ") && rest[0] == '1' && rest[1] == ' ' && isDigit(rest[2]) {
		p.i += len("1 ")
	}
	if p.i > 0 && (p.date() || p.monthDay()) {
		return true
	}
	p.i = 0
	return false
}

// compact reads 140406 17:59:42, as old MySQL has it, the hour of one or two digits.
func (p *stampParser) compact() bool {
	start := p.i
	if p.fields("   ", &p.year, &p.month, &p.day) && p.one(" ") {
		p.year += 2000
		if !p.one(" ") && p.clock() || p.i+1 < len(p.s) && p.s[p.i+1] == ':' && p.shortClock() {
			return true
		}
	}
	p.i, p.year = start, 0
	return false
}

// shortClock reads 7:59:42.
func (p *stampParser) shortClock() bool {
	var ok bool
	p.hour, ok = p.number(1)
	return ok && p.one(":") && p.fields(":", &p.minute, &p.second)
}

// unix reads seconds, with or without a fraction, or milliseconds of Unix time of this century.
func (p *stampParser) unix() bool {
	start := p.i
	v, digits := 0, 0
	for ; p.i < len(p.s) && isDigit(p.s[p.i]) && digits < 14; p.i++ {
		v = v*10 + int(p.s[p.i]-'0')
		digits++
	}
	var t int64
	switch digits {
	case 10:
		t = int64(v) * int64(time.Second)
		if p.i+1 < len(p.s) && p.s[p.i] == '.' && isDigit(p.s[p.i+1]) {
			p.i++
			t += int64(p.fraction())
		}
	case 13:
		t = int64(v) * int64(time.Millisecond)
	}
	const century = 978307200 * int64(time.Second) // 2001
	if t < century || p.i < len(p.s) && strings.IndexByte(" ]:,}\t|", p.s[p.i]) < 0 {
		p.i = start
		return false
	}
	p.epoch = t
	return true
}

// bracket reads [2014-04-06T17:59:42] and, as redis up to 2.8 has it, [1] 06 Apr 17:59:42.123.
func (p *stampParser) bracket() bool {
	p.i = 1
	if p.any() {
		return true
	}
	if i := bytes.IndexByte(p.s[:min(len(p.s), 12)], ']'); i > 0 && i+2 < len(p.s) {
		p.i = i + 2
		return p.dayMonth()
	}
	return false
}

// redis reads 1:M 06 Apr 2014 17:59:42.123.
func (p *stampParser) redis() bool {
	start := p.i
	i := bytes.IndexByte(p.s[:min(len(p.s), 12)], ':')
	if i > 0 && i+3 < len(p.s) && p.s[i+2] == ' ' {
		p.i = i + 3
		if p.dayMonth() {
			return true
		}
	}
	p.i = start
	return false
}

// access reads the [06/Apr/2014:17:59:42 +0000] of access logs, after the address and the user.
func (p *stampParser) access() bool {
	i := bytes.IndexByte(p.s[:min(len(p.s), 128)], '[')
	if i < 0 {
		return false
	}
	p.i = i + 1
	if p.i+2 < len(p.s) && p.s[p.i+2] == '/' && p.dayMonth() {
		return true
	}
	p.i = 0
	return false
}

// klog reads I0406 17:59:42.123456.
func (p *stampParser) klog() bool {
	if !p.one("IWEF") {
		return false
	}
	if p.fields("  ", &p.month, &p.day) && p.one(" ") && p.clock() {
		return true
	}
	p.i = 0
	return false
}

// logfmt reads time="2014-04-06T17:59:42Z" and ts=1396807182.5 at the beginning.
func (p *stampParser) logfmt() bool {
	eq := bytes.IndexByte(p.s[:min(len(p.s), 12)], '=')
	if eq < 1 {
		return false
	}
	switch string(p.s[:eq]) {
	case "time", "ts", "t", "timestamp", "at":
		p.i = eq + 1
		p.one(`"`)
		if p.date() || p.unix() {
			return true
		}
		p.i = 0
	}
	return false
}

// json reads the field of a JSON object that holds its time.
func (p *stampParser) json() (int64, bool) {
	head := p.s[:min(len(p.s), 2048)]
	for rest := head; ; {
		i := bytes.IndexByte(rest, '"')
		if i < 0 {
			return 0, false
		}
		rest = rest[i+1:]
		end := bytes.IndexByte(rest, '"')
		if end < 0 {
			return 0, false
		}
		name, after := rest[:end], bytes.TrimLeft(rest[end+1:], " ")
		rest = rest[end+1:]
		if len(after) == 0 || after[0] != ':' {
			continue
		}
		switch string(name) {
		case "time", "ts", "timestamp", "@timestamp", "t", "date", "datetime":
			after = bytes.TrimLeft(after[1:], ` "`)
			v := stampParser{s: after, now: p.now}
			if len(after) > 0 && isDigit(after[0]) && v.any() {
				p.odd = v.odd
				return v.result()
			}
		}
	}
}
