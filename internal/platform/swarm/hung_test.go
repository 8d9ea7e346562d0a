package swarm

import (
	"context"
	"net"
	"net/http"
	"path"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"fleetop/internal/platform/engine"
)

// pipes are connections within the process, which time in a bubble does not wait for.
type pipes chan net.Conn

func (p pipes) Accept() (net.Conn, error) {
	conn, ok := <-p
	if !ok {
		return nil, net.ErrClosed
	}
	return conn, nil
}
func (p pipes) Close() error   { return nil }
func (p pipes) Addr() net.Addr { return &net.UnixAddr{Name: "pipe", Net: "pipe"} }

// TestAHungManagerIsTold stops a manager that still takes connections, and lets it go on.
func TestAHungManagerIsTold(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var hangs atomic.Bool
		drop := make(chan struct{}) // ends the stream of events, as a daemon that is killed does
		server := &http.Server{ReadHeaderTimeout: time.Hour, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if hangs.Load() {
				<-r.Context().Done()
				return
			}
			w.Header().Set("Api-Version", "1.41")
			w.Header().Set("Content-Type", "application/json")
			switch path.Base(r.URL.Path) {
			case "events":
				_ = http.NewResponseController(w).Flush()
				select {
				case <-r.Context().Done():
				case <-drop:
				}
			case "nodes", "services", "tasks":
				_, _ = w.Write([]byte("[]"))
			}
		})}
		connections := make(pipes)
		go func() { _ = server.Serve(connections) }()
		e, err := New(Options{Owner: "fleetop", TouchAll: true, Managers: []Manager{{
			Address: "tcp://shop:2376", Host: "shop",
			Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
				ours, theirs := net.Pipe()
				select {
				case connections <- theirs:
					return ours, nil
				case <-ctx.Done():
					return nil, ctx.Err()
				}
			},
		}}})
		if err != nil {
			t.Fatal(err)
		}
		defer func() {
			_ = e.Close()
			close(connections)
			_ = server.Close()
		}()
		if _, err := e.Inventory(t.Context()); err != nil {
			t.Fatal(err)
		}
		next := func(within time.Duration) engine.Event {
			t.Helper()
			for end := time.Now().Add(within); ; {
				synctest.Wait()
				if ev, ok := e.Next(); ok {
					return ev
				}
				if !time.Now().Before(end) {
					t.Fatalf("nothing was told within %v", within)
				}
				time.Sleep(100 * time.Millisecond)
			}
		}
		for _, isKilled := range []bool{false, true} {
			hangs.Store(true)
			if isKilled {
				drop <- struct{}{}
			}
			ev := next(20 * time.Second)
			if ev.Kind != engine.Lost || !strings.Contains(ev.Reason, "tcp://shop:2376") || !strings.Contains(ev.Reason, "does not answer") {
				t.Errorf("told %v: %q", ev.Kind, ev.Reason)
			}
			hangs.Store(false)
			if ev := next(20 * time.Second); ev.Kind != engine.Back {
				t.Errorf("told %v: %q", ev.Kind, ev.Reason)
			}
		}
	})
}
