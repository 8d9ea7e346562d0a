package textlog

import (
	"cmp"
	"slices"

	"fleetop/internal/text"
)

const (
	// adoptBytes is the text a block of a batch has at least for the log to take it as it is; lines
	// of smaller ones are copied together.
	adoptBytes = 64 << 10
	// timedShare is how many lines a source has at most for each that begins with a time stamp (the
	// others are continuations), to be ordered by time. Once it is, twice as many will do, so that
	// it does not go to and fro.
	timedShare = 16
	// maxScratch is the number of new lines the buffer for them is kept for.
	maxScratch = 4096
	// noteSource is the source of the program's own lines.
	noteSource = -1
)

// ref is the identity of a line: the number of its block and its place there.
type ref uint64

func makeRef(block, line int) ref {
	return ref(block)<<32 | ref(line) //nolint:gosec // neither is ever negative or over 32 bits
}

func (r ref) block() int { return int(r >> 32) }
func (r ref) line() int  { return int(r & 0xffffffff) }

// held is a block of the log.
type held struct {
	block
	src  int
	live int // lines not dropped
}

// source is what the log knows of one source.
type source struct {
	tail    *held // where its lines are copied to; nil when there is none
	number  int   // of tail
	open    bool  // its last line, the last of tail, is unfinished
	last    ref   // its last line
	lines   int
	stamped int
	odd     int  // lines whose time stamp has a zone that is not understood
	timed   bool // its lines have time stamps
}

// Log holds lines. Lines are known by their number, counted from the first one ever; numbers move
// when a late line is inserted before them.
type Log struct {
	limits   Limits
	refs     []ref // of the lines, in order
	first    int64 // number of the first of them
	blocks   []*held
	sources  []source
	notes    source
	bytes    int64
	tally    tally
	appended int64 // lines ever, long ones once, those put in front not counted
	sorted   bool  // refs are in the order of their stamps
	parts    int   // lines that go on with the one before
	falls    bool  // scratch is not in the order of its stamps

	droppedLines, droppedBytes int64

	views   []*View
	scratch []ref
}

// New returns an empty log. When it holds more than the limits allow it drops lines from its head.
func New(limits Limits) *Log {
	return &Log{limits: limits, sorted: true, blocks: make([]*held, 1)} // no line has the identity 0
}

// Len returns the number of lines held, each part of a long line counted.
func (l *Log) Len() int { return len(l.refs) }

// Lines returns the number of lines held among the first n, a long one counted once.
func (l *Log) Lines(n int) int {
	if n = min(n, len(l.refs)); n == len(l.refs) {
		return n - l.parts
	}
	return l.whole(l.refs[:n])
}

// Dropped returns how many lines the limits dropped at the head, and their bytes of text.
func (l *Log) Dropped() (lines, bytes int64) { return l.droppedLines, l.droppedBytes }

// Ordered reports whether the lines are in the order of time: whether every source that has lines
// has time stamps.
func (l *Log) Ordered() bool {
	ordered := false
	for i := range l.sources {
		if s := &l.sources[i]; s.lines > 0 {
			if !s.timed {
				return false
			}
			ordered = true
		}
	}
	return ordered
}

// OddZone returns a source whose time stamps have a zone that is not understood, so that the lines
// are in the order of their arrival.
func (l *Log) OddZone() (src int, odd bool) {
	for i := range l.sources {
		if s := &l.sources[i]; s.odd > 0 && !s.timed {
			return i, true
		}
	}
	return 0, false
}

// Append adds the lines of source src, a small number from 0 on.
func (l *Log) Append(src int, b Batch) {
	if src < 0 || b.lines == 0 && b.skipped == 0 {
		return
	}
	for len(l.sources) <= src {
		l.sources = append(l.sources, source{})
	}
	s := &l.sources[src]
	s.count(b)
	l.falls = b.falls
	l.droppedLines += b.skipped
	l.droppedBytes += b.skippedB
	changed := len(l.refs)
	l.scratch = slices.Grow(l.scratch[:0], b.lines)
	replace := b.replaces && s.open
	s.open = s.open && replace
	for i := range b.blocks {
		blk := &b.blocks[i]
		from, to := 0, len(blk.ends)
		if i == 0 && b.erases {
			changed = l.erase(s, replace)
		}
		if i == 0 && replace {
			changed = min(changed, l.replace(s, blk))
			from = 1
		}
		if last := i == len(b.blocks)-1; last && b.open && to > from {
			l.take(src, s, blk, from, to-1)
			l.copyLines(src, s, blk, to-1, to)
		} else {
			l.take(src, s, blk, from, to)
		}
	}
	s.open = b.open
	l.appended += int64(l.whole(l.scratch))
	l.insert(min(changed, l.goOn(s)))
}

