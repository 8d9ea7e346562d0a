package pane

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"fleetop/client"
	"fleetop/internal/filter"
	"fleetop/internal/fleet"
	"fleetop/internal/text"
)

// valuesTold is how many values of a field are told where none matches.
const valuesTold = 8

// noMatch says that nothing passes the filter, and what would: the fields there
// are, where one is named that there is not, else the values of the field that
// is asked for. which narrows what it speaks of.
func (l *List) noMatch(c *Context, which string) string {
	if name := l.query.NoField(); name != "" && !l.Activity {
		return "`" + text.Clean(name) + ":` is not a field. Fields: " + strings.Join(filter.Fields(), " ")
	}
	what := l.Query.Kind.String()
	if l.Activity {
		what = "entry"
	}
	said := "No " + what + which + " matches `" + text.Clean(l.filter) + "`."
	if l.Activity || which != "" {
		return said
	}
	f, named := l.query.Named()
	if !named {
		f = filter.State
	}
	label, values := l.values(f, c)
	if len(values) == 0 {
		return said
	}
	told := strings.Join(values[:min(len(values), valuesTold)], ", ")
	if more := len(values) - valuesTold; more > 0 {
		told += fmt.Sprintf(" and %d more", more)
	}
	return said + " " + label + " here: " + told
}

// values returns what a field holds in the list, each once, and what that is
// called; nothing of a field that differs everywhere or that the list has not.
func (l *List) values(f filter.Field, c *Context) (label string, values []string) {
	label, of := valuesOf(f, c)
	list := l.shown
	if whole := c.Fleet.List(l.Query); whole != nil { // of which the server may have been asked for a part
		list = whole
	}
	if list == nil || of == nil {
		return "", nil
	}
	seen := map[string]bool{"": true}
	for _, r := range list.Rows {
		for _, value := range of(r) {
			if !seen[value] {
				seen[value] = true
				values = append(values, value)
			}
		}
	}
	if f == filter.State {
		slices.SortFunc(values, byLife)
	} else {
		slices.Sort(values)
	}
	return label, values
}

// valuesOf returns what the values of a field are called, and those of a row; nil of a field that
// differs everywhere.
func valuesOf(f filter.Field, c *Context) (label string, of func(r *fleet.Row) []string) {
	one := func(of func(r *fleet.Row) string) func(r *fleet.Row) []string {
		return func(r *fleet.Row) []string { return []string{of(r)} }
	}
	switch f {
	case filter.State:
		return "States", one(func(r *fleet.Row) string { return string(r.State()) })
	case filter.App:
		src := &source{fleet: c.Fleet}
		return "Applications", one(func(r *fleet.Row) string {
			if r.Container == nil {
				return r.Name
			}
			name, _ := applicationCell(r, src)
			return name
		})
	case filter.Image:
		return "Images", one(imageName)
	case filter.Name:
		return "Names", one(func(r *fleet.Row) string { return r.Name })
	case filter.Project:
		return "Projects", one((*fleet.Row).Project)
	case filter.Owner:
		return "Owners", one((*fleet.Row).Owner)
	case filter.Node:
		return "Nodes", (*fleet.Row).Nodes
	case filter.UUID:
	}
	return "", nil
}

func imageName(r *fleet.Row) string {
	switch {
	case r.Application != nil:
		return fleet.ShortImage(r.Application.ImageName)
	case r.Container != nil:
		return fleet.ShortImage(r.Container.ImageName)
	default:
		return r.Name
	}
}

// byLife orders states as the documents do, those they do not have last.
func byLife(a, b string) int {
	at := func(state string) int {
		if i := slices.Index(client.States(), client.State(state)); i >= 0 {
			return i
		}
		return len(client.States())
	}
	return cmp.Or(cmp.Compare(at(a), at(b)), strings.Compare(a, b))
}
