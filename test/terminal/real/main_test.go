//go:build linux

// Package real runs the built program in terminals that other people wrote: tmux, GNU screen, mosh,
// and tmux at the other end of an SSH connection. TERM is xterm-256color in all of them, and true
// of none.
//
// All are looked at through tmux, which can tell what it shows. What the program has written is
// replayed by the emulator of internal/ptytest, which says what should be seen: every cell is
// compared with that, with the same screen after the program was made to paint it anew over
// rubbish, and with a golden frame.
package real

import (
	"os"
	"os/exec"
	"testing"
	"time"

	"fleetop/internal/ptytest"
)

// limit is how long to wait before a test gives up, and step how often it looks. Neither measures
// speed.
const (
	limit = 60 * time.Second
	step  = 15 * time.Millisecond
)

// program is the path of the built program.
var program string

func TestMain(m *testing.M) { os.Exit(ptytest.Main(m, &program)) }

// need skips a test where a tool is missing, or fails it under [ptytest.StrictVariable].
func need(t *testing.T, tools ...string) {
	t.Helper()
	ptytest.DependOnSources(t)
	for _, tool := range tools {
		if _, err := exec.LookPath(tool); err == nil {
			continue
		}
		if os.Getenv(ptytest.StrictVariable) != "" {
			t.Fatalf("%s is missing; .ci/run installs it", tool)
		}
		t.Skipf("%s is missing", tool)
	}
}

// eventually waits for a condition; why describes what there is instead.
func eventually(t *testing.T, what string, condition func() bool, why func() string) {
	t.Helper()
	for end := time.Now().Add(limit); !condition(); time.Sleep(step) {
		if time.Now().After(end) {
			t.Fatalf("in %v it did not come to be that %s\n%s", limit, what, why())
		}
	}
}
