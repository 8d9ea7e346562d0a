package fleet

import (
	"fmt"

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
)

// allowed is the table of the platform's states: what may be done in which. States that are not in it are unknown, and the server decides.
func allowed() map[client.State][]Verb {
	return map[client.State][]Verb{
		client.StateInit:              {Start, Terminate},
		client.StateStarting:          {},
		client.StateScaling:           {},
		client.StateStopping:          {},
		client.StateTerminating:       {},
		client.StateRedeploying:       {},
		client.StateRunning:           {Stop, Scale, Terminate},
		client.StatePartlyRunning:     {Start, Stop, Scale, Terminate},
		client.StateStopped:           {Start, Terminate},
		client.StateStoppedWithErrors: {Start, Terminate},
		client.StateStartFailed:       {Start, Terminate},
		client.StateNotRunning:        {Terminate, Scale},
		client.StateTerminated:        {},
	}
}

// refusal says why a verb is not possible on an object in its state, "" when it is.
func refusal(v Verb, r *Row) string {
	if r.ID.Kind == Images {
		return fmt.Sprintf("an image cannot be %s", v.participle())
	}
	if v == Scale && r.ID.Kind == Containers {
		return fmt.Sprintf("%s is a container: scale its application", r.Name)
	}
	verbs, known := allowed()[r.State()]
	if !known {
		return ""
	}
	for _, a := range verbs {
		if a == v {
			return ""
		}
	}
	return fmt.Sprintf("%s is %s", r.Name, r.State())
}

func (v Verb) participle() string {
	switch v {
	case Start:
		return "started"
	case Stop:
		return "stopped"
	case Scale:
		return "scaled"
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
	default:
		return "terminating"
	}
}
