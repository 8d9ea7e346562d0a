package feed

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"fleetop/client"
	"fleetop/internal/fleet"
)

const interval = 5 * time.Second

var errBusy = fmt.Errorf("list: %w", failure(http.StatusServiceUnavailable))

// script drives a feed by a clock that stands still but for advance.
type script struct {
	*Feed
	t   rapid.TB
	now time.Time
}

// newScript returns a feed whose fetches are asked of a server where one is given; else the answers
// are to be handed in.
func newScript(t rapid.TB, server http.RoundTripper) *script {
	t.Helper()
	s := &script{t: t, now: t0}
	api, err := client.New("http://server/", client.Credentials{User: "admin", Key: "old"}, client.WithHTTPClient(&http.Client{Transport: server}))
	if err != nil {
		t.Fatal(err)
	}
	s.Feed = New(t0, Options{
		Client: api, Places: &Places{}, Interval: interval, Clock: func() time.Time { return s.now }, Random: func() float64 { return 0.5 },
		Panicked: func(v any) error { return fmt.Errorf("panic: %v", v) }, Log: slog.New(slog.DiscardHandler),
	})
	return s
}

func (s *script) advance(by time.Duration) { s.now = s.now.Add(by) }

// due returns the fetches that are due, for the resources in order.
func (s *script) due(rs ...Resource) []Fetch {
	s.t.Helper()
	fetches := s.Due(s.now)
	got := make([]Resource, len(fetches))
	for i, f := range fetches {
		got[i] = f.Resource
	}
	if !slices.Equal(got, rs) {
		s.t.Fatalf("after %v %v are due, want %v", s.now.Sub(t0), got, rs)
	}
	return fetches
}

// take hands in an answer and returns what it brought about.
func (s *script) take(a Answer) []EventKind {
	var kinds []EventKind
	for _, e := range s.Take(s.now, a) {
		kinds = append(kinds, e.Kind)
	}
	return kinds
}

// sees fails the test unless an answer brings about these events.
func (s *script) sees(a Answer, want ...EventKind) {
	s.t.Helper()
	if got := s.take(a); !slices.Equal(got, want) {
		s.t.Fatalf("after %v the answer for %v brings about %v, want %v", s.now.Sub(t0), a.job.Key, got, want)
	}
}

// listed is the answer of a whole list.
func (s *script) listed(f Fetch, rows ...*fleet.Row) Answer {
	page := fleet.Page{Count: len(rows), Total: len(rows), Rows: rows}
	return Answer{job: f.job, class: f.Class, round: fleet.Round{Query: f.Resource.Query, Started: f.job.Started, Ended: s.now, Pages: []fleet.Page{page}}}
}

func failed(f Fetch, err error) Answer { return Answer{job: f.job, class: f.Class, err: err} }

// row is an application of which so many containers run.
func row(name string, running int) *fleet.Row {
	return fleet.ApplicationRow(client.Application{UUID: "u-" + name, UniqueName: name, State: client.StateRunning, Running: running})
}

func id(name string) fleet.ID { return fleet.ID{Kind: fleet.Applications, Key: "u-" + name} }

func containersOf(name string) Resource {
	return ListOf(fleet.Query{Kind: fleet.Containers, Application: "u-" + name})
}

