package ui

import (
	"context"
	"fmt"
	"runtime/debug"
	"sync"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"fleetop/client"
	"fleetop/internal/activity"
	"fleetop/internal/feed"
	"fleetop/internal/feed/poll"
	"fleetop/internal/fleet"
	"fleetop/internal/text"
	"fleetop/internal/textlog"
	"fleetop/ui/dialog"
	"fleetop/ui/pane"
)

const (
	// pageSize is how many records a page is asked for: the most the API gives.
	pageSize = 100
	// faultsNoted is how many unreadable fields of one answer go to the diagnostics.
	faultsNoted = 20
)

// requests is everything that leaves the process, as commands for bubbletea.
// Each captures values, never the model; each has a context, and a panic in it
// becomes its error.
type requests struct {
	opt    Options
	places feed.Places
	alarm  alarm

	mu      sync.Mutex
	stops   map[resource]context.CancelFunc
	writing map[fleet.ID]bool      // writes that have been begun
	heard   map[resource]time.Time // when a page of a list came, while it is fetched
}

func newRequests(opt Options) *requests {
	return &requests{
		opt: opt, alarm: alarm{rings: make(chan uint64)},
		stops: map[resource]context.CancelFunc{}, writing: map[fleet.ID]bool{}, heard: map[resource]time.Time{},
	}
}

// The messages: facts, each with who it is about, which job it answers, and
// its error.
type (
	listFetched struct {
		job   poll.Job[resource]
		class feed.Class
		round fleet.Round
		rest  *feed.Paging // set when more pages are to be fetched
		err   error
		// keyErr says why the key could not be read again before, if it was.
		keyErr error
	}
	detailFetched struct {
		job    poll.Job[resource]
		row    *fleet.Row
		digest client.Digest
		err    error
	}
	logFetched struct {
		job     poll.Job[resource]
		fetched pane.Fetched
		err     error
	}
	actionDone struct {
		request dialog.Action
		order   int // which asked for it
		name    string
		row     *fleet.Row
		err     error
	}
)

// panicError is a panic in a command. Its trace is in a file.
type panicError struct {
	value any
	path  string
}

func (e *panicError) Error() string {
	entry := e.entry()
	return entry.Words("")
}

// entry is what Activity keeps of it.
func (e *panicError) entry() activity.Entry {
	return activity.Entry{Phase: activity.Panicked, Cause: fmt.Sprint(e.value), Path: e.path}
}

// urgent has a request go out at once, and others wait that need not.
func (q *requests) urgent(ctx context.Context) (leave func(), err error) {
	return q.places.Enter(ctx, feed.Urgent)
}

// guard makes a command of a function; a panic in it becomes the error that
// failed turns into a message.
func (q *requests) guard(do func() tea.Msg, failed func(err error) tea.Msg) tea.Cmd {
	return func() (msg tea.Msg) {
		defer func() {
			if v := recover(); v != nil {
				e := &panicError{value: v}
				stack := debug.Stack()
				if q.opt.Trace != nil {
					e.path, _ = q.opt.Trace(v, stack)
				}
				q.opt.Log.Error("panic in a command", "value", fmt.Sprint(v), "trace", e.path)
				msg = failed(e)
			}
		}()
		return do()
	}
}

// begin makes the context of a job; a later job for the same resource ends it.
func (q *requests) begin(key resource) context.Context {
	ctx, stop := context.WithCancel(q.opt.Context)
	q.mu.Lock()
	defer q.mu.Unlock()
	if old := q.stops[key]; old != nil {
		old()
	}
	q.stops[key] = stop
	return ctx
}

// cancel ends the requests of some resources.
func (q *requests) cancel(keys ...resource) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, key := range keys {
		if stop := q.stops[key]; stop != nil {
			stop()
			delete(q.stops, key)
			delete(q.heard, key)
		}
	}
}

// list fetches the first page of a list. known is the list as it was. Where that
// page alone fails the others are fetched all the same.
func (q *requests) list(job poll.Job[resource], class feed.Class, known *fleet.List) tea.Cmd {
	ctx, now := q.begin(job.Key), q.opt.Now
	round := fleet.Round{Query: job.Key.Query, Started: job.Started}
	failed := func(err error) tea.Msg { return listFetched{job: job, round: round, err: err} }
	return q.guard(func() tea.Msg {
		page, err := q.page(ctx, class, job.Key.Query, 0, known)
		if err != nil {
			if paging, others := feed.NewPagingWithout(known, err); others {
				return listFetched{job: job, class: class, round: round, rest: paging}
			}
			return failed(err)
		}
		round.Pages, round.Ended = []fleet.Page{page}, now()
		msg := listFetched{job: job, class: class, round: round}
		if goesOn(page) {
			msg.rest = feed.NewPaging(page)
		}
		return msg
	}, failed)
}

