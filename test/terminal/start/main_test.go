// Package start tests how the built program starts: what it makes of files, variables and words,
// and what it leaves behind.
package start

import (
	"bytes"
	"errors"
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

// call runs the program without a terminal, in an environment with only the given variables, and
// returns what it printed and its status.
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
