// Package uitest drives the program on the screen in tests: without a terminal, in the fake time of
// a testing/synctest bubble, against a server inside the process whose faults can be switched on.
package uitest

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"fleetop/internal/terminal"
	"fleetop/internal/terminal/keys"
)

// Driver runs a model as bubbletea would: one goroutine updates it, every command has a goroutine
// of its own. All methods are to be called within a synctest bubble and return when nothing is left
// to do at this moment.
type Driver struct {
	t        testing.TB
	model    tea.Model
	messages chan tea.Msg
	asks     chan func()
	done     chan struct{}
	quit     bool
	shell    int // how often the model went to the shell
	cleared  int
	updates  int
	unread   bool
	rings    []string
	title    string
	mouse    terminal.Mouse
	pressed  string // the newest key
	at       time.Time
}

// apart is the time between two presses of a confirming key, so that it does not count as held.
const apart = 700 * time.Millisecond

// Drive starts a model on a screen of w by h cells. The test has to end the model's context before
// the bubble ends.
func Drive(t testing.TB, model tea.Model, w, h int) *Driver {
	t.Helper()
	d := &Driver{t: t, model: model, messages: make(chan tea.Msg), asks: make(chan func()), done: make(chan struct{})}
	t.Cleanup(func() { close(d.done) })
	go d.loop()
	d.spawn(model.Init())
	d.Send(tea.WindowSizeMsg{Width: w, Height: h})
	return d
}

// loop is the event loop: one message at a time.
func (d *Driver) loop() {
	for {
		select {
		case msg := <-d.messages:
			d.handle(msg)
		case ask := <-d.asks:
			ask()
		case <-d.done:
			return
		}
	}
}

func (d *Driver) handle(msg tea.Msg) {
	switch msg := msg.(type) {
	case nil:
		return
	case tea.BatchMsg:
		for _, cmd := range msg {
			d.spawn(cmd)
		}
		return
	case tea.QuitMsg:
		d.quit = true
		return
	case tea.SuspendMsg:
		d.shell++
		return
	case terminal.Ring:
		d.rings = append(d.rings, string(msg))
		return
	case terminal.Title:
		d.title = string(msg)
		return
	case terminal.Mouse:
		d.mouse = max(d.mouse, msg)
		return
	case terminal.Ask:
		if !d.unread {
			d.spawn(func() tea.Msg { return terminal.Shown(msg) })
		}
		return
	}
	if fmt.Sprintf("%T", msg) == "tea.clearScreenMsg" {
		d.cleared++
		return
	}
	var cmd tea.Cmd
	d.updates++
	d.model, cmd = d.model.Update(msg)
	d.spawn(cmd)
}

func (d *Driver) spawn(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	go func() {
		msg := cmd()
		select {
		case d.messages <- msg:
		case <-d.done:
		}
	}()
}

// Send gives the model a message and waits until everything has settled.
func (d *Driver) Send(msg tea.Msg) {
	d.messages <- msg
	synctest.Wait()
}

// Advance lets time pass.
func (d *Driver) Advance(by time.Duration) {
	time.Sleep(by)
	synctest.Wait()
}

// Busy blocks the event loop for that long, as a slow machine does.
func (d *Driver) Busy(by time.Duration) {
	d.ask(func() { time.Sleep(by) })
	synctest.Wait()
}

// Resize changes the size of the screen.
func (d *Driver) Resize(w, h int) { d.Send(tea.WindowSizeMsg{Width: w, Height: h}) }

// Press presses keys one after the other: names as bubbletea prints them ("enter", "ctrl+d"), or
// single characters. A key that confirms is let go before it is pressed again.
func (d *Driver) Press(keys ...string) {
	d.t.Helper()
	for _, key := range keys {
		if soon := apart - time.Since(d.at); key == d.pressed && (key == "enter" || key == "y" || key == "ctrl+x") && soon > 0 {
			d.Advance(soon)
		}
		d.Read(key)
	}
}

// Hold holds a key for that long: it repeats after half a second, then every 30 ms.
func (d *Driver) Hold(key string, by time.Duration) {
	d.t.Helper()
	d.Read(key)
	for at := 500 * time.Millisecond; at <= by; at += 30 * time.Millisecond {
		if at == 500*time.Millisecond {
			d.Advance(at)
		} else {
			d.Advance(30 * time.Millisecond)
		}
		d.Read(key)
	}
}

// Read presses keys that come in one read of the terminal.
func (d *Driver) Read(names ...string) {
	d.t.Helper()
	burst := make(keys.Burst, 0, len(names))
	for _, name := range names {
		burst = append(burst, Key(d.t, name))
		d.pressed, d.at = name, time.Now()
	}
	d.Send(burst)
}

