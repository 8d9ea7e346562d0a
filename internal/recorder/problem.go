package recorder

import (
	"cmp"
	"slices"
	"time"

	"fleetop/internal/fleet"
)

// Problem is why an application needs attention, as far as it is known.
type Problem struct {
	Why fleet.Attention
	// Since is when it began, by the server's clock: when the container ended that failed last, else
	// when that was seen; the zero time where it was so when watching began.
	Since time.Time
	// Container is the one that failed last, "" where that is not known; Exit is its exit code and
	// Cause what the server says of it, "" for nothing.
	Container string
	Exit      string
	Cause     string
	// Asked says that its containers have been looked at.
	Asked bool

	of *fleet.Row // the record of the application that it is about
}

// Problem returns why an application needs attention; false where it does not.
func (r *Recorder) Problem(id fleet.ID) (Problem, bool) {
	if r == nil {
		return Problem{}, false
	}
	a := r.apps[id.Key]
	if a == nil || a.problem == nil {
		return Problem{}, false
	}
	return *a.problem, true
}

// Short says it in a word or two, for a column: "137", "unhealthy", "keeps restarting".
func (p *Problem) Short() string {
	switch {
	case p.Why == fleet.Looping && p.Exit != "":
		return "keeps exiting " + p.Exit
	case p.Why == fleet.Looping:
		return "keeps restarting"
	case p.Why == fleet.Stuck:
		return cmp.Or(p.Cause, "stuck")
	case p.Exit != "":
		return p.Exit
	default:
		return p.Cause
	}
}

// Words says it in a few words: "worker-4 exited 137", "stuck in Starting"; "" where nothing more is known
// than the state of the application tells.
func (p *Problem) Words() string {
	who := p.Container
	if who == "" {
		who = "it"
	}
	switch {
	case p.Why == fleet.Looping && p.Exit != "":
		return who + " keeps exiting " + p.Exit
	case p.Why == fleet.Looping:
		return who + " keeps restarting"
	case p.Why == fleet.Stuck && p.of != nil:
		if p.Cause != "" {
			return "stuck in " + string(p.of.State()) + ": " + p.Cause
		}
		return "stuck in " + string(p.of.State())
	case p.Exit != "":
		return who + " exited " + p.Exit
	case p.Container != "" && p.Cause != "":
		return who + ": " + p.Cause
	default:
		return p.Cause
	}
}

// newest remembers which problem began last.
type newest struct {
	key   string
	known bool
}

func (n *newest) dropped(key string) {
	if n.key == key {
		n.known = false
	}
}

// Newest returns the application whose problem began last, nil where none needs attention.
func (r *Recorder) Newest() (row *fleet.Row, p Problem) {
	if r == nil {
		return nil, Problem{}
	}
	if !r.newest.known {
		r.newest = newest{known: true}
		var best *app
		for key, a := range r.apps {
			if a.problem != nil && (best == nil || newer(a, best)) {
				best, r.newest.key = a, key
			}
		}
	}
	a := r.apps[r.newest.key]
	if a == nil || a.problem == nil {
		return nil, Problem{}
	}
	return a.row, *a.problem
}

// newer says whether the problem of an application comes before that of another: it began later.
func newer(a, b *app) bool {
	if c := a.problem.Since.Compare(b.problem.Since); c != 0 {
		return c > 0
	}
	return fleet.Compare(a.row, b.row) < 0
}

// noteProblem takes in whether an application needs attention, and has its containers asked for where
// it is not known why.
func (r *Recorder) noteProblem(a *app, now time.Time) {
	key := a.row.ID.Key
	if a.why == fleet.Fine {
		if a.problem != nil {
			r.newest.known = false
			r.ask.drop(key)
		}
		a.problem = nil
		return
	}
	r.newest.known = false
	switch p := a.problem; {
	case p == nil:
		a.problem = &Problem{Why: a.why, Cause: a.row.Application.Reason, of: a.row}
		if !r.atStart() {
			a.problem.Since = r.fleet.ServerTime(now)
		}
	case p.of == a.row && p.Why == a.why:
		return
	default:
		p.Why, p.of = a.why, a.row
		if reason := a.row.Application.Reason; reason != "" {
			p.Cause = reason
		}
	}
	r.ask.add(key, r.atStart())
}

// atStart says whether this is the first list that is looked at.
func (r *Recorder) atStart() bool { return r.rows == nil }

const (
	// mostAsked is how many applications' containers are asked for by one poll, mostWaiting for how many
	// that can be waiting; of the others it is not known why they fail.
	mostAsked   = 2
	mostWaiting = 64
)

// asking is whose containers are to be looked at.
type asking struct {
	waiting []string // the newest problem last
	now     []string
}

// add puts an application where it is asked about first, or behind those that are there already.
func (q *asking) add(key string, behind bool) {
	q.drop(key)
	switch {
	case !behind:
		q.waiting = append(q.waiting, key)
		q.waiting = q.waiting[max(len(q.waiting)-mostWaiting, 0):]
	case len(q.waiting) < mostWaiting:
		q.waiting = slices.Insert(q.waiting, 0, key)
	}
}

