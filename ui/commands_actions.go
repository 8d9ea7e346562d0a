package ui

import (
	"cmp"
	"fmt"

	tea "github.com/charmbracelet/bubbletea"

	"fleetop/internal/fleet"
	"fleetop/internal/orders"
	"fleetop/ui/command"
	"fleetop/ui/dialog"
	"fleetop/ui/pane"
)

// nothingSelected is why what needs an object is not possible.
const nothingSelected = "nothing is selected"

// action is something that can be done to objects: which command asks for it, what it does, and
// the dialog that comes first, for one object (none: it is sent at once) and for many.
type action struct {
	command command.ID
	verb    fleet.Verb
	dialog  func(r *fleet.Row) dialog.Dialog
	many    func(marked dialog.Marked, c dialog.Context) dialog.Dialog
}

func actions() []action {
	scale := func(id command.ID, delta int) action {
		return action{
			id, fleet.Scale, func(r *fleet.Row) dialog.Dialog { return dialog.NewScale(r, delta) },
			func(marked dialog.Marked, c dialog.Context) dialog.Dialog {
				return dialog.NewScaleMany(marked, delta, c)
			},
		}
	}
	ask := func(verb fleet.Verb) func(dialog.Marked, dialog.Context) dialog.Dialog {
		return func(marked dialog.Marked, c dialog.Context) dialog.Dialog { return dialog.NewAsk(verb, marked, c) }
	}
	return []action{
		{command.Start, fleet.Start, nil, ask(fleet.Start)},
		{command.Stop, fleet.Stop, func(r *fleet.Row) dialog.Dialog { return dialog.NewStop(r) }, ask(fleet.Stop)},
		scale(command.SetScale, 0),
		scale(command.ScaleUp, 1),
		scale(command.ScaleDown, -1),
		{command.Restart, fleet.Restart, func(r *fleet.Row) dialog.Dialog { return dialog.NewRestart(r) }, ask(fleet.Restart)},
		{command.Redeploy, fleet.Redeploy, func(r *fleet.Row) dialog.Dialog { return dialog.NewRedeploy(r) }, nil},
		{command.Policies, fleet.SetPolicies, func(r *fleet.Row) dialog.Dialog { return dialog.NewPolicies(r) }, nil},
		{
			command.Terminate, fleet.Terminate, func(r *fleet.Row) dialog.Dialog { return dialog.NewTerminate(r) },
			func(marked dialog.Marked, c dialog.Context) dialog.Dialog {
				return dialog.NewTerminateMany(marked, c)
			},
		},
	}
}

// changeRows are the commands beside the actions that change something on the server, and the marks,
// which are for nothing else.
func changeRows() []row {
	return []row{
		{command: command.New, blocked: func(m *Model, _ asked) string { return m.panes.unmakeable(&m.look) }, does: quietly(func(m *Model, _ asked) {
			m.openForm(m.forms.forNew(m.panes.list().Query.Kind))
		})},
		{command: command.Edit, blocked: func(_ *Model, q asked) string { return uneditable(q.on) }, does: quietly(func(m *Model, q asked) {
			m.openForm(m.forms.forEdit(q.on, m.dialogContext()))
		})},
		{command: command.Undo, blocked: nothingToUndo, answers: cannotUndo, does: quietly(func(m *Model, _ asked) { m.announce(m.book.Undo(m.world())) })},
		{command: command.Mark, blocked: needsObject, does: marks((*pane.List).ToggleMark)},
		{command: command.MarkRange, blocked: needsObject, does: marks((*pane.List).MarkRange)},
		{command: command.MarkAll, blocked: nothingToMark, does: quietly(func(m *Model, _ asked) { m.panes.list().MarkAll() })},
		{command: command.MarkNone, blocked: nothingMarked, does: quietly(func(m *Model, _ asked) { m.panes.list().ClearMarks() })},
	}
}

// needsObject says why what needs an object is not possible where there is none.
func needsObject(_ *Model, q asked) string { return because(q.on == nil, nothingSelected) }

func nothingToMark(_ *Model, q asked) string { return because(q.on == nil, "there is nothing to mark") }

func nothingMarked(m *Model, _ asked) string {
	return because(!m.panes.list().HasMarks(), "nothing is marked")
}

