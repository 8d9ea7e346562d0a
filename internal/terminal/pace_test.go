package terminal

import (
	"testing"
	"testing/synctest"
	"time"
)

func TestFramesInHand(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := newPace(20)
		for i := range inHand {
			if w := p.wait(time.Now()); w != 0 {
				t.Fatalf("frame %d waits %v", i+1, w)
			}
			p.wrote(10)
		}
		if w := p.wait(time.Now()); w != 50*time.Millisecond {
			t.Errorf("the frame after those in hand waits %v, want 50ms", w)
		}
		time.Sleep(50 * time.Millisecond)
		if w := p.wait(time.Now()); w != 0 {
			t.Errorf("after its time it still waits %v", w)
		}
		p.wrote(10)
		time.Sleep(time.Hour)
		n := 0
		for p.wait(time.Now()) == 0 {
			p.wrote(10)
			n++
		}
		if n != inHand {
			t.Errorf("after an hour %d frames are in hand, want %d", n, inHand)
		}
	})
}

// write is what the writer does with a frame of n bytes: false if it has to wait.
func write(p *pace, n int) (asked, ok bool) {
	now := time.Now()
	if p.wait(now) > 0 {
		return false, false
	}
	asked = p.asks(now, n)
	if asked {
		p.asked(now, n)
	}
	p.wrote(n)
	p.flushed(now, time.Now())
	return asked, true
}

func TestAcknowledgements(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := newPace(120)
		p.asked(time.Now(), 50) // with the modes at the start
		time.Sleep(10 * time.Millisecond)
		p.answered(time.Now())
		if asked, ok := write(&p, 1500); asked || !ok {
			t.Errorf("1500 bytes: asked %v, written %v", asked, ok)
		}
		if asked, ok := write(&p, 1500); !asked || !ok {
			t.Errorf("3000 bytes in a moment: asked %v, written %v", asked, ok)
		}
		if _, ok := write(&p, 100); ok {
			t.Error("a frame does not wait for the answer")
		}
		time.Sleep(150 * time.Millisecond)
		p.answered(time.Now())
		if !p.slow {
			t.Error("1500 bytes in 150 ms are no slow line")
		}
		time.Sleep(time.Second)
		if asked, _ := write(&p, 900); !asked {
			t.Error("on a slow line a frame is not paced")
		}
		if p.wait(time.Now()) == 0 {
			t.Error("on a slow line the next frame does not wait")
		}
		time.Sleep(15 * time.Millisecond)
		p.answered(time.Now())
		if p.slow {
			t.Error("the line is fast again, which was not noticed")
		}
		if asked, ok := write(&p, 30); asked || !ok {
			t.Errorf("30 bytes: asked %v, written %v", asked, ok)
		}
	})
}

func TestLostAnswer(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := newPace(120)
		p.asked(time.Now(), 50)
		p.answered(time.Now())
		write(&p, 5000)
		if !p.owed(time.Now()) {
			t.Error("no answer is owed")
		}
		if w := p.wait(time.Now()); w != answerWait {
			t.Errorf("the next frame waits %v, want %v", w, answerWait)
		}
		time.Sleep(answerWait)
		if w := p.wait(time.Now()); w != 0 {
			t.Errorf("it still waits %v", w)
		}
		p.answered(time.Now()) // nothing is due
	})
}

// A terminal that answers nothing is not waited for and asked only rarely.
func TestSilentTerminalIsNotPaced(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := newPace(120)
		p.asked(time.Now(), 50)
		questions := 0
		for range 600 { // a minute
			asked, ok := write(&p, 5000)
			if !ok {
				t.Fatal("a frame waits for an answer that never comes")
			}
			if asked {
				questions++
			}
			time.Sleep(100 * time.Millisecond)
		}
		if questions != 1 {
			t.Errorf("it was asked %d times in a minute, want once", questions)
		}
		if p.owed(time.Now()) {
			t.Error("quitting waits for a terminal that never answers")
		}
	})
}

// TestWhatTheProgramAskedIsHeardOf answers its question in turn, late, and after
// the terminal was given away.
func TestWhatTheProgramAskedIsHeardOf(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := newPace(120)
		ask := func(n Ask) {
			p.asked(time.Now(), 50)
			p.askedFor(n)
		}
		ask(0)
		ask(7)
		for _, want := range []Ask{0, 7, 0} {
			if got := p.answered(time.Now()); got != want {
				t.Errorf("heard of %d, want %d", got, want)
			}
		}
		ask(8)
		time.Sleep(2 * answerWait)
		p.wait(time.Now())
		if got := p.answered(time.Now()); got != 8 {
			t.Errorf("of a late answer was heard as %d", got)
		}
		ask(9)
		p.forget()
		if got := p.answered(time.Now()); got != 0 {
			t.Errorf("heard of %d after the terminal was given away", got)
		}
	})
}
