package orders

import (
	"time"

	"fleetop/client"
	"fleetop/internal/fleet"
)

// restartPatience is how long a restart waits for the object to be Stopped, and then to
// run. After that it ends, and sends nothing more.
const restartPatience = 60 * time.Second

// Ending is how a restart ended.
type Ending uint8

// The endings.
const (
	RunsAgain Ending = iota
	GaveUp           // something was in the way
	CalledOff        // it was asked to end
)

// restart is the order in which an object is stopped and started again. It is told
// what the server answers and what the polls show, and says when the start is to be
// sent: once, and only while the object is Stopped as the stop left it. It ends by
// itself in every case, and is not used again then.
type restart struct {
	fleet.Restarting
	since  time.Time  // when the step began
	before *fleet.Row // as it was before the stop
	seen   *fleet.Row // as it was last seen
	left   bool       // it has been seen to stop
	ended  bool
	ending Ending
	why    Reason
}

// newRestart begins the restart of an object as it is known: its stop is sent now.
func newRestart(r *fleet.Row, now time.Time) *restart {
	return &restart{Restarting: fleet.Restarting{ID: r.ID, Name: r.Name}, since: now, before: r, seen: r}
}

// deadline is when it gives up by itself; the zero time while it waits for the
// answer to a request, which ends in its own time.
func (r *restart) deadline() time.Time {
	if !r.ended && (r.Step == fleet.RestartWaiting || r.Step == fleet.RestartStarting && r.Accepted) {
		return r.since.Add(restartPatience)
	}
	return time.Time{}
}

// replied takes in the answer to the write of its step, with the error where it
// was not accepted.
func (r *restart) replied(outcome client.Outcome, err error, now time.Time) {
	verb, sent := fleet.Stop, r.Step == fleet.RestartStopping
	if r.Step == fleet.RestartStarting {
		verb, sent = fleet.Start, !r.Accepted
	}
	if !sent || r.ended {
		return
	}
	switch outcome {
	case client.Accepted:
		if r.Step == fleet.RestartStopping {
			r.Step = fleet.RestartWaiting
		}
		r.since, r.Accepted = now, verb == fleet.Start
	case client.Refused:
		r.end(GaveUp, Reason{Kind: RestartRefused, Verb: verb, Err: err, State: r.state()})
	case client.NotSent:
		r.end(GaveUp, Reason{Kind: RestartFailed, Verb: verb, Err: err, State: r.state()})
	default:
		r.end(GaveUp, Reason{Kind: RestartUnclear, Verb: verb, Err: err})
	}
}

// cancel ends it before the start is sent; false when it is too late for that.
func (r *restart) cancel() bool {
	if r.ended || r.Step > fleet.RestartWaiting {
		return false
	}
	why := Reason{Kind: RestartLeft, State: r.state()}
	if r.Step == fleet.RestartStopping {
		why = Reason{Kind: RestartStopSent}
	}
	r.end(CalledOff, why)
	return true
}

// see takes in the object as it is known now: nil with gone when it is not there
// any more, nil without when nothing is known of it. confirmed says that a poll
// has shown the last write to be acted on. It returns true when the start is to
// be sent, once.
func (r *restart) see(row *fleet.Row, gone, confirmed bool, now time.Time) (start bool) {
	if r.ended {
		return false
	}
	lost := r.lost(row, gone)
	if row != nil && lost.Kind == NoReason {
		r.seen = row
	}
	switch {
	case lost.Kind != NoReason:
		r.end(GaveUp, lost)
	case r.Step == fleet.RestartWaiting && row != nil:
		start = r.wait(row, confirmed)
	case r.Step == fleet.RestartStarting && r.Accepted && row != nil && confirmed:
		r.arrive(row)
	}
	if start {
		r.Step, r.since = fleet.RestartStarting, now
	}
	if at := r.deadline(); !at.IsZero() && !now.Before(at) {
		r.end(GaveUp, Reason{Kind: RestartTimedOut, State: r.state(), Untold: r.untold(r.seen), Blind: r.Blind})
	}
	return start
}

