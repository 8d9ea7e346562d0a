//go:build linux || darwin

package tty_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"fleetop/internal/ptytest"
	"fleetop/internal/ptytest/vt"
)

// quit ends a program and checks what it leaves.
func quit(t *testing.T, term *ptytest.Terminal) {
	t.Helper()
	term.Send("q")
	if status := term.Wait(); status != 0 {
		t.Errorf("status %d, want 0", status)
	}
	term.CheckRestored()
}

func TestTitle(t *testing.T) {
	t.Parallel()
	const save, set, restore = "\x1b[22;2t", "\x1b]2;fleetop me@host\uFFFD\uFFFD\a", "\x1b]2;\a\x1b[23;2t"
	for name, want := range map[string]bool{"xterm-256color": true, "alacritty": true, "screen-256color": false, "linux": false, "vt100": false} {
		term := start(t, "plain", ptytest.Options{Term: name})
		quit(t, term)
		out := term.Output()
		for _, seq := range []string{save + set, restore} {
			if strings.Contains(out, seq) != want {
				t.Errorf("%s: %q is written: %v, want %v", name, seq, !want, want)
			}
		}
	}
	for _, inside := range []string{"TMUX=/tmp/tmux-0/default,1,0", "STY=1234.pts-0.host"} {
		term := start(t, "plain", ptytest.Options{Env: []string{inside}})
		quit(t, term)
		if out := term.Output(); strings.Contains(out, save) || strings.Contains(out, "\x1b]2;") {
			t.Errorf("%s: the program wrote %q", inside, out)
		}
	}
}

// What the terminal answers is never a key, whatever it has been asked and
// however it is split.
func TestAnswersAreNoKeys(t *testing.T) {
	t.Parallel()
	term := start(t, "plain", ptytest.Options{Answer: true})
	term.Send("x", "\x1b[?2026;0$y\x1b[0n\x1b[12;1R", "y\x1b]11;rgb:0/0/0\x1b\\d")
	term.WaitFor("keys xyd$")
	quit(t, term)
	if got, want := strings.TrimSpace(term.Screen()), "keys: xydq"; got != want {
		t.Errorf("the screen shows %q afterwards, want %q", got, want)
	}
}

// A terminal that knows synchronized updates gets large frames as one. No name
// says that it does: it is asked, whatever its name is, and where its answer is
// another or none, the mode is neither set nor reset.
func TestSynchronizedUpdates(t *testing.T) {
	t.Parallel()
	for answer, knows := range map[string]bool{
		"\x1b[?2026;2$y\x1b[0n": true, "\x1b[?2026;1$y": true,
		"\x1b[?2026;0$y\x1b[0n": false, "\x1b[?2026;4$y": false, "\x1b[0n": false, "\x1b[?2027;2$y": false, "": false,
	} {
		for _, name := range []string{"xterm-256color", "screen", "linux", "xterm-kitty"} {
			term := start(t, "plain", ptytest.Options{Rows: 60, Term: name, Env: []string{"TERM_PROGRAM=WezTerm", "COLORTERM=truecolor"}})
			if out := term.Output(); strings.Contains(out, "\x1b[?2026h") || !strings.Contains(out, "\x1b[?2026$p") {
				t.Errorf("%s: before the terminal said anything the program wrote %q", name, out)
			}
			term.Send(answer + "x")
			term.WaitFor("keys x$")
			if knows {
				term.WaitOutput("\x1b[?2026h")
				term.WaitUntil("the update is complete", func(s *vt.Screen) bool { return !s.Mode(2026) })
			}
			quit(t, term)
			if out := term.Output(); strings.Contains(out, "\x1b[?2026h") != knows || strings.Contains(out, "\x1b[?2026l") != knows {
				t.Errorf("%s: answered %q the program wrote %q", name, answer, out)
			}
		}
	}
}

func TestKeysOfTheTerminal(t *testing.T) {
	t.Parallel()
	term := start(t, "plain", ptytest.Options{Cols: 120})
	term.Send("\x1b")
	term.WaitFor("keys esc$")
	term.Send("\x1b[A\x1bOB\x1b[200~q\nq\x1b[201~\x1b[I\x1b[<0;1;1M\x1b[5~")
	term.WaitFor(`keys escupdown\[q`)
	term.Send("\x1b[Z")
	term.WaitUntil("all keys have come", func(s *vt.Screen) bool { return strings.Contains(s.Text(), "q]pgupshift+tab") })
	quit(t, term)
}

// Who stopped the program from outside may have changed the terminal.
func TestStoppedFromOutside(t *testing.T) {
	t.Parallel()
	term := start(t, "plain", ptytest.Options{Leader: true})
	term.Signal(syscall.SIGSTOP)
	term.Signal(syscall.SIGCONT)
	term.WaitOutput(strings.Repeat("a", 80) + "\x1b[?1049h") // behind the last line of the frame
	term.Send("x")
	term.WaitFor("keys x$")
	quit(t, term)
	if n := strings.Count(term.Output(), "\x1b[?1049h"); n != 2 {
		t.Errorf("the program took the screen %d times, want twice", n)
	}
	if n := strings.Count(term.Output(), "\x1b[22;2t"); n != 1 {
		t.Errorf("the title was saved %d times and put back once", n)
	}
}

// On a slow line frames are dropped, and the last one is right.
func TestSlowLine(t *testing.T) {
	t.Parallel()
	for _, answer := range []bool{true, false} {
		mark := filepath.Join(t.TempDir(), "mark")
		term := start(t, "plain", ptytest.Options{Answer: answer, Rate: 30_000, Env: []string{"MARK=" + mark}})
		term.Send("f")
		term.WaitFor("keys f$\nlate$")
		term.WaitFor(strings.Repeat(string(rune('a'+(len("f")+floodFrames)%26)), 80))
		quit(t, term)
	}
}

// What is recorded is what the terminal got.
func TestRecord(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "output.cast")
	term := start(t, "plain", ptytest.Options{Env: []string{"RECORD=" + path}})
	term.Send("x")
	term.WaitFor("keys x$")
	quit(t, term)
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	header, events, _ := bytes.Cut(text, []byte("\n"))
	var head struct{ Version, Width, Height int }
	if err := json.Unmarshal(header, &head); err != nil || head.Version != 2 || head.Width != 80 || head.Height != 24 {
		t.Errorf("the header is %s, %v", header, err)
	}
	var written strings.Builder
	last := -1.0
	for line := range bytes.Lines(events) {
		var event [3]any
		if err := json.Unmarshal(line, &event); err != nil {
			t.Fatal(err)
		}
		at, isNumber := event[0].(float64)
		data, isText := event[2].(string)
		if !isNumber || !isText || at < last {
			t.Errorf("the event %s is out of order", line)
		}
		if last = at; event[1] == "o" {
			written.WriteString(data)
		}
	}
	if got := term.Output(); !strings.HasPrefix(got, written.String()) || written.Len() < 300 {
		t.Errorf("recorded %q\nwritten %q", written.String(), got)
	}
}
