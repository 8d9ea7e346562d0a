package ui_test

import (
	"strings"
	"testing"
	"time"

	"github.com/muesli/termenv"

	"fleetop/internal/platform/memory"
	"fleetop/internal/uitest"
	"fleetop/ui"
)

// withGrace is a program whose dangerous actions count down for five seconds.
func withGrace(s setup) setup {
	before := s.options
	s.options = func(o *ui.Options) {
		o.Grace = 5 * time.Second
		if before != nil {
			before(o)
		}
	}
	return s
}

// countdownBubble runs a test on such a program over six applications of two
// containers each.
func countdownBubble(t *testing.T, s setup, test func(t *testing.T, d *uitest.Driver, server *uitest.Server, ids map[string]string)) {
	t.Helper()
	if s.fleet.Applications == nil {
		s.fleet = memory.Sized(6, 2)
	}
	inBubble(t, 160, 36, withGrace(s), func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Advance(time.Second)
		ids := uuids(t, server, "application")
		server.Take()
		test(t, d, server, ids)
	})
}

// nothingSent fails the test if anything but GET was sent.
func nothingSent(t *testing.T, server *uitest.Server) {
	t.Helper()
	if got := writes(server.Take()); len(got) != 0 {
		t.Errorf("sent %v", got)
	}
}

func TestDangerousActionsCountDown(t *testing.T) {
	t.Parallel()
	const one, all = "bench-00001", "bench-00001 bench-00002"
	for _, test := range []struct {
		name string
		keys []string
		line string // the last line, after a second
		row  string
		want string
		text string // of Activity
	}{
		{"terminate", []string{"D", one, "enter"}, "Terminating bench-00001 in 4 s · z undo", "▇▇▇▂ term. 4 s", one, "terminate: sends in"},
		{"scale down", []string{"-", "enter"}, "Scaling bench-00001 2 → 1 in 4 s · z undo", "▇▇▇▂ to 1 in 4 s", one, "scale to 1: sends in"},
		{"terminate marks", []string{" ", " ", "D", "2", "enter"}, "Terminating 2 applications in 4 s · z undo", "▇▇▇▂ term. 4 s", all, "terminate: sends in"},
		{"scale marks down", []string{" ", " ", "s", "1", "enter"}, "Scaling 2 applications to 1 in 4 s · z undo", "▇▇▇▂ to 1 in 4 s", all, "scale to 1: sends in"},
		{"stop one mark", []string{" ", "x", "y"}, "Stopping bench-00001 in 4 s · z undo", "▇▇▇▂ stop in 4 s", one, "stop: sends in"},
		{"stop one mark under the cursor", []string{" ", "k", "x", "y"}, "Stopping bench-00001 in 4 s · z undo", "▇▇▇▂ stop in 4 s", one, "stop: sends in"},
		{"stop marks", []string{" ", " ", "x", "y"}, "Stopping 2 applications in 4 s · z undo", "▇▇▇▂ stop in 4 s", all, "stop: sends in"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			countdownBubble(t, setup{}, func(t *testing.T, d *uitest.Driver, server *uitest.Server, ids map[string]string) {
				press(t, d, test.keys)
				d.Sees(strings.Replace(test.line, "4 s", "5 s", 1))
				d.Advance(time.Second)
				d.Sees(test.line)
				if row := leftRow(d, "bench-00001"); !strings.Contains(row, test.row) && !strings.Contains(row, "» term. 4 s") {
					t.Errorf("the row says %q", row)
				}
				d.Advance(3999 * time.Millisecond)
				nothingSent(t, server)
				d.Sees("in 1 s · z undo")
				d.Advance(time.Millisecond)
				if got := about(writes(server.Take()), ids); got != test.want {
					t.Errorf("at zero was sent to %q, want %q", got, test.want)
				}
				d.SeesNot(" undo", "in 1 s")
				d.Advance(10 * time.Second)
				nothingSent(t, server)
				d.Press("4")
				d.Sees(test.text)
				if d.Line("accepted") == "" && d.Line("ed: bench-00001") == "" {
					t.Errorf("Activity does not say what became of it:\n%s", d.View())
				}
			})
		})
	}
}

