package dialog

import (
	"slices"
	"strconv"
	"strings"

	"fleetop/internal/text"
	"fleetop/ui/command"
)

// Lines implements Dialog: the part of the form that is in sight, with what is
// to be said at the end.
func (d *Form) Lines(w int, c Context) []string {
	d.width, d.form.Unfolds = w, c.Key(command.MoreFields)
	news, blocks := d.now(c)
	head := d.named(w, c)
	c.Height -= len(head)
	d.above = len(head)
	room := max(c.Height/2, 1)
	if d.form.Focused() == "" { // the button needs but a line
		room = max(c.Height-1, 1)
	}
	foot := d.footnotes(news, blocks, w, room, c)
	lines := d.form.Lines(w, c.Height-len(foot), c.Theme)
	d.more[0], d.more[1] = d.form.Hidden()
	return within(slices.Concat(head, lines, foot), w)
}

// named returns the name of the object in full where the title has no room for
// it and the form needs the lines less.
func (d *Form) named(w int, c Context) []string {
	if d.about == nil {
		return nil
	}
	if name := inFull(d.title, d.about.name, w); len(name) <= c.Height-3 {
		return name
	}
	return nil
}

// footnotes draws what follows from the form, and what came of the last try, in
// at most so many lines. Where there is no room for both, the try comes first.
func (d *Form) footnotes(news string, blocks bool, w, most int, c Context) []string {
	style := c.Theme.Note
	if blocks || d.danger {
		style = c.Theme.Danger
	}
	follows := styled(news, w, style)
	if news == "" {
		follows = nil
	}
	said, bad := d.said, d.bad
	if c.PressAgain != "" {
		bad, said = true, c.PressAgain
		if d.failure != "" && strings.HasPrefix(d.said, d.failure) { // why the last try failed is still true
			said = d.failure + "; " + c.PressAgain
		}
	}
	if said == "" || said == text.Clean(news) {
		return cutTo(follows, most, w, c)
	}
	style = c.Theme.Plain
	if bad {
		style = c.Theme.Bad
	}
	lines := styled(said, w, style)
	if len(lines)+len(follows) > most {
		return cutTo(append(lines, follows...), most, w, c)
	}
	return append(follows, lines...)
}

// cutTo cuts lines to a number of them, and shows where they are cut.
func cutTo(lines []string, most, w int, c Context) []string {
	if len(lines) <= most {
		return lines
	}
	last := text.CutSGR(lines[most-1], 0, max(w-1, 0))
	return append(lines[:most-1:most-1], strings.TrimRight(last, " ")+c.Theme.Glyphs.Ellipsis)
}

// foot says in the frame which keys do what, and that there is more to see; of that as much as fits.
func (d *Form) foot(c Context) string {
	content := ""
	for spare := range sparing {
		if content = d.keys(c, spare); text.Width(content) <= d.width {
			break
		}
	}
	return content
}

// sparing is how many steps there are from everything to the least.
const sparing = 6

// keys is what the frame says, the more words spared the less room there is.
func (d *Form) keys(c Context, spare int) string {
	var parts []string
	add := func(upTo int, id command.ID, long, short string) {
		if spare > upTo {
			return
		}
		if spare >= 2 {
			long = short
		}
		parts = append(parts, c.Keys.Label(id, " ", 1, c.Theme.Glyphs.ASCII)+" "+long)
	}
	closing := d.closing
	if spare >= 5 {
		closing = ""
	}
	if d.Keep() {
		add(sparing, command.Cancel, "closes and keeps"+closing, "keeps"+closing)
	} else {
		add(sparing, command.Cancel, "closes", "closes")
	}
	if d.Keep() && !d.sending {
		add(3, command.Discard, "discards", "discards")
	}
	if n := d.form.Foreign(); n > 0 {
		what := "shows"
		if d.form.Revealed() {
			what = "hides"
		}
		add(3, command.RevealFilled, what+" "+values(n), what+" values")
		if spare > 3 {
			add(sparing, command.RevealFilled, what, what)
		}
	}
	if !d.sending {
		add(4, command.Send, "sends", "sends")
		add(2, command.Editor, "editor", "editor")
		add(0, command.NextField, "next", "next")
	}
	if more := d.moreLines(spare >= 2); more != "" {
		parts = append(parts, more)
	}
	return strings.Join(parts, " "+c.Theme.Glyphs.Dot+" ")
}

// moreLines says that there are lines out of sight, "" if there are none.
func (d *Form) moreLines(short bool) string {
	above, below := d.more[0], d.more[1]
	switch {
	case !above && !below:
		return ""
	case short:
		return "more"
	case above && below:
		return "more above and below"
	case above:
		return "more above"
	default:
		return "more below"
	}
}

func values(n int) string {
	if n == 1 {
		return "1 value"
	}
	return strconv.Itoa(n) + " values"
}
