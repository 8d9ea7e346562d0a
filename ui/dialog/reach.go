package dialog

import (
	"fmt"
	"slices"
	"strings"

	"fleetop/internal/fleet"
	"fleetop/internal/text"
)

// radius is what is known of the reach of an action on many objects.
type radius struct {
	containers int      // that there are, or shall be
	present    int      // that there are
	running    int      // of these
	addresses  []string // by which they are reached: "web (web.example.com, 80/tcp)"
	linked     []string // applications that link to them and are not among them
	checking   []string // those of which that is not known yet
	unchecked  []string // those of which it will not be known
	shrinks    []string // "web goes 5 → 3": applications that lose containers
}

func (d *about) reach(rows []*fleet.Row, c Context) radius {
	var r radius
	among := map[string]bool{}
	for _, one := range rows {
		among[one.ID.Key] = true
	}
	lost := map[string]int{} // containers, by their application
	var owners []string
	for _, one := range rows {
		if a := addresses(one, c); a != "" {
			if one.Container == nil || !strings.HasPrefix(a, one.Name) { // whose they are
				a = one.Name + " (" + a + ")"
			}
			r.addresses = append(r.addresses, a)
		}
		if app := one.Application; app != nil {
			r.containers += max(app.Current, app.Target)
			r.present += app.Current
			r.running += app.Running
			linkers, known := c.Fleet.Linkers(one.ID)
			switch {
			case known:
			case d.checks(one.ID, c):
				r.checking = append(r.checking, one.Name)
			default:
				r.unchecked = append(r.unchecked, one.Name)
			}
			for _, by := range linkers {
				if !among[by.ID.Key] && !slices.Contains(r.linked, by.Name) {
					r.linked = append(r.linked, by.Name)
				}
			}
			continue
		}
		r.containers++
		owner := one.ApplicationUUID()
		if lost[owner] == 0 {
			owners = append(owners, owner)
		}
		lost[owner]++
	}
	for _, uuid := range owners {
		if app := row(c, fleet.ID{Kind: fleet.Applications, Key: uuid}); app != nil {
			target := app.Application.Target
			r.shrinks = append(r.shrinks, fmt.Sprintf("%s goes %d %s %d", app.Name, target, c.Theme.Glyphs.Arrow, max(target-lost[uuid], 0)))
		}
	}
	return r
}

// checks says whether the detail of an object, which has its links, is on its way.
func (d *about) checks(id fleet.ID, c Context) bool {
	known := c.Fleet.Detail(id)
	return d.subjects() != nil && (known == nil || known.Err == nil)
}

// links draws which other applications link to those that are marked, and of
// which of them that is not known.
func (r *radius) links(says string, w, most int, c Context) []string {
	lines := mayList(says, r.linked, w, most, c)
	if most < wholeList {
		most = min(most, 2)
	}
	lines = append(lines, whoIsLinked("Still checking who is linked to ", r.checking, w, most, c)...)
	return append(lines, whoIsLinked("Not checked: who is linked to ", r.unchecked, w, most, c)...)
}

// others counts those that are not named.
func others(n int) string { return text.Count(n, "other") }

// whoIsLinked is a sentence about the links of some objects, nothing where there
// are none. Those that do not fit are counted: "web, db and 5 others".
func whoIsLinked(lead string, names []string, w, most int, c Context) []string {
	if len(names) == 0 {
		return nil
	}
	lines := listing{lead: lead, items: names, by: ", ", rest: others}.lines(w-len("."), most, c)
	lines[len(lines)-1] += "."
	return lines
}
