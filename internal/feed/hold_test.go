package feed

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"fleetop/internal/fleet"
)

// telling is a server that tells of changes. It answers at once; a test gives time to what it holds.
type telling struct {
	offers   string
	version  int
	fails    func(r *http.Request) (int, error) // the status of a failure, 0 for none
	requests []string
}

func (s *telling) RoundTrip(r *http.Request) (*http.Response, error) {
	line := r.URL.Path + "?" + r.URL.RawQuery
	for _, header := range []string{"If-None-Match", "Fleetop-Version"} {
		if value := r.Header.Get(header); value != "" {
			line += " " + header + ": " + value
		}
	}
	s.requests = append(s.requests, line)
	w := httptest.NewRecorder()
	if s.offers != "" {
		w.Header().Set("Fleetop-Extensions", s.offers)
	}
	w.Header().Set("Fleetop-Version", fmt.Sprintf("run.%d", s.version))
	w.Header().Set("ETag", `W/"1"`)
	status, err := 0, error(nil)
	if s.fails != nil {
		status, err = s.fails(r)
	}
	switch {
	case err != nil:
		return nil, err
	case status != 0:
		w.WriteHeader(status)
	case r.Header.Get("If-None-Match") == `W/"1"`:
		w.WriteHeader(http.StatusNotModified)
	case strings.HasSuffix(r.URL.Path, "/u-web/"):
		_, _ = io.WriteString(w, `{"uuid":"u-web","unique_name":"web","state":"Running"}`)
	default:
		_, _ = io.WriteString(w, `{"meta":{"total_count":1},"objects":[{"uuid":"u-web","unique_name":"web","state":"Running"}]}`)
	}
	return w.Result(), nil
}

func (s *telling) took() []string {
	out := s.requests
	s.requests = nil
	return out
}

func isHeld(r *http.Request) bool { return r.URL.Query().Has("wait") }

// round runs what is due; what the server is to hold takes a while.
func (s *script) round(t *testing.T, takes time.Duration) (events []EventKind) {
	t.Helper()
	for _, f := range s.Due(s.now) {
		before := s.now
		if f.Resource == Applications {
			s.advance(takes)
		}
		a := f.Run(t.Context())
		events = append(events, s.take(a)...)
		if f.Resource != Applications {
			s.now = before
		}
	}
	return events
}

const (
	plainApps = "/api/v1/application/?limit=100"
	heldApps  = `/api/v1/application/?limit=100&wait=10 If-None-Match: W/"1" Fleetop-Version: run.`
	knownApps = `/api/v1/application/?limit=100 If-None-Match: W/"1"`
	conts     = "/api/v1/container/?limit=100"
	knownCons = `/api/v1/container/?limit=100 If-None-Match: W/"1"`
)

