package ui_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"fleetop/internal/platform/memory"
	"fleetop/internal/uitest"
)

// withLines is a platform whose containers all have a log of one's own.
func withLines(t *testing.T, content func() string) setup {
	t.Helper()
	fleet := memory.Fleet{Applications: []memory.Application{{Name: "web", Image: "shop/web", Containers: 2, Age: time.Hour}}}
	p := withoutExtensions(t, fleet)
	return setup{handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.HasSuffix(r.URL.Path, "/logs/") {
			p.ServeHTTP(w, r)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(map[string]string{"logs": content()})
	})}
}

// mixedLog has a line of every kind.
const mixedLog = `2000-01-01 00:00:01,123 - shop - INFO - started
{"time":"2000-01-01T00:00:02.500Z","level":"error","msg":"no answer","route":"GET /cart","status":502}
2000-01-01 00:00:03,000 ERROR failed
Traceback (most recent call last):
  File "cart.py", line 3
KeyError: 17
plain words about an error
time=2000-01-01T00:00:04Z level=warn msg="slow answer" ms=900
`

// openLines opens the log of the first container.
func openLines(d *uitest.Driver) {
	d.Advance(2 * time.Second)
	d.Press("2")
	d.Advance(time.Second)
	d.Press("l")
	d.Advance(3 * time.Second)
}

// TestLinesHaveColumns looks at the columns of lines of every kind, and goes through the ways to show
// times, and lines as they came.
func TestLinesHaveColumns(t *testing.T) {
	t.Parallel()
	inBubble(t, 90, 30, withLines(t, func() string { return mixedLog }), func(t *testing.T, d *uitest.Driver, _ *uitest.Server) {
		openLines(d)
		d.Sees(
			"│ 00:00:01 I shop - started ",
			"│ 00:00:02 E no answer route=\"GET /cart\" status=502",
			"│ 00:00:03 E failed ",
			"│            │ Traceback (most recent call last):",
			"│            │   File \"cart.py\", line 3",
			"│            │ KeyError: 17",
			"│            plain words about an error",
			"│ 00:00:04 W slow answer ms=900",
			"follow · 2 errors · 8 lines · ",
		)
		d.Press("t")
		d.Sees("│  1 Jan 00:00:01.123 I shop - started ", "time in full")
		d.Press("t") // the screen is in UTC
		d.Sees("│   4s I shop", "│        │ KeyError", "time relative")
		d.Press("t")
		d.Sees("│ I shop - started ", "│ E no answer", "time off")
		d.Press("t")
		d.Sees("│ 00:00:01 I shop", "time short")
		d.Press("P")
		d.Sees("│ I 2000-01-01 00:00:01,123 - shop - INFO - started", `│ E {"time":"2000-01-01T00:00:02.500Z","level":"error"`, "│   Traceback (most")
		d.Press("t")
		d.Sees("lines are shown as they came: their time is part of them")
		d.Press("i")
		d.Sees("all lines are of web-1")
		press(t, d, []string{"esc", "j", "l", "wait"})
		d.Sees("│ I 2000-01-01 00:00:01,123") // in other logs, too
	})
}

// TestNamesInMergedLogs goes through the ways to show the container of a line.
func TestNamesInMergedLogs(t *testing.T) {
	t.Parallel()
	inBubble(t, 120, 30, withLines(t, func() string { return mixedLog }), func(t *testing.T, d *uitest.Driver, _ *uitest.Server) {
		d.Advance(2 * time.Second)
		d.Press("l")
		d.Advance(3 * time.Second)
		d.Sees("│ web-1  1 Jan 00:00:04.000 W slow", "│ web-2  1 Jan 00:00:01.123 I shop")
		d.Press("i")
		d.Sees("│ -1  1 Jan", "│ -2  1 Jan", "names short")
		d.Press("i")
		d.Sees("│  1 Jan 00:00:04.000 W slow", "names off")
		d.SeesNot("│ -1 ")
		d.Press("i")
		d.Sees("│ web-1  1 Jan")
		d.Resize(90, 30)
		d.Sees("│ web-1 00:00:04") // as it was chosen
	})
}

