package feed

import (
	"errors"
	"net/http"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"fleetop/client"
	"fleetop/internal/fleet"
)

// steps drives a feed by random steps and checks after each what always holds.
type steps struct {
	*script
	wants   []Want
	fetches []Fetch // that were due, the answered and the outdated among them
	newest  map[Resource]Fetch
	failing map[Resource]bool // outages that were told
	down    bool              // as events have it
	good    map[Resource]time.Time
	byHand  bool // something was asked for by hand since the last request
	last    time.Time
	timer   time.Time
	running int
	tells   bool // the server tells of changes
	changes uint64
}

func TestFeedByRandomSteps(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := &steps{script: newScript(t, nil), newest: map[Resource]Fetch{}, failing: map[Resource]bool{}, good: map[Resource]time.Time{}}
		s.timer, s.tells = s.now, rapid.Bool().Draw(t, "tells")
		s.start(t)
		t.Repeat(map[string]func(*rapid.T){
			"want": func(t *rapid.T) { s.want(t); s.start(t) },
			"wait": s.wait, "answer": s.answer, "outdated": s.answerOutdated,
			"refresh": func(t *rapid.T) { s.byHand = true; s.Refresh(s.now); s.start(t) },
			"pause":   func(t *rapid.T) { s.SetPaused(!s.Connection(s.now).Paused); s.start(t) },
			"jump":    s.jump,
			"":        s.check,
		})
	})
}

// resources are what may be wanted beside the list of applications.
func resources() []Want {
	return []Want{
		{Resource: ListOf(fleet.Query{Kind: fleet.Images})},
		{Resource: ListOf(fleet.Query{Kind: fleet.Containers}), Urgent: true},
		{Resource: containersOf("web"), Follows: true, Calm: true},
		{Resource: DetailOf(id("web")), Rest: cursorRests},
		{Resource: LogOf("u-1", 1), Least: 2 * time.Second, Log: func(string) LogAsk { return LogAsk{} }},
	}
}

const cursorRests = 150 * time.Millisecond

func (s *steps) want(t *rapid.T) {
	s.wants = nil
	for _, w := range resources() {
		if rapid.Bool().Draw(t, "wanted") {
			s.wants = append(s.wants, w)
		}
	}
}

// start says what is wanted and takes what is due, as whoever drives a feed does after each step.
func (s *steps) start(t *rapid.T) {
	s.Want(s.now, s.wants...)
	for _, f := range s.Due(s.now) {
		if old, ok := s.newest[f.Resource]; ok && old.ctx.Err() == nil {
			t.Fatalf("%v is fetched twice at once", f.Resource)
		}
		if f.Resource != Applications && !slices.ContainsFunc(s.wants, func(w Want) bool { return w.Resource == f.Resource }) {
			t.Fatalf("%v is fetched and nobody wants it", f.Resource)
		}
		if f.Resource == Applications {
			if s.Connection(s.now).Refused && !s.byHand && s.now.Sub(s.last) < time.Minute {
				t.Fatalf("a server that refuses the key is asked again after %v", s.now.Sub(s.last))
			}
			s.last, s.byHand = s.now, false
		}
		s.newest[f.Resource] = f
		s.fetches = append(s.fetches, f)
	}
	if again := s.Due(s.now); len(again) > 0 {
		t.Fatalf("%v is due once more", again[0].Resource)
	}
	if at, ok := s.Next(); ok && at.Before(s.now) {
		t.Fatalf("the next fetch is due %v ago", s.now.Sub(at))
	}
}

// wait lets time pass, to the next fetch or for a while.
func (s *steps) wait(t *rapid.T) {
	at := s.now.Add(time.Duration(rapid.IntRange(1, 4_000).Draw(t, "ms")) * time.Millisecond)
	if next, ok := s.Next(); ok && next.Before(at) {
		at = next
	}
	s.now = at
	s.start(t)
}

func (s *steps) jump(t *rapid.T) {
	s.byHand = true
	s.advance(time.Duration(rapid.IntRange(6, 600).Draw(t, "s")) * time.Second)
	if !s.Rang(s.now, s.timer) && s.now.Sub(s.timer) > clockJump {
		t.Fatal("a jump of the clock went unnoticed")
	}
	s.start(t)
	_, waiting := s.Waiting(Applications)
	if !waiting {
		t.Fatal("after a jump of the clock nothing is fetched")
	}
}

