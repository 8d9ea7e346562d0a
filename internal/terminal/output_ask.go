package terminal

import (
	"time"

	"fleetop/internal/terminal/keys"
)

// askFor asks the terminal behind the newest frame whether it has read it. heard
// is called once it has.
func (o *output) askFor(ask Ask, heard func(Ask)) {
	o.mu.Lock()
	o.ask, o.heard, o.fresh = ask, heard, true
	o.mu.Unlock()
	o.stir()
}

// question notes what is to be written: a frame of n bytes behind head others. It
// adds a question where there is to be one, and tells whether the terminal
// answers such questions. The answer may come before the write has returned.
func (o *output) question(head, n int, out outgoing) (answers bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	now := time.Now()
	if out.asked {
		o.pace.asked(now, head)
	}
	answers = o.pace.answers
	if n > 0 && o.pace.asks(now, n) || out.ask > 0 && answers {
		o.buf = append(o.buf, askRead...)
		o.pace.asked(now, n)
		if answers {
			o.pace.askedFor(out.ask)
		}
	}
	if n > 0 {
		o.pace.wrote(n)
	}
	return answers
}

// answer takes in what the terminal says.
func (o *output) answer(a keys.Answer) {
	var ask Ask
	o.mu.Lock()
	switch {
	case a.Name != "":
		o.hears(a.Name)
	case a.Mode == 0:
		ask = o.pace.answered(time.Now())
		o.syncDue = time.Time{} // It was asked for that before, and answers in turn.
	case a.Mode == syncMode:
		o.sync = a.State == 1 || a.State == 2
		o.syncDue = time.Time{}
	}
	if o.settled != nil && !o.owed() {
		close(o.settled)
		o.settled = nil
	}
	heard := o.heard
	o.mu.Unlock()
	if ask > 0 {
		heard(ask)
	}
	o.stir()
}

// owed is whether answers of the terminal may still come.
func (o *output) owed() bool {
	now := time.Now()
	return o.pace.owed(now) || !o.syncDue.IsZero() && (o.pace.answers || now.Sub(o.syncDue) < time.Second)
}

// settle waits until the terminal has answered what it was asked, nothing comes from
// it any more, or for as long as limit.
func (o *output) settle(limit time.Duration, ended <-chan struct{}) {
	o.mu.Lock()
	if !o.owed() {
		o.mu.Unlock()
		return
	}
	if o.settled == nil {
		o.settled = make(chan struct{})
	}
	settled := o.settled
	o.mu.Unlock()
	select {
	case <-settled:
	case <-ended:
	case <-time.After(limit):
	}
}
