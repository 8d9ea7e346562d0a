package poll

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

const probe = "probe"

// t0 is when the tests begin.
var t0 = time.Date(2014, 4, 6, 18, 0, 0, 0, time.UTC)

// middle is the jitter that changes nothing.
func middle() float64 { return 0.5 }

// script drives a scheduler by seconds since t0.
type script struct {
	*testing.T
	*Scheduler[string]
	jobs map[string]Job[string] // the last of each key
}

func newScript(t *testing.T) *script {
	t.Helper()
	return &script{T: t, Scheduler: New(probe, middle), jobs: map[string]Job[string]{}}
}

func at(seconds float64) time.Time {
	return t0.Add(time.Duration(seconds * float64(time.Second)))
}

func every(seconds float64, keys ...string) []Want[string] {
	var wants []Want[string]
	for _, key := range keys {
		wants = append(wants, Want[string]{Key: key, Every: at(seconds).Sub(t0)})
	}
	return wants
}

// due checks which jobs start at a time.
func (s *script) due(seconds float64, want ...string) {
	s.Helper()
	var got []string
	for _, job := range s.Due(at(seconds)) {
		got = append(got, job.Key)
		s.jobs[job.Key] = job
		if !job.Started.Equal(at(seconds)) || !s.Current(job) || !s.InFlight(job.Key) {
			s.Errorf("at %vs: job %+v is not in flight from then on", seconds, job)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		s.Errorf("due at %vs (-want +got):\n%s", seconds, diff)
	}
}

// next checks when something is due next; a negative time means never.
func (s *script) next(seconds float64) {
	s.Helper()
	got, ok := s.Next()
	if ok != (seconds >= 0) || ok && !got.Equal(at(seconds)) {
		s.Errorf("next is %vs (%v), want %vs", got.Sub(t0).Seconds(), ok, seconds)
	}
}

func (s *script) done(seconds float64, key string, out Outcome) {
	s.Helper()
	if !s.Done(s.jobs[key], at(seconds), out) {
		s.Errorf("at %vs: the answer of %s is not taken", seconds, key)
	}
}

func TestInterval(t *testing.T) {
	t.Parallel()
	s := newScript(t)
	s.next(-1)
	s.Want(at(0), every(5, probe, "list"))
	s.next(0)
	s.due(0, probe, "list")
	s.due(0)
	s.next(-1)
	s.done(0.1, probe, Outcome{})
	s.next(5)
	s.done(4.9, "list", Outcome{}) // a slow one takes a breath
	s.due(4.99)
	s.due(5, probe)
	s.next(5.1)
	s.due(5.1, "list")
	s.done(5.2, probe, Outcome{})
	s.done(12, "list", Outcome{}) // slower than its interval
	s.next(10)
	s.due(12, probe)
	s.next(12.2)
}

func TestOneInFlightAndOldAnswers(t *testing.T) {
	t.Parallel()
	s := newScript(t)
	s.Want(at(0), every(5, probe))
	s.due(0, probe)
	old := s.jobs[probe]
	s.due(100)
	if cancel := s.Poke(at(100), probe); !slices.Equal(cancel, []string{probe}) {
		t.Errorf("cancelled %q", cancel)
	}
	s.next(100)
	s.due(100, probe)
	if s.Current(old) || s.Done(old, at(101), Outcome{Result: Failed}) {
		t.Error("the answer of an old generation is taken")
	}
	if _, down := s.Down(); down || !s.InFlight(probe) {
		t.Error("the answer of an old generation changed something")
	}
	s.done(102, probe, Outcome{})
	if s.Done(s.jobs[probe], at(103), Outcome{Result: Failed}) {
		t.Error("an answer is taken twice")
	}
	if s.Done(Job[string]{Key: "unheard of"}, at(103), Outcome{}) {
		t.Error("the answer of something never asked for is taken")
	}
	s.next(105)
}

func TestBackoff(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name   string
		every  float64
		random float64
		most   float64
		want   []float64
	}{
		{"doubles up to a minute", 5, 0.5, 0, []float64{5, 10, 20, 40, 60, 60}},
		{"least jitter", 5, 0, 0, []float64{4, 8, 16, 32, 48, 48}},
		{"most jitter", 5, 1, 0, []float64{6, 12, 24, 48, 60, 60}},
		{"short interval", 0.5, 0.5, 0, []float64{1, 2, 4, 8, 16, 32, 60, 60}},
		{"long interval", 600, 0.5, 0, []float64{60, 60}},
		{"nothing answers", 5, 0.5, 5, []float64{5, 5, 5}},
		{"nothing answers, short interval", 1, 0.5, 5, []float64{1, 2, 4, 5, 5}},
		{"nothing answers, long interval", 600, 0.5, 5, []float64{5, 5}},
		{"nothing answers, most jitter", 5, 1, 5, []float64{5, 5}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := newScript(t)
			s.random = func() float64 { return test.random }
			s.Want(at(0), every(test.every, probe, "list"))
			s.due(0, probe, "list")
			s.done(0, "list", Outcome{})
			now := 0.0
			for _, pause := range test.want {
				s.done(now, probe, Outcome{Result: Failed, Most: time.Duration(test.most * float64(time.Second))})
				if retry, down := s.Down(); !down || !retry.Equal(at(now+pause)) || s.Unauthorized() {
					t.Fatalf("after %v: down %v until %v, want a pause of %v", now, down, retry.Sub(t0), pause)
				}
				now += pause
				s.next(now) // the list waits for the probe
				s.due(now - 0.001)
				s.due(now, probe)
			}
			s.done(now, probe, Outcome{})
			s.due(now, "list") // everything at once
			if _, down := s.Down(); down {
				t.Error("down after a good answer")
			}
			s.done(now, "list", Outcome{})
			s.next(now + test.every)
			s.due(now+test.every, probe, "list")
			s.done(now+test.every, probe, Outcome{Result: Failed, Most: time.Duration(test.most * float64(time.Second))})
			if retry, _ := s.Down(); !retry.Equal(at(now + test.every + test.want[0])) {
				t.Errorf("the first pause after a good answer is %v", retry.Sub(at(now+test.every)))
			}
		})
	}
}

