package dialog

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/charmbracelet/bubbles/textinput"
	tea "github.com/charmbracelet/bubbletea"

	"fleetop/internal/fleet"
	"fleetop/internal/jsontext"
	"fleetop/internal/text"
	"fleetop/internal/textlog"
	"fleetop/ui/command"
	"fleetop/ui/theme"
)

// Document is an object as the API gave it, made ready to be read.
type Document struct {
	Raw     []byte
	JSON    bool   // it is some
	Secrets int    // how many values are hidden until asked for
	AsOf    string // when it came, as it is written: it is not fetched again by itself

	hidden, open textlog.Batch
}

// mask stands for a value that is hidden; with it JSON is JSON.
const mask = `"` + hiddenValue + `"`

// hiddenValue stands for a value that is hidden, whatever its length.
const hiddenValue = "********"

// NewDocument makes ready what the API gave. It takes its time with a large one
// and may run beside the rest.
func NewDocument(raw []byte, th *theme.Theme) Document {
	look := jsontext.Look{
		Key: th.Label.Open(), String: th.Good.Open(), Number: th.Warn.Open(), Word: th.Busy.Open(), Secret: th.Secret.Open(),
		Close: "\x1b[0m", Hide: true, Mask: mask,
	}
	d := Document{Raw: raw}
	d.hidden, d.Secrets, d.JSON = lines(raw, look)
	d.open = d.hidden
	if d.Secrets > 0 {
		look.Hide = false
		d.open, _, _ = lines(raw, look)
	}
	return d
}

func lines(raw []byte, look jsontext.Look) (textlog.Batch, int, bool) {
	content, secrets, ok := jsontext.Append(nil, raw, look)
	batch, _, _ := textlog.Mark{}.Diff([][]byte{content}, textlog.Options{})
	return batch, secrets, ok
}

// Text returns the document as it is shown, without colours.
func (d Document) Text(reveal bool) []byte {
	content, _, _ := jsontext.Append(nil, d.Raw, jsontext.Look{Hide: !reveal, Mask: mask})
	return append(bytes.TrimRight(content, "\n"), '\n')
}

// Viewer shows an object as the API gave it.
type Viewer struct {
	ID   fleet.ID
	name string

	doc      Document
	fetched  bool
	busy     bool
	err      string // why the last fetch failed
	revealed bool

	log       *textlog.Log
	view      *textlog.View
	width     int
	height    int
	input     textinput.Model
	searching bool
	before    string // what was searched for before the search is changed
	said      string
}

// NewViewer returns the viewer of an object, before anything of it has come.
func NewViewer(id fleet.ID, name string) *Viewer {
	d := &Viewer{ID: id, name: name, busy: true, input: textinput.New(), width: 80, height: 1}
	d.input.Prompt = ""
	d.input.CharLimit = 256
	d.input.Focus()
	d.show(textlog.Batch{})
	d.view.SetWrap(true)
	return d
}

// Title implements Dialog.
func (d *Viewer) Title() string {
	if d.doc.AsOf != "" {
		return "JSON of " + d.name + ", as of " + d.doc.AsOf
	}
	return "JSON of " + d.name
}

// Scope implements Dialog: what is searched for is typed as in a prompt.
func (d *Viewer) Scope() command.Scope {
	if d.searching {
		return command.Prompt
	}
	return command.Viewer
}

// Request implements Dialog: it asks for nothing.
func (d *Viewer) Request() Request { return nil }

// Name is that of the object.
func (d *Viewer) Name() string { return d.name }

// SetHeight tells how many lines can be seen.
func (d *Viewer) SetHeight(h int) { d.height = max(h, 1) }

// Document returns what is shown, and false while nothing is.
func (d *Viewer) Document() (Document, bool) { return d.doc, d.fetched }

// Revealed says whether hidden values are shown.
func (d *Viewer) Revealed() bool { return d.revealed }

// Fetching says that the object is being fetched again; false when it is already.
func (d *Viewer) Fetching() bool {
	was := d.busy
	d.busy = true
	return !was
}

// Set shows what was fetched; the place stays.
func (d *Viewer) Set(doc Document) {
	same := d.fetched && bytes.Equal(doc.Raw, d.doc.Raw)
	d.doc, d.fetched, d.busy, d.err = doc, true, false, ""
	if !same {
		d.refill()
	}
}

// Fail says that it could not be fetched, and why. What was there stays.
func (d *Viewer) Fail(why string) { d.busy, d.err = false, why }

// Say says something until the next step.
func (d *Viewer) Say(content string) { d.said = content }

// refill puts the lines anew into the view.
func (d *Viewer) refill() {
	batch := d.doc.hidden
	if d.revealed {
		batch = d.doc.open
	}
	d.show(batch)
}

// show makes the view of other lines, at the place where the old one was.
func (d *Viewer) show(batch textlog.Batch) {
	log := textlog.New(textlog.Limits{})
	log.Append(0, batch)
	view := textlog.NewView(log)
	view.SetFollow(false)
	view.Top()
	if old := d.view; old != nil {
		view.SetWrap(old.Wrap())
		view.SetSearch(old.Search())
		view.ShowLine(old.Line())
	}
	d.log, d.view = log, view
}

// Type implements Dialog: what is searched for.
func (d *Viewer) Type(content string) {
	d.Key(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(content), Paste: true})
}

