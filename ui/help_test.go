package ui_test

import (
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"fleetop/internal/uitest"
	"fleetop/ui"
)

func TestHelpRunsCommands(t *testing.T) {
	t.Parallel()
	inBubble(t, 120, 36, setup{}, func(t *testing.T, d *uitest.Driver, _ *uitest.Server) {
		d.Advance(time.Second)
		d.Press("?")
		d.Sees("╭ Help", "Interrupt", "enter runs")
		d.Press("/")
		d.Burst("zoom")
		d.Sees("/zoom▏", "▸ Z")
		d.Press("enter", "enter")
		d.SeesNot("╭ Help", "╭ api")
		d.Press("?", "/")
		d.Burst("undo")
		d.Press("enter", "enter")
		d.Sees("╭ Help", "not now: no action is counting down")
		d.Press("esc")
		d.Sees("╭ Help", "Interrupt")
		d.Press("?")
		d.SeesNot("╭ Help")
	})
}

// Enter closes the search. A key that is held, or hit twice, runs nothing, and what acts asks first.
func TestASearchInTheHelpStartsNothing(t *testing.T) {
	t.Parallel()
	inBubble(t, 120, 36, setup{}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Advance(time.Second)
		selectStopped(d)
		server.Take()
		d.Press("?", "/")
		d.Burst("stop")
		d.Sees("▸×x", "not now: blog is already stopped")
		d.Press("enter", "enter")
		d.Sees("╭ Help", "not now: blog is already stopped")
		d.Press("esc", "/")
		d.Burst("start")
		d.Sees("▸ u")
		for range 3 {
			d.Read("enter")
			d.Advance(60 * time.Millisecond)
		}
		d.Sees("╭ Help", "The key was held or hit twice: nothing was run. Press it again.")
		onlyReads(t, server)
		d.Press("enter")
		d.Sees("╭ Start blog?")
		onlyReads(t, server)
	})
}

// The key of start sends it; found by its name in the palette it asks, and held keys run nothing.
func TestThePaletteStartsNothingUnasked(t *testing.T) {
	t.Parallel()
	inBubble(t, 120, 36, setup{}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Advance(time.Second)
		selectStopped(d)
		server.Take()
		typeIn(d, "start")
		d.Press("enter")
		d.Sees("╭ Start blog?")
		onlyReads(t, server)
		d.Press("esc", "g")
		typeIn(d, "stop blog")
		d.Read("enter")
		d.Advance(60 * time.Millisecond)
		d.Read("enter")
		d.Sees("╭ Commands", "blog is already stopped")
		onlyReads(t, server)
	})
}

// selectStopped moves the cursor to the application that is stopped.
func selectStopped(d *uitest.Driver) {
	d.Press("/")
	d.Burst("blog")
	d.Press("enter")
	d.Sees("▸ blog", "Stopped")
}

// ctrl+z goes to the shell from everywhere, and says why where it cannot.
func TestSuspendWorksInFormsAndDialogs(t *testing.T) {
	t.Parallel()
	may := true
	s := setup{options: func(o *ui.Options) { o.Host.CanSuspend = func() bool { return may } }}
	inBubble(t, 80, 24, s, func(t *testing.T, d *uitest.Driver, _ *uitest.Server) {
		d.Advance(time.Second)
		for _, open := range []string{"n", "x", "s", "D", ":", "?", "/", "J"} {
			d.Press(open)
			before := d.Suspended()
			d.Press("ctrl+z")
			if d.Suspended() != before+1 {
				t.Errorf("%s: ctrl+z does not suspend", open)
			}
			d.Send(tea.ResumeMsg{})
			d.Press("ctrl+c")
		}
		may = false
		d.Press("n", "ctrl+z")
		d.Sees("there is no shell to go to")
	})
}
