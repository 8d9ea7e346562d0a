package ui

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"fleetop/internal/fleet"
	"fleetop/internal/text"
	"fleetop/ui/command"
	"fleetop/ui/dialog"
)

// offers are the commands of a place, for the palette and the help.
type offers struct {
	keys    *command.Keymap
	scope   command.Scope
	without command.ID // the palette does not offer itself
	panes   *panes
	ascii   bool
	blocked func(id command.ID, q asked) string
}

// offers returns the commands of the place that has the focus.
func (m *Model) offers(without command.ID) offers {
	return offers{keys: m.keys, scope: m.scope(), without: without, panes: &m.panes, ascii: m.theme.Glyphs.ASCII, blocked: m.blocked}
}

// Commands implements dialog.Offers.
func (p offers) Commands() []dialog.Offer {
	var out []dialog.Offer
	for _, c := range p.keys.In(p.scope) {
		if c.Name == p.without {
			continue
		}
		out = append(out, dialog.Offer{
			Name: c.Name, Title: c.Title, Doc: c.Doc, Group: c.Group, Arg: c.Arg, Usage: c.Usage(),
			Keys: p.keys.Label(c.Name, " ", 2, p.ascii), Why: p.blocked(c.Name, p.panes.asked(c.Name)),
		})
	}
	return out
}

// kinds returns the kinds of objects that a command may be given by name.
func kinds(c command.Command) []fleet.Kind {
	switch c.Needs {
	case command.NeedsApplication:
		return []fleet.Kind{fleet.Applications}
	case command.NeedsWorkload:
		return []fleet.Kind{fleet.Applications, fleet.Containers}
	default:
		return []fleet.Kind{fleet.Applications, fleet.Containers, fleet.Images}
	}
}

// nameable returns the objects that a command may be given by name.
func (p *panes) nameable(c command.Command) []*fleet.Row {
	var rows []*fleet.Row
	for _, kind := range kinds(c) {
		if list := p.fleet.List(fleet.Query{Kind: kind}); list != nil {
			rows = append(rows, list.Rows...)
		} else if kind == fleet.Containers && p.drill != nil {
			if list := p.fleet.List(p.drill.Query); list != nil {
				rows = append(rows, list.Rows...)
			}
		}
	}
	return rows
}

// missing names the kinds of objects that are not known yet.
func (p *panes) missing(c command.Command) string {
	var names []string
	for _, kind := range kinds(c) {
		if list := p.fleet.List(fleet.Query{Kind: kind}); list == nil || list.Good.IsZero() {
			names = append(names, kind.String()+"s")
		}
	}
	return strings.Join(names, " and ")
}

// Objects implements dialog.Offers.
func (p offers) Objects(name command.ID, content string, limit int) (objects []dialog.Object, total int) {
	c, ok := p.keys.Command(name)
	if !ok {
		return nil, 0
	}
	content = strings.ToLower(content)
	for _, row := range p.panes.nameable(c) {
		byID := len(content) >= leastUUID && strings.HasPrefix(row.ID.Key, content)
		if !byID && !strings.Contains(strings.ToLower(row.Name), content) {
			continue
		}
		total++
		if len(objects) < limit {
			about := row.ID.Kind.String()
			if row.State() != "" {
				about += ", " + string(row.State())
			}
			objects = append(objects, dialog.Object{ID: row.ID, Name: row.Name, About: about, Why: p.blocked(name, asked{on: row, named: true})})
		}
	}
	slices.SortStableFunc(objects, func(a, b dialog.Object) int { return startsWith(b.Name, content) - startsWith(a.Name, content) })
	return objects, total
}

func startsWith(name, content string) int {
	if strings.HasPrefix(strings.ToLower(name), content) {
		return 1
	}
	return 0
}

// Resolve implements dialog.Offers.
func (p offers) Resolve(name command.ID, arg string) (dialog.Run, string) {
	r := dialog.Run{Command: name, Arg: arg}
	c, ok := p.keys.Command(name)
	if !ok {
		return r, p.Unknown(string(name))
	}
	switch c.Arg {
	case command.NumberArgument:
		n, err := strconv.Atoi(arg)
		if err != nil || n < dialog.MinTarget || n > dialog.MaxTarget {
			return r, fmt.Sprintf("%s takes a number from %d to %d, not %q", name, dialog.MinTarget, dialog.MaxTarget, text.Clean(arg))
		}
		return r, p.blocked(c.Name, p.panes.asked(c.Name))
	case command.ObjectArgument:
		row, why := p.panes.named(c, text.Clean(arg))
		if why != "" {
			return r, why
		}
		r.Object = row.ID
		return r, p.blocked(name, asked{on: row, named: true})
	case command.FilterArgument:
		return r, p.blocked(c.Name, p.panes.asked(c.Name))
	default:
		return r, string(name) + " takes no argument"
	}
}

// named finds the object that a text names, or says why there is none.
func (p *panes) named(c command.Command, content string) (*fleet.Row, string) {
	row, why := resolve(p.nameable(c), content)
	if row != nil || why != "" {
		return row, why
	}
	what := kinds(c)
	list := what[len(what)-1].String()
	if len(what) > 1 {
		list = what[len(what)-2].String() + " or " + list
	}
	if len(what) > 2 {
		list = what[0].String() + ", " + list
	}
	why = fmt.Sprintf("no %s is named %q", list, content)
	if missing := p.missing(c); missing != "" {
		why += "; the " + missing + " are not known yet"
	}
	return nil, why
}

// Unknown implements dialog.Offers.
func (p offers) Unknown(line string) string {
	word, rest, _ := strings.Cut(line, " ")
	for _, c := range command.All() {
		if string(c.Name) != strings.ToLower(word) {
			continue
		}
		if _, exists := p.keys.Command(c.Name); !exists {
			return c.Title + " is disabled: read-only"
		}
		if c.Name == p.without {
			return c.Title + " is open already"
		}
		if c.Scope&p.scope == 0 {
			return fmt.Sprintf("%s does not work here", c.Name)
		}
		if strings.TrimSpace(rest) != "" && c.Arg == command.NoArgument {
			return fmt.Sprintf("%s takes no argument", c.Name)
		}
	}
	return ""
}
