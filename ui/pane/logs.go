package pane

import (
	"slices"
	"time"

	"fleetop/internal/feed"
	"fleetop/internal/fleet"
	"fleetop/internal/text"
	"fleetop/internal/textlog"
	"fleetop/ui/command"
)

const (
	// logLines and logBytes bound what a log keeps; a longer one keeps its end.
	logLines = 200_000
	logBytes = 64 << 20
)

// logLimits bounds what a log keeps.
func logLimits() textlog.Limits { return textlog.Limits{Lines: logLines, Bytes: logBytes} }

// logSource is a container whose log is shown.
type logSource struct {
	uuid, name        string
	life, asked, read feed.LogLife // as it is, as it was when it was asked for, and when what came was
	fingerprint       textlog.Fingerprint
	older             older
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
	toTop  bool         // the first line of all was gone to
	hurry  bool         // older lines have come to be wanted
	rows   []*fleet.Row // as they were handed over last
	look   *LogLook     // shared with other logs
	glance bool         // its last lines alone are shown
	width  int          // in which they were drawn last
	utc    bool         // times are shown in UTC anyway
}

// NewLogs returns the log of a container or an application, whose lines are shown as look says.
func NewLogs(r *fleet.Row, look *LogLook) *Logs { return newLogs(r, logLimits(), look) }

func newLogs(r *fleet.Row, limits textlog.Limits, look *LogLook) *Logs {
	l := &Logs{ID: r.ID, Name: r.Name, log: textlog.New(limits), look: look}
	l.view = textlog.NewView(l.log)
	l.Relook()
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
// of those that are gone, and of one that does not run once, unless older lines are wanted.
func (l *Logs) Due() []string {
	out := make([]string, 0, len(l.source))
	for _, s := range l.source {
		if s.goesOn() || s.older.want && !s.gone {
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
func (l *Logs) Still() bool {
	return len(l.source) > 0 && !slices.ContainsFunc(l.source, (*logSource).goesOn)
}

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
		s.older.ask(&ask, len(l.source))
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
	if wanted := s.older.want; s.older.take(&f) {
		l.prepend(index, f.Older)
	} else {
		l.hurry = l.hurry || wanted && s.older.want
	}
	f.Batch, f.Older = textlog.Batch{}, textlog.Batch{} // the log has them now
	s.trimmed = s.trimmed || f.Change == textlog.Trimmed
	s.fingerprint, s.last, s.fetched, s.err, s.read = f.Fingerprint, f, true, nil, s.asked
}

// Fail notes that a log could not be fetched; gone when there is no such container.
func (l *Logs) Fail(uuid string, err error, gone bool) {
	if s := l.find(uuid); s != nil {
		s.err, s.gone = err, gone
	}
}

// Relook shows lines as their look says that all logs share.
func (l *Logs) Relook() { l.view.SetPretty(!l.look.raw) }

// Search returns what is searched for.
func (l *Logs) Search() string { return l.view.Search() }

// SetSearch sets what is searched for; the place does not move.
func (l *Logs) SetSearch(q string) {
	l.said = ""
	l.view.SetSearch(q)
}

// Do runs a command that moves within the log or changes how it is shown.
func (l *Logs) Do(id command.ID) {
	defer l.wantOlder(id)
	switch id {
	case command.Follow:
		l.view.SetFollow(!l.view.Follow())
	case command.Wrap:
		l.view.SetWrap(!l.view.Wrap())
	case command.Timestamps:
		l.said = l.nextTime()
	case command.Names:
		l.said = l.nextNames()
	case command.Pretty:
		l.look.raw = !l.look.raw
		l.Relook()
	case command.SelectLines:
		l.view.Select(!l.view.Selecting())
	case command.NextError:
		l.said = errorWords(l.view.NextError())
	case command.PreviousError:
		l.said = errorWords(l.view.PreviousError())
	case command.NextMatch:
		l.said = foundWords(l.view.Next())
	case command.PreviousMatch:
		l.said = foundWords(l.view.Previous())
	default:
		l.said = ""
		command.Move(id, stepped{panned{l.view}})
	}
}

// Turn moves the view by lines.
func (l *Logs) Turn(lines int) {
	defer l.wantOlder(command.Up)
	l.said = ""
	l.view.Scroll(lines)
}

// Point puts the cursor on what is on a line of the pane. A log that is followed goes on.
func (l *Logs) Point(line int) { l.view.Point(line) }

// panned is a text that is panned by several cells at a time.
type panned struct{ *textlog.View }

// Pan implements command.Mover.
func (p panned) Pan(by int) { p.View.Pan(8 * by) }

// stepped is a text with a cursor in it.
type stepped struct{ panned }

// Scroll implements command.Mover: the cursor moves, and the text where it has to.
func (s stepped) Scroll(lines int) { s.Step(lines) }

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
