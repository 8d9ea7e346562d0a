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
	text   string // how it ended, in words that follow "restart of NAME", or "cancelled: "; its state where it is done
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

// replied takes in the answer to the write of its step, with the reason where it
// was not accepted.
func (r *restart) replied(outcome client.Outcome, why string, now time.Time) {
	what, sent := "stop", r.Step == fleet.RestartStopping
	if r.Step == fleet.RestartStarting {
		what, sent = "start", !r.Accepted
	}
	if !sent || r.ended {
		return
	}
	switch outcome {
	case client.Accepted:
		if r.Step == fleet.RestartStopping {
			r.Step = fleet.RestartWaiting
		}
		r.since, r.Accepted = now, what == "start"
	case client.Refused:
		r.end(GaveUp, "ended: "+what+" refused: "+why+"; it is "+r.state())
	case client.NotSent:
		r.end(GaveUp, "ended: "+what+" failed: "+why+"; it is "+r.state())
	default:
		r.end(GaveUp, "ended: "+what+" unknown, it may have been done: "+why+"; nothing more is sent")
	}
}

// cancel ends it before the start is sent; false when it is too late for that.
func (r *restart) cancel() bool {
	if r.ended || r.Step > fleet.RestartWaiting {
		return false
	}
	text := "it is left as it is, " + r.state() + ", and not started"
	if r.Step == fleet.RestartStopping {
		text = "the stop was sent, nothing more will be"
	}
	r.end(CalledOff, text)
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
	if row != nil && lost == "" {
		r.seen = row
	}
	switch {
	case lost != "":
		r.end(GaveUp, "ended: "+lost+"; nothing more is sent")
	case r.Step == fleet.RestartWaiting && row != nil:
		start = r.wait(row, confirmed)
	case r.Step == fleet.RestartStarting && r.Accepted && row != nil && confirmed:
		r.arrive(row)
	}
	if start {
		r.Step, r.since = fleet.RestartStarting, now
	}
	if at := r.deadline(); !at.IsZero() && !now.Before(at) {
		r.end(GaveUp, "gave up waiting: "+r.awaited()+"; nothing more is sent")
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

// awaited says why what it waits for did not come.
func (r *restart) awaited() string {
	what := r.untold(r.seen)
	switch {
	case r.Blind:
		return "no answer from the server, it was " + r.state()
	case what != "":
		return "it is " + r.state() + ", and the server does not say its " + what + " any more"
	default:
		return "it is " + r.state()
	}
}

// untold names what a record does not say any more that would tell the object from
// others, "" for nothing.
func (r *restart) untold(row *fleet.Row) string { return r.before.Identity().Untold(row.Identity()) }

// lost says why there is nothing to go on with, "" while there is.
func (r *restart) lost(row *fleet.Row, gone bool) string {
	switch d := r.replacedBy(row); {
	case d.Trait != fleet.Same:
		return d.String()
	case gone, isGoing(row):
		return "it went away meanwhile"
	default:
		return ""
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
		r.end(GaveUp, "ended: somebody else started it meanwhile; no start is sent")
	case client.StateRunning, client.StatePartlyRunning:
		switch {
		case !row.Started().Equal(r.before.Started()):
			r.end(GaveUp, "ended: somebody else started it meanwhile; no start is sent")
		case r.left:
			r.end(GaveUp, "ended: it is "+string(state)+" again, not stopped or started by somebody else; no start is sent")
		}
	case client.StateScaling, client.StateRedeploying, client.StateStartFailed, client.StateNotRunning:
		r.end(GaveUp, "ended: it is "+string(state)+", somebody else is at work on it; no start is sent")
	default: // a state of which nothing is known: it may pass
	}
	return false
}

// arrive looks whether an object that was told to start does run.
func (r *restart) arrive(row *fleet.Row) {
	switch state := row.State(); state {
	case client.StateRunning:
		r.end(RunsAgain, stateText(row))
	case client.StatePartlyRunning:
		r.end(GaveUp, "ended: it is "+stateText(row))
	case client.StateStarting, client.StateScaling, client.StateRedeploying:
	default:
		if state.Known() {
			r.end(GaveUp, "ended: it was started, and is "+string(state))
		}
	}
}

// state is the state it was last seen in.
func (r *restart) state() string {
	if state := r.seen.State(); state != "" {
		return string(state)
	}
	return "in a state that the server does not tell"
}

// stateText is the state of an object, of an application with how many run:
// "Running 3/3".
func stateText(row *fleet.Row) string {
	if running := fleet.RunningText(row); running != "" {
		return string(row.State()) + " " + running
	}
	return string(row.State())
}

func (r *restart) end(how Ending, text string) { r.ended, r.ending, r.text = true, how, text }

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
