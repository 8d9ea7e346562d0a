package ui_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"fleetop/internal/uitest"
	"fleetop/ui"
)

func TestActionsAreSentOnceAsDocumented(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		keys []string
		want string
		body string
	}{
		{"stop", []string{"x", "y"}, "POST /api/v1/application/UUID/stop/", ""},
		{"start", []string{"j", "j", "u"}, "POST /api/v1/application/UUID/start/", ""},
		{"scale", []string{"s", "5", "enter"}, "PATCH /api/v1/application/UUID/", `{"target_num_containers":5}`},
		{"scale with plus", []string{"+", "+", "+", "enter"}, "PATCH /api/v1/application/UUID/", `{"target_num_containers":6}`},
		{"terminate", []string{"D", "a", "p", "i", "enter"}, "DELETE /api/v1/application/UUID/", ""},
		{"stop container", []string{"enter", "wait", "x", "y"}, "POST /api/v1/container/UUID/stop/", ""},
		{"terminate container", []string{"enter", "wait", "D", "api-1", "enter"}, "DELETE /api/v1/container/UUID/", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			inBubble(t, 120, 36, setup{}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
				d.Advance(time.Second)
				press(t, d, test.keys)
				d.Advance(10 * time.Second)
				got := writes(server.Take())
				if len(got) != 1 {
					t.Fatalf("sent %v, want one write", got)
				}
				uuid := strings.Split(got[0].Path, "/")[4]
				if text := strings.Replace(got[0].String(), uuid, "UUID", 1); text != test.want || got[0].Body != test.body {
					t.Errorf("sent %s with body %q, want %s with %q", text, got[0].Body, test.want, test.body)
				}
			})
		})
	}
}

func TestNothingIsSentWithoutConfirmation(t *testing.T) {
	t.Parallel()
	for _, keys := range [][]string{
		{"x", "n"},
		{"x", "enter"},
		{"x", "esc"},
		{"x", "q"},
		{"x", "ctrl+c"},
		{"x", "j", "k", "l", "Q", "D"},
		{"D", "enter"},
		{"D", "a", "p", "enter"},
		{"D", "a", "p", "i", "esc"},
		{"D", "A", "P", "I", "enter"},
		{"s", "enter"},
		{"s", "9", "esc"},
		{"s", "0", "enter"},
		{"s", "backspace", "enter"},
		{"u"},
	} {
		t.Run(strings.Join(keys, " "), func(t *testing.T) {
			t.Parallel()
			inBubble(t, 80, 24, setup{}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
				d.Advance(time.Second)
				d.Press(keys...)
				d.Advance(10 * time.Second)
				if got := writes(server.Take()); len(got) != 0 {
					t.Errorf("sent %v", got)
				}
				if d.Quit() {
					t.Error("a dialog let the program quit")
				}
			})
		})
	}
}

func TestReadOnlySendsNothingButGET(t *testing.T) {
	t.Parallel()
	inBubble(t, 120, 36, setup{readOnly: true}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Advance(time.Second)
		for _, view := range []string{"1", "2"} {
			d.Press(view)
			d.Advance(time.Second)
			for _, key := range strings.Split("u x y s 5 + - D a p i", " ") {
				d.Press(key, "enter")
				d.Advance(time.Second)
			}
			d.Press("esc", "esc", "esc")
		}
		if got := writes(server.Take()); len(got) != 0 {
			t.Errorf("sent %v", got)
		}
		d.Sees("read-only")
		d.Press("1", "?")
		d.SeesNot("Stop what runs", "Destroy it", "number of containers")
	})
}

