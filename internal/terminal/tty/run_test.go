//go:build linux || darwin

package tty_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"fleetop/internal/ptytest"
	"fleetop/internal/ptytest/vt"
)

func TestQuit(t *testing.T) {
	t.Parallel()
	for _, key := range []string{"q", "b", "s"} {
		term := start(t, "plain", ptytest.Options{Cols: 100, Rows: 30})
		term.WaitUntil("the program has the screen", func(s *vt.Screen) bool { return s.AltScreen() && !s.CursorVisible() && !s.Mode(7) })
		term.Send("x", key)
		if status := term.Wait(); status != 0 {
			t.Errorf("%s: status %d, want 0", key, status)
		}
		term.CheckRestored()
		if got, want := strings.TrimSpace(term.Screen()), "keys: x"+key; got != want {
			t.Errorf("%s: the screen shows %q afterwards, want %q", key, got, want)
		}
		term.Look(func(s *vt.Screen) {
			if want := []string{"DECRQM 2026", "DSR"}; !slices.Equal(s.Queries(), want) {
				t.Errorf("the terminal was asked %q, want %q", s.Queries(), want)
			}
		})
	}
}

func TestSignals(t *testing.T) {
	t.Parallel()
	for sig, want := range map[syscall.Signal]int{syscall.SIGINT: 130, syscall.SIGTERM: 143, syscall.SIGHUP: 129} {
		term := start(t, "plain", ptytest.Options{})
		term.Signal(sig)
		if status := term.Wait(); status != want {
			t.Errorf("%v: status %d, want %d", sig, status, want)
		}
		term.CheckRestored()
	}
}

// A program that hangs is gone soon after a signal, after a second signal, or
// after it was asked to quit, and so is one whose caller hangs.
func TestHangs(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, scenario string
		do             func(*ptytest.Terminal)
		want           int
	}{
		{"in Update, signal", "plain", func(term *ptytest.Terminal) {
			term.Send("x")
			term.WaitFor("keys x$")
			term.Send("h")
			term.Signal(syscall.SIGTERM)
		}, 143},
		{"in Update, two signals", "plain", func(term *ptytest.Terminal) {
			term.Send("h")
			term.Signal(syscall.SIGTERM)
			term.Signal(syscall.SIGINT)
		}, -1},
		{"after quitting", "plain", func(term *ptytest.Terminal) { term.Send("H") }, 0},
		{"in View, asked to quit", "plain", func(term *ptytest.Terminal) { term.Send("Q") }, 0},
		{"in the caller, quit", "caller-hangs", func(term *ptytest.Terminal) { term.Send("q") }, 0},
		{"in the caller, signal", "caller-hangs", func(term *ptytest.Terminal) { term.Signal(syscall.SIGHUP) }, 129},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			term := start(t, tt.scenario, ptytest.Options{})
			tt.do(term)
			switch status := term.Wait(); {
			case tt.want == -1 && (status == 143 || status == 130):
			case status != tt.want:
				t.Errorf("status %d, want %d", status, tt.want)
			}
			term.CheckRestored()
		})
	}
}

func TestPanic(t *testing.T) {
	t.Parallel()
	for key, want := range map[string]string{"p": "boom \uFFFD[2J next line", "P": "view", "c": "command"} {
		traces := filepath.Join(t.TempDir(), "state", "fleetop")
		term := start(t, "plain", ptytest.Options{Cols: 300, Env: []string{"TRACES=" + traces}})
		term.Send(key)
		if status := term.Wait(); status != 1 {
			t.Errorf("%s: status %d, want 1", key, status)
		}
		term.CheckRestored()
		path, ok := strings.CutPrefix(strings.TrimSpace(term.Screen()), "fleetop: the screen failed: "+want+": trace in ")
		if !ok || filepath.Dir(path) != traces {
			t.Fatalf("%s: the screen shows %q", key, strings.TrimSpace(term.Screen()))
		}
		trace, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(trace), "tty_test.") || strings.Contains(string(trace), "\x1b") {
			t.Errorf("%s: the trace is\n%s", key, trace)
		}
	}
}

func TestCancel(t *testing.T) {
	t.Parallel()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	term := ptytest.Start(t, ptytest.Options{Path: exe, Env: []string{scenarioVariable + "=cancel"}})
	if status := term.Wait(); status != 1 {
		t.Errorf("status %d, want 1", status)
	}
	term.CheckRestored()
	if !strings.Contains(term.Screen(), "fleetop: the screen could not run: ") {
		t.Errorf("the screen shows\n%s", term.Screen())
	}
}

// A lost connection ends the program, also where the signal is ignored.
func TestHangup(t *testing.T) {
	t.Parallel()
	for _, opts := range []ptytest.Options{
		{Leader: true},
		{Leader: true, Path: "/bin/sh", Args: []string{"-c", `trap '' HUP; exec "$PROGRAM"`}},
		// Not the leader of the session, so that it gets no signal at all.
		{Leader: true, Path: "/bin/sh", Args: []string{"-c", `trap '' HUP; "$PROGRAM"; exit $?`}},
	} {
		term := start(t, "plain", opts)
		term.Hangup()
		if status := term.Wait(); status != 129 {
			t.Errorf("%q: status %d, want 129", opts.Args, status)
		}
	}
}

