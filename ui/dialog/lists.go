package dialog

import (
	"sort"
	"strconv"
	"strings"

	"fleetop/internal/text"
)

// wholeList is on how many lines a list stands at most where it is read in full.
const wholeList = 200

// listing is names, or what is said of each, after a lead. Those that do not fit are counted by rest.
type listing struct {
	lead  string
	items []string
	by    string
	rest  func(n int) string
}

// moreOf counts those that are not named.
func moreOf(n int) string { return strconv.Itoa(n) + " more" }

// listed draws a list on at most so many lines of w cells: "web, db and 5 more".
func listed(lead string, items []string, by string, w, most int, c Context) []string {
	return listing{lead: lead, items: items, by: by, rest: moreOf}.lines(w, most, c)
}

// lines draws the list on at most so many lines of w cells. Where not all of it fits the names are
// cut in their middle; those that do not fit even so are counted.
func (l listing) lines(w, most int, c Context) []string {
	if most >= wholeList {
		return l.whole(w, most, c)
	}
	long := 0
	for _, item := range l.items {
		long = max(long, text.Width(item))
	}
	short := func(most int) []string {
		out := make([]string, len(l.items))
		for i := range l.items {
			out[i] = text.ShortWords(l.items[i], most, c.Theme.Glyphs.Ellipsis)
		}
		return out
	}
	// No more is cut off than is needed to name all.
	less := sort.Search(max(long-text.NameLeast, 0), func(less int) bool {
		_, cut := text.Wrap(l.lead+strings.Join(short(long-less), l.by), max(w, 1), most)
		return !cut
	})
	l.items = short(max(long-less, text.NameLeast))
	return l.whole(w, most, c)
}

// whole draws the list with its names as they are.
func (l listing) whole(w, most int, c Context) []string {
	draw := func(n int) ([]string, bool) {
		content := l.lead + strings.Join(l.items[:n], l.by)
		if left := len(l.items) - n; left > 0 && n > 0 {
			content += " and " + l.rest(left)
		} else if left > 0 {
			content += strconv.Itoa(left)
		}
		lines, cut := text.Wrap(content, max(w, 1), most)
		return lines, !cut
	}
	// How many fit; the last of all needs no "and 1 more" behind it.
	best, fits := draw(len(l.items))
	if !fits {
		n := sort.Search(len(l.items)-1, func(n int) bool { _, fits := draw(n + 1); return !fits })
		best, _ = draw(n)
	}
	if n := len(l.items); n == 0 || best[0] != l.lead+strconv.Itoa(n) {
		return best
	}
	// Not even one: its beginning and its end, where there is room for them.
	rest := ""
	if len(l.items) > 1 {
		rest = " and " + l.rest(len(l.items)-1)
	}
	if room := w - text.Width(l.lead) - text.Width(rest); room >= leastName {
		best = []string{l.lead + text.Middle(text.Words(l.items[0], room, c.Theme.Glyphs.Ellipsis), room, c.Theme.Glyphs.Ellipsis) + rest}
	}
	return best
}

// leastName is how many cells of a name say something.
const leastName = 8

func isOrAre(n int) string {
	if n == 1 {
		return "is"
	}
	return "are"
}

// mayList is listed where there is something to list.
func mayList(lead string, items []string, w, most int, c Context) []string {
	if len(items) == 0 {
		return nil
	}
	return listed(lead, items, ", ", w, most, c)
}