func TestBurstStopsAtADialog(t *testing.T) {
	t.Parallel()
	selected := func(d *uitest.Driver) string { return strings.Fields(strings.Split(d.Line("▸"), "▸")[1])[0] }
	inBubble(t, 80, 24, setup{}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Advance(time.Second)
		d.Burst("jjj")
		if got := selected(d); got != "cache" {
			t.Errorf("jjj in one read selected %s, want cache", got)
		}
		d.Burst("kkxy")
		d.Sees("Stop backup?")
		d.Advance(time.Second)
		if got := writes(server.Take()); len(got) != 0 {
			t.Errorf("y typed before the dialog could be seen sent %v", got)
		}
		d.Press("esc")
		d.Burst("[B")
		if got := selected(d); got != "backup" {
			t.Errorf("the rest of a split arrow key moved the selection to %s", got)
		}
		d.Press("x")
		d.Sees("Stop backup?")
		d.Send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune{'j'}, Alt: true}) // esc and j in one packet
		if got := selected(d); got != "blog" {
			t.Errorf("esc and j selected %s, want blog", got)
		}
		d.SeesNot("Stop backup?")
		d.Paste("xyD\x1b[31mq")
		d.SeesNot("Stop backup?")
		if d.Quit() {
			t.Error("pasted text quit the program")
		}
	})
}

func TestUnconfirmedAfterAMinute(t *testing.T) {
	t.Parallel()
	inBubble(t, 120, 36, setup{}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Advance(time.Second)
		server.Break("POST", uitest.Answer(202, "application/json", "{}"))
		d.Press("x", "y")
		d.Advance(2 * time.Second)
		d.Sees("stopping")
		d.Press("x")
		d.Sees("waiting for a poll to confirm it")
		d.Advance(60 * time.Second)
		d.Sees("unconfirmed")
	})
}

func TestAReplyOlderThanTheLastWriteChangesNothing(t *testing.T) {
	t.Parallel()
	inBubble(t, 120, 36, setup{}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Advance(4 * time.Second)
		server.Slow(listApplications[:len(listApplications)-1], 3*time.Second)
		d.Advance(1500 * time.Millisecond) // a poll is on its way
		d.Press("x", "y")
		d.Sees("Stopping")
		for range 20 {
			d.Advance(200 * time.Millisecond)
			if line := d.Line("▸ api"); strings.Contains(line, "Running") {
				t.Fatalf("an old reply overwrote what the server had answered: %s", line)
			}
		}
	})
}

func TestAPanicInACommand(t *testing.T) {
	t.Parallel()
	s := setup{options: func(o *ui.Options) {
		o.Host.Trace = func(value any, stack []byte) (string, error) {
			if value != "boom" || !strings.Contains(string(stack), "goroutine") {
				t.Errorf("traced %v with %q", value, stack)
			}
			return "/state/fleetop/panic-1.txt", nil
		}
	}}
	inBubble(t, 120, 36, s, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Advance(time.Second)
		server.Break("", func(*http.Request) (*http.Response, error) { panic("boom") })
		d.Advance(5 * time.Second)
		d.Sees("an internal error: boom", "/state/fleetop/panic-1.txt", "api")
		server.Break("", nil)
		d.Press("esc", "r")
		if said := lastLine(d); strings.Contains(said, "boom") {
			t.Error(said)
		}
		d.Sees("every 5s")
	})
}

// TestKeysTypedBeforeADialogCouldBeSeen are lost, also where bubbletea gives a
// read as several messages.
func TestKeysTypedBeforeADialogCouldBeSeen(t *testing.T) {
	t.Parallel()
	for _, keys := range [][]string{{"x", " ", "y"}, {"x", "down", "y"}, {"s", "5", "enter"}, {"-", "enter"}, {"D", "down", "a", "p", "i", "enter"}} {
		t.Run(strings.Join(keys, " "), func(t *testing.T) {
			t.Parallel()
			inBubble(t, 80, 24, setup{}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
				d.Advance(time.Second)
				d.Read(keys...)
				d.Advance(time.Second)
				if got := writes(server.Take()); len(got) != 0 {
					t.Errorf("sent %v", got)
				}
				d.Press("esc", "x", "y")
				if got := writes(server.Take()); len(got) != 1 {
					t.Errorf("then sent %v, want the stop", got)
				}
			})
		})
	}
}
