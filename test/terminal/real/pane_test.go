//go:build linux

package real

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"fleetop/internal/ptytest/vt"
)

// A pane is a terminal of tmux, of a server of its own.
type pane struct {
	t      *testing.T
	socket string
	w, h   int
}

// newPane opens a terminal of 256 colours that runs a command line with an environment of its own.
// It ends with the test.
func newPane(t *testing.T, dir string, w, h int, line string) *pane {
	t.Helper()
	config := filepath.Join(dir, "tmux.conf")
	write(t, config, `
set -g default-terminal xterm-256color
set -g status off
set -g escape-time 0
set -g remain-on-exit on
`)
	p := &pane{t: t, socket: filepath.Join(dir, "tmux"), w: w, h: h}
	cmd := exec.Command("tmux", "-S", p.socket, "-f", config, "-u", "new-session", "-d", "-x", strconv.Itoa(w), "-y", strconv.Itoa(h), line)
	cmd.Env = environment(dir)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("tmux: %v\n%s", err, out)
	}
	t.Cleanup(func() {
		kill := exec.CommandContext(context.WithoutCancel(t.Context()), "tmux", "-S", p.socket, "kill-server")
		if out, err := kill.CombinedOutput(); err != nil {
			t.Errorf("tmux kill-server: %v\n%s", err, out)
		}
	})
	return p
}

// environment is the environment of a terminal and of what leads to it.
func environment(dir string) []string {
	return []string{
		"PATH=" + os.Getenv("PATH") + ":/usr/sbin:/sbin", "HOME=" + dir, "SHELL=/bin/sh",
		"LANG=C.UTF-8", "LC_ALL=C.UTF-8", "TERM=screen-256color",
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// tmux runs a command of tmux on the pane and returns what it prints.
func (p *pane) tmux(command string, args ...string) string {
	p.t.Helper()
	args = append([]string{"-S", p.socket, command, "-t", "0"}, args...)
	out, err := exec.CommandContext(p.t.Context(), "tmux", args...).CombinedOutput()
	if err != nil {
		p.t.Fatalf("tmux %q: %v\n%s", args, err, out)
	}
	return string(out)
}

// text is what the terminal shows, every row followed by a newline.
func (p *pane) text() string {
	p.t.Helper()
	lines := strings.Split(strings.TrimSuffix(p.tmux("capture-pane", "-p"), "\n"), "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return strings.Join(lines, "\n") + "\n"
}

// cursor is where the cursor is, or that there is none.
func (p *pane) cursor() string {
	p.t.Helper()
	at, flag, _ := strings.Cut(p.tmux("display-message", "-p", "#{cursor_x},#{cursor_y} #{cursor_flag}"), " ")
	if strings.TrimSpace(flag) == "0" {
		return "nowhere"
	}
	return at
}

// cursor is the same of an emulated terminal.
func cursor(s *vt.Screen) string {
	if s == nil || !s.CursorVisible() {
		return "nowhere"
	}
	x, y := s.Cursor()
	return fmt.Sprintf("%d,%d", x, y)
}

// cells returns the text and the visible style of every cell.
func (p *pane) cells() []vt.Cell {
	p.t.Helper()
	lines := strings.TrimSuffix(p.tmux("capture-pane", "-p", "-e", "-N"), "\n")
	screen := vt.New(p.w, p.h)
	_, _ = screen.Write([]byte("\x1b[?7l" + strings.ReplaceAll(lines, "\n", "\r\n")))
	return cells(screen)
}

// cells returns those of a screen without invisible styles.
func cells(s *vt.Screen) (all []vt.Cell) {
	w, h := s.Size()
	for y := range h {
		for x := range w {
			c := s.Cell(x, y)
			if c.Text == "" && !c.Continuation {
				c.Text = " "
			}
			if c.Text == " " && c.Attr&(vt.Underline|vt.Reverse|vt.Strike|vt.Overline) == 0 {
				c.Style = vt.Style{Bg: c.Bg}
			}
			all = append(all, c)
		}
	}
	return all
}

// send types, byte by byte.
func (p *pane) send(keys string) {
	p.t.Helper()
	args := []string{"-H"}
	for _, b := range []byte(keys) {
		args = append(args, fmt.Sprintf("%02x", b))
	}
	p.tmux("send-keys", args...)
}

func (p *pane) resize(w, h int) {
	p.t.Helper()
	p.w, p.h = w, h
	p.tmux("resize-window", "-x", strconv.Itoa(w), "-y", strconv.Itoa(h))
}
