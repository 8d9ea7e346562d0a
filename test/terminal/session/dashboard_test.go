package session

import (
	"fmt"
	"strings"
	"syscall"
	"testing"
	"time"

	"fleetop/internal/ptytest"
	"fleetop/internal/ptytest/vt"
)

// TestSandboxIsUsedByKeyboardAlone opens the sandbox in a terminal that answers nothing and does
// with the keyboard what the program is for.
func TestSandboxIsUsedByKeyboardAlone(t *testing.T) {
	t.Parallel()
	term := ptytest.Start(t, ptytest.Options{Path: program, Args: []string{"--grace", "0"}, Cols: 120, Rows: 36})
	term.WaitFor(`▸ worker .*! Partly running`)
	term.WaitFor(`sandbox.*admin@127\.0\.0\.1:\d+`)
	term.WaitFor(`^.This is a sandbox|This is a sandbox`)

	term.Send("j", "j", "j", "j", "j")
	term.WaitFor(`▸ db `)
	term.WaitFor(`╭ db `)
	term.Send("]")
	term.WaitFor(`MYSQL_\w+ +\*{8}`)
	term.Send("V")
	term.WaitGone(`\*{8}`)
	term.Send("[", "g")
	term.WaitFor(`▸ worker .*! Partly running +5/6`)

	term.Send("l")
	term.WaitFor(`Logs · worker · 6 containers, by time`)
	term.WaitFor(`worker-\d .*celery|worker-\d .*INFO|worker-\d .*Task`)
	term.Send("/", "task", "\r")
	term.WaitFor(`"task" \d+ of \d+`)
	term.Send("\x1b")
	term.WaitGone(`"task"`)
	term.Send("\x1b")
	term.WaitGone(`Logs · worker`)

	term.Send("/", "we")
	term.WaitFor(`/we`)
	term.Send("\r")
	term.WaitFor(`filter "we"`)
	term.WaitFor(`▸ web `)
	term.Send("s")
	term.WaitFor(`Scale web`)
	term.Send("5", "\r")
	term.WaitFor(`▸ web .*(◐ Scaling|● Running +5/5)`) // Who is slow misses the first.
	term.WaitFor(`▸ web .*● Running +5/5`)

	term.Send("x")
	term.WaitFor(`Stop web\?`)
	term.Send("y")
	term.WaitFor(`▸ web .*○ Stopped +0/5`)
	term.Send("u")
	term.WaitFor(`▸ web .*● Running +5/5`)

	term.Send("\r")
	term.WaitFor(`Containers of web`)
	term.WaitFor(`▸ web-1 +● Running`)
	term.Send("D")
	term.WaitFor(`container of web: web goes 5 → 4`)
	term.Send("web-1", "\r")
	term.WaitFor(`web-1 .*✗ Terminated`)
	term.Send("\x1b")
	term.WaitFor(`▸ web .*4/4`)
	term.Send("D")
	term.WaitFor(`application, 4 containers`)
	term.Send("web", "\r")
	term.WaitFor(`▸ web .*✗ Terminated`)

	term.Send("?")
	term.WaitFor(`╭ Help`)
	term.Send("\x1b")
	term.WaitGone(`╭ Help`)
	term.Send("4")
	term.WaitFor(`terminate accepted`)
	term.Send("q", "q", "q")
	term.Send("Q")
	if code := term.Wait(); code != 0 {
		t.Errorf("it ended with %d", code)
	}
	term.CheckRestored()
	if strings.Contains(term.Output(), "\x1b]11") {
		t.Error("it asked the terminal for its background colour")
	}
}

