package recorder

import "time"

// Cells is how many cells a ribbon has: together they are the last hour.
const Cells = 12

// Cell is the time that one of them stands for.
const Cell = 5 * time.Minute

// Level is how an application was, from bad to worse. The zero Level is not known.
type Level uint8

// The levels.
const (
	Unseen  Level = iota // nobody watched, or there was no such application
	Well                 // it ran as wanted
	Busy                 // it was in transition
	Stopped              // it was stopped on purpose
	Partly               // less of it ran than should, or it was started again by itself
	Failed               // nothing of it ran, or it was started again and again
)

// Ribbon is the last hour of an application, the oldest cell first: each is the worst Level that was
// seen in its five minutes. The last cell is the one that time is in.
type Ribbon [Cells]Level

// Worst is the worst of the cells.
func (r *Ribbon) Worst() Level {
	worst := Unseen
	for _, l := range r {
		worst = max(worst, l)
	}
	return worst
}

// slotOf numbers the cells of all time.
func slotOf(t time.Time) int64 { return max(t.Unix(), 0) / int64(Cell/time.Second) }

// Left returns for how long a ribbon stays as it is where nothing happens: until the next cell begins.
func Left(now time.Time) time.Duration {
	return time.Unix((slotOf(now)+1)*int64(Cell/time.Second), 0).Sub(now)
}

// at is the place of a cell in a ring of them.
func at(slot int64) int64 { return slot % Cells }

// watch is when the fleet was watched: each place holds the newest cell that was.
type watch [Cells]int64

func (w *watch) seen(slot int64) bool { return w[at(slot)] == slot }

// note marks the cells from one to another.
func (w *watch) note(from, to int64) {
	for slot := max(from, to-Cells+1); slot <= to; slot++ {
		w[at(slot)] = slot
	}
}

// track is what is kept of the last hour of one application.
type track struct {
	level Level // since the newest note
	first int64 // the first cell of which anything is known
	last  int64 // the cell of the newest note
	cells [Cells]Level
}

// begin starts a track.
func (t *track) begin(level Level, slot int64) {
	*t = track{level: level, first: slot, last: slot}
	t.cells[at(slot)] = level
}

// note takes in that the level is another one. carried is the last cell in which the level before is
// known to have been seen.
func (t *track) note(level Level, slot, carried int64) {
	for s := max(t.last+1, slot-Cells+1); s <= slot; s++ {
		t.cells[at(s)] = Unseen
		if s <= carried {
			t.cells[at(s)] = t.level
		}
	}
	t.level, t.last = level, max(t.last, slot)
	t.blot(level, slot)
}

// moment takes in that there was a moment of a level within a cell that was watched.
func (t *track) moment(level Level, slot int64) {
	if slot > t.last {
		t.note(t.level, slot, slot)
	}
	t.blot(level, slot)
}

func (t *track) blot(level Level, slot int64) {
	if slot >= t.first && slot > t.last-Cells && slot <= t.last {
		t.cells[at(slot)] = max(t.cells[at(slot)], level)
	}
}

// ribbon returns the hour that ends in a cell.
func (t *track) ribbon(slot int64, watched *watch) (r Ribbon) {
	for i := range r {
		switch s := slot - Cells + 1 + int64(i); {
		case s < t.first || !watched.seen(s):
		case s > t.last:
			r[i] = t.level
		case s > t.last-Cells:
			r[i] = t.cells[at(s)]
		}
	}
	return r
}