// TestErrorsAreGoneTo steps from error to error, and is told where there is none.
func TestErrorsAreGoneTo(t *testing.T) {
	t.Parallel()
	content := atomic.Value{}
	content.Store("2000-01-01 00:00:01 INFO no error here\n")
	inBubble(t, 90, 24, withLines(t, func() string { return content.Load().(string) }), func(t *testing.T, d *uitest.Driver, _ *uitest.Server) { //nolint:forcetypeassert // a text
		openLines(d)
		d.SeesNot("error ·", "errors ·", "e error")
		d.Press("e")
		d.Sees("no line here has the level of an error")
		var log strings.Builder
		log.WriteString("2000-01-01 00:00:01 INFO no error here\n")
		for i := 1; i < 300; i++ {
			level := "INFO"
			if i == 40 || i == 140 || i == 240 {
				level = "ERROR"
			}
			fmt.Fprintf(&log, "2000-01-01 00:%02d:%02d %s line %d\n", i/60, i%60, level, i)
		}
		content.Store(log.String())
		d.Advance(3 * time.Second)
		d.Sees("follow · 3 errors · 300 lines")
		for _, step := range []struct{ key, line, foot string }{
			{"e", "│▸00:04:00 E line 240", "241 of 300"},
			{"E", "│▸00:02:20 E line 140", "141 of 300"},
			{"E", "│▸00:00:40 E line 40", "41 of 300"},
			{"E", "│▸00:04:00 E line 240", "went around to the other end"},
			{"e", "│▸00:00:40 E line 40", "went around to the other end"},
			{"e", "│▸00:02:20 E line 140", "141 of 300 · 3 errors"},
		} {
			d.Press(step.key)
			d.Sees(step.line, step.foot)
		}
		content.Store(log.String() + strings.Repeat("2000-01-01 00:09:00 INFO later\n", 37))
		d.Advance(3 * time.Second)
		d.Sees("141 of 337 · 37 new ↓ · 3 errors")
		d.Press("G")
		d.Sees("follow · 3 errors · 337 lines")
		d.Press("k")
		d.SeesNot("new ↓")
		d.Sees("336 of 337", "│▸00:09:00 I later")
	})
}

// TestOnlyMatchingLines hides lines, by what is in them and by what is not.
func TestOnlyMatchingLines(t *testing.T) {
	t.Parallel()
	inBubble(t, 110, 24, withLines(t, func() string { return mixedLog }), func(t *testing.T, d *uitest.Driver, _ *uitest.Server) {
		openLines(d)
		d.Press("&")
		d.Sees("&▏", "!text: only lines without it")
		d.Press("f", "a", "i", "l")
		d.Sees("E failed", "│ KeyError: 17", "4 hidden") // what hangs under it, too
		d.SeesNot("no answer", "plain words")
		d.Press("enter")
		d.Sees(`follow · 2 errors · 4 lines · & "fail": 4 hidden`)
		d.Press("e")
		d.Sees("1 of 4")
		d.Press("e")
		d.Sees("1 of 4") // the other one is hidden
		d.Press("&")
		for range 4 {
			d.Press("backspace")
		}
		d.Press("!", "e", "r", "r", "o", "r", "enter")
		d.Sees("I shop - started", "E no answer", `& "!error": 2 hidden`)
		d.SeesNot("plain words", "KeyError")
		d.Press("/", "s", "l", "o", "w", "enter")
		d.Sees(`"slow" 1 of 1`)
		d.Press("esc")
		d.SeesNot(`"slow"`)
		d.Sees("hidden")
		d.Press("esc")
		d.SeesNot("hidden")
		d.Sees("plain words")
		typeIn(d, "matching 502")
		d.Press("enter")
		d.Sees("E no answer", `& "502": 7 hidden`)
		d.Press("ctrl+s")
		d.Sees("the matching lines of the logs of web-1")
	})
}

