// Package session tests the built program in a terminal of its own: what it makes
// of the terminal's size, cursor and keys, and how it leaves it.
package session

import (
	"context"
	"fmt"
	"os"
	"testing"

	"fleetop/internal/ptytest"
)

// program is the path of the built program.
var program string

func TestMain(m *testing.M) {
	os.Exit(run(m))
}

func run(m *testing.M) int {
	dir, err := os.MkdirTemp("", "fleetop-test-")
	if err == nil {
		defer func() { _ = os.RemoveAll(dir) }()
		program, err = ptytest.Build(context.Background(), dir, "fleetop")
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return m.Run()
}

// start opens the sandbox in a terminal and waits for its applications.
func start(t *testing.T, opts ptytest.Options) *ptytest.Terminal {
	t.Helper()
	opts.Path = program
	term := ptytest.Start(t, opts)
	term.WaitFor("Applications 8")
	return term
}
