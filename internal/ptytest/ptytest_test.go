//go:build linux || darwin

package ptytest

import (
	"bytes"
	"errors"
	"os/exec"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"

	"fleetop/internal/ptytest/vt"
)

// shell runs a script in a terminal.
func shell(t *testing.T, opts Options, script string) *Terminal {
	t.Helper()
	opts.Path, opts.Args = "/bin/sh", []string{"-c", script}
	return Start(t, opts)
}

func TestKeysReachTheProgram(t *testing.T) {
	t.Parallel()
	term := shell(t, Options{Env: []string{"GREETING=hello"}}, `echo "$GREETING $TERM"; read -r name; echo "you are $name"; exit 7`)
	term.WaitFor("^hello xterm-256color$")
	term.Send("fleet\r")
	term.WaitFor("^you are fleet$")
	if status := term.Wait(); status != 7 {
		t.Errorf("status %d, want 7", status)
	}
	if out := term.Output(); !strings.HasSuffix(out, "you are fleet\r\n") {
		t.Errorf("output %q", out)
	}
	term.CheckRestored()
}

func TestStatusOfALeaderIsItsOwn(t *testing.T) {
	t.Parallel()
	term := shell(t, Options{Leader: true}, `echo ready; read -r x; exit 3`)
	term.WaitFor("ready")
	term.Send("\r")
	if status := term.Wait(); status != 3 {
		t.Errorf("status %d, want 3", status)
	}
}

func TestSignalReachesTheProgram(t *testing.T) {
	t.Parallel()
	for _, leader := range []bool{false, true} {
		term := shell(t, Options{Leader: leader}, `trap 'echo caught; exit 4' USR1; echo ready; while :; do sleep 0.1; done`)
		term.WaitFor("ready")
		term.Signal(syscall.SIGUSR1)
		if status := term.Wait(); status != 4 {
			t.Errorf("leader %v: status %d, want 4", leader, status)
		}
		term = shell(t, Options{Leader: leader}, `echo ready; exec sleep 60`)
		term.WaitFor("ready")
		term.Signal(syscall.SIGKILL)
		if status := term.Wait(); status != 128+9 {
			t.Errorf("leader %v: status %d, want 137", leader, status)
		}
	}
}

func TestProgramIsToldTheSize(t *testing.T) {
	t.Parallel()
	term := shell(t, Options{Cols: 100, Rows: 30}, `trap 'stty size' WINCH; stty size; while :; do read -r x && exit; done`)
	term.WaitFor("^30 100$")
	term.Resize(132, 43)
	term.Send("\r")
	if cols, rows := term.Size(); cols != 132 || rows != 43 {
		t.Errorf("size %d×%d, want 132×43", cols, rows)
	}
	term.Wait()
	term.Look(func(s *vt.Screen) {
		if cols, rows := s.Size(); cols != 132 || rows != 43 {
			t.Errorf("the screen is %d×%d, want 132×43", cols, rows)
		}
	})
}

func TestTerminalAnswersOnlyWithAnswer(t *testing.T) {
	t.Parallel()
	const ask = `stty raw -echo; printf '\033[6n'; dd bs=1 count=6 2>/dev/null | tr '\033' E; stty sane`
	term := shell(t, Options{Answer: true}, ask)
	if term.Wait(); !strings.Contains(term.Screen(), "E[1;1R") {
		t.Errorf("no answer:\n%s", term.Screen())
	}
	silent := shell(t, Options{}, ask)
	silent.WaitUntil("the terminal is asked", func(s *vt.Screen) bool { return len(s.Queries()) > 0 })
	silent.Send("typed!")
	if silent.Wait(); !strings.Contains(silent.Screen(), "typed!") {
		t.Errorf("answered although silent:\n%s", silent.Screen())
	}
}

