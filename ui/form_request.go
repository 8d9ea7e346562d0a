package ui

import (
	"fleetop/internal/activity"
	"fleetop/internal/fleet"
	"fleetop/internal/orders"
	"fleetop/ui/dialog"
)

// formRequest is a request of a form, with what it is called.
type formRequest struct {
	form    *dialog.Form
	what    fleet.Verb
	name    string          // of the object
	id      fleet.ID        // of the object; without a key while there is none
	seen    fleet.Identity  // the object as the form was opened on it
	does    orders.Action   // to the object; without a verb it notes nothing on it
	pending *fleet.Pending  // what it noted of the object, nil for none
	cursor  fleet.ID        // of the list in which a new object will be, as it was sent
	known   map[string]bool // the objects of its kind then
	send    formCall
}

// makes says whether the request makes something new.
func (r *formRequest) makes() bool { return r.id.Key == "" }

// entry is what Activity keeps of the request.
func (r *formRequest) entry(phase activity.Phase, cause string) activity.Entry {
	return activity.Entry{Phase: phase, Object: activity.Object{ID: r.id, Name: r.name}, Verb: r.what, Cause: cause}
}
