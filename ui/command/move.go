package command

// Mover is what can be moved within: a list by its cursor, a text by what is in sight of it.
type Mover interface {
	Scroll(lines int)
	HalfPage(by int)
	Page(by int)
	Top()
	Bottom()
	Pan(by int) // sideways
}

// Movement are the commands that move within what has the focus.
func Movement() []ID {
	return []ID{Down, Up, Top, Bottom, HalfDown, HalfUp, PageDown, PageUp, Left, Right}
}

// Move moves as a command says; false where the command is no movement.
func Move(id ID, m Mover) bool {
	switch id {
	case Down:
		m.Scroll(1)
	case Up:
		m.Scroll(-1)
	case Top:
		m.Top()
	case Bottom:
		m.Bottom()
	case HalfDown:
		m.HalfPage(1)
	case HalfUp:
		m.HalfPage(-1)
	case PageDown, ReadOn:
		m.Page(1)
	case PageUp, ReadBack:
		m.Page(-1)
	case Left:
		m.Pan(-1)
	case Right:
		m.Pan(1)
	default:
		return false
	}
	return true
}
