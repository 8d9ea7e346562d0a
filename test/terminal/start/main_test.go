// Package start tests how the built program starts: what it makes of files,
// variables and words, and what it leaves behind.
package start

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
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

// call runs the program without a terminal, in an environment that has nothing
// but what is given, and returns what it printed and its status.
func call(t *testing.T, env []string, args ...string) (stdout, stderr string, status int) {
	t.Helper()
	var out, complaint bytes.Buffer
	cmd := exec.CommandContext(t.Context(), program, args...)
	cmd.Env = append([]string{"LANG=C.UTF-8", "TERM=xterm-256color", "GOCOVERDIR=" + t.TempDir()}, env...)
	cmd.Stdout, cmd.Stderr = &out, &complaint
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return out.String(), complaint.String(), cmd.ProcessState.ExitCode()
}
