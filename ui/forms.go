package ui

import (
	"maps"
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"fleetop/internal/activity"
	"fleetop/internal/fleet"
	"fleetop/internal/orders"
	"fleetop/ui/command"
	"fleetop/ui/dialog"
)

// forms are those that are kept while they are closed, and what became of those
// that were sent.
type forms struct {
	application *dialog.Form
	image       *dialog.Form
	edits       map[fleet.ID]*dialog.Form
	others      map[formOf]*dialog.Form // redeploy, policies
	onTheWay    map[*dialog.Form]formRequest
	births      []birth
	doubts      map[*dialog.Form]doubtful
}

// formOf names the form of an action on an object.
type formOf struct {
	verb fleet.Verb
	id   fleet.ID
}

// keepForm keeps the form of an action that has just been opened, or opens the
// one that was kept.
func (m *Model) keepForm(verb fleet.Verb, id fleet.ID) {
	f, ok := m.dialog.(*dialog.Form)
	if !ok {
		return
	}
	if m.forms.others == nil {
		m.forms.others = map[formOf]*dialog.Form{}
	}
	if kept := m.forms.others[formOf{verb, id}]; kept != nil && !kept.Replaced(m.dialogContext()) {
		f = kept
	}
	m.forms.others[formOf{verb, id}] = f
	m.openForm(f)
}

// openNew opens the form of a new object of the kind that is listed.
func (m *Model) openNew() {
	if m.panes.list().Query.Kind == fleet.Images {
		if m.forms.image == nil {
			m.forms.image = dialog.NewImage()
		}
		m.openForm(m.forms.image)
		return
	}
	if m.forms.application == nil {
		m.forms.application = dialog.NewApplication()
	}
	m.openForm(m.forms.application)
}

// unmakeable says why nothing can be created where the user is, "" when
// something can.
func (m *Model) unmakeable() string {
	list := m.panes.list()
	switch {
	case list.Activity || list.Query.Kind == fleet.Containers:
		return "containers come with their application: scale it, or go to " + m.keys.Label(command.ShowApplications, " ", 1, m.theme.Glyphs.ASCII) + " and create another"
	case list.Query.Kind == fleet.Images && m.absent(list.Query):
		return "this server has no images"
	}
	return ""
}

// absent says whether the server has no such list.
func (m *Model) absent(q fleet.Query) bool {
	l := m.fleet.List(q)
	return l != nil && l.Missing
}

// openEdit opens the form to change an object.
func (m *Model) openEdit(row *fleet.Row) {
	f := m.forms.edits[row.ID]
	switch {
	case f != nil && !f.Replaced(m.dialogContext()):
	case row.Application != nil:
		f = dialog.EditApplication(row)
	default:
		f = dialog.EditImage(row)
	}
	if m.forms.edits == nil {
		m.forms.edits = map[fleet.ID]*dialog.Form{}
	}
	m.forms.edits[row.ID] = f
	m.openForm(f)
}

// uneditable says why an object cannot be edited, "" when it can.
func uneditable(row *fleet.Row) string {
	switch {
	case row == nil:
		return nothingSelected
	case row.Container != nil:
		return row.Name + " is a container: edit its application"
	case row.Gone():
		return row.Name + " is " + string(row.State())
	case row.Image != nil && !row.Image.Private:
		return row.Name + " is not a private image: only those can be changed"
	}
	return ""
}

// formWants is what the open form completes from.
func (m *Model) formWants() []fleet.Query {
	if m.forms.application == nil || m.dialog != dialog.Dialog(m.forms.application) {
		return nil
	}
	return []fleet.Query{{Kind: fleet.Images}}
}

func (m *Model) openForm(f *dialog.Form) {
	if m.messages.text == m.keptLine(f) { // not any more
		m.messages.drop()
	}
	f.Opened(m.panes.selected(), m.dialogContext())
	m.dialog = f
}

// closeForm keeps a form that was closed for as long as there is something in it.
func (m *Model) closeForm(f *dialog.Form) {
	switch {
	case f.Sending():
		m.say(info, f.Title()+": being sent, "+m.opens(f)+" shows it")
	case f.Keep():
		m.say(info, m.keptLine(f))
	default:
		if f.Discarded() {
			m.say(info, f.Title()+": discarded")
		}
		m.dropForm(f)
	}
}

// keptLine says that a form is kept.
func (m *Model) keptLine(f *dialog.Form) string {
	return f.Title() + ": kept, " + m.opens(f) + " opens it again"
}