// count takes note of new lines, some of which begin with a time stamp.
func (s *source) count(b Batch) {
	s.lines += b.lines
	s.stamped += b.stamped
	s.odd += b.odd
	share := timedShare
	if s.timed {
		share *= 2
	}
	s.timed = s.lines <= s.stamped*share && s.odd*timedShare <= s.stamped
}

// AppendNote adds a line of the program's own, which views draw differently. It is not searched.
func (l *Log) AppendNote(content string) {
	blk := block{data: []byte(text.Clean(content))}
	blk.ends = []uint32{uint32(len(blk.data))} //nolint:gosec // a line
	if n := len(l.refs); n > 0 {
		blk.stamps = []int64{l.stamp(l.refs[n-1])}
	}
	l.scratch, l.falls = l.scratch[:0], false
	l.copyLines(noteSource, &l.notes, &blk, 0, 1)
	l.insert(len(l.refs))
}

// replace puts the first line of blk in the place of the unfinished last line of s and returns the
// first index that changed. In a log ordered by time the line is taken out, to be inserted anew by
// its stamp.
func (l *Log) replace(s *source, blk *block) int {
	last := len(s.tail.ends) - 1
	old := s.tail.line(last)
	content := blk.line(0)
	l.bytes += int64(len(content) - len(old))
	s.tail.data = append(s.tail.data[:len(s.tail.data)-len(old)], content...)
	s.tail.ends[last] = uint32(len(s.tail.data)) | s.tail.ends[last]&joinBit //nolint:gosec // a block is far smaller
	s.lines--
	l.tally.add(s.tail.traits[last], -1)
	s.tail.traits[last] = blk.trait(0)
	l.tally.add(s.tail.traits[last], 1)
	r := makeRef(s.number, last)
	i := len(l.refs) - 1
	for i > 0 && l.refs[i] != r {
		i--
	}
	if l.sorted && last < len(s.tail.stamps) && blk.stamp(0) != s.tail.stamps[last] {
		s.tail.stamps[last] = blk.stamp(0)
		l.falls = true
		l.refs = slices.Delete(l.refs, i, i+1)
		l.scratch = append(l.scratch, r)
	}
	return i
}

// take adds the lines [from, to) of a block, as it is when it is big enough.
func (l *Log) take(src int, s *source, blk *block, from, to int) {
	if len(blk.data) < adoptBytes {
		l.copyLines(src, s, blk, from, to)
		return
	}
	if from >= to {
		return
	}
	number := len(l.blocks)
	l.blocks = append(l.blocks, &held{block: *blk, src: src, live: to - from})
	l.bytes += int64(blk.begin(to)) - int64(blk.begin(from))
	for i := from; i < to; i++ {
		l.scratch = append(l.scratch, makeRef(number, i))
		l.tally.add(blk.trait(i), 1)
		if blk.joined(i) {
			l.parts++
		}
	}
}

// copyLines adds copies of the lines [from, to) of a block.
func (l *Log) copyLines(src int, s *source, blk *block, from, to int) {
	for i := from; i < to; i++ {
		content := blk.line(i)
		if s.tail == nil || len(s.tail.data) > 0 && len(s.tail.data)+len(content) > blockBytes {
			l.newTail(src, s)
		}
		t := s.tail
		if time := blk.stamp(i); time != 0 {
			for len(t.stamps) < len(t.ends) {
				t.stamps = append(t.stamps, 0)
			}
			t.stamps = append(t.stamps, time)
		}
		t.data = append(t.data, content...)
		end := uint32(len(t.data)) //nolint:gosec // a block is far smaller
		if blk.joined(i) {
			end |= joinBit
			l.parts++
		}
		t.ends = append(t.ends, end)
		t.traits = append(t.traits, blk.trait(i))
		l.tally.add(blk.trait(i), 1)
		t.live++
		l.scratch = append(l.scratch, makeRef(s.number, len(t.ends)-1))
		l.bytes += int64(len(content))
	}
}