func TestAFailureAgesAndWipesNothing(t *testing.T) {
	t.Parallel()
	s := newScript(t, nil)
	detail := DetailOf(id("web"))
	s.Want(s.now, Want{Resource: detail})
	fetches := s.due(Applications, detail)
	s.sees(s.listed(fetches[0], row("web", 1)), Came)
	s.sees(Answer{job: fetches[1].job, row: row("web", 1)}, Came)

	s.advance(interval)
	fetches = s.due(Applications, detail)
	s.sees(failed(fetches[1], errBusy), Failed)
	s.sees(failed(fetches[0], errBusy), Failed, Disconnected)
	if s.Fleet().Row(id("web")) == nil || s.Fleet().Detail(id("web")).Row == nil {
		t.Error("what was known is gone")
	}
	for after, want := range map[time.Duration]Signal{2 * interval: Fresh, 3*interval + 1: Stale, 10*interval + 1: NoSignal} {
		c := s.Connection(t0.Add(after))
		if c.Signal != want || !c.Good.Equal(t0) || !errors.Is(c.Err, errBusy) {
			t.Errorf("after %v the connection is %+v, want the signal %d", after, c, want)
		}
	}
	now := t0.Add(4 * interval)
	if got := s.ListStatus(now, Applications.Query, Applications.Query); !got.Old || !got.Known || !got.AsOf.Equal(t0) || got.Cause != "503 service unavailable" {
		t.Errorf("the list is %+v", got)
	}
	if got := s.DetailStatus(now, id("web")); !got.Old || !got.AsOf.Equal(t0) || got.Cause != "503 service unavailable" {
		t.Errorf("the detail is %+v", got)
	}
	if got := s.Oldest(now, id("web")); !got.Old || !got.AsOf.Equal(t0) {
		t.Errorf("the application is known %+v", got)
	}
}

func TestAnOlderAnswerChangesNothing(t *testing.T) {
	t.Parallel()
	s := newScript(t, nil)
	s.Want(s.now)
	older := s.due(Applications)[0]
	s.advance(time.Second)
	s.Poke(s.now, Applications)
	if older.ctx.Err() == nil {
		t.Error("the fetch whose answer is not wanted any more goes on")
	}
	newer := s.due(Applications)[0]
	s.sees(s.listed(older, row("old", 1)))
	s.sees(failed(older, errBusy))
	s.sees(s.listed(newer, row("new", 1)), Came)
	s.sees(s.listed(older, row("old", 1)))
	s.sees(s.listed(newer, row("again", 1)))
	if rows := s.Fleet().List(Applications.Query).Rows; len(rows) != 1 || rows[0].Name != "new" {
		t.Errorf("listed are %v", rows)
	}
}

func TestAnAnswerThatIsWhatItWasChangesNothing(t *testing.T) {
	t.Parallel()
	s := newScript(t, nil)
	detail := DetailOf(id("web"))
	s.Want(s.now, Want{Resource: detail})
	fetches := s.due(Applications, detail)
	s.take(s.listed(fetches[0], row("web", 1)))
	s.take(Answer{job: fetches[1].job, row: row("web", 1)})
	s.advance(interval)
	fetches = s.due(Applications, detail)
	same := s.listed(fetches[0])
	same.round.Pages = []fleet.Page{{Same: true, Count: 1, Total: 1}}
	for _, a := range []Answer{same, {job: fetches[1].job}} {
		if events := s.Take(s.now, a); len(events) != 1 || events[0].Kind != Came || events[0].Changed {
			t.Errorf("the answer for %v brings about %+v", a.job.Key, events)
		}
	}
}

// A refused key is tried once a minute, each time as its file has it by then; that the file cannot
// be read is told once.
func TestARefusedKeyIsAskedForOnceAMinute(t *testing.T) {
	t.Parallel()
	var keys []string
	s := newScript(t, serverOf(func(r *http.Request) (int, string) {
		_, key, _ := strings.Cut(r.Header.Get("Authorization"), ":")
		keys = append(keys, key)
		return http.StatusUnauthorized, ""
	}))
	unreadable := errors.New("no such file")
	reads := []error{unreadable, unreadable, nil}
	s.opt.ReadKey = func() (client.Credentials, error) {
		err := reads[0]
		reads = reads[1:]
		return client.Credentials{User: "admin", Key: "new"}, err
	}
	s.Want(s.now, Want{Resource: ListOf(fleet.Query{Kind: fleet.Images})})
	fetches := s.due(Applications, ListOf(fleet.Query{Kind: fleet.Images}))
	s.sees(fetches[0].Run(t.Context()), Failed, Disconnected)
	if c := s.Connection(s.now); !c.Refused || !c.Down || c.Signal != NoSignal {
		t.Errorf("the connection is %+v", c)
	}
	for i, want := range [][]EventKind{{KeyUnreadable, Failed}, {Failed}, {Failed}} {
		s.advance(time.Minute - time.Millisecond)
		s.due()
		s.advance(time.Millisecond)
		fetch := s.due(Applications)[0]
		if s.sees(fetch.Run(t.Context()), want...); len(reads) != 2-i {
			t.Errorf("the key was not read again: %d times left after attempt %d", len(reads), i)
		}
	}
	if want := []string{"old", "old", "old", "new"}; !slices.Equal(keys, want) {
		t.Errorf("the keys %q were sent, want %q", keys, want)
	}
}

