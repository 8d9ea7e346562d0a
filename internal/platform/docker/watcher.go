package docker

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"strconv"
	"syscall"
	"time"

	ctypes "github.com/moby/moby/api/types/container"
	"github.com/moby/moby/api/types/events"
	"github.com/moby/moby/client"

	"fleetop/internal/platform/docker/dialect"
	"fleetop/internal/platform/engine"
)

const (
	// overlap is how far back the first stream of events reaches: the daemon answers before it
	// begins to listen.
	overlap = 5 * time.Second
	// lostAfter is how long the daemon may be away before it is said, unless nothing is where it listens.
	lostAfter = 2 * time.Second
	// firstRetry and lastRetry bound the pauses between attempts to reach it, localRetry where that is on this
	// machine and costs nothing.
	firstRetry = 100 * time.Millisecond
	lastRetry  = 5 * time.Second
	localRetry = 500 * time.Millisecond
	// pingEvery is how often it is asked whether it is there. A stream may die without a sign.
	pingEvery = 10 * time.Second
	// compareEvery is how often the whole list is compared, in case an event was lost.
	compareEvery = 10 * time.Minute
)

// stream is the daemon's stream of events.
type stream struct {
	cancel context.CancelFunc
	ended  chan error
}

// open begins to read events from a time on. Those before restart belong to the start of the
// daemon itself.
func (e *Engine) open(since, restart time.Time) (*stream, error) {
	ctx, cancel := context.WithCancel(e.ctx)
	hurry := time.AfterFunc(listTime, cancel)
	r := e.daemon.events(ctx, since)
	hurry.Stop()
	select {
	case err := <-r.Err:
		cancel()
		if errors.Is(err, context.Canceled) && e.ctx.Err() == nil {
			err = context.DeadlineExceeded
		}
		return nil, err
	default:
	}
	s := &stream{cancel: cancel, ended: make(chan error, 1)}
	e.done.Go(func() { s.ended <- e.read(r, restart) })
	return s, nil
}

// read puts what the stream says into the inbox, and does nothing else: see package docker.
func (e *Engine) read(r client.EventsResult, restart time.Time) error {
	for {
		select {
		case m := <-r.Messages:
			e.hear(&m, restart)
		case err := <-r.Err:
			if err == nil {
				err = io.ErrUnexpectedEOF
			}
			return err
		}
	}
}

// hear puts what an event is about into the inbox.
func (e *Engine) hear(m *events.Message, restart time.Time) {
	says := m.Actor.Attributes
	switch m.Type {
	case events.ImageEventType:
		e.inbox.put(theImages)
	case events.NetworkEventType:
		if native := says["container"]; native != "" {
			e.inbox.put(native)
		}
	case events.ContainerEventType:
		n := note{at: time.Unix(0, m.TimeNano), what: m.Action, signal: says["signal"]}
		n.code, _ = strconv.Atoi(says["exitCode"])
		n.restart = n.at.Before(restart)
		e.inbox.tell(m.Actor.ID, n)
	default:
	}
}

// watch follows the daemon until Close. The first stream is of a daemon of which not all is known yet.
func (e *Engine) watch(s *stream) {
	for all := true; s != nil; all = false {
		err := e.follow(s, all)
		e.inbox.hold()
		s.cancel()
		if e.ctx.Err() != nil {
			return
		}
		s = e.reconnect(err)
	}
}

// follow waits for the end of a stream. With all, everything is looked at.
func (e *Engine) follow(s *stream, all bool) error {
	ping, compare := time.NewTicker(e.pingEvery), time.NewTicker(compareEvery)
	defer ping.Stop()
	defer compare.Stop()
	ctx, cancel := context.WithCancel(e.ctx)
	defer cancel()
	failed := make(chan error)
	// A list may take ten seconds. Nobody else waits for it.
	begin := func(all bool) {
		e.done.Go(func() {
			if err := e.compare(ctx, all); err != nil {
				select {
				case failed <- err:
				case <-ctx.Done():
				}
			}
		})
	}
	if all {
		begin(true)
	}
	for {
		select {
		case err := <-s.ended:
			return err
		case err := <-failed:
			return err
		case <-e.suspected:
			if err := e.check(e.daemon.doubtTime); err != nil {
				return err
			}
			e.inbox.release(false)
		case <-ping.C:
			if err := e.check(e.daemon.pingTime); err != nil {
				return err
			}
			if e.inbox.overflow() {
				begin(true)
			}
		case <-compare.C:
			begin(false)
		}
	}
}

