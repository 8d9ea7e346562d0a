package vt

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

// shown is what a 10×4 screen shows after some output, without empty rows at the end.
func shown(t *testing.T, output string) (*Screen, string) {
	t.Helper()
	s := New(10, 4)
	if _, err := s.Write([]byte(output)); err != nil {
		t.Fatal(err)
	}
	return s, strings.TrimRight(s.Text(), "\n")
}

func TestScreenShowsText(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, output, want string }{
		{"lines", "ab\r\ncd", "ab\ncd"},
		{"newline keeps the column", "ab\ncd", "ab\n  cd"},
		{"backspace", "ab\bc", "ac"},
		{"tab", "a\tb", "a       b"},
		{"back tab", "a\tb\x1b[2Zc", "c       b"},
		{"wrap", "0123456789ab", "0123456789\nab"},
		{"wrap is pending in the last column", "0123456789\r\nab", "0123456789\nab"},
		{"no autowrap", "\x1b[?7l0123456789ab", "012345678b"},
		{"a wide character wraps whole", "012345678漢", "012345678\n漢"},
		{"a wide character without autowrap", "\x1b[?7l012345678漢", "01234567漢"},
		{"scroll", "1\r\n2\r\n3\r\n4\r\n5", "2\n3\n4\n5"},
		{"combining mark", "e\u0301x", "e\u0301x"},
		{"combining mark after a wide character", "漢\u0301x", "漢\u0301x"},
		{"combining mark in the last column", "012345678e\u0301", "012345678e\u0301"},
		{"combining mark there without autowrap", "\x1b[?7l012345678e\u0301", "012345678\u0301e"},
		{"left half overwritten", "漢字\x1b[1;1Hx", "x 字"},
		{"right half overwritten", "漢字\x1b[1;2Hx", " x字"},
		{"line drawing", "\x1b(0lqk\x1b(Bq", "┌─┐q"},
		{"broken UTF-8", "a\xe6\xbcb", "a\uFFFD\uFFFDb"},
		{"UTF-8 cut by a sequence", "a\xe6\x1b[1;5Hb", "a\uFFFD  b"},
		{"string is not shown", "a\x1b]52;c;eA==\x07b\x1bPq\x1b\\c", "abc"},
		{"sequence cut short by the next", "a\x1b[3\x1b[1;3Hb", "a b"},

		{"CUP", "\x1b[2;3Hx", "\n  x"},
		{"CUP beyond the edge", "\x1b[99;99Hx", "\n\n\n         x"},
		{"CUU CUD CUF CUB", "\x1b[2B\x1b[3Cx\x1b[A\x1b[2Dy", "\n  y\n   x"},
		{"CNL CPL", "ab\x1b[2Ec\x1b[Fd", "ab\nd\nc"},
		{"CHA VPA", "\x1b[3G\x1b[2dx", "\n  x"},
		{"save and restore", "ab\x1b7\x1b[4;4Hx\x1b8c", "abc\n\n\n   x"},

		{"EL right", "abcdef\x1b[4G\x1b[K", "abc"},
		{"EL left", "abcdef\x1b[3G\x1b[1K", "   def"},
		{"EL all", "abcdef\x1b[2K", ""},
		{"ED below", "a\r\nb\r\nc\x1b[2;1H\x1b[J", "a"},
		{"ED above", "a\r\nbc\r\nd\x1b[2;1H\x1b[1J", "\n c\nd"},
		{"ED all keeps the cursor", "a\r\nb\x1b[2Jc", "\n c"},
		{"ECH", "abcdef\x1b[2G\x1b[3X", "a   ef"},
		{"erasing half a wide character", "漢字\x1b[2G\x1b[X", "  字"},
		{"REP is for some terminals only", "ab\x1b[3bc", "abc"},
		{"ICH", "abcd\x1b[2G\x1b[2@", "a  bcd"},
		{"DCH", "abcdef\x1b[2G\x1b[2P", "adef"},
		{"IRM", "abc\x1b[1G\x1b[4hxy\x1b[4lz", "xyzbc"},

		{"IL", "1\r\n2\r\n3\x1b[2;1H\x1b[L", "1\n\n2\n3"},
		{"DL", "1\r\n2\r\n3\x1b[2;1H\x1b[M", "1\n3"},
		{"SU", "1\r\n2\r\n3\x1b[2S", "3"},
		{"SD", "1\r\n2\x1b[T", "\n1\n2"},
		{"scroll region", "1\r\n2\r\n3\r\n4\x1b[2;3r\x1b[3;1H\nx", "1\n3\nx\n4"},
		{"reverse index in a region", "1\r\n2\r\n3\r\n4\x1b[2;3r\x1b[2;1H\x1bMx", "1\nx\n2\n4"},
		{"IL outside of the region", "1\r\n2\r\n3\x1b[2;3r\x1b[L", "1\n2\n3"},
		{"alternate screen", "shell\x1b[?1049hfleet", "     fleet"},
		{"leaving the alternate screen", "shell\x1b[?1049h\x1b[2;2Hfleet\x1b[?1049l$", "shell$"},
		{"reset", "abc\x1bcd", "d"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if _, got := shown(t, tt.output); got != tt.want {
				t.Errorf("after %q:\n%s\nwant:\n%s", tt.output, got, tt.want)
			}
		})
	}
}

