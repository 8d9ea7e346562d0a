package ui

import (
	"errors"
	"fmt"

	tea "github.com/charmbracelet/bubbletea"

	"fleetop/client"
	"fleetop/ui/command"
	"fleetop/ui/dialog"
	"fleetop/ui/fleet"
	"fleetop/ui/kit/cell"
	"fleetop/ui/poll"
)

// action is one row of the table of what can be done to an object: which
// command asks for it, what it does, and the dialog that comes first (none:
// it is sent at once). Why it is blocked is known to the fleet.
type action struct {
	command command.ID
	verb    fleet.Verb
	dialog  func(r *fleet.Row) dialog.Dialog
}

func actions() []action {
	scale := func(delta int) func(r *fleet.Row) dialog.Dialog {
		return func(r *fleet.Row) dialog.Dialog { return dialog.NewScale(r, delta) }
	}
	return []action{
		{command.Start, fleet.Start, nil},
		{command.Stop, fleet.Stop, func(r *fleet.Row) dialog.Dialog { return dialog.NewStop(r) }},
		{command.SetScale, fleet.Scale, scale(0)},
		{command.ScaleUp, fleet.Scale, scale(1)},
		{command.ScaleDown, fleet.Scale, scale(-1)},
		{command.Terminate, fleet.Terminate, func(r *fleet.Row) dialog.Dialog { return dialog.NewTerminate(r) }},
	}
}

// act begins the action of a command on the object it is about, or says why
// it is not possible now.
func (m *Model) act(id command.ID) tea.Cmd {
	for _, a := range actions() {
		if a.command != id {
			continue
		}
		row := m.target()
		if row == nil {
			m.say(warning, "nothing is selected")
			return nil
		}
		if why := m.fleet.Blocked(a.verb, row, m.now); why != "" {
			m.say(warning, "cannot "+string(a.verb)+": "+why)
			return nil
		}
		if a.dialog == nil {
			return m.send(dialog.Request{Verb: a.verb, ID: row.ID})
		}
		m.dialog = a.dialog(row)
	}
	return nil
}

// send sends an action once, and marks its object until a poll confirms it.
func (m *Model) send(r dialog.Request) tea.Cmd {
	row := m.fleet.Row(r.ID)
	if row == nil {
		m.say(failure, "cannot "+string(r.Verb)+": it is gone")
		return nil
	}
	if why := m.fleet.Blocked(r.Verb, row, m.now); why != "" {
		m.say(failure, "cannot "+string(r.Verb)+": "+why)
		return nil
	}
	m.fleet.Begin(r.Verb, row, r.Target, m.now)
	m.fleet.Record(m.now, row.Name, requested(r, row), false)
	m.say(info, row.Name+": "+requested(r, row))
	return m.io.act(r, row.Name)
}

func requested(r dialog.Request, row *fleet.Row) string {
	if r.Verb == fleet.Scale {
		return fmt.Sprintf("scale %d to %d requested", row.Application.Target, r.Target)
	}
	return string(r.Verb) + " requested"
}

// actionDone takes in the server's answer to an action.
func (m *Model) actionDone(msg actionDone) {
	verb, id := msg.request.Verb, msg.request.ID
	switch {
	case msg.err == nil:
		m.fleet.Answered(id, msg.row, m.now)
		text := "accepted"
		if msg.row != nil {
			text += ", now " + string(msg.row.State())
		}
		m.fleet.Record(m.now, msg.name, string(verb)+" "+text, false)
		m.say(success, fmt.Sprintf("%s: %s %s", msg.name, verb, text))
	case accepted(msg.err):
		m.fleet.Answered(id, nil, m.now)
		m.fleet.Record(m.now, msg.name, fmt.Sprintf("%s accepted, but the answer could not be read: %s", verb, reason(msg.err)), true)
		m.say(warning, fmt.Sprintf("%s: %s accepted, but the answer could not be read", msg.name, verb))
	case mayHaveHappened(msg.err):
		m.fleet.TimedOut(id, m.now)
		m.fail(msg.name, fmt.Sprintf("%s unknown, it may have been done: %s", verb, reason(msg.err)))
	default:
		m.fleet.Refused(id)
		word := "refused"
		if errors.Is(msg.err, client.ErrServer) || outcome(msg.err).Result == poll.Failed {
			word = "failed"
		}
		m.fail(msg.name, fmt.Sprintf("%s %s: %s", verb, word, reason(msg.err)))
	}
	if !m.poll.Unauthorized() && !m.poll.Asked().After(m.now) {
		m.io.cancel(m.poll.Poke(m.now, m.showing(id)...)...)
	}
}

// showing returns what is polled of an object: its lists, its application, its detail.
func (m *Model) showing(id fleet.ID) []resource {
	keys := []resource{applicationList, detailOf(id)}
	if id.Kind == fleet.Containers {
		keys = append(keys, listOf(fleet.Query{Kind: fleet.Containers}))
		if row := m.fleet.Row(id); row != nil {
			keys = append(keys, listOf(fleet.Query{Kind: fleet.Containers, Application: row.ApplicationUUID()}))
		}
		return keys
	}
	return append(keys, listOf(fleet.Query{Kind: fleet.Containers, Application: id.Key}), listOf(m.list().Query))
}

// fail keeps a failure under Activity and shows it until it is dismissed.
func (m *Model) fail(name, text string) {
	m.fleet.Record(m.now, name, text, true)
	if name != "" {
		text = name + ": " + text
	}
	m.say(failure, text)
}

// reason says in a few words why a request failed.
func reason(err error) string {
	var api *client.Error
	if errors.As(err, &api) && api.Message != "" {
		return fmt.Sprintf("%s (%d)", cell.Clean(api.Message), api.Status)
	}
	return trouble(err)
}
