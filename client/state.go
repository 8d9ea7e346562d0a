package client

// State is the state of an application or a container, kept exactly as the server sent it. Any
// other state than the constants is unknown, not an error.
type State string

// The states of applications; containers have those from Init to Terminated, and the two that
// failed.
const (
	StateInit              State = "Init"
	StateStarting          State = "Starting"
	StateRunning           State = "Running"
	StatePartlyRunning     State = "Partly running"
	StateScaling           State = "Scaling"
	StateStopping          State = "Stopping"
	StateStopped           State = "Stopped"
	StateTerminating       State = "Terminating"
	StateTerminated        State = "Terminated"
	StateStartFailed       State = "Start failed"
	StateStoppedWithErrors State = "Stopped with errors"
	StateRedeploying       State = "Redeploying"
	StateNotRunning        State = "Not running"
)

// States returns the states of applications in the order of an application's life, those that
// failed last.
func States() []State {
	return []State{
		StateInit, StateStarting, StateRunning, StatePartlyRunning, StateScaling, StateRedeploying, StateStopping, StateStopped,
		StateTerminating, StateTerminated, StateStartFailed, StateStoppedWithErrors, StateNotRunning,
	}
}

// InTransition reports whether the server is at work on the object, so that it refuses every action
// on it.
func (s State) InTransition() bool {
	switch s {
	case StateStarting, StateScaling, StateStopping, StateTerminating, StateRedeploying:
		return true
	default:
		return false
	}
}

// Known reports whether the state is one of the constants.
func (s State) Known() bool {
	switch s {
	case StateInit, StateRunning, StatePartlyRunning, StateStopped, StateTerminated,
		StateStartFailed, StateStoppedWithErrors, StateNotRunning:
		return true
	default:
		return s.InTransition()
	}
}

// Policy says when one of the three automatisms (restart, replace, destroy) acts on a container
// that stopped.
type Policy string

// The values of a policy.
const (
	PolicyOff       Policy = "OFF"
	PolicyOnFailure Policy = "ON_FAILURE"
	PolicyAlways    Policy = "ALWAYS"
)

// Size is the size of an application's containers, from XS (256 MiB of memory) to XL (4 GiB).
type Size string

// The sizes of containers.
const (
	SizeXS Size = "XS"
	SizeS  Size = "S"
	SizeM  Size = "M"
	SizeL  Size = "L"
	SizeXL Size = "XL"
)
