package paint

import units "fleetop/internal/text"

// A style is how a cell is drawn; no cell keeps the mark of the cursor.
type style = units.Pen

// appendChange appends the sequence that leads from one style to another, as short as it can be. It
// ends all that is in force first: of single attributes terminals end some only.
func appendChange(dst []byte, from, to style) []byte {
	if from == to {
		return dst
	}
	dst = append(dst, "\x1b["...)
	if from != 0 {
		dst = append(dst, ';') // an empty parameter is 0
	}
	dst = to.AppendParams(dst)
	dst[len(dst)-1] = 'm'
	return dst
}

// changeCost is how many bytes appendChange appends.
func changeCost(from, to style) int {
	var scratch [128]byte
	return len(appendChange(scratch[:0], from, to))
}
