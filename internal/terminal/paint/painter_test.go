package paint

import (
	"bytes"
	"flag"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"pgregory.net/rapid"

	"fleetop/internal/ptytest/vt"
)

// A session is a terminal and what paints on it.
type session struct {
	colors  Profile
	w, h    int
	texts   []string
	screen  *vt.Screen
	audit   *vt.Screen // gets only what the painter writes
	painter *Painter
	picture picture
	crlf    bool // the line makes CR LF of LF, as one in cooked mode does
}

func newSession(s source, maxW, maxH int) *session {
	n := &session{colors: Profile(s.choose(4)), w: 1 + s.choose(maxW), h: 1 + s.choose(maxH), texts: plainTexts, crlf: s.choose(2) == 0}
	n.screen, n.audit, n.painter = vt.New(n.w, n.h), newAudit(n.w, n.h), NewPainter(n.colors)
	n.screen.NoBCE, n.screen.Graphemes = s.choose(2) == 0, s.choose(2) == 0
	if s.choose(3) == 0 {
		n.texts = append(slices.Clone(plainTexts), riskyTexts...)
	}
	n.screen.Write([]byte("\x1b[?7lleft over\r\n\x1b[41mfrom a shell\x1b[2;3r"))
	if len(n.texts) == len(plainTexts) && s.choose(2) == 0 {
		n.screen.Write([]byte("\x1b[?7h")) // nothing may depend on it
	}
	n.painter.Resize(n.w, n.h)
	return n
}

// step shows the next picture, now and then on a terminal of another size.
func (n *session) step(t failer, s source) {
	t.Helper()
	switch s.choose(12) {
	case 0:
		n.w, n.h = 1+s.choose(40), 1+s.choose(16)
		n.screen.Resize(n.w, n.h)
		n.audit.Resize(n.w, n.h)
		n.painter.Resize(n.w, n.h)
		n.picture = n.picture[:min(n.h, len(n.picture))]
		for y := range n.picture {
			n.picture[y] = fit(n.picture[y], n.w)
		}
	case 1:
		n.screen.Write([]byte("\x1b[3;4Hscribbled\x1b[7m"))
		n.painter.Forget()
	}
	n.picture = change(s, n.picture, n.w, n.h, n.texts)
	marked, x, y := n.picture.withCursor(s)
	frame := marked.frame(s.choose(4) == 0, s.choose(2) == 0)
	written := n.painter.Paint(nil, frame)
	if n.crlf {
		n.screen.Write(bytes.ReplaceAll(written, []byte("\n"), []byte("\r\n")))
	} else {
		n.screen.Write(written)
	}
	n.picture.shows(t, n.screen, n.colors)
	only(t, written, n.audit)
	if gotX, gotY := n.screen.Cursor(); n.screen.CursorVisible() != (x >= 0) || x >= 0 && (gotX != x || gotY != y) {
		t.Fatalf("the cursor is at %d,%d, visible %v; want %d,%d", gotX, gotY, n.screen.CursorVisible(), x, y)
	}
	if again := n.painter.Paint(nil, frame); len(again) != 0 {
		t.Fatalf("an equal frame wrote %q", again)
	}
	if other := n.painter.Paint(nil, marked.frame(true, false)); len(other) != 0 {
		t.Fatalf("a frame that looks the same wrote %q", other)
	}
}

// universal is all that a painter writes besides text: what every terminal does in
// the same way, whatever its name says it can do. It is the only use of modes: what
// a program left behind is put back, and [Painter.put] wraps a mark.
var universal = []string{
	"CR", "LF", "CSI B", "CSI H", "CSI J", "CSI K", "CSI X", "CSI m", "CSI r", "ESC M",
	"ESC (B", "CSI 4l", "CSI ?6l", "CSI ?7h", "CSI ?7l", "CSI ?25h", "CSI ?25l",
}

// newAudit returns a screen that is to get only what a painter writes.
func newAudit(w, h int) *vt.Screen {
	audit := vt.New(w, h)
	audit.Write([]byte("\x1b[?7l"))
	return audit
}

// only fails if something was written that is not universal, and if it has left a
// scroll region.
func only(t failer, written []byte, audit *vt.Screen) {
	t.Helper()
	audit.Write(written)
	for _, used := range audit.Used() {
		if !slices.Contains(universal, used) {
			t.Fatalf("wrote %s in %q", used, written)
		}
	}
	_, rows := audit.Size()
	if top, bottom := audit.Region(); top != 0 || bottom != rows-1 {
		t.Fatalf("%q leaves a region from %d to %d", written, top, bottom)
	}
	if !utf8.Valid(written) || bytes.ContainsFunc(written, func(r rune) bool { return unicode.In(r, unicode.Bidi_Control) }) {
		t.Fatalf("wrote %q", written)
	}
}

// After every frame the terminal shows it, cell by cell.
func TestPaintShowsTheFrame(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := rapidSource{t}
		n := newSession(s, 40, 16)
		for range 1 + s.choose(6) {
			n.step(t, s)
		}
	})
}

// FuzzPaint is TestPaintShowsTheFrame by bytes.
func FuzzPaint(f *testing.F) {
	f.Add([]byte("\x00\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c"))
	f.Add([]byte(strings.Repeat("the quick brown fox jumps over the lazy dog", 20)))
	f.Fuzz(func(t *testing.T, data []byte) {
		s := &byteSource{data[:min(len(data), 4096)]}
		n := newSession(s, 40, 16)
		for range 20 {
			n.step(t, s)
			if s.done() {
				return
			}
		}
	})
}

var sessions = flag.Int("sessions", 40, "sessions of TestPaintShowsTheFrameLong")

type randSource struct{ *rand.Rand }

