package recorder

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"fleetop/client"
	"fleetop/internal/activity"
	"fleetop/internal/fleet"
)

// ownFor is for how long a change is taken for what an action of one's own led to.
const ownFor = 10 * time.Minute

// facts are what changes of an application are told by, as far as a start of the program later has to
// know them.
type facts struct {
	Name     string `json:"name"`
	State    string `json:"state"`
	Running  int    `json:"running"`
	Target   int    `json:"target"`
	Image    string `json:"image,omitempty"`
	Address  string `json:"address,omitempty"`
	Ports    string `json:"ports,omitempty"`
	Deployed int64  `json:"deployed,omitempty"`
	Started  int64  `json:"started,omitempty"`
	Restarts int    `json:"restarts,omitempty"`
	Nodes    string `json:"nodes,omitempty"`
}

func factsOf(row *fleet.Row) facts {
	a := row.Application
	f := facts{
		Name: row.Name, State: string(row.State()), Running: a.Running, Target: a.Target, Image: a.ImageName, Address: fleet.Address(row),
		Ports: fleet.PortsText(row), Deployed: second(a.Deployed), Started: second(a.Started), Restarts: a.Restarts,
		Nodes: strings.Join(a.Nodes, ", "),
	}
	if condition := fleet.Condition(row); condition == "unhealthy" || condition == "paused" {
		f.State += " (" + condition + ")"
	}
	return f
}

func second(t client.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.Unix()
}

// text is the state with its counts: "Running 3/3".
func (f *facts) text() string {
	return f.State + " " + f.counts()
}

func (f *facts) counts() string { return strconv.Itoa(f.Running) + "/" + strconv.Itoa(f.Target) }

// between returns how the state was and is, each as far as they differ.
func (f *facts) between(now *facts) (from, to string) {
	if f.State == now.State {
		return f.counts(), now.counts()
	}
	return f.text(), now.text()
}

// own is an action of one's own that polls are about to show.
type own struct {
	verb fleet.Verb
	sent time.Time
	many bool
}

// Acted takes in that polls show of actions on objects that the server acts on them.
func (r *Recorder) Acted(actions []*fleet.Pending) {
	for _, p := range actions {
		o := own{verb: p.Verb, sent: p.Sent, many: p.Many}
		r.own[p.ID.Key] = o
		if p.ID.Kind == fleet.Containers {
			if row := r.fleet.Row(p.ID); row != nil {
				r.own[row.ApplicationUUID()] = o
			}
		}
	}
}

// Mine takes in that an application was created here: it is told already how it comes up.
func (r *Recorder) Mine(id fleet.ID, now time.Time) {
	r.own[id.Key] = own{verb: activity.Create, sent: now, many: true}
}

// ofOwn returns the action of one's own that a change comes from.
func (r *Recorder) ofOwn(key string, now time.Time) (own, bool) {
	if p := r.fleet.Pending(fleet.ID{Kind: fleet.Applications, Key: key}); p != nil {
		return own{verb: p.Verb, sent: p.Sent, many: p.Many}, true
	}
	o, mine := r.own[key]
	return o, mine && now.Sub(o.sent) <= ownFor
}

// tell compares an application with how it was told last. While it is in transition, or the rest of it comes up
// by itself, nothing is: where that leads is what counts.
func (r *Recorder) tell(a *app, now time.Time) {
	if a.row.State().InTransition() || r.awaits(a, now) {
		if a.left.IsZero() {
			a.left = now
		}
		return
	}
	left := a.left
	a.left, a.due = time.Time{}, time.Time{}
	if !fleet.Waits(a.row) {
		a.members.waiting = ""
	}
	is, was := factsOf(a.row), a.told
	switch {
	case r.followed(&a.members, now): // it is told of each of them
		was.Nodes = is.Nodes
	case is.Running < is.Target: // nobody knows where the rest will run
		is.Nodes = was.Nodes
	}
	a.told, a.telling = is, true
	o, mine := r.ofOwn(a.row.ID.Key, now)
	switch {
	case is != was:
		a.since = cmp.Or(left, now)
		r.differs(a, &was, o, mine, now)
	case !left.IsZero() && !mine && is.Running > 0: // its containers say whether one was started again
		a.left = left
		r.ask.add(a.row.ID.Key, false)
	}
}

