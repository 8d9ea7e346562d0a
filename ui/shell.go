package ui

import (
	tea "github.com/charmbracelet/bubbletea"

	"fleetop/client"
	"fleetop/internal/activity"
	"fleetop/internal/fleet"
	"fleetop/internal/text"
	"fleetop/ui/command"
)

// shellRows are the command that opens a shell in a container.
func shellRows() []row {
	return []row{{
		command: command.Shell, blocked: func(m *Model, q asked) string { return m.shellless(q.on) },
		answers: func(_ *panes, _ asked, why string) string { return "no shell: " + why },
		does:    (*Model).openShell,
	}}
}

// shellless says why no shell can be opened in an object, "" where one can. Nobody can see a countdown
// while another program has the terminal, nor stop what is on its way.
func (m *Model) shellless(r *fleet.Row) string {
	switch {
	case r == nil:
		return nothingSelected
	case !m.io.hasShells():
		return "only fleetop --engine docker can open one"
	case r.Container != nil:
		if why := noShellIn(r); why != "" {
			return why
		}
	case r.Application == nil:
		return "this is an image; choose a container"
	case r.Application.Running == 0:
		return r.Name + " has no container that runs"
	}
	switch {
	case len(m.book.Counting()) > 0:
		return "an action is counting down: possible once it is sent or cancelled"
	case m.book.Progressing() != nil:
		return "an action on many is on its way: possible once it is through"
	default:
		return ""
	}
}

// noShellIn says why there can be no shell in a container as it is, "" where there may be one.
func noShellIn(r *fleet.Row) string {
	switch {
	case r.State() != client.StateRunning:
		return r.Name + " is " + text.Clean(string(r.State())) + ", it has to run"
	case fleet.StandsStill(r):
		return r.Name + " is paused, start it first"
	default:
		return ""
	}
}

// openShell opens a shell in a container. Of an application that is its only one that runs; where there
// are several its containers are listed.
func (m *Model) openShell(q asked) tea.Cmd {
	if app := q.on.Application; app != nil && app.Running > 1 {
		m.chooseForShell(q.on)
		return nil
	}
	return m.io.shell(q.on)
}

// chooseForShell lists the containers of an application, one of which is to have a shell.
func (m *Model) chooseForShell(app *fleet.Row) {
	m.panes.find(app, &m.look)
	m.panes.open(&m.views, &m.look)
	m.say(info, "choose a container of "+app.Name+": "+m.look.Key(command.Shell)+" opens a shell in it")
}

// shellEnded says how a shell ended, unless that is no news.
func (m *Model) shellEnded(msg shellEnded) {
	m.pollNow()
	if msg.err == nil {
		m.say(info, "the shell in "+msg.in.Name+" has ended")
		return
	}
	m.notePanic(msg.err)
	m.report(failure, activity.Entry{Object: msg.in, Phase: activity.Noted, Cause: "shell: " + text.Clean(msg.err.Error())})
}