// replacedBy tells the object from what has its uuid now. A server may take a start
// for a deployment.
func (r *restart) replacedBy(row *fleet.Row) fleet.Difference {
	if row == nil {
		return fleet.Difference{}
	}
	was := r.before.Identity()
	if r.Step >= fleet.RestartStarting {
		was.Deployed = client.Time{}
	}
	return was.Differs(row.Identity())
}

// untold names what a record does not say any more that would tell the object from
// others, "" for nothing.
func (r *restart) untold(row *fleet.Row) string { return r.before.Identity().Untold(row.Identity()) }

// lost says why there is nothing to go on with, no reason while there is.
func (r *restart) lost(row *fleet.Row, gone bool) Reason {
	switch d := r.replacedBy(row); {
	case d.Trait != fleet.Same:
		return Reason{Kind: RestartLost, Difference: d}
	case gone, isGoing(row):
		return Reason{Kind: RestartGone}
	default:
		return Reason{}
	}
}

// isGoing says whether an object is terminated, or about to be.
func isGoing(row *fleet.Row) bool {
	return row != nil && (row.Gone() || row.State() == client.StateTerminating)
}

// wait looks whether an object that was told to stop has done so, or whether
// somebody else has his hands on it.
func (r *restart) wait(row *fleet.Row, confirmed bool) (start bool) {
	state := row.State()
	switch state {
	case client.StateStopping:
		r.left = true
	case client.StateStopped, client.StateStoppedWithErrors:
		r.left = true
		return confirmed && r.untold(row) == ""
	case client.StateStarting:
		r.end(GaveUp, Reason{Kind: RestartTakenOver})
	case client.StateRunning, client.StatePartlyRunning:
		switch {
		case !row.Started().Equal(r.before.Started()):
			r.end(GaveUp, Reason{Kind: RestartTakenOver})
		case r.left:
			r.end(GaveUp, Reason{Kind: RestartUpAgain, State: string(state)})
		}
	case client.StateScaling, client.StateRedeploying, client.StateStartFailed, client.StateNotRunning:
		r.end(GaveUp, Reason{Kind: RestartWorkedOn, State: string(state)})
	default: // a state of which nothing is known: it may pass
	}
	return false
}

// arrive looks whether an object that was told to start does run.
func (r *restart) arrive(row *fleet.Row) {
	switch state := row.State(); state {
	case client.StateRunning:
		r.end(RunsAgain, Reason{Kind: RestartDone, State: stateText(row)})
	case client.StatePartlyRunning:
		r.end(GaveUp, Reason{Kind: RestartPartlyUp, State: stateText(row)})
	case client.StateStarting, client.StateScaling, client.StateRedeploying:
	default:
		if state.Known() {
			r.end(GaveUp, Reason{Kind: RestartNotUp, State: string(state)})
		}
	}
}

// state is the state it was last seen in, "" where the server does not tell it.
func (r *restart) state() string { return string(r.seen.State()) }

// stateText is the state of an object, of an application with how many run:
// "Running 3/3".
func stateText(row *fleet.Row) string {
	if running := fleet.RunningText(row); running != "" {
		return string(row.State()) + " " + running
	}
	return string(row.State())
}

func (r *restart) end(how Ending, why Reason) { r.ended, r.ending, r.why = true, how, why }

// watch tells it what is known of its object now. It returns true when the start is to be
// sent, which is not while the question is open whether to quit.
func (r *restart) watch(w World) (start bool) {
	row, list := w.Fleet.Row(r.ID), w.Fleet.List(r.polled())
	r.Blind = w.Trouble != "" || list != nil && list.Err != nil
	return r.see(row, row == nil && w.Fleet.Absent(r.before), w.Fleet.Pending(r.ID) == nil && !w.Quitting, w.Now)
}

// polled is the list that shows whether it can go on.
func (r *restart) polled() fleet.Query {
	if r.ID.Kind == fleet.Containers {
		return fleet.Query{Kind: fleet.Containers, Application: r.before.ApplicationUUID()}
	}
	return fleet.Query{Kind: r.ID.Kind}
}
