package swarm

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"path"
	"strings"
	"sync/atomic"
	"syscall"
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

// TestAHungManagerIsTold stops a manager that still takes connections, and lets it go on. Where nothing listens any
// more that is told at once, and on this machine it is known soon that somebody does again, however long that took.
func TestAHungManagerIsTold(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var hangs, isOut atomic.Bool
		drop := make(chan struct{}) // ends the stream of events, as a daemon that is killed does
		server := &http.Server{ReadHeaderTimeout: time.Hour, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if hangs.Load() {
				<-r.Context().Done()
				return
			}
			defer func() {
				if isOut.Load() {
					panic(http.ErrAbortHandler) // ends the connection
				}
			}()
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
			Address: "tcp://shop:2376", Host: "shop", IsLocal: true,
			Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
				if isOut.Load() {
					return nil, fmt.Errorf("nothing listens on tcp://shop:2376: %w", syscall.ECONNREFUSED)
				}
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
		for _, mishap := range []struct {
			flag   *atomic.Bool
			drops  bool
			within time.Duration
			says   string
			lasts  time.Duration
			back   time.Duration // within which it is known again
		}{
			{&hangs, false, 20 * time.Second, "does not answer", 0, 20 * time.Second},
			{&hangs, true, 20 * time.Second, "does not answer", 0, 20 * time.Second},
			{&isOut, true, lostAfter / 2, "nothing listens", time.Hour, 2 * localRetry},
		} {
			mishap.flag.Store(true)
			if mishap.drops {
				drop <- struct{}{}
			}
			ev := next(mishap.within)
			if ev.Kind != engine.Lost || !strings.Contains(ev.Reason, "tcp://shop:2376") || !strings.Contains(ev.Reason, mishap.says) {
				t.Errorf("told %v: %q", ev.Kind, ev.Reason)
			}
			time.Sleep(mishap.lasts)
			mishap.flag.Store(false)
			if ev := next(mishap.back); ev.Kind != engine.Back {
				t.Errorf("told %v: %q", ev.Kind, ev.Reason)
			}
		}
	})
}
