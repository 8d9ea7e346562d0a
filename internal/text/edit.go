package text

import "bytes"

// editCell is a cell of a line in which backspaces move the cursor. Of what takes more than one
// cell the first has the text, and the others have none.
type editCell struct {
	text []byte
	pen  Pen
}

// back moves the cursor by up to n cells.
func (c *logCleaner) back(n int) {
	if c.returned {
		return // it is at the beginning
	}
	if !c.editing {
		c.load()
	}
	c.cursor = max(c.cursor-n, 0)
}

// maxForward is how many cells without text one sequence moves the cursor over at most, so that a
// log does not take many times the memory of what was sent.
const maxForward = 16

// forward moves the cursor by n cells; those it passes that have no text are blank.
func (c *logCleaner) forward(n int) {
	if c.returned {
		return // what comes next stands for the whole line
	}
	if c.editing {
		over := min(n, len(c.cells)-c.cursor)
		c.cursor += over
		n -= over
	}
	for range min(n, maxForward) {
		c.printRune(' ')
	}
}

// load takes the line written so far apart.
func (c *logCleaner) load() {
	c.editing = true
	k := Walk(bytes.Clone(c.dst[c.start:]))
	for {
		piece, width := k.Next(1)
		if len(piece) == 0 {
			break
		}
		c.put(piece, width, k.Pen())
	}
	c.dst, c.have = c.dst[:c.start], 0
}

// overwrite writes text at the cursor.
func (c *logCleaner) overwrite(s []byte) {
	for len(s) > 0 {
		u := unitOf(s)
		c.put(bytes.Clone(s[:u.size]), u.width, c.want)
		s = s[u.size:]
	}
}

// put writes a unit at the cursor. What it covers in part becomes blank.
func (c *logCleaner) put(s []byte, width int, pen Pen) {
	if width == 0 {
		c.joinCell(s)
		return
	}
	if s[0] == '\t' {
		width = 1
	}
	end := c.cursor + width
	for at := c.cursor; at >= 0 && at < len(c.cells); at-- { // what begins before and reaches here
		if len(c.cells[at].text) > 0 {
			c.blank(at, c.cursor)
			break
		}
	}
	for len(c.cells) < end {
		c.cells = append(c.cells, editCell{})
	}
	for at := end; at < len(c.cells) && len(c.cells[at].text) == 0; at++ { // the rest of what is cut off
		c.cells[at] = editCell{text: []byte{' '}}
	}
	c.cells[c.cursor] = editCell{s, pen}
	for at := c.cursor + 1; at < end; at++ {
		c.cells[at] = editCell{}
	}
	c.cursor = end
}

// blank makes cells [from, to) spaces.
func (c *logCleaner) blank(from, to int) {
	for at := from; at < to; at++ {
		c.cells[at] = editCell{text: []byte{' '}}
	}
}

// joinCell adds what joins the character before the cursor.
func (c *logCleaner) joinCell(s []byte) {
	for at := c.cursor - 1; at >= 0; at-- {
		if x := &c.cells[at]; len(x.text) > 0 {
			x.text = append(bytes.Clone(x.text), s...)
			return
		}
	}
}

// flush writes the cells.
func (c *logCleaner) flush() {
	for _, x := range c.cells {
		if len(x.text) > 0 {
			c.want = x.pen
			c.style()
			c.dst = append(c.dst, x.text...)
		}
	}
}
