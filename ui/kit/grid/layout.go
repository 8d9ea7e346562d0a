package grid

import (
	"slices"
	"strings"
	"unicode/utf8"

	"fleetop/internal/text"
)

const (
	gutter   = 2 // cells before the first column: the selection's marker and the mark
	gap      = 2 // cells between columns
	fixed    = 2 // columns that never fall away
	firstMin = 8
)

// layout is which columns are drawn at a width, and how wide.
type layout struct {
	width  int
	pan    int
	slots  []slot
	hidden int
	more   bool // columns are hidden that panning would show
}

type slot struct {
	col, width int
}

// texts is what is known of all that stands in a column.
type texts struct {
	natural int  // the widest of them, of a column that is measured
	same    bool // they are all the same, and there are several; or they are all empty
	// What all of them begin and end with, of a column from which that is cut.
	prefix, suffix string
}

// measure looks at the content of the columns.
func (g *Grid) measure() {
	if g.src == nil {
		return
	}
	for col := range g.cols {
		c := &g.cols[col]
		var now texts
		if c.Never || c.Full > 0 {
			now.natural = g.widest(col)
		}
		if c.Varies {
			now.same = g.same(col)
		}
		if c.Common {
			now.prefix, now.suffix = g.common(col)
		}
		if now != g.texts[col] {
			g.texts[col] = now
			g.layout = layout{}
		}
	}
}

// widest returns how wide the widest text of a column is.
func (g *Grid) widest(col int) int {
	c := &g.cols[col]
	widest := 0
	known := make(map[string]struct{}, 32) // states repeat: measure each once
	for i := range g.keys {
		content, _ := g.src.Cell(i, col, 0)
		if len(content) <= widest { // no text has more cells than bytes
			continue
		}
		if _, ok := known[content]; ok {
			continue
		}
		widest = max(widest, text.Width(text.Clean(content)))
		if !c.Never && c.Weight == 0 && widest >= c.Full {
			return c.Full // it gets no more
		}
		if len(known) < 1024 {
			known[content] = struct{}{}
		}
	}
	return widest
}

// same says whether a column says the same of every row.
func (g *Grid) same(col int) bool {
	first := ""
	for i := range g.keys {
		content, _ := g.src.Cell(i, col, 0)
		if i == 0 {
			first = content
		} else if content != first {
			return false
		}
	}
	return len(g.keys) > 1 || first == ""
}

// common returns what the texts of a column that are not empty begin and end with, where there are
// several different ones.
func (g *Grid) common(col int) (prefix, suffix string) {
	first, differ := "", false
	for i := range g.keys {
		content, _ := g.src.Cell(i, col, 0)
		switch {
		case content == "" || content == first:
			continue
		case first == "":
			first, prefix, suffix = content, content, content
			continue
		}
		differ = true
		if prefix, suffix = sharedStart(prefix, content), sharedEnd(suffix, content); prefix == "" && suffix == "" {
			break
		}
	}
	if !differ {
		return "", ""
	}
	return prefix, suffix
}

// sharedStart returns what two texts begin with, in whole characters.
func sharedStart(a, b string) string {
	n := 0
	for n < min(len(a), len(b)) && a[n] == b[n] {
		n++
	}
	for n > 0 && n < len(a) && !utf8.RuneStart(a[n]) {
		n--
	}
	return a[:n]
}

// sharedEnd returns what two texts end with, in whole characters.
func sharedEnd(a, b string) string {
	n := 0
	for n < min(len(a), len(b)) && a[len(a)-1-n] == b[len(b)-1-n] {
		n++
	}
	for n > 0 && !utf8.RuneStart(a[len(a)-n]) {
		n--
	}
	return a[len(a)-n:]
}

// place lays the columns out in w cells. It takes panning back as far as it
// does not bring more columns into view.
func (g *Grid) place(w int) {
	g.layout = g.arrange(w)
	for g.pan > 0 {
		g.pan--
		before := g.arrange(w)
		if before.more {
			g.pan++
			break
		}
		g.layout = before
	}
	g.lines.forget()
}

