package fleet

import (
	"cmp"
	"iter"
	"slices"
	"strings"

	"fleetop/client"
	"fleetop/internal/text"
)

// Linker is an application that links to an object.
type Linker struct {
	Name string // the beginning of its uuid where it is not known
	ID   ID
}

// Linkers returns the applications that link to an object, by their names; those
// that are terminated are left out. Only its detail says so: known is false
// where that has not come, or is not sound.
func (f *Fleet) Linkers(id ID) (linkers []Linker, known bool) {
	d := f.details[id]
	if !d.Sound() {
		return nil, false
	}
	var from []string
	switch {
	case d.Row.Application != nil:
		from = d.Row.Application.LinkedFrom
	case d.Row.Container != nil:
		from = d.Row.Container.LinkedFrom
	}
	for _, uri := range from {
		by := Linker{ID: ID{Kind: Applications, Key: client.UUIDFromURI(uri)}}
		by.Name = text.PlainLine(Short(by.ID.Key))
		if row := f.Row(by.ID); row != nil {
			if row.Gone() {
				continue
			}
			by.Name = row.Name
		}
		linkers = append(linkers, by)
	}
	slices.SortFunc(linkers, func(a, b Linker) int {
		return cmp.Or(strings.Compare(a.Name, b.Name), strings.Compare(a.ID.Key, b.ID.Key))
	})
	return slices.Compact(linkers), true
}

// UsersOf returns the names of the applications that are made of an image,
// whichever its tag, in the order of the list. whole is false where the list of
// applications is not known as a whole, so that there may be others.
func (f *Fleet) UsersOf(image *Row) (names []string, whole bool) {
	apps := f.lists[Query{Kind: Applications}]
	for _, row := range apps.rows() {
		if name, _ := splitTag(row.Application.ImageName); name == image.Name && !row.Gone() {
			names = append(names, row.Name)
		}
	}
	return names, apps.Whole() && apps.Err == nil
}

// Unpublished says whether it is known that nothing reaches an object from outside: it has no address for the
// web, and of its containers one runs and none has a port on its machine. A cluster may publish ports on
// other machines.
func (f *Fleet) Unpublished(r *Row) bool {
	if f.Clustered() {
		return false
	}
	if r.Container != nil {
		return r.State() == client.StateRunning && !published(r)
	}
	if r.Application == nil || r.Application.WebPublicDNS != "" {
		return false
	}
	runs := false
	for row := range f.containersOf(r) {
		if published(row) {
			return false
		}
		runs = runs || row.State() == client.StateRunning
	}
	return runs
}

// containersOf returns the containers of an application, none where they are not known.
func (f *Fleet) containersOf(r *Row) iter.Seq[*Row] {
	list := f.lists[Query{Kind: Containers}]
	if of := f.lists[Query{Kind: Containers, Application: r.ID.Key}]; of.newerThan(list) {
		list = of
	}
	return func(yield func(*Row) bool) {
		if !list.Whole() {
			return
		}
		for _, row := range list.rows() {
			if row.ApplicationUUID() == r.ID.Key && !yield(row) {
				return
			}
		}
	}
}

// Listens returns the ports of its machine at which an application is reached, as far as its containers run and are
// known: "shop:8090->80/tcp". It is nothing where its containers have addresses of their own, as in a cluster.
func (f *Fleet) Listens(r *Row) []string {
	if f.Clustered() || r.Application == nil || r.Application.PublicDNS == "" {
		return nil
	}
	var at []string
	for row := range f.containersOf(r) {
		if row.State() != client.StateRunning || row.Container.PublicDNS != r.Application.PublicDNS {
			continue
		}
		for _, p := range row.Container.Ports {
			if p.Outer != nil {
				at = append(at, portText(p, row.Container.PublicDNS))
			}
		}
	}
	return at
}

// published says whether a container has a port on its machine.
func published(r *Row) bool {
	return slices.ContainsFunc(r.Container.Ports, func(p client.Port) bool { return p.Outer != nil })
}

// splitTag takes an image's name apart: "localhost:5000/web", "v2". A colon
// before the last slash is a port's.
func splitTag(image string) (name, tag string) {
	at := strings.LastIndexByte(image, ':')
	if at < 0 || at < strings.LastIndexByte(image, '/') {
		return image, ""
	}
	return image[:at], image[at+1:]
}
