package pane

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"fleetop/client"
	"fleetop/internal/feed"
	"fleetop/internal/fleet"
	"fleetop/internal/text"
	"fleetop/internal/textlog"
	"fleetop/ui/command"
	"fleetop/ui/theme"
)

const (
	// logLines and logBytes bound what a log keeps; a longer one keeps its end.
	logLines = 200_000
	logBytes = 64 << 20
	// prefixMost is how wide the name in front of a merged line may be.
	prefixMost = 20
)

// logLimits bounds what a log keeps.
func logLimits() textlog.Limits { return textlog.Limits{Lines: logLines, Bytes: logBytes} }

// logSource is a container whose log is shown.
type logSource struct {
	uuid, name        string
	life, asked, read feed.LogLife // as it is, as it was when it was asked for, and when what came was
	fingerprint       textlog.Fingerprint
	last              feed.LogText
	fetched           bool
	trimmed           bool
	err               error
	gone              bool
}

// Logs shows the log of a container, or those of all containers of an
// application merged. It stays on the object it was opened for.
type Logs struct {
	ID     fleet.ID
	Name   string
	log    *textlog.Log
	view   *textlog.View
	source []*logSource
	said   string       // what the last search step has to say
	rows   []*fleet.Row // as they were handed over last
}

// NewLogs returns the log of a container or an application.
func NewLogs(r *fleet.Row) *Logs {
	l := &Logs{ID: r.ID, Name: r.Name, log: textlog.New(logLimits())}
	l.view = textlog.NewView(l.log)
	if !l.Merged() {
		l.addSource(r)
	}
	return l
}

// Merged says whether it is the log of an application.
func (l *Logs) Merged() bool { return l.ID.Kind == fleet.Applications }

// SetContainers tells which containers there are now, and how they are: of a
// merged log all of its application. Those that are gone keep their lines.
func (l *Logs) SetContainers(rows []*fleet.Row) {
	if len(rows) == len(l.rows) && (len(rows) == 0 || &rows[0] == &l.rows[0]) {
		return
	}
	l.rows = rows
	known := make(map[string]*logSource, len(l.source))
	for _, s := range l.source {
		known[s.uuid] = s
	}
	for _, r := range rows {
		if s := known[r.ID.Key]; s != nil {
			s.life = feed.LogLifeOf(r)
		} else {
			l.addSource(r)
		}
	}
}

func (l *Logs) addSource(r *fleet.Row) {
	l.source = append(l.source, &logSource{uuid: r.ID.Key, name: r.Name, life: feed.LogLifeOf(r)})
}

func (l *Logs) find(uuid string) *logSource {
	for _, s := range l.source {
		if s.uuid == uuid {
			return s
		}
	}
	return nil
}

// goesOn says whether the log of a container may have got longer since it came.
func (s *logSource) goesOn() bool {
	return !s.gone && (!s.life.Still() || !s.fetched || s.read != s.life)
}

// Due returns the containers whose logs are to be fetched, again and again: not
// of those that are gone, and of one that does not run once.
func (l *Logs) Due() []string {
	out := make([]string, 0, len(l.source))
	for _, s := range l.source {
		if s.goesOn() {
			out = append(out, s.uuid)
		}
	}
	return out
}

// round is how long it takes to fetch all logs once that are fetched again.
func (l *Logs) round() time.Duration {
	took := make([]time.Duration, 0, len(l.source))
	for _, s := range l.source {
		if s.goesOn() {
			took = append(took, s.last.Took)
		}
	}
	return feed.LogRound(took)
}

// Pause is the time between two fetches of each of them.
func (l *Logs) Pause() time.Duration { return feed.LogPause(l.round()) }

// Still says whether every log was read to its end: no container runs.
func (l *Logs) Still() bool { return len(l.source) > 0 && len(l.Due()) == 0 }