// differs tells what is different about an application from how it was told before.
func (r *Recorder) differs(a *app, was *facts, o own, mine bool, now time.Time) {
	delete(r.own, a.row.ID.Key)
	entries := differences(was, &a.told)
	if len(entries) > 0 && isAnew(entries[0].Phase) { // whatever it was before
		a.looping, a.loopTold, a.loopHeard = false, false, false
	}
	if r.begins(now) {
		entries = slices.DeleteFunc(entries, func(e activity.Entry) bool { return e.Phase == activity.Readdressed })
	}
	if mine && o.many && (a.why == fleet.Fine || o.verb == activity.Create) { // that is told of all of them, or how it came up
		a.ofMany = now
		return
	}
	for i := range entries {
		e := &entries[i]
		e.Object = activity.Of(a.row)
		if mine {
			e.By, e.Verb, e.Span = "you", o.verb, now.Sub(o.sent)
		}
		r.classify(e, a)
		r.out(e, a, now, mine)
	}
}

// comesFor is for how long the rest of an application may take to come up by itself before it is told.
const comesFor = time.Minute

// awaits says whether the rest of an application comes up by itself: it is told when all of it runs, or after a
// while.
func (r *Recorder) awaits(a *app, now time.Time) bool {
	if a.row.State() != client.StatePartlyRunning || a.row.Application.Stopped != 0 || !grows(a) && !restarts(a) {
		return false
	}
	if a.due.IsZero() {
		a.due = now.Add(comesFor)
	}
	if !now.Before(a.due) {
		return false
	}
	r.wake(a.row.ID.Key, a.due)
	return true
}

// grows says whether an application that runs in part was scaled up or started elsewhere.
func grows(a *app) bool {
	is, was := a.row.Application, &a.told
	isMore := is.Target > was.Target && was.Running >= was.Target || client.State(was.State).InTransition()
	return isMore && is.Reason == "" && was.Name != "" && is.Running >= was.Running
}

// restarts says whether what ended of an application is being started again by itself, and is not told yet.
func restarts(a *app) bool {
	if !fleet.Waits(a.row) {
		return false
	}
	is := factsOf(a.row)
	return is.text() != a.told.text()
}

// differences are the entries that tell one state of an application from another.
func differences(was, is *facts) (entries []activity.Entry) {
	add := func(phase activity.Phase, from, to string) {
		entries = append(entries, activity.Entry{Phase: phase, From: from, To: to})
	}
	switch {
	case was.Name != is.Name:
		add(activity.Delisted, was.Name, "")
		add(activity.Listed, "", is.text())
		return entries
	case was.Image != is.Image:
		add(activity.Reimaged, was.Image, is.Image)
	case was.Deployed != is.Deployed && was.Deployed != 0 && is.Deployed != 0:
		add(activity.Redeployed, "", "")
	}
	anew := len(entries) > 0
	switch {
	case was.State != is.State || was.Running != is.Running || was.Target != is.Target:
		from, to := was.between(is)
		add(activity.Changed, from, to)
	case anew:
	case is.Restarts > was.Restarts:
		add(activity.StartedAgain, "", "")
		entries[len(entries)-1].Again = is.Restarts - was.Restarts
	case was.Started != 0 && is.Started > was.Started && is.Running > 0:
		add(activity.StartedAgain, "", "")
	}
	if !anew {
		entries = append(entries, nodes(was, is)...)
	}
	return append(entries, addresses(was, is)...)
}

// nodes is the entry that tells on which other nodes an application is that was not scaled.
func nodes(was, is *facts) []activity.Entry {
	if was.Target != is.Target || was.Nodes == is.Nodes || was.Nodes == "" || is.Nodes == "" {
		return nil
	}
	return []activity.Entry{{Phase: activity.Elsewhere, From: was.Nodes, To: is.Nodes}}
}