// drop takes an application out.
func (q *asking) drop(key string) {
	q.waiting = slices.DeleteFunc(q.waiting, func(other string) bool { return other == key })
	q.now = slices.DeleteFunc(q.now, func(other string) bool { return other == key })
}

// idle says whether nobody waits for an answer.
func (q *asking) idle() bool { return len(q.waiting)+len(q.now) == 0 }

// next has the containers of the next applications asked for, now that a poll has come.
func (q *asking) next() {
	for begun := 0; begun < mostAsked && len(q.now) < mostAsked && len(q.waiting) > 0; begun++ {
		last := len(q.waiting) - 1
		q.now = append(q.now, q.waiting[last])
		q.waiting = q.waiting[:last]
	}
}

// Wants returns the lists of containers that are to be fetched, once each: until [Recorder.Came] or
// [Recorder.Failed] is told of them.
func (r *Recorder) Wants() []fleet.Query {
	queries := make([]fleet.Query, len(r.ask.now))
	for i := range r.ask.now {
		queries[i] = fleet.Query{Kind: fleet.Containers, Application: r.ask.now[i]}
	}
	return queries
}

// Failed takes in that a list could not be fetched.
func (r *Recorder) Failed(q fleet.Query) {
	if q.Kind == fleet.Containers && q.Application != "" {
		r.ask.drop(q.Application)
		if a := r.apps[q.Application]; a != nil {
			r.close(a)
		}
	}
}

// Came takes in that a list of containers came, of one application or of all; changed says whether it
// is another than before.
func (r *Recorder) Came(q fleet.Query, now time.Time, changed bool) {
	l := r.fleet.List(q)
	if q.Kind != fleet.Containers || q.State != "" || l == nil || l.Good.IsZero() || l.Partial {
		return
	}
	if !changed && r.ask.idle() {
		r.saw(q.Application, now)
		return
	}
	switch a := r.apps[q.Application]; {
	case a != nil:
		r.learn(a, l, l.Rows, now)
	case q.Application == "":
		rows := byApplication(l.Rows)
		for _, row := range r.rows { // in the order of their names
			if a := r.apps[row.ID.Key]; a != nil {
				r.learn(a, l, rows[row.ID.Key], now)
			}
		}
		r.looked = now
	}
	r.flush(now)
}

// saw takes in that the containers of an application, or all, are what they were.
func (r *Recorder) saw(application string, now time.Time) {
	if application == "" {
		r.looked = now
	} else if a := r.apps[application]; a != nil && a.members.rows != nil {
		a.members.seen = now
	}
}

func byApplication(rows []*fleet.Row) map[string][]*fleet.Row {
	of := map[string][]*fleet.Row{}
	for _, row := range rows {
		of[row.ApplicationUUID()] = append(of[row.ApplicationUUID()], row)
	}
	return of
}

// learn takes in the containers of an application: they say whether it needs attention, and why. A list
// that is older than what they are asked for says nothing of that.
func (r *Recorder) learn(a *app, l *fleet.List, containers []*fleet.Row, now time.Time) {
	slot := slotOf(now)
	r.judge(a, now, slot, slot)
	r.loops(a, now)
	m := r.follow(a, l, containers, now)
	r.looping(a, containers, now)
	row := r.culprit(containers, now)
	r.moved(a, &m, now)
	if l.CameSince(a.changed) {
		r.ask.drop(a.row.ID.Key)
		r.explain(a, containers, row, now)
		r.returned(a, containers, now)
	}
	if a.problem == nil {
		return
	}
	a.problem.Asked = true
	if row == nil {
		return
	}
	r.newest.known = false
	p, c := a.problem, row.Container
	if p.Container, p.Exit, p.Cause = "", "", a.ownReason(containers); p.Cause == "" {
		p.Container, p.Cause = row.Name, c.ExitMessage
		p.Exit, _ = exitOf(row)
	}
	if !c.StoppedAt.IsZero() {
		p.Since = c.StoppedAt.Time
		if ended := slotOf(p.Since.Add(now.Sub(r.fleet.ServerTime(now)))); ended <= slot && r.watched.seen(ended) {
			a.track.moment(Partly, ended)
		}
	}
}

// ownReason is why the application is not as it was wanted, as far as that is said of it as a whole and not of
// a container, such as an update that was paused.
func (a *app) ownReason(containers []*fleet.Row) string {
	reason := a.row.Application.Reason
	if slices.ContainsFunc(containers, func(row *fleet.Row) bool { return row.Container.ExitMessage == reason }) {
		return ""
	}
	return reason
}

// culprit returns the container that failed last, nil where none did.
func (r *Recorder) culprit(containers []*fleet.Row, now time.Time) (worst *fleet.Row) {
	for _, row := range containers {
		why, _ := r.fleet.Attention(row, now)
		code, _ := exitOf(row)
		isAwaited := fleet.Waits(row) && code != "" && code != "0"
		if (why == fleet.Fine || why == fleet.Stuck) && !isAwaited {
			continue
		}
		if worst == nil || row.Container.StoppedAt.After(worst.Container.StoppedAt.Time) {
			worst = row
		}
	}
	return worst
}
