package grid

// lineID is what a drawn row depends on beside its version, the layout and the
// look.
type lineID struct {
	key                                     string
	selected, focused, marked, armed, stale bool
}

type cachedLine struct {
	version uint64
	text    string
}

// lineCache keeps drawn rows. It has two generations: rows that are not drawn
// for a while go with the older one.
type lineCache struct {
	header   string
	now, old map[lineID]cachedLine
	look     lookID
}

// lookID is the part of a Look that every row depends on.
type lookID struct {
	styles                          *Styles
	ellipsis, marker, blurred, mark string
}

// begin prepares for drawing a view of h lines.
func (c *lineCache) begin(look *Look, h int) {
	id := lookID{look.Styles, look.Ellipsis, look.Marker, look.Blurred, look.Mark}
	if id != c.look {
		c.forget()
		c.look = id
	}
	if len(c.now) > 4*h+64 {
		c.old, c.now = c.now, nil
	}
	if c.now == nil {
		c.now = make(map[lineID]cachedLine, 2*h)
	}
}

// forget drops everything.
func (c *lineCache) forget() {
	c.header = ""
	clear(c.now)
	c.old = nil
}

func (c *lineCache) get(id lineID, version uint64) (string, bool) {
	line, ok := c.now[id]
	if !ok {
		if line, ok = c.old[id]; ok {
			c.now[id] = line
		}
	}
	return line.text, ok && line.version == version
}

func (c *lineCache) put(id lineID, version uint64, text string) {
	c.now[id] = cachedLine{version: version, text: text}
}