// newTail begins a block for lines that are copied. Only the first of a source grows as it needs:
// most sources never fill it.
func (l *Log) newTail(src int, s *source) {
	t := &held{src: src}
	if s.tail != nil {
		t.data = make([]byte, 0, blockBytes)
		t.ends = make([]uint32, 0, len(s.tail.ends)+len(s.tail.ends)/16)
		t.traits = make([]trait, 0, cap(t.ends))
		if s.tail.stamps != nil {
			t.stamps = make([]int64, 0, cap(t.ends))
		}
	}
	s.tail, s.number = t, len(l.blocks)
	l.blocks = append(l.blocks, t)
}

// insert puts the new lines, gathered in scratch, into the order. changed is the first index that
// changed so far.
func (l *Log) insert(changed int) {
	if l.Ordered() {
		if l.falls {
			slices.SortStableFunc(l.scratch, l.compare)
		}
		if !l.sorted {
			slices.SortStableFunc(l.refs, l.compare)
			l.sorted, changed = true, 0
		}
		changed = min(changed, l.merge())
	} else {
		l.sorted = l.sorted && len(l.refs)+len(l.scratch) == 0
		l.extend()
	}
	if cap(l.scratch) > maxScratch {
		l.scratch = nil
	}
	from := l.first + int64(changed)
	l.drop()
	for _, v := range l.views {
		v.changed(from)
	}
}

// merge inserts the new lines, which are in order, by their stamps. It returns the first index that
// changed.
func (l *Log) merge() int {
	add := l.scratch
	if len(add) == 0 {
		return len(l.refs)
	}
	n := len(l.refs)
	if n == 0 || l.compare(l.refs[n-1], add[0]) <= 0 {
		l.extend()
		return n
	}
	start, _ := slices.BinarySearchFunc(l.refs, add[0], func(r, first ref) int {
		if l.compare(r, first) <= 0 {
			return -1
		}
		return 1
	})
	// From the end, so that nothing has to be set aside.
	l.refs = append(l.refs, add...)
	old, added := n-1, len(add)-1
	for to := len(l.refs) - 1; added >= 0; to-- {
		if old >= start && l.compare(l.refs[old], add[added]) > 0 {
			l.refs[to] = l.refs[old]
			old--
		} else {
			l.refs[to] = add[added]
			added--
		}
	}
	return start
}

// extend puts the new lines at the end.
func (l *Log) extend() {
	if l.refs == nil {
		l.refs, l.scratch = l.scratch, nil
		return
	}
	l.refs = append(l.refs, l.scratch...)
}

// drop keeps the log within its limits.
func (l *Log) drop() {
	n := 0
	for n < len(l.refs) && (l.limits.Lines > 0 && len(l.refs)-n > l.limits.Lines ||
		l.limits.Bytes > 0 && l.bytes > int64(l.limits.Bytes)) {
		l.droppedBytes += l.forget(l.refs[n])
		n++
		if n == len(l.refs) || !l.refJoined(l.refs[n]) {
			l.droppedLines++
		}
	}
	l.refs = l.refs[n:]
	l.first += int64(n)
}

// free forgets a block of which no line is left.
func (l *Log) free(number int) {
	h := l.blocks[number]
	l.blocks[number] = nil
	s := &l.notes
	if h.src != noteSource {
		s = &l.sources[h.src]
	}
	if s.tail == h {
		s.tail, s.open = nil, false
	}
}

func (l *Log) stamp(r ref) int64 { return l.blocks[r.block()].stamp(r.line()) }

// line returns the text and the source of the line with a number.
func (l *Log) line(number int64) (content []byte, src int) {
	r := l.refs[number-l.first]
	h := l.blocks[r.block()]
	return h.line(r.line()), h.src
}

// end returns the number after the last line.
func (l *Log) end() int64 { return l.first + int64(len(l.refs)) }

// compare orders two lines: by their stamps, at the same time by their sources, so that neither the
// order in which sources were fetched shows nor the lines of two of them are mixed. A note comes
// behind the lines of its time.
func (l *Log) compare(a, b ref) int {
	x, y := l.blocks[a.block()], l.blocks[b.block()]
	return cmp.Or(cmp.Compare(x.stamp(a.line()), y.stamp(b.line())), cmp.Compare(uint(x.src), uint(y.src)))
}
