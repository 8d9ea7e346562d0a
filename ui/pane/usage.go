package pane

import (
	"slices"
	"strconv"
	"time"

	"fleetop/client"
	"fleetop/internal/feed"
	"fleetop/internal/fleet"
	"fleetop/ui/kit/grid"
)

// nothingKnown stands where it is not known what an object uses.
const nothingKnown = "-"

// usageColumns are the columns of what objects use. keep is as in [grid.Column].
func usageColumns(keep int) []column {
	return []column{
		{Column: grid.Column{Title: "CPU", Min: 4, Ideal: 4, Right: true, Pair: true, Keep: keep}, text: cpuCell, key: cpuRank, measured: true},
		{Column: grid.Column{Title: "MEM", Min: 4, Ideal: 4, Roomy: 9, Right: true, Keep: keep}, text: memoryCell, more: memoryOfLimit, key: memoryRank, measured: true},
	}
}

// withUsage puts the columns of what objects use behind the first ones.
func withUsage(columns []column, behind, keep int) []column {
	return slices.Insert(columns, behind, usageColumns(keep)...)
}

// usage returns what an object uses now; ages is told until when that can be said. While polling is
// paused it is what it used then. What has ended uses nothing, whatever was measured before.
func usage(r *fleet.Row, f *fleet.Fleet, paused bool, now time.Time, ages *Ages) (fleet.Usage, bool) {
	if !measurable(r) {
		return fleet.Usage{}, false
	}
	if paused {
		return f.LastUsage(r.ID)
	}
	u, known := f.Usage(r.ID, now)
	if known {
		ages.Until(u.UsageLasts(now))
	}
	return u, known
}

func (s *source) usage(r *fleet.Row) (fleet.Usage, bool) {
	return usage(r, s.fleet, s.paused, s.clock, s.ages)
}

func cpuCell(r *fleet.Row, s *source) (string, grid.Style) {
	if u, known := s.usage(r); known && u.CPU >= 0 {
		digits := 1
		if u.CPU > 99.9 {
			digits = 0
		}
		return strconv.FormatFloat(u.CPU, 'f', digits, 64), rowStyle(r)
	}
	return nothingKnown, styleQuiet
}

func memoryCell(r *fleet.Row, s *source) (string, grid.Style) {
	if u, known := s.usage(r); known && u.Memory >= 0 {
		return brief(u.Memory), rowStyle(r)
	}
	return nothingKnown, styleQuiet
}

// memoryOfLimit is how much memory an object uses of what it may, "" where there is no limit.
func memoryOfLimit(r *fleet.Row, s *source) string {
	if u, known := s.usage(r); known && u.Memory >= 0 && u.Limit > 0 {
		return brief(u.Memory) + "/" + brief(u.Limit)
	}
	return ""
}

// cpuRank is the order of what is used, the most first. What is not on the screen is not measured so
// often: for the order it counts as it was.
func cpuRank(r *fleet.Row, s *source) rank {
	u, known := s.fleet.LastUsage(r.ID)
	return rank{none: !known || !measurable(r) || u.CPU < 0, number: -int64(u.CPU * 10)}
}

func memoryRank(r *fleet.Row, s *source) rank {
	u, known := s.fleet.LastUsage(r.ID)
	return rank{none: !known || !measurable(r) || u.Memory < 0, number: -u.Memory}
}

// brief writes a number of bytes in at most four characters: "900K", "128M", "1.1G", "12G".
func brief(bytes int64) string {
	const step, most = 1024, 999.5
	value, unit := float64(bytes)/step, 0
	units := "KMGTPE"
	for value >= most && unit < len(units)-1 {
		value /= step
		unit++
	}
	digits := 0
	if whole := value == float64(int64(value)); value < 9.95 && !whole && unit > 0 {
		digits = 1
	}
	return strconv.FormatFloat(value, 'f', digits, 64) + units[unit:unit+1]
}

// SetOffered says whether the server tells what objects use, and on which of its machines containers are:
// only then there are columns for it.
func (l *List) SetOffered(usage, nodes bool, c *Context) {
	if now := (offers{usage, nodes}); !l.Activity && l.offers != now {
		l.offers = now
		l.SetView(l.wished, c)
	}
}

// sortedByUsage says whether the order of the list follows what its objects use.
func (l *List) sortedByUsage() bool {
	i := slices.IndexFunc(l.cols, func(c column) bool { return c.id() == l.view.Sort })
	return i >= 0 && l.cols[i].measured
}

// Measured returns the objects that are to be measured where the list is drawn in w by h cells: those
// in view, if one of the columns is. Where the order follows it, others are measured too, in turn.
func (l *List) Measured(w, h int, c *Context) []fleet.ID {
	if !l.offers.usage || l.src == nil {
		return nil
	}
	l.grid.Fit(w, h)
	seen := false
	for i := range l.cols {
		seen = seen || l.cols[i].measured && l.grid.Shows(i)
	}
	if !seen {
		return nil
	}
	first, count := l.grid.Window()
	ids := make([]fleet.ID, 0, count)
	for n := first; n < first+count && len(ids) < feed.MostMeasured; n++ {
		if r := l.src.rows[l.grid.At(n)]; measurable(r) {
			ids = append(ids, r.ID)
		}
	}
	if l.sortedByUsage() {
		ids = l.others(ids, first, count, c)
	}
	return ids
}

// others adds rows that are not in view, those first that were not measured for the longest time.
func (l *List) others(ids []fleet.ID, first, count int, c *Context) []fleet.ID {
	type turn struct {
		id    fleet.ID
		asked time.Time
	}
	var rest []turn
	for n := range l.grid.Shown() {
		if r := l.src.rows[l.grid.At(n)]; (n < first || n >= first+count) && measurable(r) {
			rest = append(rest, turn{r.ID, c.Fleet.UsageAsked(r.ID)})
		}
	}
	slices.SortStableFunc(rest, func(a, b turn) int { return a.asked.Compare(b.asked) })
	for _, t := range rest[:min(len(rest), feed.MostMeasured-len(ids))] {
		ids = append(ids, t.id)
	}
	return ids
}

// measurable says whether something of an object may run.
func measurable(r *fleet.Row) bool {
	switch r.State() {
	case client.StateRunning, client.StatePartlyRunning, client.StateScaling, client.StateRedeploying, client.StateStopping, client.StateStarting, client.StateTerminating:
		return r.Container == nil || r.State() != client.StateStarting
	default:
		return false
	}
}
