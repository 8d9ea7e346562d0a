package dialog

import (
	"fmt"
	"strings"

	"fleetop/internal/fleet"
)

// figures is what a dialog says of its object, for comparing.
type figures struct {
	known                     bool
	state                     string
	target, current, running  int    // of an application
	made                      string // of an application: its image
	restart, replace, destroy string // of an application: its policies
	address                   string // of a workload
	owner                     string // of a container: its application, and that one's target
	ownerTarget               int
	users                     string // of an image: the applications made of it
	description               string // likewise
}

// figuresOf returns the figures of an object as it is known now.
func figuresOf(c Context, r *fleet.Row) figures {
	if r == nil || r.Gone() {
		return figures{}
	}
	f := figures{known: true, state: string(r.State()), address: fleet.Address(r)}
	switch {
	case r.Application != nil:
		a := r.Application
		f.target, f.current, f.running, f.made = a.Target, a.Current, a.Running, a.ImageName
		f.restart, f.replace, f.destroy = string(a.Autorestart), string(a.Autoreplace), string(a.Autodestroy)
	case r.Container != nil:
		if owner := ownerOf(c, r); owner != nil {
			f.owner, f.ownerTarget = owner.Name, owner.Application.Target
		}
	default:
		users, _ := c.Fleet.UsersOf(r)
		f.users, f.description = strings.Join(users, ", "), r.Image.Description
	}
	return f
}

// ownerOf returns the application of a container, nil where it is not known.
func ownerOf(c Context, r *fleet.Row) *fleet.Row {
	return c.Fleet.Row(fleet.ID{Kind: fleet.Applications, Key: r.ApplicationUUID()})
}

// since says in words what has changed since others: "target 3 → 5".
func (f figures) since(old figures, arrow string) string {
	if !f.known || !old.known {
		return ""
	}
	var parts []string
	text := func(what, before, now string) {
		if before != now {
			parts = append(parts, what+orNone(before)+" "+arrow+" "+orNone(now))
		}
	}
	number := func(what string, before, now int) {
		text(what, fmt.Sprint(before), fmt.Sprint(now))
	}
	text("", old.state, f.state)
	number("target ", old.target, f.target)
	if old.target == f.target {
		number("containers ", old.current, f.current)
	}
	number("running ", old.running, f.running)
	text("image ", old.made, f.made)
	text("autorestart ", old.restart, f.restart)
	text("autoreplace ", old.replace, f.replace)
	text("autodestroy ", old.destroy, f.destroy)
	text("address ", old.address, f.address)
	if old.owner != "" && f.owner != "" {
		text("application ", old.owner, f.owner)
		number("target of "+f.owner+" ", old.ownerTarget, f.ownerTarget)
	}
	text("used by ", old.users, f.users)
	text("description ", old.description, f.description)
	return strings.Join(parts, ", ")
}

// matters returns the figures without the number of containers there are, which
// only follows the target.
func (f figures) matters() figures {
	f.current = 0
	return f
}

func orNone(text string) string {
	if text == "" {
		return "none"
	}
	return text
}

// short says what has changed most, in a few words: "is Stopped now".
func (f figures) short(old figures, arrow string) string {
	switch {
	case !f.known || !old.known:
		return ""
	case f.state != old.state:
		return "is " + f.state + " now"
	case f.target != old.target:
		return fmt.Sprintf("goes %d %s %d now", old.target, arrow, f.target)
	default:
		return f.matters().since(old.matters(), arrow)
	}
}
