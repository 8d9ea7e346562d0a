package feed

import (
	"context"
	"slices"
	"sync"
)

// Class says who waits for a request.
type Class uint8

// The classes, the first to go out first.
const (
	Urgent     Class = iota // an action, what decides about one, and what one waits for
	Probe                   // the list of applications: whether the server is there
	Awaited                 // what is looked at, or was asked for
	Background              // logs, and the later pages of lists

	classes = iota
)

const (
	// sharedPlaces is how many requests that are not urgent run at once. Probe and
	// Awaited have one more each that nothing else can take.
	sharedPlaces = 4
	// backgroundPlaces is how many of them may be in the background, and
	// besideUrgent how many may begin while something urgent is on its way: on a
	// server that answers one request at a time the others would be in its way.
	backgroundPlaces = 3
	besideUrgent     = 1
)

// running counts the requests that are on their way.
type running [classes]int

// admits says whether a request of a class may begin beside those that run.
func (r *running) admits(c Class) bool {
	free := r[Probe]+r[Awaited]+r[Background] < sharedPlaces
	switch c {
	case Urgent:
		return true
	case Background:
		most := backgroundPlaces
		if r[Urgent] > 0 {
			most = besideUrgent
		}
		return free && r[Background] < most
	default:
		return free || r[c] == 0
	}
}

// Places are places for requests, for use by several goroutines. Who waits gets
// a place by class, those of one class in the order in which they came. What is
// urgent never waits. The zero value is ready.
type Places struct {
	mu      sync.Mutex
	running running
	waiting [classes][]chan struct{}
}

// Enter waits for a place. leave gives it back and is to be called once.
func (p *Places) Enter(ctx context.Context, c Class) (leave func(), err error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	admitted := p.join(c)
	select {
	case <-admitted:
		return func() { p.leave(c) }, nil
	case <-ctx.Done():
		p.quit(c, admitted)
		return nil, ctx.Err()
	}
}

// join lines up; the channel is closed when there is a place.
func (p *Places) join(c Class) (admitted chan struct{}) {
	p.mu.Lock()
	defer p.mu.Unlock()
	admitted = make(chan struct{})
	p.waiting[c] = append(p.waiting[c], admitted)
	p.admit()
	return admitted
}

// quit ends the wait of one that does not want the place any more, whether it
// has it by now or not.
func (p *Places) quit(c Class, admitted chan struct{}) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if at := slices.Index(p.waiting[c], admitted); at >= 0 {
		p.waiting[c] = slices.Delete(p.waiting[c], at, at+1)
	} else {
		p.running[c]--
	}
	p.admit()
}

func (p *Places) leave(c Class) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.running[c]--
	p.admit()
}

// admit lets those in for whom there is a place now.
func (p *Places) admit() {
	for c := range Class(classes) {
		for len(p.waiting[c]) > 0 && p.running.admits(c) {
			close(p.waiting[c][0])
			p.waiting[c] = p.waiting[c][1:]
			p.running[c]++
		}
	}
}
