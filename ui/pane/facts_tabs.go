package pane

import (
	"maps"
	"slices"
	"strings"

	"fleetop/client"
	"fleetop/internal/fleet"
	"fleetop/internal/text"
)

func environmentFacts(r *fleet.Row, known *fleet.Detail, revealed bool, c *Context) []fact {
	f := newFacts(c)
	if r.Image != nil {
		for _, t := range r.Image.Tags {
			f.heading("Tag " + fleet.TagName(t))
			f.variables(t.EnvVars)
		}
	} else if r.Application != nil {
		f.variables(r.Application.EnvVars)
	} else {
		f.variables(r.Container.EnvVars)
	}
	switch {
	case len(f.list) == 0 && !fetched(known):
		f.heading("not fetched yet")
	case len(f.list) == 0:
		f.heading("no environment variables")
	case !revealed:
		f.list = append([]fact{{label: valuesHidden(c), heading: true}}, f.list...)
	}
	return f.list
}

func fetched(known *fleet.Detail) bool { return known != nil && !known.Good.IsZero() }

func (f *facts) variables(vars []client.EnvVar) {
	for _, v := range vars {
		f.list = append(f.list, fact{label: v.Key, value: v.Value, secret: true})
	}
}

func linkFacts(r *fleet.Row, known *fleet.Detail, c *Context) []fact {
	f := newFacts(c)
	var to, from []string
	var variables map[string]string
	switch {
	case r.Application != nil:
		to, from, variables = r.Application.LinkedTo, r.Application.LinkedFrom, r.Application.LinkVariables
	case r.Container != nil:
		to, from, variables = r.Container.LinkedTo, r.Container.LinkedFrom, r.Container.LinkVariables
	}
	f.links("Links to", to)
	f.links("Linked from", from)
	if len(variables) > 0 {
		f.heading("Link variables, as linked applications see them")
		for _, key := range slices.Sorted(maps.Keys(variables)) {
			// Docker's links also carry the other side's environment.
			f.list = append(f.list, fact{label: key, value: variables[key], secret: strings.Contains(key, "_ENV_")})
		}
	}
	switch {
	case len(f.list) == 0 && !fetched(known):
		f.heading("not fetched yet")
	case len(f.list) == 0:
		f.heading("no links")
	}
	return f.list
}

func (f *facts) links(label string, uris []string) {
	for _, uri := range uris {
		uuid := client.UUIDFromURI(uri)
		name, style := text.Clean(fleet.Short(uuid)), styleQuiet
		for _, kind := range []fleet.Kind{fleet.Applications, fleet.Containers} {
			if row := f.c.Fleet.Row(fleet.ID{Kind: kind, Key: uuid}); row != nil {
				name, style = f.condition(row)
				name = row.Name + " " + name
			}
		}
		f.list = append(f.list, fact{label: label, value: name, style: style})
		label = ""
	}
}
