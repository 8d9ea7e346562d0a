package fleet

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	"fleetop/client"
)

// restartPatience is how long a restart waits for the object to be Stopped, and
// then to run. After that it ends, and sends nothing more.
const restartPatience = 60 * time.Second

// RestartStep is how far a restart has come.
type RestartStep uint8

// The steps. Each of the first three is shown by its number.
const (
	RestartStopping RestartStep = iota // the stop is on its way
	RestartWaiting                     // the stop was accepted; it is not Stopped yet
	RestartStarting                    // the start is on its way, or accepted; it does not run yet
	RestartEnded
)

// Ending is how a restart ended.
type Ending uint8

// The endings.
const (
	RestartDone      Ending = iota // it runs again
	RestartGaveUp                  // something was in the way
	RestartCancelled               // it was asked to end
)

// Reply is what became of a write: what a restart has to know of it.
type Reply uint8

// The replies. NotSent is a write that never reached the server, Unknown one that
// may have been carried out or not.
const (
	Accepted Reply = iota
	Refused
	NotSent
	Unknown
)

// Restarting is the order in which an object is stopped and started again. It is
// told what the server answers and what the polls show, and says when the start
// is to be sent: once, and only while the object is Stopped as the stop left it.
// It ends by itself in every case, and is not used again then.
type Restarting struct {
	ID   ID
	Name string
	// Order is whatever began it wants to know it by.
	Order int

	step    RestartStep
	since   time.Time // when the step began
	before  *Row      // as it was before the stop
	seen    *Row      // as it was last seen
	left    bool      // it has been seen to stop
	replied bool      // the start was accepted
	blind   bool      // the server does not answer polls
	ending  Ending
	text    string // how it ended
}

// NewRestarting begins the restart of an object as it is known: its stop is sent now.
func NewRestarting(r *Row, now time.Time) *Restarting {
	return &Restarting{ID: r.ID, Name: r.Name, since: now, before: r, seen: r}
}

// Step returns how far it has come.
func (r *Restarting) Step() RestartStep { return r.step }

// Ended returns how it ended, in words that follow "restart of NAME", or by the state
// it is in where it is done; false while it goes on.
func (r *Restarting) Ended() (Ending, string, bool) { return r.ending, r.text, r.step == RestartEnded }

// blocks says whether another action has to wait for its end. Once its start was
// accepted it sends nothing more: what stops or destroys need not wait.
func (r *Restarting) blocks(v Verb) bool {
	return r != nil && (r.step != RestartStarting || !r.replied || v != Stop && v != Terminate)
}

// Deadline is when it gives up by itself; the zero time while it waits for the
// answer to a request, which ends in its own time.
func (r *Restarting) Deadline() time.Time {
	if r.step == RestartWaiting || r.step == RestartStarting && r.replied {
		return r.since.Add(restartPatience)
	}
	return time.Time{}
}

// Words says what it does now: "restarting: stopping (1/3)".
func (r *Restarting) Words() string {
	text := "restarting: starting (3/3)"
	switch r.step {
	case RestartStopping:
		return "restarting: stopping (1/3)"
	case RestartWaiting:
		text = "restarting: waiting for Stopped (2/3)"
	case RestartStarting, RestartEnded:
	}
	if r.blind {
		text += ", no answer from the server"
	}
	return text
}

// marks says the same as shortly as a list needs it.
func (r *Restarting) marks() []string {
	switch r.step {
	case RestartStopping:
		return []string{"restart: stopping 1/3", "stopping 1/3"}
	case RestartWaiting:
		return []string{"restart: waiting 2/3", "waiting 2/3"}
	default:
		return []string{"restart: starting 3/3", "starting 3/3"}
	}
}

// Replied takes in the answer to the write of its step, with the reason where it
// was not accepted.
func (r *Restarting) Replied(reply Reply, why string, now time.Time) {
	what, sent := "stop", r.step == RestartStopping
	if r.step == RestartStarting {
		what, sent = "start", !r.replied
	}
	if !sent {
		return
	}
	switch reply {
	case Accepted:
		if r.step == RestartStopping {
			r.step = RestartWaiting
		}
		r.since, r.replied = now, what == "start"
	case Refused:
		r.end(RestartGaveUp, "ended: "+what+" refused: "+why+"; it is "+r.state())
	case NotSent:
		r.end(RestartGaveUp, "ended: "+what+" failed: "+why+"; it is "+r.state())
	default:
		r.end(RestartGaveUp, "ended: "+what+" unknown, it may have been done: "+why+"; nothing more is sent")
	}
}

