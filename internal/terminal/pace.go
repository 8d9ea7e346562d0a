package terminal

import (
	"time"
)

const (
	// inHand is how many frames may go out without a pause between them, so
	// that a key's frame does not wait for the one before it.
	inHand = 4
	// paceWindow and paceBytes are the traffic above which frames are paced:
	// the next one waits until the terminal says that it has read the last.
	paceWindow = 200 * time.Millisecond
	paceBytes  = 2048
	// lagging is how long a frame of at least telling bytes has to be under
	// way, beyond the quickest answer, for the line to be slow; then every
	// frame of at least askFrom bytes is paced.
	lagging = 25 * time.Millisecond
	telling = 512
	askFrom = 128
	// answerWait is how long a frame waits for the answer to the last.
	answerWait = 2 * time.Second
	// askAgain is how often a terminal is asked that never answers.
	askAgain = 30 * time.Second
)

// A question is a CSI 5n that is not answered yet, the bytes before it, and the
// number by which the program wants to hear of the answer, 0 if it does not.
type question struct {
	at    time.Time
	bytes int
	ask   Ask
}

// pace decides when the next frame may go out, and when the terminal is asked
// whether it has read what was written.
type pace struct {
	fps    int
	tokens float64
	filled time.Time

	since  time.Time // the beginning of the window
	recent int       // bytes written in it

	due      []question
	late     Ask // the newest of those that were given up and the program waits for
	lastAsk  time.Time
	answers  bool          // the terminal has answered once
	slow     bool          // the line is
	quickest time.Duration // of all answers
}

func newPace(fps int) pace {
	if fps <= 0 {
		fps = maxFPS
	}
	return pace{fps: fps, tokens: inHand}
}

// wait returns how long the next frame has to wait, 0 if it may go out. An
// answer may end the wait before.
func (p *pace) wait(now time.Time) time.Duration {
	if p.answers && len(p.due) > 0 {
		if left := answerWait - now.Sub(p.due[0].at); left > 0 {
			return left
		}
		p.giveUp() // lost on its way
	}
	if !p.filled.IsZero() {
		p.tokens = min(inHand, p.tokens+now.Sub(p.filled).Seconds()*float64(p.fps))
	}
	p.filled = now
	if p.tokens >= 1 {
		return 0
	}
	const grain = time.Millisecond // timers are not exact
	return max(grain, time.Duration((1-p.tokens)/float64(p.fps)*float64(time.Second)))
}

// asks is whether a frame of n bytes that goes out now is followed by a question.
func (p *pace) asks(now time.Time, n int) bool {
	if now.Sub(p.since) > paceWindow {
		p.since, p.recent = now, 0
	}
	if p.recent+n <= paceBytes && (!p.slow || n < askFrom) {
		return false
	}
	return p.answers || p.lastAsk.IsZero() || now.Sub(p.lastAsk) >= askAgain
}

// wrote notes a frame of n bytes.
func (p *pace) wrote(n int) {
	p.tokens--
	p.recent += n
}

// asked notes a question that is written behind n bytes.
func (p *pace) asked(now time.Time, n int) {
	if !p.answers && now.Sub(p.lastAsk) >= askAgain {
		p.due = nil
	}
	p.lastAsk = now
	p.due = append(p.due, question{at: now, bytes: n})
}

// askedFor notes that the program wants to hear of the answer to the last question.
func (p *pace) askedFor(ask Ask) { p.due[len(p.due)-1].ask = ask }

// giveUp waits for no answer any more. Whatever the terminal says later shows
// that it reads again.
func (p *pace) giveUp() {
	for _, q := range p.due {
		p.late = max(p.late, q.ask)
	}
	p.due = nil
}

// flushed notes that the terminal has taken what was written from began on.
func (p *pace) flushed(began, now time.Time) {
	for i := range p.due {
		if !p.due[i].at.Before(began) {
			p.due[i].at = now
		}
	}
}

// answered takes in an answer to the question asked first, and returns what the
// program wants to hear of, 0 for nothing.
func (p *pace) answered(now time.Time) (heard Ask) {
	if len(p.due) == 0 {
		heard, p.late = p.late, 0
		return heard
	}
	q := p.due[0]
	p.due = p.due[1:]
	took := now.Sub(q.at)
	if !p.answers || took < p.quickest {
		p.quickest = took
	}
	p.answers = true
	if q.bytes >= telling {
		p.slow = took-p.quickest > lagging
	}
	return q.ask
}

// forget gives up the questions that are not answered: the terminal is given away.
func (p *pace) forget() { p.due, p.late = nil, 0 }

// owed is whether answers may still come: the terminal answers, or has been
// asked only just now.
func (p *pace) owed(now time.Time) bool {
	return len(p.due) > 0 && (p.answers || now.Sub(p.lastAsk) < time.Second)
}
