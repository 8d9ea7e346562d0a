package ui

import (
	"time"

	"fleetop/internal/fleet"
	"fleetop/internal/orders"
	"fleetop/internal/terminal/paint"
	"fleetop/ui/command"
	"fleetop/ui/pane"
)

// tab names one of the lists that the keys 1 to 4 show.
type tab uint8

const (
	applicationsTab tab = iota
	containersTab
	imagesTab
	activityTab
)

func tabNames() []string { return []string{"Applications", "Containers", "Images", "Activity"} }

// panes are what stands on the screen: the lists, the detail, the logs, which of them has the
// focus, and how large the terminal is.
type panes struct {
	fleet         *fleet.Fleet
	width, height int
	sized         bool // the size is known, and the detail was opened or not by it
	lists         [4]*pane.List
	tab           tab
	drill         *pane.List // the containers of one application
	detail        *pane.Detail
	detailOpen    bool
	logs          *pane.Logs
	json          *pane.JSON   // of one object; it covers the other panes
	logsOpened    int          // how often logs were opened, so that no answer goes to the wrong ones
	logLook       pane.LogLook // how the lines of all logs are shown
	beside        beside
	silent        bool // nothing has come from the server for long
	why           int  // how wide the words are that say why
	lower         paneID
	focus         paneID
	zoom          bool
	banner        banner
	here, last    place
	wall          wallScreen // it covers everything
	pointer       pointer
	areas         areas // what the mouse does where, as it was drawn last
	slip          slip
}

func newPanes(f *fleet.Fleet, b banner) panes {
	return panes{fleet: f, banner: b, detail: pane.NewDetail(), lists: [4]*pane.List{
		applicationsTab: pane.NewList(fleet.Query{Kind: fleet.Applications}, ""),
		containersTab:   pane.NewList(fleet.Query{Kind: fleet.Containers}, ""),
		imagesTab:       pane.NewList(fleet.Query{Kind: fleet.Images}, ""),
		activityTab:     pane.NewActivity(),
	}}
}

// list returns the list that is shown.
func (p *panes) list() *pane.List {
	if p.tab == applicationsTab && p.drill != nil {
		return p.drill
	}
	return p.lists[p.tab]
}

// all returns every list there is.
func (p *panes) all() []*pane.List {
	if p.drill == nil {
		return p.lists[:]
	}
	return append(p.lists[:len(p.lists):len(p.lists)], p.drill)
}

// selected returns the object under the cursor of the list, nil when there is none.
func (p *panes) selected() *fleet.Row { return p.list().Selected() }

// resize takes in the size of the terminal.
func (p *panes) resize(w, h int) {
	p.width, p.height = min(w, paint.MaxSide), min(h, paint.MaxSide)
	if !p.sized {
		p.sized = true
		p.detailOpen = w >= stackedWidth && h >= detailHeight
	}
	p.wall.Resize(p.width, p.height)
}

// layout says where everything is now.
func (p *panes) layout() layout {
	return arrange(p.width, p.height, wish{
		detail: p.detailShown(), logs: p.logs != nil, recent: !p.list().Activity, preview: p.beside.log, lower: p.lower, focus: p.focus,
		zoom: p.zoom, notice: p.noticeLines(), needs: p.beside.needs,
	})
}

// show switches to a list.
func (p *panes) show(t tab) {
	p.tab, p.zoom = t, p.zoom && p.focus == listPane
	p.focus = listPane
}

// cycleFocus moves the focus among the panes that are open.
func (p *panes) cycleFocus(by int) {
	open := []paneID{listPane}
	if p.detailShown() {
		open = append(open, detailPane)
	}
	if p.logs != nil {
		open = append(open, logsPane)
	}
	for i, id := range open {
		if id == p.focus {
			p.focus = open[(i+by+len(open))%len(open)]
			break
		}
	}
	if p.focus != listPane {
		p.lower = p.focus
	}
}

// detailShown says whether the detail is open; Activity has none.
func (p *panes) detailShown() bool { return p.detailOpen && !p.list().Activity }

// toggleDetail shows or hides the detail. Where only one of detail and logs fits, it takes the
// place of the logs.
func (p *panes) toggleDetail() {
	if p.layout().shows(detailPane) {
		p.detailOpen = false
		if p.focus == detailPane {
			p.focus = listPane
		}
		return
	}
	p.detailOpen, p.lower = true, detailPane
	if p.width < stackedWidth || p.zoom || p.focus == logsPane && p.width < sideWidth {
		p.focus = detailPane
	}
}

// open goes one level down: application to its containers, to that under the cursor where the detail has the
// focus; container to its logs, image to its detail. An
// entry of Activity is to be read.
func (p *panes) open(views *listViews, look *pane.Context) (at time.Time, content string, entry bool) {
	row := p.selected()
	under := ""
	if p.focus == detailPane {
		under = p.detail.Under()
	}
	switch {
	case row == nil:
		return p.list().SelectedEntry()
	case row.Application != nil:
		p.drill = pane.NewList(fleet.Query{Kind: fleet.Containers, Application: row.ID.Key}, row.Name)
		p.drill.SetView(views.of[viewName(p.drill)], look)
		p.focus = listPane
		if under != "" {
			p.drill.Refresh(look)
			p.drill.Await(under)
		}
	case row.Container != nil:
		p.openLogs(row)
	default:
		p.openDetail()
	}
	return time.Time{}, "", false
}

// openDetail opens the detail and gives it the focus.
func (p *panes) openDetail() { p.detailOpen, p.lower, p.focus = true, detailPane, detailPane }