func TestAnEditThatShrinksCountsDown(t *testing.T) {
	t.Parallel()
	countdownBubble(t, setup{}, func(t *testing.T, d *uitest.Driver, server *uitest.Server, ids map[string]string) {
		d.Press("e", "backspace", "1")
		press(t, d, []string{"enter", "enter", "enter"})
		d.Sees("Scaling bench-00001 2 → 1 in 5 s · z undo")
		d.SeesNot("Edit bench-00001")
		d.Press("z")
		d.Advance(10 * time.Second)
		nothingSent(t, server)
		d.Press("e")
		d.Sees("cancelled, nothing was sent") // and what was typed is there still, with the focus on the button
		d.Press("enter")
		d.Advance(4 * time.Second)
		nothingSent(t, server)
		d.Advance(time.Second)
		got := writes(server.Take())
		if about(got, ids) != "bench-00001" || got[0].Body != `{"target_num_containers":1}` {
			t.Errorf("sent %v", got)
		}
		d.Sees("edit accepted")
	})
}

func TestWhatIsNotDangerousIsSentAtOnce(t *testing.T) {
	t.Parallel()
	for _, keys := range [][]string{{"x", "y"}, {"+", "enter"}, {" ", " ", "+", "enter"}} {
		countdownBubble(t, setup{}, func(t *testing.T, d *uitest.Driver, server *uitest.Server, _ map[string]string) {
			d.Press(keys...)
			if got := writes(server.Take()); len(got) == 0 {
				t.Errorf("%v sent nothing", keys)
			}
			d.SeesNot(" undo")
		})
	}
}

func TestWithoutGraceNothingCountsDown(t *testing.T) {
	t.Parallel()
	inBubble(t, 120, 36, setup{fleet: memory.Sized(6, 2)}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Advance(time.Second)
		press(t, d, []string{"D", "bench-00001", "enter", "z"})
		d.Sees("no action is counting down")
		if got := writes(server.Take()); len(got) != 1 {
			t.Errorf("sent %v", got)
		}
		d.Press("Q")
		if !d.Quit() {
			t.Error("Q asked with nothing left to send")
		}
	})
}

func TestUndoTakesTheNewestBack(t *testing.T) {
	t.Parallel()
	countdownBubble(t, setup{}, func(t *testing.T, d *uitest.Driver, server *uitest.Server, ids map[string]string) {
		press(t, d, []string{"D", "bench-00001", "enter"})
		d.Advance(2 * time.Second)
		d.Press("j", " ", " ", "x", "y")
		d.Sees("Stopping 2 applications in 5 s · z undo · 1 more")
		d.Press("k", "k", "k", "x") // the cursor is back on the first; marks are what x is for
		d.Sees("cannot stop any of the 2 that are marked: stop bench-00002")
		d.Press("z")
		d.Sees("2 applications: stopping cancelled, nothing was sent", "Terminating bench-00001 in 3 s", "2 marked")
		d.SeesNot("stopping in")
		d.Advance(3 * time.Second)
		if got := about(writes(server.Take()), ids); got != "bench-00001" {
			t.Errorf("sent to %s", got)
		}
		d.Press("z")
		d.Sees("no action is counting down: what was sent cannot be undone")
		d.Press("4")
		if line := d.Line("2 applications "); !strings.Contains(line, "stopping cancelled, nothing was sent: bench-00002, bench-00003") {
			t.Errorf("Activity says %q", line)
		}
		d.Advance(10 * time.Second)
		nothingSent(t, server)
	})
}

func TestUndoWorksFromEverywhere(t *testing.T) {
	t.Parallel()
	for _, there := range [][]string{{"tab"}, {"l"}, {"2"}, {"4"}, {"enter"}, {"/", "w", "enter"}, {"?", "esc"}} {
		countdownBubble(t, setup{}, func(t *testing.T, d *uitest.Driver, server *uitest.Server, _ map[string]string) {
			press(t, d, []string{"D", "bench-00001", "enter"})
			d.Press(there...)
			d.Sees("Terminating bench-00001 in 5 s · z undo")
			d.Press("z")
			d.Advance(10 * time.Second)
			nothingSent(t, server)
		})
	}
}

func TestACountdownIsSeenBehindDialogsAndPrompts(t *testing.T) {
	t.Parallel()
	for _, there := range [][]string{{"j", "x"}, {"?"}, {"/", "w"}, {":"}} {
		countdownBubble(t, setup{}, func(t *testing.T, d *uitest.Driver, _ *uitest.Server, _ map[string]string) {
			press(t, d, []string{"D", "bench-00001", "enter"})
			d.Press(there...)
			d.Advance(time.Second)
			d.Sees("Terminating bench-00001 in 4 s · esc, then z undo")
		})
	}
}

