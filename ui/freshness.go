package ui

import (
	"errors"
	"time"

	"fleetop/client"
	"fleetop/internal/activity"
	"fleetop/internal/feed"
	"fleetop/internal/fleet"
	"fleetop/internal/text"
	"fleetop/ui/pane"
)

// failed keeps in Activity that something cannot be fetched, once for as long
// as that lasts, and came that it can be again.
func (m *Model) failed(key resource, phase activity.Phase, err error) {
	if m.outages.Failed(key, m.now) {
		object, part := m.resourceName(key)
		m.record(activity.Entry{Phase: phase, Object: object, Part: part, Cause: m.why(key, err)})
	}
}

func (m *Model) came(key resource) {
	if m.outages.Came(key) {
		object, part := m.resourceName(key)
		m.record(activity.Entry{Phase: activity.FetchedAgain, Object: object, Part: part})
	}
}

// resourceName returns the object that a resource is about, and what the resource is of
// it.
func (m *Model) resourceName(key resource) (object activity.Object, part string) {
	called := func(id fleet.ID) activity.Object {
		if row := m.fleet.Full(id); row != nil {
			return activity.Of(row)
		}
		return activity.Object{ID: id, Name: text.Clean(fleet.Short(id.Key))}
	}
	switch q := key.Query; {
	case key.What == feed.Detail:
		return called(key.ID), "detail"
	case key.What == feed.Log:
		return called(key.ID), "log"
	case q.Application != "":
		return called(fleet.ID{Kind: fleet.Applications, Key: q.Application}), "list of its containers"
	case q.State != "":
		return activity.Object{}, "list of containers that are " + string(q.State)
	default:
		return activity.Object{}, "list of " + q.Kind.String() + "s"
	}
}

// why says in a few words why a resource could not be fetched. A 401 means that
// the key is refused only where the list of applications says so.
func (m *Model) why(key resource, err error) string {
	if key != applicationList && errors.Is(err, client.ErrUnauthorized) && !m.poll.Unauthorized() {
		return "refused (401)"
	}
	return trouble(err)
}

// facts are what the poll loop knows of a resource; every is the least time
// between two polls of it where nothing moves.
func (m *Model) facts(key resource, every time.Duration) feed.Facts {
	f := feed.Facts{Every: max(every, m.poll.Every(key)), Paused: m.poll.Paused(), Jumped: m.connection.jumpedAt}
	if since, waiting := m.poll.Waiting(key); waiting {
		f.Asked = since
	}
	if at, ok := m.poll.At(key); ok {
		if f.Retry = at; at.Sub(m.now) <= cursorRest { // it is about to be asked for
			f.Asked = m.now
		}
	}
	return f
}

// listStatus says how fresh a list is that was drawn from what came for one
// query while another is asked for, which may be the same.
func (m *Model) listStatus(shown, asked fleet.Query) feed.Status {
	f := m.facts(listOf(asked), m.interval(asked))
	if l := m.fleet.List(shown); l != nil {
		f.Good, f.Of, f.Loading = l.Good, max(l.Total, len(l.Rows)), l.Partial
		if !l.Nothing {
			f.Lost = l.Lost
		}
	}
	if l := m.fleet.List(asked); l != nil && l.Err != nil && (!l.Missing || !l.Good.IsZero()) {
		f.Cause = m.why(listOf(asked), l.Err)
	}
	return feed.Judge(f, m.now)
}

// detailStatus says how fresh the detail of an object is.
func (m *Model) detailStatus(id fleet.ID) feed.Status {
	d := m.fleet.Detail(id)
	if id.Key == "" || d != nil && d.Gone {
		return feed.Status{}
	}
	f := m.facts(detailOf(id), m.opt.Interval)
	if q, ok := m.fleet.Source(id); ok && (d == nil || d.Good.IsZero()) { // only the list has it
		f.Good, _ = m.fleet.List(q).SeenAt(id.Key)
	}
	if d != nil && !d.Good.IsZero() {
		f.Good = d.Good
	}
	if d != nil && d.Err != nil {
		f.Cause = m.why(detailOf(id), d.Err)
	}
	return feed.Judge(f, m.now)
}

// logsStatus says how fresh the logs are: as the oldest of them, or as the list
// of their containers where that is what is wrong.
func (m *Model) logsStatus() feed.Status {
	if m.panes.logs == nil {
		return feed.Status{}
	}
	var list feed.Status
	if q := m.containersOfLogs(); q.Narrow() {
		if list = m.listStatus(q, q); list.Cause != "" {
			list.Cause = "containers: " + list.Cause
		}
	}
	good, failing, of, err := m.panes.logs.Oldest()
	if good.IsZero() && failing == "" { // every log was read to its end, or there is none
		return list
	}
	f := m.facts(logOf(failing, m.panes.logsOpened), m.panes.logs.Pause())
	if f.Good = good; err != nil {
		f.Cause = of + m.why(logOf(failing, m.panes.logsOpened), err)
	}
	status := feed.Judge(f, m.now)
	if !status.Says && list.Says {
		status.Says, status.Cause, status.Retry = true, list.Cause, list.Retry
	}
	return status
}

// interval returns the time between two polls of a list in which nothing moves.
func (m *Model) interval(q fleet.Query) time.Duration {
	if q.Kind == fleet.Images {
		return max(m.opt.Interval, imagesEvery)
	}
	return m.opt.Interval
}

// judge says how fresh is what the panes show.
func (m *Model) judge() pane.Fresh {
	f := pane.Fresh{Logs: m.logsStatus()}
	if l := m.panes.list(); !l.Activity {
		f.List = m.listStatus(l.Shown(), l.Asked(m.fleet))
	}
	if id := m.panes.detail.ID(); m.panes.layout().shows(detailPane) {
		f.Detail = m.detailStatus(id)
		if id.Kind == fleet.Applications && id.Key != "" {
			q := fleet.Query{Kind: fleet.Containers, Application: id.Key}
			f.Beside = m.listStatus(q, q)
		}
	}
	return f
}

// asOf says of when what is known of objects is, where that is not now: "as of
// 19:40:07 (503 busy)"; "" where it is. Each is as fresh as the list that has it.
func (m *Model) asOf(ids ...fleet.ID) string {
	var oldest feed.Status
	for _, id := range ids {
		q, ok := m.fleet.Source(id)
		if !ok {
			continue
		}
		s := m.listStatus(q, q)
		if at, aged := m.fleet.List(q).SeenAt(id.Key); aged {
			s.AsOf, s.Says = at, true
		} else if s.Lost > 0 && !s.Old { // what is missing is not this
			continue
		}
		if (s.Says || s.Old) && (!oldest.Known || s.AsOf.Before(oldest.AsOf)) {
			oldest = s
		}
	}
	return m.look.AsOf(oldest)
}

// withAge adds to why something is not possible on an object of when that is known.
func (m *Model) withAge(why string, id fleet.ID) string {
	if of := m.asOf(id); why != "" && of != "" {
		return why + " (" + of + ")"
	}
	return why
}