// pages fetches the other pages of a list, a few at a time. Those of a list that
// is merely looked at let other things go before them.
func (q *requests) pages(job poll.Job[resource], class feed.Class, round fleet.Round, paging *feed.Paging, known *fleet.List) tea.Cmd {
	ctx, now := q.begin(job.Key), q.opt.Now
	if class == feed.Awaited {
		class = feed.Background
	}
	failed := func(err error) tea.Msg { return listFetched{job: job, round: round, err: err} }
	return q.guard(func() tea.Msg {
		for offsets := paging.Next(); len(offsets) > 0 && ctx.Err() == nil; offsets = paging.Next() {
			pages, errs := q.wave(ctx, class, round.Query, offsets, known)
			paging.Take(offsets, pages, errs)
		}
		if err := ctx.Err(); err != nil {
			return failed(err)
		}
		round, err := paging.Round(round)
		round.Ended = now()
		if err != nil {
			return failed(err)
		}
		return listFetched{job: job, round: round}
	}, failed)
}

// goesOn says whether there is a page after this one: the total says so or the
// server names it. An empty page is the end whatever the server says.
func goesOn(p fleet.Page) bool {
	return p.Count > 0 && (p.Offset+p.Count < p.Total || p.More)
}

// heardOf returns when the last page of a list came that is being fetched.
func (q *requests) heardOf(key resource) time.Time {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.heard[key]
}

func (q *requests) hear(key resource) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.stops[key] != nil {
		q.heard[key] = q.opt.Now()
	}
}

// wave fetches pages at the same time.
func (q *requests) wave(ctx context.Context, class feed.Class, query fleet.Query, offsets []int, known *fleet.List) ([]fleet.Page, []error) {
	pages, errs := make([]fleet.Page, len(offsets)), make([]error, len(offsets))
	var workers sync.WaitGroup
	for i := range offsets {
		workers.Go(func() {
			defer func() {
				if v := recover(); v != nil {
					errs[i] = q.panicked(v)
				}
			}()
			if pages[i], errs[i] = q.page(ctx, class, query, offsets[i], known); errs[i] == nil {
				q.hear(listOf(query))
			}
		})
	}
	workers.Wait()
	return pages, errs
}

// panicked makes an error of a panic in a goroutine of a command.
func (q *requests) panicked(v any) error {
	e := &panicError{value: v}
	if q.opt.Trace != nil {
		e.path, _ = q.opt.Trace(v, debug.Stack())
	}
	return e
}

// page fetches one page. A page that is what it was is taken from the list
// that is known.
func (q *requests) page(ctx context.Context, class feed.Class, query fleet.Query, offset int, known *fleet.List) (fleet.Page, error) {
	leave, err := q.places.Enter(ctx, class)
	if err != nil {
		return fleet.Page{}, err
	}
	defer leave()
	opts := client.ListOptions{Limit: pageSize, Offset: offset, Known: known.Page(offset).Digest}
	c := q.opt.Client
	switch query.Kind {
	case fleet.Applications:
		p, err := c.Applications.List(ctx, client.ApplicationFilter{}, opts)
		q.noteFaults(p.Faults)
		return rows(p, err, opts, known, fleet.ApplicationRow)
	case fleet.Containers:
		p, err := c.Containers.List(ctx, client.ContainerFilter{ApplicationUUID: query.Application, State: query.State}, opts)
		q.noteFaults(p.Faults)
		return rows(p, err, opts, known, func(con client.Container) *fleet.Row {
			// An older server does not know the filter: it is applied again.
			if query.Application != "" && client.UUIDFromURI(con.Application) != query.Application || query.State != "" && con.State != query.State {
				return nil
			}
			return fleet.ContainerRow(con)
		})
	default:
		p, err := c.Images.List(ctx, client.ImageFilter{}, opts)
		q.noteFaults(p.Faults)
		return rows(p, err, opts, known, fleet.ImageRow)
	}
}