// addresses are the entries that tell one address of an application from another.
func addresses(was, is *facts) []activity.Entry {
	switch {
	case was.Address != is.Address:
		return []activity.Entry{{Phase: activity.Readdressed, From: was.Address, To: is.Address}}
	case was.Ports != is.Ports:
		return []activity.Entry{{Phase: activity.Readdressed, From: was.Ports, To: is.Ports}}
	default:
		return nil
	}
}

// classify says what a change came to.
func (r *Recorder) classify(e *activity.Entry, a *app) {
	switch {
	case e.Phase != activity.Changed && e.Phase != activity.Listed:
	case a.why == fleet.Failing, a.why == fleet.Looping:
		e.Result = activity.Bad
		e.Cause = a.row.Application.Reason
	case a.track.level == Well && e.Phase == activity.Changed:
		e.Result = activity.Good
	}
}

// out hands an entry on, unless it is one of many of something that flaps.
func (r *Recorder) out(e *activity.Entry, a *app, now time.Time, mine bool) {
	switch {
	case e.Phase == activity.StartedAgain:
		r.ask.add(a.row.ID.Key, false)
		if r.toldAgain(a, now) || r.folds(a, e, now) {
			return
		}
	case e.Phase == activity.Changed && !mine && (!a.open.counted() || e.More()) && r.flaps(a, e, now):
		return
	}
	anew := becomesAnother(e.Phase)
	if anew && r.gathered(a, e, now) {
		return
	}
	waits := waits(a, e, mine)
	if waits {
		r.ask.add(a.row.ID.Key, false)
	}
	r.fresh = append(r.fresh, change{entry: *e, app: a, waits: waits, goes: anew && a.members.rows != nil})
}

// waits says whether an entry waits for the containers, which tell more.
func waits(a *app, e *activity.Entry, mine bool) bool {
	switch {
	case e.Phase == activity.StartedAgain:
		return true
	case e.Phase != activity.Changed:
		return false
	default: // which of them runs again, or what ended
		return e.More() && a.members.rows != nil || !mine && e.Result == activity.Bad
	}
}

// becomesAnother says whether an entry of a phase tells what an application has become.
func becomesAnother(phase activity.Phase) bool {
	return phase == activity.Changed || isAnew(phase)
}

// isAnew says whether an entry of a phase tells that an application has been made anew.
func isAnew(phase activity.Phase) bool {
	return phase == activity.Reimaged || phase == activity.Redeployed
}

// gathered gives an entry what was held back of the containers, and says whether it has become part of
// what they told.
func (r *Recorder) gathered(a *app, e *activity.Entry, now time.Time) bool {
	a.members.held.into(e)
	a.members.held = groups{}
	return r.joined(a, e, now)
}

// appeared tells of an application that was not there before.
func (r *Recorder) appeared(a *app, now time.Time) {
	if _, mine := r.ofOwn(a.row.ID.Key, now); mine {
		return
	}
	is := factsOf(a.row)
	e := activity.Entry{Phase: activity.Listed, Object: activity.Of(a.row), To: is.text()}
	r.classify(&e, a)
	r.fresh = append(r.fresh, change{entry: e, app: a})
}

// vanished tells of an application that is not listed any more.
func (r *Recorder) vanished(row *fleet.Row, told *facts, now time.Time) {
	_, mine := r.ofOwn(row.ID.Key, now)
	delete(r.own, row.ID.Key)
	if mine || told.State == string(client.StateTerminated) || row.Gone() { // which is told already
		return
	}
	e := activity.Entry{Phase: activity.Delisted, Object: activity.Of(row), From: told.text(), Result: activity.Doubtful}
	r.fresh = append(r.fresh, change{entry: e})
}

// Watches says whether a list of applications has come.
func (r *Recorder) Watches() bool { return r.rows != nil }
