//go:build linux || darwin

package tty_test

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/term"
	"golang.org/x/sys/unix"

	"fleetop/internal/ptytest"
	"fleetop/internal/ptytest/vt"
)

// crashes are failures of the runtime that no program can catch, by the key that
// brings them about.
var crashes = map[string]func(){
	"1": func() { new(sync.Mutex).Unlock() },
	"2": func() { go panic("loose goroutine \x1b[2J") },
	"3": func() {
		debug.SetMaxStack(1 << 20)
		descend(1)
	},
	"4": func() {
		limit := unix.Rlimit{Cur: 1 << 30, Max: unix.RLIM_INFINITY}
		_ = unix.Setrlimit(unix.RLIMIT_AS, &limit)
		hoard = make([]byte, 1<<35)
	},
	"5": func() {
		go func() {
			var none *model
			none.keys = "x"
		}()
	},
	"6": func() { _ = unix.Kill(unix.Getpid(), unix.SIGSEGV) },
	"7": func() { _ = unix.Kill(unix.Getpid(), unix.SIGILL) },
}

var hoard []byte

// watchedMsg is what came of a key that is about the watcher.
type watchedMsg string

// watcherKeys wait for the watcher, and kill it.
var watcherKeys = map[string]tea.Cmd{
	"?": func() tea.Msg {
		for term.IsTerminal(2) { // Once it watches, standard error is kept off the screen.
			runtime.Gosched()
		}
		return watchedMsg("(watched)")
	},
	"!": func() tea.Msg {
		lists, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", os.Getpid()))
		for _, list := range lists {
			text, _ := os.ReadFile(list)
			for _, id := range strings.Fields(string(text)) {
				if pid, err := strconv.Atoi(id); err == nil && unix.Kill(pid, unix.SIGKILL) == nil {
					return watchedMsg("(killed)")
				}
			}
		}
		return watchedMsg("(not found)")
	},
}

func descend(n int) int { return descend(n+1) + len(hoard) } //nolint:staticcheck // It is to overflow the stack.

// waitWatched waits until the program is watched over.
func waitWatched(term *ptytest.Terminal) {
	term.Send("?")
	term.WaitFor(`\(watched\)`)
}

// A fatal error of the runtime leaves the terminal as it was found when the shell
// hears of it, says what happened, and keeps the stacks.
func TestFatalErrorRestoresTheTerminal(t *testing.T) {
	t.Parallel()
	for key, want := range map[string]string{
		"1": "fatal error: sync: unlock of unlocked mutex",
		"2": "panic: loose goroutine",
		"3": "fatal error: stack overflow",
		"4": "fatal error: ", // out of memory; the race detector says it otherwise
		"5": "panic: runtime error: invalid memory address or nil pointer dereference",
		"6": "SIGSEGV: segmentation violation",
		"7": "SIGILL: illegal instruction",
	} {
		t.Run(key, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			term := start(t, "plain", ptytest.Options{Cols: 160, Env: []string{"TRACES=" + dir}})
			waitWatched(term)
			term.Send(key)
			if status := term.Wait(); status != 2 {
				t.Errorf("status %d, want that of a program that the runtime ends, 2", status)
			}
			term.CheckRestored()
			screen := term.Screen()
			if !strings.Contains(screen, "fleetop: the program failed: "+want) || strings.Contains(screen, ".go:") {
				t.Errorf("the screen says\n%s", screen)
			}
			stack := everybody
			if key == "4" {
				stack = "runtime.throw"
			}
			checkTrace(t, dir, want, stack)
		})
	}
}

// everybody is in a trace of all goroutines.
const everybody = "terminal.(*output).run"

// checkTrace fails unless there is one trace, which says what happened and has a
// stack.
func checkTrace(t *testing.T, dir, want, stack string) {
	t.Helper()
	var text []byte
	await(t, "the trace is whole", func() bool { // The watcher adds the rest when the process is gone.
		files, _ := filepath.Glob(filepath.Join(dir, "panic-*.txt"))
		if len(files) == 1 {
			text, _ = os.ReadFile(files[0])
		}
		return strings.Contains(string(text), want) && strings.Contains(string(text), stack)
	})
	if strings.ContainsRune(string(text), 0x1b) {
		t.Errorf("the trace holds control characters:\n%q", text)
	}
}

