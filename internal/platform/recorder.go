package platform

import (
	"context"
	"time"

	"fleetop/internal/platform/engine"
	"fleetop/internal/platform/ledger"
)

// Ledger keeps what an engine cannot, so that it outlives the process; see package ledger. Other
// processes may write to it, too.
type Ledger interface {
	// Changed looks for what others have written, and reports whether Load has something new. It takes
	// a moment at most.
	Changed() bool
	// Load returns what is kept, unless that is what was loaded or saved last. It waits for nothing but
	// the first time.
	Load() (c ledger.Content, changed bool)
	// Save keeps c in the place of what was loaded or saved last. It takes a moment at most.
	Save(c ledger.Content)
	// Sync sees that what was saved outlives a crash of the machine.
	Sync()
	// Place tells the daemon of the engine from others.
	Place() string
}

const (
	// saveEvery is how long to wait between two saves of what nobody asked for.
	saveEvery = time.Second
	// missedAfter is how long after the start it is said what is not there any more.
	missedAfter = 10 * time.Second
)

// recorder keeps a ledger in step with the records. p.mu guards it. Without a ledger it does nothing.
type recorder struct {
	to        Ledger // nil for none
	keepsApps bool   // the engine cannot
	bystander bool   // somebody else enforces the policies, and tells what is under way
	tell      func(string)
	wake      chan struct{} // has a value when there is something to save

	content ledger.Content
	began   time.Time
	day     string // on which all that is there was last noted as seen
	apps    map[*application]bool
	images  bool
	isDirty bool // apps and images apart
}

// newRecorder returns what writes to the ledger of o, and reads what is in it.
func newRecorder(o *Options) recorder {
	r := recorder{
		to: o.Ledger, bystander: o.Bystander, tell: o.Warn, began: o.Now(),
		apps: make(map[*application]bool), wake: make(chan struct{}, 1),
	}
	if r.tell == nil {
		r.tell = func(string) {}
	}
	if r.to != nil {
		_, r.keepsApps = o.Engine.(engine.Runner)
		c, _ := r.to.Load()
		r.take(c)
	}
	return r
}

// take makes a content one that can be written to.
func (r *recorder) take(c ledger.Content) {
	fill(&c.Applications)
	fill(&c.Images)
	fill(&c.Credentials)
	r.content = c
}

func fill[T any](m *map[string]T) {
	if *m == nil {
		*m = make(map[string]T)
	}
}

// note has an application written down soon. p.mu is held for writing.
func (r *recorder) note(a *application) {
	if r.keepsApps && !r.apps[a] {
		r.apps[a] = true
		r.ring()
	}
}

func (r *recorder) ring() {
	select {
	case r.wake <- struct{}{}:
	default:
	}
}

// intend writes down what is going to be asked of an application, before it is: of a process that is
// killed at it nothing else would tell. doing is stInit for something that concerns a container alone.
// What it returns takes that back, for what was refused after all. p.mu is held for writing.
func (p *Platform) intend(a *application, doing state, target int, now time.Time) (takeBack func()) {
	wasUnderWay, wasGuessed := a.underWay, a.guessed
	a.underWay = nil
	a.guessed = a.guessed && doing != stScaling
	r := &p.recorder
	if !r.keepsApps {
		return func() { a.underWay, a.guessed = wasUnderWay, wasGuessed }
	}
	if doing != stInit && !r.bystander {
		a.underWay = &ledger.UnderWay{Verb: doing.String(), From: a.lasting(), To: target, At: now, Place: r.to.Place()}
	}
	e := p.entryOf(a, now)
	e.UnderWay = a.underWay
	if !a.isForeign() && !a.guessed {
		e.Target = target
	}
	r.content.Applications[a.uuid] = e
	r.to.Save(r.content)
	r.note(a)
	return func() {
		a.underWay, a.guessed = wasUnderWay, wasGuessed
		p.save(now)
	}
}

// attempt writes down what is going to be asked of an application and does it; see intend. It answers a
// refusal.
func (p *Platform) attempt(a *application, doing state, target int, now time.Time, do func() error) (reply, bool) {
	takeBack := p.intend(a, doing, target, now)
	r, refused := refusal(do())
	if refused {
		takeBack()
	}
	return r, refused
}

// save writes down what has changed. p.mu is held for writing.
func (p *Platform) save(now time.Time) {
	r := &p.recorder
	if r.to == nil || len(r.apps) == 0 && !r.images && !r.isDirty {
		return
	}
	for a := range r.apps {
		if e := p.entryOf(a, now); !a.ended && p.apps.by[a.uuid] == a && isWorthKeeping(&e) {
			r.content.Applications[a.uuid] = e
		} else {
			delete(r.content.Applications, a.uuid)
		}
	}
	clear(r.apps)
	p.recordEnded(now)
	if r.images {
		p.recordImages()
	}
	p.noteSeen(now)
	r.images, r.isDirty = false, false
	r.to.Save(r.content)
}

// saveImages writes down the images of the account. p.mu is held for writing.
func (p *Platform) saveImages() {
	p.recorder.images = true
	p.save(p.now())
	p.recorder.ring()
}

// record saves what happens by itself, until ctx ends.
func (p *Platform) record(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-p.recorder.wake:
		}
		p.Save()
		select {
		case <-ctx.Done():
			return
		case <-time.After(saveEvery):
		}
	}
}

// Save has the ledger hold what has happened so far, and waits for its disk. Close does that, too.
func (p *Platform) Save() {
	if p.recorder.to == nil {
		return
	}
	p.mu.Lock()
	p.save(p.now())
	p.mu.unlockSame()
	p.recorder.to.Sync()
}

// reread takes over what others have written to the ledger. The lock must not be held.
func (p *Platform) reread() {
	if p.recorder.to == nil || !p.recorder.to.Changed() {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if c, changed := p.recorder.to.Load(); changed {
		p.absorb(c)
	}
}

// absorb changes the records to what others have written. What they did to containers the engine
// tells.
func (p *Platform) absorb(c ledger.Content) {
	old := p.recorder.content
	p.recorder.take(c)
	for id, now := range c.Applications {
		a, was := p.apps.by[id], old.Applications[id]
		if a == nil || a.ended {
			continue
		}
		if now.Target == was.Target {
			now.Target = 0
		}
		if now.Policies == was.Policies {
			now.Policies = ""
		}
		if now.Web != nil && was.Web != nil && *now.Web == *was.Web {
			now.Web = nil
		}
		p.override(a, &now)
	}
	p.absorbImages(old)
}
