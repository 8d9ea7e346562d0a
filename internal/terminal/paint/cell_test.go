package paint

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"fleetop/internal/ptytest/vt"
	units "fleetop/internal/text"
)

func style16(n int) color { return units.Indexed | color(n) }

func TestReduceColors(t *testing.T) {
	t.Parallel()
	tests := []struct {
		rgb     color
		of256   int
		of16    int
		comment string
	}{
		{0x000000, 16, 0, "black"},
		{0xffffff, 231, 15, "white"},
		{0xff0000, 196, 9, "red"},
		{0x5f87af, 67, 4, "in the cube"},
		{0x080808, 232, 0, "the darkest grey"},
		{0xeeeeee, 255, 7, "the lightest grey"},
		{0x9aa0a6, 247, 8, "a bluish grey"},
		{0x7fd1e8, 116, 14, "pale cyan"},
		{0x8fd694, 114, 10, "pale green"},
		{0xf0c674, 222, 11, "pale yellow"},
		{0xff8080, 210, 9, "pale red"},
		{0xd7a6f0, 183, 13, "pale magenta"},
		{0x9ab8ff, 111, 12, "pale blue"},
		{0x005f87, 24, 6, "dark cyan"},
		{0xb00020, 124, 1, "dark red"},
		{0x101418, 233, 0, "nearly black"},
	}
	for _, tt := range tests {
		t.Run(tt.comment, func(t *testing.T) {
			t.Parallel()
			c := units.Direct | tt.rgb
			if got := reduce(c, ANSI256); got != style16(tt.of256) {
				t.Errorf("colour %d of 256, want %d", got&0xff, tt.of256)
			}
			if got := reduce(c, ANSI16); got != style16(tt.of16) {
				t.Errorf("colour %d of 16, want %d", got&0xff, tt.of16)
			}
			if reduce(c, NoColor) != 0 || reduce(c, TrueColor) != c {
				t.Error("changed without need, or kept without colours")
			}
		})
	}
}

// The terminal's own colours are left alone, and text does not vanish.
func TestReduceStyles(t *testing.T) {
	t.Parallel()
	for n := range 16 {
		if got := reduce(style16(n), ANSI16); got != style16(n) {
			t.Errorf("colour %d became %d", n, got&0xff)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		anyColor := rapid.OneOf(
			rapid.Just(color(0)),
			rapid.Map(rapid.IntRange(0, 255), style16),
			rapid.Map(rapid.IntRange(0, 0xffffff), func(n int) color { return units.Direct | color(n) }),
		)
		s := style(0).Apply("1").WithColors(anyColor.Draw(t, "fg"), anyColor.Draw(t, "bg"))
		r := reducer{profile: Profile(rapid.IntRange(0, 3).Draw(t, "profile"))}
		got := r.style(s)
		if again := r.style(s); again != got {
			t.Fatalf("%x became %x, then %x", s, got, again)
		}
		if fg, bg := s.Foreground(), s.Background(); r.profile != NoColor && fg != bg && fg != 0 && bg != 0 && got.Foreground() == got.Background() {
			t.Fatalf("text of %x on %x cannot be seen", got.Foreground(), got.Background())
		}
		if got.WithColors(0, 0) != style(0).Apply("1") {
			t.Fatalf("attributes %x", got)
		}
	})
}

