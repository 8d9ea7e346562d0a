package main

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"fleetop/internal/ptytest"
	"fleetop/internal/ptytest/vt"
)

// built is the program, built once for all tests that run it.
var built struct {
	once sync.Once
	dir  string
	path string
	err  error
}

func TestMain(m *testing.M) {
	if endpoint := os.Getenv(yardstickVariable); endpoint != "" {
		fmt.Fprintln(os.Stderr, yardstick(endpoint))
		os.Exit(1)
	}
	code := m.Run()
	if built.dir != "" {
		_ = os.RemoveAll(built.dir)
	}
	os.Exit(code)
}

// binary returns the path of the built program.
func binary(t testing.TB) string {
	t.Helper()
	built.once.Do(func() {
		if built.dir, built.err = os.MkdirTemp("", "fleetop-test-"); built.err == nil {
			built.path, built.err = ptytest.Build(context.Background(), built.dir, "fleetop")
		}
	})
	if built.err != nil {
		t.Fatal(built.err)
	}
	return built.path
}

// serve runs `fleetop serve` on a free port and returns the environment that
// opens it, and its process.
func serve(t testing.TB, args ...string) (env []string, server *exec.Cmd) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	server = exec.CommandContext(ctx, binary(t), append([]string{"serve", "--listen", "127.0.0.1:0"}, args...)...)
	server.Env = append(os.Environ(), "TUTUM_USER=admin", "TUTUM_APIKEY=k3y", "FLEETOP_ENGINE=")
	out, err := server.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewReader(out)
	line, err := lines.ReadString('\n')
	if err != nil {
		t.Fatalf("the server said nothing: %v", err)
	}
	_, address, found := strings.Cut(strings.TrimSpace(line), " on ")
	if !found {
		t.Fatalf("the server said %q", line)
	}
	drained := make(chan struct{})
	go func() {
		defer close(drained)
		_, _ = lines.WriteTo(new(strings.Builder))
	}()
	t.Cleanup(func() {
		cancel()
		<-drained
		_ = server.Wait()
	})
	return []string{"FLEETOP_ENDPOINT=" + address, "TUTUM_USER=admin", "TUTUM_APIKEY=k3y"}, server
}

