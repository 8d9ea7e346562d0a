// Package script runs the commands of the built program that need no terminal, as the scripts in
// testdata say: what they print, on which stream, and with which exit status.
package script

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"fleetop/internal/ptytest"
)

// oneLine is a complaint: one line, which says who complains.
var oneLine = regexp.MustCompile(`^fleetop: [^\n]+\n$`)

// program is the path of the built program.
var program string

func TestMain(m *testing.M) { os.Exit(ptytest.Main(m, &program)) }

// TestScriptsPass runs every script. Beside the commands of testscript they have
//
//	status N COMMAND...  run a command, which has to end with exit status N
//	line                 standard error has to be one line that begins with "fleetop: "
func TestScriptsPass(t *testing.T) {
	t.Parallel()
	ptytest.DependOnSources(t)
	testscript.Run(t, testscript.Params{
		Dir: "testdata",
		Setup: func(env *testscript.Env) error {
			env.Setenv("PATH", filepath.Dir(program)+string(os.PathListSeparator)+env.Getenv("PATH"))
			env.Setenv("HOME", env.WorkDir)
			env.Setenv("LANG", "C.UTF-8")
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"status": status, "line": line},
	})
}

func status(ts *testscript.TestScript, not bool, args []string) {
	if not || len(args) < 2 {
		ts.Fatalf("usage: status N COMMAND...")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	err = ts.Exec(args[1], args[2:]...)
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) {
		got = exit.ExitCode()
	} else {
		ts.Check(err)
	}
	if got != want {
		ts.Fatalf("%q: exit status %d, want %d", args[1:], got, want)
	}
}

func line(ts *testscript.TestScript, not bool, args []string) {
	if not || len(args) > 0 {
		ts.Fatalf("usage: line")
	}
	if text := ts.ReadFile("stderr"); !oneLine.MatchString(text) {
		ts.Fatalf("standard error is not one line of the program's own: %q", text)
	}
}
