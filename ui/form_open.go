package ui

import (
	"maps"
	"slices"
	"strings"

	"fleetop/internal/fleet"
	"fleetop/ui/command"
	"fleetop/ui/dialog"
	"fleetop/ui/pane"
)

// openForm opens a form.
func (m *Model) openForm(f *dialog.Form) {
	c := m.dialogContext()
	if m.messages.text == m.forms.keptLine(f, c) { // not any more
		m.messages.drop()
	}
	f.Opened(m.panes.selected(), c)
	m.dialog = f
}

// forNew returns the form of a new object of a kind.
func (s *forms) forNew(kind fleet.Kind) *dialog.Form {
	if kind == fleet.Images {
		if s.image == nil {
			s.image = dialog.NewImage()
		}
		return s.image
	}
	if s.application == nil {
		s.application = dialog.NewApplication()
	}
	return s.application
}

// forEdit returns the form to change an object.
func (s *forms) forEdit(row *fleet.Row, c dialog.Context) *dialog.Form {
	f := s.edits[row.ID]
	switch {
	case f != nil && !f.Replaced(c):
	case row.Application != nil:
		f = dialog.EditApplication(row)
	default:
		f = dialog.EditImage(row)
	}
	s.edits[row.ID] = f
	return f
}

// forAction returns the form of an action on an object: the one that was kept, else
// the given one.
func (s *forms) forAction(of formOf, f *dialog.Form, c dialog.Context) *dialog.Form {
	if kept := s.others[of]; kept != nil && !kept.Replaced(c) {
		f = kept
	}
	s.others[of] = f
	return f
}

// unmakeable says why nothing can be created where the user is, "" when
// something can.
func (p *panes) unmakeable(look *pane.Context) string {
	list := p.list()
	known := p.fleet.List(list.Query)
	switch {
	case list.Activity || list.Query.Kind == fleet.Containers:
		return "containers come with their application: scale it, or go to " + look.Keys.Label(command.ShowApplications, " ", 1, look.Theme.Glyphs.ASCII) + " and create another"
	case list.Query.Kind == fleet.Images && known != nil && known.Missing:
		return "this server has no images"
	}
	return ""
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

// wants is what the open form completes from.
func (s *forms) wants(open dialog.Dialog) []fleet.Query {
	if s.application == nil || open != dialog.Dialog(s.application) {
		return nil
	}
	return []fleet.Query{{Kind: fleet.Images}}
}

// closed keeps a form that was closed for as long as there is something in it. It
// returns what is to be said about that.
func (s *forms) closed(f *dialog.Form, c dialog.Context) string {
	switch {
	case f.Sending():
		return f.Title() + ": being sent, " + s.opens(f, c) + " shows it"
	case f.Keep():
		return s.keptLine(f, c)
	}
	s.drop(f)
	if f.Discarded() {
		return f.Title() + ": discarded"
	}
	return ""
}

// keptLine says that a form is kept.
func (s *forms) keptLine(f *dialog.Form, c dialog.Context) string {
	return f.Title() + ": kept, " + s.opens(f, c) + " opens it again"
}

// opens is the key of the command that opens a form, or what is typed for it.
func (s *forms) opens(f *dialog.Form, c dialog.Context) string {
	id := command.New
	for _, edit := range s.edits {
		if edit == f {
			id = command.Edit
		}
	}
	for of, other := range s.others {
		if i := slices.IndexFunc(actions(), func(a action) bool { return a.verb == of.verb }); other == f && i >= 0 {
			id = actions()[i].command
		}
	}
	if key := c.Keys.Label(id, " ", 1, c.Theme.Glyphs.ASCII); key != "" {
		return key
	}
	return ":" + string(id)
}

// typed names what quitting loses: what was typed into forms and is not on its way.
func (s *forms) typed() []string {
	all := slices.Concat(slices.Collect(maps.Values(s.edits)), slices.Collect(maps.Values(s.others)))
	var titles []string
	for _, f := range append(all, s.application, s.image) {
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

// drop forgets a form.
func (s *forms) drop(f *dialog.Form) {
	delete(s.unanswered, f)
	if s.application == f {
		s.application = nil
	}
	if s.image == f {
		s.image = nil
	}
	maps.DeleteFunc(s.edits, func(_ fleet.ID, other *dialog.Form) bool { return other == f })
	maps.DeleteFunc(s.others, func(_ formOf, other *dialog.Form) bool { return other == f })
}
