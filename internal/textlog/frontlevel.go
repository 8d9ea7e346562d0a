package textlog

import (
	"bytes"
	"strings"
)

// seek looks for the level from here on: behind the time, or at the beginning.
func (p *frontParser) seek(timed bool) front {
	begin, limit := p.i, min(len(p.s), p.i+frontMost)
	between := -1 // where something begins that stands before the level
	for range 8 {
		passed := p.separators()
		if p.i >= limit {
			break
		}
		start := p.i
		level, goOn := p.token(timed, timed && between < 0, passed)
		if level != NoLevel {
			end := p.afterLevel()
			if between < 0 {
				return front{level: level, cut: end}
			}
			f := front{level: level, hole: bounds{start, end}}
			if timed {
				f.cut = between
			}
			return f
		}
		if !goOn || !timed && between >= 0 {
			break
		}
		if between < 0 {
			between = start
		}
	}
	p.i = begin
	return front{}
}

// separators passes what stands between the parts of the front, and returns which of them it was.
func (p *frontParser) separators() (passed separator) {
	for p.i < len(p.s) {
		switch p.s[p.i] {
		case ' ', ',':
		case '\t':
			passed |= passedTab
		case '-', '|':
			passed |= passedBar
		case ':':
		case 0x1b:
			at := p.i
			if p.colours(); p.i == at {
				return passed
			}
			continue
		default:
			return passed
		}
		p.i++
	}
	return passed
}

type separator uint8

const (
	passedTab separator = 1 << iota
	passedBar           // a dash or a bar
)

// token reads one part of the front: the level, or else something that may stand before it.
func (p *frontParser) token(timed, first bool, passed separator) (level Level, goOn bool) {
	switch c := p.s[p.i]; {
	case c == '[' || c == '<' || c == '(':
		end := bytes.IndexByte(p.s[p.i:min(len(p.s), p.i+bracketMost)], closing(c))
		if end < 0 {
			return NoLevel, false
		}
		level = bracketLevel(p.s[p.i+1 : p.i+end])
		p.i += end + 1
		return level, true
	case isDigit(c):
		for p.i < len(p.s) && strings.IndexByte(" \t|", p.s[p.i]) < 0 {
			p.i++
		}
		return NoLevel, timed
	case isLetter(c):
		return p.word(timed, first, passed)
	}
	return NoLevel, false
}

func closing(open byte) byte {
	switch open {
	case '[':
		return ']'
	case '<':
		return '>'
	}
	return ')'
}

// bracketLevel returns the level that stands in brackets: "INFO ", "core:error".
func bracketLevel(inner []byte) Level {
	for len(inner) > 0 && inner[0] == 0x1b {
		end := bytes.IndexByte(inner, 'm')
		if end < 0 {
			return NoLevel
		}
		inner = inner[end+1:]
	}
	if at := bytes.IndexByte(inner, 0x1b); at >= 0 {
		inner = inner[:at]
	}
	if colon := bytes.LastIndexByte(inner, ':'); colon >= 0 {
		inner = inner[colon+1:]
	}
	return levelOf(bytes.TrimSpace(inner))
}

// word reads a word that may be a level, by what is around it.
func (p *frontParser) word(timed, first bool, passed separator) (level Level, goOn bool) {
	start := p.i
	for p.i < len(p.s) && isLetter(p.s[p.i]) {
		p.i++
	}
	word := p.s[start:p.i]
	next := byte(' ')
	if p.i < len(p.s) {
		next = p.s[p.i]
	}
	if level = levelOf(word); level != NoLevel && p.isSet(word, next, passed) {
		return level, false
	}
	switch {
	case string(word) == "LOG" && next == ':': // PostgreSQL
		return Info, false
	case len(word) == 1 && first && next == ' ' && p.componentFollows():
		return letterLevel(word[0]), false
	case !timed:
		return NoLevel, false
	}
	end := bytes.IndexByte(p.s[p.i:min(len(p.s), p.i+bracketMost)], ' ')
	if end < 0 {
		return NoLevel, false
	}
	p.i += end
	name := p.s[start:p.i]
	return NoLevel, p.barFollows() || bytes.IndexByte(name, '@') >= 0 // "name - LEVEL", "user@database LEVEL:"
}

// isSet reports whether the name of a level stands where no sentence begins: in capitals, before a
// colon, between tabs, dashes or bars.
func (p *frontParser) isSet(word []byte, next byte, passed separator) bool {
	switch {
	case next == ':':
		return true
	case isUpper(word) && strings.IndexByte(" \t|[,\x1b", next) >= 0:
		return true
	case passed&passedTab != 0 && (next == '\t' || next == 0x1b):
		return true
	}
	return passed&passedBar != 0 && p.barFollows()
}

// barFollows reports whether a dash or a bar between spaces follows.
func (p *frontParser) barFollows() bool {
	rest := p.s[p.i:]
	n := blanks(rest)
	return n > 0 && n+1 < len(rest) && (rest[n] == '-' || rest[n] == '|') && rest[n+1] == ' '
}

// componentFollows reports whether a word in capitals follows, as MongoDB has it behind the letter.
func (p *frontParser) componentFollows() bool {
	rest := p.s[p.i:]
	at := blanks(rest)
	return at+2 < len(rest) && isUpper(rest[at:at+3]) || at < len(rest) && rest[at] == '-'
}

// afterLevel returns where the message begins behind a level.
func (p *frontParser) afterLevel() int {
	p.colours()
	p.one(":")
	p.colours()
	p.i += blanks(p.s[p.i:])
	if bars := p.i; bars < len(p.s) && (p.s[bars] == '-' || p.s[bars] == '|') {
		for bars < len(p.s) && (p.s[bars] == '-' || p.s[bars] == '|') {
			bars++
		}
		if bars-p.i < 3 && bars < len(p.s) && p.s[bars] == ' ' {
			p.i = bars + blanks(p.s[bars:])
		}
	}
	if p.i+1 < len(p.s) && p.s[p.i] == ':' && p.s[p.i+1] == ' ' {
		p.i += 2
	}
	return p.i
}

// colours passes the sequences that come.
func (p *frontParser) colours() {
	for p.i+2 < len(p.s) && p.s[p.i] == 0x1b {
		end := bytes.IndexByte(p.s[p.i:], 'm')
		if end < 0 {
			return
		}
		p.i += end + 1
	}
}

// blanks returns how many spaces and tabs s begins with.
func blanks(s []byte) int {
	n := 0
	for n < len(s) && (s[n] == ' ' || s[n] == '\t') {
		n++
	}
	return n
}

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

func isUpper(word []byte) bool {
	for _, c := range word {
		if c < 'A' || c > 'Z' {
			return false
		}
	}
	return true
}
