//go:build linux || darwin

package tty_test

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"fleetop/internal/ptytest"
	"fleetop/internal/terminal/keys"
	"fleetop/internal/terminal/tty"
	_ "fleetop/ui/theme" // Keeps bubbletea from asking the terminal at its start.
)

// scenarioVariable makes this test binary a full-screen program.
const scenarioVariable = "FLEETOP_TERMINAL_SCENARIO"

func TestMain(m *testing.M) {
	tty.Watch()
	if scenario := os.Getenv(scenarioVariable); scenario != "" {
		os.Exit(child(scenario))
	}
	os.Exit(m.Run())
}

// child is what a main function does with this package.
func child(scenario string) int {
	if err := tty.Check(os.Stdin, os.Stdout, os.Getenv); err != nil {
		fmt.Fprintln(os.Stderr, "fleetop:", err)
		return 2
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	if scenario == "cancel" {
		time.AfterFunc(50*time.Millisecond, cancel)
	}
	opts := tty.Options{In: os.Stdin, Out: os.Stdout, TraceDir: os.Getenv("TRACES"), Title: "fleetop me@host\x1b\a", Watch: true}
	if path := os.Getenv("RECORD"); path != "" {
		f, err := os.Create(path)
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 2
		}
		opts.Record = f
	}
	exit := tty.Run(ctx, model{}, opts)
	if exit.Err != nil {
		fmt.Fprintln(os.Stderr, "fleetop:", exit.Err)
	}
	if m, ok := exit.Model.(model); ok {
		fmt.Fprintln(os.Stderr, "keys:", m.keys)
	}
	if scenario == "caller-hangs" {
		select {}
	}
	return exit.Code
}

// A model does what the keys say.
type model struct {
	cols, rows int
	keys       string
	frame      int
}

func (m model) Init() tea.Cmd { return nil }

func (m model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		m.cols, m.rows = msg.Width, msg.Height
	case tea.ResumeMsg:
		m.keys += "(resumed)"
	case watchedMsg:
		m.keys += string(msg)
	case floodMsg:
		m.frame++
		if msg > 0 {
			return m, flood(msg - 1)
		}
		return m, func() tea.Msg { return os.WriteFile(os.Getenv("MARK"), []byte("flooded\n"), 0o600) }
	case tea.KeyMsg:
		return m.press(msg)
	case keys.Burst: // Keys that are typed quickly arrive as one message.
		var cmds []tea.Cmd
		for _, done := range msg {
			key, ok := done.(tea.KeyMsg)
			if !ok { // the mouse
				continue
			}
			var cmd tea.Cmd
			m, cmd = m.press(key)
			cmds = append(cmds, cmd)
		}
		return m, tea.Batch(cmds...)
	}
	return m, nil
}

func (m model) press(key tea.KeyMsg) (model, tea.Cmd) {
	m.frame++
	m.keys += key.String()
	return m, act(key.String())
}

// A floodMsg is how many frames are still to come.
type floodMsg int

// flood draws frame after frame, more than a terminal holds that does not read.
func flood(frames floodMsg) tea.Cmd {
	return tea.Tick(15*time.Millisecond, func(time.Time) tea.Msg { return frames })
}

// floodFrames is how many frames a flood has.
const floodFrames = 30

func act(key string) tea.Cmd {
	switch key {
	case "q", "Q":
		return tea.Quit
	case "b":
		return tea.Batch(nil, tea.Quit)
	case "s":
		return tea.Sequence(func() tea.Msg { return nil }, tea.Quit)
	case "z":
		return tea.Suspend
	case "f":
		return flood(floodFrames - 1)
	case "h":
		_ = os.WriteFile(os.Getenv("MARK"), nil, 0o600)
		select {} // Update hangs.
	case "H":
		return tea.Sequence(tea.Quit, func() tea.Msg { select {} })
	case "p":
		panic("boom \x1b[2J\nnext line")
	case "c":
		return func() tea.Msg { panic("command") }
	}
	if do := watcherKeys[key]; do != nil {
		return do
	}
	if crash := crashes[key]; crash != nil {
		return func() tea.Msg {
			crash()
			return nil
		}
	}
	return nil
}

// View fills the screen with something that differs from frame to frame.
func (m model) View() string {
	if m.rows == 0 {
		return "starting"
	}
	if strings.HasSuffix(m.keys, "P") {
		panic("view")
	}
	if strings.HasSuffix(m.keys, "Q") {
		select {}
	}
	lines := make([]string, m.rows)
	for i := range lines {
		lines[i] = strings.Repeat(string(rune('a'+m.frame%26)), m.cols)
	}
	lines[0] = fmt.Sprintf("ready %d×%d keys %s", m.cols, m.rows, m.keys)
	// A line that changes once, early in a flood, is not drawn again by itself.
	lines[1] = "early"
	if m.frame > floodFrames/2 {
		lines[1] = "late"
	}
	return strings.Join(lines, "\n")
}

// start runs a scenario in a terminal, and waits for its first frame if the
// terminal is read.
func start(t *testing.T, scenario string, opts ptytest.Options) *ptytest.Terminal {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	// The race detector would keep every process for a second after its end.
	opts.Env = append(opts.Env, scenarioVariable+"="+scenario, "GORACE=atexit_sleep_ms=0")
	if opts.Path == "" {
		opts.Path = exe
	} else {
		opts.Env = append(opts.Env, "PROGRAM="+exe)
	}
	term := ptytest.Start(t, opts)
	if !opts.Unread {
		term.WaitFor("^ready")
	}
	return term
}
