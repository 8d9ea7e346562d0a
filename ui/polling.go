package ui

import (
	"errors"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"fleetop/client"
	"fleetop/internal/activity"
	"fleetop/internal/feed"
	"fleetop/internal/feed/poll"
	"fleetop/internal/fleet"
	"fleetop/ui/dialog"
)

const (
	// transitionEvery is the time between polls while something is in transition.
	transitionEvery = time.Second
	// imagesEvery is the time between polls of the images.
	imagesEvery = time.Minute
	// linksEvery is the time between polls of the details of many objects, for
	// who links to them.
	linksEvery = time.Minute
	// besideEvery is the time between polls of the containers in the detail of
	// an application that does not change.
	besideEvery = 5 * time.Second
	// cursorRest is how long the cursor has to rest before the detail of what
	// it is on is fetched.
	cursorRest = 150 * time.Millisecond
	// typingRest is how long a filter has to stay before what it lets pass is
	// asked for alone.
	typingRest = 300 * time.Millisecond
)

// resource names a thing that is fetched.
type resource = feed.Resource

func listOf(q fleet.Query) resource     { return feed.ListOf(q) }
func detailOf(id fleet.ID) resource     { return feed.DetailOf(id) }
func logOf(uuid string, n int) resource { return feed.LogOf(uuid, n) }

// applicationList is polled on every screen; it is also how the server is
// found to be away and back.
var applicationList = feed.Applications

// wants says what is polled: the application list, and what is on the screen.
func (m *Model) wants() []poll.Want[resource] {
	if !m.panes.sized {
		return []poll.Want[resource]{{Key: applicationList, Every: m.every(fleet.Query{Kind: fleet.Applications})}}
	}
	var wants []poll.Want[resource]
	at := map[resource]int{}
	add := func(key resource, every, rest time.Duration) {
		if i, wanted := at[key]; wanted { // twice: the sooner
			wants[i].Every, wants[i].Rest = min(wants[i].Every, every), min(wants[i].Rest, rest)
			return
		}
		at[key] = len(wants)
		wants = append(wants, poll.Want[resource]{Key: key, Every: every, Rest: rest, Slack: key.Slack()})
	}
	add(applicationList, m.every(fleet.Query{Kind: fleet.Applications}), 0)
	l, list := m.panes.layout(), m.panes.list()
	for _, q := range m.listsWanted(l) {
		rest := time.Duration(0)
		if q.Narrow() && q != list.Query {
			rest = typingRest
		}
		add(listOf(q), m.every(q), rest)
	}
	m.wantsLogs(l, add)
	m.wantsNames(add)
	m.wantsForActions(add)
	if id := m.panes.detail.ID(); id.Key != "" && l.shows(detailPane) {
		if d := m.fleet.Detail(id); d == nil || !d.Gone {
			add(detailOf(id), m.every(list.Query), cursorRest)
		}
		if id.Kind == fleet.Applications {
			q := fleet.Query{Kind: fleet.Containers, Application: id.Key}
			add(listOf(q), m.everyBeside(q), cursorRest)
		}
	}
	return wants
}

// wantsLogs calls add for the logs on the screen, and for the list of their
// containers, which says who there is and who runs.
func (m *Model) wantsLogs(l layout, add func(key resource, every, rest time.Duration)) {
	if m.panes.logs == nil || !l.shows(logsPane) {
		return
	}
	if q := m.containersOfLogs(); q.Narrow() {
		add(listOf(q), m.every(q), 0)
	}
	for _, uuid := range m.panes.logs.Due() {
		add(logOf(uuid, m.panes.logsOpened), m.panes.logs.Pause(), 0)
	}
}

// containersOfLogs is the list that has the containers whose logs are open; that
// of all where it is not known which it is.
func (m *Model) containersOfLogs() fleet.Query {
	q := fleet.Query{Kind: fleet.Containers, Application: m.panes.logs.ID.Key}
	if !m.panes.logs.Merged() {
		if q.Application = ""; m.fleet.Full(m.panes.logs.ID) != nil {
			q.Application = m.fleet.Full(m.panes.logs.ID).ApplicationUUID()
		}
	}
	return q
}

// listsWanted are the lists on the screen, and what an open form completes from.
func (m *Model) listsWanted(l layout) []fleet.Query {
	var out []fleet.Query
	if list := m.panes.list(); !list.Activity && (l.shows(listPane) || l.shows(detailPane)) {
		out = append(out, list.Asked(m.fleet))
	}
	return append(out, m.formWants()...)
}

