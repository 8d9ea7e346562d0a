package feed

import (
	"context"
	"errors"
	"slices"
	"testing"
	"testing/synctest"

	"pgregory.net/rapid"
)

// guest is a request that lines up for a place.
type guest struct {
	class    Class
	admitted chan struct{}
}

func (g guest) inside() bool {
	select {
	case <-g.admitted:
		return true
	default:
		return false
	}
}

// queue drives Places by random steps; its guests are in the order in which
// they came.
type queue struct {
	p      Places
	guests []guest
}

func (q *queue) join(t *rapid.T) {
	c := Class(rapid.IntRange(0, classes-1).Draw(t, "class"))
	q.guests = append(q.guests, guest{c, q.p.join(c)})
}

// leave lets somebody go, whether inside or in the queue.
func (q *queue) leave(t *rapid.T) {
	if len(q.guests) == 0 {
		t.Skip("nobody is there")
	}
	i := rapid.IntRange(0, len(q.guests)-1).Draw(t, "who")
	g := q.guests[i]
	if q.guests = slices.Delete(q.guests, i, i+1); g.inside() && rapid.Bool().Draw(t, "done") {
		q.p.leave(g.class)
		return
	}
	q.p.quit(g.class, g.admitted)
}

func (q *queue) check(t *rapid.T) {
	var inside running
	var waits [classes]bool
	for _, g := range q.guests {
		switch {
		case !g.inside():
			waits[g.class] = true
		case waits[g.class]:
			t.Fatalf("a request of class %d went before another that came earlier", g.class)
		default:
			inside[g.class]++
		}
	}
	if inside != q.p.running {
		t.Fatalf("%v are on their way, counted as %v", inside, q.p.running)
	}
	if n := inside[Probe] + inside[Awaited] + inside[Background]; n > sharedPlaces+2 || inside[Background] > backgroundPlaces {
		t.Fatalf("%v are on their way", inside)
	}
	for c := range Class(classes) {
		if waits[c] && inside.admits(c) {
			t.Fatalf("a request of class %d waits beside %v", c, inside)
		}
	}
	if waits[Urgent] || waits[Probe] && inside[Probe] == 0 || waits[Awaited] && inside[Awaited] == 0 {
		t.Fatalf("%v wait beside %v", waits, inside)
	}
}

func TestPlacesByRandomSteps(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		q := &queue{}
		t.Repeat(map[string]func(*rapid.T){"": q.check, "join": q.join, "join too": q.join, "leave": q.leave})
		for _, g := range q.guests {
			q.p.quit(g.class, g.admitted)
		}
		if q.guests = nil; q.p.running != (running{}) {
			t.Fatalf("places are lost: %v", q.p.running)
		}
	})
}

// Whatever is queued in the background, nothing else waits for it.
func TestTheBackgroundKeepsNobodyWaiting(t *testing.T) {
	t.Parallel()
	var p Places
	for range 100 {
		p.join(Background)
	}
	for _, c := range []Class{Probe, Awaited, Urgent, Urgent, Urgent, Urgent, Urgent} {
		if !(guest{c, p.join(c)}).inside() {
			t.Errorf("a request of class %d waits behind the background", c)
		}
	}
}

func TestUrgentRequestsHoldTheBackground(t *testing.T) {
	t.Parallel()
	var p Places
	p.join(Urgent)
	for range 10 {
		p.join(Background)
	}
	if n := p.running[Background]; n != besideUrgent {
		t.Errorf("%d in the background beside an urgent one, want %d", n, besideUrgent)
	}
	if p.leave(Urgent); p.running[Background] != backgroundPlaces {
		t.Errorf("%d in the background after it, want %d", p.running[Background], backgroundPlaces)
	}
}

func TestAWaitEndsWithItsContext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var p Places
		for range backgroundPlaces {
			p.join(Background)
		}
		ctx, stop := context.WithCancel(t.Context())
		var failed error
		go func() { _, failed = p.Enter(ctx, Background) }()
		synctest.Wait()
		stop()
		synctest.Wait()
		if !errors.Is(failed, context.Canceled) || len(p.waiting[Background]) != 0 {
			t.Errorf("%v, %d wait", failed, len(p.waiting[Background]))
		}
		if _, err := p.Enter(ctx, Urgent); !errors.Is(err, context.Canceled) {
			t.Errorf("a place for what was given up: %v", err)
		}
	})
}