func TestSGRSetsTheStyle(t *testing.T) {
	t.Parallel()
	tests := []struct {
		sgr  string
		want Style
	}{
		{"\x1b[31m", Style{Fg: Palette(1)}},
		{"\x1b[53m", Style{Attr: Overline}},
		{"\x1b[53;1;55m", Style{Attr: Bold}},
		{"\x1b[92;104m", Style{Fg: Palette(10), Bg: Palette(12)}},
		{"\x1b[38;5;208;1m", Style{Fg: Palette(208), Attr: Bold}},
		{"\x1b[48;2;1;2;3;4m", Style{Bg: RGB(1, 2, 3), Attr: Underline}},
		{"\x1b[38:2::1:2:3m", Style{Fg: RGB(1, 2, 3)}},
		{"\x1b[38:5:9m", Style{Fg: Palette(9)}},
		{"\x1b[1;2;3;4;5;7;8;9m\x1b[22;25m", Style{Attr: Italic | Underline | Reverse | Hidden | Strike}},
		{"\x1b[1;2;3;4;7;8;9m\x1b[23;24;27;28;29m", Style{Attr: Bold | Faint}},
		{"\x1b[31;41;1m\x1b[39;49m", Style{Attr: Bold}},
		{"\x1b[31;1m\x1b[m", Style{}},
		{"\x1b[4m\x1b[4:0m", Style{}},
		{"\x1b[58;5;3;31m", Style{Fg: Palette(1)}},
	}
	for _, tt := range tests {
		s, _ := shown(t, tt.sgr+"x")
		if diff := cmp.Diff(Cell{Text: "x", Style: tt.want}, s.Cell(0, 0)); diff != "" {
			t.Errorf("%q (-want +got):\n%s", tt.sgr, diff)
		}
		if got := s.Pen(); got != tt.want {
			t.Errorf("pen after %q: %v, want %v", tt.sgr, got, tt.want)
		}
	}
}

func TestErasingKeepsTheBackground(t *testing.T) {
	t.Parallel()
	s, _ := shown(t, "\x1b[44;31mab\x1b[K")
	if got, want := s.Cell(5, 0), (Cell{Style: Style{Bg: Palette(4)}}); got != want {
		t.Errorf("erased cell is %+v, want %+v", got, want)
	}
}

func TestPrivateModesAreKnown(t *testing.T) {
	t.Parallel()
	s, _ := shown(t, "\x1b[?25l\x1b[?2004;1004h\x1b]2;fleet\x07")
	if s.CursorVisible() || !s.Mode(2004) || !s.Mode(1004) || !s.Mode(7) || s.Mode(1000) {
		t.Errorf("cursor %v, paste %v, focus %v, autowrap %v, mouse %v", s.CursorVisible(), s.Mode(2004), s.Mode(1004), s.Mode(7), s.Mode(1000))
	}
	if s.Title() != "fleet" {
		t.Errorf("title %q", s.Title())
	}
}

