package docker

import (
	"time"

	"fleetop/internal/platform/engine"
)

// container is what is known of one container.
type container struct {
	id     string // UUID
	native string // the daemon's identifier, 64 hexadecimal digits; empty before it is made
	name   string // the daemon's name for it
	number int    // within its application, from 1
	own    bool   // this server made it, at this run or an earlier one
	group  *group // its application
	// original is set where the others of its application are copies of it.
	original bool

	// spec is what it is made from; nil if it was there before, or somebody else made it.
	spec *engine.Spec
	// facts are what the daemon says of it, life what was reported of it.
	facts facts
	life  life
	ahead int // how often it was waited for events that tell how a run ended
	// coming is how often the daemon listed it and could not tell of it.
	coming int

	// asked is set while it is being stopped from here, handled while it is being started: whoever
	// does that reports a failure. removing is set from the command to remove it on.
	asked, handled, removing bool
	// leaving is since when somebody else is removing it, zero while nobody is.
	leaving time.Time
	removed bool // it stays known until Forget
	// hand is what is being done with it, and what is to be done next.
	hand hand
}

// facts are what a list or an inspection says of a container. Nothing in them changes in place.
type facts struct {
	inspected bool // else they come from a list, which has no dates and no limits
	created   time.Time
	phase     engine.Phase
	word      string // the daemon's own word for the phase
	health    string
	exitCode  int
	reason    string // why it did not start, in the daemon's words
	wants     int    // the outer port for the lack of which it did not start
	oom       bool
	restarts  int
	pid       int // of its program, 0 where that is not known

	started, finished time.Time // zero: never

	image                       string // as it was named when the container was made
	imageID                     string
	command, entrypoint         []string
	env                         []string
	ports                       []engine.Binding // bound now, if it runs
	fixed                       []engine.Binding // asked for with an outer port
	inner                       []engine.Port    // what it exposes or asks to be bound
	memory                      int64
	policy                      string // the daemon's word for when it starts the program again
	autoRemove, tty, privileged bool
	stopSignal                  string
	stopTimeout                 time.Duration
	network                     string // the network mode
	address                     string // a fixed address, if it has one
	labels                      map[string]string
}

// running reports whether the program runs. One that is paused does.
func (f *facts) running() bool {
	return f.phase == engine.PhaseRunning || f.phase == engine.PhasePaused
}

// exited reports whether the program ran and ended.
func (f *facts) exited() bool {
	if f.inspected {
		return !f.running() && !f.finished.IsZero()
	}
	return !f.running() && f.phase != engine.PhaseCreated && f.phase != engine.PhaseUnsaid
}
