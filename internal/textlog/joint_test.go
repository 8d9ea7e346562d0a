package textlog

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestPartsGoOnAsAWhole fetches a log in parts first and then, of a server that has none, as a whole.
func TestPartsGoOnAsAWhole(t *testing.T) {
	t.Parallel()
	const at = "2026-11-28T13:45:44.123456789Z "
	for name, test := range map[string]struct{ part, whole, want string }{
		"more":       {at + "a line with words\n" + at + "and another, longer one\n", "zero\na line with words\nand another, longer one\nthree\n", "a line with words|and another, longer one|three"},
		"same":       {at + "a line with words\n" + at + "and another, longer one\n", "a line with words\nand another, longer one\n", "a line with words|and another, longer one"},
		"unfinished": {at + "a line with words\n" + at + "and another, longer one", "a line with words\nand another, longer one!\n", "a line with words|and another, longer one!"},
		"without times": {
			"a line with words\nand another, longer one\n", "a line with words\nand another, longer one\nthree\n", "a line with words|and another, longer one|three",
		},
	} {
		l := New(Limits{})
		part, j, _ := Joint{}.Join([][]byte{[]byte(test.part)}, Options{})
		l.Append(0, part.Newer)
		m := j.Whole()
		b, m, _ := m.Diff([][]byte{[]byte(test.whole)}, Options{})
		l.Append(0, b)
		_, change := fetch(l, 0, m, test.whole, Options{})
		if diff := cmp.Diff(strings.Split(test.want, "|"), shown(l)); diff != "" || change != Same {
			t.Errorf("%s: %d, %s", name, change, diff)
		}
	}
}

// TestOlderLinesComeFirst puts lines before others: alone, among those of another source by their
// times, and where a view is looked at, which does not move.
func TestOlderLinesComeFirst(t *testing.T) {
	t.Parallel()
	stamped := func(second, text string) string { return "2026-11-28T13:45:" + second + ".000000000Z " + text + "\n" }
	join := func(j Joint, text string) (Part, Joint) {
		part, next, _ := j.Join([][]byte{[]byte(text)}, Options{Stamps: true})
		return part, next
	}
	l := New(Limits{})
	v := NewView(l)
	a, ja := join(Joint{}, stamped("30", "a3"))
	b, _ := join(Joint{}, stamped("10", "b1")+stamped("40", "b4"))
	l.Append(0, a.Newer)
	l.Append(1, b.Newer)
	v.Render(20, 1, Look{})
	v.ShowLine(1)
	a, _ = join(ja, stamped("05", "a0")+stamped("10", "a1")+stamped("20", "a2")+stamped("30", "a3")+stamped("50", "a5"))
	l.Append(0, a.Newer)
	l.Prepend(0, a.Older)
	want := []string{"a0", "a1", "b1", "a2", "a3", "b4", "a5"}
	if diff := cmp.Diff(want, shown(l)); diff != "" || !l.Ordered() {
		t.Error(diff)
	}
	if got := strings.TrimSpace(v.Render(20, 1, Look{})[0]); got != "a3" {
		t.Errorf("the view has moved to %q", got)
	}
}
