package ui

import (
	"errors"

	"fleetop/internal/activity"
	"fleetop/internal/feed"
	"fleetop/internal/fleet"
	"fleetop/internal/text"
	"fleetop/ui/pane"
)

// fetched takes in what came of a fetch, and tells what that brought about. An answer that is what
// it was moves the clock in the header at most.
func (m *Model) fetched(a feed.Answer) {
	events := m.feed.Take(m.now, a)
	for _, e := range events {
		switch {
		case e.Kind != feed.Came || e.Changed:
			m.drawn.all = true
		case e.Resource == feed.Applications:
			m.drawn.clock = true
		}
		m.panes.fetched(e)
		if e.Resource.What != feed.Log || e.Kind == feed.Failed || e.Resource != previewOf(e.Resource.ID.Key) {
			m.tellOf(e) // a log that nobody asked for is no news
		}
	}
	for _, e := range events { // once it is told what else has come about
		m.observe(e)
	}
}

// tellOf keeps an event of the feed in Activity, and tells it where it must not be missed.
func (m *Model) tellOf(e feed.Event) {
	switch e.Kind {
	case feed.Came:
		if e.Resource.What == feed.List && !e.Partial {
			m.followCreated(e.Resource.Query.Kind)
		}
	case feed.Failed:
		m.notePanic(e.Err)
	case feed.OutageBegan:
		phase := activity.NotFetched
		if e.Partial {
			phase = activity.NotWhole
		}
		object, part := resourceName(m.fleet, e.Resource)
		m.record(activity.Entry{Phase: phase, Object: object, Part: part, Cause: e.Cause})
	case feed.OutageEnded:
		object, part := resourceName(m.fleet, e.Resource)
		m.record(activity.Entry{Phase: activity.FetchedAgain, Object: object, Part: part})
	case feed.Disconnected:
		m.recorder.Blame("no signal")
		m.record(activity.Entry{Phase: activity.Lost, Cause: e.Cause, Advice: remedyOf(e.Err, &m.opt)})
	case feed.Connected:
		m.record(activity.Entry{Phase: activity.Reconnected})
	case feed.Confirmed:
		m.recorder.Acted(e.Actions)
		entries, failures := confirmations(e.Actions)
		m.record(entries...)
		m.report(failure, failures...)
	case feed.Skewed:
		if e.Skew != 0 {
			m.record(activity.Entry{Phase: activity.ClockOff, Span: e.Skew})
		} else {
			m.record(activity.Entry{Phase: activity.ClockRight})
		}
	case feed.KeyUnreadable:
		m.report(failure, activity.Entry{Phase: activity.KeyUnreadable, Cause: e.Cause})
	}
}

// fetched hands the text of a log, or that there is none, to those who show it.
func (p *panes) fetched(e feed.Event) {
	switch of := e.Resource.ID.Key; {
	case e.Resource.What != feed.Log:
	case e.Resource == previewOf(of):
		p.beside.fetched(e)
	case p.logs == nil:
	case e.Kind == feed.Came:
		p.logs.Apply(e.Resource.ID.Key, e.Log)
	case e.Kind == feed.Failed:
		p.logs.Fail(e.Resource.ID.Key, e.Err, e.Gone)
	}
}

// resourceName returns the object that a resource is about, and what the resource is of
// it.
func resourceName(f *fleet.Fleet, r feed.Resource) (object activity.Object, part string) {
	called := func(id fleet.ID) activity.Object {
		if row := f.Full(id); row != nil {
			return activity.Of(row)
		}
		return activity.Object{ID: id, Name: text.Clean(fleet.Short(id.Key))}
	}
	switch q := r.Query; {
	case r.What == feed.Detail:
		return called(r.ID), "detail"
	case r.What == feed.Log:
		return called(r.ID), "log"
	case q.Application != "":
		return called(fleet.ID{Kind: fleet.Applications, Key: q.Application}), "containers"
	case q.State != "":
		return activity.Object{}, "list of containers that are " + string(q.State)
	default:
		return activity.Object{}, "list of " + q.Kind.String() + "s"
	}
}

// notePanic shows a panic in a command, with the path of its trace.
func (m *Model) notePanic(err error) {
	var p *panicError
	if errors.As(err, &p) {
		m.report(failure, p.entry())
	}
}

// rawFetched takes in an object as the API gave it.
func (m *Model) rawFetched(msg rawFetched) {
	msg.doc.AsOf = m.look.Moment(m.now)
	for _, d := range []*pane.JSON{m.panes.json, m.panes.detail.JSON(msg.id)} {
		switch {
		case d == nil || d.ID != msg.id:
		case msg.err != nil:
			d.Fail(reason(msg.err))
		default:
			d.Set(msg.doc)
		}
	}
}
