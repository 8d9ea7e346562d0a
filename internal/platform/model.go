package platform

import (
	"encoding/hex"
	"io"
	"slices"
	"time"

	"fleetop/internal/platform/engine"
)

// afterlife is how long what was terminated is still listed.
const afterlife = 5 * time.Minute

// config is what the containers of an application are made from. It is shared and never changed: a
// redeploy makes another.
type config struct {
	image          engine.Ref
	command, entry string
	env            []engine.Var
	ports          []engine.Port
	imagePorts     bool // the ports are what the image exposes, which is not known yet
	size           size
	unlimited      *noLimit // nil where the memory is limited to the size
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
	wasUp     bool // had a running container after the last event
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
	state state
	seen  bool  // the state is a transition that was not asked for here
	outer []int // of config.ports, 0 before it was deployed

	doomed  bool // to be removed once it has stopped
	renewed bool // a redeploy puts a new one in its place
	halted  bool // somebody asked it to stop
	gaveUp  bool // it is stopped because it started too often
	exited  bool
	exit    int
	oom     bool   // it ended because it needed more memory than its size has
	reason  string // why it could not be started, stopped or removed

	upBefore bool // it ran when it was asked to stop

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
		return stNotRunning
	case lasting > 0 && n[stRunning] == lasting:
		return stRunning
	case n[stRunning] > 0:
		return stPartly
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
