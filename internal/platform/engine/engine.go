// Package engine defines what runs containers below the platform.
//
// The division of labour is strict. The platform decides: it owns names, links, sizes, states, the
// auto policies and everything else the API speaks of. An engine carries out commands, one
// container at a time, and reports what happened. It knows nothing of HTTP, of records or of
// policies, so that a new engine has little to do and everything above works with it unchanged.
//
// # Commands and events
//
// Create, Start, Stop and Remove are requests. They return at once and never wait for input or
// output: an engine that needs time (to pull an image, to let a program shut down) queues the work.
// A returned error means that the request was refused; whatever happens later is an [Event].
//
// The commands for one container take effect in the order given. A command may replace an earlier
// one for the same container that has not taken effect yet: a container stopped while it is
// starting need not report that it started.
//
// # Time
//
// Events are collected with Next, oldest first. An engine that simulates need not run anything
// between two calls: it computes in Next what has happened since. To make that exact, a command
// given after Next returned an event counts as given at that event's time; a command given after
// Next had nothing to return counts as given now. So a container that crashed an hour ago is
// restarted an hour ago, even if nobody looked until now.
//
// An engine whose events come from outside queues them for Next and implements [Notifier], so that
// the platform acts on them when nobody is asking.
package engine

import (
	"context"
	"errors"
	"time"
)

// ErrNotFound is the error of a command or a question about a container that the engine does not
// have.
var ErrNotFound = errors.New("no such container")

// ErrNoImage is the error of a question about an image that the registry is known not to have.
var ErrNoImage = errors.New("the registry has no such image")

// ErrClosed is the error of every command to an engine that was closed.
var ErrClosed = errors.New("engine closed")

// Engine runs containers. All methods may be called from several goroutines. Containers are named
// by the identifiers of [Spec.ID] and [Container.ID].
type Engine interface {
	// Name is the engine's name as users know it, "memory" or "docker".
	Name() string

	// Inventory returns what the engine has at the moment: applications with their containers that
	// were there before, and the images it knows. The platform asks once, before any command.
	Inventory(ctx context.Context) (Inventory, error)

	// Inspect returns what is known of an image's tag, for the defaults of a new application. It
	// may take time. For an image that the engine does not know yet the result has only the
	// reference's tag. The error for an image that is known not to exist is ErrNoImage.
	Inspect(ctx context.Context, ref Ref) (Tag, error)

	// Create makes a container and does not start it. It reports no event: its failures are
	// reported by the start as [Failed].
	Create(spec Spec) error

	// Start starts a container that does not run. It ends in [Started] or [Failed].
	Start(id string) error

	// Stop asks the program in a container to end, and kills it if it does not. It ends in
	// [Exited], also for a container that does not run, with its last exit code.
	Stop(id string) error

	// Remove destroys a container and its data. It ends in [Removed]. A container that runs is
	// killed first, without [Exited]. The log stays readable until Forget.
	Remove(id string) error

	// Forget drops what is left of a removed container, such as its log.
	Forget(id string)

	// Pending reports whether Next has an event. It is cheap: it is called at every request.
	Pending() bool

	// Next returns the oldest event that was not returned yet, if there is one.
	Next() (Event, bool)

	// Logs returns the end of what a container wrote, at most limit bytes, cut at the start of a
	// line. While nothing is cut, an earlier result is a prefix of a later one. The context ends
	// the wait of an engine that has to ask elsewhere.
	Logs(ctx context.Context, id string, limit int) ([]byte, error)

	// Close ends the engine. What it runs may go on running.
	Close() error
}

// Notifier is implemented by engines whose events come from outside. The platform collects events
// whenever the channel delivers a value; several events may share one. The channel is the same at
// every call and is not closed.
type Notifier interface {
	Changed() <-chan struct{}
}

// Spec is what a container is made from.
type Spec struct {
	// ID names the container in every later command: a UUID chosen by the platform.
	ID string
	// Application is the UUID of the application it belongs to.
	Application string
	// Name is the container's unique name, fit for a host name.
	Name string
	// Image is the image it is made from.
	Image Ref
	// Command and Entrypoint are as in a shell; empty means the image's own.
	Command, Entrypoint string
	// Env is the whole environment beyond the image's own.
	Env []Var
	// Ports are the ports to publish on outer ports of the engine's choice.
	Ports []Port
	// Memory is the limit in bytes, CPUShares the relative weight.
	Memory    int64
	CPUShares int
}

// Var is an environment variable.
type Var struct {
	Key, Value string
}

// Port is a port inside a container.
type Port struct {
	Number   int
	Protocol string // "tcp" or "udp"
}

// Binding is a port and the outer port at which it can be reached.
type Binding struct {
	Port
	Outer int
}

// Kind says what an [Event] is about.
type Kind uint8

// The kinds of events.
const (
	// Started: the container's program runs. Ports holds its outer ports.
	Started Kind = iota + 1
	// Exited: the program ended, by itself or stopped. ExitCode holds its code.
	Exited
	// Removed: the container is gone.
	Removed
	// Failed: the container could not be created or started. Reason says why.
	Failed
)

// Event is something that happened to a container.
type Event struct {
	Time      time.Time
	Container string
	Kind      Kind
	ExitCode  int
	Ports     []Binding
	Reason    string
}

// Inventory is what an engine has when the platform starts.
type Inventory struct {
	Applications []Application
	Images       []Image
}

// Application is a group of containers that the platform takes over. An engine fills in what it
// knows.
type Application struct {
	// ID is the application's UUID; empty if it has none yet.
	ID string
	// Name is its name; it is made unique if it is not.
	Name string
	// Image, Command, Entrypoint, Env, Ports, Memory and CPUShares are as in [Spec]; Command and
	// Entrypoint in full, not empty for the image's own.
	Image               Ref
	Command, Entrypoint string
	Env                 []Var
	Ports               []Port
	Memory              int64
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

// Container is a container that an engine already has.
type Container struct {
	// ID is a UUID.
	ID string
	// Number is the container's number within its application, from 1.
	Number int
	// Running tells whether the program runs; Exited, whether one ever ended.
	Running, Exited bool
	// ExitCode is the code of the program that ended last, if Exited.
	ExitCode int
	// StoppedByUser tells that it was stopped and did not end by itself.
	StoppedByUser bool
	// Deployed, Started and Stopped are as for an application.
	Deployed, Started, Stopped time.Time
	// Ports are the outer ports.
	Ports []Binding
}
