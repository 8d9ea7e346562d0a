package start

import (
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"fleetop/internal/ptytest"
)

// files returns the files below a directory.
func files(t *testing.T, dir string) []string {
	t.Helper()
	var found []string
	err := filepath.WalkDir(dir, func(path string, _ fs.DirEntry, err error) error {
		if err == nil && path != dir {
			found = append(found, path)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// stubborn writes an editor that notes its environment, and ends by no signal that can be caught
// but by a line.
func stubborn(t *testing.T) (editor, environ string) {
	t.Helper()
	dir := t.TempDir()
	editor, environ = filepath.Join(dir, "editor"), filepath.Join(dir, "environ")
	script := "#!/bin/sh\ntrap '' TERM HUP INT\nenv > '" + environ + "'\ncp \"$1\" '" + dir + "/swap'\nprintf 'editing\\n'\nread line\n"
	if err := os.WriteFile(editor, []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	return editor, environ
}

// editing opens a form in the editor.
func editing(t *testing.T, temp, editor string, env ...string) *ptytest.Terminal {
	t.Helper()
	term := ptytest.Start(t, ptytest.Options{
		Path: program, Args: []string{"--engine", "memory"}, Env: append(env, "VISUAL="+editor, "TMPDIR="+temp),
	})
	term.WaitFor(`▸ worker`)
	term.Send("n")
	term.WaitFor(`New application`)
	term.Send("\x05")
	term.WaitFor(`^editing`)
	return term
}

func TestNoTemporaryCopyOutlivesTheProgram(t *testing.T) {
	t.Parallel()
	editor, _ := stubborn(t)
	for name, end := range map[string]func(term *ptytest.Terminal){
		"SIGTERM": func(term *ptytest.Terminal) { term.Signal(syscall.SIGTERM) },
		"SIGHUP":  func(term *ptytest.Terminal) { term.Signal(syscall.SIGHUP) },
		"quit": func(term *ptytest.Terminal) {
			term.Send("done\r")
			term.WaitFor(`nothing was changed in the editor`)
			term.Send("\x1b")
			term.WaitGone(`New application`)
			term.Send("Q")
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			temp := t.TempDir()
			term := editing(t, temp, editor)
			if len(files(t, temp)) == 0 {
				t.Error("there is no file to edit")
			}
			end(term)
			term.Wait()
			if left := files(t, temp); len(left) > 0 {
				t.Errorf("%v was left behind", left)
			}
		})
	}
}

func TestTheNextStartSweepsWhatAKilledProgramLeft(t *testing.T) {
	t.Parallel()
	temp := t.TempDir()
	editor, _ := stubborn(t)
	killed := editing(t, temp, editor)
	killed.Signal(syscall.SIGKILL)
	killed.Wait()
	if len(files(t, temp)) == 0 {
		t.Error("a killed program cannot have removed anything")
	}
	other := editing(t, temp, editor)
	left := files(t, temp)
	if len(left) != 3 { // a directory of the program with one of the file, which is being edited
		t.Errorf("%v is there, want what the second program edits alone", left)
	}
	other.Send("done\r")
	other.WaitFor(`New application`)
}

func TestTheEditorDoesNotInheritTheKey(t *testing.T) {
	t.Parallel()
	editor, environ := stubborn(t)
	term := editing(t, t.TempDir(), editor,
		"TUTUM_USER=bob", "TUTUM_APIKEY=S3CRET", "TUTUM_AUTH=ApiKey bob:S3CRET", "FLEETOP_APIKEY=S3CRET", "FLEETOP_THEME=dark", "OTHER=kept")
	term.Send("done\r")
	term.WaitFor(`New application`)
	got, err := os.ReadFile(environ)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(got), "S3CRET") {
		t.Errorf("the editor got the key:\n%s", got)
	}
	for _, want := range []string{"TUTUM_USER=bob", "FLEETOP_THEME=dark", "OTHER=kept", "VISUAL="} {
		if !strings.Contains(string(got), want) {
			t.Errorf("the editor did not get %s", want)
		}
	}
}

// TestTwoProgramsKeepEachOthersListSettings changes one list in each, in a file behind a link.
func TestTwoProgramsKeepEachOthersListSettings(t *testing.T) {
	t.Parallel()
	state, target := t.TempDir(), filepath.Join(t.TempDir(), "views.json")
	link := filepath.Join(state, "fleetop", "views.json")
	if err := os.Mkdir(filepath.Dir(link), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(target, link); err != nil {
		t.Fatal(err)
	}
	open := func() *ptytest.Terminal {
		term := ptytest.Start(t, ptytest.Options{Path: program, Env: []string{"XDG_STATE_HOME=" + state}, Cols: 120, Rows: 36})
		term.WaitFor(`▸ worker`)
		return term
	}
	first, second := open(), open()
	first.Send("o")
	first.WaitFor(`by name`)
	second.Send("2")
	second.WaitFor(`╭ Containers`)
	second.Send("o")
	second.WaitFor(`by name`)
	for _, term := range []*ptytest.Terminal{second, first} {
		term.Send("Q")
		if code := term.Wait(); code != 0 {
			t.Errorf("exit status %d", code)
		}
	}
	data, err := os.ReadFile(target)
	if err != nil {
		t.Fatal(err)
	}
	var kept map[string]struct{ Sort string }
	if err := json.Unmarshal(data, &kept); err != nil {
		t.Fatal(err)
	}
	if kept["applications"].Sort != "name" || kept["containers"].Sort != "name" {
		t.Errorf("kept is %s", data)
	}
	if to, err := os.Readlink(link); to != target {
		t.Errorf("the link leads to %q, %v", to, err)
	}
	if info, err := os.Stat(target); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
}