func TestTheServerGoesAwayAndComesBack(t *testing.T) {
	t.Parallel()
	s := newScript(t, nil)
	images := ListOf(fleet.Query{Kind: fleet.Images})
	s.Want(s.now, Want{Resource: images})
	fetches := s.due(Applications, images)
	s.sees(failed(fetches[0], errBusy), Failed, Disconnected)
	s.sees(failed(fetches[1], errBusy), Failed) // the connection is what fails
	for _, pause := range []time.Duration{5, 10, 20} {
		s.advance(pause*time.Second - 1)
		s.due()
		s.advance(1)
		s.sees(failed(s.due(Applications)[0], errBusy), Failed)
	}
	s.advance(40 * time.Second)
	s.sees(s.listed(s.due(Applications)[0], row("web", 1)), Came, Connected)
	if c := s.Connection(s.now); c.Down || c.Err != nil || c.Signal != Fresh {
		t.Errorf("the connection is %+v", c)
	}
	s.sees(s.listed(s.due(images)[0]), Came)
	s.advance(interval)
	s.sees(s.listed(s.due(Applications)[0], row("web", 1)), Came)
}

// TestAnEngineThatIsAwayIsAskedForSoon checks that a server whose engine alone is away is asked again within seconds,
// however long that lasts, and not before it wants to be.
func TestAnEngineThatIsAwayIsAskedForSoon(t *testing.T) {
	t.Parallel()
	for wish, pause := range map[time.Duration]time.Duration{time.Second: 2 * time.Second, 2 * time.Second: 2 * time.Second, 8 * time.Second: 8 * time.Second} {
		s := newScript(t, nil)
		s.Want(s.now)
		away := &client.Error{Status: http.StatusServiceUnavailable, RetryAfter: wish, Since: t0}
		s.sees(failed(s.due(Applications)[0], away), Failed, Disconnected)
		for range 6 {
			s.advance(pause - 1)
			s.due()
			s.advance(1)
			s.sees(failed(s.due(Applications)[0], away), Failed)
		}
		s.advance(pause)
		s.sees(s.listed(s.due(Applications)[0], row("web", 1)), Came, Connected)
	}
}

func TestAClockThatJumpedPollsAtOnce(t *testing.T) {
	t.Parallel()
	for _, late := range []time.Duration{clockJump + 1, -clockJump - 1, time.Hour} {
		s := newScript(t, nil)
		detail := DetailOf(id("web"))
		s.Want(s.now, Want{Resource: detail})
		fetches := s.due(Applications, detail)
		s.take(s.listed(fetches[0], row("web", 1)))
		s.take(Answer{job: fetches[1].job, row: row("web", 1)})
		due := s.now.Add(time.Second)
		if s.now = due; s.Rang(s.now, due) {
			t.Error("a timer that rings in time is taken for a jump")
		}
		if s.now = due.Add(late); !s.Rang(s.now, due) {
			t.Errorf("a timer that is %v late is not taken for a jump", late)
		}
		if c := s.Connection(s.now); late < time.Hour && c.Signal != Stale {
			t.Errorf("%v late: the connection is %+v", late, c)
		}
		fetches = s.due(Applications, detail)
		s.sees(s.listed(fetches[0], row("web", 1)), Came)
		if c := s.Connection(s.now); late > 0 && c.Signal != Fresh { // these times have no monotonic reading
			t.Errorf("%v late: after an answer the connection is %+v", late, c)
		}
	}
}

