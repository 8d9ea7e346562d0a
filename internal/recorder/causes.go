package recorder

import (
	"cmp"
	"slices"
	"strconv"
	"time"

	"fleetop/client"
	"fleetop/internal/activity"
	"fleetop/internal/fleet"
)

// openFor is how long an entry waits for what containers tell.
const openFor = 3 * time.Minute

// open is an entry to which more may be added; number 0 is none.
type open struct {
	number int
	since  time.Time
	phase  activity.Phase
	fewer  bool // it tells that fewer containers run
	more   bool // it tells that more do
	asks   bool // the containers are asked for
	named  bool // it names what ended
	back   bool // it names what runs again
	joins  bool // containers have made it, and the application may tell the same
	busy   bool // the application was on its way to another state since
}

// counted says whether the entry is counted already among what makes something flap.
func (o *open) counted() bool { return o.joins && o.phase == activity.Exited }

// expire ends the wait for what has not come in time.
func (r *Recorder) expire(now time.Time) {
	for _, a := range r.opened {
		a.open.busy = a.open.busy || a.row.State().InTransition()
		most := joinFor * r.interval
		if a.open.asks || a.open.busy {
			most = openFor
		}
		if now.Sub(a.open.since) > most {
			r.close(a)
		}
	}
}

// Settled is the number of the newest entry up to which nothing is added to entries any more.
func (r *Recorder) Settled() int {
	settled := r.log.Last()
	for _, a := range r.opened {
		settled = min(settled, a.open.number-1)
	}
	return settled
}

// CloseAll ends the wait for what containers may tell.
func (r *Recorder) CloseAll() {
	for _, a := range r.opened {
		r.close(a)
	}
}

// close ends the wait for what the containers of an application tell: its exit code was not seen.
func (r *Recorder) close(a *app) {
	if a.open.number == 0 {
		return
	}
	if phase := a.open.phase; a.open.asks && (phase == activity.Changed || phase == activity.StartedAgain) {
		r.log.Amend(a.open.number, func(e *activity.Entry) {
			e.Unread = e.Exit == "" && e.Cause == "" && (e.Phase == activity.StartedAgain || e.Fewer())
		})
	}
	r.release(a)
}

// release ends the wait for what is added to the entry of an application.
func (r *Recorder) release(a *app) {
	a.open = open{}
	delete(r.opened, a.row.ID.Key)
}

// exitOf returns the exit code of a container.
func exitOf(row *fleet.Row) (code string, known bool) {
	if c := row.Container.ExitCode; c != nil {
		return strconv.Itoa(*c), true
	}
	return "", false
}

// explain adds to an entry what the containers of its application tell.
func (r *Recorder) explain(a *app, containers []*fleet.Row, culprit *fleet.Row, now time.Time) {
	if a.open.number == 0 || !a.open.asks {
		return
	}
	culprit, waits := r.told(a, containers, culprit, now)
	if waits {
		return
	}
	if culprit == nil || a.ownReason(containers) != "" || culprit.Container.ExitCode == nil && culprit.Container.ExitMessage == "" {
		r.close(a)
		return
	}
	if fleet.Waits(culprit) {
		a.members.waiting = culprit.Name
	}
	c, of := culprit.Container, activity.Of(a.row)
	others := sinceThen(containers, culprit)
	r.log.Amend(a.open.number, func(e *activity.Entry) {
		if e.Object, e.Of = activity.Of(culprit), of; e.Phase == activity.Changed {
			e.Phase, e.Names = activity.Exited, others
		}
		e.Cause = c.ExitMessage
		if code, known := exitOf(culprit); known {
			e.Exit, e.Cause = code, ""
		}
		if e.Phase == activity.StartedAgain && e.Exit != "0" {
			e.Result = activity.Doubtful
		}
	})
	r.release(a)
}

// told returns the container that what an application has told is about: the one that failed, else the one
// that ended or was started last; nil where none is known. waits says that it will be: where one leads that
// is on its way changes the record of the application.
func (r *Recorder) told(a *app, containers []*fleet.Row, failed *fleet.Row, now time.Time) (row *fleet.Row, waits bool) {
	switch {
	case a.open.more: // which of them is told where it runs again
		return nil, false
	case !a.open.fewer && failed != nil:
		return failed, false
	case a.open.phase == activity.StartedAgain:
		return startedLast(containers), false
	case !a.open.fewer:
		return nil, false
	}
	// One may have failed long ago, and somebody may have stopped another one now.
	since := r.fleet.ServerTime(now).Add(-now.Sub(cmp.Or(a.since, a.open.since)) - max(gapIntervals*r.interval, leastGap))
	if failed != nil && (failed.Container.StoppedAt.IsZero() || failed.Container.StoppedAt.After(since)) {
		return failed, false
	}
	row = endedLast(containers, since)
	return row, row == nil && slices.ContainsFunc(containers, func(row *fleet.Row) bool { return row.State().InTransition() })
}

// endedLast returns the container that ended last, nil where none has since a time.
func endedLast(containers []*fleet.Row, since time.Time) (last *fleet.Row) {
	for _, row := range containers {
		c, isOver := row.Container, !row.State().InTransition() || fleet.Waits(row)
		if c.ExitCode != nil && !runs(row) && isOver && c.StoppedAt.After(since) && (last == nil || c.StoppedAt.After(last.Container.StoppedAt.Time)) {
			last = row
		}
	}
	return last
}

// startedLast returns the container that was started last.
func startedLast(containers []*fleet.Row) (last *fleet.Row) {
	for _, row := range containers {
		if !row.Gone() && (last == nil || row.Container.Started.After(last.Container.Started.Time)) {
			last = row
		}
	}
	return last
}

// sinceThen names the other containers that ended along with one.
func sinceThen(containers []*fleet.Row, with *fleet.Row) (names []string) {
	const along = 30 * time.Second
	for _, row := range containers {
		c := row.Container
		if row != with && c.ExitCode != nil && !c.StoppedAt.IsZero() && c.State != client.StateRunning && !row.Gone() && with.Container.StoppedAt.Sub(c.StoppedAt.Time).Abs() < along {
			names = append(names, row.Name)
		}
	}
	return names
}

// Shift takes in that the numbers of the entries of the log have grown.
func (r *Recorder) Shift(by int) {
	for _, a := range r.opened {
		a.open.number += by
	}
}
