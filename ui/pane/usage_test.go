package pane

import (
	"testing"
	"time"

	"fleetop/internal/fleet"
)

// TestBytesInFourCharacters checks how sizes are written in columns.
func TestBytesInFourCharacters(t *testing.T) {
	t.Parallel()
	for bytes, want := range map[int64]string{
		0: "0K", 1: "0K", 1023: "1K", 1 << 20: "1M", 128 << 20: "128M", 1023 << 20: "1.0G", 1 << 30: "1G", 3 << 29: "1.5G", 10 << 30: "10G", 1023 << 30: "1.0T", 1536 << 10: "1.5M", 1 << 62: "4E", 999 << 10: "999K",
	} {
		if got := brief(bytes); got != want || len(got) > 4 {
			t.Errorf("%d bytes are %s, want %s", bytes, got, want)
		}
	}
}

// TestCurvesShowGaps checks that a moment that was not measured leaves a gap, that there is no more
// than there is room for, and that the newest is last.
func TestCurvesShowGaps(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC)
	var history []fleet.Usage
	for _, s := range []struct {
		ago time.Duration
		cpu float64
	}{{400 * time.Second, 9}, {30 * time.Second, 4}, {21 * time.Second, 8}, {11 * time.Second, -1}, {5 * time.Second, 0}, {0, 8}} {
		history = append(history, fleet.Usage{At: now.Add(-s.ago), CPU: s.cpu})
	}
	cpu := func(u fleet.Usage) float64 { return u.CPU }
	for _, test := range []struct {
		room int
		want string
		most float64
	}{{60, "4 7  07", 8}, {3, "07", 8}, {1, "7", 8}, {0, "7", 8}} {
		c := newCurve(history, test.room, cpu)
		if got := c.draw(c.most, "01234567"); got != test.want || c.most != test.most {
			t.Errorf("in %d cells: %q, peak %v, want %q", test.room, got, c.most, test.want)
		}
	}
	if c := newCurve(nil, 10, cpu); !c.none || c.draw(0, "01234567") != "" {
		t.Errorf("of nothing: %+v", c)
	}
	if c := newCurve(history[4:5], 10, cpu); c.draw(c.most, "01234567") != "0" {
		t.Errorf("of nothing used: %q", c.draw(c.most, "01234567"))
	}
}
