package textlog

import (
	"bytes"
	"hash/maphash"
	"unicode/utf8"
)

const (
	tailBytes  = 4 << 10   // of the end of a raw text that are remembered
	minOverlap = 32        // bytes: a shorter match of the old end may be chance
	windowSize = 256 << 10 // in which the old end is looked for
)

// Fingerprint identifies the raw text last seen of a source by its length, a hash and its end. The zero
// Fingerprint has seen nothing. Fingerprints are values.
type Fingerprint struct {
	seen  bool
	seed  maphash.Seed
	size  int
	sum   uint64
	tail  []byte
	open  int      // raw length of the unfinished last line, or of its last part
	at    progress // at the beginning of that
	stamp int64    // the newest that is believed
}

// Seen reports whether anything was fetched.
func (m *Fingerprint) Seen() bool { return m.seen }

// Change says how a raw text relates to the one seen before it.
type Change int

const (
	// Same means that nothing changed.
	Same Change = iota
	// Appended means that the old text is followed by new text, or that it is the first.
	Appended
	// Trimmed means that the old text lost its front; what follows it is new.
	Trimmed
	// Restarted means that the old text was not found: all of it is new.
	Restarted
)

// Diff compares the whole raw text of a source, in chunks of any size, with the one m remembers. It
// returns the new lines, what to remember now, and how the two relate. An unfinished last line is
// part of the batch; it is replaced when it grows. Neither result refers to the chunks.
func (m Fingerprint) Diff(chunks [][]byte, opt Options) (Batch, Fingerprint, Change) {
	t := rawText{chunks: chunks}
	for _, c := range chunks {
		t.size += len(c)
	}
	next := Fingerprint{seen: true, seed: m.seed, size: t.size, at: m.at, stamp: m.stamp}
	if !m.seen {
		next.seed = maphash.MakeSeed()
	}
	var h maphash.Hash
	h.SetSeed(next.seed)
	change, from := Restarted, 0
	if t.size >= m.size {
		t.each(0, m.size, func(c []byte) { _, _ = h.Write(c) })
		if !m.seen || h.Sum64() == m.sum {
			change, from = Appended, m.size
		}
		if change == Appended && t.size == m.size {
			m.seen, m.seed, m.sum = true, next.seed, h.Sum64()
			return Batch{}, m, Same
		}
		t.each(m.size, t.size, func(c []byte) { _, _ = h.Write(c) })
	} else {
		t.each(0, t.size, func(c []byte) { _, _ = h.Write(c) })
	}
	next.sum = h.Sum64()
	next.tail = t.copy(max(t.size-tailBytes, 0), t.size)
	if change == Restarted {
		if end := m.find(t); end > 0 {
			change, from = Trimmed, end
		}
	}
	if change == Trimmed && from == t.size {
		next.open = min(m.open, t.size)
		return Batch{}, next, change
	}
	b := builder{opt: opt, last: m.stamp}
	if change != Restarted {
		b.progress = m.at
		b.out.replaces = m.open > 0
		from = max(from-m.open, 0)
	}
	from = b.skip(t, from)
	b.left = t.size - from
	t.each(from, t.size, b.feed)
	var batch Batch
	batch, next.open = b.batch()
	next.at, next.stamp = b.progress, b.last
	return batch, next, change
}

// find looks for the end of the old text in the new one, which has lost the old front, and returns
// where it ends there, 0 if it is not found.
func (m Fingerprint) find(t rawText) int {
	if m.size > len(m.tail) {
		if end := t.lastIndex(m.tail, min(t.size, m.size-1)); end > 0 {
			return end
		}
	}
	head := t.copy(0, min(t.size, len(m.tail)))
	for n := min(len(head), len(m.tail)-1); n >= minOverlap; n-- {
		if bytes.Equal(head[:n], m.tail[len(m.tail)-n:]) {
			return n
		}
	}
	return 0
}

// skip returns where to begin so that no more lines are built than the limits allow, and counts
// what is left out.
func (b *builder) skip(t rawText, from int) int {
	start := from
	if most := b.opt.Limits.Bytes; most > 0 && t.size-from > most {
		start = t.size - most
		if next := t.afterLines(start, 1); next < t.size {
			start = next
		}
	}
	if most := b.opt.Limits.Lines; most > 0 {
		start = t.afterLines(start, t.lines(start, t.size)-most)
	}
	if start > from {
		b.out.replaces, b.progress = false, progress{}
		for range utf8.UTFMax - 1 { // the rest of a character is none
			if next := t.copy(start, start+1); len(next) == 0 || utf8.RuneStart(next[0]) {
				break
			}
			start++
		}
		b.out.skippedB = int64(start - from)
		b.out.skipped = int64(t.lines(from, start))
	}
	return start
}

// rawText is a text in chunks.
type rawText struct {
	chunks [][]byte
	size   int
}

// each calls f with the parts of [from, to).
func (t rawText) each(from, to int, f func([]byte)) {
	at := 0
	for _, c := range t.chunks {
		if at >= to {
			return
		}
		lo, hi := max(from-at, 0), min(to-at, len(c))
		if lo < hi {
			f(c[lo:hi])
		}
		at += len(c)
	}
}

// copy returns a copy of [from, to).
func (t rawText) copy(from, to int) []byte {
	out := make([]byte, 0, max(to-from, 0))
	t.each(from, to, func(c []byte) { out = append(out, c...) })
	return out
}

// lines returns the number of newlines in [from, to).
func (t rawText) lines(from, to int) int {
	n := 0
	t.each(from, to, func(c []byte) { n += bytes.Count(c, []byte{'\n'}) })
	return n
}

// afterLines returns where n lines from start on end.
func (t rawText) afterLines(start, n int) int {
	at := start
	t.each(start, t.size, func(c []byte) {
		if n <= 0 {
			return
		}
		if here := bytes.Count(c, []byte{'\n'}); here < n {
			n -= here
			at += len(c)
			return
		}
		for ; n > 0; n-- {
			i := bytes.IndexByte(c, '\n') + 1
			c = c[i:]
			at += i
		}
	})
	return at
}

// lastIndex returns the end of the last occurrence of needle in [0, to), 0 if there is none.
func (t rawText) lastIndex(needle []byte, to int) int {
	for end := to; end >= len(needle); {
		start := max(end-windowSize, 0)
		window := t.copy(start, end)
		if i := bytes.LastIndex(window, needle); i >= 0 {
			return start + i + len(needle)
		}
		if start == 0 {
			break
		}
		end = start + len(needle) - 1
	}
	return 0
}
