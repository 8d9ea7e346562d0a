// Package serve tests `fleetop serve` as people run it: the built program, its standard output, its
// signals, and other programs that talk to it.
package serve

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fleetop/internal/ptytest"
)

// goodKey is long enough to be reached from elsewhere.
const goodKey = "0123456789abcdefghij"

// patience is how long something may take that must happen.
const patience = time.Minute

// program is the path of the built program.
var program string

func TestMain(m *testing.M) { os.Exit(ptytest.Main(m, &program)) }

// binary returns the path of the built program.
func binary(t testing.TB) string {
	t.Helper()
	ptytest.DependOnSources(t)
	return program
}

// A running server is one whose standard output is a pipe.
type running struct {
	t     *testing.T
	cmd   *exec.Cmd
	out   *bufio.Reader
	errs  strings.Builder
	url   string // without the slash at its end
	line  string // the line that opens it
	state string // the directory of XDG_STATE_HOME
}

// start runs `fleetop serve` on a free port and reads what it says first.
func start(t *testing.T, env []string, args ...string) *running {
	t.Helper()
	return startAfter(t, "true", env, args...)
}

// startAfter does the same in the place of a shell that has run a line.
func startAfter(t *testing.T, line string, env []string, args ...string) *running {
	t.Helper()
	s := &running{t: t, state: t.TempDir()}
	words := append([]string{"-c", line + ` && exec "$@"`, "sh", binary(t), "serve", "--listen", "127.0.0.1:0"}, args...)
	s.cmd = exec.CommandContext(t.Context(), "/bin/sh", words...)
	s.cmd.Env = append([]string{"HOME=" + s.state, "XDG_STATE_HOME=" + s.state, "PATH=" + os.Getenv("PATH")}, env...)
	s.cmd.Stderr = &s.errs
	out, err := s.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = s.cmd.Process.Kill()
		_ = s.cmd.Wait()
	})
	s.out = bufio.NewReader(out)
	first, err := s.out.ReadString('\n')
	if err != nil {
		_ = s.cmd.Wait()
		t.Fatalf("the server said nothing: %v; %s", err, s.errs.String())
	}
	address, found := strings.CutPrefix(strings.TrimSpace(first), "fleetop: serving memory on ")
	if !found {
		t.Fatalf("the server said %q", first)
	}
	s.url = strings.TrimSuffix(address, "/")
	if s.line, err = s.out.ReadString('\n'); err != nil {
		t.Fatal(err)
	}
	s.line = strings.TrimSuffix(s.line, "\n")
	return s
}

// rest reads what the server says until it ends.
func (s *running) rest() string {
	s.t.Helper()
	text, err := io.ReadAll(s.out)
	if err != nil && !errors.Is(err, os.ErrClosed) {
		s.t.Fatal(err)
	}
	return string(text)
}

// stop sends a signal and returns the exit status.
func (s *running) stop(sig os.Signal) (said string, status int) {
	s.t.Helper()
	if err := s.cmd.Process.Signal(sig); err != nil {
		s.t.Fatal(err)
	}
	said = s.rest()
	_ = s.cmd.Wait()
	return said, s.cmd.ProcessState.ExitCode()
}

// ask sends a request and returns the status.
func ask(t *testing.T, c *http.Client, method, url, key, body string) int {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if key != "" {
		req.Header.Set("Authorization", "ApiKey admin:"+key)
	}
	res, err := c.Do(req)
	if err != nil {
		t.Fatalf("%s %s: %v", method, url, err)
	}
	defer res.Body.Close()
	if _, err := io.Copy(io.Discard, res.Body); err != nil {
		t.Fatalf("%s %s: %v", method, url, err)
	}
	return res.StatusCode
}

// opens runs a line of shell in a terminal, with the program in the path, and waits until the
// dashboard shows the fleet of the server at a host and port.
func opens(t *testing.T, env []string, line, host string) {
	t.Helper()
	term := ptytest.Start(t, ptytest.Options{
		Path: "/bin/sh", Args: []string{"-c", line}, Cols: 120, Rows: 36,
		Env: append([]string{"PATH=" + filepath.Dir(binary(t)) + ":" + os.Getenv("PATH")}, env...),
	})
	term.WaitFor(fmt.Sprintf(`admin@%s\b`, strings.NewReplacer(".", `\.`, "[", `\[`, "]", `\]`).Replace(host)))
	term.WaitFor(`▸ worker .*! Partly running`)
	term.Send("Q")
	if code := term.Wait(); code != 0 {
		t.Errorf("%s: it ended with %d", line, code)
	}
}

// run runs the program to its end.
func run(t *testing.T, env []string, args ...string) (out, errs string, status int) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, binary(t), args...)
	cmd.Env = append([]string{"HOME=" + t.TempDir()}, env...)
	var o, e strings.Builder
	cmd.Stdout, cmd.Stderr = &o, &e
	var exit *exec.ExitError
	if err := cmd.Run(); err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return o.String(), e.String(), cmd.ProcessState.ExitCode()
}
