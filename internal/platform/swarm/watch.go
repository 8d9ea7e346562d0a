package swarm

import (
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/moby/moby/api/types/events"
	"github.com/moby/moby/api/types/swarm"
	"github.com/moby/moby/client"

	"fleetop/internal/platform/engine"
)

const (
	// idlePoll is how often the tasks are listed, movingPoll those of services that are on their way.
	idlePoll   = 5 * time.Second
	movingPoll = 500 * time.Millisecond
	// movingFor is how long a service counts as on its way without a change: what goes on for ever is
	// looked at less often.
	movingFor = 20 * time.Second
	// mostMoving is how many services are asked about one by one.
	mostMoving = 20
	// compareEvery is how often services and nodes are listed though no event came.
	compareEvery = time.Minute
	// lostAfter is how long no manager may answer before it is said, unless nothing is where they listen.
	lostAfter = 2 * time.Second
	// firstRetry and lastRetry bound the pauses between attempts to reach one, localRetry where nothing is
	// where one on this machine listens.
	firstRetry = 100 * time.Millisecond
	lastRetry  = 5 * time.Second
	localRetry = 500 * time.Millisecond
)

// errOther is that another manager than the one that tells of news is asked now.
var errOther = errors.New("another manager was taken")

// Inventory reaches a manager and returns the services with their tasks.
func (e *Engine) Inventory(ctx context.Context) (engine.Inventory, error) {
	first, err := e.subscribe() // before the lists, so that these need not be asked for twice
	if err != nil {
		first = nil
	}
	if err := e.lookAtAll(ctx); err != nil {
		if first != nil {
			first.cancel()
		}
		return engine.Inventory{}, e.managers.now().words(err)
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	inv := engine.Inventory{}
	for _, a := range e.sorted() {
		inv.Applications = append(inv.Applications, *e.tell(a))
	}
	for _, a := range e.stale {
		a.stale = false
	}
	e.events, e.stale = nil, nil
	e.done.Go(func() { e.watch(first) })
	return inv, nil
}

// sorted returns the applications by the time they were made. e.mu is held.
func (e *Engine) sorted() []*app {
	list := make([]*app, 0, len(e.apps))
	for _, a := range e.apps {
		list = append(list, a)
	}
	slices.SortFunc(list, func(a, b *app) int {
		if a.service == nil || b.service == nil {
			return 0
		}
		return a.service.CreatedAt.Compare(b.service.CreatedAt)
	})
	return list
}

// watch follows the swarm until Close, with news that were subscribed to before everything was looked at, or
// none.
func (e *Engine) watch(first *news) {
	began, pause := time.Time{}, firstRetry
	for e.ctx.Err() == nil {
		n, err := first, error(nil)
		if first = nil; n == nil {
			n, err = e.catchUp()
		}
		if err == nil {
			began, pause = time.Time{}, firstRetry
			err = e.follow(n)
		}
		if e.ctx.Err() != nil {
			return
		}
		isOut := !began.IsZero() && e.managers.areOut() // all were tried meanwhile
		if began.IsZero() {
			began = e.o.Now()
		}
		m := e.managers.now()
		if isOut || e.o.Now().Sub(began) >= lostAfter || errors.Is(err, context.DeadlineExceeded) { // that took its time
			e.lose(m.words(err).Error())
		}
		if !errors.Is(err, errOther) {
			e.managers.next(m)
		}
		select {
		case <-e.ctx.Done():
		case <-time.After(pause/2 + rand.N(pause)): //nolint:gosec // no secret
		}
		if pause = min(2*pause, lastRetry); isOut && m.IsLocal {
			pause = min(pause, localRetry)
		}
	}
}

// catchUp subscribes to news and looks at everything.
func (e *Engine) catchUp() (*news, error) {
	n, err := e.subscribe()
	if err != nil {
		return nil, err
	}
	if err := e.lookAtAll(n.ctx); err != nil {
		n.cancel()
		return nil, err
	}
	e.back()
	return n, nil
}

// follow looks at what changes, until the manager does not answer.
func (e *Engine) follow(news *news) error {
	ctx, m := news.ctx, news.from
	defer news.cancel()
	if e.managers.now() != m {
		return errOther
	}
	idle, compare := time.NewTicker(idlePoll), time.NewTicker(compareEvery)
	defer idle.Stop()
	defer compare.Stop()
	for {
		var moving <-chan time.Time
		ids := e.moving()
		if len(ids) > 0 {
			moving = time.After(movingPoll)
		}
		var err error
		select {
		case <-ctx.Done():
			return ctx.Err()
		case err = <-news.ended:
			return err
		case <-news.rings:
			err = e.lookAtAll(ctx)
		case <-e.poke:
			continue // there is more that moves
		case <-moving:
			err = e.lookAtServices(ctx, ids)
		case <-idle.C:
			err = e.lookAtTasks(ctx)
		case <-compare.C:
			err = e.lookAtAll(ctx)
		}
		if err != nil {
			return err
		}
		if e.managers.now() != m {
			return errOther
		}
	}
}

// subscribe has the manager tell of services and nodes from now on.
func (e *Engine) subscribe() (*news, error) {
	n := &news{from: e.managers.now(), rings: make(chan struct{}, 1), ended: make(chan error, 1)}
	n.ctx, n.cancel = context.WithCancel(e.ctx)
	answered := make(chan struct{})
	e.done.Go(func() {
		stream := n.from.api.Events(n.ctx, client.EventsListOptions{ // returns once the daemon has answered
			Filters: make(client.Filters).Add("type", "service", "node"),
		})
		close(answered)
		n.read(stream)
	})
	select {
	case <-answered:
		return n, nil
	case <-time.After(e.managers.readTime):
		n.cancel()
		return nil, context.DeadlineExceeded
	case <-n.ctx.Done():
		n.cancel()
		return nil, n.ctx.Err()
	}
}

// news says that something has happened. What reads the stream does nothing else: a daemon whose events
// are not read slows down for everybody.
type news struct {
	from   *manager
	ctx    context.Context // while it is read
	cancel context.CancelFunc
	rings  chan struct{}
	ended  chan error
}

func (n *news) read(r client.EventsResult) {
	for {
		select {
		case m := <-r.Messages:
			if m.Type == events.ServiceEventType || m.Type == events.NodeEventType {
				ring(n.rings)
			}
		case err := <-r.Err:
			if err == nil {
				err = io.ErrUnexpectedEOF
			}
			n.ended <- err
			return
		}
	}
}

// lose reports that no manager can be asked, once for each reason.
func (e *Engine) lose(why string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.lost != why {
		e.lost = why
		e.emit(engine.Event{Kind: engine.Lost, Reason: why})
	}
}

// back reports that a manager answers again.
func (e *Engine) back() {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.lost != "" {
		e.lost = ""
		e.emit(engine.Event{Kind: engine.Back})
	}
}

// moving returns the services, by Swarm's identifier, that are on their way to something.
func (e *Engine) moving() []string {
	e.mu.Lock()
	defer e.mu.Unlock()
	var ids []string
	for _, a := range e.apps {
		isBusy := a.ending || a.told != nil && a.told.Busy
		if a.service != nil && isBusy && e.o.Now().Sub(a.moved) < movingFor {
			ids = append(ids, a.service.ID)
		}
	}
	return ids
}

// answer is what a manager said when it was asked, and after how many other questions.
type answer struct {
	turn     int
	nodes    []swarm.Node    // nil if it was not asked for them
	services []swarm.Service // likewise
	tasks    []swarm.Task
	of       []string // the services that it was asked for, nil for all
}

// begin takes a turn.
func (e *Engine) begin() answer {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.turn++
	return answer{turn: e.turn}
}

// lookAtAll lists nodes, services and tasks.
func (e *Engine) lookAtAll(ctx context.Context) error {
	got := e.begin()
	err := e.managers.read(ctx, func(ctx context.Context, api *client.Client) error {
		nodes, err := api.NodeList(ctx, client.NodeListOptions{})
		if err != nil {
			return err
		}
		services, err := api.ServiceList(ctx, client.ServiceListOptions{})
		if err != nil {
			return err
		}
		tasks, err := api.TaskList(ctx, client.TaskListOptions{})
		got.nodes, got.services, got.tasks = nodes.Items, services.Items, tasks.Items
		if got.services == nil {
			got.services = []swarm.Service{}
		}
		return err
	})
	if err != nil {
		return err
	}
	e.take(got)
	return nil
}

// lookAtTasks lists the tasks.
func (e *Engine) lookAtTasks(ctx context.Context) error {
	got := e.begin()
	err := e.managers.read(ctx, func(ctx context.Context, api *client.Client) error {
		tasks, err := api.TaskList(ctx, client.TaskListOptions{})
		got.tasks = tasks.Items
		return err
	})
	if err != nil {
		return err
	}
	e.take(got)
	return nil
}

// lookAtServices lists some services and their tasks. One that was removed is looked for among all: a
// daemon complains when it is asked for the tasks of services that there are not.
func (e *Engine) lookAtServices(ctx context.Context, ids []string) error {
	if len(ids) > mostMoving || e.isAnyRemoved(ids) {
		return e.lookAtAll(ctx)
	}
	got := e.begin()
	got.of = ids
	err := e.managers.read(ctx, func(ctx context.Context, api *client.Client) error {
		services, err := api.ServiceList(ctx, client.ServiceListOptions{Filters: make(client.Filters).Add("id", ids...)})
		if err != nil {
			return err
		}
		tasks, err := api.TaskList(ctx, client.TaskListOptions{Filters: make(client.Filters).Add("service", ids...)})
		got.services, got.tasks = services.Items, tasks.Items
		return err
	})
	switch {
	case isGone(err) || err == nil && len(got.services) < len(ids):
		return e.lookAtAll(ctx) // one of them is gone
	case err != nil:
		return err
	}
	e.take(got)
	return nil
}

// isAnyRemoved reports whether one of several services was removed.
func (e *Engine) isAnyRemoved(ids []string) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return slices.ContainsFunc(ids, func(id string) bool {
		a := e.services[id]
		return a == nil || a.removed
	})
}
