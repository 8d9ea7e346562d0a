package pane

import (
	"fmt"
	"strings"

	"fleetop/internal/feed"
	"fleetop/internal/fleet"
	"fleetop/internal/text"
	"fleetop/ui/command"
	"fleetop/ui/kit/grid"
)

// Lines draws the inside of the pane: exactly h lines of exactly w cells.
func (l *List) Lines(w, h int, focused bool, c *Context) []string {
	if l.src != nil {
		l.src.now, l.src.clock, l.src.paused = c.Fleet.ServerTime(c.Now), c.Now, c.Paused // ages are those of now
	}
	lines := l.grid.Render(w, h, grid.Look{
		Styles: c.Styles, Focused: focused, Dim: c.Fresh.List.Dim && !l.Activity, Aged: l.aged(c),
		Ellipsis: c.Theme.Glyphs.Ellipsis, Marker: c.Theme.Glyphs.Selected, Blurred: c.Theme.Glyphs.Blurred, Mark: c.Theme.Glyphs.Mark, MarkIn: styleMark,
		Marked: l.marks.lookup(), Armed: l.armed(c),
	})
	if l.grid.Shown() == 0 && h > 1 {
		l.explain(lines, w, c)
	}
	return lines
}

// armed says of which rows an action counts down.
func (l *List) armed(c *Context) func(key string) bool {
	if l.Activity {
		return nil
	}
	return func(key string) bool {
		p := c.Fleet.Planned(fleet.ID{Kind: l.Query.Kind, Key: key})
		return p != nil && p.Left(c.Now) > 0
	}
}

// aged says which rows are old although the list is not: those of a page that
// could not be fetched. It is nil where there are none.
func (l *List) aged(c *Context) func(key string) bool {
	if l.Activity || !l.shown.Aged() {
		return nil
	}
	every := c.Fresh.List.Every
	return func(key string) bool {
		at, aged := l.shown.SeenAt(key)
		return aged && feed.OldSince(at, every, c.Now)
	}
}

// Shown returns the query of the list that is shown.
func (l *List) Shown() fleet.Query {
	if l.shown == nil {
		return l.Query
	}
	return l.shown.Query
}

// explain says in an empty list why it is empty.
func (l *List) explain(lines []string, w int, c *Context) {
	style := c.Theme.Faint
	content := l.emptyText(c)
	if content == nothingNeedsAttention {
		style = c.Theme.Good
	}
	if !l.Activity && content != nothingNeedsAttention && (c.Trouble != "" || c.Fresh.List.Known && !c.Fresh.List.Fine() || c.Fresh.List.Cause != "") {
		style = c.Theme.Warn
	}
	parts, _ := text.Wrap(content, max(w-3, 1), len(lines))
	for i, part := range parts {
		if at := 1 + i; at < len(lines) {
			b := text.AppendSpaces(nil, min(2, w))
			b = style.Append(b, string(text.AppendFit(nil, part, max(w-2, 0), c.Theme.Glyphs.Ellipsis)))
			lines[at] = string(b)
		}
	}
}

// nothingNeedsAttention is what a list of problems says when all is well.
const nothingNeedsAttention = "nothing needs attention"

// nothingFailed is what Activity says of problems when there were none.
const nothingFailed = "nothing has failed"

// calm says that nothing in a list needs attention, as far as that is known.
func (c *Context) calm(s feed.Status) string {
	switch {
	case s.Fine():
		return nothingNeedsAttention
	case s.Lost > 0:
		return "not known: nothing that came needs attention, but the list is " + missing(s) + " (" + c.cause(s.Cause) + ")"
	case s.Loading:
		return "not known yet: nothing that has come so far needs attention"
	case s.Old || s.Says:
		return "not known: nothing needed attention " + c.AsOf(s)
	default:
		return "not known: some records could not be read"
	}
}

func (l *List) emptyText(c *Context) string {
	known := l.shown
	if content := l.hidingText(c); content != "" {
		return content
	}
	switch {
	case l.Activity:
		return noActivity
	case c.Fleet.List(l.Query) != nil && c.Fleet.List(l.Query).Missing:
		if l.Query.Kind == fleet.Images {
			return "this server has no images"
		}
		return "this server has no such list"
	case known == nil || known.Good.IsZero():
		if content := c.couldNotFetch(c.Fresh.List); content != "" {
			return content
		}
		return c.Connecting
	case l.Query.Application != "":
		return "no containers of " + l.Of
	case l.Query.Kind == fleet.Applications:
		return "no applications" + OwnOnly(c.Fleet)
	case l.Query.Kind == fleet.Containers:
		return "no containers" + OwnOnly(c.Fleet)
	default:
		return "no images"
	}
}

