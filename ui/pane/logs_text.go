package pane

import (
	"strings"

	"fleetop/internal/text"
	"fleetop/internal/textlog"
)

// Line returns the line of the match that was stepped to, else the first one in
// view.
func (l *Logs) Line() textlog.Excerpt { return l.log.Excerpt(l.view.Current(), 1) }

// Visible returns the lines in view.
func (l *Logs) Visible() textlog.Excerpt {
	first, count := l.view.Window()
	return l.log.Excerpt(first, count)
}

// Held returns every line that is held.
func (l *Logs) Held() textlog.Excerpt { return l.log.Excerpt(0, l.log.Len()) }

// Names returns what stands in front of the lines of a source where several are
// merged, nil where there is one. It may be used beside the logs.
func (l *Logs) Names() func(src int) string {
	if !l.Merged() {
		return nil
	}
	width := 0
	for _, s := range l.source {
		width = max(width, text.Width(s.name))
	}
	names := make([]string, 0, len(l.source))
	for _, s := range l.source {
		names = append(names, s.name+strings.Repeat(" ", width-text.Width(s.name)))
	}
	return func(src int) string {
		if src < 0 || src >= len(names) {
			return ""
		}
		return names[src] + "  "
	}
}