// noteFaults writes the fields that could not be read to the diagnostics.
func (q *requests) noteFaults(faults []*client.RecordError) {
	if q.opt.Log == nil {
		return
	}
	for _, f := range faults[:min(len(faults), faultsNoted)] {
		q.opt.Log.Warn("field not readable", "resource", f.Resource, "uuid", f.UUID, "field", f.Field, "error", f.Err.Error())
	}
}

// rows makes the rows of a page; row returns nil for a record to be left out.
func rows[T any](p client.Page[T], err error, opts client.ListOptions, known *fleet.List, row func(T) *fleet.Row) (fleet.Page, error) {
	if err != nil {
		return fleet.Page{}, err
	}
	out := fleet.Page{Offset: opts.Offset, Bytes: p.Bytes, Digest: p.Digest, Same: p.Same, Date: p.Date}
	if p.Same {
		old := known.Page(opts.Offset)
		out.Count, out.Total, out.More = old.Count, old.Total, old.More
		return out, nil
	}
	out.Count, out.Total, out.More = len(p.Objects)+len(p.Bad), p.Meta.Total, p.Meta.Next != ""
	out.Rows = make([]*fleet.Row, 0, len(p.Objects))
	for _, o := range p.Objects {
		if r := row(o); r != nil {
			out.Rows = append(out.Rows, r)
		}
	}
	for _, bad := range p.Bad {
		out.Bad = append(out.Bad, text.Clean(bad.Error()))
	}
	return out, nil
}

// detail fetches everything about one object, unless it is what it was.
func (q *requests) detail(job poll.Job[resource], class feed.Class, known client.Digest) tea.Cmd {
	ctx := q.begin(job.Key)
	failed := func(err error) tea.Msg { return detailFetched{job: job, err: err} }
	return q.guard(func() tea.Msg {
		leave, err := q.places.Enter(ctx, class)
		if err != nil {
			return failed(err)
		}
		defer leave()
		msg := detailFetched{job: job}
		c, key := q.opt.Client, job.Key.ID.Key
		switch job.Key.ID.Kind {
		case fleet.Applications:
			r, err := c.Applications.GetIfChanged(ctx, key, known)
			q.noteFaults(r.Faults)
			msg.row, msg.digest, msg.err = detailRow(r, err, fleet.ApplicationRow)
		case fleet.Containers:
			r, err := c.Containers.GetIfChanged(ctx, key, known)
			q.noteFaults(r.Faults)
			msg.row, msg.digest, msg.err = detailRow(r, err, fleet.ContainerRow)
		default:
			r, err := c.Images.GetIfChanged(ctx, key, known)
			q.noteFaults(r.Faults)
			msg.row, msg.digest, msg.err = detailRow(r, err, fleet.ImageRow)
		}
		return msg
	}, failed)
}

func detailRow[T any](r client.Reply[T], err error, row func(T) *fleet.Row) (*fleet.Row, client.Digest, error) {
	if err != nil || r.Same {
		return nil, r.Digest, err
	}
	return row(r.Value), r.Digest, nil
}

// log fetches the log of a container and finds what is new in it.
func (q *requests) log(job poll.Job[resource], class feed.Class, mark textlog.Mark, stamps bool) tea.Cmd {
	ctx, now := q.begin(job.Key), q.opt.Now
	failed := func(err error) tea.Msg { return logFetched{job: job, err: err} }
	return q.guard(func() tea.Msg {
		leave, err := q.places.Enter(ctx, class)
		if err != nil {
			return failed(err)
		}
		defer leave()
		log, err := q.opt.Client.Containers.Logs(ctx, job.Key.ID.Key)
		if err != nil {
			return failed(err)
		}
		f := pane.Fetched{Received: log.Received, Cut: log.Cut, Took: log.Took, At: now()}
		f.Batch, f.Mark, f.Change = mark.Diff(log.Chunks, textlog.Options{Limits: pane.LogLimits(), Stamps: stamps, Now: f.At})
		return logFetched{job: job, fetched: f}
	}, failed)
}

// withNewKey reads the key again before a list is fetched.
func (q *requests) withNewKey(list tea.Cmd) tea.Cmd {
	return func() tea.Msg {
		read := q.guard(func() tea.Msg {
			cred, err := q.opt.ReadKey()
			if err == nil {
				q.opt.Client.SetCredentials(cred)
			}
			return err
		}, func(err error) tea.Msg { return err })
		keyErr, _ := read().(error)
		msg := list()
		if fetched, ok := msg.(listFetched); ok {
			fetched.keyErr = keyErr
			return fetched
		}
		return msg
	}
}