// OwnOnly goes on to say why a list is empty, where the server shows only what was made through it, and how
// that is changed; "" where it shows all.
func OwnOnly(f *fleet.Fleet) string {
	e := f.Engine()
	if !e.OwnOnly {
		return ""
	}
	const why, remedy = ": this server shows only what was made through it", "fleetop serve --touch all shows "
	switch e.LeftOut {
	case 0:
		return why + "; " + remedy + "everything"
	case 1:
		return why + ". 1 container of others runs: " + remedy + "it, too"
	default:
		return fmt.Sprintf("%s. %d containers of others run: %sthem, too", why, e.LeftOut, remedy)
	}
}

// hidingText says that there are rows, and what hides them all; "" when nothing
// does.
func (l *List) hidingText(c *Context) string {
	there := l.grid.Len() > 0 || l.askedFor(c) != ""
	switch {
	case !there:
		return ""
	case l.Activity && l.problems && l.filter == "":
		return nothingFailed
	case l.Activity && l.problems:
		return l.noMatch(c, " about a failure")
	case l.problems && l.filter != "":
		return l.noMatch(c, " that needs attention")
	case l.problems:
		return c.calm(c.Fresh.List)
	case l.filter != "":
		return l.noMatch(c, "")
	default:
		return ""
	}
}

// Foot says how much of the list is shown, and why.
func (l *List) Foot(c *Context) string {
	var parts []string
	total := l.grid.Len()
	if l.askedFor(c) != "" && c.Fleet.List(l.Query) != nil {
		total = max(total, len(c.Fleet.List(l.Query).Rows))
	}
	if _, i, ok := l.grid.Selected(); ok {
		parts = append(parts, l.position(i, total, c))
	}
	if content := l.marksText(); content != "" {
		parts = append(parts, content)
	}
	if l.shown != nil && l.shown.Partial {
		parts = append(parts, fmt.Sprintf("loading %d of %d", total, l.shown.Total))
	}
	parts = l.appendFinding(parts, c)
	if row := l.Selected(); row != nil {
		if r := c.Fleet.Restarting(row.ID); r != nil {
			parts = append(parts, r.Words())
		} else if badges := c.Fleet.Badges(row.ID, c.Now); len(badges) > 0 {
			parts = append(parts, badges[0])
		}
	}
	if l.shown != nil && len(l.shown.Bad) > 0 {
		parts = append(parts, fmt.Sprintf("%d unreadable: %s", len(l.shown.Bad), l.shown.Bad[0]))
	}
	if n := l.grid.Hidden(); n > 0 {
		parts = append(parts, moreColumns(n, c))
	}
	return strings.Join(parts, " "+c.Theme.Glyphs.Dot+" ")
}

// appendFinding adds what hides some of the rows.
func (l *List) appendFinding(parts []string, c *Context) []string {
	if l.problems {
		parts = append(parts, "problems only")
	}
	if l.filter != "" {
		parts = append(parts, `filter "`+text.Clean(l.filter)+`"`)
	}
	if asked := l.askedFor(c); asked != "" {
		parts = append(parts, asked)
	}
	return parts
}

// moreColumns counts the columns for which there is no room, and names the key
// that chooses others.
func moreColumns(n int, c *Context) string {
	said := text.Count(n, "more column")
	if c.Keys == nil {
		return said
	}
	if key := c.Keys.Label(command.ChooseColumns, " ", 1, c.Theme.Glyphs.ASCII); key != "" {
		said += " (" + key + ")"
	}
	return said
}

// HiddenColumns returns for how many of the columns there was no room.
func (l *List) HiddenColumns() int { return l.grid.Hidden() }

// position says how many of the rows a filter shows; else where the cursor is, or, where they do not all
// fit, which of them are in view.
func (l *List) position(index, total int, c *Context) string {
	at := l.grid.Shown()
	if l.Activity {
		at = l.entriesShown()
		index, total = l.history.place(index)
	}
	if l.filter == "" && !l.problems {
		first, count := l.grid.Window()
		if count < at && !l.Activity {
			to := "–"
			if c.Theme.Glyphs.ASCII {
				to = "-"
			}
			return fmt.Sprintf("%d%s%d of %d", first+1, to, first+count, total)
		}
		at = index + 1
	}
	return fmt.Sprintf("%d of %d", at, total)
}

// Thumb says from which to before which of the h lines of the pane the thumb of its scrollbar is; both
// are 0 where all rows are in view.
func (l *List) Thumb(h int) (from, to int) {
	first, count := l.grid.Window()
	shown, track := l.grid.Shown(), h-1
	if count >= shown || track < 1 {
		return 0, 0
	}
	size := max(track*count/shown, 1)
	from = 1 + first*(track-size)/(shown-count)
	return from, from + size
}
