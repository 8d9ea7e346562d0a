package pane

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

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

	hidden, open drawn
}

// drawn is a document as it is shown, with its secret values or without.
type drawn struct {
	jsontext.Drawn
	batch textlog.Batch
}

// mask stands for a value that is hidden, whatever its length; with it JSON is JSON.
const mask = `"********"`

// NewDocument makes ready what the API gave. It takes its time with a large one
// and may run beside the rest.
func NewDocument(raw []byte, th *theme.Theme) Document {
	ellipsis := th.Glyphs.Ellipsis
	if th.Glyphs.ASCII {
		ellipsis = "..."
	}
	look := jsontext.Look{
		Key: th.Label.Open(), String: th.Good.Open(), Number: th.Warn.Open(), Word: th.Busy.Open(), Secret: th.Secret.Open(),
		Close: "\x1b[0m", Ellipsis: ellipsis, Hide: true, Mask: mask,
	}
	d := Document{Raw: raw, hidden: draw(raw, look)}
	d.Secrets, d.JSON, d.open = d.hidden.Secrets, d.hidden.JSON, d.hidden
	if d.Secrets > 0 {
		look.Hide = false
		d.open = draw(raw, look)
	}
	return d
}

func draw(raw []byte, look jsontext.Look) drawn {
	d := jsontext.Draw(raw, look)
	return drawn{d, batchOf(d.Text)}
}

func batchOf(content []byte) textlog.Batch {
	batch, _, _ := textlog.Fingerprint{}.Diff([][]byte{content}, textlog.Options{})
	return batch
}

// Text returns the document as it is shown, without colours.
func (d Document) Text(reveal bool) []byte {
	content := jsontext.Draw(d.Raw, jsontext.Look{Hide: !reveal, Mask: mask}).Text
	return append(bytes.TrimRight(content, "\n"), '\n')
}

// JSON shows an object as the API gives it.
type JSON struct {
	ID   fleet.ID
	Name string

	doc      Document
	fetched  bool
	busy     bool
	err      string // why the last fetch failed
	revealed bool

	log  *textlog.Log
	view *textlog.View
	said string // what the last search step has to say

	folded map[int]bool    // the first lines of what is folded
	outer  []jsontext.Fold // what is folded, without what is folded within
	whole  *textlog.View   // of all lines, once anything is folded
}

// NewJSON returns the JSON of an object, before anything of it has come.
func NewJSON(id fleet.ID, name string) *JSON {
	d := &JSON{ID: id, Name: name, busy: true}
	d.show(textlog.Batch{})
	d.view.SetWrap(true)
	return d
}

// Title stands in the frame.
func (d *JSON) Title() string {
	if d.doc.AsOf != "" {
		return "JSON of " + d.Name + ", as of " + d.doc.AsOf
	}
	return "JSON of " + d.Name
}

// Document returns what is shown, and false while nothing is.
func (d *JSON) Document() (Document, bool) { return d.doc, d.fetched }

// Revealed says whether hidden values are shown.
func (d *JSON) Revealed() bool { return d.revealed }

// Fetching says that the object is being fetched again; false when it is already.
func (d *JSON) Fetching() bool {
	was := d.busy
	d.busy = true
	return !was
}

// Set shows what was fetched; the place stays.
func (d *JSON) Set(doc Document) {
	was, fetched := d.doc, d.fetched
	d.doc, d.fetched, d.busy, d.err = doc, true, false, ""
	if fetched && bytes.Equal(doc.Raw, was.Raw) {
		return
	}
	if !slices.EqualFunc(doc.hidden.Folds, was.hidden.Folds, jsontext.Fold.Alike) {
		d.folded = nil // other lines begin what can be folded
	}
	d.refill()
}

// Fail says that it could not be fetched, and why. What was there stays.
func (d *JSON) Fail(why string) { d.busy, d.err = false, why }

// ToggleReveal shows or hides the values that are hidden at first.
func (d *JSON) ToggleReveal() {
	d.revealed = !d.revealed
	d.refill()
}

// refill puts the lines anew into the view, at the place where the old one was.
func (d *JSON) refill() {
	old, top, line := d.view, d.top(), d.line()
	d.whole = nil
	d.fill()
	d.view.Resume(old)
	d.view.Place(d.seenAt(top), d.seenAt(line))
}