// What is paused is not stale after a jump, but it is polled once.
func TestAClockThatJumpedWhilePaused(t *testing.T) {
	t.Parallel()
	s := newScript(t, nil)
	s.Want(s.now)
	s.take(s.listed(s.due(Applications)[0], row("web", 1)))
	s.SetPaused(true)
	s.advance(time.Hour)
	s.due()
	s.Rang(s.now, s.now.Add(-time.Hour))
	if c := s.Connection(s.now); c.Signal != Fresh || !c.Paused {
		t.Errorf("the connection is %+v", c)
	}
	s.due(Applications)
}

func TestAnOutageIsToldOnceAndItsEnd(t *testing.T) {
	t.Parallel()
	s := newScript(t, nil)
	detail := DetailOf(id("web"))
	for i, step := range []struct {
		err  error
		want []EventKind
	}{
		{nil, []EventKind{Came}},
		{errBusy, []EventKind{Failed, OutageBegan}},
		{errBusy, []EventKind{Failed}},
		{failure(http.StatusUnauthorized), []EventKind{Failed}},
		{nil, []EventKind{OutageEnded, Came}},
		{nil, []EventKind{Came}},
		{failure(http.StatusNotFound), []EventKind{Failed}},
	} {
		s.advance(time.Minute)
		s.Want(s.now, Want{Resource: detail})
		fetches := s.due(Applications, detail)
		s.take(s.listed(fetches[0]))
		a := failed(fetches[1], step.err)
		if step.err == nil {
			a.row = row("web", i)
		}
		if got := s.take(a); !slices.Equal(got, step.want) {
			t.Errorf("step %d brings about %v, want %v", i, got, step.want)
		}
	}
	s.advance(time.Hour)
	s.Want(s.now, Want{Resource: detail})
	s.due(Applications) // there is no such object
}

// TestWhatFailsWithTheServerIsNotTold checks that the order does not matter in which answers come that
// were asked for at the same time: where the list of applications fails, too, that is told and nothing
// else; where it comes, what failed is told then.
func TestWhatFailsWithTheServerIsNotTold(t *testing.T) {
	t.Parallel()
	for _, first := range []bool{false, true} {
		s := newScript(t, nil)
		detail := DetailOf(id("web"))
		ask := func() (probe, other Fetch) {
			t.Helper()
			s.advance(2 * time.Minute)
			s.Want(s.now, Want{Resource: detail})
			fetches := s.due(Applications, detail)
			return fetches[0], fetches[1]
		}
		probe, other := ask()
		s.sees(s.listed(probe), Came)
		s.sees(Answer{job: other.job, row: row("web", 1)}, Came)

		probe, other = ask()
		lost, also := failed(probe, failure(http.StatusUnauthorized)), failed(other, failure(http.StatusUnauthorized))
		if first {
			s.sees(lost, Failed, Disconnected)
			s.sees(also, Failed)
		} else {
			s.sees(also, Failed)
			s.sees(lost, Failed, Disconnected)
		}
		s.advance(2 * time.Minute)
		probe = s.due(Applications)[0]
		s.sees(s.listed(probe), Came, Connected)
		other = s.due(detail)[0]
		s.sees(Answer{job: other.job, row: row("web", 2)}, Came)

		probe, other = ask()
		s.sees(failed(other, errBusy), Failed)
		s.sees(s.listed(probe), Came, OutageBegan)
	}
}

func TestPagesGoOnAfterTheFirst(t *testing.T) {
	t.Parallel()
	s := newScript(t, serverOf(func(r *http.Request) (int, string) {
		offset := r.URL.Query().Get("offset")
		return http.StatusOK, `{"meta": {"limit": 1, "total_count": 3}, "objects": [{"uuid": "u-` + offset + `", "unique_name": "web` + offset + `", "state": "Running"}]}`
	}))
	s.Want(s.now)
	first := s.due(Applications)[0].Run(t.Context())
	if events := s.Take(s.now, first); len(events) != 1 || !events[0].Partial || len(s.Fleet().List(Applications.Query).Rows) != 1 {
		t.Errorf("the first page brings about %+v", events)
	}
	if at, ok := s.Next(); !ok || at.After(s.now) {
		t.Errorf("the other pages are due at %v, %v", at, ok)
	}
	later := s.due(Applications)[0]
	if later.Class != Background && first.class == Awaited {
		t.Errorf("the other pages are of class %d", later.Class)
	}
	s.sees(later.Run(t.Context()), Came)
	if l := s.Fleet().List(Applications.Query); len(l.Rows) != 3 || !l.Whole() {
		t.Errorf("listed are %d rows, %+v", len(l.Rows), l)
	}
}

