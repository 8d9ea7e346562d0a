package ui

import (
	"fmt"
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"fleetop/client"
	"fleetop/internal/fleet"
	"fleetop/internal/text"
	"fleetop/ui/command"
	"fleetop/ui/dialog"
)

// action is one row of the table of what can be done to objects: which command
// asks for it, what it does, and the dialog that comes first, for one object
// (none: it is sent at once) and for many. Why it is blocked is known to the
// fleet.
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

// on returns what the command means for an object: an image is not terminated
// but removed.
func (a action) on(row *fleet.Row) action {
	if a.verb == fleet.Terminate && row != nil && row.ID.Kind == fleet.Images {
		a.verb, a.dialog = fleet.Remove, func(r *fleet.Row) dialog.Dialog { return dialog.NewRemoveImage(r) }
	}
	return a
}

// act begins the action of a command on what is marked in the list, else on the
// object it is about, or says why it is not possible now.
func (m *Model) act(id command.ID) tea.Cmd {
	rows, hidden := m.marked()
	at := m.panes.target()
	switch {
	case len(rows) == 0:
		return m.actOn(id, at)
	case len(rows) == 1 && (at != nil && at.ID == rows[0].ID || !asksOfMany(id, rows[0])):
		return m.actOn(id, rows[0])
	}
	m.actOnMany(id, dialog.Marked{Rows: rows, Hidden: hidden})
	return nil
}

// asksOfMany says whether a command has a dialog that says of a single mark, which
// is not what is looked at, that it is one, and where the filter hides it.
func asksOfMany(id command.ID, row *fleet.Row) bool {
	return row.ID.Kind != fleet.Images && slices.ContainsFunc(actions(), func(a action) bool { return a.command == id && a.many != nil })
}

// actOn is act for one object, or nil.
func (m *Model) actOn(id command.ID, row *fleet.Row) tea.Cmd {
	for _, a := range actions() {
		if a.command != id {
			continue
		}
		if row == nil {
			m.say(warning, nothingSelected)
			return nil
		}
		if id == command.Restart && m.fleet.Restarting(row.ID) != nil {
			m.askToCancel(m.fleet.Restarting(row.ID))
			return nil
		}
		a = a.on(row)
		if why := m.fleet.Blocked(a.verb, row, m.now); why != "" {
			m.say(warning, "cannot "+string(a.verb)+": "+m.withAge(why, row.ID))
			return nil
		}
		if a.dialog == nil {
			return m.begin([]dialog.Action{{Verb: a.verb, ID: row.ID, Seen: row.Identity()}}, false)
		}
		if m.dialog = a.dialog(row); m.dialog != nil {
			m.keepForm(a.verb, row.ID)
		}
	}
	return nil
}

// actOnMany opens the dialog of a command for what is marked, if it is possible
// for any of it.
func (m *Model) actOnMany(id command.ID, marked dialog.Marked) {
	for _, a := range actions() {
		if a.command != id {
			continue
		}
		if a.many == nil {
			m.say(warning, fmt.Sprintf("cannot %s of many at once: take the marks away first", a.verb))
			return
		}
		if a.on(marked.Rows[0]).verb == fleet.Remove {
			m.say(warning, "images are removed one at a time: take the marks away first")
			return
		}
		if why := m.whyNotOnMany(id, marked.Rows); why != "" {
			m.say(warning, fmt.Sprintf("cannot %s any of the %d that are marked: %s", a.verb, len(marked.Rows), why))
			return
		}
		m.panes.list().EndRange()
		m.dialog = a.many(marked, m.dialogContext())
	}
}

func requested(r dialog.Action, row *fleet.Row) string {
	if r.Verb == fleet.Scale {
		return fmt.Sprintf("scale %d to %d requested", row.Application.Target, r.Target)
	}
	return string(r.Verb) + " requested"
}