// show makes the view of other lines.
func (d *JSON) show(batch textlog.Batch) {
	log := textlog.New(textlog.Limits{})
	log.Append(0, batch)
	view := textlog.NewView(log)
	if d.view != nil {
		view.DrawnAs(d.view)
	}
	view.SetFollow(false)
	view.Top()
	d.log, d.view = log, view
}

// Search returns what is searched for.
func (d *JSON) Search() string { return d.view.Search() }

// SetSearch sets what is searched for; the place does not move.
func (d *JSON) SetSearch(q string) {
	d.said = ""
	d.view.SetSearch(q)
	if d.outer != nil {
		d.whole.SetSearch(q)
	}
}

// Find goes to the first match from here on, and unfolds what has one.
func (d *JSON) Find() {
	d.unfoldMatches()
	d.said = foundWords(d.view.Next())
}

// Do runs a command that moves within the text or changes how it is shown.
func (d *JSON) Do(id command.ID) {
	switch id {
	case command.Wrap:
		d.view.SetWrap(!d.view.Wrap())
	case command.NextMatch:
		d.Find()
	case command.PreviousMatch:
		d.unfoldMatches()
		d.said = foundWords(d.view.Previous())
	default:
		command.Move(id, ended{stepped{panned{d.view}}, d.log})
	}
}

// Turn moves the text by lines.
func (d *JSON) Turn(lines int) { d.view.Scroll(lines) }

// ended is a text that has an end, which nothing is added to.
type ended struct {
	stepped
	log *textlog.Log
}

// Bottom implements command.Mover.
func (e ended) Bottom() {
	e.ShowLine(e.log.Len())
	e.Step(e.log.Len() - e.Line())
}

// Lines draws the inside of the pane: at most h lines of at most w cells.
func (d *JSON) Lines(w, h int, c *Context) []string {
	th := c.Theme
	look := textlog.Look{
		Match: th.Match.Open(), Current: th.MatchCurrent.Open(), Close: "\x1b[0m", Ellipsis: th.Glyphs.Ellipsis, Joint: th.Glyphs.Joint + " ", Plain: th.NoColor,
		Cursor: th.Glyphs.Selected, CursorStyle: th.TitleFocus.Open(),
	}
	lines := d.view.Render(w, h, look)
	if content, style := d.state(th); content != "" && d.log.Len() == 0 {
		wrapped, _ := text.Wrap(content, max(w, 1), len(lines))
		for i, part := range wrapped {
			lines[i] = style.Render(part)
		}
	}
	return lines
}

// state says why there is nothing, or that what there is, is not new.
func (d *JSON) state(th *theme.Theme) (string, theme.Style) {
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
func (d *JSON) Foot(c *Context) string {
	closes := " closes"
	if d.view.Search() != "" {
		closes = " ends the search"
	}
	parts := append(d.says(c), c.Key(command.Filter)+" searches", c.Key(command.Close)+closes)
	return strings.Join(parts, " "+c.Theme.Glyphs.Dot+" ")
}

// says are the parts of what the frame says of the text itself.
func (d *JSON) says(c *Context) (parts []string) {
	content, _ := d.state(c.Theme)
	if d.log.Len() > 0 {
		if content != "" {
			parts = append(parts, content)
		}
		if !d.doc.JSON {
			parts = append(parts, "no JSON, shown as it is")
		}
		parts = append(parts, fmt.Sprintf("line %d of %d", d.line()+1, d.lines()))
		if does := d.enters(c); does != "" {
			parts = append(parts, c.Key(command.Fold)+" "+does)
		}
	}
	if q := d.view.Search(); q != "" {
		current, total := d.view.Matches()
		parts = append(parts, fmt.Sprintf("%q %d of %d", text.Clean(q), current, total+d.foldedMatches()))
	}
	if d.said != "" {
		parts = append(parts, d.said)
	}
	if d.doc.Secrets > 0 {
		what := "shows"
		if d.revealed {
			what = "hides"
		}
		parts = append(parts, fmt.Sprintf("%s %s %s", c.Key(command.Reveal), what, text.Count(d.doc.Secrets, "value")))
	}
	return parts
}
