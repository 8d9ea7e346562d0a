// Package engine defines what runs containers below the platform.
//
// The division of labour is strict. The platform decides: it owns names, links, sizes, states, the
// auto policies and everything else the API speaks of. An engine carries out commands and reports
// what is and what happened. It knows nothing of HTTP, of records or of policies, so that a new
// engine has little to do and everything above works with it unchanged.
//
// Every engine is an [Engine]. One that carries out commands container by container is a [Runner];
// one that keeps the containers of an application by itself is an [Orchestrator]. No engine is both.
// One whose events come from outside is a [Notifier], one with images of its own a [Store], one that
// measures a [Meter].
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
// Started, Exited, Removed and Failed are edges: each tells of something that happened once. Found
// and Changed carry all that is known of an application and replace what was known of it. After
// Lost and Back the engine itself compares what it knew with what is there, and reports the edges
// that were missed.
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
	"io"
	"time"
)

// ErrNotFound is the error of a command or a question about a container that the engine does not
// have.
var ErrNotFound = errors.New("no such container")

// ErrNoImage is the error of a question about an image that the registry is known not to have.
var ErrNoImage = errors.New("the registry has no such image")

// ErrInUse is the error of removing an image from which a container is made. What wraps it names one.
var ErrInUse = errors.New("image in use")

// ErrUnreadable is the error of a log that is kept nowhere, or where it cannot be read. What wraps it
// is a sentence for the user.
var ErrUnreadable = errors.New("the log cannot be read")

// ErrUnsupported is the error of a question that an engine cannot answer.
var ErrUnsupported = errors.New("not supported")

// ErrClosed is the error of every command to an engine that was closed.
var ErrClosed = errors.New("engine closed")

// Engine is what every engine has. All methods may be called from several goroutines; none but
// Inventory, Inspect and Logs waits for input or output. Containers are named by the identifiers of
// [Spec.ID] and [Container.ID], applications by those of [Spec.Application] and [Application.ID].
type Engine interface {
	// Name is the engine's name as users know it, "memory" or "docker".
	Name() string

	// Inventory returns what the engine has at the moment: applications with their containers that
	// were there before, and the images it knows. The platform asks once, before any command.
	Inventory(ctx context.Context) (Inventory, error)

	// Inspect returns what is known of an image's tag, for the defaults of a new application. It
	// may take time. An image that the engine knows nothing of yet is no error: the result then has
	// the reference's tag and nothing else. One that is known not to exist is ErrNoImage. auth is
	// nil for an image that needs no credentials.
	Inspect(ctx context.Context, ref Ref, auth *Auth) (Tag, error)

	// Check returns why an operation is impossible on an application or a container, nil if it is
	// not. The platform asks before anything changes. The error is a sentence for the user.
	Check(op Op, id string) error

	// Pending reports whether Next has an event. It is cheap: it is called at every request.
	Pending() bool

	// Next returns the oldest event that was not returned yet, if there is one.
	Next() (Event, bool)

	// Logs returns what a container wrote, oldest first; the caller closes it. While nothing is
	// left out, an earlier result is a prefix of a later one. The context ends the wait of an
	// engine that has to ask elsewhere.
	Logs(ctx context.Context, id string, q LogQuery) (io.ReadCloser, error)

	// Close ends the engine. What it runs may go on running.
	Close() error
}

// Runner is an engine that is told what to do container by container.
type Runner interface {
	Engine

	// Create makes a container and does not start it. It reports no event: what goes wrong with it
	// is reported by the start as [Failed].
	Create(spec Spec) error

	// Start starts a container that does not run. It ends in [Started] or [Failed].
	Start(id string) error

	// Stop asks the program in a container to end, and makes it. It ends in [Exited]; a container
	// that does not run reports that, too, with the exit code it had.
	Stop(id string) error

	// Remove destroys a container and its data. It ends in [Removed]. A container that runs is
	// killed first, without [Exited]. The log stays readable until Forget.
	Remove(id string) error

	// SetRestart changes what the engine does by itself when the program ends; see [Spec.Restart].
	// An engine that does nothing by itself has nothing to change.
	SetRestart(id string, when When) error

	// Rename gives a container another name, such as its own once that is free; see [Spec.Called]. An
	// engine that cannot keeps the old one.
	Rename(id, name string) error

	// Forget drops what is left of a removed container, its log above all.
	Forget(id string)
}

// Orchestrator is an engine that keeps the containers of an application by itself: it schedules,
// scales, restarts and replaces them. Nothing is asked of a single container, and Check refuses that.
// The commands for one application take effect in order.
//
// It tells of all that with [Found] and [Changed], which name every container there is: one that is
// not named any more is gone. What Next returns after a command shows what was wanted: the target,
// the image, the labels, and that it is busy until that has come about. Every command is followed by
// such an event. If it fails later, that shows what is there instead, and says why as its notice.
// An application that is gone, whoever took it away, is told of by [Removed].
type Orchestrator interface {
	Engine

	// Deploy makes an application and starts its containers. What goes wrong is told by the phases
	// and reasons of its containers.
	Deploy(spec AppSpec) error

	// Apply changes what is wanted of an application. What an earlier call wanted and this one does
	// not speak of stays wanted. A container that is not wanted any more is destroyed, with its data and
	// its log.
	Apply(app string, want Want) error

	// Terminate destroys an application with its containers and their data.
	Terminate(app string) error
}

// Store is implemented by engines with an image store of their own. Both methods take their time.
type Store interface {
	// Pull gets an image from its registry, again if it is there already. progress, if it is not
	// nil, is told of each step in a line of words.
	Pull(ctx context.Context, ref Ref, auth *Auth, progress func(line string)) error

	// Untag removes one tag of an image, and the image with the last. It fails with [ErrInUse]
	// while a container is made from it.
	Untag(ctx context.Context, ref Ref) error
}

// Meter is implemented by engines that measure what containers use.
type Meter interface {
	// Usage returns what it can measure of the containers named before the context ends. One that
	// does not run, or could not be measured, is left out.
	Usage(ctx context.Context, ids []string) ([]Usage, error)
}

// Usage is what a container has used. Sizes are in bytes.
type Usage struct {
	ID string
	At time.Time
	// CPU is the processor time since it started. One core that is busy for a second is a second.
	CPU time.Duration
	// Memory is what it holds without what could be given back; Limit is the most it may, 0 for no
	// limit.
	Memory, Limit int64
	// Received and Sent are what went over its networks since it started, -1 if that is not known.
	Received, Sent int64
	// Processes counts its processes, -1 if that is not known.
	Processes int
}

// Notifier is implemented by engines whose events come from outside. The platform collects events
// whenever the channel delivers a value; several events may share one. The channel is the same at
// every call and is not closed.
type Notifier interface {
	Changed() <-chan struct{}
}

// Op is something that can be asked of an application or a container.
type Op uint8

// The operations.
const (
	OpStart Op = iota
	OpStop
	OpScale
	OpTerminate
	OpRedeploy
	OpUpdate
	// OpRestart is asked beside OpUpdate if it changes when what has ended is started again.
	OpRestart
	// OpGrow is asked beside OpScale if more containers are wanted than there are.
	OpGrow
)

// Auth are the credentials of a registry.
type Auth struct{ User, Password string }
