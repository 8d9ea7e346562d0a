package terminal

import (
	"context"
	"fmt"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"fleetop/internal/ptytest/vt"
	"fleetop/internal/terminal/keys"
	_ "fleetop/ui/theme" // Keeps bubbletea from asking the terminal at its start.
)

// echo shows what was typed.
type echo struct {
	name  string
	typed string
	size  string
}

func (m echo) Init() tea.Cmd { return nil }

func (m echo) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		m.size = fmt.Sprintf("%d×%d", msg.Width, msg.Height)
	case tea.KeyMsg:
		return m.press(msg)
	case keys.Burst:
		for _, done := range msg {
			m.typed += fmt.Sprint(done)
		}
	}
	return m, nil
}

func (m echo) press(key tea.KeyMsg) (tea.Model, tea.Cmd) {
	switch key.String() {
	case "q":
		return m, tea.Quit
	case "z":
		return m, tea.Suspend
	case "A", "B", "C":
		return m, func() tea.Msg { return Mouse(key.Runes[0] - 'A' + 1) }
	case "p":
		panic("boom")
	}
	m.typed += key.String()
	return m, nil
}

func (m echo) View() string { return m.name + " " + m.size + "\n" + m.typed }

// sees waits until a screen shows a text.
func sees(t *testing.T, d *loopback, text string) {
	t.Helper()
	for {
		s := vt.New(d.w, d.h)
		s.Write(d.written())
		if strings.Contains(s.Text(), text) {
			return
		}
		select {
		case <-d.wrote:
		case <-t.Context().Done():
			t.Fatalf("the screen shows %q, want %q in it", s.Text(), text)
		}
	}
}

// A process can have many programs, each on a terminal of its own: nothing of one
// reaches another, and the end of one is not that of the process.
func TestManyProgramsInOneProcess(t *testing.T) {
	t.Parallel()
	devices, ended := make([]*loopback, 3), make([]chan error, 3)
	for i := range devices {
		d := newLoopback(20+i, 5)
		p := New(t.Context(), echo{name: fmt.Sprint("session", i)}, d, Options{
			Getenv: func(string) string { return "xterm" },
			Failed: func(value any, _ []byte) error { return fmt.Errorf("failed: %v", value) },
		})
		devices[i], ended[i] = d, make(chan error, 1)
		go func() {
			_, err := p.Run()
			close(d.hungUp)
			ended[i] <- err
		}()
	}
	for i, d := range devices {
		sees(t, d, fmt.Sprintf("session%d %d×5", i, 20+i))
		d.typed <- fmt.Sprint(i)
		d.typed <- "xy"
		sees(t, d, fmt.Sprintf("\n%dxy\n", i))
	}
	for i, key := range []string{"z", "p", "q"} { // Nobody could take the first one back: it does not stop.
		devices[i].typed <- key
	}
	if err := <-ended[1]; err == nil || err.Error() != "failed: boom" {
		t.Errorf("the program that panics ends with %v", err)
	}
	if err := <-ended[2]; err != nil {
		t.Errorf("the program that quits ends with %v", err)
	}
	devices[0].typed <- "!"
	sees(t, devices[0], "\n0xy!\n")
	devices[0].typed <- "q"
	if err := <-ended[0]; err != nil {
		t.Errorf("the last program ends with %v", err)
	}
	for i, d := range devices {
		if !strings.HasSuffix(string(d.written()), resetScreen+restoreTitle) && !strings.HasSuffix(string(d.written()), resetScreen) {
			t.Errorf("session %d ends with %q", i, d.written())
		}
	}
}

// The terminal is asked for the mouse only when the program says so, once more each time that it is taken,
// and is left without it. What a wheel that spins sends in one read is one message.
func TestTheMouseIsAskedFor(t *testing.T) {
	t.Parallel()
	d := newLoopback(40, 5)
	p := New(t.Context(), echo{name: "mouse"}, d, Options{Getenv: func(string) string { return "vt100" }})
	ended := make(chan error, 1)
	go func() {
		_, err := p.Run()
		close(d.hungUp)
		ended <- err
	}()
	sees(t, d, "mouse 40×5")
	if out := string(d.written()); strings.Contains(out, "1000") || strings.Contains(out, "1006") {
		t.Errorf("before it was switched on the program wrote %q", out)
	}
	asked := func(times int) {
		t.Helper()
		for strings.Count(string(d.written()), mouseOn) < times {
			select {
			case <-d.wrote:
			case <-t.Context().Done():
				t.Fatalf("the program wrote %q", d.written())
			}
		}
	}
	d.typed <- "A"
	asked(1)
	d.typed <- strings.Repeat("\x1b[<65;3;4M", 300)
	sees(t, d, "wheel+300 2,3")
	if err := p.Lend(func() error {
		if out := string(d.written()); !strings.HasSuffix(out, resetScreen) {
			t.Errorf("the terminal is lent with %q", out)
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	asked(2)
	d.typed <- "B"
	for !strings.Contains(string(d.written()), mouseOff) {
		select {
		case <-d.wrote:
		case <-t.Context().Done():
			t.Fatalf("the program wrote %q", d.written())
		}
	}
	if err := p.Lend(func() error { return nil }); err != nil {
		t.Fatal(err)
	}
	d.typed <- "x"
	sees(t, d, "x")
	p.setMouse(1) // it was overtaken
	d.typed <- "C"
	asked(3)
	d.typed <- "q"
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if out := string(d.written()); !strings.HasSuffix(out, resetScreen) || strings.Count(out, mouseOn) != 3 {
		t.Errorf("the terminal got %q", out)
	}
}

// A program ends with the context of its session, and its terminal is restored.
func TestProgramEndsWithItsSession(t *testing.T) {
	t.Parallel()
	ctx, hangUp := context.WithCancel(t.Context())
	d := newLoopback(20, 5)
	p := New(ctx, echo{name: "session"}, d, Options{Getenv: func(string) string { return "vt100" }})
	ended := make(chan error, 1)
	go func() {
		_, err := p.Run()
		close(d.hungUp)
		ended <- err
	}()
	sees(t, d, "session 20×5")
	hangUp()
	if err := <-ended; err == nil {
		t.Error("the program ended as if it had been quit")
	}
	if !strings.HasSuffix(string(d.written()), resetScreen) {
		t.Errorf("the terminal got %q at the end", d.written())
	}
}
