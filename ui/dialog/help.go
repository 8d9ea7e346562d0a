package dialog

import (
	"slices"
	"strings"

	"github.com/charmbracelet/bubbles/textinput"
	tea "github.com/charmbracelet/bubbletea"

	"fleetop/internal/text"
	"fleetop/ui/command"
)

// The columns of the help, in cells.
const (
	helpWidth  = 120 // three columns
	helpColumn = 36  // the least that a column takes
	helpGap    = 2   // between two columns
	helpKeys   = 14  // what the keys take
)

// Help shows what works in a place and the keys that run it, by groups in columns. What is chosen can be
// run.
type Help struct {
	offers Offers
	input  textinput.Model
	typing bool
	chosen int // among the offers that are found
	tall   int // how many lines a column has, and
	seen   int // how many of them are in sight, as they were drawn last
	top    int
	width  int  // as it was drawn last
	room   int  // how many lines the columns take while nothing is searched for
	said   bool // why the chosen one is blocked: it was to be run
}

// NewHelp returns the help over what a place offers.
func NewHelp(offers Offers) *Help {
	d := &Help{offers: offers, input: textinput.New()}
	d.input.Prompt = ""
	d.input.CharLimit = 64
	d.input.Focus()
	return d
}

// Title implements Dialog.
func (d *Help) Title() string { return "Help" }

// Scope implements Dialog: what is searched for is typed as in a prompt.
func (d *Help) Scope() command.Scope {
	if d.typing {
		return command.Prompt
	}
	return command.Help
}

// Traits implements Dialog.
func (d *Help) Traits() Traits {
	t := Traits{Body: d, Width: helpWidth, Foot: d.foot}
	t.Accepts = "run"
	if d.typing {
		t.Text, t.Accepts = d, "keep"
	}
	return t
}

// Type implements Text: what is searched for.
func (d *Help) Type(content string) Answer {
	d.Key(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(content), Paste: true})
	return Answer{}
}

// Key implements Text.
func (d *Help) Key(key tea.KeyMsg) {
	d.input, _ = d.input.Update(key)
	d.choose(nearest(d.found(), d.query()))
}

// Do implements Dialog.
func (d *Help) Do(id command.ID, _ Context) Answer {
	switch id {
	case command.Filter:
		d.typing = true
	case command.HistoryNext:
		d.Scroll(1)
	case command.HistoryPrevious:
		d.Scroll(-1)
	case command.Accept:
		if d.typing {
			d.typing = false
			return Answer{Spends: true}
		}
		return d.run()
	case command.Cancel, command.Close, command.Interrupt:
		if !d.typing && (d.input.Value() == "" || id == command.Interrupt) {
			return closed()
		}
		d.typing = false
		d.input.SetValue("")
		d.choose(0)
	}
	return Answer{}
}

// run runs the command that is chosen, unless it is blocked.
func (d *Help) run() Answer {
	found := d.found()
	if len(found) == 0 {
		return Answer{Spends: true}
	}
	o := found[d.chosen]
	if d.said = o.Why != ""; d.said {
		return Answer{Spends: true}
	}
	return ran(Run{Command: o.Name})
}

// query is what is searched for.
func (d *Help) query() string { return strings.ToLower(strings.TrimSpace(d.input.Value())) }

// found are the offers in which what is searched for stands, and the one that other tools call so.
func (d *Help) found() []Offer {
	all, query := d.offers.Commands(), d.query()
	if query != "" {
		all = slices.DeleteFunc(all, func(o Offer) bool {
			return o.Name != synonyms()[query] && !strings.Contains(strings.ToLower(strings.Join([]string{o.Title, string(o.Name), o.Keys, o.Group, o.Doc}, "\n")), query)
		})
	}
	d.chosen = max(min(d.chosen, len(all)-1), 0)
	return all
}

func (d *Help) choose(n int) { d.chosen, d.said = n, false }

// Scroll implements command.Mover: it chooses another command.
func (d *Help) Scroll(by int) {
	d.choose(d.chosen + by)
	d.found()
}

// HalfPage implements command.Mover.
func (d *Help) HalfPage(by int) { d.Scroll(by * max(d.seen/2, 1)) }

// Page implements command.Mover.
func (d *Help) Page(by int) { d.Scroll(by * max(d.seen, 1)) }

// Top implements command.Mover.
func (d *Help) Top() { d.choose(0) }

// Bottom implements command.Mover.
func (d *Help) Bottom() { d.Scroll(len(d.offers.Commands())) }

// Pan implements command.Mover: it chooses a command of another column.
func (d *Help) Pan(by int) { d.Scroll(by * max(d.tall, 1)) }

// helpLine is a line of a column: a heading, a command, or nothing.
type helpLine struct {
	heading string
	offer   int // its number, -1 for none
}

// flow puts commands under the headings of their groups into columns of so many lines. A group that goes
// on in another column has its heading there too; fit is false where there are too many columns.
func flow(offers []Offer, columns, tall int) (out [][]helpLine, fit bool) {
	out = [][]helpLine{nil}
	group := ""
	for i, o := range offers {
		var next []helpLine
		column := out[len(out)-1]
		if o.Group != group {
			if len(column) > 0 {
				next = append(next, helpLine{offer: -1})
			}
			next = append(next, helpLine{heading: o.Group, offer: -1})
		}
		next = append(next, helpLine{offer: i})
		if len(column) > 0 && len(column)+len(next) > tall {
			out = append(out, nil)
			next = []helpLine{{heading: o.Group, offer: -1}, {offer: i}}
		}
		group = o.Group
		out[len(out)-1] = append(out[len(out)-1], next...)
	}
	return out, len(out) <= columns
}

