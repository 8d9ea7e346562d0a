package vt

import (
	"cmp"
	"fmt"
	"strings"
)

// The private modes that change what the screen does. Others are only noted.
const (
	modeAutowrap  = 7
	modeCursor    = 25
	modeAltScreen = 1049
)

// maxParam bounds a parameter, so that a hostile one costs nothing.
const maxParam = 1 << 16

// A sequence is a control sequence taken apart.
type sequence struct {
	prefix byte // ? > < = or 0
	inter  string
	final  byte
	params []int // -1 where none was given
}

// name is how a sequence is reported, such as "CSI ?h".
func (q sequence) name() string {
	name := "CSI "
	if q.prefix != 0 {
		name += string(rune(q.prefix))
	}
	return name + q.inter + string(rune(q.final))
}

// arg is parameter i, or def if it was not given.
func (q sequence) arg(i, def int) int {
	if i < len(q.params) && q.params[i] >= 0 {
		return q.params[i]
	}
	return def
}

// count is parameter i of a sequence that counts: at least 1.
func (q sequence) count(i int) int { return max(1, q.arg(i, 1)) }

// csi runs a control sequence.
func (s *Screen) csi(final byte) {
	s.joining = false
	raw := string(s.parser.params)
	q := sequence{inter: string(s.parser.inter), final: final}
	if raw != "" && strings.IndexByte("?><=", raw[0]) >= 0 {
		q.prefix, raw = raw[0], raw[1:]
	}
	if q.prefix == 0 && q.inter == "" && final == 'm' {
		s.used["CSI m"]++
		s.cur.pen.apply(raw)
		return
	}
	q.params = parseParams(raw)
	s.note(q)
	if q.prefix == 0 && q.inter == "" {
		if s.move(q) || s.change(q) || s.report(q) {
			return
		}
	} else if s.private(q) {
		return
	}
	s.unknown[q.name()]++
}

// note notes what was written; modes and questions one by one.
func (s *Screen) note(q sequence) {
	name := q.name()
	switch q.final {
	case 'h', 'l', 'p', 'n':
		for _, n := range q.params {
			s.uses(fmt.Sprintf("CSI %s%d%s%c", strings.TrimSuffix(name[len("CSI "):], q.inter+string(rune(q.final))), n, q.inter, q.final), false)
		}
	default:
		s.uses(name, strings.IndexByte("JKXLMST@P", q.final) >= 0 && q.prefix == 0 && q.inter == "")
	}
}

// parseParams reads numbers between semicolons.
func parseParams(raw string) []int {
	var params []int
	for field := range strings.SplitSeq(raw, ";") {
		n := -1
		for _, c := range field {
			if c >= '0' && c <= '9' {
				n = min(maxParam, max(n, 0)*10+int(c-'0'))
			}
		}
		params = append(params, n)
	}
	return params
}

// move runs the sequences that only move the cursor.
func (s *Screen) move(q sequence) bool {
	switch q.final {
	case 'A':
		s.moveUp(q.count(0))
	case 'B', 'e':
		s.moveDown(q.count(0))
	case 'C', 'a':
		s.moveTo(s.cur.x+q.count(0), s.cur.y)
	case 'D':
		s.moveTo(s.cur.x-q.count(0), s.cur.y)
	case 'E':
		s.moveDown(q.count(0))
		s.moveTo(0, s.cur.y)
	case 'F':
		s.moveUp(q.count(0))
		s.moveTo(0, s.cur.y)
	case 'G', '`':
		s.moveTo(q.count(0)-1, s.cur.y)
	case 'H', 'f':
		s.moveTo(q.count(1)-1, q.count(0)-1)
	case 'd':
		s.moveTo(s.cur.x, q.count(0)-1)
	case 'I':
		s.tab(q.count(0))
	case 'Z':
		s.tab(-q.count(0))
	case 's':
		s.buf.saved = s.cur
	case 'u':
		s.cur = s.buf.saved
	default:
		return false
	}
	return true
}

