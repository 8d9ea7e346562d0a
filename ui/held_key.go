package ui

import (
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"fleetop/internal/terminal/keys"
)

const (
	// runGap is how far apart two presses of a key are at least that is not held all the while: terminals
	// begin to repeat after 250 to 660 ms.
	runGap = 700 * time.Millisecond
	// tooFast is how soon behind another a press of the same key comes from no finger.
	tooFast = 150 * time.Millisecond
	// fragmentWindow is how soon after esc the rest of an escape sequence that was split on its way may
	// come.
	fragmentWindow = 100 * time.Millisecond
)

// presses is the run of the newest key: its presses, each close behind the one before. It may be a key
// that is held.
type presses struct {
	run     int // its number
	key     string
	last    time.Time
	began   any  // what covered the panes when it began, if anything
	crossed bool // something else has opened or closed since
	fast    bool
	told    bool      // that the key has no meaning
	escaped time.Time // when esc was pressed, if that was the newest key
}

// add takes in a press while something covers the panes, or nothing.
func (p *presses) add(key string, at time.Time, over any) {
	if gap := at.Sub(p.last); key != p.key || gap < 0 || gap >= runGap {
		*p = presses{run: p.run + 1, key: key, last: at, began: over}
	} else {
		p.last = at
		p.fast = p.fast || gap < tooFast
		p.crossed = p.crossed || over != p.began
	}
	if key == "esc" {
		p.escaped = at
	}
}

// end ends the run: something else than a key came.
func (p *presses) end() { p.key, p.escaped = "", time.Time{} }

// held says whether the newest press may be that of a key that is held.
func (p *presses) held() bool { return p.fast || p.crossed }

// fragment recognises the rest of an escape sequence whose esc came so much earlier that it counted as
// the key, so that an arrow key on a slow link does not act as letters.
func (p *presses) fragment(burst keys.Burst, now time.Time) bool {
	key, _ := burst[0].(tea.KeyMsg)
	first, after := key.String(), now.Sub(p.escaped)
	return (first == "[" || first == "O") && after >= 0 && after < fragmentWindow
}
