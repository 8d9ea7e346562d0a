package pane

import (
	"fmt"
	"strings"

	"fleetop/client"
	"fleetop/internal/feed"
	"fleetop/internal/text"
	"fleetop/ui/command"
)

// Titles are what may stand in the frame, from the longest: a merged log says how
// many there are and by what it is ordered.
func (l *Logs) Titles(c *Context) []string {
	dot := " " + c.Theme.Glyphs.Dot + " "
	title := "Logs" + dot + l.Name
	if !l.Merged() {
		return []string{title}
	}
	order := ""
	switch {
	case l.log.Len() == 0:
	case l.log.Ordered():
		order = "by time"
	default:
		order = "by arrival"
	}
	many := title + dot + text.Count(len(l.source), "container")
	if order == "" {
		return []string{many, title}
	}
	return []string{many + ", " + order, title + dot + order, title}
}

// Foot says where the cursor is, what there is in the log and how it is shown, and what a fetch costs.
func (l *Logs) Foot(c *Context) string {
	parts := l.place(c)
	if n := l.log.Errors(); n > 0 {
		parts = append(parts, counted(n, "error"))
	}
	shown, held := l.view.Shown()
	if l.view.Follow() && held > 0 {
		parts = append(parts, counted(shown, "line"))
	}
	if q := l.view.Matching(); q != "" {
		parts = append(parts, fmt.Sprintf("%s %q: %s hidden", c.Key(command.Matching), text.Clean(q), grouped(held-shown)))
	}
	if l.view.Wrap() {
		parts = append(parts, "wrap")
	}
	if q := l.view.Search(); q != "" {
		current, total := l.view.Matches()
		parts = append(parts, fmt.Sprintf("%q %d of %d", q, current, total))
	}
	if l.said != "" {
		parts = append(parts, l.said)
	}
	parts = append(parts, l.state(c)...)
	return strings.Join(parts, " "+c.Theme.Glyphs.Dot+" ")
}

// place says which line the cursor is on, and what has come below since.
func (l *Logs) place(c *Context) (parts []string) {
	switch shown, _ := l.view.Shown(); {
	case l.view.Follow():
		return []string{"follow"}
	case shown > 0:
		parts = append(parts, grouped(l.view.Position())+" of "+grouped(shown))
	}
	if l.view.Selecting() {
		parts = append(parts, text.Count(l.view.Selected().Len(), "line")+" selected, "+c.Key(command.Yank)+" copies")
	}
	if n := l.view.New(); n > 0 && c.Theme.Glyphs.ASCII {
		parts = append(parts, grouped(n)+" new below")
	} else if n > 0 {
		parts = append(parts, grouped(n)+" new "+c.Theme.Glyphs.Descending)
	}
	return parts
}

// state says what is wrong with the sources, and what a fetch of them costs.
func (l *Logs) state(c *Context) (parts []string) {
	var cut int64
	trimmed, gone := false, 0
	for _, s := range l.source {
		cut += s.last.Cut
		trimmed = trimmed || s.trimmed
		if s.gone {
			gone++
		} else if client.TimedOut(s.err) {
			parts = append(parts, text.Clean(s.name)+": "+l.slow(c))
		}
	}
	if gone > 0 {
		parts = append(parts, text.Count(gone, "container")+" gone")
	}
	if l.Merged() && l.log.Len() > 0 {
		if src, odd := l.log.OddZone(); odd {
			parts = append(parts, "by arrival: the time zone of "+text.Clean(l.source[src].name)+" is not understood")
		}
	}
	if held := l.heldWords(); held != "" {
		parts = append(parts, held)
	}
	if trimmed {
		parts = append(parts, "server dropped the oldest lines")
	}
	if cut > 0 {
		parts = append(parts, "first "+text.Bytes(cut)+" left out")
	}
	if gone < len(l.source) {
		parts = append(parts, l.cost()...)
	}
	return parts
}

// cost says what a fetch of the sources costs.
func (l *Logs) cost() []string {
	var received int64
	for _, s := range l.source {
		received += s.last.Received
	}
	switch {
	case received == 0:
		return nil
	case l.Still():
		return []string{text.Bytes(received) + ", read once: it does not run"}
	}
	round := l.round()
	return []string{text.Bytes(received) + " per refresh", spaced(Took(round)), "every " + spaced(Took(feed.LogPause(round)))}
}

// Lines draws the inside of the pane: exactly h lines of exactly w cells.
func (l *Logs) Lines(w, h int, c *Context) []string {
	th := c.Theme
	if c.Fresh.Logs.Dim {
		th = th.Faded()
	}
	look := l.lookOf(w, th, c)
	if c.Fresh.Logs.Dim {
		look.Close += th.Faint.Open()
	}
	lines := l.view.Render(w, h, look)
	if c.Fresh.Logs.Dim {
		for i := range lines {
			lines[i] = th.Faint.Render(lines[i])
		}
	}
	if l.log.Len() == 0 && h > 0 {
		lines[0] = th.Faint.Render(string(text.AppendFitWords(nil, " "+l.emptyText(c), w, th.Glyphs.Ellipsis)))
	}
	return lines
}

func (l *Logs) emptyText(c *Context) string {
	fetched := false
	for _, s := range l.source {
		switch {
		case s.gone:
			return "the container is gone, and its log with it"
		case s.err != nil:
			if client.TimedOut(s.err) {
				return l.slow(c)
			}
			return c.couldNotFetch(c.Fresh.Logs)
		}
		fetched = fetched || s.fetched
	}
	switch {
	case fetched || l.Merged() && len(l.source) == 0 && c.Fresh.Logs.Known:
		return "no logs yet"
	case c.couldNotFetch(c.Fresh.Logs) != "":
		return c.couldNotFetch(c.Fresh.Logs)
	case c.Theme.Glyphs.ASCII:
		return "fetching..."
	default:
		return "fetching…"
	}
}

// slow says how a log that takes too long to fetch can still be had: the command
// line that is copied has no time limit.
func (l *Logs) slow(c *Context) string {
	ascii := c.Theme.Glyphs.ASCII
	keys := c.Keys.Label(command.Yank, " ", 1, ascii) + " " + c.Keys.Label(command.CopyCurl, " ", 1, ascii)
	remedy := keys + " copies a curl command that fetches it without a time limit"
	if l.Merged() {
		remedy = "open that log alone, there " + remedy
	}
	return "the log takes too long to fetch; " + remedy
}
