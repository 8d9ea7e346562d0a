package paint

import (
	"fmt"
	"strings"
	"testing"

	"fleetop/internal/ptytest/vt"
	words "fleetop/internal/text"
)

func caret(s string) string { return fmt.Sprintf("\x1b[%dm%s\x1b[0m", words.CursorParam, s) }

func TestCursorStandsWhereTextIsTyped(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, frame string
		x, y        int
	}{
		{"at the end", "one\ntwo" + caret("|"), 3, 1},
		{"in the middle", "one\nt" + caret("|") + "wo", 1, 1},
		{"behind wide characters", "漢字" + caret("|"), 4, 0},
		{"behind marks", "e\u0301" + caret("|"), 1, 0},
		{"in the last column", strings.Repeat("x", 19) + caret("|"), 19, 0},
		{"styled", "\x1b[1m\x1b[200m|\x1b[0m", 0, 0},
		{"cut off", strings.Repeat("x", 20) + caret("|"), -1, 0},
		{"below the screen", "a\nb\nc\nd" + caret("|"), -1, 0},
		{"nowhere", "one", -1, 0},
	} {
		p, s := NewPainter(NoColor), vt.New(20, 3)
		p.Resize(20, 3)
		s.Write(p.Paint(nil, "before"))
		s.Write(p.Paint(nil, test.frame))
		x, y := s.Cursor()
		if s.CursorVisible() != (test.x >= 0) || test.x >= 0 && (x != test.x || y != test.y) {
			t.Errorf("%s: the cursor is at %d,%d, visible %v", test.name, x, y, s.CursorVisible())
		}
		if len(s.Unknown()) > 0 {
			t.Errorf("%s: the terminal was sent %q", test.name, s.Unknown())
		}
	}
}

// What does not change the frame or the cursor writes nothing, and a key that is
// typed does not hide the cursor.
func TestCursorCostsNothingWhileItStays(t *testing.T) {
	t.Parallel()
	p := NewPainter(NoColor)
	p.Resize(20, 3)
	p.Paint(nil, "/a"+caret("|"))
	if got := string(p.Paint(nil, "/a"+caret("|"))); got != "" {
		t.Errorf("the same frame wrote %q", got)
	}
	if got := string(p.Paint(nil, "/ab"+caret("|"))); strings.Contains(got, "?25") {
		t.Errorf("a key that is typed wrote %q", got)
	}
	if got := string(p.Paint(nil, "/ab")); !strings.HasPrefix(got, "\x1b[?25l") {
		t.Errorf("a cursor that goes away wrote %q", got)
	}
}

// While much is painted the cursor is not seen to wander.
func TestCursorIsHiddenWhileMuchIsPainted(t *testing.T) {
	t.Parallel()
	p := NewPainter(NoColor)
	p.Resize(80, 24)
	p.Paint(nil, "/"+caret("|"))
	got := string(p.Paint(nil, "/"+caret("|")+strings.Repeat("\n"+strings.Repeat("many words ", 7), 20)))
	if !strings.HasPrefix(got, "\x1b[?25l") || !strings.HasSuffix(got, "\x1b[?25h") {
		t.Errorf("wrote %q ... %q", got[:20], got[len(got)-20:])
	}
}
