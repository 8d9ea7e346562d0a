package dialog

import (
	"fmt"
	"strings"

	"fleetop/internal/fleet"
	"fleetop/internal/text"
)

// kindWord is what a dialog is about, in capitals where that is a whole
// application, so that it is not taken for one container.
func kindWord(id fleet.ID) string {
	if id.Kind == fleet.Applications {
		return "APPLICATION"
	}
	return id.Kind.String()
}

// addresses names what reaches an object from outside: "web.example.com,
// 49221->80/tcp", "" where nothing does.
func addresses(r *fleet.Row, c Context) string {
	var parts []string
	switch {
	case c.Fleet.Unpublished(r):
	case r.Application != nil:
		parts = applicationAddresses(r, c)
	case r.Container != nil:
		con := r.Container
		parts = fleet.PortLines(con.Ports, con.PublicDNS)
		if len(parts) == 0 && con.PublicDNS != "" {
			parts = []string{con.PublicDNS}
		}
	}
	return strings.Join(parts, ", ")
}

// mostListens is how many ports of a machine are named of one application.
const mostListens = 4

// applicationAddresses names what reaches an application: the ports of its machine that its containers have, where
// they are known, else its host and the ports inside.
func applicationAddresses(r *fleet.Row, c Context) []string {
	a := r.Application
	var parts []string
	if a.WebPublicDNS != "" {
		parts = append(parts, a.WebPublicDNS)
	}
	if at := c.Fleet.Listens(r); len(at) > 0 {
		parts = append(parts, at[:min(len(at), mostListens)]...)
		if more := len(at) - mostListens; more > 0 {
			parts = append(parts, text.Count(more, "more port"))
		}
		return parts
	}
	if a.PublicDNS != "" {
		parts = append(parts, a.PublicDNS)
	}
	return append(parts, fleet.PortLines(a.Ports, "")...)
}

// reached says what becomes of the addresses of an object, nothing where it has none.
func reached(r *fleet.Row, becomes string, w int, c Context) []string {
	if to := addresses(r, c); to != "" {
		return wrap(becomes+": "+to+".", w)
	}
	return nil
}

// linked names the applications that link to an object. Where its detail has
// not come that is not known, and said.
func linked(c Context, id fleet.ID, w int) []string {
	linkers, known := c.Fleet.Linkers(id)
	names := make([]string, len(linkers))
	for i := range linkers {
		names[i] = linkers[i].Name
	}
	d := c.Fleet.Detail(id)
	switch {
	case !known && d != nil && d.Err != nil:
		return wrap("Links unknown: the detail could not be fetched.", w)
	case !known:
		return wrap("Still checking who is linked to it.", w)
	}
	says := "No other application is linked to it"
	if len(names) > 0 {
		says = "Linked from " + list(names)
	}
	if c.LinksAsOf != nil && c.LinksAsOf(id) != "" {
		return styled(says+", "+c.LinksAsOf(id)+".", w, c.Theme.Warn)
	}
	return wrap(says+".", w)
}

// list joins names: "a, b and c".
func list(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
}

// change is "3 → 2".
func change(c Context, before, after int) string {
	return fmt.Sprintf("%d %s %d", before, c.Theme.Glyphs.Arrow, after)
}
