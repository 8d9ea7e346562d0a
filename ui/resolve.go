package ui

import (
	"fmt"
	"strings"

	"fleetop/internal/fleet"
)

// leastUUID is how many characters of a uuid name an object at least.
const leastUUID = 4

// resolve finds the one object that a text names: by its unique name, by its
// name, or by the beginning of its uuid, the first of these that names any. It
// says why there is none. Objects that are terminated give way to those that
// are not.
func resolve(rows []*fleet.Row, text string) (row *fleet.Row, why string) {
	by := []func(r *fleet.Row) bool{
		func(r *fleet.Row) bool { return r.Name == text },
		func(r *fleet.Row) bool { return otherName(r) == text },
		func(r *fleet.Row) bool { return r.ID.Key == text },
		func(r *fleet.Row) bool {
			return r.Image == nil && len(text) >= leastUUID && strings.HasPrefix(r.ID.Key, strings.ToLower(text))
		},
	}
	for _, fits := range by {
		var living, gone []*fleet.Row
		for _, r := range rows {
			switch {
			case !fits(r):
			case r.Gone():
				gone = append(gone, r)
			default:
				living = append(living, r)
			}
		}
		if len(living) == 0 {
			living = gone
		}
		switch {
		case len(living) == 1:
			return living[0], ""
		case len(living) > 1:
			return nil, fmt.Sprintf("%q may be any of %d: %s", text, len(living), several(living))
		}
	}
	return nil, ""
}

// otherName is the name of an object that it may share with others.
func otherName(r *fleet.Row) string {
	switch {
	case r.Application != nil:
		return r.Application.Name
	case r.Container != nil:
		return r.Container.Name
	default:
		return fleet.ShortImage(r.Name)
	}
}

// several names a few objects so that they can be told apart.
func several(rows []*fleet.Row) string {
	const most = 3
	var names []string
	for _, r := range rows[:min(len(rows), most)] {
		name := r.Name
		if rows[0].Name == rows[1].Name {
			name = r.ID.Kind.String() + " " + fleet.Short(r.ID.Key)
		}
		names = append(names, name)
	}
	if len(rows) > most {
		names = append(names, "…")
	}
	return strings.Join(names, ", ")
}
