package docker

import (
	"time"

	"fleetop/internal/platform/engine"
)

// container is what is known of one container.
type container struct {
	id     string // UUID
	native string // the daemon's identifier, 64 hexadecimal digits; empty before it is made
	app    string // UUID of its application
	name   string // the daemon's name for it
	number int    // within its application, from 1
	own    bool   // made by this server, or by another run of it

	// spec is what it is made from; nil if it was there before, or somebody else made it.
	spec *engine.Spec
	// facts are what the daemon says of it, life what was reported of it.
	facts facts
	life  life
	// asked is set while it is being stopped from here.
	asked bool
}

// facts are what a list or an inspection says of a container. Nothing in them changes in place.
type facts struct {
	inspected bool // else they come from a list, which has no dates and no limits
	created   time.Time
	phase     engine.Phase
	word      string // the daemon's own word for the phase
	health    string
	exitCode  int
	reason    string
	oom       bool
	restarts  int

	started, finished time.Time // zero: never

	image               string // as it was named when the container was made
	imageID             string
	command, entrypoint []string
	env                 []string
	ports               []engine.Binding // bound now
	exposed             []engine.Port    // what it exposes, in order
	memory              int64
	policy              string // the daemon's word for when it starts the program again
	autoRemove          bool
	tty                 bool
	stopSignal          string
	stopTimeout         time.Duration
	network             string // the network mode
	fixedPorts          []engine.Binding
	fixedAddress        bool
	labels              map[string]string
}

// running reports whether the program runs. One that is paused does.
func (f *facts) running() bool {
	return f.phase == engine.PhaseRunning || f.phase == engine.PhasePaused
}

// life is what was reported of a container's program.
type life struct {
	known   bool // running was reported, by the inventory or by an event
	running bool
	// edge is when that began, by the daemon's clock: the time of the newest event, or the date of
	// an inspection; zero if only a list told. Older events are old news.
	edge time.Time
	// started and finished are the dates of the newest inspection.
	started, finished time.Time
	killed            time.Time // when it was last sent a signal that stops it
	oom               bool      // it ran out of memory since it started
}