// wantsForActions calls add for what restarts wait for, for what counts down or
// is being sent, which is checked again before it goes, and for the objects of the open dialog: who
// links to them stands in their details alone.
func (m *Model) wantsForActions(add func(key resource, every, rest time.Duration)) {
	for _, r := range m.fleet.Restarts() {
		add(listOf(r.Polled()), m.every(r.Polled()), 0)
	}
	for _, o := range append(m.counting(), m.sending()...) {
		add(listOf(o.list), m.every(o.list), 0)
	}
	d, ok := m.dialog.(dialog.Detailed)
	if !ok {
		return
	}
	every, ids := m.every(m.panes.list().Query), d.Subjects()
	if len(ids) > 1 {
		every = max(every, linksEvery)
	}
	for _, id := range ids {
		if known := m.fleet.Detail(id); known == nil || !known.Gone {
			add(detailOf(id), every, 0)
		}
	}
}

// every returns the time between two polls of a list.
func (m *Model) every(q fleet.Query) time.Duration {
	interval := m.interval(q)
	if m.fleet.Transition(m.fleet.List(q), m.now) {
		return min(interval, transitionEvery)
	}
	return interval
}

// everyBeside returns the time between two polls of the containers that stand
// in the detail of an application. They are asked for at once when the
// application has changed, so that between its changes less will do.
func (m *Model) everyBeside(q fleet.Query) time.Duration {
	every := m.every(q)
	if app := m.fleet.Row(fleet.ID{Kind: fleet.Applications, Key: q.Application}); every < m.opt.Interval || app == nil || app.State().InTransition() {
		return every
	}
	return max(every, besideEvery)
}

// startPolls starts what is due.
func (m *Model) startPolls() tea.Cmd {
	m.io.cancel(m.poll.Want(m.now, m.wants())...)
	m.recheck()
	m.lookAgainWhileSending()
	var cmds []tea.Cmd
	for _, job := range m.poll.Due(m.now) {
		class := m.class(job.Key)
		switch job.Key.What {
		case feed.List:
			cmd := m.io.list(job, class, m.fleet.List(job.Key.Query))
			if m.poll.Unauthorized() && m.opt.ReadKey != nil {
				cmd = m.io.withNewKey(cmd)
			}
			cmds = append(cmds, cmd)
		case feed.Detail:
			var known client.Digest
			if d := m.fleet.Detail(job.Key.ID); d != nil && !d.Gone {
				known = d.Digest
			}
			cmds = append(cmds, m.io.detail(job, class, known))
		case feed.Log:
			mark, stamps := m.panes.logs.Ask(job.Key.ID.Key)
			cmds = append(cmds, m.io.log(job, class, mark, stamps))
		}
	}
	return tea.Batch(cmds...)
}

// class says who waits for a fetch: what an order or a restart decides on goes
// before all else, logs wait for whatever is looked at.
func (m *Model) class(key resource) feed.Class {
	switch {
	case key.What == feed.List && m.decides(key.Query):
		return feed.Urgent
	case key == applicationList:
		return feed.Probe
	case key.What == feed.Log && !m.panes.logs.Unread():
		return feed.Background
	default:
		return feed.Awaited
	}
}

// decides says whether an order or a restart waits for a list.
func (m *Model) decides(q fleet.Query) bool {
	for _, o := range m.orders {
		if o.list == q {
			return true
		}
	}
	for _, r := range m.fleet.Restarts() {
		if r.Polled() == q {
			return true
		}
	}
	return false
}

// listFetched takes in a list, its first page, or what came of it.
func (m *Model) listFetched(msg listFetched) tea.Cmd {
	if !m.poll.Current(msg.job) {
		return nil
	}
	if msg.job.Key == applicationList {
		m.keyRead(msg.keyErr)
	}
	query := msg.job.Key.Query
	if msg.err != nil {
		m.noteFailure(msg.job, msg.err)
		m.fleet.ApplyFailure(query, msg.err, errors.Is(msg.err, client.ErrNotFound))
		return nil
	}
	known := m.fleet.List(query)
	if msg.rest != nil {
		round := msg.round
		if len(round.Pages) > 0 && (known == nil || known.Good.IsZero()) {
			first := round
			first.Partial = true
			m.fleet.Apply(first)
		}
		return m.io.pages(msg.job, msg.class, round, msg.rest, known)
	}
	if msg.round.Err != nil {
		m.lackedSome(msg.job, msg.round.Err)
	} else {
		m.done(msg.job)
	}
	shown := m.panes.detail.ID()
	before := m.fleet.Row(shown)
	m.confirm(m.fleet.Apply(msg.round))
	m.followBirths(query.Kind)
	m.noteSkew()
	if msg.job.Key == applicationList {
		m.connected()
		if before != nil && m.fleet.Row(shown) != before {
			m.io.cancel(m.poll.Poke(m.now, listOf(fleet.Query{Kind: fleet.Containers, Application: shown.Key}))...)
		}
	}
	return nil
}

