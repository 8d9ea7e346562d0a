package fleet

import (
	"fmt"
	"slices"
	"strings"
	"time"

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

// Blocked says why a verb is not possible on an object right now, "" when it is.
func (f *Fleet) Blocked(v Verb, row *Row, now time.Time) string {
	if now.Before(f.lacks[v]) {
		return fmt.Sprintf("this server does not know %s", v)
	}
	if at, ok := f.replacedAt[row.ID]; ok && now.Sub(at) < replacedFor {
		return fmt.Sprintf("another %s has just taken its place, %s: look at it first", row.ID.Kind, row.Name)
	}
	if p := f.planned[row.ID]; p != nil {
		return p.blocks()
	}
	if r := f.restarts[row.ID]; r.blocks(v) {
		return fmt.Sprintf("a restart of %s is under way (%s)", r.Name, strings.TrimPrefix(r.Words(), "restarting: "))
	}
	if p := f.pending[row.ID]; p.blocks(v, now) {
		if p.InFlight() {
			return fmt.Sprintf("%s %s was sent, waiting for the answer", p.Verb, p.Name)
		}
		return fmt.Sprintf("%s %s was accepted, waiting for a poll to confirm it", p.Verb, p.Name)
	}
	return refusal(v, row)
}

// refusal says why a verb is not possible on an object in its state, "" when it is.
func refusal(v Verb, r *Row) string {
	switch {
	case r.ID.Kind == Images && v == Remove:
		if kind := ImageKind(r); kind == "jumpstart" || kind == "Linux" {
			return fmt.Sprintf("%s is a %s image: only private images can be removed", r.Name, kind)
		}
		return ""
	case r.ID.Kind == Images:
		return fmt.Sprintf("an image cannot be %s", v.Participle())
	case v == Remove:
		return fmt.Sprintf("%s is not an image", r.Name)
	}
	if v == Redeploy || v == SetPolicies {
		return refusalOfWhole(v, r)
	}
	if v == Scale && r.ID.Kind == Containers {
		return fmt.Sprintf("%s is a container: scale its application", r.Name)
	}
	if v == Scale && slices.Contains(r.Unread(), fieldTarget) {
		return fmt.Sprintf("%s has an unreadable target, so nobody knows what scaling destroys", r.Name)
	}
	verbs, known := allowed(r.State())
	if !known || slices.Contains(verbs, v) {
		return ""
	}
	return fmt.Sprintf("%s is %s%s", r.Name, already(v, r.State()), r.State())
}

// already is a word for a state that is what a verb leads to.
func already(v Verb, s client.State) string {
	if v == Start && s == client.StateRunning || v == Stop && s == client.StateStopped {
		return "already "
	}
	return ""
}

// refusalOfWhole says why a verb that no document has is not possible: it needs
// an application that nobody is at work on; for the rest the server decides.
func refusalOfWhole(v Verb, r *Row) string {
	switch {
	case r.ID.Kind == Containers && v == Redeploy:
		return fmt.Sprintf("%s is a container: redeploy its application", r.Name)
	case r.ID.Kind == Containers:
		return fmt.Sprintf("%s is a container: its application has the policies", r.Name)
	case r.State().InTransition() || r.Gone():
		return fmt.Sprintf("%s is %s", r.Name, r.State())
	default:
		return ""
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
