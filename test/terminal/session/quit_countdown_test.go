package session

import (
	"bufio"
	"context"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"

	"fleetop/internal/ptytest"
)

// TestASignalOrALostTerminalSendsNothing ends the program from outside while an action counts down:
// the server sees no write.
func TestASignalOrALostTerminalSendsNothing(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		end    func(term *ptytest.Terminal)
		status int
	}{
		"terminated": {func(term *ptytest.Terminal) { term.Signal(syscall.SIGTERM) }, 143},
		"closed":     {func(term *ptytest.Terminal) { term.Hangup() }, 129},
		"killed":     {func(term *ptytest.Terminal) { term.Signal(syscall.SIGKILL) }, -1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env, requests := serveAloud(t, "--fleet", "3x2")
			term := ptytest.Start(t, ptytest.Options{Path: program, Args: []string{"--grace", "2"}, Env: env, Leader: name == "closed", Cols: 120, Rows: 36})
			term.WaitFor(`▸ bench-00001`)
			term.Send("D")
			term.WaitFor(`Terminate bench-00001\?`)
			term.Send("bench-00001", "\r")
			term.WaitFor(`Terminating bench-00001 in [12] s · z undo`)
			test.end(term)
			if code := term.Wait(); code != test.status && test.status >= 0 {
				t.Errorf("it ended with %d, want %d", code, test.status)
			}
			seen := requests() // it is gone: nothing more can come from it
			if len(seen) == 0 {
				t.Error("the server saw nothing")
			}
			for _, line := range seen {
				if !strings.Contains(line, "method=GET path=/") {
					t.Errorf("the server saw %q", line)
				}
			}
		})
	}
}

// serveAloud runs `fleetop serve` and returns the environment that opens it, and a function that
// returns what it has said of every request so far.
func serveAloud(t *testing.T, args ...string) (env []string, requests func() []string) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	server := exec.CommandContext(ctx, program, append([]string{"serve", "--listen", "127.0.0.1:0"}, args...)...)
	server.Env = append(os.Environ(), "TUTUM_USER=admin", "TUTUM_APIKEY=k3y", "FLEETOP_ENGINE=")
	out, err := server.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cancel()
		_ = server.Wait()
	})
	lines := bufio.NewScanner(out)
	lines.Scan()
	_, address, found := strings.Cut(lines.Text(), " on ")
	if !found {
		t.Fatalf("the server said %q", lines.Text())
	}
	lines.Scan() // the line that opens it
	said := make(chan string, 10000)
	go func() {
		for lines.Scan() {
			said <- lines.Text()
		}
		close(said)
	}()
	return []string{"FLEETOP_ENDPOINT=" + address, "TUTUM_USER=admin", "TUTUM_APIKEY=k3y"}, func() []string {
		const last = "/the-last-request/"
		resp, err := http.Get(strings.TrimSuffix(address, "/") + last)
		if err != nil {
			t.Fatal(err)
		}
		_ = resp.Body.Close()
		var seen []string
		for line := range said {
			if strings.Contains(line, last) {
				break
			}
			seen = append(seen, line)
		}
		return seen
	}
}
