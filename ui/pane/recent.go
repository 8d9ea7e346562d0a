package pane

import (
	"strconv"

	"fleetop/internal/text"
	"fleetop/ui/command"
)

// headedRecent is how many lines there are at least where the newest entries stand under titles.
const headedRecent = 5

// Since says since when there are entries: "since 27 Nov 02:25"; "" where there are none.
func Since(c *Context) string {
	entries := c.Activity.Entries()
	if len(entries) == 0 {
		return ""
	}
	return "since " + entries[0].Time.In(c.Location).Format("2 Jan 15:04")
}

// ActivityTitles are what stands in the frame of entries, from the longest.
func ActivityTitles(c *Context) []string {
	if since := Since(c); since != "" {
		return []string{"Activity " + c.Theme.Glyphs.Dot + " " + since, "Activity"}
	}
	return []string{"Activity"}
}

// Recent draws the newest entries of Activity, the newest first: exactly h lines of exactly w cells.
func Recent(w, h int, c *Context) []string {
	th := c.Theme
	if c.Fresh.List.Dim {
		th = th.Faded()
	}
	lines := make([]string, 0, h)
	entries := c.Activity.Entries()
	if len(entries) == 0 {
		words, _ := text.Wrap(noActivity, w-2, h)
		for _, line := range words {
			lines = append(lines, th.Faint.Render(string(text.AppendFit([]byte{' '}, line, w-1, th.Glyphs.Ellipsis))))
		}
	}
	if len(entries) > 0 && h >= headedRecent {
		lines = append(lines, "")
	}
	shown := entries[max(len(entries)-h+len(lines), 0):]
	when, room := moments(shown, c.Now, c.Location)
	who := 0
	for i := range shown {
		who = max(who, text.Width(text.Clean(shown[i].Object.String())))
	}
	who = min(who, w/4)
	if len(shown) > 0 && len(lines) > 0 { // the titles, over columns of which the widths are known now
		b := text.AppendFitRight([]byte{' '}, "TIME", room, "")
		if room == len("15:04:05") {
			b = text.AppendFit([]byte{' '}, "TIME", room, "")
		}
		b = text.AppendSpaces(text.AppendFit(text.AppendSpaces(b, 2), "WHO", who, ""), 2)
		lines[0] = th.Faint.Render(string(text.AppendFit(b, "WHAT", max(w-room-5-who, 0), "")))
	}
	for i := len(shown) - 1; i >= 0 && len(lines) < h; i-- {
		e := &shown[i]
		style := themeStyle(th, entryStyle(e))
		b := th.Faint.Append([]byte{' '}, when(e))
		b = text.AppendSpaces(b, 2)
		b = append(b, style.Open()...)
		b = text.AppendSpaces(text.AppendFitMiddle(b, e.Object.String(), who, th.Glyphs.Ellipsis), 2)
		b = text.AppendFitWords(b, e.Words(th.Glyphs.Arrow), max(w-room-5-who, 0), th.Glyphs.Ellipsis)
		lines = append(lines, string(append(b, style.Close()...)))
	}
	for len(lines) < h {
		lines = append(lines, string(text.AppendSpaces(nil, w)))
	}
	return lines
}

// RecentFoot says how many entries are left out of h lines, and how all of them are seen.
func RecentFoot(h int, c *Context) string {
	key := c.Keys.Label(command.ShowActivity, " ", 1, c.Theme.Glyphs.ASCII)
	if h >= headedRecent {
		h--
	}
	more := len(c.Activity.Entries()) - h
	switch {
	case key == "":
		return ""
	case more <= 0:
		return key + " all"
	}
	foot := c.Theme.Glyphs.Ellipsis + " " + strconv.Itoa(more) + " more " + c.Theme.Glyphs.Dot + " " + key + " opens all"
	if problems := c.Keys.Label(command.Problems, " ", 1, c.Theme.Glyphs.ASCII); problems != "" {
		foot += ", then " + problems + " only problems"
	}
	return foot
}
