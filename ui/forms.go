package ui

import (
	"slices"

	tea "github.com/charmbracelet/bubbletea"

	"fleetop/internal/activity"
	"fleetop/internal/feed"
	"fleetop/internal/fleet"
	"fleetop/internal/orders"
	"fleetop/ui/dialog"
)

// forms are the forms that are open or kept while they are closed, the requests of
// them that are on their way, and what is watched of what they have made.
type forms struct {
	application *dialog.Form
	image       *dialog.Form
	edits       map[fleet.ID]*dialog.Form
	others      map[formOf]*dialog.Form // redeploy, policies
	ordered     map[int]formRequest     // by the numbers of the orders that wait to send them
	onTheWay    map[*dialog.Form]formRequest
	created     []created
	unanswered  map[*dialog.Form]unansweredCreate
}

// formOf names the form of an action on an object.
type formOf struct {
	verb fleet.Verb
	id   fleet.ID
}

func newForms() forms {
	return forms{
		edits: map[fleet.ID]*dialog.Form{}, others: map[formOf]*dialog.Form{},
		ordered: map[int]formRequest{}, onTheWay: map[*dialog.Form]formRequest{}, unanswered: map[*dialog.Form]unansweredCreate{},
	}
}

// formNews is something that came of a form.
type formNews struct {
	entry    activity.Entry
	severity severity
	inForm   bool // the form says so too, where it is open
	closes   bool // the form has served
}

// formAsked does what an open form asks for.
func (m *Model) formAsked(r dialog.Request) tea.Cmd {
	switch r := r.(type) {
	case dialog.Like:
		return m.io.like(r)
	case dialog.FormClosed:
		if said := m.forms.closed(r.Form, m.dialogContext()); said != "" {
			m.say(info, said)
		}
		return nil
	case dialog.Look:
		if list, ok := m.forms.look(r.Form, m.feed.Connection(m.now).Rest, m.now); ok {
			m.feed.Poke(m.now, feed.ListOf(list))
		}
		return nil
	case dialog.OpenEditor:
		if why := noEditor(m.io.canEdit(), &m.book); why != "" {
			r.Form.Unedited(why)
			return nil
		}
		return m.io.edit(r)
	}
	sent, ok := requestOf(r)
	switch {
	case !ok:
		return nil
	case sent.does.Verb == "":
		return m.submitForm(sent)
	default:
		return m.order(orders.Confirmed{Actions: []orders.Action{sent.does}, Form: true}, &sent)
	}
}

// noEditor says why no editor can be opened now, known whether there is one; "" where
// one can.
func noEditor(known bool, book *orders.Book) string {
	switch {
	case !known:
		return "there is no editor here"
	case len(book.Counting()) > 0: // which nobody could see, nor take back
		return "an action is counting down: the editor opens once it is sent or cancelled"
	case book.Progressing() != nil: // of which nobody could stop the rest
		return "an action on many is on its way: the editor opens once it is through"
	default:
		return ""
	}
}

// submitForm sends the request of a form, if it may be sent.
func (m *Model) submitForm(sent formRequest) tea.Cmd {
	if sent.makes() {
		sent.cursor = cursorOf(m.panes.listOfNew(sent.id.Kind))
	}
	news, ok := m.forms.submit(&sent, m.opt.account(), m.fleet)
	if !ok {
		m.report(failure, news)
		return nil
	}
	m.record(news)
	return m.io.submit(sent)
}

// submit notes that the request of a form is sent now, or returns false where it
// must not go to its object. The entry says so.
func (s *forms) submit(sent *formRequest, account string, f *fleet.Fleet) (activity.Entry, bool) {
	if sent.makes() {
		sent.known = keysOf(f.List(fleet.Query{Kind: sent.id.Kind}))
	} else {
		seen := orders.See(account, sent.seen, nil)
		if why := seen.Obstacle(orders.Situation{Account: account, Row: f.Row(sent.id)}).String(); why != "" {
			sent.form.Failed("nothing was sent: "+why, nil)
			return sent.entry(activity.NotSent, why), false
		}
	}
	s.onTheWay[sent.form] = *sent
	return sent.entry(activity.Requested, ""), true
}

// keysOf are the objects that a list has.
func keysOf(l *fleet.List) map[string]bool {
	keys := map[string]bool{}
	if l != nil {
		for _, row := range l.Rows {
			keys[row.ID.Key] = true
		}
	}
	return keys
}

// awaited says what was sent by forms and not answered yet, but for what is pending on
// its object says already.
func (s *forms) awaited(f *fleet.Fleet) []string {
	var what []string
	for _, sent := range s.onTheWay {
		if sent.pending == nil || sent.pending != f.Pending(sent.id) {
			what = append(what, string(sent.what)+" "+sent.name)
		}
	}
	slices.Sort(what)
	return what
}
