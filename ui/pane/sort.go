package pane

import (
	"cmp"
	"slices"
	"strings"

	"fleetop/internal/fleet"
)

// sorting is a list in the order of a column. It is kept, so that after a change
// only what has changed is sorted.
type sorting struct {
	worst   worstFirst
	by      string
	reverse bool
	apps    []*fleet.Row // by whose names containers may be sorted
	usage   uint64       // what objects used when they were sorted by it
	of      []*fleet.Row // the rows as they come, by name
	ranks   []rank       // theirs
	places  []int        // indexes of them in order
	rows    []*fleet.Row // in order
}

// arrange returns the rows of a source, which are in the order of their names,
// in the order of the view, which is the worst first unless a column is chosen. Rows that are equal there stay in the order of
// their names, and so do those that have nothing in that column, at the end.
func (l *List) arrange(s *source) []*fleet.Row {
	switch {
	case l.worstFirst():
		l.sorting = sorting{worst: orderByBadness(s, l.view.Reverse)}
		return l.sorting.worst.rows
	case l.view.Sort == "" && !l.view.Reverse:
		l.sorting = sorting{}
		return s.rows
	}
	all := kindColumns(l.Query.Kind, l.offers)
	by := &all[max(slices.IndexFunc(all, func(c column) bool { return c.id() == l.view.Sort }), 0)]
	var apps []*fleet.Row
	if list := s.fleet.List(fleet.Query{Kind: fleet.Applications}); by.id() == applicationName && list != nil {
		apps = list.Rows
	}
	var usage uint64
	if by.measured {
		usage = s.fleet.UsageVersion()
	}
	if o := &l.sorting; o.by != l.view.Sort || o.reverse != l.view.Reverse || o.usage != usage || !slices.Equal(o.apps, apps) {
		*o = sorting{by: l.view.Sort, reverse: l.view.Reverse, apps: apps, usage: usage}
	}
	l.sorting.take(s.rows, func(r *fleet.Row) rank { return by.rank(r, s) })
	return l.sorting.rows
}

// take brings rows in order, those that were there before as they are.
func (o *sorting) take(rows []*fleet.Row, rankOf func(*fleet.Row) rank) {
	if slices.Equal(o.of, rows) {
		return
	}
	ranks, now, fresh := make([]rank, len(rows)), make([]int, len(o.of)), make([]int, 0, len(rows)-min(len(rows), len(o.of)))
	was := 0
	for i, row := range rows {
		for ; was < len(o.of) && o.of[was] != row && fleet.Compare(o.of[was], row) <= 0; was++ {
			now[was] = -1
		}
		if was < len(o.of) && o.of[was] == row {
			now[was], ranks[i] = i, o.ranks[was]
			was++
			continue
		}
		ranks[i] = rankOf(row)
		fresh = append(fresh, i)
	}
	for ; was < len(o.of); was++ {
		now[was] = -1
	}
	o.of, o.ranks = rows, ranks
	slices.SortFunc(fresh, o.compare)
	o.merge(now, fresh)
}

// merge puts new places between those that were there before; now says where
// the rows of those are now, -1 for one that is gone.
func (o *sorting) merge(now, fresh []int) {
	old, places := o.places, make([]int, 0, len(o.of))
	for _, place := range old {
		at := now[place]
		if at < 0 {
			continue
		}
		for len(fresh) > 0 && o.compare(fresh[0], at) < 0 {
			places, fresh = append(places, fresh[0]), fresh[1:]
		}
		places = append(places, at)
	}
	o.places = append(places, fresh...)
	o.rows = make([]*fleet.Row, len(o.places))
	for i, at := range o.places {
		o.rows[i] = o.of[at]
	}
}

// compare says which of two rows, given by their indexes, comes first.
func (o *sorting) compare(i, j int) int {
	a, b := &o.ranks[i], &o.ranks[j]
	if a.none != b.none {
		if a.none {
			return 1
		}
		return -1
	}
	c := cmp.Compare(a.number, b.number)
	if c == 0 {
		c = strings.Compare(a.text, b.text)
	}
	if o.reverse {
		c = -c
	}
	if c == 0 {
		c = cmp.Compare(i, j)
	}
	return c
}
