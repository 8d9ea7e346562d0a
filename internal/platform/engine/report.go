package engine

import "time"

// Kind says what an [Event] is about.
type Kind uint8

// The kinds of events.
const (
	// Started: the container's program runs. Ports holds its outer ports.
	Started Kind = iota + 1
	// Exited: the program ended, by itself or stopped. ExitCode holds its code, Asked tells that
	// somebody stopped it, Restarting that the engine starts it again by itself.
	Exited
	// Removed: the container is gone; of an [Orchestrator]: App is gone, with all its containers.
	Removed
	// Failed: the container could not be created or started. Reason says why.
	Failed
	// Found: App was not there before, or has containers that were not.
	Found
	// Changed: App is known and is different now: its name, the facts of its image, health, ports.
	Changed
	// Lost: nothing can be known or done any more. Reason says why.
	Lost
	// Back: the engine is reached again. What changed meanwhile follows as events.
	Back
)

// Event is something that happened.
type Event struct {
	Time      time.Time
	Kind      Kind
	Container string // of Started, Exited, Removed and Failed
	ExitCode  int

	Asked, Restarting, OutOfMemory bool
	// NoCode tells of an Exited that its exit code is not known: the program runs again already.
	NoCode bool

	Ports  []Binding
	Reason string
	App    *Application // of Found and Changed, and of Removed by its ID
	// Images are all images that the engine has now. An event of kind Changed without App tells
	// of them.
	Images []Image
}

// Inventory is what an engine has when the platform starts.
type Inventory struct {
	Applications []Application
	Images       []Image
}

// MostEnded is how many containers that are gone are listed of a place in an application that an [Orchestrator]
// keeps: where it replaces them again and again, only the newest are of use.
const MostEnded = 3

// Owner says who made an application.
type Owner uint8

// The owners.
const (
	Own     Owner = iota // this platform
	Compose              // a Compose project
	Stack                // a Swarm service
	Plain                // somebody, by hand
)

// Application is a group of containers that the platform takes over. An engine fills in what it
// knows.
type Application struct {
	// ID is the application's UUID; empty if it has none yet.
	ID string
	// Name is its name; it is made unique if it is not.
	Name string
	// Owner is who made it; OwnerName says it in words, such as "Compose project shop (/srv/shop)".
	Owner     Owner
	OwnerName string
	// Project is the Compose project that it belongs to, empty if none.
	Project string
	// Privileged tells that its containers can do everything on their machine.
	Privileged bool
	// Target is how many containers it should have; 0: as many as there are.
	Target int
	// Halted tells that it was stopped as a whole and keeps its target, though it has no containers.
	Halted bool
	// Busy tells that what was wanted of it last is still under way. An [Orchestrator] clears it when
	// that has come about, or will not by itself.
	Busy bool
	// Notice is why it is not as it was wanted, such as an update that was paused, in the engine's
	// words; empty if all is well. An application with a notice is never called running.
	Notice string
	// Enforced tells that somebody else enforces its policies.
	Enforced bool
	// Image, Command, Entrypoint, Env, Ports and Memory are as in [Spec]; Command and Entrypoint in
	// full, not empty for the image's own.
	Image               Ref
	Command, Entrypoint string
	Env                 []Var
	Ports               []Port
	Memory              int64
	// ImageCommand and ImageEntrypoint tell that these are the image's own.
	ImageCommand, ImageEntrypoint bool
	// Labels are those of [Spec.Labels].
	Labels map[string]string
	// Links are the IDs or names of the applications it links to.
	Links []string
	// Restart, Replace and Destroy are the auto policies; empty means off.
	Restart, Replace, Destroy string
	// Roles and WebDNS are what the application was created with.
	Roles  []string
	WebDNS string
	// Deployed, Started and Stopped are when it first ran, last started and last stopped; zero if
	// never.
	Deployed, Started, Stopped time.Time
	// Containers are its containers in the order of their numbers.
	Containers []Container
}

// Phase is what a container is at the moment, in words that engines share.
type Phase uint8

// The phases. The zero Phase leaves it to Running and Exited.
const (
	PhaseUnsaid Phase = iota
	PhaseCreated
	PhaseRunning
	PhasePaused
	PhaseRestarting
	PhaseRemoving
	PhaseExited
	PhaseDead
	PhaseUnknown
	// PhaseStarting and PhaseStopping are what an [Orchestrator] is about with a container, whoever
	// asked for it. PhaseGone is one that is gone since Stopped, and whose log may still be there.
	PhaseStarting
	PhaseStopping
	PhaseGone
)

// Container is a container that an engine already has.
type Container struct {
	// ID is a UUID.
	ID string
	// Name is the name it is shown under, empty for one made from its application's name and its
	// number. Native is the engine's own identifier.
	Name, Native string
	// Number is the container's number within its application, from 1. Copied tells that it was made
	// here, though its application was not: as a copy of one of the application's containers.
	Number int
	Copied bool
	// Phase is what it is at the moment.
	Phase Phase
	// Running tells whether the program runs; Exited, whether one ever ended.
	Running, Exited bool
	// ExitCode is the code of the program that ended last, if Exited. Reason says why it failed, or
	// what its start waits for, in the engine's words. OutOfMemory tells that it needed more than its
	// limit.
	ExitCode    int
	Reason      string
	OutOfMemory bool
	// StoppedByUser tells that it was stopped and did not end by itself.
	StoppedByUser bool
	// Health is "starting", "healthy" or "unhealthy", empty without a check.
	Health string
	// Restarts counts how often the engine started it again. Node is the machine it runs on.
	Restarts int
	Node     string
	// Deployed, Started and Stopped are as for an application.
	Deployed, Started, Stopped time.Time
	// Ports are the outer ports. Host is where outsiders reach them, empty for the platform's own
	// names. Peer is where the account's other containers reach the inner ones, empty if they take
	// the outer ones, as outsiders do.
	Ports []Binding
	Host  string
	Peer  string
}
