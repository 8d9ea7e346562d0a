package ui_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"fleetop/internal/state"
	"fleetop/internal/terminal"
	"fleetop/internal/uitest"
	"fleetop/ui"
)

// clipboard is what a terminal was given.
type clipboard struct{ texts []string }

func (c *clipboard) last() string {
	if len(c.texts) == 0 {
		return ""
	}
	return c.texts[len(c.texts)-1]
}

// withClipboard is a terminal that takes what any does, and tells c.
func withClipboard(c *clipboard) setup {
	return setup{options: func(o *ui.Options) {
		o.Host.Clipboard = func(text string) (put tea.Cmd, why string) {
			if c != nil {
				c.texts = append(c.texts, text)
			}
			return terminal.Clipboard(func(name string) string { return map[string]string{"TERM": "xterm"}[name] })(text)
		}
	}}
}

func TestCopy(t *testing.T) {
	t.Parallel()
	board := &clipboard{}
	inBubble(t, 120, 36, withClipboard(board), func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Advance(2 * time.Second)
		d.Press("G", "k") // web
		d.Advance(time.Second)
		uuid := uuids(t, server, "application")["web"]
		d.Press("y")
		d.Sees("╭ Copy from web", "name", "uuid", "address", "JSON", "as received, with the values of the environment", "curl")
		d.Press("n")
		d.SeesNot("╭ Copy")
		d.Sees("sent to the terminal's clipboard: 3 B")
		for key, want := range map[string]string{
			"n": "web",
			"u": uuid,
			"c": `curl -H "Authorization: ApiKey admin:$TUTUM_APIKEY" http://127.0.0.1:8000/api/v1/application/` + uuid + "/",
		} {
			d.Press("y", key)
			if board.last() != want || want == "" {
				t.Errorf("%s copies %q, want %q", key, board.last(), want)
			}
		}
		d.Press("y", "a")
		if !strings.HasSuffix(board.last(), ".example.com") && !strings.HasSuffix(board.last(), ".local") {
			t.Errorf("the address is %q", board.last())
		}
		server.Take()
		d.Press("y", "J")
		if got := board.last(); !strings.HasPrefix(got, "{") || !strings.Contains(got, `"container_envvars"`) || strings.Contains(got, "****") {
			t.Errorf("the JSON is %q", got)
		}
		onlyReads(t, server)
		if strings.Contains(strings.Join(board.texts, "\n"), testKey) {
			t.Error("the key was copied")
		}
		n := len(board.texts)
		d.Press("y", "down", "enter")
		if len(board.texts) != n+1 || board.last() != uuid {
			t.Errorf("the second is %q", board.last())
		}
		server.Break("", uitest.Refused)
		d.Press("y", "J")
		d.Sees("nothing was copied: connection refused")
		d.Press("y", "esc", "4", "y")
		if len(board.texts) != n+1 {
			t.Errorf("copied %q", board.texts[n+1:])
		}
	})
}

// j and k move in every list: the one whose JSON holds secrets has no such key.
func TestTheKeysThatMoveCopyNothing(t *testing.T) {
	t.Parallel()
	board := &clipboard{}
	inBubble(t, 120, 36, withClipboard(board), func(t *testing.T, d *uitest.Driver, _ *uitest.Server) {
		d.Advance(2 * time.Second)
		d.Press("y", "j")
		d.Sees("╭ Copy from api", "▸ u")
		d.Press("k")
		d.Sees("▸ n")
		d.Press("G", "k", "k")
		d.Sees("▸ a")
		d.Press("j")
		d.Sees("▸ J")
		if len(board.texts) != 0 {
			t.Errorf("copied %q", board.texts)
		}
	})
}

func TestCopyOfLogs(t *testing.T) {
	t.Parallel()
	board := &clipboard{}
	inBubble(t, 120, 36, withClipboard(board), func(t *testing.T, d *uitest.Driver, _ *uitest.Server) {
		d.Advance(time.Second)
		typeIn(d, "logs api")
		d.Press("enter")
		d.Advance(3 * time.Second)
		d.Press("y", "w")
		all := board.last()
		if n := strings.Count(all, "\n"); n < 100 || strings.Contains(all, "\x1b") || !strings.HasPrefix(all, "api-") {
			t.Errorf("the whole log is %d lines: %.200q", n, all)
		}
		d.Press("y", "v")
		if got := board.last(); !strings.HasSuffix(all, got) || strings.Count(got, "\n") < 5 || strings.Count(got, "\n") > 40 {
			t.Errorf("what is in view is %q", got)
		}
		d.Press("g", "y", "l")
		if got := board.last(); got == "" || strings.Contains(got, "\n") || !strings.HasSuffix(strings.SplitN(all, "\n", 2)[0], "  "+got) {
			t.Errorf("the first line is %q, of %.100q", got, all)
		}
	})
}

func TestCopyOfTheViewer(t *testing.T) {
	t.Parallel()
	board := &clipboard{}
	inBubble(t, 120, 36, withClipboard(board), func(t *testing.T, d *uitest.Driver, _ *uitest.Server) {
		d.Advance(time.Second)
		d.Press("J", "y", "n")
		d.Sees("╭ JSON of api", "sent to the terminal's clipboard: 3 B")
		d.Press("y", "esc")
		d.Sees("╭ JSON of api")
		d.Press("esc")
		d.SeesNot("╭ JSON")
	})
}

// TestCopyWithoutClipboard copies where the terminal has no clipboard, and more
// than it takes.
func TestCopyWithoutClipboard(t *testing.T) {
	t.Parallel()
	for name, env := range map[string]map[string]string{"console": {"TERM": "linux"}, "large": {"TERM": "xterm"}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := filepath.Join(t.TempDir(), "state", "fleetop")
			s := setup{options: func(o *ui.Options) {
				o.Host.Keep = state.Copies{Dir: dir, Now: time.Now}.Keep
				o.Host.Clipboard = terminal.Clipboard(func(name string) string { return env[name] })
			}}
			inBubble(t, 200, 40, s, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
				d.Advance(time.Second)
				want := "api"
				if name == "console" {
					d.Press("y", "n")
					d.Sees("copied to "+dir, "a linux console has no clipboard")
				} else {
					d.Press("p")
					want = `{"x": "` + strings.Repeat("y", 80_000) + `"}`
					server.Break("GET", uitest.Answer(200, "application/json", want))
					d.Press("y", "J")
					d.Sees("copied to "+dir, "81 kB are more than the 74 kB a terminal takes")
				}
				files, err := filepath.Glob(filepath.Join(dir, "copy-20000101-*.txt"))
				if err != nil || len(files) != 1 {
					t.Fatalf("the files are %v, %v", files, err)
				}
				text, err := os.ReadFile(files[0])
				info, _ := os.Stat(files[0])
				if err != nil || string(text) != want || info.Mode() != 0o600 {
					t.Errorf("%s has %d bytes, %v, %v", files[0], len(text), info.Mode(), err)
				}
				d.Press("4")
				d.Sees(files[0])
			})
		})
	}
}
