package ui

import (
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"fleetop/ui/command"
	"fleetop/ui/dialog"
)

// TestALogThatWasCopiedIsLetGo asks what to copy, and closes the question: what
// there was to copy, a whole log maybe, is held no longer than that.
func TestALogThatWasCopiedIsLetGo(t *testing.T) {
	t.Parallel()
	for _, id := range []command.ID{command.Cancel, command.CopyLog} {
		m := benchModel(t, 1, 0)
		m.copies = copying{texts: map[command.ID]string{}, whole: func() string { return "all of it" }}
		m.dialog = dialog.NewCopy("api", []dialog.CopyItem{{Command: command.CopyLog, Label: "whole log"}})
		m.Update(tea.WindowSizeMsg{Width: 80, Height: 24})
		if m.copies.whole == nil {
			t.Error("it is gone while the question is open")
		}
		m.run(id)
		m.Update(tea.WindowSizeMsg{Width: 120, Height: 40})
		if m.dialog != nil || m.copies.whole != nil || m.copies.texts != nil {
			t.Errorf("%s: held are %v", id, m.copies)
		}
	}
}