func TestSignalsAndAClosedTerminalEndTheProgram(t *testing.T) {
	t.Parallel()
	for sig, status := range map[syscall.Signal]int{syscall.SIGINT: 130, syscall.SIGTERM: 143, syscall.SIGHUP: 129} {
		t.Run(sig.String(), func(t *testing.T) {
			t.Parallel()
			term := ptytest.Start(t, ptytest.Options{Path: program})
			term.WaitFor(`▸ worker`)
			term.Signal(sig)
			if code := term.Wait(); code != status {
				t.Errorf("it ended with %d, want %d", code, status)
			}
			term.CheckRestored()
		})
	}
	t.Run("closed", func(t *testing.T) {
		t.Parallel()
		term := ptytest.Start(t, ptytest.Options{Path: program, Leader: true})
		term.WaitFor(`▸ worker`)
		term.Hangup()
		if code := term.Wait(); code != 129 {
			t.Errorf("it ended with %d, want 129", code)
		}
	})
	t.Run("unread", func(t *testing.T) {
		t.Parallel()
		term := ptytest.Start(t, ptytest.Options{Path: program, Cols: 250, Rows: 70})
		term.WaitFor(`▸ worker`)
		term.Pause()
		for range 60 {
			term.Send("l", "\x1b", "2", "1")
		}
		term.Signal(syscall.SIGTERM)
		if code := term.Wait(); code != 143 {
			t.Errorf("it ended with %d, want 143", code)
		}
	})
}

func TestTheScreenSurvivesWhatItIsSent(t *testing.T) {
	t.Parallel()
	t.Run("a storm of sizes", func(t *testing.T) {
		t.Parallel()
		term := ptytest.Start(t, ptytest.Options{Path: program, Cols: 120, Rows: 36})
		term.WaitFor(`▸ worker`)
		for i := range 60 {
			term.Resize(20+(i*37)%200, 5+(i*13)%60)
		}
		term.Resize(100, 30)
		term.WaitFor(`▸ worker`)
		term.Resize(30, 8)
		term.WaitFor(`too small`)
		term.Resize(80, 24)
		term.WaitFor(`▸ worker`)
		term.Send("Q")
		if code := term.Wait(); code != 0 {
			t.Errorf("it ended with %d", code)
		}
	})
	t.Run("a held key and a paste", func(t *testing.T) {
		t.Parallel()
		term := ptytest.Start(t, ptytest.Options{Path: program})
		term.WaitFor(`▸ worker`)
		term.Send(strings.Repeat("j", 300))
		term.WaitFor(`▸ web`)
		term.Send(strings.Repeat("k", 7))
		term.WaitFor(`▸ worker`)
		term.Send("\x1b[200~Dq\x03xy\x1b[201~", "j")
		term.WaitFor(`▸ blog .*○ Stopped`)
		term.Send("Q")
		if code := term.Wait(); code != 0 {
			t.Errorf("it ended with %d", code)
		}
	})
	t.Run("keys of one packet", func(t *testing.T) {
		t.Parallel()
		term := ptytest.Start(t, ptytest.Options{Path: program, Cols: 120, Rows: 36})
		term.WaitFor(`▸ worker`)
		term.Send("x y\ry") // typed ahead: the dialog could not be seen
		term.WaitFor(`Stop worker\?`)
		term.Send("n")
		term.WaitGone(`Stop worker\?`)
		term.Send("4")
		term.WaitFor(`No activity yet`)
		term.Send("1\x1b[B\x1b[Bjk") // all of these count
		term.WaitFor(`▸ api`)
		term.Send("Q")
		if code := term.Wait(); code != 0 {
			t.Errorf("it ended with %d", code)
		}
	})
	t.Run("a server that goes away", func(t *testing.T) {
		t.Parallel()
		env, server := serve(t)
		term := ptytest.Start(t, ptytest.Options{Path: program, Args: []string{"--interval", "1"}, Env: env, Cols: 120, Rows: 36})
		term.WaitFor(`▸ worker`)
		term.WaitGone(`sandbox`)
		if err := server.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		term.WaitFor(`stale .*connection refused|stale .*EOF|stale .*reset`)
		term.WaitFor(`▸ worker .*! Partly running`)
		term.Send("q")
		if code := term.Wait(); code != 0 {
			t.Errorf("it ended with %d", code)
		}
		term.CheckRestored()
	})
}

