package pane

import (
	"time"

	"fleetop/internal/text"
)

// Matching returns what lines have to match to be shown, "" where all are.
func (l *Logs) Matching() string { return l.view.Matching() }

// SetMatching shows only lines in which a text is found, or behind "!" those in which it is not.
func (l *Logs) SetMatching(q string) {
	l.said = ""
	l.view.SetMatching(q)
}

// Selecting says whether lines are being selected.
func (l *Logs) Selecting() bool { return l.view.Selecting() }

// Deselect ends selecting.
func (l *Logs) Deselect() { l.view.Select(false) }

// Clear takes back one of what was asked for of the lines: a selection, a search, a filter. It says
// whether there was one.
func (l *Logs) Clear() bool {
	l.said = ""
	switch {
	case l.view.Selecting():
		l.view.Select(false)
	case l.view.Search() != "":
		l.view.SetSearch("")
	case l.view.Matching() != "":
		l.view.SetMatching("")
	default:
		return false
	}
	return true
}

// NoErrors says why there is no error to go to, "" where there is one.
func (l *Logs) NoErrors() string {
	if l.log.Errors() == 0 {
		return "no line here has the level of an error"
	}
	return ""
}

// NoLines says why no line can be selected, "" where one can.
func (l *Logs) NoLines() string {
	if l.log.Len() == 0 {
		return "there are no lines yet"
	}
	return ""
}

// quiet is how long there has to be no line of a container for a rule to say so.
const quiet = time.Minute

// DrawRule draws a rule with the time at the end of the log. It says for how long there has been no line, or
// none of a container, where that is the only one that is quiet.
func (l *Logs) DrawRule(now time.Time, c *Context) {
	dot := " " + c.Theme.Glyphs.Dot + " "
	words := now.Format("15:04:05")
	var silent []string
	longest, writing := time.Duration(0), 0
	for i, s := range l.source {
		at, known := l.log.WrittenAt(i, now)
		if !known {
			continue
		}
		if since := now.Sub(at); since >= quiet {
			silent, longest = append(silent, s.name), max(longest, since)
		} else {
			writing++
		}
	}
	switch {
	case len(silent) == 1:
		words += dot + spaced(text.Span(longest)) + " without a line from " + silent[0]
	case len(silent) > 1 && writing == 0:
		words += dot + "over " + spaced(text.Span(quiet)) + " without a line"
	}
	l.log.AppendNote("---- " + words + " ----")
}

// errorWords is what a step to an error has to say.
func errorWords(found, wrapped bool) string {
	switch {
	case !found:
		return "no error among the lines shown"
	case wrapped:
		return "went around to the other end"
	default:
		return ""
	}
}

// counted writes a number of things, with commas behind its thousands.
func counted(n int, thing string) string {
	if n != 1 {
		thing += "s"
	}
	return grouped(n) + " " + text.Clean(thing)
}
