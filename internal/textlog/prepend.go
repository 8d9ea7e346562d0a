package textlog

import "slices"

// Prepend adds lines of source src that were written before all that is held of it. Views stay where
// they are.
func (l *Log) Prepend(src int, b Batch) {
	if src < 0 || src >= len(l.sources) {
		return
	}
	l.droppedLines += b.skipped
	l.droppedBytes += b.skippedB
	if b.lines == 0 {
		return
	}
	l.sources[src].count(b)
	first := slices.IndexFunc(l.refs, func(r ref) bool { return l.blocks[r.block()].src == src })
	add := make([]ref, 0, b.lines)
	for i := range b.blocks {
		blk := &b.blocks[i]
		if first >= 0 {
			blk = blk.before(l.stamp(l.refs[first]))
		}
		number := len(l.blocks)
		l.blocks = append(l.blocks, &held{block: *blk, src: src, live: len(blk.ends)})
		for n := range blk.ends {
			add = append(add, makeRef(number, n))
			l.bytes += int64(len(blk.line(n)))
			l.tally.add(blk.trait(n), 1)
			if blk.joined(n) {
				l.parts++
			}
		}
	}
	changed := l.putBefore(max(first, 0), add)
	from := l.first + int64(changed)
	l.drop()
	for _, v := range l.views {
		v.changed(from)
	}
}

// before returns the block with no line later than a time: those of one source are in order.
func (b *block) before(stamp int64) *block {
	if len(b.stamps) == 0 || slices.Max(b.stamps) <= stamp {
		return b
	}
	early := *b
	early.stamps = slices.Clone(b.stamps)
	for i := range early.stamps {
		early.stamps[i] = min(early.stamps[i], stamp)
	}
	return &early
}

// putBefore puts lines, which are in order, at an index, the first of their source, or by their times
// where the order is that. It returns the first index that changed.
func (l *Log) putBefore(at int, add []ref) int {
	if !l.Ordered() {
		l.refs = slices.Insert(l.refs, at, add...)
		l.sorted = false
		return at
	}
	if !l.sorted {
		slices.SortStableFunc(l.refs, l.compare)
		l.sorted = true
	}
	out := make([]ref, 0, len(l.refs)+len(add))
	old, changed := l.refs, -1
	for len(add) > 0 {
		if len(old) > 0 && l.compare(old[0], add[0]) < 0 {
			out, old = append(out, old[0]), old[1:]
			continue
		}
		if changed < 0 {
			changed = len(out)
		}
		out, add = append(out, add[0]), add[1:]
	}
	l.refs = append(out, old...)
	return max(changed, 0)
}