func (s randSource) choose(n int) int { return s.IntN(n) }

// The same with long sessions on larger screens, which rapid seldom draws.
func TestPaintShowsTheFrameLong(t *testing.T) {
	t.Parallel()
	for seed := range uint64(*sessions) {
		s := randSource{rand.New(rand.NewPCG(seed, 1))}
		n := newSession(s, 90, 30)
		for range 30 {
			n.step(t, s)
		}
	}
}

// Lines may be longer than the terminal, and more than it has rows.
func TestPaintCutsFrames(t *testing.T) {
	t.Parallel()
	for frame, want := range map[string]string{
		"abcdefg":               "abcde",
		"abcd漢x":                "abcd",
		"abc漢x":                 "abc漢",
		"a\x1b[31m\nb\nc\nd\ne": "a\nb\nc",
		"abcd👩\u200d👩\u200d👧x":  "abcd",
		"":                      "",
	} {
		p, s := NewPainter(NoColor), vt.New(5, 3)
		p.Resize(5, 3)
		s.Write(p.Paint(nil, frame))
		if got := strings.TrimRight(s.Text(), "\n"); got != want {
			t.Errorf("%q is shown as %q, want %q", frame, got, want)
		}
	}
}

// No size, no frame: nothing is written, and what comes later is whole.
func TestPaintWithoutSize(t *testing.T) {
	t.Parallel()
	p := NewPainter(NoColor)
	for _, size := range [][2]int{{-1, 5}, {0, 0}, {5, 0}} {
		if written := p.Paint(nil, "a"); len(written) > 0 || p.Rows() > 0 {
			t.Errorf("wrote %q", written)
		}
		p.Resize(size[0], size[1])
	}
	p.Resize(5, 1)
	if written := string(p.Paint([]byte("before"), "a")); !strings.HasPrefix(written, "before\x1b") || !strings.HasSuffix(written, "a") {
		t.Errorf("wrote %q", written)
	}
}

// The screen is cleared only when it is unknown what it shows.
func TestClear(t *testing.T) {
	t.Parallel()
	p := NewPainter(NoColor)
	p.Resize(5, 2)
	for _, tt := range []struct {
		frame  string
		change func()
		clears bool
		rows   int
	}{
		{"a\nb", func() {}, true, 2},
		{"a\nc", func() {}, false, 1},
		{"", func() {}, false, 2},
		{"", func() {}, false, 0},
		{"", p.Forget, true, 0},
		{"x", func() { p.Resize(5, 2) }, true, 1},
	} {
		tt.change()
		written := string(p.Paint(nil, tt.frame))
		if got := strings.Contains(written, "\x1b[2J"); got != tt.clears || p.Rows() != tt.rows {
			t.Errorf("%q: cleared %v, %d rows with %q; want %v, %d", tt.frame, got, p.Rows(), written, tt.clears, tt.rows)
		}
	}
}

// After scrolling the cursor may stand in the right half of a wide character.
func TestCursorInWideCharacter(t *testing.T) {
	t.Parallel()
	p, s := NewPainter(NoColor), vt.New(20, 5)
	p.Resize(20, 5)
	rows := []string{"first row of text", "second row of text", "third row of text", "fourth row of text", "ab漢c-th row of text", "sixth row of text"}
	s.Write(p.Paint(nil, strings.Join(rows[:5], "\n")))
	rows[3] = "foXrth row of text"
	s.Write(p.Paint(nil, strings.Join(rows[:5], "\n")))
	rows[4] = "ab漢c+th row of text"
	written := p.Paint(nil, strings.Join(rows[1:], "\n"))
	s.Write(written)
	if got, want := s.Text(), strings.Join(rows[1:], "\n")+"\n"; got != want {
		t.Errorf("%q shows\n%s\nwant\n%s", written, got, want)
	}
	only(t, written, newAudit(20, 5))
	if !bytes.Contains(written, []byte("\x1b[2;5r\x1b[5H\n\x1b[r")) {
		t.Errorf("%q does not scroll", written)
	}
}

// A frame after another costs no memory.
func TestPaintAllocatesNothing(t *testing.T) { //nolint:paralleltest // Others would be counted.
	p := NewPainter(ANSI256)
	p.Resize(80, 24)
	s := randSource{rand.New(rand.NewPCG(1, 1))}
	var frames []string
	var shown picture
	for range 20 {
		shown = change(s, shown, 80, 24, plainTexts)
		frames = append(frames, shown.frame(false, false))
	}
	dst := make([]byte, 0, 1<<16)
	i := 0
	paint := func() {
		dst = p.Paint(dst[:0], frames[i%len(frames)])
		i++
	}
	for range frames {
		paint()
	}
	if n := testing.AllocsPerRun(100, paint); n > 0 {
		t.Errorf("%v allocations a frame", n)
	}
}

// TestNoColumnIsKeptBehindWhatTerminalsDispute checks that the cursor goes down in its column only where
// every terminal agrees which column that is: a character that one of them draws wider or narrower must
// not shift other rows.
func TestNoColumnIsKeptBehindWhatTerminalsDispute(t *testing.T) {
	t.Parallel()
	for written, test := range map[string]struct {
		width int
		keeps bool
	}{"a": {1, true}, "│": {1, true}, "é": {1, false}, "漢": {2, false}} {
		p := NewPainter(NoColor)
		p.Resize(40, 3)
		below := strings.Repeat("0", 5+test.width)
		p.Paint(nil, "00000"+strings.Repeat("x", test.width)+"\n\n"+below+"x")
		got := string(p.Paint(nil, "00000"+written+"\n\n"+below+"y"))
		if strings.Contains(got, "\x1b[2B") != test.keeps {
			t.Errorf("%q leads to %q", written, got)
		}
	}
}