// Key gives a key to the line that is searched for.
func (d *Viewer) Key(key tea.KeyMsg) {
	if !d.searching {
		return
	}
	d.input, _ = d.input.Update(key)
	d.view.SetSearch(d.input.Value())
	d.said = ""
}

// Do implements Dialog.
func (d *Viewer) Do(id command.ID, _ Context) Answer {
	if d.searching {
		d.search(id)
		return Open
	}
	switch id {
	case command.Close, command.Interrupt:
		if id == command.Close && d.view.Search() != "" {
			d.view.SetSearch("")
			d.said = ""
			return Open
		}
		return Closed
	case command.Filter:
		d.searching, d.before, d.said = true, d.view.Search(), ""
		d.input.SetValue(d.before)
		d.input.CursorEnd()
	case command.NextMatch:
		d.found(d.view.Next())
	case command.PreviousMatch:
		d.found(d.view.Previous())
	case command.Reveal:
		d.revealed = !d.revealed
		d.refill()
	default:
		d.move(id)
	}
	return Open
}

// search runs a command while what is searched for is typed.
func (d *Viewer) search(id command.ID) {
	switch id {
	case command.Accept:
		d.searching = false
		if d.view.Search() != "" {
			d.found(d.view.Next())
		}
	case command.Cancel, command.Interrupt:
		d.searching = false
		d.view.SetSearch("")
	}
}

func (d *Viewer) found(found, wrapped bool) {
	switch {
	case d.view.Search() == "":
		d.said = "nothing is searched for"
	case !found:
		d.said = "not found"
	case wrapped:
		d.said = "search went around"
	default:
		d.said = ""
	}
}

func (d *Viewer) move(id command.ID) {
	switch id {
	case command.Down:
		d.view.Scroll(1)
	case command.Up:
		d.view.Scroll(-1)
	case command.Top:
		d.view.Top()
	case command.Bottom:
		d.view.ShowLine(d.log.Len())
	case command.HalfDown:
		d.view.HalfPage(1)
	case command.HalfUp:
		d.view.HalfPage(-1)
	case command.PageDown:
		d.view.Page(1)
	case command.PageUp:
		d.view.Page(-1)
	case command.Left:
		d.view.Pan(-8)
	case command.Right:
		d.view.Pan(8)
	case command.Wrap:
		d.view.SetWrap(!d.view.Wrap())
	}
}

// Lines implements Dialog: the part that can be seen.
func (d *Viewer) Lines(w int, c Context) []string {
	d.width = w
	th := c.Theme
	h := d.height
	if d.searching {
		h = max(h-1, 0)
	}
	look := textlog.Look{
		Match: th.Match.Open(), Current: th.MatchCurrent.Open(), Close: "\x1b[0m", Ellipsis: th.Glyphs.Ellipsis, Joint: th.Glyphs.Joint + " ", Plain: th.NoColor,
	}
	lines := d.view.Render(w, h, look)
	if content, style := d.state(th); content != "" && d.log.Len() == 0 {
		for i, part := range styled(content, max(w, 1), style) {
			if i < len(lines) {
				lines[i] = part
			}
		}
	}
	if d.searching {
		lines = append(lines, field("/", d.input, w, th))
	}
	return within(lines, w)
}

// state says why there is nothing, or that what there is, is not new.
func (d *Viewer) state(th *theme.Theme) (string, theme.Style) {
	switch {
	case d.busy && th.Glyphs.ASCII:
		return "fetching...", th.Faint
	case d.busy:
		return "fetching…", th.Faint
	case d.err != "":
		return "could not fetch: " + text.Clean(d.err) + "; r tries again", th.Warn
	case len(d.doc.Raw) == 0:
		return "the answer is empty", th.Warn
	default:
		return "", th.Plain
	}
}

// Foot says which part is in sight, and what is wrong with it.
func (d *Viewer) Foot(c Context) string {
	var parts []string
	content, _ := d.state(c.Theme)
	if d.log.Len() > 0 {
		if content != "" {
			parts = append(parts, content)
		}
		if !d.doc.JSON {
			parts = append(parts, "no JSON, shown as it is")
		}
		first := d.view.Line()
		parts = append(parts, fmt.Sprintf("line %d of %d", d.log.Lines(first+1), d.log.Lines(d.log.Len())))
	}
	if q := d.view.Search(); q != "" {
		current, total := d.view.Matches()
		parts = append(parts, fmt.Sprintf("%q %d of %d", text.Clean(q), current, total))
	}
	if d.said != "" {
		parts = append(parts, d.said)
	}
	ascii := c.Theme.Glyphs.ASCII
	if d.doc.Secrets > 0 {
		what := "shows"
		if d.revealed {
			what = "hides"
		}
		parts = append(parts, fmt.Sprintf("%s %s %s", c.Keys.Label(command.Reveal, " ", 1, ascii), what, values(d.doc.Secrets)))
	}
	parts = append(parts, c.Keys.Label(command.Filter, " ", 1, ascii)+" searches", c.Keys.Label(command.Close, " ", 1, ascii)+" closes")
	return strings.Join(parts, " "+c.Theme.Glyphs.Dot+" ")
}

func values(n int) string {
	if n == 1 {
		return "1 value"
	}
	return fmt.Sprintf("%d values", n)
}