// A terminal that does not read takes a few kilobytes and then nothing.
func TestUnreadTerminalTakesAFewKilobytes(t *testing.T) {
	t.Parallel()
	term := shell(t, Options{Unread: true}, `dd if=/dev/zero bs=1024 count=200 2>/dev/null | tr '\0' x; echo done`)
	if out := term.Output(); out != "" {
		t.Errorf("read %d bytes although it does not read", len(out))
	}
	term.Resume()
	term.WaitOutput("done")
	if n := strings.Count(term.Output(), "x"); n != 200<<10 {
		t.Errorf("%d bytes of output, want %d", n, 200<<10)
	}
	term.Wait()
}

// The program of a test has ended when the functions of its Cleanup have run, whatever it does at a hangup.
func TestProgramEndsWithTheTest(t *testing.T) { //nolint:tparallel // what follows the subtest needs its end
	t.Parallel()
	for _, leader := range []bool{false, true} {
		group := 0
		t.Run("", func(t *testing.T) {
			term := shell(t, Options{Leader: leader}, `trap '' HUP TERM; echo ready; while :; do sleep 0.1; done`)
			term.WaitFor("ready")
			group = term.Group()
		})
		if err := unix.Kill(group, 0); !errors.Is(err, unix.ESRCH) {
			t.Errorf("leader %v: the program is still there: %v", leader, err)
			_ = unix.Kill(-group, unix.SIGKILL)
		}
	}
}

func TestHangupSendsSIGHUP(t *testing.T) {
	t.Parallel()
	term := shell(t, Options{Leader: true}, `echo ready; exec sleep 60`)
	term.WaitFor("ready")
	term.Hangup()
	if status := term.Wait(); status != 128+int(syscall.SIGHUP) {
		t.Errorf("status %d, want 129", status)
	}
	deaf := shell(t, Options{Leader: true}, `trap '' HUP; echo ready; read -r x || exit 5`)
	deaf.WaitFor("ready")
	deaf.Hangup()
	if status := deaf.Wait(); status != 5 {
		t.Errorf("status %d where the signal is ignored, want 5", status)
	}
}

func TestStoppedProgramContinues(t *testing.T) {
	t.Parallel()
	term := shell(t, Options{}, `echo ready; kill -TSTP $$; echo again; read -r x`)
	term.WaitStopped()
	term.Continue()
	term.WaitFor("again")
	term.Send("\r")
	if status := term.Wait(); status != 0 {
		t.Errorf("status %d, want 0", status)
	}
}

// A failures is a testing.TB that notes errors instead of failing.
type failures struct {
	testing.TB
	n int
}

func (f *failures) Helper()               {}
func (f *failures) Error(...any)          { f.n++ }
func (f *failures) Errorf(string, ...any) { f.n++ }

func TestCheckRestoredReportsWhatIsLeft(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, script string
		want         int
	}{
		{"nothing", ``, 0},
		{"restored", `old=$(stty -g); stty raw; printf '\033[?1049h\033[?25l\033[?7l\033[?2004h\033[31m\033[m\033[?2004l\033[?7h\033[?25h\033[?1049l'; stty $old`, 0},
		{"line discipline", `stty -echo`, 1},
		{"screen, cursor, autowrap", `printf '\033[?1049h\033[?25l\033[?7l'`, 3},
		{"colour", `printf '\033[31m'`, 1},
		{"modes", `printf '\033[?1000h\033[?1002h\033[?1003h\033[?1004h\033[?1006h\033[?2004h\033[?2026h'`, 7},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			term := shell(t, Options{}, tt.script)
			term.Wait()
			noted := &failures{TB: t}
			term.t = noted
			term.CheckRestored()
			term.t = t
			if noted.n != tt.want {
				t.Errorf("%d things were reported, want %d", noted.n, tt.want)
			}
		})
	}
}

func TestBuildReturnsARunningProgram(t *testing.T) {
	t.Parallel()
	program, err := Build(t.Context(), t.TempDir(), "./testdata/hello")
	if err != nil {
		t.Fatal(err)
	}
	out, err := exec.CommandContext(t.Context(), program).Output()
	if err != nil || !bytes.Equal(out, []byte("hello\n")) {
		t.Errorf("the program says %q, %v", out, err)
	}
	if _, err := Build(t.Context(), t.TempDir(), "./testdata/missing"); err == nil {
		t.Error("a package that is not there was built")
	}
}
