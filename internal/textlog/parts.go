package textlog

import "slices"

// goOn puts the new parts of a line that is held in part behind those, where the order is that of
// arrival and other lines came meanwhile, and notes what the last line of s is. It returns the
// first index that changed.
func (l *Log) goOn(s *source) (changed int) {
	before, n := s.last, 0
	if len(l.scratch) > 0 {
		s.last = l.scratch[len(l.scratch)-1]
	}
	for n < len(l.scratch) && l.refJoined(l.scratch[n]) {
		n++
	}
	if n == 0 || l.Ordered() || len(l.refs) == 0 || l.refs[len(l.refs)-1] == before {
		return len(l.refs)
	}
	i := slices.Index(l.refs, before)
	if i < 0 {
		return len(l.refs)
	}
	l.refs = slices.Insert(l.refs, i+1, l.scratch[:n]...)
	l.scratch = l.scratch[n:]
	return i + 1
}

func (l *Log) refJoined(r ref) bool { return l.blocks[r.block()].joined(r.line()) }

// joined reports whether the line with a number goes on with the one before: both are parts of a
// long line.
func (l *Log) joined(number int64) bool {
	if l.parts == 0 || number <= l.first || number >= l.end() {
		return false
	}
	r, before := l.refs[number-l.first], l.refs[number-l.first-1]
	return l.refJoined(r) && l.blocks[r.block()].src == l.blocks[before.block()].src
}

// numbered returns the line with a number from 0, where a long one is counted once; the end of the log if
// there is none.
func (l *Log) numbered(number int) int64 {
	if l.parts == 0 {
		return min(l.first+int64(max(number, 0)), l.end())
	}
	for line := l.first; line < l.end(); line++ {
		if l.joined(line) {
			continue
		}
		if number <= 0 {
			return line
		}
		number--
	}
	return l.end()
}

// erase takes out the parts of the last line of s, except the last one if that is to be replaced,
// and returns the first index that changed.
func (l *Log) erase(s *source, replace bool) int {
	end := len(l.refs) - 1
	for end >= 0 && l.refs[end] != s.last {
		end--
	}
	if end < 0 {
		return len(l.refs)
	}
	start := end
	for start > 0 && l.refJoined(l.refs[start]) {
		start--
	}
	if replace {
		h := l.blocks[l.refs[end].block()]
		if h.joined(l.refs[end].line()) {
			h.ends[l.refs[end].line()] &^= joinBit
			l.parts--
		}
	} else {
		end++
	}
	for _, r := range l.refs[start:end] {
		l.forget(r)
		s.lines--
	}
	l.refs = slices.Delete(l.refs, start, end)
	return start
}

// forget lets a line go that is no longer in the order.
func (l *Log) forget(r ref) (size int64) {
	h := l.blocks[r.block()]
	size = int64(len(h.line(r.line())))
	l.bytes -= size
	l.tally.add(h.trait(r.line()), -1)
	if h.joined(r.line()) {
		l.parts--
	}
	h.live--
	if h.live == 0 {
		l.free(r.block())
	}
	return size
}

// whole returns how many lines there are among some, a long one counted once.
func (l *Log) whole(refs []ref) int {
	n := len(refs)
	if l.parts == 0 {
		return n
	}
	for _, r := range refs {
		if l.refJoined(r) {
			n--
		}
	}
	return n
}