// Oldest says how old the oldest log is that may have got longer, by the time at
// which it came; and which container's cannot be fetched, and why, with what is to
// be said before that. Where all can be, that container is any that is still
// asked; where none is, all is empty.
func (l *Logs) Oldest() (good time.Time, uuid, of string, err error) {
	failing := 0
	for _, s := range l.source {
		if !s.goesOn() {
			continue
		}
		if at := s.last.At; s.fetched && (good.IsZero() || at.Before(good)) {
			good = at
		}
		if s.err != nil {
			if failing++; failing == 1 {
				uuid, err = s.uuid, s.err
				if l.Merged() {
					of = s.name + ": "
				}
			}
		} else if uuid == "" {
			uuid = s.uuid
		}
	}
	if failing > 1 {
		of = text.Count(failing, "log") + ": "
	}
	return good, uuid, of, err
}

// Again has every log fetched once more.
func (l *Logs) Again() {
	for _, s := range l.source {
		s.read = feed.LogLife{}
	}
}

// unread says whether it is one log of which nothing has come yet.
func (l *Logs) unread() bool {
	return !l.Merged() && !slices.ContainsFunc(l.source, func(s *logSource) bool { return s.fetched })
}

// Ask returns what a fetch of the log of a container that begins now has to know.
func (l *Logs) Ask(uuid string) feed.LogAsk {
	ask := feed.LogAsk{Stamps: l.Merged(), Limits: logLimits(), Unread: l.unread()}
	if s := l.find(uuid); s != nil {
		ask.Fingerprint, s.asked = s.fingerprint, s.life
	}
	return ask
}

// Apply takes in a fetch.
func (l *Logs) Apply(uuid string, f feed.LogText) {
	index := -1
	for i, s := range l.source {
		if s.uuid == uuid {
			index = i
		}
	}
	if index < 0 {
		return
	}
	s := l.source[index]
	if f.Change == textlog.Restarted && s.fetched {
		l.log.AppendNote("--- " + s.name + ": log restarted or trimmed, gap possible ---")
	}
	if f.Change != textlog.Same {
		l.log.Append(index, f.Batch)
	}
	f.Batch = textlog.Batch{} // the log has it now
	s.trimmed = s.trimmed || f.Change == textlog.Trimmed
	s.fingerprint, s.last, s.fetched, s.err, s.read = f.Fingerprint, f, true, nil, s.asked
}

// Fail notes that a log could not be fetched; gone when there is no such container.
func (l *Logs) Fail(uuid string, err error, gone bool) {
	if s := l.find(uuid); s != nil {
		s.err, s.gone = err, gone
	}
}

// Search returns what is searched for.
func (l *Logs) Search() string { return l.view.Search() }

// SetSearch sets what is searched for; the place does not move.
func (l *Logs) SetSearch(q string) {
	l.said = ""
	l.view.SetSearch(q)
}

// Do runs a command that moves within the log or changes how it is shown.
func (l *Logs) Do(id command.ID) {
	switch id {
	case command.Follow:
		l.view.SetFollow(!l.view.Follow())
	case command.Wrap:
		l.view.SetWrap(!l.view.Wrap())
	case command.NextMatch:
		l.said = foundWords(l.view.Next())
	case command.PreviousMatch:
		l.said = foundWords(l.view.Previous())
	default:
		command.Move(id, panned{l.view})
	}
}

// panned is a text that is panned by several cells at a time.
type panned struct{ *textlog.View }

// Pan implements command.Mover.
func (p panned) Pan(by int) { p.View.Pan(8 * by) }

// Find goes to the first match from here on, or where there is none to the last
// one before: at the end of a log that is the nearest.
func (l *Logs) Find() {
	found, wrapped := l.view.Next()
	if wrapped {
		found, _ = l.view.Previous()
	}
	l.said = foundWords(found, false)
}

// foundWords is what a step to a match has to say.
func foundWords(found, wrapped bool) string {
	switch {
	case !found:
		return "not found"
	case wrapped:
		return "search went around"
	default:
		return ""
	}
}

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