func TestFailureOfAnotherKey(t *testing.T) {
	t.Parallel()
	s := newScript(t)
	s.Want(at(0), every(5, probe, "log"))
	s.due(0, probe, "log")
	s.done(0, probe, Outcome{})
	s.done(1, "log", Outcome{Result: Failed})
	if _, down := s.Down(); down {
		t.Error("a log that cannot be had takes the server down")
	}
	s.due(5, probe)
	s.done(5, probe, Outcome{})
	s.due(6, "log")
	s.done(6, "log", Outcome{Result: Failed})
	s.due(10, probe)
	s.done(10, probe, Outcome{})
	s.next(15)
	s.due(15.9, probe)
	s.due(16, "log") // 10 s after its second failure
	s.done(16, "log", Outcome{Result: Refused})
	s.next(21) // an answer: no back-off
}

func TestRetryAfter(t *testing.T) {
	t.Parallel()
	t.Run("of the probe", func(t *testing.T) {
		t.Parallel()
		s := newScript(t)
		s.Want(at(0), every(5, probe, "log"))
		s.due(0, probe, "log")
		s.done(0, "log", Outcome{})
		s.done(1, probe, Outcome{Result: Failed, RetryAfter: 30 * time.Second})
		s.next(31)
		s.due(31, probe)
		s.done(32, probe, Outcome{Result: Failed, RetryAfter: time.Second})
		s.next(42) // the back-off is longer
	})
	t.Run("of another key, holds everything", func(t *testing.T) {
		t.Parallel()
		s := newScript(t)
		s.Want(at(0), every(5, probe, "log", "list"))
		s.due(0, probe, "log", "list")
		s.done(1, "log", Outcome{Result: Failed, RetryAfter: 30 * time.Second})
		s.done(2, probe, Outcome{}) // asked for before the server said so
		s.done(2, "list", Outcome{})
		s.next(31)
		s.due(31, probe, "log", "list")
	})
	t.Run("of another key, longer than the probe's", func(t *testing.T) {
		t.Parallel()
		s := newScript(t)
		s.Want(at(0), every(5, probe, "log"))
		s.due(0, probe, "log")
		s.done(1, "log", Outcome{Result: Failed, RetryAfter: 30 * time.Second})
		s.done(2, probe, Outcome{Result: Failed, RetryAfter: 10 * time.Second})
		s.next(31)
	})
	t.Run("at most an hour", func(t *testing.T) {
		t.Parallel()
		s := newScript(t)
		s.Want(at(0), every(5, probe))
		s.due(0, probe)
		s.done(0, probe, Outcome{Result: Failed, RetryAfter: 1000 * time.Hour})
		s.next(3600)
	})
	t.Run("asked for by hand", func(t *testing.T) {
		t.Parallel()
		s := newScript(t)
		s.Want(at(0), every(5, probe))
		s.due(0, probe)
		s.done(0, probe, Outcome{Result: Failed, RetryAfter: time.Minute})
		s.Refresh(at(10))
		s.due(10, probe)
		s.done(11, probe, Outcome{})
		s.next(15)
	})
}

