// Package cluster is an engine for tests that keeps applications by itself, as a cluster does. It
// schedules for real, but it runs nothing: what happens is computed from the time.
package cluster

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"fleetop/internal/platform/engine"
)

// How long things take.
const (
	startTime  = 300 * time.Millisecond
	stopTime   = 200 * time.Millisecond
	removeTime = 100 * time.Millisecond
)

// MissingTag is the tag of images that there are not.
const MissingTag = "missing"

// Engine implements engine.Orchestrator. A program whose command is "exit CODE" ends after a second;
// any other runs until it is stopped.
type Engine struct {
	now func() time.Time

	mu       sync.Mutex // protects what follows
	at       time.Time  // up to when everything has happened
	apps     map[string]*service
	order    []*service
	tasks    map[string]*task // of all times, for their logs
	news     []engine.Event
	made     int
	capacity int // how many tasks have room, 0 for no limit
	late     error
	closed   bool
	nodes    []string
}

// New returns an engine without applications. now is its clock.
func New(now func() time.Time) *Engine {
	return &Engine{now: now, at: now(), apps: make(map[string]*service), tasks: make(map[string]*task), nodes: []string{"node-1"}}
}

// Name returns "cluster".
func (e *Engine) Name() string { return "cluster" }

// Inventory returns what there is.
func (e *Engine) Inventory(context.Context) (engine.Inventory, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.pass()
	var inv engine.Inventory
	for _, s := range e.order {
		inv.Applications = append(inv.Applications, *s.tell())
		s.isNews = false
	}
	return inv, nil
}

// Inspect knows nothing of images.
func (e *Engine) Inspect(_ context.Context, ref engine.Ref, _ *engine.Auth) (engine.Tag, error) {
	return engine.Tag{Name: ref.Tag}, nil
}

// Check refuses whatever is asked of a single container, and to scale what is global.
func (e *Engine) Check(op engine.Op, id string) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.tasks[id] != nil {
		return errors.New("the cluster starts and stops containers by itself: ask for it on the application")
	}
	if s := e.apps[id]; s != nil && s.global && op == engine.OpScale {
		return fmt.Errorf("%s runs once on every node: it cannot be scaled", s.name)
	}
	return nil
}

// Pending reports whether something has changed.
func (e *Engine) Pending() bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.pass()
	if len(e.news) > 0 {
		return true
	}
	for _, s := range e.order {
		if s.isNews {
			return true
		}
	}
	return false
}

// Next tells of a change.
func (e *Engine) Next() (engine.Event, bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.pass()
	if len(e.news) > 0 {
		ev := e.news[0]
		e.news = e.news[1:]
		return ev, true
	}
	for _, s := range e.order {
		if s.isNews {
			s.isNews = false
			return engine.Event{Time: e.at, Kind: engine.Changed, App: s.tell()}, true
		}
	}
	return engine.Event{}, false
}

// Logs returns what a task wrote: a line when it started, and one when it ended.
func (e *Engine) Logs(_ context.Context, id string, q engine.LogQuery) (io.ReadCloser, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	t := e.tasks[id]
	switch {
	case t == nil:
		return nil, engine.ErrNotFound
	case q.Follow:
		return nil, engine.ErrUnsupported
	}
	lines := t.log
	if q.Tail > 0 {
		lines = lines[max(0, len(lines)-q.Tail):]
	}
	for q.Limit > 0 && len(strings.Join(lines, "")) > q.Limit {
		lines = lines[1:]
	}
	return io.NopCloser(strings.NewReader(strings.Join(lines, ""))), nil
}

// Close ends the engine.
func (e *Engine) Close() error {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.closed = true
	return nil
}

// Deploy makes a service.
func (e *Engine) Deploy(spec engine.AppSpec) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.closed {
		return engine.ErrClosed
	}
	if err := e.fails(); err != nil {
		return err
	}
	e.pass()
	e.add(&service{
		id: spec.Application, name: spec.Name, image: spec.Image, command: spec.Command, ports: spec.Ports,
		labels: spec.Labels, replicas: spec.Replicas, when: spec.Restart, limit: spec.Limit,
	})
	return nil
}

// fails returns the error that a test has asked for.
func (e *Engine) fails() error {
	err := e.late
	e.late = nil
	return err
}

// Apply changes what is wanted of a service.
func (e *Engine) Apply(app string, want engine.Want) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.pass()
	s, err := e.find(app)
	if err != nil {
		return err
	}
	if err := e.fails(); err != nil {
		return err
	}
	s.want(want)
	e.reconcile(s)
	return nil
}

// Terminate removes a service.
func (e *Engine) Terminate(app string) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.pass()
	s, err := e.find(app)
	if err != nil {
		return err
	}
	s.ending = true
	e.reconcile(s)
	return nil
}

// find returns a service. e.mu is held.
func (e *Engine) find(app string) (*service, error) {
	switch s := e.apps[app]; {
	case e.closed:
		return nil, engine.ErrClosed
	case s == nil:
		return nil, engine.ErrNotFound
	default:
		return s, nil
	}
}

// add takes a service in and schedules its tasks. e.mu is held.
func (e *Engine) add(s *service) {
	s.e, s.made = e, e.at
	e.apps[s.id] = s
	e.order = append(e.order, s)
	e.reconcile(s)
}
