package docker

import (
	"strconv"
	"strings"
	"time"

	"github.com/moby/moby/api/types/events"

	"fleetop/internal/platform/engine"
)

// killWindow is how long after a signal the end of a program is taken for its work. A container's
// own time to stop comes on top.
const killWindow = time.Minute

// never is the edge of a container that is known not to have run yet.
func never() time.Time { return time.Unix(0, 1) }

// life is what was reported of a container's program. An edge is the start or the end of a run.
//
// Events tell of each edge. An inspection, made after they came, tells where they have led to, and
// may be ahead of events that are still on their way. So events give the runs in between, the
// inspection gives the last, and what it told already is old news when its event comes.
type life struct {
	running bool
	// edge is when that began, by the daemon's clock: the time of the newest event, or the date of
	// an inspection; zero if only a list told.
	edge time.Time
	// started is the date of the newest inspection, restarts its count.
	started  time.Time
	restarts int
	told     time.Time // the date of a start that an inspection told and whose event has not come
	killed   time.Time // when it was last sent a signal that stops it
	oom      bool      // it ran out of memory since it started
	failed   bool      // that it could not be started was reported
}

// begin sets what is known of a container that was not known before.
func (l *life) begin(f *facts) {
	l.running = f.running()
	switch {
	case f.phase == engine.PhaseCreated:
		l.edge = never()
	case f.inspected:
		l.edge = f.edge()
	}
	l.started, l.restarts = f.started, f.restarts
}

// edge is when what is the case began. The daemon dates a start when it has heard of it, so that a run
// that was over by then ended before it began.
func (f *facts) edge() time.Time {
	at := f.started
	if !f.running() && f.finished.After(at) {
		at = f.finished
	}
	if at.IsZero() {
		return never()
	}
	return at
}

// follow returns the edges since the last call, given the events and the inspection that was made
// after them. asked tells that it is being stopped from here.
func (l *life) follow(notes []note, f *facts, asked bool) []engine.Event {
	var edges []engine.Event
	for i, n := range notes {
		switch n.what {
		case events.ActionKill:
			if !n.restart && stops(n.signal, f.stopSignal) {
				l.killed = n.at
			}
		case events.ActionOOM:
			l.oom = true
		case events.ActionStart:
			if l.begins(n, f) {
				edges = append(edges, l.start(n.at))
			}
		case events.ActionDie:
			if l.isNews(n) && l.running {
				edges = append(edges, l.die(n, notes[i+1:], f, asked))
			}
		default:
		}
	}
	edges = append(edges, l.arrive(f, asked)...)
	if at := f.edge(); at.After(l.edge) || l.isBack(f) {
		l.edge = at
	}
	l.started, l.restarts = f.started, f.restarts
	return edges
}

// isAhead reports whether an inspection tells of a run that follows one of whose end nothing is known
// yet.
func (l *life) isAhead(notes []note, f *facts) bool {
	running, edge := l.running, l.edge
	for _, n := range notes {
		if isEdge := n.what == events.ActionStart || n.what == events.ActionDie; isEdge && l.isNews(n) {
			running, edge = n.what == events.ActionStart, n.at
		}
	}
	return running && f.running() && !edge.IsZero() && f.started.After(edge)
}

// lateStart is how long the event of a start may be on its way.
const lateStart = 10 * time.Second

// begins reports whether the event of a start is that of a run which was not told. That of a run that
// ended at once may come after its end was told.
func (l *life) begins(n note, f *facts) bool {
	isLate := l.isLate(n)
	return !isLate && l.isNews(n) && !l.running && !f.started.Equal(l.started)
}

// isLate reports whether the event of a start is that of a run of which an inspection has told before.
func (l *life) isLate(n note) bool {
	isLate := !l.told.IsZero() && !n.at.Before(l.told) && n.at.Sub(l.told) < lateStart
	l.told = time.Time{}
	return isLate
}

// find returns the start that an inspection tells of.
func (l *life) find(f *facts) engine.Event {
	l.told = f.started
	return l.start(f.started)
}

