package platform

import (
	"encoding/hex"
	"io"
	"slices"
	"strings"
	"time"

	"fleetop/internal/platform/engine"
	"fleetop/internal/platform/ledger"
)

// afterlife is how long what was terminated is still listed.
const afterlife = 5 * time.Minute

// config is what the containers of an application are made from. It is shared and never changed: a
// redeploy makes another.
type config struct {
	image                    engine.Ref
	command, entry           string
	env                      []engine.Var
	ports                    []engine.Port
	imagePorts               bool // the ports are what the image exposes, which is not known yet
	imageCommand, imageEntry bool // command and entry are those of the image
	size                     size
	unlimited                *noLimit // nil where the memory is limited to the size
}

// policy is when an auto policy applies.
type policy string

const (
	polOff     policy = "OFF"
	polFailure policy = "ON_FAILURE"
	polAlways  policy = "ALWAYS"
)

// applies reports whether the policy covers a program that ended with the code.
func (p policy) applies(code int) bool {
	return p == polAlways || p == polFailure && code != 0
}

// policies are the three auto policies of an application.
type policies struct {
	restart, replace, destroy policy
}

// application is a named group of containers made from the same image.
type application struct {
	uuid, uri    string
	name, unique string
	prefix       string // of its link variables
	label        string // of its host names; no other application has it
	dns          string // empty without port 80
	webDNS       string
	*config
	policies
	owner
	roles  []string
	target int

	linksTo, linksFrom []*application
	aliases            map[*application]string // of linksTo, where one was given
	conts              []*container            // without those terminated one by one
	counts             [numStates]int
	doomed             int // of conts: being terminated one by one

	op        state // the transition that was asked for, stInit if none
	ended     bool
	busy      bool              // what was asked for is under way, says an engine that keeps applications by itself
	halted    bool              // such an engine has stopped it as a whole
	vanished  bool              // such an engine has it no more
	met       bool              // such an engine has told of it before
	refusals  map[string]string // what such an engine cannot do to it, by the verb, and why
	notice    string            // what such an engine says of it at the moment
	notes     []note
	roll      *roll            // the redeploy that is under way, nil if none
	wasUp     bool             // had a running container after the last event
	guessed   bool             // nobody has said its target
	recalled  bool             // it comes from the ledger alone
	underWay  *ledger.UnderWay // what was asked of it, as it was written down
	deployed  time.Time
	started   time.Time
	stopped   time.Time
	destroyed time.Time
}

// container is one container of an application.
type container struct {
	uuid, uri string
	unique    string
	prefix    string
	label     string // of its host name
	dns       string
	number    int
	app       *application
	*config
	facts
	state  state
	seen   bool  // the state is a transition that was not asked for here
	copied bool  // it was made here, though its application was not
	outer  []int // of config.ports, 0 before it was deployed

	doomed bool // to be removed once it has stopped
	halted bool // somebody asked it to stop
	gaveUp bool // it is stopped because it started too often
	// disarmed tells that the engine does not start its program again by itself until somebody has
	// started it; inherited that it was there before the platform.
	disarmed, inherited bool

	instead *container // the one whose place it takes once it runs
	heir    *container // the one that has taken its place
	exited  bool
	// byItself tells that its program was not stopped, as an engine says that keeps applications by itself;
	// noticed that notice was taken of that.
	byItself, noticed bool
	exit              int
	oom               bool      // it ended because it needed more memory than its size has
	reason            string    // why it could not be started, stopped or removed
	told              time.Time // since when that is the reason

	upBefore bool // it ran when it was asked to stop
	obeyed   bool // somebody asked for its last end
	presumed bool // it was stopped on purpose, if the date of its stop agrees
	recalled bool // it comes from the ledger alone

	restarts, replaces history
	deployed           time.Time
	started            time.Time
	stopped            time.Time
	destroyed          time.Time
}

// set changes the container's state and keeps the application's counts.
func (c *container) set(s state) {
	c.app.counts[c.state]--
	c.app.counts[s]++
	c.state, c.seen = s, false
}

// live returns how many containers are not terminated.
func (a *application) live() int { return len(a.conts) - a.counts[stTerminated] }

