package textlog

import (
	"bytes"
	"hash/maphash"
	"math"
	"time"
)

// takenBack is how many lines at the end may be gone later, such as one that says why a program does
// not run.
const takenBack = 8

// Joint is where the text of a source goes on that is fetched in parts, with the time at which it was
// written and a blank in front of each line. The zero Joint has seen nothing. Joints are values.
//
// A part begins with the first line that was written at a time or later, or it is the last lines of
// the text. The next one is fetched from the latest line on that is known. It is put where the end of
// the known text is found in it, so that neither lines of one time nor any clock matter.
type Joint struct {
	seen  bool
	since int64  // from when on the next part is to be fetched, in nanoseconds of Unix time; 0: unknown
	end   mark   // of the text from then on
	head  []byte // with which the known text begins, nil if nothing can be put in front of it
	size  int    // of the known text
	gap   bool   // something may be missing in what is known
	open  int    // as in Fingerprint
	at    progress
	stamp int64
}

// mark is a text that is to be found again: its length, a hash, and how it ends, which may reach
// back to before it.
type mark struct {
	seed maphash.Seed
	size int
	sum  uint64
	tail []byte
}

// Part is what a part of a text has that was not known.
type Part struct {
	Newer Batch // to be appended
	Older Batch // to be prepended
}

// Seen reports whether anything was fetched.
func (j *Joint) Seen() bool { return j.seen }

// Since returns from when on the next part is to be fetched, the zero time for the last lines.
func (j *Joint) Since() time.Time {
	if j.since == 0 {
		return time.Time{}
	}
	return time.Unix(0, j.since).UTC()
}

// Reaches reports whether older lines can be put in front of those that are known.
func (j *Joint) Reaches() bool { return len(j.head) > 0 }

// Whole returns what is known as of a text that is fetched as a whole and without times: its end alone,
// as though it had lost its front.
func (j *Joint) Whole() Fingerprint {
	m := Fingerprint{seen: true, seed: j.end.seed, size: math.MaxInt, open: j.open, at: j.at, stamp: j.stamp}
	tail := j.end.tail
	if len(tail) == tailBytes {
		tail = tail[bytes.IndexByte(tail, '\n')+1:]
	}
	for line := range bytes.Lines(tail) {
		_, front := cutStamp(line)
		m.tail = append(m.tail, line[front:]...)
		if line[len(line)-1] != '\n' && !j.at.joined {
			m.open -= front
		}
	}
	return m
}

// Join finds what is new in a part of a text, in chunks of any size, and what is older than all that
// is known. It returns what to remember now, and how the two relate: Restarted if the part does not
// hold the end of what is known, so that something may be missing between. An unfinished last line is
// part of the batch; it is replaced when it grows. None of the results refers to the chunks.
func (j Joint) Join(chunks [][]byte, opt Options) (Part, Joint, Change) {
	text := bytes.Join(chunks, nil)
	t := rawText{[][]byte{text}, len(text)}
	opt.timed = true
	var part Part
	from, lost, found := j.end.in(t)
	next := Joint{seen: true, head: j.head, gap: j.gap || j.seen && !found, at: j.at, stamp: j.stamp, end: mark{seed: j.end.seed}}
	change := Appended
	switch {
	case j.isEmpty():
		from, lost, next.end.seed = 0, 0, maphash.MakeSeed()
		if !next.gap {
			next.head = t.copy(0, min(t.size, tailBytes))
		}
		j.size = 0
	case !found:
		change, from, lost, next.head, j.end.tail = Restarted, 0, 0, nil, nil
	default:
		if before := from - (j.size - lost); before > 0 && len(j.head) > 0 && bytes.HasPrefix(text[before:], j.head) {
			part.Older = olderLines(rawText{t.chunks, before}, opt)
			next.head = t.copy(0, tailBytes)
			j.size += before
		}
	}
	next.size = j.size - lost + t.size - from
	next.end.tail = j.end.goOn(lost, text, from)
	next.remember(text)
	if change == Appended && from == t.size && lost == 0 {
		next.open = j.open
		return part, next, Same
	}
	b := builder{opt: opt, last: j.stamp}
	if change == Appended && lost == 0 {
		from = j.resume(&b, from)
	}
	from = b.skip(t, from)
	b.left = t.size - from
	t.each(from, t.size, b.feed)
	part.Newer, next.open = b.batch()
	next.at, next.stamp = b.progress, b.last
	return part, next, change
}

// isEmpty reports whether no text is known.
func (j *Joint) isEmpty() bool { return !j.seen || j.end.size == 0 && len(j.head) == 0 }

// resume lets a builder go on where an unfinished last line begins, and returns where that is in a text
// in which it ends at a place.
func (j *Joint) resume(b *builder, end int) int {
	b.progress = j.at
	b.out.replaces = j.open > 0
	return max(end-j.open, 0)
}

// goOn returns how a text ends that goes on with another from a place on, after lost bytes were taken
// back.
func (m *mark) goOn(lost int, text []byte, from int) []byte {
	kept := len(m.tail) - lost
	tail := append(m.tail[:kept:kept], text[max(from, len(text)-tailBytes):]...)
	if len(text) > len(tail) {
		tail = text
	}
	return bytes.Clone(tail[max(len(tail)-tailBytes, 0):])
}

// olderLines builds the lines that stand before all that is known.
func olderLines(t rawText, opt Options) Batch {
	b := builder{opt: opt}
	from := b.skip(t, 0)
	b.left = t.size - from
	t.each(from, t.size, b.feed)
	batch, _ := b.batch()
	return batch
}

// remember notes from when on the next part is to be fetched, and what it will begin with.
func (j *Joint) remember(text []byte) {
	var from int
	from, j.since = latestLine(text)
	j.end.size = len(text) - from
	j.end.sum = maphash.Bytes(j.end.seed, text[from:])
}

// latestLine returns where the first line begins that is later than all before it and not earlier
// than any behind it, and when it was written; 0 where lines do not say.
func latestLine(text []byte) (from int, since int64) {
	for at := 0; at < len(text); {
		stamp, size := cutStamp(text[at:])
		if size == 0 && at == 0 {
			return 0, 0
		}
		if stamp > since {
			from, since = at, stamp
		}
		end := bytes.IndexByte(text[at:], '\n') + 1
		if end == 0 {
			break
		}
		at += end
	}
	return from, since
}

// in returns where the text of a mark ends in t. Of its end, lost bytes were taken back.
func (m *mark) in(t rawText) (end, lost int, found bool) {
	if m.seed == (maphash.Seed{}) {
		return 0, 0, false
	}
	if t.size >= m.size {
		var h maphash.Hash
		h.SetSeed(m.seed)
		t.each(0, m.size, func(c []byte) { _, _ = h.Write(c) })
		if h.Sum64() == m.sum {
			return m.size, 0, true
		}
	}
	tail := m.tail
	for range takenBack {
		if len(tail) < minOverlap {
			break
		}
		if end := t.endOf(tail); end > 0 {
			return end, len(m.tail) - len(tail), true
		}
		tail = tail[:bytes.LastIndexByte(tail[:len(tail)-1], '\n')+1]
	}
	return 0, 0, false
}

// endOf returns where a text ends in t, or what is left of it where t begins within it; 0 if it is
// not there.
func (t rawText) endOf(text []byte) int {
	if end := t.lastIndex(text, t.size); end > 0 {
		return end
	}
	head := t.copy(0, min(t.size, len(text)))
	for n := min(len(head), len(text)-1); n >= minOverlap; n-- {
		if bytes.Equal(head[:n], text[len(text)-n:]) {
			return n
		}
	}
	return 0
}
