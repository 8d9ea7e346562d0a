package ui

import "time"

const (
	// runGap is how far apart two presses of a key are at least that is not held
	// all the while: terminals begin to repeat after 250 to 660 ms.
	runGap = 700 * time.Millisecond
	// tooFast is how soon behind another a press of the same key comes from no finger.
	tooFast = 150 * time.Millisecond
)

// presses is the run of the newest key: its presses, each close behind the one
// before. It may be a key that is held, which confirms nothing: the rule stands
// at dialog.Context.
type presses struct {
	run     int // its number
	key     string
	last    time.Time
	began   any  // what covered the panes when it began, if anything
	crossed bool // something else has opened or closed since
	fast    bool
	told    bool // that the key has no meaning
}

// add takes in a press while something covers the panes, or nothing.
func (p *presses) add(key string, at time.Time, open any) {
	gap := at.Sub(p.last)
	if key != p.key || gap < 0 || gap >= runGap {
		*p = presses{run: p.run + 1, key: key, last: at, began: open}
		return
	}
	p.last = at
	p.fast = p.fast || gap < tooFast
	p.crossed = p.crossed || open != p.began
}

// end ends the run: something else than a key came.
func (p *presses) end() { p.key = "" }

// held says whether the newest press may be that of a key that is held.
func (p *presses) held() bool { return p.fast || p.crossed }
