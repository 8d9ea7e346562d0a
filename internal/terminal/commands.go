package terminal

import (
	"reflect"

	tea "github.com/charmbracelet/bubbletea"
)

// A watch is a model whose commands are looked at on their way to bubbletea.
type watch struct {
	model tea.Model
	// quit is called when a command asks to quit. bubbletea itself may never
	// hear of it: its loop waits for a terminal that is not read.
	quit func()
	// suspend takes the place of bubbletea's way to stop the process.
	suspend func() tea.Msg
}

// Init implements tea.Model.
func (w *watch) Init() tea.Cmd { return w.command(w.model.Init()) }

// Update implements tea.Model.
func (w *watch) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	var cmd tea.Cmd
	w.model, cmd = w.model.Update(msg)
	return w, w.command(cmd)
}

// View implements tea.Model.
func (w *watch) View() string { return w.model.View() }

// command returns a command that does the same and looks at its message.
func (w *watch) command(cmd tea.Cmd) tea.Cmd {
	if cmd == nil {
		return nil
	}
	return func() tea.Msg {
		msg := cmd()
		switch msg.(type) {
		case tea.QuitMsg:
			w.quit()
			return msg
		case tea.SuspendMsg:
			return w.suspend()
		}
		cmds := commandsIn(msg)
		for i := range cmds {
			cmds[i] = w.command(cmds[i])
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
