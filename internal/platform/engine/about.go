package engine

import "time"

// Planner is implemented by engines whose events come with time, not from outside.
type Planner interface {
	// Planned returns when the next event is due, a time in the past if it already is; false if
	// none is. A command may change that. It does not wait for input or output.
	Planned() (time.Time, bool)
}

// Informer is implemented by engines that have something to say of themselves.
type Informer interface {
	// About returns what is known at the moment. It does not wait for input or output.
	About() About
}

// About is what an engine says of itself, "" for what it does not know.
type About struct {
	// Version is the version of what runs the containers, API that of the interface which is spoken
	// with it, Host where it is.
	Version, API, Host string
	// Touch is "all" if what others made may be changed, too, else "own".
	Touch string
	// LeftOut counts the containers that run and are not shown because others made them, nil if that is not
	// known or none are left out.
	LeftOut *int
	// DanglingImages counts the images without a tag, nil if that is not known.
	DanglingImages *int
	// Refused says of operations that are possible on no single container why, in sentences for the user.
	// Of those that an [Orchestrator] does not name it is said in general words.
	Refused map[Op]string
	// Notes are sentences for the user.
	Notes []string
}