func TestQueriesAreNotedAndAnswered(t *testing.T) {
	t.Parallel()
	const ask = "ab\x1b[6n\x1b[5n\x1b[c\x1b]11;?\x07\x1b[?7$p\x1b[?2026$p"
	s := New(10, 4)
	var reply strings.Builder
	s.Reply = func(b []byte) { reply.Write(b) }
	_, _ = s.Write([]byte(ask))
	const want = "\x1b[1;3R\x1b[0n\x1b[?62;22c\x1b]11;rgb:0000/0000/0000\x1b\\\x1b[?7;1$y\x1b[?2026;0$y"
	if reply.String() != want {
		t.Errorf("replies %q, want %q", reply.String(), want)
	}
	silent, _ := shown(t, ask)
	if got, want := silent.Queries(), []string{"CPR", "DA1", "DECRQM 2026", "DECRQM 7", "DSR", "OSC 11"}; !slices.Equal(got, want) {
		t.Errorf("queries %q, want %q", got, want)
	}
}

func TestUnknownSequencesAreReported(t *testing.T) {
	t.Parallel()
	s, _ := shown(t, "\x1b[>5m\x1b[?1z\x1b]52;c;\x07\x1bPq\x1b\\\x1bZ\x01\x1b[3b")
	want := []string{"C0 A", "CSI >m", "CSI ?z", "CSI b", "ESC Z", "OSC 52", "string ESC P"}
	if got := s.Unknown(); !slices.Equal(got, want) {
		t.Errorf("unknown %q, want %q", got, want)
	}
}

func TestUsedSequencesAreReported(t *testing.T) {
	t.Parallel()
	for output, want := range map[string][]string{
		"a\r\n\b\t\x07":                         {"C0 G", "C0 H", "C0 I", "CR", "LF"},
		"\x1b[H\x1b[1;31mx\x1b[m\x1b[K":         {"CSI H", "CSI K", "CSI m"},
		"\x1b[41m\x1b[K\x1b[2J\x1b[3X":          {"CSI J on a background", "CSI K on a background", "CSI X on a background", "CSI m"},
		"\x1b[?7;25l\x1b[4h\x1b[?2026$p\x1b[5n": {"CSI 4h", "CSI 5n", "CSI ?2026$p", "CSI ?25l", "CSI ?7l"},
		"\x1b[2;3r\x1b[3H\n\x1b[r\x1b[2H\n":     {"CSI H", "CSI r", "LF"},
		"\x1b[4H\n\x1b[H\x1bM":                  {"CSI H", "ESC M without a region", "LF without a region"},
		"\x1b[42m\x1b[2;3r\x1b[2H\x1bM":         {"CSI H", "CSI m", "CSI r", "ESC M on a background"},
		"\x1b(B\x1b]52;c;\x07\x1bPq\x1b\\\x1b7": {"ESC (B", "ESC 7", "OSC 52", "string ESC P"},
		"\x1b[3b\x1b[2 q\x1b[22;2t":             {"CSI  q", "CSI b", "CSI t"},
	} {
		if s, _ := shown(t, output); !slices.Equal(s.Used(), want) {
			t.Errorf("%q uses %q, want %q", output, s.Used(), want)
		}
	}
}

func TestResizeKeepsWhatFits(t *testing.T) {
	t.Parallel()
	s, _ := shown(t, "0123456789\r\nab\x1b[4;1Hlast")
	s.Resize(4, 2)
	if got, want := s.Text(), "0123\nab\n"; got != want {
		t.Errorf("smaller: %q, want %q", got, want)
	}
	if x, y := s.Cursor(); x != 3 || y != 1 {
		t.Errorf("cursor at %d,%d, want 3,1", x, y)
	}
	s.Resize(20, 3)
	_, _ = s.Write([]byte("\x1b[3;20Hx"))
	if got, want := s.Text(), "0123\nab\n"+strings.Repeat(" ", 19)+"x\n"; got != want {
		t.Errorf("larger: %q, want %q", got, want)
	}
}

