package docker

import (
	"context"
	"net"
	"testing"
	"time"

	"fleetop/internal/enginetest"
	"fleetop/internal/platform/engine"
)

var shared enginetest.Shared

func TestMain(m *testing.M) {
	enginetest.AtOnce(3) // with more they miss deadlines
	defer shared.Close()
	m.Run()
}

// mostWait is how long a test waits for what has to happen.
const mostWait = 30 * time.Second

// toSocket dials a socket.
func toSocket(path string) dial {
	return func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "unix", path)
	}
}

// watched is an engine whose events a test reads.
type watched struct {
	*Engine
	t   *testing.T
	inv engine.Inventory
}

// open returns an engine after its inventory.
func open(t *testing.T, o Options) *watched {
	t.Helper()
	w := ready(t, o)
	w.take()
	return w
}

// ready returns an engine before its inventory.
func ready(t *testing.T, o Options) *watched {
	t.Helper()
	e, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	})
	return &watched{Engine: e, t: t}
}

// take takes the inventory.
func (w *watched) take() {
	w.t.Helper()
	var err error
	if w.inv, err = w.Inventory(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
}

// local returns the options for a daemon of a test.
func local(d *enginetest.Daemon) Options {
	return Options{Dial: toSocket(d.Socket), Address: d.Host(), IsLocal: true, Owner: "fleetop", TouchAll: true}
}

// next returns the next event that is wanted.
func (w *watched) next(wanted func(engine.Event) bool) engine.Event {
	w.t.Helper()
	limit := time.After(mostWait)
	for {
		for w.Pending() {
			if ev, ok := w.Next(); ok && wanted(ev) {
				return ev
			}
		}
		select {
		case <-w.Changed():
		case <-limit:
			w.t.Fatal("it does not happen")
		}
	}
}

// found returns the record of an application, once something is true of it.
func (w *watched) found(name string, isRight func(*engine.Application) bool) *engine.Application {
	w.t.Helper()
	return w.next(func(ev engine.Event) bool {
		return ev.App != nil && ev.App.Name == name && isRight(ev.App)
	}).App
}
