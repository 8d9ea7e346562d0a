package ui

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"fleetop/internal/fleet"
	"fleetop/internal/text"
	"fleetop/ui/command"
	"fleetop/ui/dialog"
)

// openPalette opens the palette over the commands of the place that has the
// focus.
func (m *Model) openPalette() {
	m.dialog = dialog.NewPalette(paletteOffers{
		keys: m.keys, fleet: m.fleet, panes: &m.panes, ascii: m.theme.Glyphs.ASCII, scope: m.scope(), blocked: m.blocked,
	}, m.prompts.commands)
}

// paletteOffers is what the palette offers: the commands of the place it was
// opened from.
type paletteOffers struct {
	keys    *command.Keymap
	fleet   *fleet.Fleet
	panes   *panes
	ascii   bool
	scope   command.Scope
	blocked func(id command.ID, q asked) string
}

// Commands implements dialog.Offers.
func (p paletteOffers) Commands() []dialog.Offer {
	var offers []dialog.Offer
	for _, c := range p.keys.In(p.scope) {
		if c.Name == command.OpenPalette {
			continue
		}
		offers = append(offers, dialog.Offer{
			Name: c.Name, Title: c.Title, Doc: c.Doc, Arg: c.Arg, Usage: c.Usage(),
			Keys: p.keys.Label(c.Name, " ", 2, p.ascii), Why: p.blocked(c.Name, p.panes.asked()),
		})
	}
	return offers
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
func (p paletteOffers) nameable(c command.Command) []*fleet.Row {
	var rows []*fleet.Row
	for _, kind := range kinds(c) {
		if list := p.fleet.List(fleet.Query{Kind: kind}); list != nil {
			rows = append(rows, list.Rows...)
		} else if kind == fleet.Containers && p.panes.drill != nil {
			if list := p.fleet.List(p.panes.drill.Query); list != nil {
				rows = append(rows, list.Rows...)
			}
		}
	}
	return rows
}

// missing names the kinds of objects that are not known yet.
func (p paletteOffers) missing(c command.Command) string {
	var names []string
	for _, kind := range kinds(c) {
		if list := p.fleet.List(fleet.Query{Kind: kind}); list == nil || list.Good.IsZero() {
			names = append(names, kind.String()+"s")
		}
	}
	return strings.Join(names, " and ")
}

// Objects implements dialog.Offers.
func (p paletteOffers) Objects(name command.ID, content string, limit int) (objects []dialog.Object, total int) {
	c, ok := p.keys.Command(name)
	if !ok {
		return nil, 0
	}
	content = strings.ToLower(content)
	for _, row := range p.nameable(c) {
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
func (p paletteOffers) Resolve(name command.ID, arg string) (dialog.Run, string) {
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
		return r, p.blocked(c.Name, p.panes.asked())
	case command.ObjectArgument:
		row, why := p.named(c, text.Clean(arg))
		if why != "" {
			return r, why
		}
		r.Object = row.ID
		return r, p.blocked(name, asked{on: row, named: true})
	case command.FilterArgument:
		return r, p.blocked(c.Name, p.panes.asked())
	default:
		return r, string(name) + " takes no argument"
	}
}

// named finds the object that a text names, or says why there is none.
func (p paletteOffers) named(c command.Command, content string) (*fleet.Row, string) {
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
func (p paletteOffers) Unknown(line string) string {
	word, rest, _ := strings.Cut(line, " ")
	for _, c := range command.All() {
		if string(c.Name) != strings.ToLower(word) {
			continue
		}
		if _, exists := p.keys.Command(c.Name); !exists {
			return c.Title + " is disabled: read-only"
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

// runNamed runs what the palette was asked for: on an object that was named whatever is selected.
func (m *Model) runNamed(r dialog.Run) tea.Cmd {
	m.prompts.commands.add(r.Line)
	q := m.panes.asked()
	q.arg = r.Arg
	if r.Object.Key != "" {
		q = asked{on: m.fleet.Row(r.Object), named: true}
		if q.on == nil {
			m.say(warning, "cannot "+string(r.Command)+": it is gone")
			return nil
		}
	}
	return m.ask(r.Command, q)
}

// find filters the list that is shown, or searches the logs where they have the focus.
func (m *Model) find(p *prompt, content string) {
	p.set(content)
	if p.apply(); p.wrong != "" {
		m.say(warning, "cannot filter by "+text.Clean(content)+": "+text.Clean(p.wrong))
		return
	}
	p.keep()
}
