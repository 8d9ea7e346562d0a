package pane

import (
	"strings"
	"time"

	"fleetop/client"
	"fleetop/internal/filter"
	"fleetop/internal/fleet"
	"fleetop/internal/text"
)

// Filter returns the text the list is narrowed by.
func (l *List) Filter() string { return l.filter }

// SetFilter narrows the list by a filter, in the language of package filter.
// One that cannot be understood changes nothing; the error says why in words.
func (l *List) SetFilter(text string) error {
	query, err := filter.Parse(text, filter.Words{filter.State: stateWords()})
	if err != nil {
		return err
	}
	narrower := query.Implies(l.query)
	l.filter, l.query = strings.TrimSpace(text), query
	l.narrow(narrower)
	return nil
}

// narrow has the grid show what passes now; narrower as in [grid.Grid.SetFilter].
func (l *List) narrow(narrower bool) {
	l.changes = time.Time{}
	if word, alone := l.query.Word(); alone && !l.problems && (!l.Activity || word == "") {
		l.grid.SetFilter(word, nil, narrower)
	} else {
		l.grid.SetFilter("", l.passes, narrower)
	}
	if l.Activity {
		l.skipDay(1)
	}
	l.home()
}

// Problems says whether only what needs attention is shown.
func (l *List) Problems() bool { return l.problems }

// SetProblems shows only what needs attention, beside the filter, or all again.
func (l *List) SetProblems(on bool) {
	if l.problems == on {
		return
	}
	l.problems = on
	l.narrow(on)
}

// recheck looks whether by now something else needs attention than what is
// shown, and says whether it has looked.
func (l *List) recheck(c *Context) bool {
	due := !l.changes.IsZero() && !c.Now.Before(l.changes) || l.asOf != c.Fleet.Version()
	if !l.problems || l.src == nil || !due {
		return false
	}
	l.src.clock, l.asOf = c.Now, c.Fleet.Version()
	l.narrow(false)
	return true
}

// passes says whether a row of the source passes the filter, and needs
// attention where only that is shown.
func (l *List) passes(i int) bool {
	if l.Activity {
		return l.passesEntry(i)
	}
	if l.problems {
		why, changes := l.src.fleet.Attention(l.src.rows[i], l.src.clock)
		if !changes.IsZero() && (l.changes.IsZero() || changes.Before(l.changes)) {
			l.changes = changes
		}
		if why == fleet.Fine {
			return false
		}
	}
	l.asked.src, l.asked.row = l.src, l.src.rows[i]
	return l.query.Match(&l.asked)
}

// stateWords are the states of the documents.
func stateWords() []string {
	states := client.States()
	words := make([]string, len(states))
	for i, s := range states {
		words[i] = string(s)
	}
	return words
}

// record is a row as a filter sees it.
type record struct {
	src *source
	row *fleet.Row
	// The application that was asked for last: neighbours often belong to one.
	uri, application string
}

// Haystack implements filter.Record.
func (r *record) Haystack() string { return r.row.Haystack() }

// Field implements filter.Record.
func (r *record) Field(f filter.Field) string {
	switch f {
	case filter.Name:
		return r.row.LowerName()
	case filter.State:
		return r.row.LowerState()
	case filter.Image:
		return r.row.LowerImage()
	case filter.UUID:
		if r.row.Image != nil {
			return ""
		}
		return strings.ToLower(r.row.ID.Key)
	case filter.App:
		return r.app()
	case filter.Project:
		return strings.ToLower(r.row.Project())
	case filter.Owner:
		return strings.ToLower(r.row.Owner())
	case filter.Node:
		return strings.ToLower(strings.Join(r.row.Nodes(), "\n"))
	}
	return ""
}

// app returns the name of the application of a row as the list shows it.
func (r *record) app() string {
	switch c := r.row.Container; {
	case r.row.Application != nil:
		return r.row.LowerName()
	case c == nil:
		return ""
	case c.Application != r.uri || r.uri == "":
		name, _ := applicationCell(r.row, r.src)
		r.uri, r.application = c.Application, text.Fold(name)
	}
	return r.application
}