// reveal shows or hides environment values, opening the detail if need be.
func (p *panes) reveal() {
	if p.json != nil {
		p.json.ToggleReveal()
		return
	}
	if p.detail.ToggleReveal() && !p.layout().shows(detailPane) {
		p.toggleDetail()
	}
}

// openLogs opens the logs of an object and focuses them; they stay on it.
func (p *panes) openLogs(row *fleet.Row) {
	if p.logs == nil || p.logs.ID != row.ID {
		p.logs = pane.NewLogs(row, &p.logLook)
		p.logsOpened++
	}
	p.lower, p.focus = logsPane, logsPane
}

// setLogView shows the lines of all logs as chosen, where anything was.
func (p *panes) setLogView(v *pane.LogView) {
	if v == nil {
		return
	}
	p.logLook.SetView(*v)
	if p.logs != nil {
		p.logs.Relook()
	}
}

func (p *panes) closeLogs() {
	p.logs = nil
	p.lower = detailPane
	if p.focus == logsPane {
		p.focus = listPane
	}
}

// closeJSON ends the search in the JSON that is open, else closes it.
func (p *panes) closeJSON() {
	if p.json.Search() != "" {
		p.json.SetSearch("")
		return
	}
	p.json = nil
}

// foldJSON folds or unfolds what the cursor of a JSON is on, or opens the detail of the object whose address it is.
func (p *panes) foldJSON(d *pane.JSON, look *pane.Context) {
	if d.Fold() {
		return
	}
	if id, ok := d.Address(); ok {
		p.json = nil
		p.find(p.fleet.Row(id), look)
		p.list().Await(id.Key) // where the list has not come yet
		p.detail.Show(id)
		p.openDetail()
	}
}

// leave closes what is open of an object that is not there any more; false where nothing was.
func (p *panes) leave(id fleet.ID) (left bool) {
	if p.logs != nil && p.logs.ID == id {
		p.closeLogs()
		left = true
	}
	if p.drill != nil && p.drill.Query.Application == id.Key {
		p.drill, left = nil, true
	}
	p.beside.preview.Forget(id)
	if p.detail.ID() == id {
		p.detail.Show(fleet.ID{}) // what is revealed of one is hidden of the other
		left = true
	}
	return left
}

// unmark takes the mark of an object in every list that has it; false where none had it.
func (p *panes) unmark(id fleet.ID) (was bool) {
	for _, l := range p.all() {
		if !l.Activity && l.Query.Kind == id.Kind {
			was = l.Unmark(id.Key) || was
		}
	}
	return was
}

// unmarkDone takes the marks from what was done and what it was not possible for: the
// others stay marked for another try.
func (p *panes) unmarkDone(o *orders.Order) {
	for i := range o.Items {
		if o.Items[i].Fate == orders.Done {
			p.unmark(o.Items[i].ID)
		}
	}
	for _, left := range o.LeftOut {
		p.unmark(left.ID)
	}
}

// refresh hands what is known now to the lists, the detail and the logs; it says whether the list
// that is shown has changed.
func (p *panes) refresh(look *pane.Context) (changed bool) {
	before, under := p.selected(), p.detail.Under()
	for _, l := range p.all() {
		if l.Refresh(look) && l == p.list() {
			changed = true
		}
	}
	changed = p.list().Reorder(look) || changed
	p.tellLogs()
	p.showSelected()
	changed = p.refreshBeside(look) || changed
	p.slipped(before, under, look.Now)
	return changed
}

// tellLogs tells the logs which containers there are, and how they are.
func (p *panes) tellLogs() {
	switch {
	case p.logs == nil:
	case p.logs.Merged():
		if list := p.fleet.List(fleet.Query{Kind: fleet.Containers, Application: p.logs.ID.Key}); list != nil {
			p.logs.SetContainers(list.Rows)
		}
	default:
		if row := p.fleet.Full(p.logs.ID); row != nil {
			p.logs.SetContainers([]*fleet.Row{row})
		}
	}
}

// do runs a command of the pane that has the focus.
func (p *panes) do(id command.ID) {
	switch {
	case p.json != nil:
		p.json.Do(id)
	case p.focus == logsPane && p.logs != nil:
		p.logs.Do(id)
	case p.focus == detailPane:
		p.detail.Do(id)
	default:
		p.list().Do(id)
	}
}

// find selects an object in the list of its kind, where a filter that hides it is taken away.
func (p *panes) find(row *fleet.Row, look *pane.Context) {
	p.drill = nil
	p.show(tab(row.ID.Kind))
	l := p.list()
	l.Refresh(look)
	if !l.Select(row.ID.Key) {
		_ = l.SetFilter("") // never wrong
		l.SetProblems(false)
		l.Select(row.ID.Key)
	}
}

// back closes what is open, one step a call; false when nothing is.
func (p *panes) back() bool {
	l := p.list()
	switch {
	case l.DropRange():
	case p.logs != nil && p.logs.Clear():
	case l.Filter() != "":
		_ = l.SetFilter("") // never wrong
	case l.Problems():
		l.SetProblems(false)
	case l.ClearMarks():
	case p.zoom:
		p.zoom = false
	case p.logs != nil:
		p.closeLogs()
	case p.focus == detailPane:
		p.focus = listPane
	case p.tab == applicationsTab && p.drill != nil:
		app := p.drill.Query.Application
		p.drill = nil
		p.lists[applicationsTab].Select(app)
	default:
		return false
	}
	return true
}