// await waits for what another process does.
func await(t *testing.T, what string, done func() bool) {
	t.Helper()
	tick, limit := time.NewTicker(5*time.Millisecond), time.After(20*time.Second)
	defer tick.Stop()
	for !done() {
		select {
		case <-tick.C:
		case <-limit:
			t.Fatalf("in 20 s it has not come about that %s", what)
		}
	}
}

// What ends the program from outside leaves the terminal restored too. Signals that
// ask what it is doing have their answer kept.
func TestSignalsThatEndAProcess(t *testing.T) {
	t.Parallel()
	for sig, traced := range map[syscall.Signal]bool{syscall.SIGQUIT: true, syscall.SIGABRT: true, syscall.SIGKILL: false} {
		t.Run(sig.String(), func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			term := start(t, "plain", ptytest.Options{Cols: 160, Env: []string{"TRACES=" + dir}})
			waitWatched(term)
			term.Signal(sig)
			if status := term.Wait(); status != 128+int(sig) {
				t.Errorf("status %d, want %d", status, 128+int(sig))
			}
			if sig == syscall.SIGKILL { // The shell hears of it as soon as the watcher does.
				term.WaitUntil("the screen is given back", func(s *vt.Screen) bool { return !s.AltScreen() && s.CursorVisible() })
				term.LookAgain()
			}
			term.CheckRestored()
			if traced {
				what := "ended by the signal " + sig.String()
				if !strings.Contains(term.Screen(), "fleetop: "+what+": trace in "+dir) {
					t.Errorf("the screen says\n%s", term.Screen())
				}
				checkTrace(t, dir, what, everybody)
			}
		})
	}
}

// A program that hangs tells what it is doing.
func TestQuitSignalTellsWhereAProgramHangs(t *testing.T) {
	t.Parallel()
	dir, mark := t.TempDir(), filepath.Join(t.TempDir(), "hangs")
	term := start(t, "plain", ptytest.Options{Cols: 160, Env: []string{"TRACES=" + dir, "MARK=" + mark}})
	term.Send("h")
	await(t, "Update hangs", func() bool {
		_, err := os.Stat(mark)
		return err == nil
	})
	term.Signal(syscall.SIGQUIT)
	if status := term.Wait(); status != 131 {
		t.Errorf("status %d, want 131", status)
	}
	term.CheckRestored()
	if !strings.Contains(term.Screen(), "fleetop: ended by the signal quit: trace in "+dir) {
		t.Errorf("the screen says\n%s", term.Screen())
	}
	checkTrace(t, dir, "ended by the signal quit", "tty_test.act")
}

// Signals that Go programs do not act on by default change nothing.
func TestOtherSignalsChangeNothing(t *testing.T) {
	t.Parallel()
	term := start(t, "plain", ptytest.Options{})
	for _, sig := range []syscall.Signal{syscall.SIGUSR1, syscall.SIGUSR2, syscall.SIGALRM, syscall.SIGPIPE, syscall.SIGXCPU, syscall.SIGVTALRM, syscall.SIGIO, syscall.SIGCHLD, syscall.SIGURG, syscall.SIGWINCH} {
		term.Signal(sig)
	}
	term.Send("x")
	term.WaitFor("^ready.*keys x")
	term.Send("q")
	if status := term.Wait(); status != 0 {
		t.Errorf("status %d, want 0", status)
	}
	term.CheckRestored()
}

// The program goes on when its watcher is killed, and ends as always.
func TestProgramOutlivesItsWatcher(t *testing.T) {
	t.Parallel()
	term := start(t, "plain", ptytest.Options{})
	waitWatched(term)
	term.Send("!")
	term.WaitFor(`\(killed\)`)
	term.Send("q")
	if status := term.Wait(); status != 0 {
		t.Errorf("status %d, want 0", status)
	}
	term.CheckRestored()
}
