package engine

// LogQuery says which part of a log is wanted: the last Tail lines, and of these the last Limit
// bytes, cut at the start of a line. 0 is no limit.
type LogQuery struct {
	Tail, Limit int
}

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
	// Like is the ID of a container to copy, empty for none. Beside it only the fields above mean
	// anything.
	Like string
	// Image is the image it is made from, Auth the credentials of its registry, nil for none.
	Image Ref
	Auth  *Auth
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
