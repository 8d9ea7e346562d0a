package terminal

import (
	"reflect"

	tea "github.com/charmbracelet/bubbletea"
)

// A watch is a model whose frames are taken where bubbletea asks for them, and
// whose commands are looked at on their way to bubbletea.
type watch struct {
	model tea.Model
	run   *run
	w, h  int // the size that the model knows
}

// Init implements tea.Model.
func (w *watch) Init() tea.Cmd { return w.command(w.model.Init()) }

// Update implements tea.Model.
func (w *watch) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		w.w, w.h = msg.Width, msg.Height
	default:
		if msg == tea.ClearScreen() { // Its type has no name outside.
			w.run.tty.out.redraw()
		}
	}
	var cmd tea.Cmd
	w.model, cmd = w.model.Update(msg)
	return w, w.command(cmd)
}

// View implements tea.Model. It is where a frame begins its way to the terminal.
func (w *watch) View() string {
	w.run.tty.out.show(frame{w.model.View(), w.w, w.h})
	return ""
}

// command returns a command that does the same and looks at its message.
// bubbletea may never hear of a wish to quit: its loop may hang. A panic ends
// the program.
func (w *watch) command(cmd tea.Cmd) tea.Cmd {
	if cmd == nil {
		return nil
	}
	return func() tea.Msg {
		defer w.run.guard()
		msg := cmd()
		switch msg := msg.(type) {
		case nil:
			return nil
		case tea.QuitMsg:
			w.run.armWatchdog(0)
			return msg
		case tea.SuspendMsg:
			return w.run.suspend()
		case Control:
			w.run.tty.out.send(string(msg))
			return nil
		case Ask:
			w.run.tty.out.askFor(msg, func(ask Ask) { w.run.program.Send(Shown(ask)) })
			return nil
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
