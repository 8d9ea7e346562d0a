package pane

import (
	"strings"

	"fleetop/internal/text"
	"fleetop/internal/textlog"
)

// Selected returns the lines that are selected, else the one under the cursor.
func (l *Logs) Selected() textlog.Excerpt { return l.view.Selected() }

// Visible returns the lines in view.
func (l *Logs) Visible() textlog.Excerpt { return l.view.Visible() }

// Held returns every line that is held, of those that match where only they are shown.
func (l *Logs) Held() textlog.Excerpt { return l.view.Held() }

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
