// Package engine defines what runs containers below the platform.
//
// The division of labour is strict. The platform decides: it owns names, links, sizes, states, the
// auto policies and everything else the API speaks of. An engine carries out commands and reports
// what is and what happened. It knows nothing of HTTP, of records or of policies, so that a new
// engine has little to do and everything above works with it unchanged.
//
// Every engine is an [Engine]. One that carries out commands container by container is a [Runner].
// One whose events come from outside is a [Notifier].
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
)

// ErrNotFound is the error of a command or a question about a container that the engine does not
// have.
var ErrNotFound = errors.New("no such container")

// ErrNoImage is the error of a question about an image that the registry is known not to have.
var ErrNoImage = errors.New("the registry has no such image")

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

	// Forget drops what is left of a removed container, its log above all.
	Forget(id string)
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
)

// Auth are the credentials of a registry.
type Auth struct{ User, Password string }
