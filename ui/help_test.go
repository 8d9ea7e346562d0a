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
		d.Sees("┌ Help", "Interrupt", "enter runs")
		d.Press("/")
		d.Burst("zoom")
		d.Sees("/zoom▏", "▸ Z")
		d.Press("enter", "enter")
		d.SeesNot("┌ Help", "┌ api")
		d.Press("?", "/")
		d.Burst("undo")
		d.Press("enter", "enter")
		d.Sees("┌ Help", "not now: no action is counting down")
		d.Press("esc")
		d.Sees("┌ Help", "Interrupt")
		d.Press("?")
		d.SeesNot("┌ Help")
	})
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
