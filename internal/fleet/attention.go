package fleet

import (
	"fmt"
	"strings"
	"time"

	"fleetop/client"
)

const (
	// stuckAfter is how long something may be in transition before it needs
	// attention.
	stuckAfter = time.Minute
	// crashedFor is how long a crash needs attention where what crashed was
	// started again.
	crashedFor = 10 * time.Minute
)

// Attention is why an object needs attention.
type Attention uint8

// The reasons, the most certain first.
const (
	Fine    Attention = iota
	Failing           // it does not run as wanted
	Stuck             // it has been in transition for more than a minute
	Crashed           // it, or a container of it, exited non-zero in the last minutes and runs again
	Looping           // it, or a container of it, is started again and again
)

// Attention says why an object needs attention at a local time, and when that
// changes by time alone; the zero time for never.
func (f *Fleet) Attention(row *Row, now time.Time) (why Attention, until time.Time) {
	switch {
	case row.Gone():
		return Fine, time.Time{}
	case f.Failing(row) && (!isPartly(row) || !f.Loops(row, now)):
		return Failing, time.Time{}
	}
	if until = f.looping(row, now); !until.IsZero() {
		return Looping, until
	}
	if since, busy := f.busy[row.ID]; busy && row.State().InTransition() {
		if until = since.Add(stuckAfter); now.Before(until) {
			return Fine, until
		}
		return Stuck, time.Time{}
	}
	at := f.crashedAt(row)
	if row.Application != nil {
		at = f.crashes[row.ID.Key]
	}
	if at.IsZero() {
		return Fine, time.Time{}
	}
	if until = at.Add(crashedFor); f.ServerTime(now).Before(until) {
		return Crashed, until.Add(now.Sub(f.ServerTime(now)))
	}
	return Fine, time.Time{}
}

// isPartly says whether some of an application runs, and it does not say why the rest does not.
func isPartly(row *Row) bool {
	return row.State() == client.StatePartlyRunning && row.Application != nil && row.Application.Reason == ""
}

// crashedAt returns when a container exited non-zero last, by the server's
// clock: what has been started again keeps its last exit. The zero time when it
// has not, or was asked to end.
func (f *Fleet) crashedAt(row *Row) time.Time {
	c := row.Container
	if c == nil || c.ExitCode == nil || *c.ExitCode == 0 || row.Gone() || f.askedToEnd(row) {
		return time.Time{}
	}
	return c.StoppedAt.Time
}

// noteCrashes remembers when a container of each application crashed last.
func (f *Fleet) noteCrashes(l *List) {
	switch q := l.Query; {
	case q.Kind != Containers || l.Partial:
		return
	case q.State != "": // the others are not in it
	case q.Application != "":
		delete(f.crashes, q.Application)
	default:
		clear(f.crashes)
	}
	for _, row := range l.Rows {
		if at := f.crashedAt(row); !at.IsZero() {
			if app := row.ApplicationUUID(); at.After(f.crashes[app]) {
				f.crashes[app] = at
			}
		}
	}
	f.summaryOf = nil
}

// Summary is what the header says of the fleet, from the application list, and
// from what is known of the containers.
type Summary struct {
	Known                                   bool
	Lost                                    int // of the applications, how many could not be fetched the last time
	Applications, Running, Target, Problems int
	// Well, Busy and Stopped are the other applications: what runs, what is in transition, what is stopped.
	Well, Busy, Stopped int
	Containers          int // that there are of all of them
	// Uncounted means that of some application these are not known.
	Uncounted bool
}

// RunningText returns how many containers run, of how many there should be;
// "at least" is a plus sign.
func (s Summary) RunningText() string {
	more := ""
	if s.Uncounted {
		more = "+"
	}
	return fmt.Sprintf("%d%s/%d%s", s.Running, more, s.Target, more)
}

// Summary counts the applications, their containers, and the applications that
// need attention at a local time; once until one of them changes.
func (f *Fleet) Summary(now time.Time) Summary {
	l := f.lists[Query{Kind: Applications}]
	if l == nil || l != f.summaryOf || !f.summaryUntil.IsZero() && !now.Before(f.summaryUntil) {
		f.summaryOf = l
		f.summary, f.summaryUntil = f.summarize(l, now)
	}
	return f.summary
}

func (f *Fleet) summarize(l *List, now time.Time) (s Summary, until time.Time) {
	if l == nil || l.Good.IsZero() {
		return Summary{}, time.Time{}
	}
	s.Known, s.Lost = true, l.Lost
	for _, row := range l.Rows {
		if row.Gone() {
			continue
		}
		s.Applications++
		s.Running += row.Application.Running
		s.Target += row.Application.Target
		s.Uncounted = s.Uncounted || len(row.Application.Unread) > 0 && strings.Contains(RunningText(row), unknown)
		why, changes := f.Attention(row, now)
		switch state := row.State(); {
		case why != Fine:
			s.Problems++
		case state.InTransition():
			s.Busy++
		case state == client.StateStopped:
			s.Stopped++
		case state == client.StateRunning:
			s.Well++
		}
		s.Containers += row.Application.Current
		if !changes.IsZero() && (until.IsZero() || changes.Before(until)) {
			until = changes
		}
	}
	if l.Partial {
		s.Applications = l.Total
	}
	return s, until
}