func TestUnauthorized(t *testing.T) {
	t.Parallel()
	s := newScript(t)
	s.Want(at(0), every(5, probe, "list", "log"))
	s.due(0, probe, "list", "log")
	s.done(0, "list", Outcome{})
	s.done(0, "log", Outcome{})
	s.done(0, probe, Outcome{Result: Unauthorized})
	for _, now := range []float64{60, 120, 180} {
		if retry, down := s.Down(); !down || !s.Unauthorized() || !retry.Equal(at(now)) {
			t.Errorf("down %v, unauthorized %v, until %v, want %vs", down, s.Unauthorized(), retry.Sub(t0), now)
		}
		s.due(now - 1)
		s.next(now)
		s.due(now, probe)
		s.done(now, probe, Outcome{Result: Unauthorized})
	}
	s.Refresh(at(200))
	s.due(200, probe)
	s.done(200, probe, Outcome{Result: Unauthorized})
	s.next(260)
	s.Refresh(at(210))
	s.due(210, probe)
	s.done(210, probe, Outcome{})
	s.due(210, "list", "log")
	if _, down := s.Down(); down || s.Unauthorized() {
		t.Error("still down after a good answer")
	}
}

// Only the probe says that the key is refused; anything else may not be for it.
func TestUnauthorizedOfAnotherKeyHoldsThatKeyAlone(t *testing.T) {
	t.Parallel()
	s := newScript(t)
	s.Want(at(0), every(5, probe, "list", "log"))
	s.due(0, probe, "list", "log")
	for _, key := range []string{probe, "list"} {
		s.done(0, key, Outcome{})
	}
	s.done(1, "log", Outcome{Result: Unauthorized})
	if _, down := s.Down(); down || s.Unauthorized() {
		t.Error("a 401 to a log holds everything")
	}
	s.due(5, probe, "list")
	s.done(5, probe, Outcome{})
	s.done(5, "list", Outcome{})
	s.due(6, "log")
	s.done(6, "log", Outcome{Result: Unauthorized})
	s.due(10, probe, "list")
	s.done(10, probe, Outcome{})
	s.done(10, "list", Outcome{})
	s.due(15, probe, "list")
	s.due(16, "log") // 10 s after its second 401
}

func TestPaused(t *testing.T) {
	t.Parallel()
	s := newScript(t)
	s.Want(at(0), every(5, probe, "list"))
	s.due(0, probe, "list")
	s.done(0, probe, Outcome{})
	s.done(0, "list", Outcome{})
	s.SetPaused(true)
	if !s.Paused() {
		t.Error("not paused")
	}
	s.due(100)
	s.next(-1)
	s.Poke(at(100), "list")
	s.next(100)
	s.due(101, "list")
	s.done(102, "list", Outcome{})
	s.next(-1)
	s.Refresh(at(103))
	s.due(103, probe, "list")
	s.done(103, probe, Outcome{Result: Failed})
	s.done(103, "list", Outcome{})
	s.next(-1)
	s.SetPaused(false)
	s.next(108)
}

func TestPoke(t *testing.T) {
	t.Parallel()
	s := newScript(t)
	s.Want(at(0), every(5, probe, "list", "log"))
	s.due(0, probe, "list", "log")
	s.done(0, "log", Outcome{})
	if cancel := s.Poke(at(1), "list", "log", "nobody wants this"); !slices.Equal(cancel, []string{"list"}) {
		t.Errorf("cancelled %q", cancel)
	}
	if s.InFlight("list") {
		t.Error("what was cancelled is in flight")
	}
	s.due(1, "list", "log")
	if cancel := s.Refresh(at(2)); !slices.Equal(cancel, []string{probe, "list", "log"}) {
		t.Errorf("cancelled %q", cancel)
	}
	s.due(2, probe, "list", "log")
	s.done(2, probe, Outcome{Result: Failed})
	s.Poke(at(3), "list") // after an action, even though the server is away
	s.due(3, "list")
	if cancel := s.Refresh(at(4)); cancel != nil {
		t.Errorf("cancelled %q, but only the probe is asked", cancel)
	}
	s.due(4, probe)
}

