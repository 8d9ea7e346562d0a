package pane

import (
	"fmt"
	"strings"

	"fleetop/client"
	"fleetop/internal/feed"
	"fleetop/internal/text"
	"fleetop/internal/textlog"
	"fleetop/ui/command"
	"fleetop/ui/theme"
)

// prefixMost is how wide the name in front of a merged line may be.
const prefixMost = 20

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

// Foot says how the log is shown, where a search is, and what a fetch costs.
func (l *Logs) Foot(c *Context) string {
	var parts []string
	if l.view.Follow() {
		parts = append(parts, "follow")
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

// state says what is wrong with the sources, and what a fetch of them costs.
func (l *Logs) state(c *Context) (parts []string) {
	var received, cut int64
	trimmed, gone := false, 0
	for _, s := range l.source {
		received, cut = received+s.last.Received, cut+s.last.Cut
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
	if trimmed {
		parts = append(parts, "server dropped the oldest lines")
	}
	if cut > 0 {
		parts = append(parts, "first "+text.Bytes(cut)+" left out")
	}
	switch {
	case received > 0 && l.Still():
		parts = append(parts, text.Bytes(received)+", read once: it does not run")
	case received > 0:
		round := l.round()
		parts = append(parts, text.Bytes(received)+" per refresh", spaced(Took(round)), "every "+spaced(Took(feed.LogPause(round))))
	}
	return parts
}

// Lines draws the inside of the pane: exactly h lines of exactly w cells.
func (l *Logs) Lines(w, h int, c *Context) []string {
	th := c.Theme
	if c.Fresh.Logs.Dim {
		th = th.Faded()
	}
	look := textlog.Look{
		Match: th.Match.Open(), Current: th.MatchCurrent.Open(), Note: th.Note.Open(),
		Close: "\x1b[0m", Ellipsis: th.Glyphs.Ellipsis, Joint: th.Glyphs.Joint + " ", Plain: th.NoColor,
	}
	if l.Merged() {
		look.Prefix = l.prefixes(w, th)
		for _, s := range l.source {
			look.Sources = append(look.Sources, prefixStyle(s.uuid, th).Open())
		}
	}
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

// prefixes gives the name of each source in one width, short enough to leave
// room for the text.
func (l *Logs) prefixes(w int, th *theme.Theme) func(int) string {
	width := 0
	for _, s := range l.source {
		width = max(width, text.Width(s.name))
	}
	width = min(width, prefixMost, max(w/4, 3))
	return func(src int) string {
		if src < 0 || src >= len(l.source) {
			return string(text.AppendSpaces(nil, width+1))
		}
		return string(text.AppendSpaces(text.AppendFitMiddle(nil, l.source[src].name, width, th.Glyphs.Ellipsis), 1))
	}
}

// prefixStyle picks the colour of a container by its uuid, so that it is the
// same in every run.
func prefixStyle(uuid string, th *theme.Theme) theme.Style {
	sum := uint32(2166136261)
	for i := range len(uuid) {
		sum = (sum ^ uint32(uuid[i])) * 16777619
	}
	return th.Prefix[int(sum%uint32(len(th.Prefix)))] //nolint:gosec // a handful of colours
}