func TestNamedTerminalsAreDrawnAndRestored(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"xterm-256color", "screen-256color", "linux", "vt100"} {
		for _, color := range []string{"", "NO_COLOR=yes"} {
			t.Run(name+" "+color, func(t *testing.T) {
				t.Parallel()
				env := []string{}
				if color != "" {
					env = append(env, color)
				}
				term := ptytest.Start(t, ptytest.Options{Path: program, Term: name, Env: env})
				if name == "linux" { // whose fonts have fewer characters
					term.WaitFor(`> worker +! Partly running`)
				} else {
					term.WaitFor(`▸ worker +! Partly running`)
				}
				term.Send("l")
				term.WaitFor(`Logs · worker`)
				term.WaitFor(` -\d \d\d:\d\d:\d\d `) // short names and times, where there is little room
				term.Send("Q")
				if code := term.Wait(); code != 0 {
					t.Errorf("it ended with %d", code)
				}
				term.CheckRestored()
				if color != "" {
					for _, seq := range []string{"\x1b[3", "\x1b[9", ";3", ";4", "\x1b[4"} {
						for i := range 8 {
							if strings.Contains(term.Output(), fmt.Sprintf("%s%dm", seq, i)) {
								t.Errorf("colour %q under NO_COLOR", fmt.Sprintf("%s%dm", seq, i))
							}
						}
					}
				}
			})
		}
	}
}

func TestSuspendRestoresTheTerminalAndComesBack(t *testing.T) {
	t.Parallel()
	term := ptytest.Start(t, ptytest.Options{Path: program})
	term.WaitFor(`▸ worker`)
	term.Send("j")
	term.WaitFor(`▸ blog`)
	term.Send("\x1a")
	term.WaitStopped()
	term.CheckRestored()
	term.Continue()
	term.WaitFor(`▸ blog`)
	term.Send("k")
	term.WaitFor(`▸ worker`)
	term.Send("Q")
	if code := term.Wait(); code != 0 {
		t.Errorf("it ended with %d", code)
	}
	alone := ptytest.Start(t, ptytest.Options{Path: program, Leader: true})
	alone.WaitFor(`▸ worker`)
	alone.Send("\x1a")
	alone.WaitFor(`there is no shell to go to`)
	alone.Send("Q")
	alone.Wait()
}

func TestQuitSaysWhichWriteIsNotConfirmed(t *testing.T) {
	t.Parallel()
	env, _ := serve(t)
	proxy := holdWrites(t, strings.TrimPrefix(env[0], "FLEETOP_ENDPOINT="))
	env[0] = "FLEETOP_ENDPOINT=" + proxy
	term := ptytest.Start(t, ptytest.Options{Path: program, Env: env})
	term.WaitFor(`▸ worker`)
	term.Send("x")
	term.WaitFor(`Stop worker\?`)
	term.Send("y")
	term.WaitFor(`stopping`)
	start := time.Now()
	term.Send("Q")
	if code := term.Wait(); code != 0 {
		t.Errorf("it ended with %d", code)
	}
	t.Logf("quitting took %v", time.Since(start))
	if !strings.Contains(term.Screen(), "stop worker: sent, not confirmed") {
		t.Errorf("the end says nothing of the stop that was sent:\n%s", term.Screen())
	}
}

// A key that is held on a link of 64 kbit/s leaves the right frame on the screen, and quitting does
// not wait for what is on its way.
func TestSlowLinkShowsTheNewestFrame(t *testing.T) {
	t.Parallel()
	for _, answer := range []bool{true, false} {
		env, _ := serve(t, "--fleet", "60x1")
		term := ptytest.Start(t, ptytest.Options{Path: program, Env: env, Answer: answer, Rate: 64000 / 8, Cols: 160, Rows: 45})
		term.WaitFor(`▸ bench-00001`)
		for range 50 {
			term.Send("\x1b[B")
		}
		term.WaitFor(`▸ bench-00051`)
		term.WaitFor(`╭ bench-00051 `)
		term.WaitUntil("one row is selected", func(s *vt.Screen) bool { return strings.Count(s.Text(), "▸") == 1 })
		term.Send("Q")
		if code := term.Wait(); code != 0 {
			t.Errorf("it ended with %d", code)
		}
		term.CheckRestored()
	}
}
