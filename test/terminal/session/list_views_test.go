package session

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fleetop/internal/ptytest"
)

// The views of lists are kept for the next run; a broken file is reported and does no harm.
func TestListViewsOutliveTheProgram(t *testing.T) {
	t.Parallel()
	state := t.TempDir()
	env := []string{"XDG_STATE_HOME=" + state}
	file := filepath.Join(state, "fleetop", "views.json")

	term := ptytest.Start(t, ptytest.Options{Path: program, Cols: 120, Rows: 36, Env: env})
	term.WaitFor(`▸ worker .*! Partly running`)
	term.Send("o", "o")
	term.WaitFor(`STATE↑`)
	term.Send("c")
	term.WaitFor(`Columns of Applications`)
	term.Send("j", "j", " ", "\r")
	term.WaitGone(`RUN +LAST`)
	term.Send("O", "Q") // quitting at once loses nothing
	if code := term.Wait(); code != 0 {
		t.Errorf("it ended with %d", code)
	}
	info, err := os.Stat(file)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("the file is %v, %v", info, err)
	}

	term = ptytest.Start(t, ptytest.Options{Path: program, Cols: 120, Rows: 36, Env: env})
	term.WaitFor(`NAME +STATE↓ +LAST HOUR`)
	term.WaitFor(`by state ↓`)
	term.Send("Q")
	term.Wait()

	if err := os.WriteFile(file, []byte("{broken"), 0o600); err != nil {
		t.Fatal(err)
	}
	term = ptytest.Start(t, ptytest.Options{Path: program, Cols: 120, Rows: 36, Env: env})
	term.WaitFor(`views are as at first`)
	term.WaitFor(`NAME +STATE +RUN`)
	term.Send("O")
	term.WaitFor(`worst last`)
	term.Send("Q")
	if code := term.Wait(); code != 0 {
		t.Errorf("it ended with %d", code)
	}
	if data, err := os.ReadFile(file); err != nil || !strings.Contains(string(data), `"reverse": true`) {
		t.Errorf("the file holds %s, %v", data, err)
	}
	if rest, _ := filepath.Glob(filepath.Join(state, "fleetop", "*-*")); len(rest) > 0 {
		t.Errorf("%v was left behind", rest)
	}
}
