package pane

import (
	"strings"

	"fleetop/client"
	"fleetop/internal/filter"
	"fleetop/internal/fleet"
)

// Asked returns what is to be fetched for the list. Of all containers only
// those in one state, or of one application, are asked for where the filter lets
// nothing else pass, as far as that is certain: the server compares exactly, so
// only a whole state of the documents counts, and only a name that one
// application has. Marked containers, and those that an action waits for, may be
// any: while there are some, all are asked for.
func (l *List) Asked(f *fleet.Fleet) fleet.Query {
	if l.Activity || l.Query != (fleet.Query{Kind: fleet.Containers}) || l.filter == "" || l.HasMarks() {
		return l.Query
	}
	for _, p := range f.Unconfirmed() {
		if p.ID.Kind == fleet.Containers {
			return l.Query
		}
	}
	asked := l.Query
	if name, exact, ok := l.query.Asked(filter.App); ok {
		asked.Application = onlyApplication(f, name, exact)
	}
	if state, exact, ok := l.query.Asked(filter.State); ok && exact && asked.Application == "" {
		for _, s := range client.States() {
			if strings.EqualFold(string(s), state) {
				asked.State = s
			}
		}
	}
	return asked
}

// onlyApplication returns the uuid of the application that a name in lower case
// stands for, "" where it is not certain which that is.
func onlyApplication(f *fleet.Fleet, name string, exact bool) string {
	apps := f.List(fleet.Query{Kind: fleet.Applications})
	if !apps.Whole() {
		return ""
	}
	uuid := ""
	for _, row := range apps.Rows {
		if text := row.LowerName(); text == name || !exact && strings.Contains(text, name) {
			if uuid != "" {
				return ""
			}
			uuid = row.ID.Key
		}
	}
	return uuid
}

// askedFor says in words that not all containers were asked for, "" when they were.
func (l *List) askedFor(c *Context) string {
	if l.Activity || l.shown == nil || l.shown.Query == l.Query {
		return ""
	}
	if q := l.shown.Query; q.Application == "" {
		return "asked for state " + string(q.State) + " only"
	}
	app := c.Fleet.Row(fleet.ID{Kind: fleet.Applications, Key: l.shown.Query.Application})
	if app == nil {
		return "asked for one application only"
	}
	return "asked for application " + app.Name + " only"
}