// change runs the sequences that erase and shift.
func (s *Screen) change(q sequence) bool { //nolint:gocyclo // A flat table of sequences.
	inRegion := s.cur.y >= s.top && s.cur.y <= s.bottom
	switch q.final {
	case 'J':
		s.eraseScreen(q.arg(0, 0))
	case 'K':
		s.eraseLine(q.arg(0, 0))
	case 'X':
		s.erase(s.cur.y, s.cur.x, s.cur.x+q.count(0))
	case 'L':
		if inRegion {
			s.scroll(s.cur.y, s.bottom, -q.count(0))
		}
	case 'M':
		if inRegion {
			s.scroll(s.cur.y, s.bottom, q.count(0))
		}
	case 'S':
		s.scroll(s.top, s.bottom, q.count(0))
	case 'T':
		s.scroll(s.top, s.bottom, -q.count(0))
	case '@':
		s.insertCells(q.count(0))
	case 'P':
		s.deleteCells(q.count(0))
	case 'r':
		s.setRegion(q.count(0)-1, q.arg(1, s.rows)-1)
	case 'h', 'l':
		if q.arg(0, 0) != 4 {
			return false
		}
		s.insert = q.final == 'h'
	case 'g':
		if q.arg(0, 0) == 3 {
			clear(s.tabs)
		} else {
			delete(s.tabs, s.cur.x)
		}
	default:
		return false
	}
	return true
}

func (s *Screen) eraseScreen(how int) {
	from, to := 0, s.rows // rows that are erased whole
	switch how {
	case 0:
		s.erase(s.cur.y, s.cur.x, s.cols)
		from = s.cur.y + 1
	case 1:
		s.erase(s.cur.y, 0, s.cur.x+1)
		to = s.cur.y
	case 3: // The scroll-back, which this terminal does not have.
		return
	}
	for y := from; y < to; y++ {
		s.erase(y, 0, s.cols)
	}
	s.cur.wrapPending = false
}

func (s *Screen) eraseLine(how int) {
	switch how {
	case 0:
		s.erase(s.cur.y, s.cur.x, s.cols)
	case 1:
		s.erase(s.cur.y, 0, s.cur.x+1)
	case 2:
		s.erase(s.cur.y, 0, s.cols)
	}
}

func (s *Screen) setRegion(top, bottom int) {
	if bottom <= 0 || bottom >= s.rows {
		bottom = s.rows - 1
	}
	if top < bottom {
		s.top, s.bottom = top, bottom
	}
	s.moveTo(0, 0)
}

// report answers the sequences that ask something.
func (s *Screen) report(q sequence) bool {
	switch {
	case q.final == 'n' && q.arg(0, 0) == 5:
		s.answer("DSR", "\x1b[0n")
	case q.final == 'n' && q.arg(0, 0) == 6:
		s.answer("CPR", fmt.Sprintf("\x1b[%d;%dR", s.cur.y+1, s.cur.x+1))
	case q.final == 'c':
		s.answer("DA1", "\x1b[?62;22c")
	default:
		return false
	}
	return true
}

// private runs the sequences with a prefix or an intermediate byte.
func (s *Screen) private(q sequence) bool {
	switch q.name() {
	case "CSI ?h", "CSI ?l":
		for _, mode := range q.params {
			s.setMode(mode, q.final == 'h')
		}
	case "CSI ?$p":
		mode, state := q.arg(0, 0), 0
		if on, known := s.modes[mode]; known {
			state = 2
			if on {
				state = 1
			}
		}
		s.answer(fmt.Sprintf("DECRQM %d", mode), fmt.Sprintf("\x1b[?%d;%d$y", mode, state))
	case "CSI >c":
		s.answer("DA2", "\x1b[>1;10;0c")
	case "CSI >q":
		s.answer("XTVERSION", "\x1bP>|"+cmp.Or(s.Name, "vt")+"\x1b\\")
	case "CSI  q": // The cursor's shape.
	default:
		return false
	}
	return true
}

func (s *Screen) setMode(mode int, on bool) {
	s.modes[mode] = on
	if mode != modeAltScreen || on == s.AltScreen() {
		return
	}
	if on {
		s.main.saved = s.cur
		s.buf = &s.alt
		clear(s.alt.cells)
		return
	}
	s.buf = &s.main
	s.cur = s.main.saved
	s.cur.x, s.cur.y = min(s.cur.x, s.cols-1), min(s.cur.y, s.rows-1)
}
