package docker

import (
	"context"
	"fmt"
	"io"
	"net"
	"syscall"
	"testing"
	"testing/synctest"
	"time"
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
