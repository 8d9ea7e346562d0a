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
	"testing/synctest"
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
	tick, late := time.NewTicker(time.Millisecond), time.After(mostWait)
	defer tick.Stop()
	for {
		e.mu.Lock()
		p := e.hands.pulls[key]
		is := p != nil && p.waiting == n
		e.mu.Unlock()
		if is {
			return
		}
		select {
		case <-tick.C:
		case <-late:
			t.Fatalf("there are not %d who wait", n)
		}
	}
}

// within lets a pull end.
func within(t *testing.T, let chan struct{}) {
	t.Helper()
	select {
	case let <- struct{}{}:
	case <-time.After(mostWait):
		t.Error("nobody pulls")
	}
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
				if err := e.pulled(t.Context(), ref, &auth, nil); err != nil {
					t.Error(err)
				}
			})
		}
		waiting(t, e, pullKey{ref, auth}, 3)
		within(t, p.let)
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
			if err := e.pulled(ctx, ref, nil, nil); !errors.Is(err, context.Canceled) {
				t.Error(err)
			}
		})
	}
	waiting(t, e, pullKey{ref: ref}, 2)
	limit := time.After(mostWait)
	select {
	case <-p.began:
	case <-limit:
		t.Fatal("nobody pulls")
	}
	cancel()
	all.Wait()
	select {
	case <-p.ended:
	case <-limit:
		t.Fatal("the pull goes on")
	}
}

// TestRegistriesAreLeftInPeace checks that a registry that was asked too often is not asked again for
// a minute, and that its words are told.
func TestRegistriesAreLeftInPeace(t *testing.T) {
	t.Parallel()
	p, e, now := newPuller(t)
	p.says = "toomanyrequests: You have reached your pull rate limit"
	pull := func() {
		t.Helper()
		if err := e.pulled(t.Context(), engine.ParseRef("web"), nil, nil); err == nil || reasonOf(err) != "pull failed: "+p.says {
			t.Error(err)
		}
	}
	go within(t, p.let)
	pull()
	pull()
	if len(p.asked) != 1 {
		t.Errorf("asked %q", p.asked)
	}
	*now = now.Add(refusedTime + time.Second)
	go within(t, p.let)
	pull()
	if len(p.asked) != 2 {
		t.Errorf("asked %q", p.asked)
	}
}

// TestRefusalsAreForgotten checks that nothing of a refused pull is kept, its credentials least of all,
// once it may be tried again; and that other failures are not kept at all.
func TestRefusalsAreForgotten(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		e, err := New(Options{})
		must(t, err)
		keys := []pullKey{{ref: engine.ParseRef("web"), auth: engine.Auth{User: "joe", Password: "secret"}}, {ref: engine.ParseRef("web")}}
		e.mu.Lock()
		for _, key := range keys {
			p := &pull{until: time.Now().Add(refusedTime)}
			e.hands.pulls[key] = p
			e.forgetPull(key, p)
		}
		e.mu.Unlock()
		time.Sleep(refusedTime - time.Second)
		synctest.Wait()
		e.mu.Lock()
		if n := len(e.hands.pulls); n != len(keys) {
			t.Errorf("%d refusals are known", n)
		}
		e.hands.pulls[keys[1]] = new(pull) // it is tried again
		e.mu.Unlock()
		time.Sleep(2 * time.Second)
		synctest.Wait()
		e.mu.Lock()
		if n := len(e.hands.pulls); n != 1 || e.hands.pulls[keys[1]] == nil {
			t.Errorf("%d pulls are known: %v", n, e.hands.pulls)
		}
		e.mu.Unlock()
		must(t, e.Close())
	})
}

// TestARegistryThatWasDownIsAskedAgain checks that a registry that could not be reached is asked again
// by the next who wants the image.
func TestARegistryThatWasDownIsAskedAgain(t *testing.T) {
	t.Parallel()
	p, e, _ := newPuller(t)
	p.says = "dial tcp 10.0.0.1:443: connect: connection refused"
	for n := 1; n < 3; n++ {
		go within(t, p.let)
		if err := e.pulled(t.Context(), engine.ParseRef("web"), nil, nil); err == nil || reasonOf(err) != "pull failed: connection refused: 10.0.0.1:443" {
			t.Error(err)
		}
		if len(p.asked) != n || len(e.hands.pulls) != 0 {
			t.Errorf("asked %q, known %v", p.asked, e.hands.pulls)
		}
	}
}
