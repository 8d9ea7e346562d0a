package terminal

// A Mouse is a message of the program: how often it has switched the mouse. While that is odd the terminal
// reports clicks and the wheel, and selects no text by itself; it is not asked for that before. Messages may
// overtake each other: the highest number counts.
type Mouse int

// The terminal reports buttons and the wheel, no movement, and cells of any distance (SGR). What gives the
// terminal back resets both anyway, for what others may have left.
const (
	mouseOn  = "\x1b[?1000h\x1b[?1006h"
	mouseOff = "\x1b[?1006l\x1b[?1000l"
)

// setMouse has the mouse reported, or not. It stays so while the terminal is lent and taken again.
func (p *Program) setMouse(switched Mouse) {
	p.hands.Lock()
	defer p.hands.Unlock()
	if p.closed || switched <= p.mouse {
		return
	}
	was := p.mouse
	p.mouse = switched
	switch {
	case switched.on() && !was.on():
		p.out.say(mouseOn)
	case !switched.on() && was.on():
		p.out.say(mouseOff)
	}
}

// on says whether the mouse is reported.
func (m Mouse) on() bool { return m%2 == 1 }
