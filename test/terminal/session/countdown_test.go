package session

import (
	"testing"

	"fleetop/internal/ptytest"
)

// TestMarkStopAndUndoInATerminal marks, stops and takes back, then lets it be sent, in a terminal.
func TestMarkStopAndUndoInATerminal(t *testing.T) {
	t.Parallel()
	stopTwo := func(grace string) *ptytest.Terminal {
		term := ptytest.Start(t, ptytest.Options{Path: program, Args: []string{"--grace", grace}, Cols: 120, Rows: 36})
		term.WaitFor(`▸ worker .*! Partly running`)
		term.Send("jj", "  ") // from api on
		term.WaitFor(`2 marked`)
		term.Send("x")
		term.WaitFor(`Stop 2 applications\?`)
		term.Send("y")
		return term
	}
	term := stopTwo("5m")
	term.WaitFor(`Stopping 2 applications in \d+ s · z undo`)
	term.Send("z")
	term.WaitFor(`2 applications: stopping cancelled, nothing was sent`)
	term.Send("Q")
	term.Wait()

	term = stopTwo("1")
	term.WaitFor(` api .*○ Stopped`)
	term.WaitGone(`marked`)
	term.Send("4")
	term.WaitFor(`2 applications .*Stopped 2`)
	term.Send("1")
	term.WaitFor(` api .*○ Stopped`)
	term.Send("-")
	term.WaitFor(`cannot scale: |Scale `)
	term.Send("\x1b", "Q")
	if code := term.Wait(); code != 0 {
		t.Errorf("it ended with %d", code)
	}
	term.CheckRestored()
}