// check asks whether the daemon is there. If it takes connections and does not say so, that is told at
// once: it was away for long enough.
func (e *Engine) check(limit time.Duration) error {
	err := e.daemon.ping(e.ctx, limit)
	if errors.Is(err, context.DeadlineExceeded) {
		e.lose(e.words(err))
	}
	return err
}

// suspect makes the watcher see whether the daemon is still there.
func (e *Engine) suspect() {
	select {
	case e.suspected <- struct{}{}:
	default:
	}
}

// reconnect reaches the daemon again, compares what is there with what was known, and returns a new
// stream; nil at the end. err is why the last stream ended.
func (e *Engine) reconnect(err error) *stream {
	began, pause, most := e.o.Now(), firstRetry, lastRetry
	if e.o.IsLocal {
		most = localRetry
	}
	// Behind a local socket only the end of the daemon ends the stream.
	restarted := e.o.IsLocal && (errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, syscall.ECONNRESET))
	for {
		s, err := e.again(restarted)
		if err == nil {
			return s
		}
		if e.ctx.Err() != nil {
			return nil
		}
		fault := e.daemon.fault.Load()
		restarted = restarted || fault != nil && e.o.IsLocal
		if e.o.Now().Sub(began) >= lostAfter || fault != nil && dialect.NobodyListens(*fault) {
			e.lose(e.words(err))
		}
		select {
		case <-e.ctx.Done():
			return nil
		case <-time.After(pause/2 + rand.N(pause)): //nolint:gosec // no secret
		}
		pause = min(2*pause, most)
	}
}

// again tries once to reach the daemon.
func (e *Engine) again(restarted bool) (*stream, error) {
	if err := e.daemon.ping(e.ctx, e.daemon.pingTime); err != nil {
		return nil, err
	}
	var restart time.Time
	if restarted {
		restart = e.daemon.instant()
	}
	since := e.inbox.latest()
	if since.IsZero() {
		since = e.daemon.clock().Add(-overlap)
	}
	s, err := e.open(since, restart)
	if err != nil {
		return nil, err
	}
	list, err := e.daemon.containers(e.ctx, true)
	if err != nil {
		s.cancel()
		return nil, err
	}
	e.inbox.overflow() // whatever it was, the list says it
	e.back()
	e.take(list, true)
	e.inbox.release(restarted)
	return s, nil
}

// lose reports that the daemon cannot be reached, once for each reason.
func (e *Engine) lose(why error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.lost == why.Error() {
		return
	}
	e.lost = why.Error()
	e.emit(engine.Event{Kind: engine.Lost, Reason: e.lost})
}

// back reports that the daemon is reached again.
func (e *Engine) back() {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.lost != "" {
		e.lost = ""
		e.emit(engine.Event{Kind: engine.Back})
	}
}

// compare looks for differences between what is known and the daemon's list.
func (e *Engine) compare(ctx context.Context, all bool) error {
	list, err := e.daemon.containers(ctx, true)
	if err != nil {
		return err
	}
	if n := e.take(list, all); n > 0 && !all {
		e.o.Log(fmt.Sprintf("%d containers of the Docker daemon at %s are not as its events told", n, e.o.Address))
	}
	return nil
}

// take makes known what a whole list has, and has looked at what differs, or at all. It returns at how
// many containers.
func (e *Engine) take(list []ctypes.Summary, all bool) int {
	e.mu.Lock()
	defer e.mu.Unlock()
	look := e.meetAll(list, all)
	listed := make(map[string]bool, len(list))
	for i := range list {
		listed[list[i].ID] = true
	}
	for native := range e.native {
		if !listed[native] {
			look = append(look, native)
		}
	}
	maps.DeleteFunc(e.leftOut, func(native string, _ bool) bool { return !listed[native] })
	n := len(look)
	if all {
		look = append(look, theImages)
	}
	e.inbox.put(look...)
	return n
}

// meetAll makes known what is new in a list and reports it. It returns what is to be looked at.
// e.mu is held.
func (e *Engine) meetAll(list []ctypes.Summary, all bool) (look []string) {
	var found []*group
	isFound := make(map[*group]bool)
	for i := range list {
		s := &list[i]
		f := listed(s)
		c, isNew := e.native[s.ID], false
		if c == nil {
			c, isNew = e.meet(s.ID, listName(s), &f)
		}
		if c == nil {
			continue
		}
		if isNew && !isFound[c.group] {
			isFound[c.group] = true
			found = append(found, c.group)
		}
		if all || isNew || f.phase != c.facts.phase || f.health != c.facts.health || listName(s) != c.name {
			look = append(look, s.ID)
		}
	}
	for _, g := range found {
		e.emit(engine.Event{Kind: engine.Found, App: e.application(g)})
	}
	return look
}