// arrange lays the columns out in w cells as they are panned: the first two, then one after the
// other, those that are kept longest first, each where there is room for all that it wants.
func (g *Grid) arrange(w int) layout {
	l := layout{width: w, pan: g.pan}
	room := w - gutter
	wanted := g.candidates()
	order := make([]int, len(wanted))
	for i := range order {
		order[i] = i
	}
	if g.pan == 0 {
		rest := order[min(fixed, len(order)):]
		slices.SortStableFunc(rest, func(a, b int) int { return g.cols[wanted[b].col].Keep - g.cols[wanted[a].col].Keep })
	}
	taken, used := make([]int, 0, len(order)), -gap
	for n, i := range order {
		if g.pan == 0 && i > 0 && g.cols[wanted[i-1].col].Pair && !slices.Contains(taken, i-1) {
			l.more = true
			continue
		}
		needs := wanted[i].width
		if g.cols[wanted[i].col].Pair && i+1 < len(wanted) {
			needs += gap + wanted[i+1].width
		}
		if n >= fixed && used+gap+needs > room {
			l.more = true
			if g.pan > 0 { // in their order, none left out between them
				break
			}
			continue
		}
		taken = append(taken, i)
		used += gap + wanted[i].width
	}
	slices.Sort(taken)
	for _, i := range taken {
		l.slots = append(l.slots, wanted[i])
	}
	g.shorten(l.slots, total(l.slots)-room)
	if total(l.slots) > room {
		l.slots = squeeze(l.slots, room)
	} else {
		g.grow(l.slots, room-total(l.slots))
	}
	l.hidden = len(wanted) + g.pan - len(l.slots)
	return l
}

// candidates returns the columns that say something and that panning leaves, each as wide as it
// wants to be; while the columns are panned, as narrow as it gets, so that there is something to see.
func (g *Grid) candidates() []slot {
	slots := make([]slot, 0, len(g.cols))
	panned := 0
	for i := range g.cols {
		if i >= fixed && g.texts[i].same {
			continue
		}
		if i >= fixed && panned < g.pan {
			panned++
			continue
		}
		width := g.least(i)
		if g.pan == 0 {
			width = g.wants(i)
		}
		slots = append(slots, slot{col: i, width: width})
	}
	return slots
}

// wants is how wide a column wants to be.
func (g *Grid) wants(col int) int {
	return max(g.least(col), g.cols[col].Ideal, min(g.texts[col].natural, g.cols[col].Full))
}

// least is how narrow a column may be.
func (g *Grid) least(col int) int {
	c := &g.cols[col]
	least := max(c.Min, 1)
	if col == 0 && c.Min == 0 {
		least = firstMin
	}
	if c.Never {
		least = max(least, g.texts[col].natural)
	}
	return least
}

// shorten takes cells from columns, down to their least width.
func (g *Grid) shorten(slots []slot, over int) {
	for i := range slots {
		if over <= 0 {
			return
		}
		less := min(over, max(slots[i].width-g.least(slots[i].col), 0))
		slots[i].width -= less
		over -= less
	}
}

// total returns the cells that slots take with the gaps between them.
func total(slots []slot) int {
	n := gap * max(len(slots)-1, 0)
	for _, s := range slots {
		n += s.width
	}
	return n
}

// squeeze fits the fixed columns into less room than they need: the first
// keeps its least width as long as it can, the second gets what is left.
func squeeze(slots []slot, room int) []slot {
	if len(slots) == 0 {
		return nil
	}
	slots[0].width = max(min(slots[0].width, room), 0)
	rest := room - slots[0].width - gap
	if len(slots) < 2 || rest < 1 {
		return slots[:1]
	}
	slots[1].width = rest
	return slots
}

// grow gives the room that is left to the columns: as much as they want, then up to their Roomy, then by
// Weight, as far as what is in them needs it.
func (g *Grid) grow(slots []slot, spare int) {
	give := func(i, more int) {
		more = max(min(more, spare), 0)
		slots[i].width += more
		spare -= more
	}
	for i := range slots {
		give(i, g.wants(slots[i].col)-slots[i].width)
	}
	weights := 0
	for i := range slots {
		c := &g.cols[slots[i].col]
		give(i, c.Roomy-slots[i].width)
		weights += c.Weight
	}
	for i := range slots {
		c := &g.cols[slots[i].col]
		if c.Weight == 0 {
			continue
		}
		more := spare * c.Weight / weights
		if c.Full > 0 {
			more = min(more, g.texts[slots[i].col].natural-slots[i].width)
		}
		give(i, more)
		weights -= c.Weight
	}
}

// Wants is how many cells the grid takes where every column is as wide as it is to be.
func (g *Grid) Wants() int {
	slots := make([]slot, 0, len(g.cols))
	for i := range g.cols {
		if i < fixed || !g.texts[i].same {
			slots = append(slots, slot{i, g.wants(i)})
		}
	}
	return gutter + total(slots)
}

// without leaves out what all texts of a column end and begin with, as far as needed to have it
// in w cells.
func (t *texts) without(s string, w int, ellipsis string) string {
	const least = 3 // cells of a part that is worth to be left out
	if text.Width(s) <= w {
		return s
	}
	if text.Width(t.suffix) >= least && len(s) > len(t.suffix) && strings.HasSuffix(s, t.suffix) {
		s = s[:len(s)-len(t.suffix)] + ellipsis
	}
	if text.Width(s) > w && text.Width(t.prefix) >= least && len(s) > len(t.prefix) && strings.HasPrefix(s, t.prefix) {
		s = ellipsis + s[len(t.prefix):]
	}
	return s
}
