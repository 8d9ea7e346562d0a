package pane

import (
	"slices"
	"strings"
	"time"

	"fleetop/internal/text"
	"fleetop/internal/textlog"
	"fleetop/ui/theme"
)

const (
	// prefixMost is how wide the name in front of a merged line may be.
	prefixMost = 20
	// roomy is the width from which on times and names are shown in full at first.
	roomy = 100
)

// LogLook is how the lines of all logs are shown.
type LogLook struct {
	time  timeStyle
	names nameStyle
	raw   bool // as they came
}

// LogView is a [LogLook] as it is kept from one run to the next; what is empty follows the room there is.
type LogView struct {
	Time  string `json:"time,omitempty"`
	Names string `json:"names,omitempty"`
	Raw   bool   `json:"raw,omitempty"`
}

// View returns what was chosen.
func (k *LogLook) View() LogView {
	return LogView{Time: timeWords()[k.time], Names: nameWords()[k.names], Raw: k.raw}
}

// SetView shows lines as chosen. A word that is not known counts for nothing.
func (k *LogLook) SetView(v LogView) {
	times, names := timeWords(), nameWords()
	*k = LogLook{
		time:  timeStyle(max(slices.Index(times[:], v.Time), 0)),  //nolint:gosec // a few words
		names: nameStyle(max(slices.Index(names[:], v.Names), 0)), //nolint:gosec // a few words
		raw:   v.Raw,
	}
}

// timeStyle is how the time of a line is written.
type timeStyle uint8

const (
	timeByRoom timeStyle = iota // full where there is room, else short
	timeShort
	timeFull
	timeUTC
	timeRelative
	timeOff
)

// nameStyle is how the container of a line is written.
type nameStyle uint8

const (
	namesByRoom nameStyle = iota // full where there is room, else short
	namesFull
	namesShort
	namesOff
)

func timeWords() [timeOff + 1]string {
	return [...]string{timeShort: "short", timeFull: "full", timeUTC: "utc", timeRelative: "relative", timeOff: "off"}
}

func nameWords() [namesOff + 1]string {
	return [...]string{namesFull: "full", namesShort: "short", namesOff: "off"}
}

// times is how the time is written in the width of the pane.
func (l *Logs) times() timeStyle {
	switch {
	case l.look.time != timeByRoom:
		return l.look.time
	case l.width < roomy:
		return timeShort
	default:
		return timeFull
	}
}

func (l *Logs) names() nameStyle {
	switch {
	case l.look.names != namesByRoom:
		return l.look.names
	case l.width < roomy:
		return namesShort
	default:
		return namesFull
	}
}

// nextTime goes on to the next way to write times, and says which it is.
func (l *Logs) nextTime() string {
	next := l.times() + 1
	if next == timeUTC && l.utc {
		next++
	}
	if next > timeOff {
		next = timeShort
	}
	l.look.time = next
	return "time " + [...]string{timeShort: "short", timeFull: "in full", timeUTC: "in UTC", timeRelative: "relative", timeOff: "off"}[next]
}

// nextNames goes on to the next way to write names, and says which it is.
func (l *Logs) nextNames() string {
	next := l.names() + 1
	if next > namesOff {
		next = namesFull
	}
	l.look.names = next
	return "names " + [...]string{namesFull: "in full", namesShort: "short", namesOff: "off"}[next]
}

// NoTimes says why there is no time to be shown otherwise, "" where there is.
func (l *Logs) NoTimes() string {
	switch {
	case l.look.raw:
		return "lines are shown as they came: their time is part of them"
	case !l.log.Timed():
		return "no line says when it was written"
	default:
		return ""
	}
}

// NoNames says why there are no names to be shown otherwise, "" where there are.
func (l *Logs) NoNames() string {
	if !l.Merged() {
		return "all lines are of " + text.Clean(l.Name)
	}
	return ""
}

// lookOf says how lines are drawn in w cells.
func (l *Logs) lookOf(w int, th *theme.Theme, c *Context) textlog.Look {
	l.width, l.utc = w, c.Location == time.UTC
	g := &th.Glyphs
	look := textlog.Look{
		Match: th.Match.Open(), Current: th.MatchCurrent.Open(), Note: th.Note.Open(),
		Close: "\x1b[0m", Ellipsis: g.Ellipsis, Joint: g.Joint + " ", Plain: th.NoColor,
		Hang: g.Vertical + " ", HangStyle: th.Border.Open(),
		Cursor: g.Selected, Selected: g.Ranged, CursorStyle: th.TitleFocus.Open(),
		Levels: &[textlog.Levels]string{
			textlog.Trace: th.Faint.Open(), textlog.Debug: th.Faint.Open(), textlog.Info: th.Good.Open(), textlog.Notice: th.Busy.Open(),
			textlog.Warning: th.Warn.Open(), textlog.Error: th.Bad.Open(), textlog.Fatal: th.Bad.Open(),
		},
		Now: c.Now, Fields: th.Faint.Open() != "",
		Silence: func(long time.Duration) string { return "---- " + spaced(text.Span(long)) + " without a line ----" },
	}
	if l.glance {
		look.Cursor = ""
	}
	look.Time, look.TimeWidth = timeWriter(l.times(), c)
	if l.Merged() {
		look.Prefix = l.prefixes(w, th)
		look.Sources = make([]string, len(th.Prefix))
		for i, s := range th.Prefix {
			look.Sources[i] = s.Open()
		}
	}
	return look
}

// timeWriter returns what writes a time, and in how many cells; nil where none is written.
func timeWriter(style timeStyle, c *Context) (write func(time.Time) string, width int) {
	format, zone := "15:04:05", c.Location
	switch style {
	case timeOff:
		return nil, 0
	case timeRelative:
		const width = 4
		return func(at time.Time) string {
			age := c.Ages.Age(at, c.Now)
			return strings.Repeat(" ", max(width-len(age), 0)) + age
		}, width
	case timeFull:
		format = "_2 Jan 15:04:05.000"
	case timeUTC:
		format, zone = "_2 Jan 15:04:05.000Z", time.UTC
	default:
	}
	return func(at time.Time) string { return at.In(zone).Format(format) }, len(format)
}

// prefixes gives the name of each source in one width, short enough to leave
// room for the text; nil where none is shown.
func (l *Logs) prefixes(w int, th *theme.Theme) func(int) string {
	style := l.names()
	if style == namesOff {
		return nil
	}
	width := 0
	for _, s := range l.source {
		width = max(width, text.Width(l.nameOf(s, style)))
	}
	width = min(width, prefixMost, max(w/4, 3))
	return func(src int) string {
		if src < 0 || src >= len(l.source) {
			return string(text.AppendSpaces(nil, width+1))
		}
		return string(text.AppendSpaces(text.AppendFitMiddle(nil, l.nameOf(l.source[src], style), width, th.Glyphs.Ellipsis), 1))
	}
}

// nameOf is the name of a container as it is shown: "worker-4", or "-4" of worker.
func (l *Logs) nameOf(s *logSource, style nameStyle) string {
	if short, ok := strings.CutPrefix(s.name, l.Name); ok && style == namesShort && strings.HasPrefix(short, "-") {
		return short
	}
	return s.name
}