// TestLogLinesAreCopied copies a range at once, and the line under the cursor by pressing y twice.
func TestLogLinesAreCopied(t *testing.T) {
	t.Parallel()
	board := &clipboard{}
	s := withLines(t, func() string { return mixedLog })
	s.options = withClipboard(board).options
	inBubble(t, 110, 30, s, func(t *testing.T, d *uitest.Driver, _ *uitest.Server) {
		openLines(d)
		d.Press("k", "k")
		d.Sees("│▸                      │ KeyError: 17", "6 of 8")
		d.Press("y")
		d.Sees("▸ l  line           KeyError: 17")
		d.Press("y")
		d.SeesNot("╭ Copy")
		if board.last() != "KeyError: 17" {
			t.Errorf("y y copies %q", board.last())
		}
		d.Press("v", "k", "k", "k")
		d.Sees("│▸ 1 Jan 00:00:03.000 E failed", "│▌                      │ Traceback", "│▌                      │ KeyError: 17", "4 lines selected, y copies")
		d.Press("y")
		d.SeesNot("╭ Copy", "selected", "│▌                      │")
		d.Sees("sent to the terminal's clipboard: 4 lines")
		if want := strings.Join(strings.Split(mixedLog, "\n")[2:6], "\n") + "\n"; board.last() != want {
			t.Errorf("the range is copied as %q", board.last())
		}
		d.Press("v", "j")
		d.Sees("2 lines selected")
		d.Press("esc")
		d.SeesNot("selected")
		d.Sees("╭ Logs") // the selection alone is gone
		d.Press("v", "v")
		d.SeesNot("selected")
		n := len(board.texts)
		d.Press("y", "v")
		if len(board.texts) != n+1 || board.last() != mixedLog {
			t.Errorf("in view are %q", board.last())
		}
	})
}

// TestARuleIsDrawn draws a rule: what comes later stands below it.
func TestARuleIsDrawn(t *testing.T) {
	t.Parallel()
	content := atomic.Value{}
	content.Store(mixedLog)
	inBubble(t, 90, 30, withLines(t, func() string { return content.Load().(string) }), func(t *testing.T, d *uitest.Driver, _ *uitest.Server) { //nolint:forcetypeassert // a text
		openLines(d)
		d.Press("m")
		d.Sees("│ ---- 00:00:06 ----")
		d.Advance(5 * time.Minute)
		d.Press("m")
		d.Sees("│ ---- 00:05:06 · 5 min without a line from web-1 ----")
		content.Store(mixedLog + "2000-01-01 00:00:07 INFO later\n")
		d.Advance(3 * time.Second)
		frame := d.Frame()
		if rule, later := strings.Index(frame, "---- 00:00:06"), strings.Index(frame, "I later"); rule < 0 || later < rule {
			t.Error(frame)
		}
	})
}

// TestASilenceHasARule opens a log in which nothing was written for long: it is said, and is no line of it.
func TestASilenceHasARule(t *testing.T) {
	t.Parallel()
	lines := "1999-12-31 22:00:00 INFO ready\n1999-12-31 22:00:01 ERROR failed\n\tat f\n1999-12-31 22:42:30 INFO again\n"
	board := &clipboard{}
	s := withLines(t, func() string { return lines })
	s.options = withClipboard(board).options
	inBubble(t, 60, 24, s, func(t *testing.T, d *uitest.Driver, _ *uitest.Server) {
		openLines(d)
		d.Sees("│ ---- 42 min without a line ----", "4 lines")
		frame := d.Frame()
		if rule, again := strings.Index(frame, "---- 42"), strings.Index(frame, "I again"); rule < strings.Index(frame, "at f") || again < rule {
			t.Error(frame)
		}
		d.Press("y", "v")
		if board.last() != lines {
			t.Errorf("in view are %q", board.last())
		}
		d.Press("k", "k", "v", "j")
		d.Sees("2 lines selected")
		d.Press("esc", "&", "a", "enter")
		d.SeesNot("without a line")
	})
}

// TestTheLogOfWhatVanishedStays has a container go while its log is read: what was read stays, and is not said to be
// that of one that does not run.
func TestTheLogOfWhatVanishedStays(t *testing.T) {
	t.Parallel()
	s := withLines(t, func() string { return mixedLog })
	var gone atomic.Bool
	there := s.handler
	s.handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch list := strings.HasSuffix(r.URL.Path, "/container/"); {
		case gone.Load() && list:
			_, _ = w.Write([]byte(`{"meta": {"limit": 25, "next": null, "offset": 0, "previous": null, "total_count": 0}, "objects": []}`))
		case gone.Load() && strings.Contains(r.URL.Path, "/container/"):
			http.Error(w, `{"error": "not found"}`, http.StatusNotFound)
		default:
			there.ServeHTTP(w, r)
		}
	})
	inBubble(t, 90, 30, s, func(t *testing.T, d *uitest.Driver, _ *uitest.Server) {
		openLines(d)
		d.Sees("per refresh")
		gone.Store(true)
		d.Advance(10 * time.Second)
		d.Sees("│ 00:00:03 E failed ", "1 container gone")
		d.SeesNot("per refresh", "read once")
		d.Press("k", "E")
		d.Sees("of 8", "1 container gone")
	})
}
