package ui

import (
	"errors"
	"time"

	"fleetop/client"
	"fleetop/internal/activity"
	"fleetop/internal/feed"
	"fleetop/internal/fleet"
	"fleetop/internal/orders"
	"fleetop/internal/text"
	"fleetop/ui/dialog"
)

// formDone takes in the server's answer to the request of a form.
func (m *Model) formDone(msg formDone) {
	sent := msg.sent
	news := m.forms.answered(msg, m.fleet, m.now)
	open := m.dialog == dialog.Dialog(sent.form)
	if open && news.closes {
		m.dialog = nil
	}
	if e := &news.entry; e.Verb == activity.Create && e.Phase == activity.Accepted && e.Object.ID.Key != "" {
		m.recorder.Mine(e.Object.ID, m.now)
	}
	if sent.makes() {
		m.followCreated(sent.id.Kind)
	}
	if open && news.inForm {
		m.record(news.entry)
	} else {
		m.report(news.severity, news.entry)
	}
	shows := []feed.Resource{feed.Applications, feed.ListOf(fleet.Query{Kind: fleet.Images}), feed.DetailOf(sent.id)}
	if !sent.makes() && sent.id.Kind == fleet.Applications {
		shows = m.panes.showing(sent.id)
	}
	m.pokeAfter(shows...)
}

// answered takes in the server's answer to the request of a form.
func (s *forms) answered(msg formDone, f *fleet.Fleet, now time.Time) formNews {
	sent := msg.sent
	delete(s.onTheWay, sent.form)
	other := ""
	if msg.err == nil && !sent.makes() {
		other = otherAnswered(orders.AnsweredFor(sent.what, sent.seen, msg.row))
	}
	var ignored *ignoredError
	switch {
	case errors.As(msg.err, &ignored):
		sent.answered(f, msg.row, now)
		news := s.taken(sent, failure, activity.Ignored, "")
		news.entry.Names = ignored.fields
		return news
	case errors.Is(msg.err, errUnknownToServer):
		sent.undone(f)
		f.Lack(sent.what, now)
		s.drop(sent.form)
		return formNews{entry: sent.entry(activity.Unsupported, ""), severity: failure, closes: true}
	case other != "":
		return s.unknown(sent, other, f, now)
	case msg.err == nil:
		return s.accepted(sent, msg.row, f, now)
	}
	switch client.OutcomeOf(msg.err) {
	case client.Accepted:
		sent.answered(f, nil, now)
		return s.taken(sent, failure, activity.AcceptedUnread, reason(msg.err))
	case client.Unknown:
		return s.unknown(sent, reason(msg.err), f, now)
	default:
		return s.refused(sent, msg.err, f)
	}
}

// taken notes that the server has taken what was entered into a form.
func (s *forms) taken(sent formRequest, severity severity, phase activity.Phase, cause string) formNews {
	sent.form.Sent()
	s.drop(sent.form)
	return formNews{entry: sent.entry(phase, cause), severity: severity, closes: true}
}

// accepted takes in what came of a form, nil where the answer has no object.
func (s *forms) accepted(sent formRequest, row *fleet.Row, f *fleet.Fleet, now time.Time) formNews {
	news := s.taken(sent, success, activity.Accepted, "")
	switch {
	case row == nil:
	case sent.makes():
		news.entry.Object, news.entry.To = activity.Of(row), string(row.State())
		s.created = append(s.created, created{id: row.ID, name: row.Name, state: row.State(), since: now, cursor: sent.cursor})
	default:
		sent.answered(f, row, now)
	}
	return news
}

// unknown takes in that nobody knows what became of the request of a form. One that
// makes something new looks whether it is there before it is sent again.
func (s *forms) unknown(sent formRequest, why string, f *fleet.Fleet, now time.Time) formNews {
	if sent.settles(f) {
		f.TimedOut(sent.id, now)
	}
	if sent.makes() {
		sent.form.Doubt("unknown: it may have been done (" + why + ")")
		s.unanswered[sent.form] = unansweredCreate{sent: sent, since: now}
	} else {
		sent.form.Unknown("unknown: it may have been done (" + why + "); look at the list before you send it again")
	}
	return formNews{entry: sent.entry(activity.Unknown, why), severity: failure}
}

// refused lets what the server said land on the form. What is in the open form is
// said there, anything else where it is seen.
func (s *forms) refused(sent formRequest, err error, f *fleet.Fleet) formNews {
	sent.undone(f)
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
	return formNews{entry: sent.entry(phase, reason(err)), severity: failure, inForm: true}
}

// settles says whether the answer to a request may settle what is pending on its
// object: not that of another action, which waits for an answer of its own.
func (r *formRequest) settles(f *fleet.Fleet) bool {
	p := f.Pending(r.id)
	return p == nil || p == r.pending
}

// answered takes in the object as the server sent it, nil if that could not be read.
// While another action waits, the next poll brings it instead.
func (r *formRequest) answered(f *fleet.Fleet, row *fleet.Row, now time.Time) {
	if r.settles(f) {
		f.Answered(r.id, row, now)
	}
}

// undone takes back what a request has noted that the server did not accept.
func (r *formRequest) undone(f *fleet.Fleet) {
	if r.settles(f) {
		f.Refused(r.id)
	}
}

// fill fills a form from an application.
func (msg likeFetched) fill() {
	why := ""
	if msg.err != nil {
		why = "could not fetch the settings of " + msg.name + ": " + reason(msg.err)
	}
	msg.form.Fill(msg.app, why)
}

// fill takes in a form as it came back from the editor.
func (msg formEdited) fill(c dialog.Context) {
	if msg.err != nil {
		msg.form.Unedited("nothing was taken over: " + text.Clean(msg.err.Error()))
		return
	}
	msg.form.Edited(msg.text, c)
}
