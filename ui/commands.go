package ui

import (
	"slices"

	tea "github.com/charmbracelet/bubbletea"

	"fleetop/internal/fleet"
	"fleetop/internal/orders"
	"fleetop/internal/text"
	"fleetop/ui/command"
	"fleetop/ui/dialog"
	"fleetop/ui/pane"
)

// row is one command of the screen: why it is blocked now, and what it does. Keys, footer, help and
// palette ask the same row.
type row struct {
	command command.ID
	blocked func(m *Model, q asked) string             // "" where it is not; nil: never
	answers func(p *panes, q asked, why string) string // what a key that is blocked says; nil: why
	does    func(m *Model, q asked) tea.Cmd
}

// asked is what a command is asked for with.
type asked struct {
	on    *fleet.Row // the object that it is about, nil for none
	named bool       // by the user, so that what is marked does not count
	under bool       // the cursor of the detail, so that what is marked in the list does not count
	found bool       // by the palette or the help: no key of its own was pressed
	arg   string     // of a command that takes something else than an object
}

// commands is the table of the commands of the screen.
func commands() map[command.ID]row {
	table := map[command.ID]row{}
	for _, a := range actions() {
		table[a.command] = row{command: a.command, answers: a.cannot, does: a.begin, blocked: func(m *Model, q asked) string {
			return a.blocked(&m.panes, q, func(verb fleet.Verb, r *fleet.Row) string {
				return m.withAge(m.fleet.Blocked(verb, r, m.now).String(), r.ID)
			})
		}}
	}
	for _, id := range append(command.Movement(), command.Follow, command.Wrap) {
		table[id] = row{command: id, does: inFocus(id)}
	}
	for _, r := range slices.Concat(changeRows(), lookRows(), paneRows(), logRows(), programRows(), shellRows(), wallRows()) {
		table[r.command] = r
	}
	return table
}

// quietly is what a command does that leads to no I/O by itself.
func quietly(does func(m *Model, q asked)) func(*Model, asked) tea.Cmd {
	return func(m *Model, q asked) tea.Cmd {
		does(m, q)
		return nil
	}
}

// because returns a reason where it holds.
func because(holds bool, why string) string {
	if !holds {
		return ""
	}
	return why
}

// seen judges by what is on the screen why a command is not possible.
func seen(why func(*panes, asked, *pane.Context) string) func(*Model, asked) string {
	return func(m *Model, q asked) string { return why(&m.panes, q, &m.look) }
}

// blocked says why a command is not possible now, "" when it is not.
func (m *Model) blocked(id command.ID, q asked) string {
	if r := m.commands[id]; r.blocked != nil {
		return r.blocked(m, q)
	}
	return ""
}

// run runs a command: in the open dialog or prompt, else on the screen.
func (m *Model) run(id command.ID) tea.Cmd {
	switch everywhere := id == command.Redraw || id == command.Suspend; {
	case everywhere:
	case m.dialog != nil:
		if body := m.dialog.Traits().Body; body != nil && command.Move(id, body) {
			return nil
		}
		return m.answer(m.dialog.Do(id, m.dialogContext()))
	case m.prompts.open != nil:
		if m.prompts.open.do(id) {
			m.prompts.open = nil
			m.panes.chosen()
		}
		return nil
	}
	return m.ask(id, m.panes.asked(id))
}

// ask runs a command of the screen, or says why it is blocked.
func (m *Model) ask(id command.ID, q asked) tea.Cmd {
	cmd, known := m.keys.Command(id)
	if !known {
		return nil // under read-only it does not exist
	}
	if cmd.Needs != command.NeedsNothing && !q.named {
		m.panes.touch()
	}
	r := m.commands[id]
	why := m.blocked(id, q)
	if why == "" {
		cmd := r.does(m, q)
		m.panes.aim(&m.look)
		return cmd
	}
	if r.answers != nil {
		why = r.answers(&m.panes, q, why)
	}
	if m.say(warning, why); m.dialog != nil { // the last line has no room for more
		m.messages.sayInPassing(why, m.now)
	}
	return nil
}

// answer takes in what a command of the open dialog, or what was typed there, has come to.
func (m *Model) answer(a dialog.Answer) tea.Cmd {
	d := m.dialog
	m.guard.watch(d, m.dialogContext())
	if !m.guard.passes(a, m.now) {
		if body := d.Traits().Body; body != nil {
			body.Top() // where it says so
		}
		return nil
	}
	if a.Taken != nil {
		a.Taken()
	}
	if a.Closes {
		m.dialog = nil
	}
	return m.confirmed(a.Request)
}

// confirmed does what a dialog was opened for.
func (m *Model) confirmed(r dialog.Request) tea.Cmd {
	switch r := r.(type) {
	case nil:
		return nil
	case orders.Confirmed:
		return m.order(r, nil)
	case dialog.Leave:
		m.quitting = true
		return nil
	case dialog.ColumnsChosen:
		return m.chooseColumns(r)
	case dialog.CopyOf:
		return m.io.copy(r.Item)
	case dialog.File:
		return m.io.save(r)
	case dialog.Run:
		return m.runNamed(r)
	case dialog.Cancel:
		m.book.CancelRestart(r.ID)
		return nil
	default:
		return m.formAsked(r)
	}
}

// runNamed runs what the palette or the help has found: on an object that was named whatever is selected.
func (m *Model) runNamed(r dialog.Run) tea.Cmd {
	m.prompts.commands.add(r.Line)
	q := m.panes.asked(r.Command)
	q.arg, q.found = r.Arg, true
	if r.Object.Key != "" {
		q = asked{on: m.fleet.Row(r.Object), named: true, found: true}
		if q.on == nil {
			m.say(warning, "cannot "+string(r.Command)+": it is gone")
			return nil
		}
	}
	return m.ask(r.Command, q)
}

// find filters the list that is shown, or searches the logs where they have the focus.
func (m *Model) find(p *prompt, content string) {
	p.set(content)
	if p.apply(); p.wrong != "" {
		m.say(warning, "cannot filter by "+text.Clean(content)+": "+text.Clean(p.wrong))
		return
	}
	p.keep()
}
