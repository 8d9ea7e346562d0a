package fleet

import (
	"slices"
	"strconv"
)

// The fields of an application that count its containers, as the API calls them.
const (
	fieldTarget  = "target_num_containers"
	fieldCurrent = "current_num_containers"
	fieldRunning = "running_num_containers"
	fieldStopped = "stopped_num_containers"
)

// unknown is shown in the place of a number that cannot be read.
const unknown = "?"

// Unread returns the names of the fields of an object that the server sent in a
// form that cannot be read.
func (r *Row) Unread() []string {
	switch {
	case r.Application != nil:
		return r.Application.Unread
	case r.Container != nil:
		return r.Container.Unread
	case r.Image != nil:
		return r.Image.Unread
	default:
		return nil
	}
}

// count is a number of containers, or that it is not known.
func (r *Row) count(n int, field string) string {
	if slices.Contains(r.Unread(), field) {
		return unknown
	}
	return strconv.Itoa(n)
}

// CountsText returns how many containers an application has, in words with
// something between them: "5 running, 1 stopped, target 6".
func CountsText(r *Row, between string) string {
	a := r.Application
	if a == nil {
		return ""
	}
	return r.count(a.Running, fieldRunning) + " running" + between + r.count(a.Stopped, fieldStopped) + " stopped" + between + "target " + r.count(a.Target, fieldTarget)
}

// together joins two lists of names.
func together(a, b []string) []string {
	if len(b) == 0 {
		return a
	}
	all := slices.Concat(a, b)
	slices.Sort(all)
	return slices.Compact(all)
}
