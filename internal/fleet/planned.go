package fleet

import (
	"fmt"
	"time"
)

// Planned is an action that was confirmed and is not sent yet: it counts down,
// or waits for its turn among many.
type Planned struct {
	ID     ID
	Name   string
	Verb   Verb
	Target int       // scale: what is asked for
	Zero   time.Time // when it will be sent, by the local clock; zero for one that waits for its turn
	Of     int       // of how many seconds the countdown is
}

// Left is how many seconds the countdown shows, 0 where there is none.
func (p *Planned) Left(now time.Time) int {
	if p.Zero.IsZero() {
		return 0
	}
	return Seconds(p.Zero.Sub(now.Round(0)))
}

// Badge says in full what is to come of it: "stopping in 4 s"; "stop waits" where
// it waits for its turn, or after zero for the server.
func (p *Planned) Badge(now time.Time) string { return p.badges(now)[0] }

// badges says the same in shorter and shorter ways.
func (p *Planned) badges(now time.Time) []string {
	left := p.Left(now)
	if left == 0 {
		return []string{string(p.Verb) + " waits", "waits"}
	}
	when, what := fmt.Sprintf("%d s", left), string(p.Verb)
	least := what
	switch p.Verb {
	case Scale:
		what = fmt.Sprintf("to %d", p.Target)
		least = what
	case Terminate:
		least = "term."
	default:
	}
	return []string{p.Doing() + " in " + when, what + " in " + when, what + " " + when, least + " " + when}
}

// Doing returns the action as something going on: "stopping", "scaling to 2".
func (p *Planned) Doing() string {
	if p.Verb == Scale {
		return fmt.Sprintf("scaling to %d", p.Target)
	}
	return p.Verb.Gerund()
}

// blocks says why nothing else can be done to the object.
func (p *Planned) blocks() string {
	if p.Zero.IsZero() {
		return fmt.Sprintf("%s %s waits to be sent", p.Verb, p.Name)
	}
	return fmt.Sprintf("%s %s is counting down: undo it first", p.Verb, p.Name)
}

// Seconds is how many whole seconds a countdown shows: what is begun counts.
func Seconds(left time.Duration) int {
	return int(max(left+time.Second-1, 0) / time.Second)
}

// Plan notes an action that is to be sent later.
func (f *Fleet) Plan(p Planned) {
	f.planned[p.ID] = &p
	f.version++
}

// Unplan forgets the planned action of an object: it is sent now, or never.
func (f *Fleet) Unplan(id ID) {
	delete(f.planned, id)
	f.version++
}

// Planned returns the action on an object that is not sent yet, nil if there is
// none.
func (f *Fleet) Planned(id ID) *Planned { return f.planned[id] }