func (s *telling) sees(t *testing.T, want ...string) {
	t.Helper()
	if got := s.took(); !slices.Equal(got, want) {
		t.Fatalf("the server was asked for\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// newTelling returns a feed of a server that tells of changes, which has been asked once for the
// applications and all containers.
func newTelling(t *testing.T) (*script, *telling, Want) {
	t.Helper()
	server := &telling{offers: "health, wait", version: 1}
	s, w := newScript(t, server), Want{Resource: ListOf(fleet.Query{Kind: fleet.Containers})}
	s.Want(s.now, w)
	s.round(t, 0)
	server.sees(t, plainApps, conts)
	s.Want(s.now, w)
	return s, server, w
}

// TestIdleIsOneRequestForAWait checks that nothing but the held request is sent while nothing changes,
// and that all that is shown stays new.
func TestIdleIsOneRequestForAWait(t *testing.T) {
	t.Parallel()
	s, server, w := newTelling(t)
	for range 20 {
		s.round(t, 10*time.Second)
		server.sees(t, heldApps+"1")
		s.Want(s.now, w)
		if c := s.Connection(s.now); c.Signal != Fresh || !c.Good.Equal(s.now) || c.Trying || c.Waited > 0 {
			t.Fatalf("the connection is %+v", c)
		}
		if status := s.ListStatus(s.now, w.Resource.Query, w.Resource.Query); !status.AsOf.Equal(s.now) || status.Says {
			t.Fatalf("the containers are %+v", status)
		}
		if next, ok := s.Next(); !ok || next.After(s.now) {
			t.Fatalf("the next request is due at %v", next.Sub(s.now))
		}
	}
}

// TestAChangeIsFetchedAtOnce checks that what is shown is asked for when the held request says that
// something has changed, though the list of applications has not.
func TestAChangeIsFetchedAtOnce(t *testing.T) {
	t.Parallel()
	s, server, w := newTelling(t)
	server.version = 2
	s.round(t, 3*time.Second)
	server.sees(t, heldApps+"1")
	s.Want(s.now, w)
	s.round(t, 0)
	server.sees(t, knownCons)
	s.Want(s.now, w)
	if next, ok := s.Next(); !ok || next.Sub(s.now) != leastPause {
		t.Fatalf("the next request is due in %v", next.Sub(s.now))
	}
	s.advance(leastPause)
	s.round(t, 10*time.Second)
	server.sees(t, heldApps+"2")
}

// TestWhatIsOpenedWhileARequestIsHeldStaysNew checks that the first answer that nothing has changed
// counts for what came while it was held back.
func TestWhatIsOpenedWhileARequestIsHeldStaysNew(t *testing.T) {
	t.Parallel()
	server := &telling{offers: "wait", version: 1}
	s := newScript(t, server)
	s.Want(s.now)
	s.round(t, 0)
	id := fleet.ID{Kind: fleet.Applications, Key: "u-web"}
	list, detail := Want{Resource: ListOf(fleet.Query{Kind: fleet.Containers})}, Want{Resource: DetailOf(id)}
	s.Want(s.now)
	held := s.Due(s.now)
	s.advance(time.Second)
	s.Want(s.now, list, detail)
	for _, f := range s.Due(s.now) {
		s.take(f.Run(t.Context()))
	}
	s.advance(9 * time.Second)
	for _, f := range held {
		s.take(f.Run(t.Context()))
	}
	for _, status := range []Status{
		s.DetailStatus(s.now, id), s.ListStatus(s.now, list.Resource.Query, list.Resource.Query),
	} {
		if !status.AsOf.Equal(s.now) {
			t.Errorf("it is as of %v ago", s.now.Sub(status.AsOf))
		}
	}
}

// TestAServerThatDoesNotTellIsPolledAsEver checks every byte of what a server is asked that has tags and
// versions and does not announce that it waits, or announces nothing at all.
func TestAServerThatDoesNotTellIsPolledAsEver(t *testing.T) {
	t.Parallel()
	for _, offers := range []string{"", "health, usage"} {
		server := &telling{offers: offers, version: 1}
		s, w := newScript(t, server), Want{Resource: ListOf(fleet.Query{Kind: fleet.Containers})}
		for range 5 {
			s.Want(s.now, w)
			s.round(t, 0)
			server.sees(t, plainApps, conts)
			s.Want(s.now, w)
			if next, _ := s.Next(); next.Sub(s.now) != interval {
				t.Fatalf("the next request is due in %v", next.Sub(s.now))
			}
			s.advance(interval)
			server.version++
		}
	}
}

// TestWhoseTheImagesAre checks that it is known of a server whether its images are those of a host.
func TestWhoseTheImagesAre(t *testing.T) {
	t.Parallel()
	for _, offers := range []string{"", "health, host-images"} {
		server := &telling{offers: offers, version: 1}
		s, w := newScript(t, server), Want{Resource: ListOf(fleet.Query{Kind: fleet.Containers})}
		s.Want(s.now, w)
		s.round(t, 0)
		s.Want(s.now, w)
		if got := s.Fleet().HostImages(); got != (offers != "") {
			t.Errorf("with %q: %v", offers, got)
		}
	}
}

// TestWhatIsHeldIsGivenUp checks that pausing gives up the held request, and that polling by hand and
// what follows a write is not held.
func TestWhatIsHeldIsGivenUp(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		do   func(s *script)
		want []string
	}{
		"pause":         {func(s *script) { s.SetPaused(true) }, nil},
		"pause and go":  {func(s *script) { s.SetPaused(true); s.SetPaused(false); s.Refresh(s.now) }, []string{knownApps, knownCons}},
		"by hand":       {func(s *script) { s.Refresh(s.now) }, []string{knownApps, knownCons}},
		"after a write": {func(s *script) { s.Poke(s.now, Applications) }, []string{knownApps}},
		"after sleep":   {func(s *script) { s.advance(time.Hour); s.Rang(s.now, t0) }, []string{knownApps, knownCons}},
	} {
		s, server, w := newTelling(t)
		held := s.due(Applications)[0]
		s.advance(2 * time.Second)
		if _, waiting := s.Waiting(Applications); waiting || s.Attempt(s.now) != Polls {
			t.Errorf("%s: the held request counts as awaited", name)
		}
		test.do(s)
		if held.ctx.Err() == nil {
			t.Errorf("%s: the held request goes on", name)
		}
		s.Want(s.now, w)
		s.round(t, 0)
		server.sees(t, test.want...)
	}
}

// TestAHeldRequestThatIsCutIsNoOutage checks that a proxy which ends long requests is worked around, and
// that polling is plain for a while where it always does.
func TestAHeldRequestThatIsCutIsNoOutage(t *testing.T) {
	t.Parallel()
	for name, fails := range map[string]func(r *http.Request) (int, error){
		"connection": func(r *http.Request) (int, error) {
			if isHeld(r) {
				return 0, io.EOF
			}
			return 0, nil
		},
		"gateway": func(r *http.Request) (int, error) {
			if isHeld(r) {
				return http.StatusGatewayTimeout, nil
			}
			return 0, nil
		},
	} {
		s, server, w := newTelling(t)
		server.fails = fails
		for range mostCuts {
			if events := s.round(t, 6*time.Second); len(events) > 0 {
				t.Fatalf("%s: a cut brings about %v", name, events)
			}
			s.Want(s.now, w)
			if c := s.Connection(s.now); c.Down || c.Err != nil || c.Signal != Fresh {
				t.Fatalf("%s: the connection is %+v", name, c)
			}
			s.round(t, 0)
			s.Want(s.now, w)
			if got := server.took(); len(got) != 2 || !strings.HasPrefix(got[0], heldApps) || got[1] != knownApps {
				t.Fatalf("%s: asked for %v", name, got)
			}
			s.advance(interval)
		}
		server.fails = nil
		s.Want(s.now, w)
		s.round(t, 0)
		if got := server.took(); len(got) == 0 || slices.ContainsFunc(got, func(line string) bool { return strings.Contains(line, "wait=") }) {
			t.Fatalf("%s: asked for %v", name, got)
		}
		for range 130 {
			s.Want(s.now, w)
			s.round(t, 0)
			s.advance(interval)
		}
		if got := server.took(); !slices.ContainsFunc(got, func(line string) bool { return strings.Contains(line, "wait=") }) {
			t.Errorf("%s: after ten minutes nothing is held", name)
		}
	}
}

// TestAServerThatGoesAwayIsNoticedAtOnce checks what becomes of a held request when the server is
// killed, has nothing to tell, or refuses the key.
func TestAServerThatGoesAwayIsNoticedAtOnce(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		status int
		err    error
		asked  int
	}{"killed": {0, io.EOF, 2}, "lost": {http.StatusServiceUnavailable, nil, 1}, "refused": {http.StatusUnauthorized, nil, 1}} {
		s, server, w := newTelling(t)
		server.fails = func(*http.Request) (int, error) { return test.status, test.err }
		var events []EventKind
		for range test.asked {
			events = append(events, s.round(t, 0)...)
		}
		if got := server.took(); len(got) != test.asked || !slices.Equal(events, []EventKind{Failed, Disconnected}) {
			t.Errorf("%s: after %v there is %v", name, got, events)
		}
		s.Want(s.now, w)
		if retry, down := s.Connection(s.now).Retry, s.Connection(s.now).Down; !down || retry.Sub(s.now) < time.Second {
			t.Errorf("%s: down %t, again in %v", name, down, retry.Sub(s.now))
		}
		server.fails, server.version = nil, 0
		s.advance(time.Minute)
		s.Want(s.now, w)
		s.round(t, 0)
		if got := server.took(); got[0] != knownApps {
			t.Errorf("%s: it is asked for %v", name, got)
		}
	}
}

// TestAServerThatHangsIsSaid checks that a held request that does not come back is not taken for one
// that is held.
func TestAServerThatHangsIsSaid(t *testing.T) {
	t.Parallel()
	s, _, w := newTelling(t)
	s.due(Applications)
	for after, want := range map[time.Duration]Signal{10 * time.Second: Fresh, 15*time.Second + 1: Stale, 51 * time.Second: NoSignal} {
		if c := s.Connection(t0.Add(after)); c.Signal != want {
			t.Errorf("after %v the signal is %d", after, c.Signal)
		}
	}
	if c := s.Connection(t0.Add(14 * time.Second)); !c.Trying || c.Waited > 0 {
		t.Errorf("the connection is %+v", c)
	}
	if c := s.Connection(t0.Add(15 * time.Second)); c.Waited != 5*time.Second {
		t.Errorf("an answer is awaited for %v", c.Waited)
	}
	now := t0.Add(16 * time.Second)
	s.Want(now, w)
	if status := s.ListStatus(now, w.Resource.Query, w.Resource.Query); !status.Old {
		t.Errorf("the containers are %+v", status)
	}
}

// TestAServerThatHoldsNothingIsNotAskedInAStorm checks that answers which come at once are not asked for
// again at once.
func TestAServerThatHoldsNothingIsNotAskedInAStorm(t *testing.T) {
	t.Parallel()
	s, server, w := newTelling(t)
	for range 600 {
		s.round(t, 0)
		s.Want(s.now, w)
		s.advance(100 * time.Millisecond)
	}
	if n := len(server.took()); n > 30 {
		t.Errorf("%d requests in a minute", n)
	}
}

// TestNoAgeJustBeforeAnAnswer checks that the age is not drawn for the moment until the held request is
// answered, which began a little later than what is shown came.
func TestNoAgeJustBeforeAnAnswer(t *testing.T) {
	t.Parallel()
	s, _, _ := newTelling(t)
	came := s.now
	s.advance(5 * time.Millisecond)
	if held := s.Due(s.now); len(held) != 1 || held[0].Resource != Applications {
		t.Fatalf("due: %v", held)
	}
	s.advance(9 * time.Second)
	if next := s.NextAge(s.now); !next.After(came.Add(10*time.Second + 5*time.Millisecond)) {
		t.Errorf("the age is drawn %v after what is shown came", next.Sub(came))
	}
}

// TestTheAgeIsABoundWhileTheServerIsInTime checks that a held answer needs no counting, and that one that
// is late is counted in seconds.
func TestTheAgeIsABoundWhileTheServerIsInTime(t *testing.T) {
	t.Parallel()
	s, _, _ := newTelling(t)
	came := s.now
	if held := s.Due(s.now); len(held) != 1 {
		t.Fatalf("due: %v", held)
	}
	for range 10 {
		if got := s.Connection(s.now).Within; got != 10*time.Second {
			t.Fatalf("after %v it is %v old at most, want 10s", s.now.Sub(came), got)
		}
		if next := s.NextAge(s.now); !next.After(came.Add(10 * time.Second)) {
			t.Fatalf("the age is drawn after %v", next.Sub(came))
		}
		s.advance(time.Second)
	}
	s.advance(time.Second)
	if got := s.Connection(s.now).Within; got != 0 {
		t.Errorf("what is 11 s old is said to be %v old at most", got)
	}
	if next := s.NextAge(s.now).Sub(s.now); next > 2*time.Second {
		t.Errorf("the age of a late answer is drawn after %v", next)
	}
}