func cannotUndo(_ *Model, _ asked, why string) string {
	return why + ": what was sent cannot be undone"
}

func nothingToUndo(m *Model, _ asked) string {
	return because(len(m.book.Counting()) == 0, "no action is counting down")
}

// marks is what a command does that marks, and may say why it has marked nothing.
func marks(mark func(*pane.List) string) func(*Model, asked) tea.Cmd {
	return quietly(func(m *Model, _ asked) {
		if why := mark(m.panes.list()); why != "" {
			m.say(warning, why)
		}
	})
}

// on returns what the command means for an object: an image is not terminated but removed.
func (a action) on(r *fleet.Row) action {
	if a.verb == fleet.Terminate && r.ID.Kind == fleet.Images {
		a.verb, a.many = fleet.Remove, nil
		a.dialog = func(r *fleet.Row) dialog.Dialog { return dialog.NewRemoveImage(r) }
	}
	return a
}

// subjects are the objects that an action is about: the one that was named, else what is marked in
// the list that is shown, wherever the focus is, else the object in focus.
func (m *Model) subjects(q asked) dialog.Marked {
	if rows, hidden := m.panes.list().Marked(); len(rows) > 0 && !q.named {
		return dialog.Marked{Rows: rows, Hidden: hidden}
	}
	if q.on == nil {
		return dialog.Marked{}
	}
	return dialog.Marked{Rows: []*fleet.Row{q.on}}
}

// blocked says why an action is possible on none of its subjects, "" when it is on one of them.
func (a action) blocked(m *Model, q asked) string {
	rows := m.subjects(q).Rows
	if len(rows) == 0 {
		return nothingSelected
	}
	if a = a.on(rows[0]); len(rows) > 1 && a.many == nil {
		return "only one at a time: take the marks away first"
	}
	first := ""
	for _, r := range rows {
		why := a.blockedOn(m, r)
		if why == "" {
			return ""
		}
		first = cmp.Or(first, why)
	}
	return first
}

// blockedOn says why an action is not possible on an object, "" when it is.
func (a action) blockedOn(m *Model, r *fleet.Row) string {
	if a.verb == fleet.Restart && m.fleet.Restarting(r.ID) != nil {
		return "" // it cancels the rest
	}
	return m.withAge(m.fleet.Blocked(a.verb, r, m.now), r.ID)
}

// cannot says that an action is blocked, and why.
func (a action) cannot(m *Model, q asked, why string) string {
	switch rows := m.subjects(q).Rows; {
	case len(rows) == 0:
		return why
	case len(rows) > 1 && a.on(rows[0]).many != nil:
		return fmt.Sprintf("cannot %s any of the %d that are marked: %s", a.verb, len(rows), why)
	default:
		return fmt.Sprintf("cannot %s: %s", a.on(rows[0]).verb, why)
	}
}

// begin begins an action: it opens its dialog, or sends it where it has none.
func (a action) begin(m *Model, q asked) tea.Cmd {
	subjects := m.subjects(q)
	r := subjects.Rows[0]
	a = a.on(r)
	restart := m.fleet.Restarting(r.ID)
	switch looked := q.named || q.on != nil && q.on.ID == r.ID; {
	case len(subjects.Rows) > 1 || a.many != nil && !looked: // a single mark that is not looked at
		m.panes.list().EndRange()
		m.dialog = a.many(subjects, m.dialogContext())
	case a.verb == fleet.Restart && restart != nil && restart.Step >= fleet.RestartStarting:
		m.say(warning, "restart of "+r.Name+": the start has been sent, there is nothing left to cancel")
	case a.verb == fleet.Restart && restart != nil:
		m.dialog = dialog.NewCancelRestart(restart)
	case a.dialog == nil:
		return m.order(orders.Confirmed{Actions: []orders.Action{{Verb: a.verb, ID: r.ID, Seen: r.Identity()}}}, nil)
	default:
		m.dialog = a.dialog(r)
		if f, ok := m.dialog.(*dialog.Form); ok {
			m.openForm(m.forms.forAction(formOf{a.verb, r.ID}, f, m.dialogContext()))
		}
	}
	if q.arg != "" && m.dialog != nil {
		m.dialog.Type(q.arg)
	}
	return nil
}