// done notes that a job has ended well.
func (m *Model) done(job poll.Job[resource]) {
	m.poll.Done(job, m.now, poll.Outcome{Result: poll.OK})
	m.io.cancel(job.Key) // its context has served
	m.came(job.Key)
}

// lackedSome notes that some pages of a list did not come: the server is there,
// the list is not whole.
func (m *Model) lackedSome(job poll.Job[resource], err error) {
	m.opt.Log.Warn("some pages failed", "error", err)
	m.poll.Done(job, m.now, poll.Outcome{Result: poll.Refused})
	m.poll.LeaveAlone(m.now, outcome(err).RetryAfter)
	m.io.cancel(job.Key)
	m.notePanic(err)
	m.failed(job.Key, activity.NotWhole, err)
}

// connected notes that the server answers, again or for the first time.
func (m *Model) connected() {
	if m.connection.err != nil {
		m.record(activity.Entry{Phase: activity.Reconnected})
		m.fleet.ForgetLacks()
	}
	m.connection.err, m.connection.jumped = nil, false
}

// noteFailure tells the poll loop of a failure, and keeps the cause where it is
// the connection that fails.
func (m *Model) noteFailure(job poll.Job[resource], err error) {
	m.opt.Log.Warn("request failed", "error", err)
	m.poll.Done(job, m.now, outcome(err))
	m.io.cancel(job.Key)
	m.notePanic(err)
	if job.Key != applicationList {
		if errors.Is(err, client.ErrNotFound) && m.isNotThere(job.Key) {
			m.outages.Came(job.Key) // that is an answer
		} else if m.connection.err == nil {
			m.failed(job.Key, activity.NotFetched, err)
		}
		return
	}
	if m.connection.err == nil { // what it changes to is in the header
		m.record(activity.Entry{Phase: activity.Lost, Cause: trouble(err), Advice: remedyOf(err, &m.opt)})
	}
	m.connection.err = err
}

// isNotThere says whether a 404 tells of a resource that there is none: no such
// object, or the images of a server that never had any.
func (m *Model) isNotThere(key resource) bool {
	switch key.What {
	case feed.Detail:
		d := m.fleet.Detail(key.ID)
		return d != nil && d.Gone
	case feed.Log:
		row := m.fleet.Row(key.ID)
		return row == nil || row.Gone() || row.State() == client.StateTerminating
	default:
		list := m.fleet.List(key.Query)
		return key.Query.Kind == fleet.Images && (list == nil || list.Good.IsZero())
	}
}

// notePanic shows a panic in a command, with the path of its trace.
func (m *Model) notePanic(err error) {
	var p *panicError
	if errors.As(err, &p) {
		m.report(failure, p.entry())
	}
}

// detailFetched takes in the detail of an object.
func (m *Model) detailFetched(msg detailFetched) {
	if !m.poll.Current(msg.job) {
		return
	}
	id := msg.job.Key.ID
	if msg.err != nil {
		m.fleet.ApplyDetailFailure(id, msg.err, errors.Is(msg.err, client.ErrNotFound))
		m.noteFailure(msg.job, msg.err)
		return
	}
	m.done(msg.job)
	m.fleet.ApplyDetail(id, msg.row, msg.digest, msg.job.Started, m.now)
}

// logFetched takes in the log of a container.
func (m *Model) logFetched(msg logFetched) {
	if !m.poll.Current(msg.job) || m.panes.logs == nil || msg.job.Key.Opening != m.panes.logsOpened {
		return
	}
	uuid := msg.job.Key.ID.Key
	if msg.err != nil {
		m.noteFailure(msg.job, msg.err)
		m.panes.logs.Fail(uuid, msg.err, errors.Is(msg.err, client.ErrNotFound) && m.isNotThere(msg.job.Key))
		return
	}
	m.done(msg.job)
	m.panes.logs.Apply(uuid, msg.fetched)
}
