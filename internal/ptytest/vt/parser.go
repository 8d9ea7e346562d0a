package vt

import (
	"strings"
	"unicode/utf8"
)

// parserState is where in a sequence the parser is.
type parserState int

const (
	stateGround       parserState = iota
	stateEscape                   // after ESC
	stateEscapeInter              // after ESC and an intermediate byte
	stateCSI                      // after CSI
	stateString                   // inside OSC, DCS, APC, PM or SOS
	stateStringEscape             // after an ESC inside one
)

// maxString bounds what is kept of an OSC or DCS string.
const maxString = 1 << 16

// A parser cuts the program's output into characters and sequences.
type parser struct {
	state  parserState
	utf8   []byte
	params []byte // CSI parameters, or the string
	inter  []byte
	kind   byte // of the string: the byte after ESC
}

// Write takes what the program wrote. It never fails.
func (s *Screen) Write(p []byte) (int, error) {
	for _, c := range p {
		s.feed(c)
	}
	return len(p), nil
}

func (s *Screen) feed(c byte) { //nolint:gocyclo // A flat table of states.
	p := &s.parser
	switch p.state {
	case stateGround:
		s.ground(c)
	case stateEscape:
		s.escape(c)
	case stateEscapeInter:
		p.state = stateGround
		if c == 0x1b {
			p.state = stateEscape
			return
		}
		s.uses("ESC "+string(p.inter)+string(rune(c)), false)
		if p.inter[0] == '(' {
			s.cur.lineDrawing = c == '0'
		}
	case stateCSI:
		switch {
		case c == 0x1b:
			p.state = stateEscape
		case c == 0x18 || c == 0x1a:
			p.state = stateGround
		case c < 0x20:
			s.control(c)
		case c >= 0x40 && c <= 0x7e:
			p.state = stateGround
			s.csi(c)
		case c <= 0x2f:
			p.inter = append(p.inter, c)
		default:
			p.params = append(p.params, c)
		}
	case stateString:
		switch {
		case c == 0x1b:
			p.state = stateStringEscape
		case c == 0x07:
			p.state = stateGround
			s.stringDone()
		case c == 0x18 || c == 0x1a:
			p.state = stateGround
		case len(p.params) < maxString:
			p.params = append(p.params, c)
		}
	case stateStringEscape:
		p.state = stateGround
		s.stringDone()
		if c != '\\' {
			s.escape(c)
		}
	}
}

// ground takes a byte of text or a control character.
func (s *Screen) ground(c byte) {
	p := &s.parser
	if len(p.utf8) == 0 && c < utf8.RuneSelf {
		if c >= 0x20 && c != 0x7f {
			s.put(rune(c))
		} else {
			s.control(c)
		}
		return
	}
	p.utf8 = append(p.utf8, c)
	for len(p.utf8) > 0 && utf8.FullRune(p.utf8) {
		r, n := utf8.DecodeRune(p.utf8)
		rest := p.utf8[n:]
		if r < utf8.RuneSelf {
			// The ASCII byte that cut a longer character short.
			next := p.utf8[0]
			p.utf8 = p.utf8[:0]
			s.feed(next)
			return
		}
		s.put(r)
		p.utf8 = append(p.utf8[:0], rest...)
	}
}

// control runs a C0 control character.
func (s *Screen) control(c byte) {
	s.joining = false
	if c != 0x1b {
		s.uses(controlName(c), c == '\n' && s.cur.y == s.bottom)
	}
	switch c {
	case 0x1b:
		s.parser.state = stateEscape
	case '\r':
		s.moveTo(0, s.cur.y)
	case '\n', '\v', '\f':
		s.cur.wrapPending = false
		s.index()
	case '\b':
		s.moveTo(s.cur.x-1, s.cur.y)
	case '\t':
		s.tab(1)
	case 0x00, 0x07, 0x0e, 0x0f, 0x7f:
	default:
		s.unknown[controlName(c)]++
	}
}

// controlName is how a C0 control character is reported.
func controlName(c byte) string {
	switch c {
	case '\r':
		return "CR"
	case '\n':
		return "LF"
	}
	return "C0 " + string(rune('@'^c))
}

// uses notes a sequence or control character. One that makes blank cells is noted with what
// terminals disagree about.
func (s *Screen) uses(name string, blanks bool) {
	switch {
	case blanks && s.cur.pen.Bg != 0:
		name += " on a background"
	case blanks && (name == "LF" || name == "ESC M") && s.top == 0 && s.bottom == s.rows-1:
		name += " without a region"
	}
	s.used[name]++
}

// escape takes the byte after ESC.
func (s *Screen) escape(c byte) {
	p := &s.parser
	p.state, p.params, p.inter = stateGround, p.params[:0], p.inter[:0]
	if strings.IndexByte("[]P_^X()*+#% \\\x1b", c) < 0 { // The others are noted where they end.
		s.uses("ESC "+string(rune(c)), c == 'M' && s.cur.y == s.top)
	}
	switch c {
	case '[':
		p.state = stateCSI
	case ']', 'P', '_', '^', 'X':
		p.state, p.kind = stateString, c
	case '(', ')', '*', '+', '#', '%', ' ':
		p.state, p.inter = stateEscapeInter, append(p.inter, c)
	case '7':
		s.buf.saved = s.cur
	case '8':
		s.cur = s.buf.saved
	case 'D':
		s.index()
	case 'M':
		s.reverseIndex()
	case 'E':
		s.cur.x = 0
		s.index()
	case 'H':
		s.tabs[s.cur.x] = true
	case 'c':
		s.init(s.cols, s.rows)
	case '=', '>', '\\':
	case 0x1b:
		p.state = stateEscape
	default:
		s.unknown["ESC "+string(rune(c))]++
	}
}

// stringDone takes an OSC, DCS, APC, PM or SOS string that has ended.
func (s *Screen) stringDone() {
	text := string(s.parser.params)
	if s.parser.kind != ']' {
		s.uses("string ESC "+string(rune(s.parser.kind)), false)
		s.unknown["string ESC "+string(rune(s.parser.kind))]++
		return
	}
	number, rest, _ := strings.Cut(text, ";")
	s.uses("OSC "+number, false)
	switch {
	case number == "0" || number == "2":
		s.title = rest
	case (number == "10" || number == "11") && rest == "?":
		colour := map[string]string{"10": "cccc/cccc/cccc", "11": "0000/0000/0000"}[number]
		s.answer("OSC "+number, "\x1b]"+number+";rgb:"+colour+"\x1b\\")
	default:
		s.unknown["OSC "+number]++
	}
}

// answer notes a query and answers it, if the terminal answers at all.
func (s *Screen) answer(query, reply string) {
	s.queries[query]++
	if s.Reply != nil {
		s.Reply([]byte(reply))
	}
}