// Cancel ends it before the start is sent; false when it is too late for that.
func (r *Restarting) Cancel() bool {
	if r.step > RestartWaiting {
		return false
	}
	text := "cancelled: it is left as it is, " + r.state() + ", and not started"
	if r.step == RestartStopping {
		text = "cancelled: the stop was sent, nothing more will be"
	}
	r.end(RestartCancelled, text)
	return true
}

// See takes in the object as it is known now: nil with gone when it is not there
// any more, nil without when nothing is known of it. confirmed says that a poll
// has shown the last write to be acted on. It returns true when the start is to
// be sent, once.
func (r *Restarting) See(row *Row, gone, confirmed bool, now time.Time) (start bool) {
	if r.step == RestartEnded {
		return false
	}
	lost := r.lost(row, gone)
	if row != nil && lost == "" {
		r.seen = row
	}
	switch {
	case lost != "":
		r.end(RestartGaveUp, "ended: "+lost+"; nothing more is sent")
	case r.step == RestartWaiting && row != nil:
		start = r.wait(row, confirmed)
	case r.step == RestartStarting && r.replied && row != nil && confirmed:
		r.arrive(row)
	}
	if start {
		r.step, r.since = RestartStarting, now
	}
	if at := r.Deadline(); !at.IsZero() && !now.Before(at) {
		r.end(RestartGaveUp, "gave up waiting: "+r.awaited()+"; nothing more is sent")
	}
	return start
}

// replacedBy tells the object from what has its uuid now. A server may take a start
// for a deployment.
func (r *Restarting) replacedBy(row *Row) Difference {
	if row == nil {
		return Difference{}
	}
	was := r.before.Identity()
	if r.step >= RestartStarting {
		was.Deployed = client.Time{}
	}
	return was.Differs(row.Identity())
}

// awaited says why what it waits for did not come.
func (r *Restarting) awaited() string {
	what := r.untold(r.seen)
	switch {
	case r.blind:
		return "no answer from the server, it was " + r.state()
	case what != "":
		return "it is " + r.state() + ", and the server does not say its " + what + " any more"
	default:
		return "it is " + r.state()
	}
}

// untold names what a record does not say any more that would tell the object from
// others, "" for nothing.
func (r *Restarting) untold(row *Row) string { return r.before.Identity().Untold(row.Identity()) }

// lost says why there is nothing to go on with, "" while there is.
func (r *Restarting) lost(row *Row, gone bool) string {
	switch d := r.replacedBy(row); {
	case d.Trait != Same:
		return d.String()
	case gone, isGoing(row):
		return "it went away meanwhile"
	default:
		return ""
	}
}

// isGoing says whether an object is terminated, or about to be.
func isGoing(row *Row) bool {
	return row != nil && (row.Gone() || row.State() == client.StateTerminating)
}

// wait looks whether an object that was told to stop has done so, or whether
// somebody else has his hands on it.
func (r *Restarting) wait(row *Row, confirmed bool) (start bool) {
	state := row.State()
	switch state {
	case client.StateStopping:
		r.left = true
	case client.StateStopped, client.StateStoppedWithErrors:
		r.left = true
		return confirmed && r.untold(row) == ""
	case client.StateStarting:
		r.end(RestartGaveUp, "ended: somebody else started it meanwhile; no start is sent")
	case client.StateRunning, client.StatePartlyRunning:
		switch {
		case !startedOf(row).Equal(startedOf(r.before)):
			r.end(RestartGaveUp, "ended: somebody else started it meanwhile; no start is sent")
		case r.left:
			r.end(RestartGaveUp, "ended: it is "+string(state)+" again, not stopped or started by somebody else; no start is sent")
		}
	case client.StateScaling, client.StateRedeploying, client.StateStartFailed, client.StateNotRunning:
		r.end(RestartGaveUp, "ended: it is "+string(state)+", somebody else is at work on it; no start is sent")
	default: // a state of which nothing is known: it may pass
	}
	return false
}

