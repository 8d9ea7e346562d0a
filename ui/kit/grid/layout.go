package grid

import (
	"slices"

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

// measure finds the widest content of the columns that are shown whole.
func (g *Grid) measure() {
	if g.src == nil {
		return
	}
	for col := range g.cols {
		if !g.cols[col].Never && g.cols[col].Full == 0 {
			continue
		}
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
			if len(known) < 1024 {
				known[content] = struct{}{}
			}
		}
		if widest != g.natural[col] {
			g.natural[col] = widest
			g.layout = layout{}
		}
	}
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

// arrange lays the columns out in w cells as they are panned.
func (g *Grid) arrange(w int) layout {
	l := layout{width: w, pan: g.pan}
	room := w - gutter
	slots := g.candidates()
	for len(slots) > fixed && total(slots) > room {
		drop := len(slots) - 1
		if g.pan == 0 {
			for i := drop - 1; i >= fixed; i-- {
				if g.cols[slots[i].col].Keep < g.cols[slots[drop].col].Keep {
					drop = i
				}
			}
		}
		slots = slices.Delete(slots, drop, drop+1)
		l.more = true
	}
	g.shorten(slots, total(slots)-room)
	if total(slots) > room {
		slots = squeeze(slots, room)
	} else {
		g.grow(slots, room-total(slots))
	}
	l.slots = slots
	l.hidden = len(g.cols) - len(slots)
	return l
}

// candidates returns the columns that panning leaves, each at its least width.
func (g *Grid) candidates() []slot {
	slots := make([]slot, 0, len(g.cols))
	for i, c := range g.cols {
		if i >= fixed && i < fixed+g.pan {
			continue
		}
		width := max(c.Min, 1)
		if i == 0 && c.Min == 0 {
			width = firstMin
		}
		if c.Never {
			width = max(width, g.natural[i])
		}
		width = max(width, min(g.natural[i], c.Full))
		slots = append(slots, slot{col: i, width: width})
	}
	return slots
}

// shorten takes cells from columns that are to be shown whole, down to their
// least width.
func (g *Grid) shorten(slots []slot, over int) {
	for i := range slots {
		c := g.cols[slots[i].col]
		if over <= 0 || c.Full == 0 {
			continue
		}
		less := min(over, max(slots[i].width-max(c.Min, 1), 0))
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

// grow gives the spare room to the columns: up to their Ideal first, those that
// are kept longest before the others, then by Weight.
func (g *Grid) grow(slots []slot, spare int) {
	order := make([]int, len(slots))
	weights := 0
	for i := range order {
		order[i] = i
		weights += g.cols[slots[i].col].Weight
	}
	slices.SortStableFunc(order, func(a, b int) int { return g.cols[slots[b].col].Keep - g.cols[slots[a].col].Keep })
	for _, i := range order {
		more := min(max(g.cols[slots[i].col].Ideal-slots[i].width, 0), spare)
		slots[i].width += more
		spare -= more
	}
	for i := range slots {
		weight := g.cols[slots[i].col].Weight
		if weight == 0 {
			continue
		}
		more := spare * weight / weights
		slots[i].width += more
		spare -= more
		weights -= weight
	}
}
