package docker

import (
	"context"
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/moby/moby/api/pkg/authconfig"
	"github.com/moby/moby/api/types/jsonstream"

	"fleetop/internal/platform/engine"
)

// puller is a daemon that can do nothing but pull.
type puller struct {
	mu    sync.Mutex
	asked []string // the images, with the users
	// began has a value for each pull, let for each that may end, ended for each that was given up.
	began, let, ended chan struct{}
	says              string // instead of success
}

func (p *puller) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Api-Version", "1.41")
	if !strings.HasSuffix(r.URL.Path, "/images/create") {
		return
	}
	user := ""
	if auth, err := authconfig.Decode(r.Header.Get("X-Registry-Auth")); err == nil {
		user = auth.Username + " at " + auth.ServerAddress
	}
	p.mu.Lock()
	p.asked = append(p.asked, r.FormValue("fromImage")+":"+r.FormValue("tag")+" "+user)
	says := p.says
	p.mu.Unlock()
	w.WriteHeader(http.StatusOK)
	out := json.NewEncoder(w)
	_ = out.Encode(jsonstream.Message{Status: "Pulling"})
	_ = http.NewResponseController(w).Flush()
	p.began <- struct{}{}
	select {
	case <-p.let:
	case <-r.Context().Done():
		p.ended <- struct{}{}
		return
	}
	if says != "" {
		_ = out.Encode(jsonstream.Message{Error: &jsonstream.Error{Message: says}})
	}
}

// newPuller returns a daemon that pulls and an engine over it, whose clock is returned.
func newPuller(t *testing.T) (*puller, *Engine, *time.Time) {
	t.Helper()
	p := &puller{began: make(chan struct{}, 9), let: make(chan struct{}), ended: make(chan struct{}, 1)}
	server := httptest.NewServer(p)
	t.Cleanup(server.Close)
	now := time.Unix(1e9, 0)
	e, err := New(Options{
		Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
			return (&net.Dialer{}).DialContext(ctx, "tcp", server.Listener.Addr().String())
		},
		Now: func() time.Time { return now },
	})
	must(t, err)
	t.Cleanup(func() { must(t, e.Close()) })
	return p, e, &now
}

// waiting waits until so many wait for the pull of an image.
func waiting(t *testing.T, e *Engine, key pullKey, n int) {
	t.Helper()
	for end := time.Now().Add(mostWait); time.Now().Before(end); time.Sleep(time.Millisecond) {
		e.mu.Lock()
		p := e.hands.pulls[key]
		is := p != nil && p.waiting == n
		e.mu.Unlock()
		if is {
			return
		}
	}
	t.Fatalf("there are not %d who wait", n)
}

// TestImagesArePulledOnce checks that those who wait for one image share a pull, with the account's
// credentials, and that the next pull is another.
func TestImagesArePulledOnce(t *testing.T) {
	t.Parallel()
	p, e, _ := newPuller(t)
	ref, auth := engine.ParseRef("quay.io/team/web:2"), engine.Auth{User: "joe", Password: "secret"}
	for range 2 {
		var all sync.WaitGroup
		for range 3 {
			all.Go(func() {
				if err := e.pulled(t.Context(), ref, &auth); err != nil {
					t.Error(err)
				}
			})
		}
		waiting(t, e, pullKey{ref, auth}, 3)
		p.let <- struct{}{}
		all.Wait()
	}
	if got := strings.Join(p.asked, ", "); got != "quay.io/team/web:2 joe at quay.io, quay.io/team/web:2 joe at quay.io" {
		t.Error(got)
	}
}

// TestPullsEndWithTheLastThatWaits checks that a pull is given up when nobody wants it any more.
func TestPullsEndWithTheLastThatWaits(t *testing.T) {
	t.Parallel()
	p, e, _ := newPuller(t)
	ref := engine.ParseRef("web")
	ctx, cancel := context.WithCancel(t.Context())
	var all sync.WaitGroup
	for range 2 {
		all.Go(func() {
			if err := e.pulled(ctx, ref, nil); !errors.Is(err, context.Canceled) {
				t.Error(err)
			}
		})
	}
	waiting(t, e, pullKey{ref: ref}, 2)
	<-p.began
	cancel()
	all.Wait()
	<-p.ended
}

// TestRegistriesAreLeftInPeace checks that a registry that was asked too often is not asked again for
// a minute, and that its words are told.
func TestRegistriesAreLeftInPeace(t *testing.T) {
	t.Parallel()
	p, e, now := newPuller(t)
	p.says = "toomanyrequests: You have reached your pull rate limit"
	pull := func() {
		t.Helper()
		if err := e.pulled(t.Context(), engine.ParseRef("web"), nil); err == nil || reasonOf(err) != p.says {
			t.Error(err)
		}
	}
	go func() { p.let <- struct{}{} }()
	pull()
	pull()
	if len(p.asked) != 1 {
		t.Errorf("asked %q", p.asked)
	}
	*now = now.Add(refusedTime + time.Second)
	go func() { p.let <- struct{}{} }()
	pull()
	if len(p.asked) != 2 {
		t.Errorf("asked %q", p.asked)
	}
}
