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

// action is something that can be done to objects: which command asks for it, what it does, and the
// dialog or the form that comes first.
type action struct {
	command command.ID
	verb    fleet.Verb
	dialog  func(s dialog.Subjects, c dialog.Context) dialog.Dialog
	form    func(r *fleet.Row) *dialog.Form // for one object alone
	unasked bool                            // by its key, or where the object is named
}

func actions() []action {
	confirm := func(verb fleet.Verb) func(s dialog.Subjects, c dialog.Context) dialog.Dialog {
		return func(s dialog.Subjects, c dialog.Context) dialog.Dialog { return dialog.NewConfirm(verb, s, c) }
	}
	scale := func(delta int) func(s dialog.Subjects, c dialog.Context) dialog.Dialog {
		return func(s dialog.Subjects, c dialog.Context) dialog.Dialog { return dialog.NewScale(s, delta, c) }
	}
	terminate := func(s dialog.Subjects, c dialog.Context) dialog.Dialog { return dialog.NewTerminate(s, c) }
	return []action{
		{command: command.Start, verb: fleet.Start, dialog: confirm(fleet.Start), unasked: true},
		{command: command.Stop, verb: fleet.Stop, dialog: confirm(fleet.Stop)},
		{command: command.SetScale, verb: fleet.Scale, dialog: scale(0)},
		{command: command.ScaleUp, verb: fleet.Scale, dialog: scale(1)},
		{command: command.ScaleDown, verb: fleet.Scale, dialog: scale(-1)},
		{command: command.Restart, verb: fleet.Restart, dialog: confirm(fleet.Restart)},
		{command: command.Redeploy, verb: fleet.Redeploy, form: dialog.NewRedeploy},
		{command: command.Policies, verb: fleet.SetPolicies, form: dialog.NewPolicies},
		{command: command.Terminate, verb: fleet.Terminate, dialog: terminate},
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
		{command: command.Undo, blocked: func(m *Model, _ asked) string {
			return because(len(m.book.Counting()) == 0, "no action is counting down")
		}, answers: cannotUndo, does: quietly(func(m *Model, _ asked) { m.announce(m.book.Undo(m.world())) })},
		{command: command.Mark, blocked: needsObject, does: marks((*pane.List).ToggleMark)},
		{command: command.MarkRange, blocked: needsObject, does: marks((*pane.List).MarkRange)},
		{command: command.MarkAll, blocked: nothingToMark, does: marks((*pane.List).MarkAll)},
		{command: command.MarkNone, blocked: seen((*panes).nothingMarked), does: quietly(func(m *Model, _ asked) { m.panes.list().ClearMarks() })},
	}
}

// needsObject says why what needs an object is not possible where there is none.
func needsObject(_ *Model, q asked) string { return because(q.on == nil, nothingSelected) }

func nothingToMark(_ *Model, q asked) string { return because(q.on == nil, "there is nothing to mark") }

func (p *panes) nothingMarked(_ asked, _ *pane.Context) string {
	return because(!p.list().HasMarks(), "nothing is marked")
}

func cannotUndo(_ *panes, _ asked, why string) string {
	return why + ": what was sent cannot be undone"
}

// marks is what a command does that marks, and may say what it has not marked, and why.
func marks(mark func(*pane.List) string) func(*Model, asked) tea.Cmd {
	return quietly(func(m *Model, _ asked) {
		if why := mark(m.panes.list()); why != "" {
			m.say(warning, why)
		}
	})
}

// on returns what the command means for objects of a kind: an image is not terminated but removed.
func (a action) on(kind fleet.Kind) action {
	if a.verb == fleet.Terminate && kind == fleet.Images {
		a.verb = fleet.Remove
	}
	return a
}

// alone says whether it is done to one object at a time.
func (a action) alone() bool { return a.form != nil || a.verb == fleet.Remove }

// subjects are the objects that an action is about: the one that was named or is under the cursor of the detail,
// else what is marked in the list that is shown, wherever the focus is, else the object in focus.
func (p *panes) subjects(q asked) dialog.Subjects {
	if rows, hidden := p.list().Marked(); len(rows) > 0 && !q.named && !q.under {
		return dialog.Subjects{Rows: rows, Hidden: hidden, Marked: true}
	}
	if q.on == nil {
		return dialog.Subjects{}
	}
	return dialog.One(q.on)
}

// blocked says why an action is possible on none of its subjects, "" when it is on one of them; on says it
// of one object.
func (a action) blocked(p *panes, q asked, on func(verb fleet.Verb, r *fleet.Row) string) string {
	rows := p.subjects(q).Rows
	if len(rows) == 0 {
		return nothingSelected
	}
	if a = a.on(rows[0].ID.Kind); len(rows) > 1 && a.alone() {
		return "only one at a time: take the marks away first"
	}
	first := ""
	for _, r := range rows {
		why := on(a.verb, r)
		if why == "" || a.verb == fleet.Restart && p.fleet.Restarting(r.ID) != nil { // the rest is cancelled
			return ""
		}
		first = cmp.Or(first, why)
	}
	return first
}

// cannot says that an action is blocked, and why.
func (a action) cannot(p *panes, q asked, why string) string {
	switch rows := p.subjects(q).Rows; {
	case len(rows) == 0:
		return why
	case len(rows) > 1 && !a.on(rows[0].ID.Kind).alone():
		return fmt.Sprintf("cannot %s any of the %d that are marked: %s", a.verb, len(rows), why)
	default:
		return fmt.Sprintf("cannot %s: %s", a.on(rows[0].ID.Kind).verb, why)
	}
}

// saysMarked says whether its dialog speaks of marks: a single mark that is looked at, or an action on
// one object alone, needs no word that it is one.
func (a action) saysMarked(s dialog.Subjects, q asked) bool {
	return len(s.Rows) > 1 || s.Marked && !a.alone() && (q.on == nil || q.on.ID != s.Rows[0].ID)
}

// begin begins an action: it opens its dialog or its form, or sends it where it needs none.
func (a action) begin(m *Model, q asked) tea.Cmd {
	s, c := m.panes.subjects(q), m.dialogContext()
	r := s.Rows[0]
	a = a.on(r.ID.Kind)
	if s.Marked = a.saysMarked(s, q); s.Marked {
		m.panes.list().EndRange()
	}
	var restart *fleet.Restarting
	if a.verb == fleet.Restart {
		restart = m.fleet.Restarting(r.ID)
	}
	switch {
	case a.form != nil:
		m.openForm(m.forms.forAction(formOf{a.verb, r.ID}, a.form(r), c))
	case !s.Marked && restart != nil && restart.Step >= fleet.RestartStarting:
		m.say(warning, "restart of "+r.Name+": the start has been sent, there is nothing left to cancel")
	case !s.Marked && restart != nil:
		m.dialog = dialog.NewCancelRestart(restart)
	case !s.Marked && a.unasked && (q.named || !q.found):
		return m.order(orders.Confirmed{Actions: []orders.Action{{Verb: a.verb, ID: r.ID, Seen: r.Identity()}}}, nil)
	default:
		m.dialog = a.dialog(s, c)
	}
	if field := textOf(m.dialog); field != nil && q.arg != "" {
		field.Type(q.arg)
	}
	return nil
}
