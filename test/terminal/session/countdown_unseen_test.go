package session

import (
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"

	"fleetop/internal/ptytest"
)

// deletes returns the address of a proxy in front of a server that counts what was to be deleted,
// and a channel with every look at the applications.
func deletes(t *testing.T, target string) (address string, deleted *atomic.Int32, looks <-chan struct{}) {
	t.Helper()
	u, err := url.Parse(target)
	if err != nil {
		t.Fatal(err)
	}
	seen := make(chan struct{}, 1000)
	deleted = new(atomic.Int32)
	pass := httputil.NewSingleHostReverseProxy(u)
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodDelete {
			deleted.Add(1)
		}
		pass.ServeHTTP(w, r)
		if r.URL.Path == "/api/v1/application/" {
			seen <- struct{}{}
		}
	}))
	t.Cleanup(proxy.Close)
	return proxy.URL, deleted, seen
}

// TestNothingIsSentWhileTheTerminalIsNotRead arms in a terminal that then reads nothing: nothing is
// sent, which is said when it reads again.
func TestNothingIsSentWhileTheTerminalIsNotRead(t *testing.T) {
	t.Parallel()
	env, _ := serve(t, "--fleet", "6x2")
	address, deleted, looks := deletes(t, strings.TrimPrefix(env[0], "FLEETOP_ENDPOINT="))
	env[0] = "FLEETOP_ENDPOINT=" + address
	term := ptytest.Start(t, ptytest.Options{Path: program, Env: env, Args: []string{"--interval", "1", "--grace", "8"}, Answer: true, Cols: 120, Rows: 36})
	term.WaitFor(`▸ bench-00001 .*● Running`)
	term.Send("D")
	term.WaitFor(`Terminate bench-00001\?`)
	term.Send("bench-00001")
	term.WaitFor(`: bench-00001`)
	term.Send("\r")
	term.WaitFor(`Terminating bench-00001 in`)
	term.Pause()
	for len(looks) > 0 {
		<-looks
	}
	for range 24 { // one a second, and one just before zero
		<-looks
	}
	if n := deleted.Load(); n != 0 {
		t.Errorf("%d were deleted", n)
	}
	term.Resume()
	term.WaitFor(`terminate not sent: the terminal did not take the screen`)
	term.Send("Q")
	term.Wait()
	if n := deleted.Load(); n != 0 {
		t.Errorf("%d were deleted", n)
	}
}

// TestACountdownOverASlowLinkIsSent is sent, whether the terminal answers or not.
func TestACountdownOverASlowLinkIsSent(t *testing.T) {
	t.Parallel()
	for _, answer := range []bool{true, false} {
		env, _ := serve(t, "--fleet", "60x1")
		address, deleted, _ := deletes(t, strings.TrimPrefix(env[0], "FLEETOP_ENDPOINT="))
		env[0] = "FLEETOP_ENDPOINT=" + address
		term := ptytest.Start(t, ptytest.Options{Path: program, Env: env, Args: []string{"--grace", "1"}, Answer: answer, Rate: 64000 / 8, Cols: 160, Rows: 45})
		term.WaitFor(`▸ bench-00001 .*● Running`)
		term.Send("D")
		term.WaitFor(`Terminate bench-00001\?`)
		term.Send("bench-00001")
		term.WaitFor(`: bench-00001`)
		term.Send("\r")
		term.WaitFor(`▸ bench-00001 .*✗ Terminated`)
		if n := deleted.Load(); n != 1 {
			t.Errorf("answers: %v: %d were deleted", answer, n)
		}
		term.Send("Q")
		term.Wait()
	}
}