func TestWant(t *testing.T) {
	t.Parallel()
	s := newScript(t)
	s.Want(at(0), every(5, probe, "list"))
	s.due(0, probe, "list")
	if dropped := s.Want(at(1), every(5, probe)); !slices.Equal(dropped, []string{"list"}) {
		t.Errorf("dropped %q", dropped)
	}
	if s.Done(s.jobs["list"], at(1), Outcome{}) || s.InFlight("list") {
		t.Error("an answer that nobody wants is taken")
	}
	if dropped := s.Want(at(1), every(5, probe)); dropped != nil {
		t.Errorf("dropped %q a second time", dropped)
	}
	s.Want(at(2), every(5, "list", probe))
	s.due(2, "list") // nothing came of it the last time
	s.done(2, "list", Outcome{})
	s.Want(at(3), every(5, probe))
	s.Want(at(4), every(5, probe, "list"))
	s.due(4) // it was fetched two seconds ago
	s.done(4, probe, Outcome{})
	s.Want(at(4.5), every(1, probe, "list")) // something is in transition
	s.due(4.5, probe, "list")
	s.done(4.6, probe, Outcome{})
	s.Want(at(4.7), every(5, probe, "list"))
	s.due(5.6) // what was planned for the shorter interval waits for the longer one
	s.due(9.5, probe)
	if got := len(New(probe, middle).Want(at(0), every(5, probe, probe))); got != 0 {
		t.Errorf("%d dropped", got)
	}
}

func TestDuplicateWantsAreOne(t *testing.T) {
	t.Parallel()
	s := newScript(t)
	s.Want(at(0), every(5, probe, "list", "list"))
	s.due(0, probe, "list")
}

func TestRest(t *testing.T) {
	t.Parallel()
	rest := func(seconds float64) []Want[string] {
		return append(every(5, probe), Want[string]{Key: "detail", Every: at(seconds).Sub(t0), Rest: 150 * time.Millisecond})
	}
	s := newScript(t)
	s.Want(at(0), rest(5))
	s.due(0, probe)
	s.done(0, probe, Outcome{})
	s.Want(at(0.1), rest(5)) // still wanted: the rest goes on
	s.next(0.15)
	s.due(0.14)
	s.due(0.15, "detail")
	s.done(0.2, "detail", Outcome{})
	s.next(5)
	s.Want(at(0.3), every(5, probe))
	s.due(5, probe)
	s.done(5, probe, Outcome{})
	s.Want(at(7), rest(1)) // more often than before: it has to rest all the same
	s.next(7.15)
	s.Want(at(7.1), rest(0.5))
	s.due(7.14)
	s.due(7.15, "detail")
	s.done(7.2, "detail", Outcome{})
	s.Want(at(8), every(5, probe))
	s.Want(at(8), rest(5))
	s.Poke(at(8), "detail")
	s.due(8, "detail") // asked for: no rest
}

func TestForgotten(t *testing.T) {
	t.Parallel()
	s := newScript(t)
	s.Want(at(0), every(5, probe, "list"))
	s.due(0, probe, "list")
	s.Want(at(1), every(5, probe))
	s.Want(at(601), every(5, probe))
	if len(s.entries) != 2 {
		t.Errorf("%d entries after ten minutes, want 2", len(s.entries))
	}
	s.Want(at(700), every(5, probe))
	if len(s.entries) != 1 {
		t.Errorf("%d entries later, want 1", len(s.entries))
	}
	if s.Current(s.jobs["list"]) || s.Done(s.jobs["list"], at(701), Outcome{}) {
		t.Error("the answer of something forgotten is taken")
	}
}

// TestSlack has what is nearly due go along with what is due, never alone and
// never too soon after its last answer.
func TestSlack(t *testing.T) {
	t.Parallel()
	s := newScript(t)
	wants := every(5, "probe", "beside", "exact")
	wants[1].Slack, wants[1].Rest = time.Second, 150*time.Millisecond
	wants[2].Rest = 150 * time.Millisecond
	s.Want(at(0), wants)
	s.due(0, "probe")
	s.done(0.1, "probe", Outcome{Result: OK})
	s.due(0.15, "beside", "exact")
	s.done(0.2, "beside", Outcome{Result: OK})
	s.done(0.2, "exact", Outcome{Result: OK})
	s.due(4.5)
	s.next(5)
	s.due(5, "probe", "beside")
	s.done(5.1, "probe", Outcome{Result: OK})
	s.due(5.15, "exact")
	s.done(9.9, "beside", Outcome{Result: OK})
	s.done(9.9, "exact", Outcome{Result: OK})
	s.due(10, "probe") // "beside" has only just been answered
	s.next(10.1)
}