// actionDone takes in the server's answer to an action.
func (m *Model) actionDone(msg actionDone) {
	id := msg.request.ID
	a := judge(msg)
	switch a.fate {
	case unknown:
		m.fleet.TimedOut(id, m.now)
	case done:
		m.fleet.Answered(id, msg.row, m.now)
	default:
		m.fleet.Refused(id)
	}
	m.heed(msg, a)
	if o := m.order(msg.order); o != nil {
		if it := o.item(id); it != nil {
			it.fate, it.why = a.fate, a.why
		}
		if o.many {
			if a.kind != success {
				m.recordItem(o, msg.name, a.entry)
			}
			return // what became of all of them is said at the end
		}
	}
	if m.ofMany(m.fleet.Restarting(id)) == nil {
		m.fleet.Record(m.now, msg.name, a.entry, a.kind != success)
	}
	if m.fleet.Restarting(id) == nil || a.kind == failure { // its steps are said anyway
		m.say(a.kind, msg.name+": "+a.text)
	}
	m.pokeAfter(id)
}

// pokeAfter polls what shows an object anew: a poll that began before the
// server's answer proves nothing.
func (m *Model) pokeAfter(id fleet.ID) {
	if !m.poll.Unauthorized() && !m.poll.Asked().After(m.now) {
		m.io.cancel(m.poll.Poke(m.now, m.showing(id)...)...)
	}
}

// answer is what the server's answer to an action means.
type answer struct {
	fate  fate
	kind  severity
	text  string // what is said of it
	entry string // what Activity keeps of it
	why   string // it was not done, in a few words
}

// answeredFor says that the server answered a write with another object than the
// one that it was for; "" where it did not, or does not tell. A redeploy changes
// what the object is made of, and a server may take a start for a deployment.
func answeredFor(verb fleet.Verb, seen fleet.Identity, row *fleet.Row) string {
	if row == nil || row.ID.Key == "" {
		return ""
	}
	switch verb {
	case fleet.Redeploy:
		seen = seen.Redeployable()
	default:
		seen.Deployed = client.Time{}
	}
	if d := seen.Differs(row.Identity()); d.Trait != fleet.Same {
		return "the server answered for another object: " + d.String()
	}
	return ""
}

func judge(msg actionDone) answer {
	verb := string(msg.request.Verb)
	switch {
	case alreadyGone(msg):
		return answer{fate: refused, kind: warning, text: "it was not there any more", entry: verb + ": it was not there any more"}
	case msg.err == nil && answeredFor(msg.request.Verb, msg.request.Seen, msg.row) != "":
		content := verb + " unknown: " + answeredFor(msg.request.Verb, msg.request.Seen, msg.row)
		return answer{fate: unknown, kind: failure, text: content, entry: content, why: strings.TrimPrefix(content, verb+" unknown: ")}
	case msg.err == nil:
		content := verb + " accepted"
		if msg.row != nil {
			content += ", now " + string(msg.row.State())
		}
		return answer{fate: done, kind: success, text: content, entry: content}
	}
	why := reason(msg.err)
	switch client.OutcomeOf(msg.err) {
	case client.Accepted:
		content := verb + " accepted, but the answer could not be read"
		return answer{fate: done, kind: warning, text: content, entry: content + ": " + why}
	case client.Unknown:
		content := verb + " unknown, it may have been done: " + why
		return answer{fate: unknown, kind: failure, text: content, entry: content, why: why}
	case client.NotSent:
		content := verb + " failed: " + why
		return answer{fate: broken, kind: failure, text: content, entry: content, why: why}
	default:
		content := verb + " refused: " + why
		return answer{fate: refused, kind: failure, text: content, entry: content, why: why}
	}
}

// showing returns what is polled of an object: its lists, its application, its detail.
func (m *Model) showing(id fleet.ID) []resource {
	if id.Kind == fleet.Images {
		return []resource{listOf(fleet.Query{Kind: fleet.Images}), detailOf(id)}
	}
	keys := []resource{applicationList, detailOf(id)}
	if id.Kind == fleet.Containers {
		keys = append(keys, listOf(fleet.Query{Kind: fleet.Containers}))
		if row := m.fleet.Row(id); row != nil {
			keys = append(keys, listOf(fleet.Query{Kind: fleet.Containers, Application: row.ApplicationUUID()}))
		}
		return keys
	}
	return append(keys, listOf(fleet.Query{Kind: fleet.Containers, Application: id.Key}), listOf(m.panes.list().Query))
}

// fail keeps a failure under Activity and shows it until it is dismissed.
func (m *Model) fail(name, content string) {
	m.fleet.Record(m.now, name, content, true)
	if name != "" {
		content = name + ": " + content
	}
	m.say(failure, content)
}

// reason says in a few words why a request failed.
func reason(err error) string { return text.Clean(client.Reason(err)) }
