package recorder

import (
	"time"

	"fleetop/client"
	"fleetop/internal/activity"
	"fleetop/internal/fleet"
)

// joinFor is for how many intervals what an application tells and what its containers tell are taken for
// one thing that happened: their lists come one after the other.
const joinFor = 3

// members are the containers of an application as they were told last, for as long as somebody looks at
// them.
type members struct {
	rows map[string]*fleet.Row // by uuid
	seen time.Time             // when they came last
	// spots are where they ran last, by their names.
	spots map[string]spot
	// ended are, by their names, those that are gone while others in their place do not run yet.
	ended map[string]*fleet.Row
	// held is what came and went while the application was on its way to another state.
	held groups
	// waiting is the name of the one of which it was told that it ended, and that waits to be started again.
	waiting string
	// again is when it was last told that one of them was started again by itself.
	again time.Time
}

// spot is the node on which a container of a name ran last, and since when none of that name is there, the
// zero time while one is.
type spot struct {
	node string
	left time.Time
}

// groups are containers that are others than before.
type groups struct{ came, went, back, moves activity.Group }

// into adds the groups to an entry.
func (g *groups) into(e *activity.Entry) {
	e.Came.Join(g.came)
	e.Went.Join(g.went)
	e.Back.Join(g.back)
	e.Moves.Join(g.moves)
}

func (g *groups) empty() bool {
	return g.came.Empty() && g.went.Empty() && g.back.Empty() && g.moves.Empty()
}

// moves are what has become of the containers of an application between two polls.
type moves struct {
	groups
	exits []*fleet.Row // which ended
	again []*fleet.Row // which were started again by themselves
	other []activity.Entry
}

// met takes in a container that is new or has changed; before is the one in whose place it is, and from the node
// on which one of its name was.
func (m *moves) met(was, is, before *fleet.Row, from string) {
	isAgain := was == nil && before != nil && is.Container.Restarts > before.Container.Restarts
	switch {
	case from != "":
		m.moves.Move(is.Name, from, is.Container.Node)
	case was == nil && !isAgain:
		m.came.Add(is.Name)
		if before != nil {
			m.went.Add(is.Name)
		}
	}
	switch {
	case was != nil:
		m.note(was, is)
	case isAgain:
		m.again = append(m.again, is)
	}
}

// note takes in what became of a container.
func (m *moves) note(was, is *fleet.Row) {
	ran, runs := runs(was), runs(is)
	restarted := is.Container.Restarts > was.Container.Restarts || is.Container.Started.After(was.Container.Started.Time)
	switch {
	case ran && !runs && (is.Container.ExitCode != nil || is.Container.ExitMessage != ""):
		m.exits = append(m.exits, is)
	case !ran && runs && !was.State().InTransition():
		m.back.Add(is.Name)
	case ran && runs && restarted:
		m.again = append(m.again, is)
	case !was.State().InTransition():
		m.differs(is, activity.Changed, stateOf(was), stateOf(is))
	}
	if !restarted && ran == runs { // which leads to other ports
		m.readdressed(was, is)
	}
}

// differs takes in what is different about a container, if it is, and says so.
func (m *moves) differs(is *fleet.Row, phase activity.Phase, from, to string) bool {
	if from != to {
		m.other = append(m.other, activity.Entry{Phase: phase, Object: activity.Of(is), From: from, To: to})
	}
	return from != to
}

// readdressed takes in that a container is reached elsewhere.
func (m *moves) readdressed(was, is *fleet.Row) {
	if !m.differs(is, activity.Readdressed, fleet.Address(was), fleet.Address(is)) {
		m.differs(is, activity.Readdressed, fleet.PortsText(was), fleet.PortsText(is))
	}
}
func runs(row *fleet.Row) bool { return row.State() == client.StateRunning }

// stateOf is the state of a container with what else there is to say of it: "Running (unhealthy)".
func stateOf(row *fleet.Row) string {
	state := string(row.State())
	if condition := fleet.Condition(row); condition == "unhealthy" || condition == "paused" {
		state += " (" + condition + ")"
	}
	return state
}

// followed says whether the containers come, so that it is told of each where it moved.
func (r *Recorder) followed(k *members, now time.Time) bool {
	return k.rows != nil && now.Sub(r.lastSeen(k)) <= joinFor*r.interval
}

// lastSeen is when containers came last: in a list of their own, or in that of all.
func (r *Recorder) lastSeen(k *members) time.Time {
	if r.looked.After(k.seen) {
		return r.looked
	}
	return k.seen
}

// follow compares the containers of an application with what was told of them last. After a time in which
// nobody looked at them nothing is said of what has become of them meanwhile.
func (r *Recorder) follow(a *app, l *fleet.List, rows []*fleet.Row, now time.Time) (m moves) {
	k := &a.members
	last := r.lastSeen(k)
	fresh := k.rows == nil || !r.lately(last, now)
	k.seen = now
	if a.earlier != nil && k.rows == nil && r.lately(r.began, now) {
		k.recall(a.earlier, l)
		fresh = false
	}
	a.earlier = nil
	if fresh && a.open.more && a.open.asks { // its record, which has just changed, was what it is until then
		m.back = k.backAmong(rows)
	}
	known := k.rows
	if fresh {
		k.rows, k.held, k.spots = make(map[string]*fleet.Row, len(rows)), groups{}, make(map[string]spot, len(rows))
		k.ended = nil
	} else {
		m.went = k.drop(l, rows, now)
	}
	k.take(rows, known, fresh, &m, now)
	return m
}

