package dialog

import (
	"fmt"
	"sort"
	"strconv"
	"strings"

	"fleetop/internal/fleet"
	"fleetop/internal/text"
)

// wholeList is on how many lines a list stands at most where it is read in full.
const wholeList = 200

// listed joins names, or what is said of each, after a lead on at most so many
// lines of w cells. Where not all of it fits the names are cut in their middle;
// those that do not fit even so are counted: "web, db and 5 more".
func listed(lead string, items []string, by string, w, most int, c Context) []string {
	if most >= wholeList {
		return listedWhole(lead, items, by, w, most, c)
	}
	long := 0
	for _, item := range items {
		long = max(long, text.Width(item))
	}
	short := func(most int) []string {
		out := make([]string, len(items))
		for i := range items {
			out[i] = text.ShortWords(items[i], most, c.Theme.Glyphs.Ellipsis)
		}
		return out
	}
	// No more is cut off than is needed to name all.
	less := sort.Search(max(long-text.NameLeast, 0), func(less int) bool {
		_, cut := text.Wrap(lead+strings.Join(short(long-less), by), max(w, 1), most)
		return !cut
	})
	return listedWhole(lead, short(max(long-less, text.NameLeast)), by, w, most, c)
}

// listedWhole joins words after a lead on at most so many lines of w cells; those
// that do not fit are counted: "web, db and 5 more".
func listedWhole(lead string, items []string, by string, w, most int, c Context) []string {
	draw := func(n int) ([]string, bool) {
		content := lead + strings.Join(items[:n], by)
		if left := len(items) - n; left > 0 && n > 0 {
			content += fmt.Sprintf(" and %d more", left)
		} else if left > 0 {
			content += strconv.Itoa(left)
		}
		lines, cut := text.Wrap(content, max(w, 1), most)
		return lines, !cut
	}
	// How many fit; the last of all needs no "and 1 more" behind it.
	best, fits := draw(len(items))
	if !fits {
		n := sort.Search(len(items)-1, func(n int) bool { _, fits := draw(n + 1); return !fits })
		best, _ = draw(n)
	}
	if n := len(items); n == 0 || best[0] != lead+strconv.Itoa(n) {
		return best
	}
	// Not even one: its beginning and its end, where there is room for them.
	rest := ""
	if len(items) > 1 {
		rest = fmt.Sprintf(" and %d more", len(items)-1)
	}
	if room := w - text.Width(lead) - text.Width(rest); room >= leastName {
		best = []string{lead + text.Middle(text.Words(items[0], room, c.Theme.Glyphs.Ellipsis), room, c.Theme.Glyphs.Ellipsis) + rest}
	}
	return best
}

// leastName is how many cells of a name say something.
const leastName = 8

// names returns the names of rows.
func names(rows []*fleet.Row) []string {
	out := make([]string, len(rows))
	for i, r := range rows {
		out[i] = r.Name
	}
	return out
}

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