func TestACountdownWhilePaused(t *testing.T) {
	t.Parallel()
	countdownBubble(t, setup{}, func(t *testing.T, d *uitest.Driver, server *uitest.Server, ids map[string]string) {
		press(t, d, []string{"p", "D", "bench-00001", "enter"})
		d.Sees("in 5 s · z undo · polling is paused")
		d.Advance(time.Second)
		d.Sees("in 4 s")
		d.Advance(4 * time.Second)
		if got := about(writes(server.Take()), ids); got != "bench-00001" {
			t.Errorf("sent to %q", got)
		}
	})
}

func TestNothingWakesWhileNothingCountsDown(t *testing.T) {
	t.Parallel()
	countdownBubble(t, setup{interval: time.Hour}, func(t *testing.T, d *uitest.Driver, _ *uitest.Server, _ map[string]string) {
		press(t, d, []string{"p", "D", "bench-00001", "enter"})
		d.Advance(time.Second)
		d.Press("z")
		d.Advance(10 * time.Second)
		before := d.Updates()
		d.Advance(50 * time.Second)
		if n := d.Updates() - before; n > 1 {
			t.Errorf("%d messages in 50 s of pause with nothing counting down", n)
		}
	})
}

func TestReadOnlyHasNoCountdown(t *testing.T) {
	t.Parallel()
	countdownBubble(t, setup{readOnly: true}, func(t *testing.T, d *uitest.Driver, server *uitest.Server, _ map[string]string) {
		press(t, d, []string{"D", "bench-00001", "enter"})
		d.Press("1", "z")
		d.Sees("Undo is disabled: read-only")
		d.Advance(10 * time.Second)
		nothingSent(t, server)
		d.Press("?")
		d.SeesNot("Undo", "counting down")
	})
}

// TestMarkedFramesFitEverySize draws marks, their dialogs and countdowns at many
// sizes, over names that a screen must survive.
func TestMarkedFramesFitEverySize(t *testing.T) {
	t.Parallel()
	for _, keys := range [][]string{{"*"}, {"v", "j"}, {"*", "x"}, {"*", "D"}, {"*", "s"}, {"*", "s", "2"}, {"2", "wait", "*", "D"}, {"*", "x", "y"}, {"*", "x", "y", "Q"}, {"*", "x", "y", "/"}} {
		t.Run(strings.Join(keys, " "), func(t *testing.T) {
			t.Parallel()
			s := withGrace(setup{handler: hostile(), theme: "default", profile: termenv.ANSI})
			inBubble(t, 120, 36, s, func(t *testing.T, d *uitest.Driver, _ *uitest.Server) {
				d.Advance(2 * time.Second)
				press(t, d, keys)
				for w := 1; w <= 210; w += 3 + w/2 {
					for h := 1; h <= 60; h += 2 + h/2 {
						d.Resize(w, h)
						frame := d.View()
						fits(t, frame, w, h)
						harmless(t, frame)
					}
				}
			})
		})
	}
}

func TestCountdownScreens(t *testing.T) {
	t.Parallel()
	grace := withGrace(setup{})
	compareScreens(t, []screen{
		{name: "countdown", setup: grace, keys: []string{"G", "k", "D", "web", "enter"}, then: func(d *uitest.Driver, _ *uitest.Server) { d.Advance(time.Second) }},
		{name: "countdown-marked", setup: grace, keys: []string{"*", "x", "y", "k"}},
		{name: "countdown-two", setup: grace, keys: []string{"-", "enter", "G", "-", "enter"}},
		{name: "countdown-dialog", setup: grace, keys: []string{"G", "-", "enter", "k", "x"}},
		{name: "countdown-prompt", setup: grace, keys: []string{"G", "-", "enter", "/", "w"}},
		{name: "countdown-ascii", setup: withGrace(setup{ascii: true}), keys: []string{"G", "-", "enter"}},
		{name: "taken-back", setup: grace, keys: []string{"G", "-", "enter", "z"}},
		{name: "quit-asks", setup: grace, keys: []string{"G", "-", "enter", "Q"}},
	})
}
