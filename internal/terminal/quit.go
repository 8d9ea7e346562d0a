package terminal

import (
	"reflect"

	tea "github.com/charmbracelet/bubbletea"
)

// A quitWatch is a model that tells when one of its commands asks to quit. The
// request itself may never be handled: bubbletea's loop waits for a terminal
// that is not read.
type quitWatch struct {
	model tea.Model
	quit  func()
}

// Init implements tea.Model.
func (w *quitWatch) Init() tea.Cmd { return w.watch(w.model.Init()) }

// Update implements tea.Model.
func (w *quitWatch) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	var cmd tea.Cmd
	w.model, cmd = w.model.Update(msg)
	return w, w.watch(cmd)
}

// View implements tea.Model.
func (w *quitWatch) View() string { return w.model.View() }

// watch returns a command that does the same and looks at its message.
func (w *quitWatch) watch(cmd tea.Cmd) tea.Cmd {
	if cmd == nil {
		return nil
	}
	return func() tea.Msg {
		msg := cmd()
		if _, ok := msg.(tea.QuitMsg); ok {
			w.quit()
			return msg
		}
		for i, cmds := 0, commandsIn(msg); i < len(cmds); i++ {
			cmds[i] = w.watch(cmds[i])
		}
		return msg
	}
}

// commandsIn returns the commands of a batch or of a sequence, whose type
// bubbletea does not export, in the slice in which they stand.
func commandsIn(msg tea.Msg) []tea.Cmd {
	if batch, ok := msg.(tea.BatchMsg); ok {
		return batch
	}
	v, list := reflect.ValueOf(msg), reflect.TypeFor[[]tea.Cmd]()
	if !v.IsValid() || v.Kind() != reflect.Slice || !v.CanConvert(list) {
		return nil
	}
	cmds, _ := v.Convert(list).Interface().([]tea.Cmd)
	return cmds
}
