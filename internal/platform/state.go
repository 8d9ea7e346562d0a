package platform

// state is the state of an application or a container.
type state uint8

// The states, in the words of the API.
const (
	stInit state = iota
	stStarting
	stRunning
	stPartly
	stScaling
	stStopping
	stStopped
	stTerminating
	stTerminated
	stStartFailed
	stErrors
	stRedeploying
	stNotRunning
	numStates
)

// String returns the state as the API writes it.
func (s state) String() string {
	return [numStates]string{
		"Init", "Starting", "Running", "Partly running", "Scaling", "Stopping", "Stopped", "Terminating",
		"Terminated", "Start failed", "Stopped with errors", "Redeploying", "Not running",
	}[s]
}

// isStopped reports whether the state is that of a container that can be started again.
func (s state) isStopped() bool {
	return s == stStopped || s == stErrors || s == stStartFailed
}

// action is something that can be asked of an application or a container.
type action uint8

const (
	actStart action = iota
	actStop
	actScale
	actTerminate
	actRedeploy
	actUpdate
)

// String returns the action as it completes "cannot be".
func (a action) String() string {
	return [...]string{"started", "stopped", "scaled", "terminated", "redeployed", "updated"}[a]
}

// allows reports whether the action is possible in the state. What is in transition can be stopped
// and terminated at any time: otherwise a container that crashes and restarts for ever could not be
// removed.
func (s state) allows(a action) bool {
	switch s {
	case stTerminating, stTerminated:
		return false
	case stStopping:
		return a == actTerminate
	case stStarting, stScaling, stRedeploying:
		return a == actStop || a == actTerminate
	default:
		return s.allowsAtRest(a)
	}
}

func (s state) allowsAtRest(a action) bool {
	switch a {
	case actTerminate, actUpdate:
		return true
	case actStart:
		return s == stInit || s == stPartly || s.isStopped()
	case actStop:
		return s == stRunning || s == stPartly
	case actScale:
		return s == stRunning || s == stPartly || s == stNotRunning
	case actRedeploy:
		return s == stRunning || s == stPartly || s.isStopped()
	default:
		return false
	}
}
