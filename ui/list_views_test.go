package ui_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"fleetop/internal/uitest"
	"fleetop/ui"
)

func TestSortAndColumns(t *testing.T) {
	t.Parallel()
	var kept []string
	s := setup{options: func(o *ui.Options) {
		o.Host.LoadViews = func() ([]byte, error) {
			return []byte(`{"containers": {"sort": "exit", "columns": ["name", "exit"]}}`), nil
		}
		o.Host.SaveViews = func(data []byte) error { kept = append(kept, string(data)); return nil }
	}}
	inBubble(t, 120, 36, s, func(t *testing.T, d *uitest.Driver, _ *uitest.Server) {
		d.Advance(time.Second)
		d.Sees("▸ worker", "NAME ", "Applications 8 · worst first", "╰ 1 of 8")
		d.Press("g")
		d.Press("o")
		d.Sees("NAME↑", "▸ worker", "by name ↑", "╰ 8 of 8") // the cursor stays on its object
		d.Press("o")
		d.Sees("STATE↑", "▸ worker", "by state ↑", "╰ 1 of 8")
		d.Press("O")
		d.Sees("STATE↓", "▸ worker", "by state ↓", "╰ 8 of 8")
		d.Press("o", "o", "o")
		d.Sees("SIZE↑", "by size ↑")
		if xs, l := d.Line(" XS "), d.Line(" L "); xs == "" || strings.Index(d.View(), xs) > strings.Index(d.View(), l) {
			t.Errorf("sizes are not in their order:\n%s", d.View())
		}
		d.Press("c", "j", "j", "j", "j", " ", "enter")
		d.SeesNot("SIZE")
		d.Sees("by size ↑")
		d.Press("c", "r", "esc")
		d.SeesNot("SIZE")
		press(t, d, []string{"o", "o", "o", "o", "o", "o", "o", "o"}) // behind the last column comes what was at first
		d.SeesNot("by ")
		d.Sees("worst first")
		if last := kept[len(kept)-1]; !strings.Contains(last, `"exit"`) || !strings.Contains(last, `"applications"`) {
			t.Errorf("kept %s, want what was kept before and what was chosen now", last)
		}
		d.Press("2")
		d.Advance(time.Second)
		d.Sees("↑EXIT", "by exit ↑")
		if got := strings.Fields(strings.Trim(d.Line("NAME "), "│ ")); len(got) < 2 || got[0] != "NAME" || got[1] != "↑EXIT" {
			t.Errorf("the columns are %v, want those that were kept", got)
		}
		d.Press("4", "o")
		d.Sees("activity is in the order in which it happened")
		d.Press("1", "enter")
		d.Advance(time.Second)
		d.Sees("STATE")
		d.SeesNot("↑EXIT")
	})
}

func TestViewsThatCannotBeKept(t *testing.T) {
	t.Parallel()
	s := setup{options: func(o *ui.Options) {
		o.Host.LoadViews = func() ([]byte, error) { return []byte(`{"containers": [`), nil }
		o.Host.SaveViews = func([]byte) error { return errors.New("no space left on device") }
	}}
	inBubble(t, 120, 36, s, func(t *testing.T, d *uitest.Driver, _ *uitest.Server) {
		d.Advance(time.Second)
		d.Sees("views are as at first", "api")
		d.Advance(10 * time.Second)
		d.SeesNot("views are as")
		d.Press("o")
		d.Sees("NAME↑", "views hold for this run only: no space left on device")
	})
}

// TestTheLookOfLogsIsKept chooses how times, names and lines are shown; the next run shows them so, and
// keeps what else was kept.
func TestTheLookOfLogsIsKept(t *testing.T) {
	t.Parallel()
	kept := `{"applications": {"sort": "name"}, "logs": {"time": "yesterday"}}`
	s := withLines(t, func() string { return mixedLog })
	s.options = func(o *ui.Options) {
		o.Host.LoadViews = func() ([]byte, error) { return []byte(kept), nil }
		o.Host.SaveViews = func(data []byte) error { kept = string(data); return nil }
	}
	inBubble(t, 90, 30, s, func(t *testing.T, d *uitest.Driver, _ *uitest.Server) {
		openLines(d)
		d.Sees("│ 00:00:02 E no answer") // what is not known counts for nothing
		d.Press("t")
		d.Sees("time in full")
		d.Press("esc", "1", "l") // all of the application
		d.Advance(3 * time.Second)
		d.Sees("│ -1  1 Jan 00:00:01.123 I shop")
		d.Press("i")
		d.Sees("names off", "│  1 Jan 00:00:01.123 I shop")
		d.Press("P")
		for _, want := range []string{`"time": "full"`, `"names": "off"`, `"raw": true`, `"sort": "name"`} {
			if !strings.Contains(kept, want) {
				t.Errorf("kept is %s, without %s", kept, want)
			}
		}
	})
	inBubble(t, 90, 30, s, func(t *testing.T, d *uitest.Driver, _ *uitest.Server) {
		d.Advance(2 * time.Second)
		d.Press("l")
		d.Advance(3 * time.Second)
		d.Sees("│ I 2000-01-01 00:00:01,123 - shop")
		d.Press("P")
		d.Sees("│  1 Jan 00:00:01.123 I shop")
	})
}