// keptForms names what quitting loses: what was typed into forms and is not on
// its way.
func (m *Model) keptForms() []string {
	all := slices.Concat(slices.Collect(maps.Values(m.forms.edits)), slices.Collect(maps.Values(m.forms.others)))
	var titles []string
	for _, f := range append(all, m.forms.application, m.forms.image) {
		if f != nil && f.Keep() && !f.Sending() {
			titles = append(titles, f.Title())
		}
	}
	if len(titles) == 0 {
		return nil
	}
	slices.Sort(titles)
	return []string{"what you typed into " + strings.Join(titles, " and ")}
}

// opens is the key of the command that opens a form, or what is typed for it.
func (m *Model) opens(f *dialog.Form) string {
	id := command.New
	for _, edit := range m.forms.edits {
		if edit == f {
			id = command.Edit
		}
	}
	for of, other := range m.forms.others {
		if i := slices.IndexFunc(actions(), func(a action) bool { return a.verb == of.verb }); other == f && i >= 0 {
			id = actions()[i].command
		}
	}
	if key := m.keys.Label(id, " ", 1, m.theme.Glyphs.ASCII); key != "" {
		return key
	}
	return ":" + string(id)
}

// dropForm forgets a form.
func (m *Model) dropForm(f *dialog.Form) {
	delete(m.forms.doubts, f)
	if m.forms.application == f {
		m.forms.application = nil
	}
	if m.forms.image == f {
		m.forms.image = nil
	}
	maps.DeleteFunc(m.forms.edits, func(_ fleet.ID, other *dialog.Form) bool { return other == f })
	maps.DeleteFunc(m.forms.others, func(_ formOf, other *dialog.Form) bool { return other == f })
	if m.dialog == dialog.Dialog(f) {
		m.dialog = nil
	}
}

// formAsked does what an open form asks for.
func (m *Model) formAsked(r dialog.Request) tea.Cmd {
	switch r := r.(type) {
	case dialog.Like:
		return m.io.like(r)
	case dialog.Look:
		m.lookFirst(r.Form)
		return nil
	case dialog.OpenEditor:
		if m.opt.Host.Edit == nil {
			r.Form.Unedited("there is no editor here")
			return nil
		}
		if len(m.counting()) > 0 { // which nobody could see, nor take back
			r.Form.Unedited("an action is counting down: the editor opens once it is sent or cancelled")
			return nil
		}
		if m.progress() != "" { // of which nobody could stop the rest
			r.Form.Unedited("an action on many is on its way: the editor opens once it is through")
			return nil
		}
		return m.io.edit(r)
	}
	sent, ok := sending(r)
	if !ok {
		return nil
	}
	if sent.does.Verb == "" {
		return m.submitForm(sent)
	}
	return m.takeForm(sent)
}

// takeForm sends the request of a form that does something to an object, as an
// order, which may count down. The form is closed meanwhile, and kept.
func (m *Model) takeForm(sent formRequest) tea.Cmd {
	o := m.newOrder([]dialog.Action{sent.does}, false)
	o.items[0].form, o.items[0].submit = sent.form, func() tea.Cmd {
		if row := m.fleet.Row(sent.id); row != nil {
			m.fleet.Begin(sent.does.Verb, row, sent.does.Target, m.now)
			sent.mark = m.fleet.Pending(sent.id)
		}
		return m.submitForm(sent)
	}
	cmd := m.take(o)
	if !o.zero.IsZero() {
		m.dialog = nil
	}
	return cmd
}

// mayNotChange says why the request of a form must not go to its object, "" where
// it may, or makes a new one.
func (m *Model) mayNotChange(sent formRequest) string {
	if sent.id.Key == "" {
		return ""
	}
	seen := orders.See(m.accountID(), sent.seen, nil)
	return seen.Obstacle(orders.World{Account: m.accountID(), Row: m.fleet.Row(sent.id)}).String()
}

// submitForm sends the request of a form.
func (m *Model) submitForm(sent formRequest) tea.Cmd {
	if m.forms.onTheWay == nil {
		m.forms.onTheWay = map[*dialog.Form]formRequest{}
	}
	if sent.id.Key == "" {
		sent.cursor, sent.known = cursorOf(m.listOfNew(sent.id.Kind)), m.keysOf(sent.id.Kind)
	}
	if why := m.mayNotChange(sent); why != "" {
		sent.form.Failed("nothing was sent: "+why, nil)
		m.report(failure, activity.Entry{Phase: activity.NotSent, Object: sent.object(), Verb: sent.what, Cause: why})
		return nil
	}
	m.forms.onTheWay[sent.form] = sent
	m.record(activity.Entry{Phase: activity.Requested, Object: sent.object(), Verb: sent.what})
	return m.io.submit(sent)
}