// TestTheMainJob opens the sandbox in a terminal that answers nothing and does
// with the keyboard what the program is for.
func TestTheMainJob(t *testing.T) {
	t.Parallel()
	term := ptytest.Start(t, ptytest.Options{Path: binary(t), Args: []string{"--grace", "0"}, Cols: 120, Rows: 36})
	term.WaitFor(`▸ api .*▶ Running`)
	term.WaitFor(`sandbox.*admin@127\.0\.0\.1:\d+`)
	term.WaitFor(`^.This is a sandbox|This is a sandbox`)

	term.Send("j", "j", "j", "j")
	term.WaitFor(`▸ db `)
	term.WaitFor(`┌ db `)
	term.Send("]")
	term.WaitFor(`MYSQL_\w+ +\*{8}`)
	term.Send("V")
	term.WaitGone(`\*{8}`)
	term.Send("[", "G")
	term.WaitFor(`▸ worker .*! Partly running +5/6`)

	term.Send("l")
	term.WaitFor(`Logs of worker, 6 containers by time`)
	term.WaitFor(`worker-\d .*celery|worker-\d .*INFO|worker-\d .*Task`)
	term.Send("/", "task", "\r")
	term.WaitFor(`"task" \d+ of \d+`)
	term.Send("\x1b")
	term.WaitGone(`"task"`)
	term.Send("\x1b")
	term.WaitGone(`Logs of worker`)

	term.Send("/", "we")
	term.WaitFor(`/we`)
	term.Send("\r")
	term.WaitFor(`filter "we"`)
	term.WaitFor(`▸ web `)
	term.Send("s")
	term.WaitFor(`Scale web`)
	term.Send("5", "\r")
	term.WaitFor(`▸ web .*(⚙ Scaling|▶ Running +5/5)`) // Who is slow misses the first.
	term.WaitFor(`▸ web .*▶ Running +5/5`)

	term.Send("x")
	term.WaitFor(`Stop web\?`)
	term.Send("y")
	term.WaitFor(`▸ web .*◼ Stopped +0/5`)
	term.Send("u")
	term.WaitFor(`▸ web .*▶ Running +5/5`)

	term.Send("\r")
	term.WaitFor(`Containers of web`)
	term.WaitFor(`▸ web-1 +▶ Running`)
	term.Send("D")
	term.WaitFor(`container of web: web goes 5 → 4`)
	term.Send("web-1", "\r")
	term.WaitFor(`web-1 .*✘ Terminated`)
	term.Send("\x1b")
	term.WaitFor(`▸ web .*4/4`)
	term.Send("D")
	term.WaitFor(`application, 4 containers`)
	term.Send("web", "\r")
	term.WaitFor(`▸ web .*✘ Terminated`)

	term.Send("?")
	term.WaitFor(`┌ Help`)
	term.Send("\x1b")
	term.WaitGone(`┌ Help`)
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

func TestSignalsAndAClosedTerminal(t *testing.T) {
	t.Parallel()
	for sig, status := range map[syscall.Signal]int{syscall.SIGINT: 130, syscall.SIGTERM: 143, syscall.SIGHUP: 129} {
		t.Run(sig.String(), func(t *testing.T) {
			t.Parallel()
			term := ptytest.Start(t, ptytest.Options{Path: binary(t)})
			term.WaitFor(`▸ api`)
			term.Signal(sig)
			if code := term.Wait(); code != status {
				t.Errorf("it ended with %d, want %d", code, status)
			}
			term.CheckRestored()
		})
	}
	t.Run("closed", func(t *testing.T) {
		t.Parallel()
		term := ptytest.Start(t, ptytest.Options{Path: binary(t), Leader: true})
		term.WaitFor(`▸ api`)
		term.Hangup()
		if code := term.Wait(); code != 129 {
			t.Errorf("it ended with %d, want 129", code)
		}
	})
	t.Run("unread", func(t *testing.T) {
		t.Parallel()
		term := ptytest.Start(t, ptytest.Options{Path: binary(t), Cols: 250, Rows: 70})
		term.WaitFor(`▸ api`)
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

func TestTheScreenSurvives(t *testing.T) {
	t.Parallel()
	t.Run("a storm of sizes", func(t *testing.T) {
		t.Parallel()
		term := ptytest.Start(t, ptytest.Options{Path: binary(t), Cols: 120, Rows: 36})
		term.WaitFor(`▸ api`)
		for i := range 60 {
			term.Resize(20+(i*37)%200, 5+(i*13)%60)
		}
		term.Resize(100, 30)
		term.WaitFor(`▸ api`)
		term.Resize(30, 8)
		term.WaitFor(`too small`)
		term.Resize(80, 24)
		term.WaitFor(`▸ api`)
		term.Send("Q")
		if code := term.Wait(); code != 0 {
			t.Errorf("it ended with %d", code)
		}
	})
	t.Run("a held key and a paste", func(t *testing.T) {
		t.Parallel()
		term := ptytest.Start(t, ptytest.Options{Path: binary(t)})
		term.WaitFor(`▸ api`)
		term.Send(strings.Repeat("j", 300))
		term.WaitFor(`▸ worker`)
		term.Send(strings.Repeat("k", 7))
		term.WaitFor(`▸ api`)
		term.Send("\x1b[200~Dq\x03xy\x1b[201~", "j")
		term.WaitFor(`▸ backup .*▶ Running`)
		term.Send("Q")
		if code := term.Wait(); code != 0 {
			t.Errorf("it ended with %d", code)
		}
	})
	t.Run("keys of one packet", func(t *testing.T) {
		t.Parallel()
		term := ptytest.Start(t, ptytest.Options{Path: binary(t), Cols: 120, Rows: 36})
		term.WaitFor(`▸ api`)
		term.Send("x y\ry") // typed ahead: the dialog could not be seen
		term.WaitFor(`Stop api\?`)
		term.Send("n")
		term.WaitGone(`Stop api\?`)
		term.Send("4")
		term.WaitFor(`nothing has happened yet`)
		term.Send("1\x1b[B\x1b[Bjk") // all of these count
		term.WaitFor(`▸ blog`)
		term.Send("Q")
		if code := term.Wait(); code != 0 {
			t.Errorf("it ended with %d", code)
		}
	})
	t.Run("a server that goes away", func(t *testing.T) {
		t.Parallel()
		env, server := serve(t)
		term := ptytest.Start(t, ptytest.Options{Path: binary(t), Args: []string{"--interval", "1"}, Env: env, Cols: 120, Rows: 36})
		term.WaitFor(`▸ api`)
		term.WaitGone(`sandbox`)
		if err := server.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		term.WaitFor(`stale .*connection refused|stale .*EOF|stale .*reset`)
		term.WaitFor(`▸ api .*▶ Running`)
		term.Send("q")
		if code := term.Wait(); code != 0 {
			t.Errorf("it ended with %d", code)
		}
		term.CheckRestored()
	})
}

func TestTerminals(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"xterm-256color", "screen-256color", "linux", "vt100"} {
		for _, color := range []string{"", "NO_COLOR=yes"} {
			t.Run(name+" "+color, func(t *testing.T) {
				t.Parallel()
				env := []string{}
				if color != "" {
					env = append(env, color)
				}
				term := ptytest.Start(t, ptytest.Options{Path: binary(t), Term: name, Env: env})
				term.WaitFor(`▸ api`)
				term.Send("G", "l")
				term.WaitFor(`Logs of worker`)
				term.WaitFor(`worker-\d `)
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

func TestSuspend(t *testing.T) {
	t.Parallel()
	term := ptytest.Start(t, ptytest.Options{Path: binary(t)})
	term.WaitFor(`▸ api`)
	term.Send("j")
	term.WaitFor(`▸ backup`)
	term.Send("\x1a")
	term.WaitStopped()
	term.CheckRestored()
	term.Continue()
	term.WaitFor(`▸ backup`)
	term.Send("k")
	term.WaitFor(`▸ api`)
	term.Send("Q")
	if code := term.Wait(); code != 0 {
		t.Errorf("it ended with %d", code)
	}
	alone := ptytest.Start(t, ptytest.Options{Path: binary(t), Leader: true})
	alone.WaitFor(`▸ api`)
	alone.Send("\x1a")
	alone.WaitFor(`there is no shell to go to`)
	alone.Send("Q")
	alone.Wait()
}

func TestQuittingWithAWriteInFlight(t *testing.T) {
	t.Parallel()
	env, _ := serve(t)
	proxy := holdWrites(t, strings.TrimPrefix(env[0], "FLEETOP_ENDPOINT="))
	env[0] = "FLEETOP_ENDPOINT=" + proxy
	term := ptytest.Start(t, ptytest.Options{Path: binary(t), Env: env})
	term.WaitFor(`▸ api`)
	term.Send("x")
	term.WaitFor(`Stop api\?`)
	term.Send("y")
	term.WaitFor(`stopping`)
	start := time.Now()
	term.Send("Q")
	if code := term.Wait(); code != 0 {
		t.Errorf("it ended with %d", code)
	}
	t.Logf("quitting took %v", time.Since(start))
	if !strings.Contains(term.Screen(), "stop api: sent, not confirmed") {
		t.Errorf("the end says nothing of the stop that was sent:\n%s", term.Screen())
	}
}

// run runs the program without a terminal and returns what it said.
func run(t *testing.T, env []string, args ...string) (stdout, stderr string, code int) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), binary(t), args...)
	cmd.Env = append([]string{"PATH=" + os.Getenv("PATH"), "HOME=" + t.TempDir(), "LANG=C.UTF-8"}, env...)
	var out, errs strings.Builder
	cmd.Stdout, cmd.Stderr = &out, &errs
	err := cmd.Run()
	if _, isExit := err.(*exec.ExitError); err != nil && !isExit { //nolint:errorlint // of exec itself
		t.Fatal(err)
	}
	return out.String(), errs.String(), cmd.ProcessState.ExitCode()
}

func TestCommandLine(t *testing.T) {
	t.Parallel()
	key := filepath.Join(t.TempDir(), "key")
	if err := os.WriteFile(key, []byte("s3cret-key\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name string
		env  []string
		args []string
		code int
		out  string
		errs string
	}{
		{name: "version", args: []string{"version"}, out: "fleetop "},
		{name: "keys", args: []string{"keys"}, out: "terminate"},
		{name: "help", args: []string{"--help"}, out: "--apikey-file PATH"},
		{name: "completion", args: []string{"completion", "bash"}, out: "bash completion"},
		{name: "no terminal", code: 2, errs: "fleetop: standard input is not a terminal\n"},
		{name: "unknown flag", args: []string{"--nope"}, code: 2, errs: "fleetop: unknown flag: --nope\n"},
		{name: "unknown word", args: []string{"nope"}, code: 2, errs: "fleetop: unknown command"},
		{name: "no key", args: []string{"--endpoint", "http://127.0.0.1:1", "--user", "u"}, code: 2, errs: "no API key: give --apikey-file, TUTUM_APIKEY"},
		{name: "plain http", args: []string{"--endpoint", "http://example.com", "--user", "u", "--apikey-file", key}, code: 2, errs: "--insecure-http"},
		{name: "engine and endpoint", args: []string{"--endpoint", "http://127.0.0.1:1", "--engine", "memory"}, code: 2, errs: "exclude each other"},
		{name: "no such engine", args: []string{"--engine", "docker"}, code: 2, errs: "memory"},
		{name: "grace", env: []string{"FLEETOP_GRACE=never"}, code: 2, errs: "give 5s or a number of seconds, from 0 to 5m"},
		{name: "interval", args: []string{"--interval", "soon"}, code: 2, errs: "give 5s or a number of seconds"},
		{name: "boolean", env: []string{"FLEETOP_READ_ONLY=maybe"}, code: 2, errs: "1, 0, true, false, yes or no"},
		{name: "theme", args: []string{"--theme", "pink"}, code: 2, errs: "default, light, dark, mono"},
		{name: "key in words", args: []string{"--apikey", "s3cret-key"}, code: 2, errs: "unknown flag: --apikey"},
		{name: "serve a taken port", args: []string{"serve", "--listen", "256.0.0.1:0"}, code: 1, errs: "fleetop: listen: "},
		{name: "serve a bad fleet", args: []string{"serve", "--fleet", "many"}, code: 2, errs: "--fleet: "},
		{name: "later flags", args: []string{"--profile", "x"}, code: 2, errs: "unknown flag: --profile"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			out, errs, code := run(t, test.env, test.args...)
			if code != test.code || !strings.Contains(out, test.out) || !strings.Contains(errs, test.errs) {
				t.Errorf("status %d, want %d\nout: %s\nerr: %s", code, test.code, out, errs)
			}
			if strings.Count(errs, "\n") > 1 || strings.Contains(errs, "s3cret") {
				t.Errorf("said on standard error: %s", errs)
			}
		})
	}
}

// A key that is held on a link of 64 kbit/s leaves the right frame on the
// screen, and quitting does not wait for what is on its way.
func TestSlowLink(t *testing.T) {
	t.Parallel()
	for _, answer := range []bool{true, false} {
		env, _ := serve(t, "--fleet", "60x1")
		term := ptytest.Start(t, ptytest.Options{Path: binary(t), Env: env, Answer: answer, Rate: 64000 / 8, Cols: 160, Rows: 45})
		term.WaitFor(`▸ bench-00001`)
		for range 50 {
			term.Send("\x1b[B")
		}
		term.WaitFor(`▸ bench-00051`)
		term.WaitFor(`┌ bench-00051 `)
		term.WaitUntil("one row is selected", func(s *vt.Screen) bool { return strings.Count(s.Text(), "▸") == 1 })
		term.Send("Q")
		if code := term.Wait(); code != 0 {
			t.Errorf("it ended with %d", code)
		}
		term.CheckRestored()
	}
}
