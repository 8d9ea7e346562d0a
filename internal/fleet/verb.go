package fleet

import (
	"fleetop/client"
)

// Verb is something that can be done to an object.
type Verb string

// The verbs.
const (
	Start     Verb = "start"
	Stop      Verb = "stop"
	Scale     Verb = "scale"
	Terminate Verb = "terminate"
	// Restart is Stop, and Start once it is Stopped; each is sent by itself.
	Restart Verb = "restart"
	// Redeploy replaces all containers of an application by new ones.
	Redeploy Verb = "redeploy"
	// SetPolicies changes what happens to containers that stop by themselves.
	SetPolicies Verb = "change the policies"
	// Remove takes a private image out of the account.
	Remove Verb = "remove"
)

// allowed is the table of the platform's states: what may be done in which.
// States that are not in it are unknown, and the server decides.
func allowed(state client.State) (verbs []Verb, known bool) {
	switch state {
	case client.StateInit, client.StateStopped, client.StateStoppedWithErrors, client.StateStartFailed:
		return []Verb{Start, Terminate}, true
	case client.StateStarting, client.StateScaling, client.StateRedeploying:
		return []Verb{Stop, Terminate}, true
	case client.StateStopping:
		return []Verb{Terminate}, true
	case client.StateTerminating, client.StateTerminated:
		return nil, true
	case client.StateRunning:
		return []Verb{Stop, Scale, Terminate, Restart}, true
	case client.StatePartlyRunning:
		return []Verb{Start, Stop, Scale, Terminate, Restart}, true
	case client.StateNotRunning:
		return []Verb{Terminate, Scale}, true
	default:
		return nil, false
	}
}

// allowedByCluster is what a cluster does to an application beyond that table: it makes containers anew
// where all were lost, and takes another number while something is under way.
func allowedByCluster(v Verb, r *Row) bool {
	switch r.State() {
	case client.StateNotRunning:
		return v == Start && r.Application != nil && r.Application.Target > 0
	case client.StateStarting, client.StateScaling, client.StateRedeploying:
		return v == Scale
	default:
		return false
	}
}

// Participle returns the verb as something done: "stopped".
func (v Verb) Participle() string {
	switch v {
	case Start:
		return "started"
	case Stop:
		return "stopped"
	case Scale:
		return "scaled"
	case Restart:
		return "restarted"
	case Redeploy:
		return "redeployed"
	case SetPolicies:
		return "given policies"
	case Remove:
		return "removed"
	default:
		return "terminated"
	}
}

// Gerund returns the verb as something going on: "stopping".
func (v Verb) Gerund() string {
	switch v {
	case Start:
		return "starting"
	case Stop:
		return "stopping"
	case Scale:
		return "scaling"
	case Restart:
		return "restarting"
	case Redeploy:
		return "redeploying"
	case SetPolicies:
		return "changing policies"
	case Remove:
		return "removing"
	default:
		return "terminating"
	}
}