// Parameters of SGR do what they do to a terminal.
func TestApply(t *testing.T) {
	t.Parallel()
	params := []string{
		"", "0", "1", "2", "3", "4", "7", "9", "22", "23", "24", "27", "29", "53", "55", "4:0", "4:3", "30", "37", "39", "40", "47", "49", "90", "97", "100", "107",
		"38;5;200", "48;5;9", "38;2;1;2;3", "48;2;4;5;6", "38:5:200", "48:2::7:8:9", "38:2:7:8:9", "58;5;1", "58:2::1:2:3", "10", "29", "60", "98", "99", "108", "999",
	}
	rapid.Check(t, func(t *rapid.T) {
		terminal := vt.New(1, 1)
		var s style
		for _, list := range rapid.SliceOfN(rapid.SliceOfN(rapid.SampledFrom(params), 1, 6), 1, 4).Draw(t, "sequences") {
			sequence := strings.Join(list, ";")
			terminal.Write([]byte("\x1b[" + sequence + "m"))
			s = s.Apply(sequence)
		}
		if want := terminal.Pen(); vt.Color(s.Foreground()) != want.Fg || vt.Color(s.Background()) != want.Bg || s.WithColors(0, 0) != attrsOf(want.Attr) {
			t.Fatalf("style %x, want %+v", s, want)
		}
	})
}

// attrsOf are the attributes that are kept.
func attrsOf(a vt.Attr) (s style) {
	for attr, param := range map[vt.Attr]string{vt.Bold: "1", vt.Faint: "2", vt.Italic: "3", vt.Underline: "4", vt.Reverse: "7", vt.Strike: "9", vt.Overline: "53"} {
		if a&attr != 0 {
			s = s.Apply(param)
		}
	}
	return s
}

// A change of style, applied, gives the style it leads to.
func TestAppendChange(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		draw := func(name string) style {
			colors := []color{0, units.Indexed | 3, units.Indexed | 12, units.Indexed | 200, units.Direct | 0x0a141e}
			return attrsOf(vt.Attr(rapid.Uint16().Draw(t, name))).WithColors(rapid.SampledFrom(colors).Draw(t, name), rapid.SampledFrom(colors).Draw(t, name))
		}
		from, to := draw("from"), draw("to")
		change := string(appendChange(nil, from, to))
		got := from
		if change != "" {
			params, ok := strings.CutPrefix(strings.TrimSuffix(change, "m"), "\x1b[")
			if !ok {
				t.Fatalf("%q", change)
			}
			got = from.Apply(params)
		}
		if got != to {
			t.Fatalf("%q leads from %x to %x, not to %x", change, from, got, to)
		}
		if from != 0 && from != to && got != style(0).Apply(strings.Trim(change, "\x1b[m")) {
			t.Fatalf("%q relies on the style before", change)
		}
	})
}

// Graphemes that were shown once do not pile up.
func TestTextsAreDropped(t *testing.T) {
	t.Parallel()
	p := NewPainter(NoColor)
	p.Resize(10, 2)
	for i := range 5000 {
		marks := string([]rune{rune(0x300 + i%100), rune(0x300 + i/100)})
		frame := fmt.Sprintf("kept e\u0301\na%s", marks)
		p.Paint(nil, frame)
		if i == 4999 {
			want := string(p.parser.texts.append(nil, p.cells[5].glyph)) + string(p.parser.texts.append(nil, p.cells[10].glyph))
			if want != "e\u0301a"+marks {
				t.Errorf("shows %q", want)
			}
		}
	}
	if n := len(p.parser.texts.texts); n > 2000 {
		t.Errorf("%d texts are kept for 20 cells", n)
	}
}

// Of emoji that are joined to one the first is written; scripts keep their joiners.
func TestJoinedEmojiAreWrittenAsTheFirst(t *testing.T) {
	t.Parallel()
	for frame, want := range map[string]string{
		"a👩\u200d👩\u200d👧b": "👩", "❤\ufe0f\u200d🔥": "❤\ufe0f", "🏴\u200d☠\ufe0f": "🏴",
		"ی\u200c": "ی\u200c", "👍🏽": "👍🏽", "🇩🇪": "🇩🇪",
	} {
		p := NewPainter(NoColor)
		p.Resize(12, 1)
		written := string(p.Paint(nil, frame))
		if !strings.Contains(written, want) || strings.Contains(written, "\u200d👩") || strings.Contains(written, "\u200d🔥") || strings.Contains(written, "\u200d☠") {
			t.Errorf("%q is written as %q, want %q in it", frame, written, want)
		}
	}
}
