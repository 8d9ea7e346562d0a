package fleet

import "strings"

// Owner says who made an object, "" where the server itself did.
func (r *Row) Owner() string {
	switch {
	case r.Application != nil:
		return r.Application.Owner
	case r.Container != nil:
		return r.Container.Owner
	default:
		return ""
	}
}

// UpdatePaused says whether a cluster has paused the update of an application, because what was new did not
// come up.
func (r *Row) UpdatePaused() bool {
	return r.Application != nil && !r.Gone() && strings.HasPrefix(r.Application.Reason, "update paused")
}

// Project is the Compose project that an object belongs to, "" for none.
func (r *Row) Project() string {
	switch {
	case r.Application != nil:
		return r.Application.Project
	case r.Container != nil:
		return r.Container.Project
	default:
		return ""
	}
}

// Nodes are the machines that an object is on, none where the server does not say.
func (r *Row) Nodes() []string {
	switch {
	case r.Application != nil:
		return r.Application.Nodes
	case r.Container != nil && r.Container.Node != "":
		return []string{r.Container.Node}
	default:
		return nil
	}
}

// Composed says whether an object belongs to a service of Compose, which the next docker compose up
// sets back to what its file says.
func (r *Row) Composed() bool {
	return r.Project() != "" && !strings.HasPrefix(r.Owner(), "a run of ")
}