// answer hands in what came of a fetch that is on its way.
func (s *steps) answer(t *rapid.T) {
	var flying []Fetch
	for _, f := range s.fetches {
		if f.ctx.Err() == nil {
			flying = append(flying, f)
		}
	}
	if len(flying) == 0 {
		t.Skip("nothing is on its way")
	}
	f := rapid.SampledFrom(flying).Draw(t, "fetch")
	s.takes(t, s.draw(t, f))
	if f.ctx.Err() == nil {
		t.Fatal("the context of a fetch that was answered goes on")
	}
	s.start(t)
}

// answerOutdated hands in the answer of a fetch that nobody waits for any more.
func (s *steps) answerOutdated(t *rapid.T) {
	var done []Fetch
	for _, f := range s.fetches {
		if f.ctx.Err() != nil {
			done = append(done, f)
		}
	}
	if len(done) == 0 {
		t.Skip("there is none")
	}
	a := s.draw(t, rapid.SampledFrom(done).Draw(t, "fetch"))
	version := s.Fleet().Version()
	if events := s.Take(s.now, a); len(events) > 0 || s.Fleet().Version() != version {
		t.Fatalf("an outdated answer brings about %v", events)
	}
}

// draw makes an answer, good or bad.
func (s *steps) draw(t *rapid.T, f Fetch) Answer {
	err := rapid.SampledFrom([]error{nil, nil, nil, errBusy, failure(http.StatusUnauthorized), failure(http.StatusNotFound), errors.New("no route")}).Draw(t, "error")
	switch {
	case err != nil:
		a := failed(f, err)
		a.held = s.held(f)
		return a
	case f.Resource.What == List:
		s.running++
		a := s.listed(f, row("web", s.running))
		if a.held = s.held(f); s.tells {
			s.changes += rapid.Uint64Range(0, 1).Draw(t, "changes")
			a.offers, a.round.Pages[0].ETag, a.round.Pages[0].Version = true, "tag", version{"run", s.changes}.String()
		}
		return a
	case f.Resource.What == Detail:
		s.running++
		return Answer{job: f.job, row: row("web", s.running)}
	default:
		return Answer{job: f.job, log: LogText{At: s.now}}
	}
}

// held is for how long a fetch was held.
func (s *steps) held(f Fetch) time.Duration {
	if f.Resource != Applications || f.ctx.Err() != nil {
		return 0
	}
	return s.hold.wait
}

// takes hands in an answer and checks its events.
func (s *steps) takes(t *rapid.T, a Answer) {
	r := a.job.Key
	before := s.Fleet().List(r.Query)
	for _, e := range s.Take(s.now, a) {
		switch e.Kind {
		case Disconnected, Connected:
			if s.down == (e.Kind == Disconnected) || r != Applications {
				t.Fatalf("%v is told twice, of %v", e.Kind, r)
			}
			s.down = !s.down
		case OutageEnded:
			if !s.failing[e.Resource] {
				t.Fatalf("the end of an outage of %v is told that was not", e.Resource)
			}
			s.failing[e.Resource] = false
		case OutageBegan:
			if s.down {
				t.Fatalf("beside the connection an outage of %v is told", e.Resource)
			}
			s.failing[e.Resource] = true
		case Came:
			s.good[r] = s.now
		case Failed, Confirmed, Skewed, KeyUnreadable:
		}
	}
	if after := s.Fleet().List(r.Query); r.What == List && a.err != nil && before != nil && (after == nil || !slices.Equal(after.Rows, before.Rows) || !after.Good.Equal(before.Good)) {
		t.Fatalf("a failure changed the list %v", r.Query)
	}
	var api *client.Error
	if refused := errors.As(a.err, &api) && api.Status == http.StatusUnauthorized && r == Applications; refused && !s.Connection(s.now).Refused {
		t.Fatal("a 401 for the list of applications does not count")
	}
}

// check holds what always does.
func (s *steps) check(t *rapid.T) {
	s.timer = s.now
	c := s.Connection(s.now)
	if _, flying := s.poll.Waiting(Applications); s.hold.wait > 0 && (!s.tells || !flying || c.Paused || c.Down || c.Refused) {
		t.Fatalf("a request is held while the connection is %+v", c)
	}
	if good, known := s.good[Applications]; known && !c.Good.Equal(good) || known != c.Known {
		t.Fatalf("the last good list is of %v, not of %v", c.Good, good)
	}
	if c.Down && c.Err == nil || c.Err != nil != s.down {
		t.Fatalf("the connection is %+v while events have it down: %t", c, s.down)
	}
	for _, w := range s.wants {
		if r := w.Resource; r.What == List {
			if got := s.ListStatus(s.now, r.Query, r.Query); got.Known && got.Says && got.AsOf.After(s.now) {
				t.Fatalf("%v is as of a time to come: %+v", r, got)
			}
		}
	}
}
