package session

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"fleetop/internal/ptytest"
)

// fakeEditor writes an editor that notes how it finds the terminal and the file, waits for a line,
// and leaves a form; it returns the directory of its notes.
func fakeEditor(t *testing.T) (dir string, env []string) {
	t.Helper()
	dir = t.TempDir()
	script := `#!/bin/sh
trap : INT QUIT
ls -ld "$2" "$(dirname "$2")" | cut -c1-10 > "` + dir + `/modes"
echo "$1 $2" > "` + dir + `/path"
stty -a | tr ' ' '\n' | grep -E '^-?(icanon|echo|isig);?$' > "` + dir + `/stty"
printf 'editing\n'
until read line && [ -n "$line" ]; do :; done
[ "$line" = fail ] && exit 3
[ "$line" = interrupt ] && kill -INT 0 && exit 4
printf 'image: tutum/mysql\nname: from-a-file\n' > "$2"
`
	path := filepath.Join(dir, "editor")
	if err := os.WriteFile(path, []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	return dir, []string{"VISUAL=" + path + " -x", "EDITOR=/bin/false", "TMPDIR=" + dir}
}

func noted(t *testing.T, dir, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// openEditor opens the form of a new application, and the editor on it.
func openEditor(term *ptytest.Terminal) {
	term.Send("n")
	term.WaitFor(`New application`)
	term.Send("\x05")
	term.WaitFor(`^editing`)
}

func TestTheEditorHasTheTerminal(t *testing.T) {
	t.Parallel()
	dir, env := fakeEditor(t)
	term := ptytest.Start(t, ptytest.Options{Path: program, Cols: 80, Rows: 24, Env: env})
	term.WaitFor(`▸ worker`)
	openEditor(term)
	term.Send("\x03", "\x1c") // for the editor alone
	term.Send("go on\r")
	term.WaitFor(`taken over from the editor`)
	term.WaitFor(`from-a-file`)
	if modes := noted(t, dir, "modes"); modes != "drwx------\n-rw-------\n" {
		t.Errorf("the file and its directory have the modes\n%s", modes)
	}
	if stty := noted(t, dir, "stty"); strings.Contains(stty, "-icanon") || strings.Contains(stty, "-echo") || strings.Contains(stty, "-isig") || !strings.Contains(stty, "icanon") {
		t.Errorf("the editor found the terminal in another state: %s", stty)
	}
	option, path, _ := strings.Cut(strings.TrimSpace(noted(t, dir, "path")), " ")
	if option != "-x" || filepath.Base(path) != "form.yaml" {
		t.Errorf("the editor was called with %q %q", option, path)
	}
	gone(t, path)

	term.Send("\x05")
	term.WaitFor(`^editing`)
	term.Send("fail\r")
	term.WaitFor(`nothing was taken over: the editor ended with exit status 3`)
	term.Send("\x1b")
	term.WaitGone(`New application`)
	term.Send("Q")
	if code := term.Wait(); code != 0 {
		t.Errorf("exit status %d", code)
	}
	term.CheckRestored()
}

// TestAnInterruptEndsTheEditorAlone interrupts the whole group just as the editor ends, so that the
// signal may arrive behind its end.
func TestAnInterruptEndsTheEditorAlone(t *testing.T) {
	t.Parallel()
	_, env := fakeEditor(t)
	term := ptytest.Start(t, ptytest.Options{Path: program, Cols: 80, Rows: 24, Env: env})
	term.WaitFor(`▸ worker`)
	for range 10 {
		openEditor(term)
		term.Send("interrupt\r")
		term.WaitFor(`the editor ended with exit status 4`)
		term.Send("\x1b")
		term.WaitGone(`New application`)
	}
	term.Send("Q")
	if code := term.Wait(); code != 0 {
		t.Errorf("exit status %d", code)
	}
	term.CheckRestored()
}

// gone fails the test unless neither a file nor its directory is there.
func gone(t *testing.T, path string) {
	t.Helper()
	for _, p := range []string{path, filepath.Dir(path)} {
		if _, err := os.Stat(p); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("%s is still there: %v", p, err)
		}
	}
}

func TestASignalEndsTheEditorToo(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		signal syscall.Signal
		code   int
	}{{syscall.SIGTERM, 143}, {syscall.SIGHUP, 129}} {
		t.Run(test.signal.String(), func(t *testing.T) {
			t.Parallel()
			dir, env := fakeEditor(t)
			term := ptytest.Start(t, ptytest.Options{Path: program, Cols: 80, Rows: 24, Env: env})
			term.WaitFor(`▸ worker`)
			openEditor(term)
			term.Signal(test.signal)
			if code := term.Wait(); code != test.code {
				t.Errorf("exit status %d, want %d", code, test.code)
			}
			term.CheckRestored()
			_, path, _ := strings.Cut(strings.TrimSpace(noted(t, dir, "path")), " ")
			gone(t, path)
		})
	}
}
