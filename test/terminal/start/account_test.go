package start

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"fleetop/internal/ptytest"
)

// TestASignOfAnAccountEndsWithTwo starts the program with something that is nearly an account.
func TestASignOfAnAccountEndsWithTwo(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		file string
		env  []string
		want []string
	}{
		"basic_auth":     {file: "[auth]\nbasic_auth = Y2Fyb2w6YzRyMDE=\n", want: []string{"basic_auth is not read", "user = NAME", "--engine memory"}},
		"empty":          {file: "\n", want: []string{"it is empty", "apikey = KEY"}},
		"TUTUM_AUTH":     {env: []string{"TUTUM_AUTH=Basic Y2Fyb2w6YzRyMDE="}, want: []string{"TUTUM_AUTH is set but not read", "TUTUM_USER and TUTUM_APIKEY"}},
		"endpoint alone": {env: []string{"FLEETOP_ENDPOINT=http://127.0.0.1:1"}, want: []string{"no user", "no API key"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			home := t.TempDir()
			if tt.file != "" {
				if err := os.WriteFile(filepath.Join(home, ".tutum"), []byte(tt.file), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			_, complaint, status := call(t, append(tt.env, "HOME="+home))
			if status != 2 || strings.Count(complaint, "\n") != 1 || strings.Contains(complaint, "Y2Fyb2w6") {
				t.Errorf("status %d: %q, want 2 and one line without the key", status, complaint)
			}
			for _, want := range tt.want {
				if !strings.Contains(complaint, want) {
					t.Errorf("%q does not say %q", complaint, want)
				}
			}
		})
	}
}

// TestASandboxThatWasAskedForOpens has a broken account beside it.
func TestASandboxThatWasAskedForOpens(t *testing.T) {
	t.Parallel()
	home := t.TempDir()
	if err := os.WriteFile(filepath.Join(home, ".tutum"), []byte("[auth]\nbasic_auth = x\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	term := ptytest.Start(t, ptytest.Options{Path: program, Args: []string{"--engine", "memory"}, Env: []string{"HOME=" + home}})
	term.WaitFor(`▸ worker`)
	term.Send("Q")
	if code := term.Wait(); code != 0 {
		t.Errorf("exit status %d", code)
	}
}

// TestAPipeAsKeyFileDoesNotHang names pipes that nobody writes to. A test that hangs fails by its
// time limit.
func TestAPipeAsKeyFileDoesNotHang(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	fifo := filepath.Join(dir, ".tutum") // as either
	if err := syscall.Mkfifo(fifo, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{
		{"--user", "bob", "--apikey-file", fifo},
		{"serve", "--listen", "127.0.0.1:0", "--apikey-file", fifo},
		{},
		{"--engine", "memory", "--log-file", fifo},
	} {
		_, complaint, status := call(t, []string{"HOME=" + dir}, args...)
		if len(args) == 4 && args[0] == "--engine" { // the terminal is asked for first
			continue
		}
		if status != 2 || !strings.Contains(complaint, "is a pipe") {
			t.Errorf("%q: status %d, %q", args, status, complaint)
		}
	}
	term := ptytest.Start(t, ptytest.Options{Path: program, Args: []string{"--engine", "memory", "--log-file", fifo}})
	if code := term.Wait(); code != 2 || !strings.Contains(term.Output(), "is a pipe or a socket, not a file") {
		t.Errorf("status %d\n%s", code, term.Screen())
	}
}

// TestTheStartShowsItsRemarks looks for the sentences on the screen.
func TestTheStartShowsItsRemarks(t *testing.T) {
	t.Parallel()
	key := filepath.Join(t.TempDir(), "key")
	if err := os.WriteFile(key, []byte("a11ce\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	open := func(env []string, args ...string) *ptytest.Terminal {
		return ptytest.Start(t, ptytest.Options{Path: program, Args: args, Env: env, Cols: 160, Rows: 36})
	}
	for _, tt := range []struct {
		term *ptytest.Terminal
		want string
	}{
		{open(nil, "--endpoint", "http://127.0.0.1:1", "--user", "bob", "--apikey-file", key), `others can read the key in .*mode 0644.*0600`},
		{open([]string{"TUTUM_APIKEY="}), `TUTUM_APIKEY is set but empty, so this is the sandbox`},
		{open(nil, "--engine", "memory", "--log-file", "/dev/full"), `▸ worker`},
	} {
		tt.term.WaitFor(tt.want)
		tt.term.Send("4")
		tt.term.WaitFor(`Activity`)
		tt.term.Send("Q")
		if code := tt.term.Wait(); code != 0 {
			t.Errorf("exit status %d", code)
		}
		tt.term.CheckRestored()
	}
}
