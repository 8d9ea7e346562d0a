package terminal

import (
	"strings"
	"testing"
	"unicode"

	tea "github.com/charmbracelet/bubbletea"

	"fleetop/internal/ptytest/vt"
	"fleetop/internal/terminal/keys"
	"fleetop/internal/terminal/paint"
)

// ringing is an output on a terminal that has shown its first frame, and what it writes from then on.
func ringing(t *testing.T) (o *output, written func() string) {
	t.Helper()
	d := newLoopback(20, 3)
	o = newOutput(d, paint.NoColor, 0, nil)
	o.take("")
	o.show(frame{"first\nsecond", 20, 3})
	o.step()
	o.answer(keys.Answer{Mode: syncMode})
	o.answer(keys.Answer{})
	seen := len(d.written())
	return o, func() string {
		o.step()
		got := string(d.written()[seen:])
		seen += len(got)
		return got
	}
}

// A bell goes to every terminal, a text for the desktop only to one that has said that it is one of those
// that pass it on. It is asked for its name once, when that is needed first.
func TestRing(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"WezTerm 20240203-110809-5046fc22": "\x1b]777;notify;fleetop;web 2/3: exit 137\a",
		"foot(1.16.2)":                     "\x1b]777;notify;fleetop;web 2/3: exit 137\a",
		"ghostty 1.0.1":                    "\x1b]777;notify;fleetop;web 2/3: exit 137\a",
		"kitty(0.35.2)":                    "\x1b]9;web 2/3: exit 137\a",
		"iTerm2 3.5.10":                    "\x1b]9;web 2/3: exit 137\a",
		"tmux 3.3a":                        "",
		"XTerm(390)":                       "",
		"footloose 1":                      "",
		"GNU Screen 5.0":                   "",
		"(kitty)":                          "",
	} {
		o, written := ringing(t)
		if got := written(); got != "" {
			t.Errorf("%s is written before anything rings", got)
		}
		o.ring("web 2/3: exit 137")
		got := written()
		if !strings.HasPrefix(got, askName+askRead+bell) || strings.Count(got, bell) != 1 || strings.Contains(got, "\x1b]") {
			t.Errorf("the first ring writes %q", got)
		}
		o.answer(keys.Answer{Name: name})
		o.answer(keys.Answer{})
		if got := written(); got != want {
			t.Errorf("when the terminal says that it is %s, %q is written, want %q", name, got, want)
		}
		o.ring("web 2/3: exit 137")
		if got := written(); got != bell+want {
			t.Errorf("on %s the second ring writes %q, want %q", name, got, bell+want)
		}
	}
}

// A terminal that does not know the question is not asked again, and hears the bell. That it owes no
// answer any more is known by the question behind the first.
func TestRingOnATerminalWithoutAName(t *testing.T) {
	t.Parallel()
	o, written := ringing(t)
	o.ring("one")
	written()
	if !o.owed() {
		t.Error("nothing is owed after the question")
	}
	o.answer(keys.Answer{})
	if o.owed() {
		t.Error("an answer is owed by a terminal that has answered what came later")
	}
	for range 3 {
		o.ring("two")
		if got := written(); got != bell {
			t.Errorf("%q is written, want the bell alone", got)
		}
	}
}

// Rings that nobody takes do not pile up.
func TestRingsDoNotPileUp(t *testing.T) {
	t.Parallel()
	o, _ := ringing(t)
	o.answer(keys.Answer{Name: "foot(1)"})
	o.hold()
	for range 10_000 {
		o.ring(strings.Repeat("x", 300))
	}
	if n := len(o.beside); n > mostBeside+longestNotice+100 {
		t.Errorf("%d bytes wait", n)
	}
}

// What an application is called does not act on the terminal.
func TestNoticesAreHarmless(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"a\x1b]52;c;SEFD\ab", "a\x1b\\b", "\x9d9;x", "a;b;c", "line\nline", strings.Repeat("long ", 1000), "\u202eevil", ""} {
		for name := range notifiers() {
			got := notice(name, text)
			body, ended := strings.CutSuffix(strings.TrimPrefix(got, "\x1b]"), bell)
			if !ended || strings.ContainsFunc(body, func(r rune) bool { return !unicode.IsPrint(r) }) || len(body) > 1000 || strings.Count(body, ";") > 3 {
				t.Errorf("%q on %s is %q", text, name, got)
			}
			s := vt.New(20, 3)
			s.Write([]byte(got))
			if s.Text() != "\n\n\n" {
				t.Errorf("%q shows %q", got, s.Text())
			}
		}
	}
}

// titles is a program that sets a title for each line that is typed.
type titles struct{ echo }

func (m titles) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if msg, ok := msg.(tea.KeyMsg); ok {
		switch key := msg.String(); key {
		case "1":
			return m, func() tea.Msg { return Title("! 1 problem\a\x1b]0;x") }
		case "2":
			return m, func() tea.Msg { return Title("! 2 problems") }
		case "0":
			return m, func() tea.Msg { return Title("") }
		}
	}
	next, cmd := m.echo.Update(msg)
	m.echo, _ = next.(echo)
	return m, cmd
}

// The title is that of the program until it says another one, and is put back at the end.
func TestTitle(t *testing.T) {
	t.Parallel()
	for term, has := range map[string]bool{"xterm-256color": true, "vt100": false} {
		d := newLoopback(20, 5)
		p := New(t.Context(), titles{echo{name: "wall"}}, d, Options{Title: "fleetop admin@host", Getenv: func(name string) string {
			if name == "TERM" {
				return term
			}
			return ""
		}})
		ended := make(chan error, 1)
		go func() {
			_, err := p.Run()
			close(d.hungUp)
			ended <- err
		}()
		titled := func(want string) {
			t.Helper()
			for {
				s := vt.New(20, 5)
				s.Write(d.written())
				if s.Title() == want || !has && s.Title() == "" {
					return
				}
				<-d.wrote
			}
		}
		sees(t, d, "wall 20×5")
		titled("fleetop admin@host")
		d.typed <- "1"
		titled("! 1 problem\ufffd\ufffd]0;x")
		d.typed <- "2"
		titled("! 2 problems")
		before := strings.Count(string(d.written()), "\x1b]2;")
		p.setTitle("! 2 problems") // it is that already
		d.typed <- "x"
		sees(t, d, "\nx\n")
		if after := strings.Count(string(d.written()), "\x1b]2;"); after != before {
			t.Errorf("the title is written %d times more", after-before)
		}
		d.typed <- "0"
		titled("fleetop admin@host")
		d.typed <- "q"
		if err := <-ended; err != nil {
			t.Error(err)
		}
		got := string(d.written())
		if strings.HasSuffix(got, resetScreen+restoreTitle) != has || strings.Contains(got, "\x1b]2;") != has {
			t.Errorf("on %s the terminal got %q", term, got)
		}
	}
}
