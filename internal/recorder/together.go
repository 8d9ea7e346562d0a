package recorder

import (
	"time"

	"fleetop/internal/activity"
	"fleetop/internal/fleet"
)

// mostTold is how many changes of one poll are told one by one, mostNamed how many objects one entry
// names that stands for many.
const (
	mostTold  = 40
	mostNamed = 20
)

// change is an entry on its way, and whether its containers may say more.
type change struct {
	entry activity.Entry
	app   *app
	waits bool
	joins bool // its containers have made it, and it may tell the same
	goes  bool // it has told something, of which its containers may tell more
}

// flush keeps what the poll has brought: one by one, or together where it is much.
func (r *Recorder) flush(now time.Time) {
	fresh := r.fresh
	r.fresh = nil
	if len(fresh) > mostTold {
		fresh = together(fresh)
	}
	for i := range fresh {
		c := &fresh[i]
		number := r.log.Add(now, c.entry)
		if c.waits || c.joins || c.goes {
			r.close(c.app)
			c.app.open = open{
				number: number, since: now, phase: c.entry.Phase, asks: c.waits, joins: c.joins, named: c.entry.Phase == activity.Exited,
				fewer: c.entry.Fewer(), more: c.entry.More(), back: !c.entry.Back.Empty(),
			}
			r.opened[c.app.row.ID.Key] = c.app
		}
	}
}

// together makes one entry of each kind of change of many objects.
func together(all []change) []change {
	type kind struct {
		phase    activity.Phase
		from, to string
		result   activity.Result
		by, exit string
		kind     fleet.Kind
	}
	at := map[kind]int{}
	var out []change
	for i := range all {
		e := all[i].entry
		k := kind{e.Phase, e.From, e.To, e.Result, e.By, e.Exit, e.Object.ID.Kind}
		if e.Phase == activity.StartedAgain || e.Phase == activity.Loops {
			e.Again = 0
		}
		n, known := at[k]
		if !known {
			at[k] = len(out)
			one := all[i]
			one.entry.Again = e.Again
			one.entry.Object.Many = 1
			out = append(out, one)
			continue
		}
		first := &out[n]
		if first.entry.Object.Many == 1 {
			first.entry.Names, first.entry.Of = []string{first.entry.Object.Name}, activity.Object{}
			first.entry.Came, first.entry.Went, first.entry.Back, first.entry.Moves = activity.Group{}, activity.Group{}, activity.Group{}, activity.Group{}
			first.waits, first.joins, first.goes = false, false, false
		}
		first.entry.Object.Many++
		first.entry.Object.ID.Key, first.entry.Object.Name = "", ""
		if len(first.entry.Names) < mostNamed {
			first.entry.Names = append(first.entry.Names, e.Object.Name)
		}
	}
	for i := range out {
		if out[i].entry.Object.Many == 1 {
			out[i].entry.Object.Many = 0
		}
	}
	return out
}
