// Package session tests the built program in a terminal of its own: what it makes of the terminal's
// size, cursor and keys, and how it leaves it.
package session

import (
	"os"
	"os/exec"
	"testing"

	"fleetop/internal/ptytest"
)

// program is the path of the built program.
var program string

func TestMain(m *testing.M) {
	os.Exit(ptytest.Main(m, &program))
}

// start opens the sandbox in a terminal and waits for its applications.
func start(t *testing.T, opts ptytest.Options) *ptytest.Terminal {
	t.Helper()
	opts.Path = program
	term := ptytest.Start(t, opts)
	term.WaitFor("Applications 8")
	return term
}

// serve runs `fleetop serve` on a free port and returns the environment that opens it, and its
// process.
func serve(t *testing.T, args ...string) (env []string, server *exec.Cmd) {
	t.Helper()
	return ptytest.Serve(t, program, args...)
}

// content reads a file that only its owner may read.
func content(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode() != 0o600 {
		t.Errorf("%s is %v, %v", path, info.Mode(), err)
	}
	return string(text)
}
