package ui

import (
	"testing"

	"fleetop/ui/command"
)

func TestEveryCommandOfTheScreenHasOneRow(t *testing.T) {
	t.Parallel()
	table := commands()
	for _, c := range command.All() {
		r, has := table[c.Name]
		if ofScreen := c.Scope&(command.Screen|command.Viewer|command.Wall) != 0; has != ofScreen {
			t.Errorf("%s: of the screen is %v, has a row is %v", c.Name, ofScreen, has)
		}
		if has && r.does == nil {
			t.Errorf("%s: its row does nothing", c.Name)
		}
		delete(table, c.Name)
	}
	for id := range table {
		t.Errorf("%s: a row of no command", id)
	}
}