// copies returns how many containers of a foreign application were made here and are not terminated.
func (a *application) copies() int {
	n := 0
	for _, c := range a.conts {
		if c.copied && c.state != stTerminated {
			n++
		}
	}
	return n
}

// lasting returns how many containers are neither terminated nor to be.
func (a *application) lasting() int { return a.live() - a.doomed }

// hasPort reports whether the application's containers listen on a TCP port.
func (c *config) hasPort(number int) bool {
	for _, p := range c.ports {
		if p.Number == number && p.Protocol == "tcp" {
			return true
		}
	}
	return false
}

// state derives the application's state from what was asked of it and from its containers.
func (a *application) state() state {
	switch {
	case a.ended:
		return stTerminated
	case a.op != stInit:
		return a.op
	}
	n := &a.counts
	live, lasting := a.live(), a.lasting()
	switch {
	case live == 0:
		return a.emptyState()
	case n[stRunning] > 0:
		return a.upState(lasting)
	case n[stStarting] > 0:
		return stStarting
	case lasting == 0 || n[stStopping]+n[stTerminating] > a.doomed:
		return stStopping
	case n[stInit] == lasting:
		return stInit
	case n[stStartFailed] == lasting:
		return stStartFailed
	case n[stErrors]+n[stStartFailed] == lasting:
		return stErrors
	default:
		return stStopped
	}
}

// emptyState is the state of an application without containers.
func (a *application) emptyState() state {
	if a.halted {
		return stStopped
	}
	return stNotRunning
}

// upState is the state of an application with containers that run, given how many it has.
func (a *application) upState(lasting int) state {
	if a.counts[stRunning] == lasting && lasting >= a.target && a.notice == "" {
		return stRunning
	}
	return stPartly
}

// mostNotes is the most notes that are kept of an application: the newest.
const mostNotes = 100

// note is something that happened to an application as a whole. It is told at the end of its log.
type note struct {
	at   time.Time
	text string // one line
}

// note keeps a sentence for the end of the application's log.
func (a *application) note(at time.Time, text string) {
	a.notes = append(a.notes, note{at, strings.Join(strings.Fields(text), " ")})
	a.notes = a.notes[max(0, len(a.notes)-mostNotes):]
}

// history is when something happened last, to limit how often it happens.
type history []time.Time

// take notes one more at t and reports true, unless there were max within the time before it.
func (h *history) take(t time.Time, most int, within time.Duration) bool {
	kept := (*h)[:0]
	for _, at := range *h {
		// What happened later than now was noted before the clock was set back.
		if ago := t.Sub(at); ago >= 0 && ago < within {
			kept = append(kept, at)
		}
	}
	*h = kept
	if len(kept) >= most {
		return false
	}
	*h = append(*h, t)
	return true
}

// newUUID returns the next version 4 UUID. p.mu is held for writing. If the source of randomness
// fails it panics: a UUID that repeats would name another object.
func (p *Platform) newUUID() string {
	var u [16]byte
	if _, err := io.ReadFull(p.random, u[:]); err != nil {
		panic("platform: no randomness for a UUID: " + err.Error())
	}
	u[6] = u[6]&0x0f | 0x40
	u[8] = u[8]&0x3f | 0x80
	var b [36]byte
	hex.Encode(b[:8], u[:4])
	hex.Encode(b[9:13], u[4:6])
	hex.Encode(b[14:18], u[6:8])
	hex.Encode(b[19:23], u[8:10])
	hex.Encode(b[24:], u[10:])
	b[8], b[13], b[18], b[23] = '-', '-', '-', '-'
	return string(b[:])
}

// index holds objects in the order they came and finds them by UUID.
type index[T comparable] struct {
	list []T
	by   map[string]T
}

func (x *index[T]) add(uuid string, v T) {
	if x.by == nil {
		x.by = make(map[string]T)
	}
	x.list = append(x.list, v)
	x.by[uuid] = v
}

// removeAll takes several objects out in one pass.
func (x *index[T]) removeAll(gone map[T]bool, uuid func(T) string) {
	if len(gone) == 0 {
		return
	}
	for v := range gone {
		delete(x.by, uuid(v))
	}
	x.list = slices.DeleteFunc(x.list, func(v T) bool { return gone[v] })
}