// Output may be cut anywhere: what a screen shows does not depend on where.
func TestOutputMayBeCutAnywhere(t *testing.T) {
	t.Parallel()
	const output = "\x1b[?1049h\x1b[1;31m漢字e\u0301\x1b[2;3Hx\x1b]2;t\x1b\\\x1b[38;2;1;2;3my\x1b[3b"
	whole, want := shown(t, output)
	bytewise := New(10, 4)
	for i := range len(output) {
		_, _ = bytewise.Write([]byte{output[i]})
	}
	if got := strings.TrimRight(bytewise.Text(), "\n"); got != want || bytewise.Pen() != whole.Pen() {
		t.Errorf("byte by byte %q, at once %q", got, want)
	}
}

func FuzzWrite(f *testing.F) {
	f.Add([]byte("\x1b[2;3r\x1b[9L\x1b[?1049h漢\x1b[65535b\x1b[3X\x1b[1;2H漢\x1b[4h漢e\u0301"), uint8(7), uint8(3))
	f.Add([]byte("\x1b[99999999999999999999C\x1b[-1;:m\x1b]\x18\x1b[38;5m\tx\x1b[3g\t\x1b[9Z"), uint8(1), uint8(1))
	f.Add([]byte("漢\x1b[?7l漢字\x1b[2P\x1b[@\x1b[2Z\x1b[s\x1bc\x1b[u"), uint8(2), uint8(9))
	f.Fuzz(func(t *testing.T, output []byte, cols, rows uint8) {
		c, r := int(cols)%40+1, int(rows)%20+1
		s := New(c, r)
		for i, half := range [][]byte{output[:len(output)/2], output[len(output)/2:]} {
			if i == 1 {
				c, r = r, c
				s.Resize(c, r)
			}
			_, _ = s.Write(half)
			if x, y := s.Cursor(); x < 0 || x >= c || y < 0 || y >= r {
				t.Fatalf("the cursor is at %d,%d of %d×%d", x, y, c, r)
			}
			if text := s.Text(); strings.Count(text, "\n") != r || !utf8.ValidString(text) {
				t.Fatalf("the text has %d lines, want %d: %q", strings.Count(text, "\n"), r, text)
			}
		}
		for y := range r {
			for x := range c {
				if s.Cell(x, y).Continuation && (x == 0 || s.Cell(x-1, y).Continuation) {
					t.Fatalf("column %d of row %d is the right half of nothing", x, y)
				}
			}
		}
	})
}

func BenchmarkWrite(b *testing.B) {
	frame := []byte("\x1b[H" + strings.Repeat("\x1b[32mRunning \x1b[0mweb-1 tutum/hello-world:latest 80/tcp\x1b[K\r\n", 60))
	s := New(200, 60)
	b.SetBytes(int64(len(frame)))
	for b.Loop() {
		_, _ = s.Write(frame)
	}
}

// A terminal that looks at graphemes gives each the width it has as a whole.
func TestGraphemesHaveTheirOwnWidth(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		output     string
		rune, join string // what is in the third column, without and with graphemes
	}{
		{"❤\ufe0f|", "", "|"},
		{"👩\u200d👩\u200d👧|", "👩\u200d", "|"},
		{"👍🏽|", "🏽", "|"},
		{"🇩🇪|", "|", "|"},
		{"e\u0301ab", "b", "b"},
		{"e\x1b[1m\u0301ab", "b", "b"},
	} {
		for _, graphemes := range []bool{false, true} {
			s, want := New(10, 2), tt.rune
			s.Graphemes = graphemes
			if graphemes {
				want = tt.join
			}
			s.Write([]byte(tt.output))
			if got := s.Cell(2, 0).Text; got != want {
				t.Errorf("%q with graphemes %v: the third column is %q, want %q", tt.output, graphemes, got, want)
			}
		}
	}
}

func TestErasingWithoutBCELeavesTheDefaultBackground(t *testing.T) {
	t.Parallel()
	for noBCE, want := range map[bool]Style{false: {Bg: Palette(1)}, true: {}} {
		s := New(10, 2)
		s.NoBCE = noBCE
		s.Write([]byte("\x1b[41m\x1b[S\x1b[K"))
		for y := range 2 { // erased, scrolled in
			if got := s.Cell(0, y).Style; got != want {
				t.Errorf("row %d without BCE %v: %+v, want %+v", y, noBCE, got, want)
			}
		}
	}
}