// Lines implements Dialog: the columns, and what the chosen command does.
func (d *Help) Lines(w int, c Context) []string {
	d.width = w
	found := d.found()
	n := max((w+helpGap)/(helpColumn+helpGap), 1)
	d.tall = max(len(found)/n, 2)
	columns, fit := flow(found, n, d.tall)
	for !fit {
		d.tall++
		columns, fit = flow(found, n, d.tall)
	}
	end := append(c.pressAgain(w), d.end(found, w, c)...)
	if d.typing {
		end = append(end, Field("/", d.input, w, c.Theme))
	}
	d.seen = d.tall
	if c.Height > 0 {
		d.seen = max(min(d.tall, c.Height-len(end)), 1)
	}
	if d.input.Value() == "" || d.seen > d.room {
		d.room = d.seen
	}
	d.keep(columns)
	lines := make([]string, 0, d.seen+len(end))
	each := (w+helpGap)/n - helpGap
	for y := d.top; y < d.top+d.seen; y++ {
		var b []byte
		for x, column := range columns {
			if x > 0 {
				b = text.AppendSpaces(b, helpGap)
			}
			l := helpLine{offer: -1}
			if y < len(column) {
				l = column[y]
			}
			b = d.appendLine(b, l, found, each, c)
		}
		lines = append(lines, string(b))
	}
	for len(lines) < d.room && (c.Height <= 0 || len(lines)+len(end) < c.Height) { // so that the frame does not jump
		lines = append(lines, " ")
	}
	return within(append(lines, end...), w)
}

// keep keeps what is chosen in sight, with the heading above it.
func (d *Help) keep(columns [][]helpLine) {
	for _, column := range columns {
		for y, l := range column {
			if l.offer == d.chosen {
				above := y
				for above > 0 && column[above-1].heading != "" {
					above--
				}
				d.top = max(min(d.top, above), y-d.seen+1, 0)
			}
		}
	}
	d.top = max(min(d.top, d.tall-d.seen), 0)
}

// appendLine draws a line of a column in w cells.
func (d *Help) appendLine(b []byte, l helpLine, found []Offer, w int, c Context) []byte {
	th := c.Theme
	tail := th.Glyphs.Ellipsis
	if l.offer < 0 {
		return th.Title.Append(b, string(text.AppendFit(nil, "  "+l.heading, w, tail)))
	}
	o := found[l.offer]
	keys, key, word := o.Keys, th.Key, th.Plain
	if keys == "" {
		keys = ":" + string(o.Name)
	}
	if o.Why != "" {
		key, word = th.Faint, th.Faint
	}
	marker := " "
	if l.offer == d.chosen {
		marker, key, word = th.Glyphs.Selected, th.Selected, th.Selected
	}
	if o.Why != "" {
		marker += th.Glyphs.Blocked
	}
	left := min(helpKeys, w/2)
	b = word.Append(b, string(text.AppendFit(nil, marker, 2, tail)))
	b = key.Append(b, string(text.AppendFitWords(nil, keys, left-1, tail)))
	return word.Append(b, string(text.AppendFitWords(nil, " "+o.Title, max(w-left-1, 0), tail)))
}

// end is what stands below the columns: what the chosen command does, or why it is blocked.
func (d *Help) end(found []Offer, w int, c Context) []string {
	var content string
	style, most := c.Theme.Hint, 2
	switch {
	case len(found) == 0:
		content = noMatch("key or command", d.offers, d.query())
	case found[d.chosen].Why != "":
		if content = "not now: " + found[d.chosen].Why; d.said {
			style = c.Theme.Warn
		}
	default:
		if content = found[d.chosen].Doc; found[d.chosen].Arg != command.NoArgument {
			content += " :" + found[d.chosen].Usage
		}
	}
	if c.Height > 0 && c.Height < 10 {
		most = 1
	}
	out := make([]string, most, most+2)
	parts, cut := text.Wrap(content, max(w, 1), most)
	for i, part := range parts {
		if cut && i == most-1 {
			part = text.CutSGR(part, 0, max(w-1, 0)) + c.Theme.Glyphs.Ellipsis
		}
		out[i] = style.Render(part)
	}
	if most > 1 {
		out = append([]string{""}, out...)
	}
	return out
}

// foot says what the keys do.
func (d *Help) foot(c Context) string {
	dot := " " + c.Theme.Glyphs.Dot + " "
	if d.typing {
		return c.Key(command.Accept) + " keeps it" + dot + c.Key(command.Cancel) + " clears it"
	}
	more := ""
	if d.seen < d.tall {
		more = c.Key(command.Down) + " more" + dot
	}
	closes := " closes"
	if d.query() != "" {
		closes = " shows all"
	}
	foot := more + c.Key(command.Accept) + " runs" + dot + c.Key(command.Filter) + " searches" + dot + c.Key(command.Close) + closes
	if text.Width(foot) > d.width {
		foot = more + c.Key(command.Accept) + " runs" + dot + c.Key(command.Filter) + dot + c.Key(command.Close)
	}
	return foot
}