// Burst types characters that come in one read.
func (d *Driver) Burst(text string) { d.Read(strings.Split(text, "")...) }

// Paste pastes text.
func (d *Driver) Paste(text string) {
	d.Send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(text), Paste: true})
}

// ask runs a function in the event loop, once everything has settled.
func (d *Driver) ask(question func()) {
	synctest.Wait()
	answered := make(chan struct{})
	d.asks <- func() {
		question()
		close(answered)
	}
	<-answered
}

// caret is where the terminal's cursor stands in a frame, behind its style.
var caret = regexp.MustCompile("(\x1b\\[[0-9;]*m)?\x1b\\[200m(.)\x1b\\[0m")

// View returns the frame without the mark of the terminal's cursor.
func (d *Driver) View() string {
	return caret.ReplaceAllStringFunc(d.Frame(), func(s string) string {
		part := caret.FindStringSubmatch(s)
		if part[1] == "" {
			return part[2]
		}
		return part[1] + part[2] + "\x1b[0m"
	})
}

// Frame returns the frame as it goes to the terminal.
func (d *Driver) Frame() (frame string) {
	d.ask(func() { frame = d.model.View() })
	return frame
}

// Line returns the first line of the frame that contains a text, "" if none does.
func (d *Driver) Line(with string) string {
	for line := range strings.SplitSeq(d.View(), "\n") {
		if strings.Contains(line, with) {
			return line
		}
	}
	return ""
}

// Sees fails the test unless the frame contains every text.
func (d *Driver) Sees(texts ...string) {
	d.t.Helper()
	for _, text := range texts {
		if view := d.View(); !strings.Contains(view, text) {
			d.t.Fatalf("the screen does not say %q:\n%s", text, view)
		}
	}
}

// SeesNot fails the test if the frame contains any of the texts.
func (d *Driver) SeesNot(texts ...string) {
	d.t.Helper()
	for _, text := range texts {
		if view := d.View(); strings.Contains(view, text) {
			d.t.Fatalf("the screen says %q:\n%s", text, view)
		}
	}
}

// Quit reports whether the model has asked to end.
func (d *Driver) Quit() (quit bool) {
	d.ask(func() { quit = d.quit })
	return quit
}

// Unread makes the terminal read nothing from now on: nobody sees the screen.
func (d *Driver) Unread() { d.ask(func() { d.unread = true }) }

// Rings returns what the terminal was to ring for since the last call.
func (d *Driver) Rings() (rings []string) {
	d.ask(func() { rings, d.rings = d.rings, nil })
	return rings
}

// Title returns the title of the window that the model asked for, "" for its usual one.
func (d *Driver) Title() (title string) {
	d.ask(func() { title = d.title })
	return title
}

// Mouse says whether the model has asked for the mouse to be reported.
func (d *Driver) Mouse() (on bool) {
	d.ask(func() { on = d.mouse%2 == 1 })
	return on
}

// Click presses the left button over a cell, counted from 0.
func (d *Driver) Click(x, y int) { d.Send(keys.Burst{keys.Mouse{X: x, Y: y}}) }

// Turn turns the wheel over a cell by notches, down where they are more than 0.
func (d *Driver) Turn(x, y, wheel int) { d.Send(keys.Burst{keys.Mouse{X: x, Y: y, Wheel: wheel}}) }

// Cleared says how often the screen was to be painted anew.
func (d *Driver) Cleared() (times int) {
	d.ask(func() { times = d.cleared })
	return times
}

// Suspended says how often the model has asked to go to the shell.
func (d *Driver) Suspended() (times int) {
	d.ask(func() { times = d.shell })
	return times
}

// Updates says how many messages the model was given.
func (d *Driver) Updates() (times int) {
	d.ask(func() { times = d.updates })
	return times
}

// Key returns the message of a key by the name bubbletea prints for it.
func Key(t testing.TB, name string) tea.KeyMsg {
	t.Helper()
	if r := []rune(name); len(r) == 1 && name != " " {
		return tea.KeyMsg{Type: tea.KeyRunes, Runes: r}
	}
	if name == " " || name == "space" {
		return tea.KeyMsg{Type: tea.KeySpace, Runes: []rune{' '}}
	}
	for k := tea.KeyType(-120); k < 128; k++ {
		if msg := (tea.KeyMsg{Type: k}); msg.String() == name {
			return msg
		}
	}
	t.Fatalf("no key is named %q", name)
	return tea.KeyMsg{}
}

// Farewell returns what the model says after the program has ended, if it says anything then.
func (d *Driver) Farewell() (lines []string) {
	d.ask(func() {
		if m, ok := d.model.(interface{ Farewell() []string }); ok {
			lines = m.Farewell()
		}
	})
	return lines
}
