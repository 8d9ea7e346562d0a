package terminal

import (
	"reflect"

	tea "github.com/charmbracelet/bubbletea"
)

// An Ask is a message of the program: whether the terminal has read what was written
// up to here, with a number of its own. Shown answers it.
type Ask int

// Shown is the answer to the Ask of that number: the terminal says that it has
// read everything up to it or, where it never says such a thing, has taken it. A
// terminal that does not is not heard of.
type Shown int

// painted is a model whose frames go to the terminal where bubbletea asks for them, and
// whose commands are looked at on their way to bubbletea.
type painted struct {
	model   tea.Model
	program *Program
	w, h    int // the size that the model knows
}

// Init implements tea.Model.
func (m *painted) Init() tea.Cmd { return m.command(m.model.Init()) }

// Update implements tea.Model.
func (m *painted) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		m.w, m.h = msg.Width, msg.Height
	default:
		if msg == tea.ClearScreen() { // Its type has no name outside.
			m.program.out.redraw()
		}
	}
	var cmd tea.Cmd
	m.model, cmd = m.model.Update(msg)
	return m, m.command(cmd)
}

// View implements tea.Model. The frame goes out here, once the command of the same
// message is on its way, so that a View that hangs hinders no quitting.
func (m *painted) View() string {
	m.program.out.show(frame{m.model.View(), m.w, m.h})
	return ""
}

// command returns a command that does the same and looks at its message.
// bubbletea may never hear of a wish to quit: its loop may hang. A panic ends
// the program.
func (m *painted) command(cmd tea.Cmd) tea.Cmd {
	if cmd == nil {
		return nil
	}
	return func() tea.Msg {
		defer m.program.guard()
		msg := cmd()
		switch msg := msg.(type) {
		case nil:
			return nil
		case tea.QuitMsg:
			m.program.device.Ending(0)
			return msg
		case tea.SuspendMsg:
			return m.program.suspend()
		case control:
			m.program.out.send(string(msg))
			return nil
		case Ring:
			m.program.out.ring(string(msg))
			return nil
		case Title:
			m.program.setTitle(string(msg))
			return nil
		case Mouse:
			m.program.setMouse(msg)
			return nil
		case Ask:
			m.program.out.askFor(msg, func(ask Ask) { m.program.loop.Send(Shown(ask)) })
			return nil
		}
		cmds := commandsIn(msg)
		for i := range cmds {
			cmds[i] = m.command(cmds[i])
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
