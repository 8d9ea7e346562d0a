package ui_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"fleetop/internal/platform/memory"
	"fleetop/internal/uitest"
)

// thumb are the lines of a list, the first row being 0, beside which its scrollbar has its thumb.
func thumb(view string) (lines []int) {
	n := -2 // the frame, and the titles
	for line := range strings.SplitSeq(view, "\n") {
		runes := []rune(line)
		if n == -2 && !strings.HasPrefix(line, "╭") || len(runes) == 0 {
			continue
		}
		if runes[len(runes)-1] == '█' {
			lines = append(lines, n)
		}
		n++
	}
	return lines
}

// The thumb of the scrollbar is as long as the part of the list that is in sight, at its top at the first row and
// at its bottom at the last one; a list that is all in sight has none.
func TestThePlaceOfTheScrollbar(t *testing.T) {
	t.Parallel()
	inBubble(t, 80, 20, setup{handler: laterPlatform(t, memory.Sized(45, 1))}, func(t *testing.T, d *uitest.Driver, _ *uitest.Server) {
		d.Advance(2 * time.Second)
		rows := 0
		for line := range strings.SplitSeq(d.View(), "\n") {
			if strings.Contains(line, " bench-") {
				rows++
			}
		}
		long := rows * rows / 45
		for _, test := range []struct {
			key  string
			from int
		}{{"g", 0}, {"G", rows - long}, {"g", 0}} {
			d.Press(test.key)
			got := thumb(d.View())
			if len(got) != long || got[0] != test.from || got[long-1] != test.from+long-1 {
				t.Errorf("after %s the thumb is beside %v of %d rows, want %d lines from %d on\n%s", test.key, got, rows, long, test.from, d.View())
			}
		}
		d.Press("ctrl+d", "ctrl+d", "ctrl+d")
		if got := thumb(d.View()); len(got) != long || slices.Contains(got, 0) || slices.Contains(got, rows-1) {
			t.Errorf("in the middle the thumb is beside %v of %d rows\n%s", got, rows, d.View())
		}
		d.Press("/")
		d.Press(strings.Split("00001", "")...)
		d.Press("enter")
		if got := thumb(d.View()); len(got) != 0 {
			t.Errorf("the thumb is beside %v of a list that is all in sight\n%s", got, d.View())
		}
	})
}