// isNews reports whether an event may tell something new.
func (l *life) isNews(n note) bool { return !l.edge.IsZero() && !n.at.Before(l.edge) }

// isBack reports whether the daemon's clock was set back.
func (l *life) isBack(f *facts) bool { return f.started.Before(l.started) }

// die returns the edge that an event tells of. rest are the events after it.
func (l *life) die(n note, rest []note, f *facts, asked bool) engine.Event {
	asked = asked || l.wasKilled(n.at, f) || !n.restart && has(rest, events.ActionStop)
	ev := l.end(n.at, n.code, asked)
	// The daemon may have started it again already, and the event of that is still on its way.
	again := f.started.After(n.at) && f.restarts > l.restarts
	ev.Restarting = !asked && (f.phase == engine.PhaseRestarting || again || has(rest, events.ActionStart))
	return ev
}

// arrive returns the edges that lead from what was reported to what an inspection says.
func (l *life) arrive(f *facts, asked bool) []engine.Event {
	asked = asked || l.wasKilled(f.finished, f)
	switch isUp, isNew := f.running(), l.isNewRun(f); {
	case isUp && l.running && isNew:
		again := f.restarts > l.restarts
		ev := l.end(f.finished, 0, asked || !again)
		ev.Restarting, ev.NoCode = again, true
		return []engine.Event{ev, l.find(f)}
	case isUp && !l.running:
		return []engine.Event{l.find(f)}
	case !isUp && l.running:
		return []engine.Event{l.last(f, asked)}
	case !isUp && isNew:
		return []engine.Event{l.find(f), l.last(f, asked)}
	default:
		return nil
	}
}

// isNewRun reports whether the newest run began after all that was reported.
func (l *life) isNewRun(f *facts) bool {
	return !l.edge.IsZero() && !f.started.IsZero() && (f.started.After(l.edge) || l.isBack(f))
}

// last returns the end of the newest run.
func (l *life) last(f *facts, asked bool) engine.Event {
	ev := l.end(f.finished, f.exitCode, asked)
	ev.OutOfMemory = ev.OutOfMemory || f.oom
	ev.Restarting = f.phase == engine.PhaseRestarting && !asked
	return ev
}

func (l *life) start(at time.Time) engine.Event {
	l.running, l.edge = true, at
	l.killed, l.oom, l.failed = time.Time{}, false, false
	return engine.Event{Kind: engine.Started, Time: at}
}

func (l *life) end(at time.Time, code int, asked bool) engine.Event {
	l.running, l.edge = false, at
	return engine.Event{Kind: engine.Exited, Time: at, ExitCode: code, Asked: asked, OutOfMemory: l.oom}
}

// wasKilled reports whether somebody stopped a program that ended at a time.
func (l *life) wasKilled(at time.Time, f *facts) bool {
	return !l.killed.IsZero() && at.Sub(l.killed) <= killWindow+f.stopTimeout
}

func has(notes []note, what events.Action) bool {
	for _, n := range notes {
		if n.what == what {
			return true
		}
	}
	return false
}

// stops reports whether a signal, a number or a name, is one that stops a container whose own stop
// signal is given, empty for the usual one.
func stops(signal, own string) bool {
	n := signalNumber(signal)
	return n == 15 || n == 9 || n != 0 && n == signalNumber(own)
}

// signalNumber returns the number of a signal, 0 for one that no image stops with.
func signalNumber(s string) int {
	if n, err := strconv.Atoi(s); err == nil {
		return n
	}
	switch strings.TrimPrefix(strings.ToUpper(s), "SIG") {
	case "HUP":
		return 1
	case "INT":
		return 2
	case "QUIT":
		return 3
	case "KILL":
		return 9
	case "USR1":
		return 10
	case "USR2":
		return 12
	case "TERM":
		return 15
	case "WINCH":
		return 28
	case "PWR":
		return 30
	case "RTMIN+3":
		return 37
	default:
		return 0
	}
}