// arrive looks whether an object that was told to start does run.
func (r *Restarting) arrive(row *Row) {
	switch state := row.State(); state {
	case client.StateRunning:
		r.end(RestartDone, stateText(row))
	case client.StatePartlyRunning:
		r.end(RestartGaveUp, "ended: it is "+stateText(row))
	case client.StateStarting, client.StateScaling, client.StateRedeploying:
	default:
		if state.Known() {
			r.end(RestartGaveUp, "ended: it was started, and is "+string(state))
		}
	}
}

// state is the state it was last seen in.
func (r *Restarting) state() string {
	if state := r.seen.State(); state != "" {
		return string(state)
	}
	return "in a state that the server does not tell"
}

// stateText is the state of an object, of an application with how many run:
// "Running 3/3".
func stateText(row *Row) string {
	if running := RunningText(row); running != "" {
		return string(row.State()) + " " + running
	}
	return string(row.State())
}

func (r *Restarting) end(how Ending, text string) { r.step, r.ending, r.text = RestartEnded, how, text }

// BeginRestart keeps the restart of an object, so that it is shown and nothing
// else is done to it meanwhile.
func (f *Fleet) BeginRestart(r *Row, now time.Time) *Restarting {
	f.restarts[r.ID] = NewRestarting(r, now)
	f.version++
	return f.restarts[r.ID]
}

// Restarting returns the restart of an object that is under way, nil if there is none.
func (f *Fleet) Restarting(id ID) *Restarting { return f.restarts[id] }

// Restarts returns the restarts that are under way, in the order of their names.
func (f *Fleet) Restarts() []*Restarting {
	return slices.SortedFunc(maps.Values(f.restarts), func(a, b *Restarting) int {
		return cmp.Or(strings.Compare(a.Name, b.Name), strings.Compare(a.ID.Key, b.ID.Key))
	})
}

// EndRestart forgets a restart.
func (f *Fleet) EndRestart(id ID) {
	delete(f.restarts, id)
	f.version++
}

// Watch tells a restart what is known of its object now; away that the server
// does not answer. It returns true when the start is to be sent, which is not as
// long as hold is true.
func (f *Fleet) Watch(r *Restarting, away, hold bool, now time.Time) (start bool) {
	row, step, blind := f.Row(r.ID), r.step, r.blind
	list := f.lists[r.Polled()]
	r.blind = away || list != nil && list.Err != nil
	start = r.See(row, row == nil && f.absent(r.before), f.pending[r.ID] == nil && !hold, now)
	if step != r.step || blind != r.blind {
		f.version++
	}
	return start
}

// Polled returns the list that shows whether a restart can go on.
func (r *Restarting) Polled() Query {
	if r.ID.Kind == Containers {
		return Query{Kind: Containers, Application: r.before.ApplicationUUID()}
	}
	return Query{Kind: r.ID.Kind}
}

// absent says whether the newest list that would have an object is whole and
// does not have it.
func (f *Fleet) absent(r *Row) bool {
	newest := f.lists[Query{Kind: r.ID.Kind}]
	if r.ID.Kind == Containers {
		if of := f.lists[Query{Kind: Containers, Application: r.ApplicationUUID()}]; of.newerThan(newest) {
			newest = of
		}
	}
	return newest.Whole() && newest.Row(r.ID.Key) == nil
}

// Marks returns what a list shows of what is planned or under way with an object,
// the fullest way to say it first; none for nothing.
func (f *Fleet) Marks(id ID, now time.Time) []string {
	if p := f.planned[id]; p != nil {
		return p.marks(now)
	}
	if r := f.restarts[id]; r != nil {
		return r.marks()
	}
	if p := f.pending[id]; p != nil {
		return p.marks(now)
	}
	return nil
}

// lacksFor is how long it is believed that the server does not know an action: it
// may be another one by then.
const lacksFor = 5 * time.Minute

// Lack notes that the server does not know an action at all.
func (f *Fleet) Lack(v Verb, now time.Time) {
	f.lacks[v] = now.Add(lacksFor)
	f.version++
}

// ForgetLacks lets everything be tried again.
func (f *Fleet) ForgetLacks() {
	clear(f.lacks)
	f.version++
}
