package textlog

// trait is what is known of a line beside its text: its level, what the screen shows of its beginning
// in columns of their own, and what it belongs to.
type trait uint16

const (
	levelMask trait = 1<<3 - 1
	// hanging: it belongs to the line before of its source, as the lines of a stack trace do.
	hanging trait = 1 << (iota + 2)
	// fielded: it is JSON or logfmt. holed: not only its beginning is left out.
	fielded
	holed
	// told: the server says when it was written. ownTime: it says so itself.
	told
	ownTime
	cutShift = iota + 2
)

func (t trait) level() Level { return Level(t & levelMask) }

// cut returns how many bytes at the beginning are shown otherwise.
func (t trait) cut() int { return int(t >> cutShift) }

// whole reports whether the line is drawn as it came.
func (t trait) whole() bool { return t&(fielded|holed) == 0 && t.cut() == 0 }

// traitOf reads a line, the first part of a long one if it is not whole; hangs says what it
// belongs to.
func traitOf(line []byte, whole bool, lines *trace) trait {
	f := frontOf(line)
	return f.traitOf(line, whole, lines)
}

// traitOf is traitOf for a line whose front was read.
func (f *front) traitOf(line []byte, whole bool, lines *trace) trait {
	if lines.hangs(line, f) {
		return hanging
	}
	t := trait(f.level) | trait(f.cut)<<cutShift //nolint:gosec // at most cutMost
	switch {
	case f.form == jsonForm || f.form == logfmtForm:
		if whole {
			t |= fielded
		}
	case f.hole != (bounds{}) || cutsColours(line[:f.cut]):
		t |= holed
	}
	if f.timed {
		t |= ownTime
	}
	return t
}

// tally counts lines by what is known of them.
type tally struct {
	levels [Levels]int
	timed  int // those of which it is known when they were written
}

func (n *tally) add(t trait, by int) {
	n.levels[t.level()] += by
	if t&(told|ownTime) != 0 {
		n.timed += by
	}
}

// Errors returns how many lines tell of an error.
func (l *Log) Errors() int { return l.tally.levels[Error] + l.tally.levels[Fatal] }

// Timed reports whether it is known of any line when it was written.
func (l *Log) Timed() bool { return l.tally.timed > 0 }

// Leveled reports whether any line has a level.
func (l *Log) Leveled() bool {
	return len(l.refs) > l.tally.levels[NoLevel] && l.tally.levels != [Levels]int{}
}

// trait returns what is known of the line with a number.
func (l *Log) trait(number int64) trait {
	r := l.refs[number-l.first]
	return l.blocks[r.block()].trait(r.line())
}
