package docker

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"path"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"fleetop/internal/platform/engine"
)

// TestADaemonThatWasAwayForLongIsReachedSoon checks how long it may take until a daemon is looked for again that
// has been away for an hour: less than a second on this machine, where that costs nothing, and longer elsewhere.
func TestADaemonThatWasAwayForLongIsReachedSoon(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		isLocal     bool
		least, most time.Duration
	}{
		{true, localRetry / 2, localRetry * 3 / 2},
		{false, lastRetry / 2, lastRetry * 3 / 2},
	} {
		synctest.Test(t, func(t *testing.T) {
			var tried time.Time
			began, n := time.Now(), 0
			e, err := New(Options{Address: "unix:///docker.sock", IsLocal: test.isLocal, Owner: "fleetop", Dial: func(context.Context, string, string) (net.Conn, error) {
				// An attempt may dial more than once.
				if pause := time.Since(tried); time.Since(began) > time.Hour && pause > 0 {
					if n++; pause < test.least || pause > test.most {
						t.Errorf("local %v: a pause of %v, want %v to %v", test.isLocal, pause, test.least, test.most)
					}
				}
				tried = time.Now()
				return nil, fmt.Errorf("nothing listens: %w", syscall.ECONNREFUSED)
			}})
			if err != nil {
				t.Fatal(err)
			}
			e.done.Go(func() { e.reconnect(io.EOF) })
			time.Sleep(time.Hour + time.Minute)
			if err := e.Close(); err != nil {
				t.Error(err)
			}
			if n == 0 {
				t.Errorf("local %v: it is not looked for", test.isLocal)
			}
		})
	}
}

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

// TestADaemonThatHangsUnaskedIsNoticed checks that a daemon that hangs while nobody asks it for anything is told
// as lost within the time that the documents name.
func TestADaemonThatHangsUnaskedIsNoticed(t *testing.T) {
	t.Parallel()
	const within = 15 * time.Second
	synctest.Test(t, func(t *testing.T) {
		var hangs atomic.Bool
		server := &http.Server{ReadHeaderTimeout: time.Hour, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Api-Version", "1.41")
			w.Header().Set("Content-Type", "application/json")
			switch {
			case path.Base(r.URL.Path) == "events":
				_ = http.NewResponseController(w).Flush()
				<-r.Context().Done()
			case hangs.Load():
				<-r.Context().Done()
			case path.Base(r.URL.Path) == "json":
				_, _ = w.Write([]byte("[]"))
			}
		})}
		connections := make(pipes)
		go func() { _ = server.Serve(connections) }()
		w := ready(t, Options{Address: "tcp://shop:2376", Owner: "fleetop", Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
			ours, theirs := net.Pipe()
			select {
			case connections <- theirs:
				return ours, nil
			case <-ctx.Done():
				return nil, ctx.Err()
			}
		}})
		defer func() {
			_ = w.Close()
			close(connections)
			_ = server.Close()
		}()
		w.take()
		time.Sleep(time.Hour + time.Second) // a ping has just been answered
		synctest.Wait()
		for w.Pending() {
			_, _ = w.Next()
		}
		hangs.Store(true)
		time.Sleep(within)
		synctest.Wait()
		if ev, ok := w.Next(); !ok || ev.Kind != engine.Lost {
			t.Errorf("after %v told is %v: %+v", within, ok, ev)
		}
	})
}
