package keys

import (
	"fmt"
	"strings"
)

// A Mouse is what the mouse does over a cell of the screen, counted from 0: its left button is pressed
// or, where Wheel is not 0, its wheel is turned. What else it does is left out.
type Mouse struct {
	X, Y  int
	Wheel int // by how many notches, towards the end; negative towards the beginning
}

// String names it, as in "click 3,4" and "wheel+1 3,4".
func (m Mouse) String() string {
	if m.Wheel == 0 {
		return fmt.Sprintf("click %d,%d", m.X, m.Y)
	}
	return fmt.Sprintf("wheel%+d %d,%d", m.Wheel, m.X, m.Y)
}

// Together makes one turn of the wheel of those that follow each other over the same cell in the same
// direction: a wheel that spins sends hundreds. It changes what it is given.
func Together(done Burst) Burst {
	out := done[:0]
	for _, msg := range done {
		now, isMouse := msg.(Mouse)
		if len(out) > 0 && isMouse && now.Wheel != 0 {
			last, _ := out[len(out)-1].(Mouse)
			if last.X == now.X && last.Y == now.Y && last.Wheel*now.Wheel > 0 {
				last.Wheel += now.Wheel
				out[len(out)-1] = last
				continue
			}
		}
		out = append(out, msg)
	}
	return out
}

// The bits of a button as the mouse is reported.
const (
	modifierBits = 4 | 8 | 16 // shift, alt and ctrl
	wheelUp      = 64
	wheelDown    = 65
)

// farthest is how far from the origin a cell may be reported. A larger number is none of a terminal.
const farthest = 1 << 15

// mouse reads a report of the mouse without its introducer: "<0;1;1M" as SGR (1006) has it, or M and three
// bytes as X10 has it.
func mouse(seq string) (Mouse, bool) {
	const x10Report, x10Origin = 4, 32
	var button, x, y int
	switch {
	case len(seq) == x10Report && seq[0] == 'M':
		button, x, y = int(seq[1])-x10Origin, int(seq[2])-x10Origin, int(seq[3])-x10Origin
	case strings.HasSuffix(seq, "M"):
		parts := strings.Split(strings.TrimSuffix(seq[1:], "M"), ";")
		if len(parts) != 3 || strings.Trim(strings.Join(parts, ""), "0123456789") != "" || parts[0] == "" {
			return Mouse{}, false
		}
		button, x, y = number(parts[0]), number(parts[1]), number(parts[2])
	}
	if x < 1 || y < 1 || x > farthest || y > farthest {
		return Mouse{}, false
	}
	m := Mouse{X: x - 1, Y: y - 1}
	switch {
	case button == 0:
		return m, true
	case button&^modifierBits == wheelUp:
		m.Wheel = -1
	case button&^modifierBits == wheelDown:
		m.Wheel = 1
	default:
		return Mouse{}, false
	}
	return m, true
}
