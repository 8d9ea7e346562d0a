package feed

import (
	"errors"
	"time"

	"fleetop/client"
	"fleetop/internal/fleet"
	"fleetop/internal/text"
)

const (
	// aboutToBe is how soon a fetch has to be due for its resource to count as asked for.
	aboutToBe = 150 * time.Millisecond
	// answerSlack is how much later the age of the connection is counted on while the answer that
	// makes it nothing is on its way, or about to be asked for.
	answerSlack = 200 * time.Millisecond
)

// Cause says in a few words why a request failed.
func Cause(err error) string { return text.Clean(client.Short(err)) }

// cause says in a few words why a resource could not be fetched. A 401 means that the key is
// refused only where the list of applications says so.
func (f *Feed) cause(r Resource, err error) string {
	if r != Applications && errors.Is(err, client.ErrUnauthorized) && !f.poll.Unauthorized() {
		return "refused (401)"
	}
	return Cause(err)
}

// brief says the same in the fewest words: the status of HTTP where there is one.
func brief(err error) string { return text.Clean(client.Brief(err)) }

// facts are what is known of the fetches of a resource; every is the least time between two of them
// where nothing moves.
func (f *Feed) facts(r Resource, every time.Duration, now time.Time) Facts {
	facts := Facts{Every: every, Paused: f.poll.Paused(), Jumped: f.connection.jumpedAt}
	if i, wanted := f.at[r]; !wanted || !f.rests(&f.wanted[i].Want) {
		facts.Every = max(every, f.poll.Every(r))
	}
	if since, waiting := f.awaited(r, now); waiting {
		facts.Asked = since
	}
	if at, ok := f.poll.At(r); ok {
		if facts.Retry = at; at.Sub(now) <= aboutToBe {
			facts.Asked = now
		}
	}
	return facts
}

// ListStatus says how fresh a list is that was drawn from what came for one query while another is
// asked for, which may be the same.
func (f *Feed) ListStatus(now time.Time, shown, asked fleet.Query) Status {
	facts := f.facts(ListOf(asked), f.quietEvery(asked), now)
	if l := f.fleet.List(shown); l != nil {
		facts.Good, facts.Of, facts.Loading = l.Good, max(l.Total, len(l.Rows)), l.Partial
		if !l.Nothing {
			facts.Lost = l.Lost
		}
	}
	if l := f.fleet.List(asked); l != nil && l.Err != nil && (!l.Missing || !l.Good.IsZero()) {
		facts.Cause, facts.Brief = f.cause(ListOf(asked), l.Err), brief(l.Err)
	}
	return Judge(facts, now)
}

// DetailStatus says how fresh the detail of an object is.
func (f *Feed) DetailStatus(now time.Time, id fleet.ID) Status {
	d := f.fleet.Detail(id)
	if id.Key == "" || d != nil && d.Gone {
		return Status{}
	}
	facts := f.facts(DetailOf(id), f.opt.Interval, now)
	if q, ok := f.fleet.Source(id); ok && (d == nil || d.Good.IsZero()) { // only the list has it
		facts.Good, _ = f.fleet.List(q).SeenAt(id.Key)
	}
	if d != nil && !d.Good.IsZero() {
		facts.Good = d.Good
	}
	if d != nil && d.Err != nil {
		facts.Cause, facts.Brief = f.cause(DetailOf(id), d.Err), brief(d.Err)
	}
	return Judge(facts, now)
}

// Logs are the logs of a view, for judging how fresh they are.
type Logs struct {
	// Containers is the list of their containers.
	Containers fleet.Query
	// Good is when the oldest came that may have got longer, zero for none; Log is that of one that
	// fails with Err, of which Of says which it is, or of any that is still asked for. Log is zero
	// where every log was read to its end.
	Good  time.Time
	Log   Resource
	Of    string
	Err   error
	Every time.Duration
}

// LogsStatus says how fresh logs are: as the oldest of them, or as the list of their containers
// where that is what is wrong.
func (f *Feed) LogsStatus(now time.Time, logs Logs) Status {
	var list Status
	if q := logs.Containers; q.Narrow() {
		if list = f.ListStatus(now, q, q); list.Cause != "" {
			list.Cause = "containers: " + list.Cause
			list.Brief = list.Cause
		}
	}
	if logs.Good.IsZero() && logs.Log == (Resource{}) {
		return list
	}
	facts := f.facts(logs.Log, logs.Every, now)
	if facts.Good = logs.Good; logs.Err != nil {
		facts.Cause, facts.Brief = logs.Of+f.cause(logs.Log, logs.Err), brief(logs.Err)
		if logs.Of != "" {
			facts.Brief = facts.Cause
		}
	}
	status := Judge(facts, now)
	if !status.Says && list.Says {
		status.Says, status.Cause, status.Brief, status.Retry = true, list.Cause, list.Brief, list.Retry
	}
	return status
}

// Oldest returns how fresh what is known of objects is: that of the oldest of them, nothing where
// all are as they are now. Each is as fresh as the list that has it.
func (f *Feed) Oldest(now time.Time, ids ...fleet.ID) Status {
	var oldest Status
	for _, id := range ids {
		q, ok := f.fleet.Source(id)
		if !ok {
			continue
		}
		s := f.ListStatus(now, q, q)
		if at, aged := f.fleet.List(q).SeenAt(id.Key); aged {
			s.AsOf, s.Says = at, true
		} else if s.Lost > 0 && !s.Old { // what is missing is not this
			continue
		}
		if (s.Says || s.Old) && (!oldest.Known || s.AsOf.Before(oldest.AsOf)) {
			oldest = s
		}
	}
	return oldest
}

// NextAge returns when the age of the connection changes next, in whole seconds. While the server is in
// time with an answer that it holds back, that is when it is not any more.
func (f *Feed) NextAge(now time.Time) time.Time {
	good, _ := f.good()
	if most := f.within(now); most > 0 {
		return good.Add(most + answerSlack)
	}
	at := now.Add(time.Second - now.Sub(good)%time.Second)
	soon := now.Add(answerSlack)
	if poll, comes := f.nextAnswer(now); comes && !poll.After(at.Add(answerSlack)) {
		soon = poll.Add(answerSlack) // the timer may be late for both
	} else if _, awaited := f.awaited(Applications, now); !awaited {
		return at
	}
	if at.Before(soon) {
		return soon
	}
	return at
}

// nextAnswer returns when the list of applications is asked for next, or has to come if the server holds
// it back.
func (f *Feed) nextAnswer(now time.Time) (time.Time, bool) {
	if f.isHeld(Applications, now) {
		since, _ := f.poll.Waiting(Applications)
		return since.Add(f.hold.wait), true
	}
	return f.poll.At(Applications)
}
