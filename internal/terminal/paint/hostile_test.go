package paint

import (
	"strings"
	"testing"
	"unicode/utf8"

	"fleetop/internal/ptytest/vt"
)

// What comes into a frame from outside never reaches the terminal but as text.
func TestHostileFrames(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ frame, want string }{
		"clipboard":           {"a\x1b]52;c;SEFDSw==\x07b", "ab"},
		"title":               {"a\x1b]0;title\x1b\\b", "ab"},
		"link":                {"a\x1b]8;;http://x\x1b\\b", "ab"},
		"string without end":  {"a\x1b]0;b", "a"},
		"and the next line":   {"a\x1b]0;b\nc", "a\nc"},
		"DCS":                 {"a\x1bP$qm\x1b\\b", "ab"},
		"APC":                 {"a\x1b_Gf=24\x1b\\b", "ab"},
		"PM and SOS":          {"a\x1b^x\x1b\\b\x1bXy\x1b\\c", "abc"},
		"cursor":              {"a\x1b[Hb\x1b[10Ac\x1b[2;5Hd", "abcd"},
		"erasing":             {"a\x1b[2Jb\x1b[Kc", "abc"},
		"modes":               {"a\x1b[?1049lb\x1b[?25hc\x1b[4hd", "abcd"},
		"questions":           {"a\x1b[6nb\x1b[cc\x1b[?2026$pd\x1b[>qe", "abcde"},
		"regions":             {"a\x1b[2;3rb\x1b[3Sc", "abc"},
		"repetition":          {"a\x1b[999999999bb", "ab"},
		"reset":               {"a\x1bcb\x1b#8c\x1b(0d\x0ee", "abcde"},
		"private SGR":         {"a\x1b[>4;2mb\x1b[?4mc\x1b[1$md\x1b[1 me", "abcde"},
		"sequence cut short":  {"a\x1b[3\x1b[1mb\x1b[3\x07mc", "abmc"},
		"sequence at the end": {"a\x1b[3", "a"},
		"escape at the end":   {"a\x1b", "a"},
		"escape and control":  {"a\x1b\x07b\x1b\x1b]0;x\x07c", "abc"},
		"controls":            {"a\rb\bc\td\ve\x00f\x7fg\x07h", "abcdefgh"},
		"C1 as UTF-8":         {"a\u009b31mb\u009dc\u0085d", "a?31mb?c?d"},
		"C1 as bytes":         {"a\x9b31mb\x9dc", "a?31mb?c"},
		"not UTF-8":           {"a\xffb\xc3", "a?b?"},
		"surrogates":          {"a\xed\xa0\x80b", "a???b"},
		"bidirectional":       {"a\u202eb\u2066c\u200fd", "a?b?c?d"},
		"no width":            {"a\u200bb\u2060c\u2028d\ufeffe", "abc de"},
		"format characters":   {"a\u00adbc\ufff9d\U000e0041e", "abc?de"},
		"before a letter":     {"a\u0600b\U000110bdc\u070fde", "a?b?c?de"},
		"U+FFFD":              {"a\ufffdb", "a?b"},
		"marks alone":         {"\u0301a", "a"},
		"huge parameters":     {"\x1b[99999999999999999999;1ma\x1b[38;5;99999mb\x1b[38;2;1mc\x1b[48mde", "abcde"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p, s := NewPainter(TrueColor), vt.New(20, 3)
			p.Resize(20, 3)
			written := p.Paint(nil, tt.frame)
			s.Write(written)
			if got := strings.TrimRight(s.Text(), "\n"); got != tt.want {
				t.Errorf("shows %q, want %q", got, tt.want)
			}
			only(t, written, newAudit(20, 3))
			if got := len(s.Queries()) + len(s.Unknown()); got != 0 || s.Title() != "" {
				t.Errorf("wrote %q", written)
			}
		})
	}
}

// Too many marks are cut off, so that a cell cannot hold a megabyte.
func TestLongGrapheme(t *testing.T) {
	t.Parallel()
	p := NewPainter(NoColor)
	p.Resize(10, 1)
	written := p.Paint(nil, "a"+strings.Repeat("\u0301", 100_000)+"b")
	if !strings.HasSuffix(string(written), "b") || len(written) > 200 || !utf8.Valid(written) {
		t.Errorf("wrote %d bytes", len(written))
	}
}

// Whatever the bytes of two frames: nothing but text, SGR and what the painter
// writes itself reaches the terminal, and it shows the second as if it were the
// first.
func FuzzHostile(f *testing.F) {
	f.Add("a\x1b[1;31mb\n\x1b]52;c;x\x07", "a\x1b[2Jb\u0301\n👩\u200d👩\u200d👧 ❤\ufe0f")
	f.Add("\xff\x1b[38;5;208mx", "\u0600a\u00ad\u1100\u1161\u11a8")
	f.Fuzz(func(t *testing.T, first, second string) {
		p, s := NewPainter(ANSI256), vt.New(20, 5)
		anew, whole := NewPainter(ANSI256), vt.New(20, 5)
		audit := newAudit(20, 5)
		p.Resize(20, 5)
		anew.Resize(20, 5)
		s.Write([]byte("\x1b[?7l"))
		whole.Write([]byte("\x1b[?7l"))
		for _, frame := range []string{first, second} {
			written := p.Paint(nil, frame)
			only(t, written, audit)
			s.Write(written)
		}
		whole.Write(anew.Paint(nil, second))
		for y := range 5 {
			if p.next[y].risky {
				continue // what a terminal makes of it depends on what was there
			}
			for x := range 20 {
				if got, want := visible(s.Cell(x, y)), visible(whole.Cell(x, y)); got != want {
					t.Fatalf("column %d of row %d is %+v, want %+v", x, y, got, want)
				}
			}
		}
	})
}
