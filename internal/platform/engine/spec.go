package engine

import "time"

// When says when an engine starts a program again by itself.
type When uint8

// The values of [When].
const (
	Never When = iota
	OnFailure
	Always
)

// Spec is what a container is made from.
type Spec struct {
	// ID names the container in every later command: a UUID chosen by the platform.
	ID string
	// Application is the UUID of the application it belongs to.
	Application string
	// Name is the container's unique name, fit for a host name; Number its number within its
	// application, from 1.
	Name   string
	Number int
	// Called is the name it has until it is renamed, empty for Name: another container still has that.
	Called string
	// Like is the ID of a container to copy, empty for none. Beside it only the fields above mean
	// anything.
	Like string
	// Image is the image it is made from, Auth the credentials of its registry, nil for none.
	Image Ref
	Auth  *Auth
	// Pull gets the image from its registry even if the engine has it.
	Pull bool
	// Command and Entrypoint are as in a shell; empty means the image's own.
	Command, Entrypoint string
	// Env is the whole environment beyond the image's own.
	Env []Var
	// Ports are the ports to publish on outer ports of the engine's choice. ImagePorts publishes
	// what the image exposes instead, once that is known.
	Ports      []Port
	ImagePorts bool
	// Memory is the limit in bytes, CPUShares the relative weight.
	Memory    int64
	CPUShares int
	// Restart is what the engine does by itself when the program ends, above all while the platform
	// is not there.
	Restart When
	// Labels are kept with the container and come back in [Application.Labels].
	Labels map[string]string
	// Aliases are the names under which the account's other containers find it.
	Aliases []string
	// Names are the names by which it alone finds others, and what they stand for: one of their aliases.
	Names map[string]string
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

// AppSpec is what an application is made from: a [Spec] without ID, Number and Like, and how many
// containers it has. Spec.Restart says when a new container takes the place of one that has ended,
// Limit how often.
type AppSpec struct {
	Spec

	Replicas int
	Limit    Limit
}

// Limit says how often something may happen: at most Most times within a time.
type Limit struct {
	Most   int
	Within time.Duration
}

// Want is a change of what is wanted of an application. What is nil stays as it is.
type Want struct {
	Replicas *int
	// Stopped stops all containers, or starts as many as there were.
	Stopped *bool
	Image   *Ref
	Auth    *Auth // goes with every change: the machines of a cluster pull by themselves
	Restart *When
	Limit   Limit // goes with Restart
	// Redeploy puts a new container in the place of each.
	Redeploy bool
	// Labels replaces those of [Spec.Labels].
	Labels map[string]string
}
