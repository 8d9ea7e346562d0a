package ui

import (
	"errors"
	"slices"

	"fleetop/client"
	"fleetop/internal/activity"
	"fleetop/internal/feed"
	"fleetop/internal/fleet"
	"fleetop/internal/text"
	"fleetop/ui/dialog"
)

// settles says whether the answer to a form may settle what is pending on its
// object: not the mark of another action, which waits for an answer of its own.
func (m *Model) settles(sent formRequest) bool {
	p := m.fleet.Pending(sent.id)
	return p == nil || p == sent.mark
}

// formAnswered takes in the object as the server sent it, nil if that could not
// be read. While another action waits, the next poll brings it instead.
func (m *Model) formAnswered(sent formRequest, row *fleet.Row) {
	if m.settles(sent) {
		m.fleet.Answered(sent.id, row, m.now)
	}
}

// formUndone takes back the mark of a form that the server did not accept.
func (m *Model) formUndone(sent formRequest) {
	if m.settles(sent) {
		m.fleet.Refused(sent.id)
	}
}

// formDone takes in the server's answer to the request of a form.
func (m *Model) formDone(msg formDone) {
	sent := msg.sent
	delete(m.forms.onTheWay, sent.form)
	var ignored *ignoredError
	switch {
	case errors.As(msg.err, &ignored):
		sent.form.Sent()
		m.dropForm(sent.form)
		m.formAnswered(sent, msg.row)
		m.report(failure, activity.Entry{Phase: activity.Ignored, Object: sent.object(), Verb: sent.what, Names: ignored.fields})
	case errors.Is(msg.err, errUnknownToServer):
		m.formUndone(sent)
		m.fleet.Lack(sent.what, m.now)
		m.dropForm(sent.form)
		m.report(failure, activity.Entry{Phase: activity.Unsupported, Object: sent.object(), Verb: sent.what})
	case msg.err == nil && sent.id.Key != "" && answeredFor(sent.what, sent.seen, msg.row) != "":
		m.formUnknown(sent, answeredFor(sent.what, sent.seen, msg.row))
	case msg.err == nil:
		m.formAccepted(sent, msg.row)
	case client.OutcomeOf(msg.err) == client.Accepted:
		sent.form.Sent()
		m.dropForm(sent.form)
		m.formAnswered(sent, nil)
		m.report(failure, activity.Entry{Phase: activity.AcceptedUnread, Object: sent.object(), Verb: sent.what, Cause: reason(msg.err)})
	case client.OutcomeOf(msg.err) == client.Unknown:
		m.formUnknown(sent, reason(msg.err))
	default:
		m.formRefused(sent, msg.err)
	}
	if c := m.feed.Connection(m.now); !c.Refused && c.Rest == 0 {
		m.feed.Poke(m.now, m.showingForm(sent)...)
	}
}

// formUnknown takes in that nobody knows what became of the request of a form. One
// that makes something new looks whether it is there before it is sent again.
func (m *Model) formUnknown(sent formRequest, why string) {
	if m.settles(sent) {
		m.fleet.TimedOut(sent.id, m.now)
	}
	if sent.id.Key == "" {
		sent.form.Doubt("unknown: it may have been done (" + why + ")")
		m.doubt(sent)
	} else {
		sent.form.Unknown("unknown: it may have been done (" + why + "); look at the list before you send it again")
	}
	m.report(failure, activity.Entry{Phase: activity.Unknown, Object: sent.object(), Verb: sent.what, Cause: why})
}

// showingForm returns what is polled of the object of a form.
func (m *Model) showingForm(sent formRequest) []feed.Resource {
	if sent.id.Key != "" && sent.id.Kind == fleet.Applications {
		return m.showing(sent.id)
	}
	return []feed.Resource{feed.Applications, feed.ListOf(fleet.Query{Kind: fleet.Images}), feed.DetailOf(sent.id)}
}

func (m *Model) formAccepted(sent formRequest, row *fleet.Row) {
	sent.form.Sent()
	m.dropForm(sent.form)
	done := activity.Entry{Phase: activity.Accepted, Object: sent.object(), Verb: sent.what}
	switch {
	case row == nil:
	case sent.id.Key != "":
		m.formAnswered(sent, row)
	default:
		done.Object, done.To = activity.Of(row), string(row.State())
		m.born(row, sent.cursor)
	}
	m.report(success, done)
}

// formRefused lets what the server said land on the form. What is in the open
// form is said there, anything else where it is seen.
func (m *Model) formRefused(sent formRequest, err error) {
	m.formUndone(sent)
	word, phase := "refused", activity.Refused
	if client.OutcomeOf(err) == client.NotSent {
		word, phase = "failed", activity.Failed
	}
	var api *client.Error
	var fields map[string][]string
	if errors.As(err, &api) {
		fields = api.Fields
	}
	sent.form.Failed(word+": "+reason(err), fields)
	undone := activity.Entry{Phase: phase, Object: sent.object(), Verb: sent.what, Cause: reason(err)}
	if m.dialog == dialog.Dialog(sent.form) {
		m.record(undone)
		return
	}
	m.report(failure, undone)
}

// likeFetched fills a form from an application.
func (m *Model) likeFetched(msg likeFetched) {
	why := ""
	if msg.err != nil {
		why = "could not fetch the settings of " + msg.name + ": " + reason(msg.err)
	}
	msg.form.Fill(msg.app, why)
}

// formEdited takes in a form as it came back from the editor.
func (m *Model) formEdited(msg formEdited) {
	if msg.err != nil {
		m.notePanic(msg.err)
		msg.form.Unedited("nothing was taken over: " + text.Clean(msg.err.Error()))
		return
	}
	msg.form.Edited(msg.text, m.dialogContext())
}

// unanswered says what was sent by forms and not answered yet, but for what the
// mark on its object says already.
func (m *Model) unanswered() []string {
	var what []string
	for _, sent := range m.forms.onTheWay {
		if sent.mark == nil || sent.mark != m.fleet.Pending(sent.id) {
			what = append(what, string(sent.what)+" "+sent.name)
		}
	}
	slices.Sort(what)
	return what
}
