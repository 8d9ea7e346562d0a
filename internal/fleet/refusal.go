package fleet

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"fleetop/client"
)

// Refusal is why a verb is not possible on an object; the zero value is that it is possible.
type Refusal struct {
	// Name is that of the object where what it Is stands in the way: "already stopped".
	Name, Is string
	// Why is a sentence about anything else that does.
	Why string
	// Hint is what follows from it, such as ": there is nothing to stop".
	Hint string
}

// String says it in full, "" where nothing is refused: "web is already stopped".
func (r Refusal) String() string {
	if r.Is != "" {
		return r.Name + " is " + r.Is + r.Hint
	}
	return r.Why + r.Hint
}

// Brief says it where many are named: "web (already stopped)".
func (r Refusal) Brief() string {
	if r.Is != "" {
		return r.Name + " (" + r.Is + ")"
	}
	return r.Why
}

// Blocked says why a verb is not possible on an object right now.
func (f *Fleet) Blocked(v Verb, row *Row, now time.Time) Refusal {
	if now.Before(f.lacks[v]) {
		return Refusal{Why: fmt.Sprintf("this server does not know %s", v)}
	}
	if at, ok := f.replacedAt[row.ID]; ok && now.Sub(at) < replacedFor {
		return Refusal{Why: fmt.Sprintf("another %s has just taken its place, %s: look at it first", row.ID.Kind, row.Name)}
	}
	if p := f.planned[row.ID]; p != nil {
		return Refusal{Why: p.blocks()}
	}
	if r := f.restarts[row.ID]; r.blocks(v) {
		return Refusal{Why: fmt.Sprintf("a restart of %s is under way (%s)", r.Name, r.doing())}
	}
	if p := f.pending[row.ID]; p.blocks(v, now) {
		if p.InFlight() {
			return Refusal{Why: fmt.Sprintf("%s %s was sent, waiting for the answer", p.Verb, p.Name)}
		}
		return Refusal{Why: fmt.Sprintf("%s %s was accepted, waiting for a poll to confirm it", p.Verb, p.Name)}
	}
	if why := f.engine.refuses(v, row); why != "" {
		return Refusal{Why: why}
	}
	return refusal(v, row, f.Clustered())
}

// SomebodyElse is what servers say of who made an object, where they know only that they did not.
const SomebodyElse = "somebody else"

// refusal says why a verb is not possible on an object in its state.
func refusal(v Verb, r *Row, clustered bool) Refusal {
	switch {
	case r.ID.Kind == Images && v == Remove:
		switch kind := ImageKind(r); kind {
		case "jumpstart", "base image":
			return Refusal{Name: r.Name, Is: "a " + kind + ": only private images can be removed"}
		}
		return Refusal{}
	case r.ID.Kind == Images:
		return Refusal{Why: fmt.Sprintf("an image cannot be %s", v.Participle())}
	case v == Remove:
		return Refusal{Name: r.Name, Is: "not an image"}
	case v == Redeploy || v == SetPolicies:
		return refusalOfWhole(v, r, clustered)
	case v == Start && Condition(r) == paused:
		return Refusal{}
	default:
		return refusalByState(v, r, clustered)
	}
}

// refusalByState says why a verb that the documents have is not possible.
func refusalByState(v Verb, r *Row, clustered bool) Refusal {
	if v == Scale && r.ID.Kind == Containers {
		return Refusal{Name: r.Name, Is: "a container: scale its application"}
	}
	if v == Scale && slices.Contains(r.Unread(), fieldTarget) {
		return Refusal{Why: fmt.Sprintf("%s has an unreadable target, so nobody knows what scaling destroys", r.Name)}
	}
	verbs, known := allowed(r.State())
	if !known || slices.Contains(verbs, v) || clustered && allowedByCluster(v, r) {
		return Refusal{}
	}
	why := Refusal{Name: r.Name, Is: alreadyOr(v, r.State())}
	if v == Restart && (slices.Contains(verbs, Start) || clustered && allowedByCluster(Start, r)) {
		why.Hint = ": start it instead"
	}
	return why
}

// alreadyOr is a state; in words where it is what a verb leads to.
func alreadyOr(v Verb, s client.State) string {
	if v == Start && s == client.StateRunning || v == Stop && s == client.StateStopped {
		return "already " + strings.ToLower(string(s))
	}
	return string(s)
}

// refusalOfWhole says why a verb that no document has is not possible: it needs
// an application that nobody is at work on; for the rest the server decides. A
// cluster redeploys what others made, too.
func refusalOfWhole(v Verb, r *Row, clustered bool) Refusal {
	switch {
	case r.ID.Kind == Containers && v == Redeploy:
		return Refusal{Name: r.Name, Is: "a container: redeploy its application"}
	case r.ID.Kind == Containers:
		return Refusal{Name: r.Name, Is: "a container: its application has the policies"}
	case r.State().InTransition() || r.Gone():
		return Refusal{Name: r.Name, Is: string(r.State())}
	case r.Owner() != "" && (v != Redeploy || !clustered):
		return Refusal{Why: fmt.Sprintf("%s was made by %s: %s there", r.Name, r.Owner(), v)}
	default:
		return Refusal{}
	}
}
