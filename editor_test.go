package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"fleetop/internal/ptytest"
	"fleetop/internal/uitest"
	"fleetop/ui"
)

func TestAFormIsEditedAsAFile(t *testing.T) {
	t.Parallel()
	var seen []string
	answer := func(string) (string, error) { return "", nil }
	edit := func(_ context.Context, name, text string) (string, error) {
		seen = append(seen, text)
		time.Sleep(20 * time.Second)
		return answer(text)
	}
	inBubble(t, 80, 24, setup{options: func(o *ui.Options) { o.Edit = edit }}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		newForm(d)
		d.Burst("tutum/mysql")
		d.Press("tab", "tab", "m")
		answer = func(text string) (string, error) {
			return strings.NewReplacer("# name:", "name: from-a-file", "# container_envvars:", "container_envvars: [A=1, \"B=x y\"]", "# linked_to_application:", "linked_to_application: [db]").Replace(text), nil
		}
		d.Press("ctrl+e")
		server.Take()
		d.Advance(19 * time.Second)
		if n := count(server.Take(), listApplications); n < 3 {
			t.Errorf("%d polls while the editor was open for 19 s, want one every 5 s", n)
		}
		d.Advance(2 * time.Second)
		for _, want := range []string{"\nimage: tutum/mysql\n", "\ncontainer_size: M\n", "\n# Name.", "\n# name:\n", "# Default: XS (256 MiB).\n# One of: XS (256 MiB", "# Any of: api, backup"} {
			if !strings.Contains(seen[0], want) {
				t.Errorf("the file lacks %q:\n%s", want, seen[0])
			}
		}
		d.Sees("taken over from the editor, not sent yet", "from-a-file", "A=1", "B=x y", "db")

		answer = func(text string) (string, error) { return text, nil }
		d.Press("ctrl+e")
		d.Advance(21 * time.Second)
		d.Sees("nothing was changed in the editor", "from-a-file")

		answer = func(text string) (string, error) {
			return strings.Replace(text, "name: from-a-file", "nam: from-a-file", 1), nil
		}
		d.Press("ctrl+e")
		d.Advance(21 * time.Second)
		d.Sees("not taken over, line ", "nothing here is named", "ctrl+e opens it again", "from-a-file")
		line := 0
		answer = func(text string) (string, error) {
			if first, _, _ := strings.Cut(text, "\n"); !strings.HasPrefix(first, "#! line ") {
				t.Errorf("the file does not begin with what was wrong, but with %q", first)
			}
			for i, l := range strings.Split(text, "\n") {
				if l == "nam: from-a-file" {
					line = i + 1
				}
			}
			return "", errors.New("it ended with status 1")
		}
		said := d.Line("not taken over, line ")
		d.Press("ctrl+e")
		d.Advance(21 * time.Second)
		if want := "line " + itoa(line) + ":"; !strings.Contains(said, want) {
			t.Errorf("it said %q, the mistake is in %s", said, want)
		}
		d.Sees("nothing was taken over: it ended with status 1", "from-a-file")
		if got := writes(server.Take()); len(got) > 0 {
			t.Errorf("%v was sent", got)
		}
	})
}

func itoa(n int) string { return strconv.Itoa(n) }

func TestThePasswordIsInNoFile(t *testing.T) {
	t.Parallel()
	var seen []string
	edit := func(_ context.Context, _, text string) (string, error) {
		seen = append(seen, text)
		return text + "password: s3cret\n", nil
	}
	inBubble(t, 80, 24, setup{options: func(o *ui.Options) { o.Edit = edit }}, func(t *testing.T, d *uitest.Driver, _ *uitest.Server) {
		d.Advance(time.Second)
		d.Press("3")
		d.Advance(time.Second)
		d.Press("n")
		fill(d, "quay.io/acme/new", "robot", "s3cret")
		d.Press("ctrl+e")
		d.Sees("password is typed in the form alone", "******")
		d.Press("ctrl+e")
		d.SeesNot("s3cret")
		for _, text := range seen {
			if strings.Contains(text, "s3cret") {
				t.Errorf("the password is in the file:\n%s", text)
			}
		}
	})
}

// fakeEditor writes an editor that notes how it finds the terminal and the file,
// waits for a line, and leaves a form; it returns the directory of its notes.
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

func TestTheEditorHasTheTerminal(t *testing.T) {
	t.Parallel()
	dir, env := fakeEditor(t)
	term := ptytest.Start(t, ptytest.Options{Path: binary(t), Cols: 80, Rows: 24, Env: env})
	term.WaitFor(`▸ api `)
	term.Send("n")
	term.WaitFor(`New application`)
	term.Send("\x05")
	term.WaitFor(`^editing`)
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

// TestAnInterruptEndsTheEditorAlone interrupts the whole group just as the editor
// ends, so that the signal may arrive behind its end.
func TestAnInterruptEndsTheEditorAlone(t *testing.T) {
	t.Parallel()
	_, env := fakeEditor(t)
	term := ptytest.Start(t, ptytest.Options{Path: binary(t), Cols: 80, Rows: 24, Env: env})
	term.WaitFor(`▸ api `)
	for range 10 {
		term.Send("n")
		term.WaitFor(`New application`)
		term.Send("\x05")
		term.WaitFor(`^editing`)
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
			term := ptytest.Start(t, ptytest.Options{Path: binary(t), Cols: 80, Rows: 24, Env: env})
			term.WaitFor(`▸ api `)
			term.Send("n")
			term.WaitFor(`New application`)
			term.Send("\x05")
			term.WaitFor(`^editing`)
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