// Nobody reads what the program writes: it still quits and obeys signals, and
// who reads afterwards finds the terminal restored.
func TestUnreadTerminal(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		end  func(*ptytest.Terminal)
		want int
	}{
		{"quit", func(term *ptytest.Terminal) { term.Send("q") }, 0},
		{"signal", func(term *ptytest.Terminal) { term.Signal(syscall.SIGTERM) }, 143},
	}
	for _, tt := range tests {
		for _, at := range []string{"at once", "when stalled"} {
			t.Run(tt.name+" "+at, func(t *testing.T) {
				t.Parallel()
				term, flooded := startFlood(t)
				if at == "when stalled" {
					flooded()
				}
				tt.end(term)
				if status := term.Wait(); status != tt.want {
					t.Errorf("status %d, want %d", status, tt.want)
				}
				term.CheckRestored()
			})
		}
	}
}

// A terminal that reads nothing for a while does not keep the program from
// handling keys, and shows the last frame, whole, once it reads again.
func TestStall(t *testing.T) {
	t.Parallel()
	term, flooded := startFlood(t)
	flooded()
	term.Resume()
	last := strings.Repeat(string(rune('a'+(len("f")+floodFrames)%26)), 200)
	term.WaitFor(`^ready 200×60 keys f\nlate\n(` + last + `\n){58}`)
	term.Send("q")
	if status := term.Wait(); status != 0 {
		t.Errorf("status %d, want 0", status)
	}
	term.CheckRestored()
}

// startFlood starts a program that draws more than the terminal, which does
// not read, can hold. The function returned waits until it has drawn all.
func startFlood(t *testing.T) (term *ptytest.Terminal, flooded func()) {
	t.Helper()
	mark := filepath.Join(t.TempDir(), "mark")
	if err := syscall.Mkfifo(mark, 0o600); err != nil {
		t.Fatal(err)
	}
	term = start(t, "plain", ptytest.Options{Cols: 200, Rows: 60, Env: []string{"MARK=" + mark}})
	term.Pause()
	term.Send("f")
	return term, func() {
		t.Helper()
		if text, err := os.ReadFile(mark); err != nil || string(text) != "flooded\n" {
			t.Fatalf("the mark is %q, %v", text, err)
		}
	}
}

func TestSuspend(t *testing.T) {
	t.Parallel()
	term := start(t, "plain", ptytest.Options{})
	term.Send("z")
	term.WaitStopped()
	term.CheckRestored()
	term.Continue()
	term.WaitUntil("the program has the screen", func(s *vt.Screen) bool {
		return s.AltScreen() && !s.CursorVisible() && !s.Mode(7) && strings.Contains(s.Text(), "keys z(resumed)")
	})
	term.Send("q")
	if status := term.Wait(); status != 0 {
		t.Errorf("status %d, want 0", status)
	}
	term.CheckRestored()
}

// A stopped program that is ended by its shell leaves the terminal alone, which
// is the shell's by then.
func TestEndedWhileSuspended(t *testing.T) {
	t.Parallel()
	term := start(t, "plain", ptytest.Options{})
	term.Group() // Remembered for the signals to come.
	term.Send("z")
	term.WaitStopped()
	term.Signal(syscall.SIGTERM)
	term.Signal(syscall.SIGCONT)
	term.WaitOutput("keys: z")
	term.CheckRestored()
	if n := strings.Count(term.Output(), "\x1b[?1049h"); n != 1 {
		t.Errorf("the program took the screen %d times, want once", n)
	}
}

// Where nobody could continue the program it does not stop.
func TestNoSuspend(t *testing.T) {
	t.Parallel()
	for _, opts := range []ptytest.Options{
		{Leader: true},
		{Path: "/bin/sh", Args: []string{"-c", `"$PROGRAM"; true`}},
	} {
		term := start(t, "plain", opts)
		term.Send("z")
		term.WaitFor(`keys z\(resumed\)`)
		term.Send("q")
		if status := term.Wait(); status != 0 {
			t.Errorf("%q: status %d, want 0", opts.Args, status)
		}
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct{ name, script, want string }{
		{"input", `"$PROGRAM" </dev/null`, "fleetop: standard input is not a terminal"},
		{"output", `"$PROGRAM" | cat`, "fleetop: standard output is not a terminal"},
		{"TERM empty", `TERM= "$PROGRAM"`, "fleetop: TERM is not set: set it to the name of your terminal (e.g. TERM=xterm-256color)"},
		{"TERM dumb", `TERM=dumb "$PROGRAM"`, "fleetop: TERM is dumb, a terminal without cursor movement: set it to the name of your terminal (e.g. TERM=xterm-256color)"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			term := ptytest.Start(t, ptytest.Options{
				Path: "/bin/sh", Args: []string{"-c", tt.script + `; echo "status $?"`},
				Env: []string{"PROGRAM=" + exe, scenarioVariable + "=plain"},
			})
			term.Wait()
			want := tt.want + "\r\nstatus 2\r\n"
			if tt.name == "output" {
				want = tt.want + "\r\nstatus 0\r\n" // The status of cat.
			}
			if got := term.Output(); got != want {
				t.Errorf("the program says %q, want %q", got, want)
			}
		})
	}
}
