package poll

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

// drive polls for some time as a program would: it sleeps until the next
// moment, starts what is due, and takes in each answer after its request took
// a while. It returns when each key was asked for, and how often it woke.
func drive(s *Scheduler[string], span, takes time.Duration, answer func(key string, since time.Duration) Outcome) (asked map[string][]time.Duration, woke int) {
	begin := time.Now()
	answers := make(chan Job[string])
	asked = map[string][]time.Duration{}
	end := time.NewTimer(span)
	defer end.Stop()
	flying := 0
	for {
		for _, job := range s.Due(time.Now()) {
			asked[job.Key] = append(asked[job.Key], job.Started.Sub(begin))
			flying++
			go func() {
				time.Sleep(takes)
				answers <- job
			}()
		}
		var timer <-chan time.Time
		if next, ok := s.Next(); ok {
			timer = time.After(time.Until(next))
		}
		woke++
		select {
		case <-timer:
		case job := <-answers:
			flying--
			s.Done(job, time.Now(), answer(job.Key, time.Since(begin)))
		case <-end.C:
			for ; flying > 0; flying-- {
				<-answers
			}
			return asked, woke
		}
	}
}

func seconds(n ...float64) []time.Duration {
	out := make([]time.Duration, len(n))
	for i, s := range n {
		out[i] = time.Duration(s * float64(time.Second))
	}
	return out
}

func TestPollingForAnHour(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := New(probe, middle)
		s.Want(time.Now(), every(5, probe, "list", "log"))
		asked, woke := drive(s, time.Hour-time.Second, 100*time.Millisecond, func(string, time.Duration) Outcome { return Outcome{} })
		for _, key := range []string{probe, "list", "log"} {
			if got := len(asked[key]); got != 720 {
				t.Errorf("%s was asked for %d times in an hour, want 720", key, got)
			}
		}
		// One wake for each answer, and one for each time the three are due.
		if woke > 720*4+2 {
			t.Errorf("woke %d times", woke)
		}
	})
}

func TestServerAwayForAWhile(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := New(probe, middle)
		s.Want(time.Now(), every(5, probe, "list"))
		asked, _ := drive(s, 2*time.Minute, 100*time.Millisecond, func(_ string, since time.Duration) Outcome {
			if since > 4*time.Second && since < 70*time.Second {
				return Outcome{Result: Failed}
			}
			return Outcome{}
		})
		// Failed answers come at 5.1, 10.2, 20.3 and 40.4; after each the
		// pause is twice as long. At 80.5 the server is back.
		want := map[string][]time.Duration{
			probe:  seconds(0, 5, 10.1, 20.2, 40.3, 80.4, 85.4, 90.4, 95.4, 100.4, 105.4, 110.4, 115.4),
			"list": seconds(0, 5, 80.5, 85.5, 90.5, 95.5, 100.5, 105.5, 110.5, 115.5),
		}
		if diff := cmp.Diff(want, asked); diff != "" {
			t.Errorf("asked for (-want +got):\n%s", diff)
		}
	})
}

func TestSlowServerIsLeftABreath(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := New(probe, middle)
		s.Want(time.Now(), every(1, probe))
		asked, _ := drive(s, 10*time.Second, 2*time.Second, func(string, time.Duration) Outcome { return Outcome{} })
		if diff := cmp.Diff(seconds(0, 2.2, 4.4, 6.6, 8.8), asked[probe]); diff != "" {
			t.Errorf("asked for (-want +got):\n%s", diff)
		}
	})
}
