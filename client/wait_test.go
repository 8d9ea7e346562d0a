package client

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"
)

// TestAPageIsAskedForUnlessItIsWhatItWas checks the headers and parameters of a page that the client has,
// what is made of 304, and that a wait does not count against the time limit.
func TestAPageIsAskedForUnlessItIsWhatItWas(t *testing.T) {
	t.Parallel()
	const limit = 150 * time.Millisecond
	var conns atomic.Int32
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("ETag", `W/"new"`)
		w.Header().Set("Fleetop-Version", "run.2")
		w.Header().Set("Fleetop-Extensions", "wait")
		if r.Header.Get("If-None-Match") != "" {
			if r.URL.RawQuery != "limit=100&wait=1" || r.Header.Get("If-None-Match") != `W/"old"` || r.Header.Get("Fleetop-Version") != "run.1" {
				t.Errorf("asked for %s with %v", r.URL, r.Header)
			}
			time.Sleep(2 * limit) // the server holds it
			w.WriteHeader(http.StatusNotModified)
			return
		}
		_, _ = w.Write([]byte(`{"meta": {"total_count": 1}, "objects": [{"uuid": "a"}]}`))
	}))
	server.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			conns.Add(1)
		}
	}
	server.Start()
	t.Cleanup(server.Close)
	c, err := New(server.URL, Credentials{}, WithTimeout(limit))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.CloseIdle)
	if c.Offers(Waits) {
		t.Error("a server is said to wait before it answered")
	}
	page, err := c.Containers.List(t.Context(), ContainerFilter{}, ListOptions{Limit: 100})
	if err != nil || page.ETag != `W/"new"` || page.Version != "run.2" || page.Same || !c.Offers(Waits) {
		t.Errorf("the page is %+v, %v", page, err)
	}
	for range 3 {
		held := ListOptions{Limit: 100, Known: page.Digest, ETag: `W/"old"`, Wait: time.Second, Version: "run.1"}
		page, err := c.Containers.List(t.Context(), ContainerFilter{}, held)
		if err != nil || !page.Same || page.Digest != held.Known || page.Version != "run.2" || len(page.Objects) > 0 {
			t.Errorf("the page is %+v, %v", page, err)
		}
	}
	if n := conns.Load(); n != 2 {
		t.Errorf("%d connections were opened, want one for what waits and one for the rest", n)
	}
}

// TestAWaitEnds checks that a server which does not answer in time, and a request that is given up, end
// a wait, and that 304 for what was not known is no answer.
func TestAWaitEnds(t *testing.T) {
	t.Parallel()
	served := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("If-None-Match") == "" {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		select {
		case <-r.Context().Done():
		case <-served:
		}
	}))
	t.Cleanup(server.Close)
	t.Cleanup(func() { close(served) })
	c, err := New(server.URL, Credentials{}, WithTimeout(30*time.Millisecond))
	if err != nil {
		t.Fatal(err)
	}
	held := ListOptions{ETag: `"x"`, Wait: time.Second}
	began := time.Now()
	if _, err := c.Applications.List(t.Context(), ApplicationFilter{}, held); !errors.Is(err, context.DeadlineExceeded) || time.Since(began) < time.Second {
		t.Errorf("after %v: %v", time.Since(began), err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := c.Applications.List(ctx, ApplicationFilter{}, held); !errors.Is(err, context.Canceled) {
		t.Errorf("given up: %v", err)
	}
	if _, err := c.Applications.List(t.Context(), ApplicationFilter{}, ListOptions{}); err == nil {
		t.Error("304 without a condition is an answer")
	}
}