// take makes known how containers are now, and notes what has become of each unless they are looked at afresh.
// known is how they were told of last.
func (k *members) take(rows []*fleet.Row, known map[string]*fleet.Row, fresh bool, m *moves, now time.Time) {
	for _, row := range rows {
		was := k.rows[row.ID.Key]
		if row.Gone() || row == was || !fresh && row.State().InTransition() { // where that leads is what counts
			continue
		}
		k.rows[row.ID.Key] = row
		if was := known[row.ID.Key]; fresh && was != nil && row.State().InTransition() {
			k.rows[row.ID.Key] = was
		}
		before := k.ended[row.Name]
		delete(k.ended, row.Name)
		if from := k.place(row, now); !fresh {
			m.met(was, row, before, from)
		}
	}
}

// backAmong returns those that run again since they were looked at last.
func (k *members) backAmong(rows []*fleet.Row) (back activity.Group) {
	for _, row := range rows {
		if was := k.rows[row.ID.Key]; was != nil && runs(row) && !runs(was) && !was.State().InTransition() {
			back.Add(row.Name)
		}
	}
	return back
}

// moved tells what has become of the containers of an application. What the application itself tells of
// the same is one entry with that, whichever comes first.
func (r *Recorder) moved(a *app, m *moves, now time.Time) {
	o, mine := r.ofOwn(a.row.ID.Key, now)
	if a.row.State().InTransition() {
		a.members.held.came.Join(m.came)
		a.members.held.went.Join(m.went)
		a.members.held.moves.Join(m.moves)
		return
	}
	r.endedBetween(a, m)
	r.tellMoves(a, m, o, mine, now)
	for _, row := range m.again {
		r.again(a, row, now)
	}
	if mine {
		return
	}
	for i := range m.other {
		e := m.other[i]
		e.Of = activity.Of(a.row)
		r.fresh = append(r.fresh, change{entry: e, app: a})
	}
}

// unsteady says whether it is told already that the application goes down and comes back.
func (a *app) unsteady() bool { return a.looping || !a.flapping.IsZero() }

// isJob says whether a container ended well of which it was told not long ago that it is started again by
// itself. How often is told later.
func (r *Recorder) isJob(a *app, e *activity.Entry, now time.Time) bool {
	return e.Exit == "0" && !a.againTold.IsZero() && now.Sub(a.againTold) < againEvery
}

// exited puts into an entry that containers of an application ended: one of them that failed, with how many
// others.
func exited(e *activity.Entry, a *app, rows []*fleet.Row) {
	worst := rows[0]
	for _, row := range rows {
		if row.State() != client.StateStopped && worst.State() == client.StateStopped {
			worst = row
		}
	}
	e.Phase, e.Object, e.Of, e.Names = activity.Exited, activity.Of(worst), activity.Of(a.row), nil
	e.Cause = worst.Container.ExitMessage
	if code, known := exitOf(worst); known {
		e.Exit, e.Cause = code, ""
		if code != "0" && e.Result == activity.Neutral {
			e.Result = activity.Bad
		}
	}
	for _, row := range rows {
		if row != worst {
			e.Names = append(e.Names, row.Name)
		}
	}
}

// again tells that a container was started again by itself, unless its application tells that.
func (r *Recorder) again(a *app, row *fleet.Row, now time.Time) {
	_, mine := r.ofOwn(row.ID.Key, now)
	if mine || a.open.phase == activity.StartedAgain || r.loopers[row.ID.Key].app != nil || r.toldAgain(a, now) {
		return
	}
	e := activity.Entry{Phase: activity.StartedAgain, Object: activity.Of(row), Of: activity.Of(a.row)}
	if code, known := exitOf(row); known {
		if e.Exit = code; code != "0" {
			e.Result = activity.Doubtful
		}
	}
	if !r.folds(a, &e, now) {
		r.fresh = append(r.fresh, change{entry: e, app: a})
	}
}

// toldAgain says whether it was taken in just now that something of an application was started again by
// itself, and takes that in.
func (r *Recorder) toldAgain(a *app, now time.Time) (told bool) {
	told = !a.members.again.IsZero() && now.Sub(a.members.again) <= joinFor*r.interval
	if !told {
		a.members.again = now
	}
	return told
}

// looping tells that a container begins to be started again and again, where its application does not tell
// that.
func (r *Recorder) looping(a *app, rows []*fleet.Row, now time.Time) {
	for _, row := range rows {
		if row.Container.Restarts == 0 && row.Container.ExitCode == nil || r.loopers[row.ID.Key].app != nil {
			continue
		}
		if !r.fleet.Loops(row, now) {
			continue
		}
		r.loopers[row.ID.Key] = looper{app: a, told: !a.looping}
		if !a.looping {
			e := activity.Entry{Phase: activity.Loops, Object: activity.Of(row), Of: activity.Of(a.row), Again: row.Container.Restarts, Result: activity.Bad}
			e.Exit, _ = exitOf(row)
			r.fresh = append(r.fresh, change{entry: e, app: a})
		}
	}
}

// loopsOver tells of containers that are not started again and again any more.
func (r *Recorder) loopsOver(now time.Time) {
	for key, l := range r.loopers {
		row := r.fleet.Row(fleet.ID{Kind: fleet.Containers, Key: key})
		if row == nil || row.Gone() { // its application tells the rest, whatever is in its place
			l.app.loopHeard = l.app.loopHeard || l.told && l.app.looping
			delete(r.loopers, key)
			continue
		}
		if r.fleet.Loops(row, now) {
			continue
		}
		delete(r.loopers, key)
		if l.told {
			r.fresh = append(r.fresh, change{entry: activity.Entry{Phase: activity.LoopOver, Object: activity.Of(row), Of: activity.Of(l.app.row), To: stateOf(row)}, app: l.app})
		}
	}
}