func TestContainersFollowTheirApplication(t *testing.T) {
	t.Parallel()
	s := newScript(t, nil)
	s.Want(s.now)
	s.take(s.listed(s.due(Applications)[0], row("db", 1), row("web", 1)))
	wants := []Want{{Resource: containersOf("web"), Follows: true, Calm: true}, {Resource: containersOf("db")}}
	s.Want(s.now, wants...)
	for _, f := range s.due(containersOf("web"), containersOf("db")) {
		s.take(s.listed(f))
	}
	s.advance(time.Second)
	s.Poke(s.now, Applications)
	s.sees(s.listed(s.due(Applications)[0], row("db", 2), row("web", 2)), Came)
	s.due(containersOf("web"))
}

func TestWhatIsWantedTwiceIsFetchedAsTheMoreUrgentHasIt(t *testing.T) {
	t.Parallel()
	s := newScript(t, nil)
	list := containersOf("web")
	s.Want(s.now, Want{Resource: list, Rest: time.Second, Least: time.Minute})
	s.due(Applications)
	s.Want(s.now, Want{Resource: list, Rest: time.Second, Least: time.Minute}, Want{Resource: list, Urgent: true})
	s.Poke(s.now, list)
	fetch := s.due(list)[0]
	if fetch.Class != Urgent {
		t.Errorf("the class is %d", fetch.Class)
	}
	s.take(s.listed(fetch))
	s.advance(interval)
	s.due(list)
}

func TestAFetchEndsWithItsContext(t *testing.T) {
	t.Parallel()
	s := newScript(t, roundTripper(func(r *http.Request) (*http.Response, error) {
		<-r.Context().Done()
		return nil, r.Context().Err()
	}))
	s.Want(s.now)
	fetch := s.due(Applications)[0]
	answers := make(chan Answer)
	go func() { answers <- fetch.Run(t.Context()) }()
	s.Poke(s.now, Applications)
	s.sees(<-answers)
}

func TestAPanicIsTheErrorOfItsFetch(t *testing.T) {
	t.Parallel()
	s := newScript(t, roundTripper(func(*http.Request) (*http.Response, error) { panic("boom") }))
	s.Want(s.now)
	events := s.Take(s.now, s.due(Applications)[0].Run(t.Context()))
	if len(events) != 2 || events[0].Kind != Failed || events[0].Err == nil || !strings.Contains(events[0].Err.Error(), "boom") {
		t.Errorf("a panic brings about %+v", events)
	}
}

func TestAnAttemptByHand(t *testing.T) {
	t.Parallel()
	s := newScript(t, nil)
	s.Want(s.now)
	expect := func(want Attempt) {
		t.Helper()
		if got := s.Attempt(s.now); got != want {
			t.Errorf("after %v the attempt is %d, want %d", s.now.Sub(t0), got, want)
		}
	}
	fetch := s.due(Applications)[0]
	expect(Skipped)
	s.advance(time.Second)
	expect(Polls)
	s.sees(failed(fetch, &client.Error{Status: http.StatusServiceUnavailable, RetryAfter: time.Minute}), Failed, Disconnected)
	expect(Declined)
	s.advance(time.Minute)
	expect(Retries)
	s.sees(failed(s.due(Applications)[0], failure(http.StatusUnauthorized)), Failed)
	expect(Retries)
	s.opt.ReadKey = func() (client.Credentials, error) { return client.Credentials{}, nil }
	expect(ReadsKey)
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// serverOf answers every request with a status and a body.
func serverOf(answer func(r *http.Request) (int, string)) http.RoundTripper {
	return roundTripper(func(r *http.Request) (*http.Response, error) {
		status, body := answer(r)
		return &http.Response{StatusCode: status, Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(strings.NewReader(body)), Request: r}, nil
	})
}
