package poll

import (
	"maps"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// clone copies a scheduler, so that what it would do later can be tried.
func clone(s *Scheduler[string]) *Scheduler[string] {
	c := *s
	c.entries = map[string]*entry[string]{}
	for key, e := range s.entries {
		copied := *e
		c.entries[key] = &copied
	}
	c.order = slices.Clone(s.order)
	return &c
}

// track is what the machine remembers of a key, on its own.
type track struct {
	wanted  bool
	every   time.Duration // the shortest it was wanted since its last start
	slack   time.Duration
	rested  time.Time
	started time.Time
	ended   time.Time
	failed  bool // its last answer
	free    bool // dropped, poked in vain or recovered: it need not wait for its interval
	urgent  bool
}

// machine drives a scheduler by random steps beside a model of its own.
type machine struct {
	s      *Scheduler[string]
	now    time.Time
	flying map[string]Job[string]
	old    []Job[string]
	keys   map[string]*track
	hold   time.Time // until when a server asked to be left alone
	paused bool
	down   bool
	denied bool
	asked  bool // everything was asked for while down
}

func (m *machine) advance(t *rapid.T) {
	m.now = m.now.Add(time.Duration(rapid.IntRange(0, 20_000).Draw(t, "ms")) * time.Millisecond)
}

// jump goes to the moment the scheduler names.
func (m *machine) jump(t *rapid.T) {
	next, ok := m.s.Next()
	if !ok {
		t.Skip("nothing to wait for")
	}
	if next.After(m.now) {
		m.now = next
	}
}

func (m *machine) want(t *rapid.T) {
	keys := []string{probe}
	for _, key := range []string{"a", "b", "c"} {
		if rapid.Bool().Draw(t, key) {
			keys = append(keys, key)
		}
	}
	var wants []Want[string]
	for _, key := range keys {
		wants = append(wants, Want[string]{
			Key:   key,
			Every: rapid.SampledFrom([]time.Duration{time.Second, 5 * time.Second, time.Minute}).Draw(t, "every"),
			Rest:  rapid.SampledFrom([]time.Duration{0, 150 * time.Millisecond}).Draw(t, "rest"),
			Slack: rapid.SampledFrom([]time.Duration{0, 250 * time.Millisecond, time.Second}).Draw(t, "slack"),
		})
	}
	var drop []string
	for key, k := range m.keys {
		if k.wanted && !slices.Contains(keys, key) {
			k.wanted, k.urgent, k.free = false, false, k.free || k.urgent
			if job, ok := m.flying[key]; ok {
				drop = append(drop, key)
				m.forget(job)
				k.free = true
			}
		}
	}
	for _, w := range wants {
		k := m.keys[w.Key]
		if !k.wanted {
			k.wanted, k.rested = true, m.now.Add(w.Rest)
		}
		k.every, k.slack = min(k.every, w.Every), w.Slack
	}
	m.cancelled(t, drop, m.s.Want(m.now, wants))
}

// forget makes a job in flight an old one.
func (m *machine) forget(job Job[string]) {
	delete(m.flying, job.Key)
	m.old = append(m.old, job)
}

func (m *machine) cancelled(t *rapid.T, want, got []string) {
	slices.Sort(want)
	slices.Sort(got)
	if !slices.Equal(want, got) {
		t.Fatalf("cancelled %q, want %q", got, want)
	}
}

func (m *machine) due(t *rapid.T) {
	next, ok := m.s.Next()
	jobs := m.s.Due(m.now)
	if (ok && !next.After(m.now)) != (len(jobs) > 0) {
		t.Fatalf("at %v: next is %v (%v), but %d jobs start", m.now, next, ok, len(jobs))
	}
	for _, job := range jobs {
		m.start(t, job)
	}
}

// start checks that a job may start now.
func (m *machine) start(t *rapid.T, job Job[string]) {
	k := m.keys[job.Key]
	if _, twice := m.flying[job.Key]; twice || !k.wanted {
		t.Fatalf("%s starts; in flight %v, wanted %v", job.Key, twice, k.wanted)
	}
	if !k.urgent {
		switch {
		case m.paused:
			t.Fatalf("%s starts although polling is paused", job.Key)
		case m.down && job.Key != probe:
			t.Fatalf("%s starts although the server is down", job.Key)
		case m.now.Before(k.rested):
			t.Fatalf("%s starts %v before it has rested", job.Key, k.rested.Sub(m.now))
		case m.now.Before(m.hold):
			t.Fatalf("%s starts %v before the server wants it", job.Key, m.hold.Sub(m.now))
		case !k.free && !k.started.IsZero() && !k.failed && m.now.Before(k.started.Add(k.every-k.slack)):
			t.Fatalf("%s starts %v after the last time, wanted every %v", job.Key, m.now.Sub(k.started), k.every)
		case !k.free && !k.failed && m.now.Before(k.ended.Add(min(k.every, breath))):
			t.Fatalf("%s starts %v after its answer", job.Key, m.now.Sub(k.ended))
		}
	}
	*k = track{wanted: true, every: time.Hour, slack: k.slack, rested: k.rested, started: m.now, ended: k.ended, failed: k.failed}
	if e := m.s.entries[job.Key]; e != nil {
		k.every = e.want.Every
	}
	m.flying[job.Key] = job
}

func (m *machine) done(t *rapid.T) {
	if len(m.flying) == 0 {
		t.Skip("nothing is in flight")
	}
	job := m.flying[rapid.SampledFrom(slices.Sorted(maps.Keys(m.flying))).Draw(t, "key")]
	out := Outcome{Result: rapid.SampledFrom([]Result{OK, OK, OK, Refused, Failed, Unauthorized}).Draw(t, "result")}
	if out.Result == Failed && rapid.Bool().Draw(t, "retry") {
		out.RetryAfter = time.Duration(rapid.IntRange(1, 100).Draw(t, "after")) * time.Second
	}
	if !m.s.Done(job, m.now, out) {
		t.Fatalf("the answer of %+v is not taken", job)
	}
	m.forget(job)
	k := m.keys[job.Key]
	k.ended, k.failed = m.now, out.Result == Failed || out.Result == Unauthorized && job.Key != probe
	switch {
	case out.Result == Unauthorized && job.Key == probe:
		m.down, m.denied = true, true
		m.hold = m.now.Add(time.Minute)
	case out.Result == Failed && job.Key == probe:
		m.down, m.denied = true, false
		m.hold = latest(m.hold, m.now.Add(out.RetryAfter))
		if pause := m.retry(t).Sub(m.now); pause < 800*time.Millisecond {
			t.Fatalf("the next try is in %v", pause)
		}
	case out.Result == Failed:
		m.hold = latest(m.hold, m.now.Add(out.RetryAfter))
	case job.Key == probe && m.down:
		m.down, m.denied, m.hold = false, false, time.Time{}
		for key, k := range m.keys {
			_, flying := m.flying[key]
			k.free = true
			k.urgent = k.urgent || m.asked && k.wanted && !flying && key != probe
		}
		m.asked = false
	}
}

// retry returns when the probe is tried again; it is never far away.
func (m *machine) retry(t *rapid.T) time.Time {
	at, down := m.s.Down()
	if !down || at.After(latest(m.hold, m.now.Add(maxBackoff))) {
		t.Fatalf("down %v, until %v after now", down, at.Sub(m.now))
	}
	return at
}

// late gives an answer that nobody waits for any more.
func (m *machine) late(t *rapid.T) {
	if len(m.old) == 0 {
		t.Skip("no answer is late")
	}
	job := rapid.SampledFrom(m.old).Draw(t, "job")
	before, known := m.s.Next()
	at, down := m.s.Down()
	if m.s.Done(job, m.now, Outcome{Result: rapid.SampledFrom([]Result{OK, Failed, Unauthorized}).Draw(t, "result")}) {
		t.Fatalf("the answer of %+v is taken", job)
	}
	after, stillKnown := m.s.Next()
	stillAt, stillDown := m.s.Down()
	if !after.Equal(before) || known != stillKnown || !at.Equal(stillAt) || down != stillDown {
		t.Fatal("an answer that nobody waits for changed something")
	}
}

func (m *machine) poke(t *rapid.T) {
	keys := rapid.SliceOfNDistinct(rapid.SampledFrom([]string{probe, "a", "b", "c", "unknown"}), 1, 3, rapid.ID[string]).Draw(t, "keys")
	m.cancelled(t, m.urge(keys), m.s.Poke(m.now, keys...))
}

func (m *machine) refresh(t *rapid.T) {
	keys := []string{probe}
	if m.down {
		m.asked = true
	} else {
		keys = []string{probe, "a", "b", "c"}
	}
	m.cancelled(t, m.urge(keys), m.s.Refresh(m.now))
}

func (m *machine) urge(keys []string) (cancel []string) {
	for _, key := range keys {
		k := m.keys[key]
		if k == nil || !k.wanted {
			continue
		}
		k.urgent = true
		if job, ok := m.flying[key]; ok {
			cancel = append(cancel, key)
			m.forget(job)
		}
	}
	return cancel
}

func (m *machine) pause(t *rapid.T) {
	m.paused = rapid.Bool().Draw(t, "paused")
	m.s.SetPaused(m.paused)
}

// check holds after every step.
func (m *machine) check(t *rapid.T) {
	if _, down := m.s.Down(); down != m.down || m.s.Unauthorized() != m.denied || m.s.Paused() != m.paused {
		t.Fatalf("down %v (want %v), unauthorized %v (want %v), paused %v (want %v)", down, m.down, m.s.Unauthorized(), m.denied, m.s.Paused(), m.paused)
	}
	for key := range m.keys {
		if _, flying := m.flying[key]; m.s.InFlight(key) != flying {
			t.Fatalf("%s in flight: %v", key, !flying)
		}
	}
	next, ok := m.s.Next()
	if !ok {
		if jobs := clone(m.s).Due(m.now.Add(1000 * time.Hour)); len(jobs) > 0 {
			t.Fatalf("nothing is to be waited for, but %v starts some time", jobs)
		}
		return
	}
	if jobs := clone(m.s).Due(next.Add(-1)); len(jobs) > 0 {
		t.Fatalf("%v starts before %v, the next moment", jobs, next)
	}
	if jobs := clone(m.s).Due(next); len(jobs) == 0 {
		t.Fatalf("nothing starts at %v, the next moment", next)
	}
	tried := clone(m.s)
	now := latest(m.now, next)
	tried.Due(now)
	if again, ok := tried.Next(); ok && !again.After(now) {
		t.Fatalf("after what is due at %v, the next moment is %v", now, again)
	}
}

func TestRandomSteps(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		random := rapid.Float64Range(0, 0.999)
		m := &machine{now: t0, flying: map[string]Job[string]{}, keys: map[string]*track{}}
		m.s = New(probe, func() float64 { return random.Draw(t, "jitter") })
		for _, key := range []string{probe, "a", "b", "c"} {
			m.keys[key] = &track{every: time.Hour}
		}
		m.want(t)
		t.Repeat(map[string]func(*rapid.T){
			"": m.check, "advance": m.advance, "jump": m.jump, "want": m.want, "due": m.due, "due again": m.due, "done": m.done,
			"late": m.late, "poke": m.poke, "refresh": m.refresh, "pause": m.pause,
		})
		m.recovers(t)
	})
}

// recovers checks that a server that answers again is polled as before.
func (m *machine) recovers(t *rapid.T) {
	m.s.SetPaused(false)
	m.paused = false
	for range 20 {
		for _, job := range m.flying {
			if !m.s.Done(job, m.now, Outcome{}) {
				t.Fatalf("the answer of %+v is not taken", job)
			}
			delete(m.flying, job.Key)
		}
		next, ok := m.s.Next()
		if !ok || next.Sub(m.now) > 2*time.Minute {
			t.Fatalf("next is in %v (%v)", next.Sub(m.now), ok)
		}
		m.now = latest(m.now, next)
		for _, job := range m.s.Due(m.now) {
			m.flying[job.Key] = job
		}
	}
	if _, down := m.s.Down(); down {
		t.Fatal("still down")
	}
}
