package session

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"fleetop/internal/ptytest"
)

// TestCopyGoesThroughTheTerminal copies a name where the terminal, or what stands between it and
// the program, takes it differently.
func TestCopyGoesThroughTheTerminal(t *testing.T) {
	t.Parallel()
	env, _ := serve(t)
	const plain = "\x1b]52;c;d29ya2Vy\a" // worker
	for name, test := range map[string]struct {
		term, env, want string
	}{
		"plain":  {"xterm-256color", "", plain},
		"tmux":   {"screen-256color", "TMUX=/tmp/tmux,1,0", plain + "\x1bPtmux;\x1b" + plain + "\x1b\\"},
		"screen": {"screen-256color", "STY=1.pts", "\x1bP" + plain + "\x1b\\"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			term := ptytest.Start(t, ptytest.Options{Path: program, Env: append([]string{test.env}, env...), Term: test.term, Cols: 120, Rows: 36, Leader: true})
			term.WaitFor(`▸ worker`)
			term.Send("y")
			term.WaitFor(`Copy from worker`)
			term.Send("n")
			term.WaitOutput(test.want)
			term.WaitFor(`sent to the terminal's clipboard`)
			term.Send("Q")
			if code := term.Wait(); code != 0 {
				t.Errorf("it ended with %d", code)
			}
			term.CheckRestored()
		})
	}
}

func TestCopyOnALinuxConsoleGoesToAFile(t *testing.T) {
	t.Parallel()
	env, _ := serve(t)
	state := t.TempDir()
	term := ptytest.Start(t, ptytest.Options{Path: program, Env: append([]string{"XDG_STATE_HOME=" + state}, env...), Term: "linux", Cols: 160, Rows: 36, Leader: true})
	term.WaitFor(`worker +`)
	term.Send("y")
	term.WaitFor(`Copy from worker`)
	term.Send("n")
	term.WaitFor(`copied to .*a linux console has no clipboard`)
	files, err := filepath.Glob(filepath.Join(state, "fleetop", "copy-*.txt"))
	if err != nil || len(files) != 1 {
		t.Fatalf("the files are %v, %v", files, err)
	}
	if got := content(t, files[0]); got != "worker" {
		t.Errorf("%s holds %q", files[0], got)
	}
	if strings.Contains(term.Output(), "\x1b]52") {
		t.Error("a console was asked to copy")
	}
	term.Send("Q")
	term.Wait()
}

// TestCtrlSSavesAndDoesNotStopTheOutput presses ctrl+s, which stops the output of a terminal whose
// line discipline is left as it is.
func TestCtrlSSavesAndDoesNotStopTheOutput(t *testing.T) {
	t.Parallel()
	env, _ := serve(t)
	dir := t.TempDir()
	term := ptytest.Start(t, ptytest.Options{Path: program, Env: env, Dir: dir, Cols: 120, Rows: 36, Leader: true})
	term.WaitFor(`▸ worker`)
	term.Send("\x13")
	term.WaitFor(`╭ Save`)
	term.WaitFor(`> fleetop-applications-\d{8}-\d{6}\.csv`)
	name := regexp.MustCompile(`fleetop-applications-\d{8}-\d{6}\.csv`).FindString(term.Screen())
	term.Send("\r")
	term.WaitFor(`saved to `)
	if got := content(t, filepath.Join(dir, name)); !strings.HasPrefix(got, "NAME,STATE,") || strings.Count(got, "\r\n") != 9 {
		t.Errorf("%s holds %q", name, got)
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 1 {
		t.Errorf("in the directory are %v, %v", entries, err)
	}
	term.Send("Q")
	if code := term.Wait(); code != 0 {
		t.Errorf("it ended with %d", code)
	}
	term.CheckRestored()
}
