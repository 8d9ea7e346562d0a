package textlog

import (
	"bytes"
	"slices"
	"time"
	"unicode/utf8"

	"fleetop/internal/text"
)

const (
	blockBytes = 256 << 10 // of text in a block, as a rule
	maxLine    = 64 << 10  // raw bytes; a longer line is split
)

// Limits bound what a Log holds. Zero stands for no limit.
type Limits struct {
	Lines int
	Bytes int // of text
}

// Options say what Diff does.
type Options struct {
	Limits Limits    // lines at the front that a Log with these limits would drop are not built
	Stamps bool      // read the time stamp of each line, for merged logs
	Now    time.Time // gives the year to stamps that have none
}

// Batch is clean lines, ready to be appended to a Log. It does not change.
type Batch struct {
	blocks   []block
	lines    int
	stamped  int   // lines that begin with a time stamp
	replaces bool  // the first line replaces the unfinished last one of the source
	open     bool  // the last line is unfinished
	skipped  int64 // lines left out at the front because of the limits
	skippedB int64 // and their bytes
}

// Len returns the number of lines.
func (b Batch) Len() int { return b.lines }

// block is the text of lines, one after the other.
type block struct {
	data   []byte
	ends   []uint32 // of each line in data; it begins where the one before ends
	stamps []int64  // of each line, in nanoseconds of Unix time, never falling; may be short
}

func (b *block) line(i int) []byte {
	start := uint32(0)
	if i > 0 {
		start = b.ends[i-1]
	}
	return b.data[start:b.ends[i]:b.ends[i]]
}

// stamp returns the time of line i, 0 where none is known.
func (b *block) stamp(i int) int64 {
	if i < len(b.stamps) {
		return b.stamps[i]
	}
	return 0
}

// builder makes a Batch of raw text.
type builder struct {
	out    Batch
	cur    block    // being filled; ends and stamps are copied when it is full
	ends   []uint32 // buffers of cur
	stamps []int64
	carry  []byte // the beginning of a line whose end is in a chunk to come
	left   int    // raw bytes to come, about
	opt    Options
	last   int64 // stamp of the last line
}

// feed takes the next chunk of raw text.
func (b *builder) feed(chunk []byte) {
	for len(chunk) > 0 {
		i := bytes.IndexByte(chunk, '\n')
		if i < 0 {
			b.carry = b.split(append(b.carry, chunk...))
			return
		}
		line := chunk[:i]
		if len(b.carry) > 0 {
			line = append(b.carry, line...)
			b.carry = line[:0]
		}
		b.add(b.split(line))
		chunk = chunk[i+1:]
	}
}

// split adds what a line is longer than a line may be, in pieces, and returns
// the last piece.
func (b *builder) split(line []byte) []byte {
	for len(line) > maxLine {
		n := maxLine
		for n > maxLine-utf8.UTFMax && !utf8.RuneStart(line[n]) {
			n--
		}
		b.add(line[:n])
		line = line[n:]
	}
	return line
}

// add cleans a raw line into the block.
func (b *builder) add(raw []byte) {
	if len(b.cur.data) > 0 && len(b.cur.data)+len(raw) > blockBytes {
		b.finish()
	}
	if b.cur.data == nil {
		b.cur.data = make([]byte, 0, min(blockBytes, max(b.left, len(raw))))
	}
	b.left -= len(raw)
	start := len(b.cur.data)
	b.cur.data = text.AppendCleanLog(b.cur.data, raw)
	b.ends = append(b.ends, uint32(len(b.cur.data))) //nolint:gosec // a block is far smaller
	b.out.lines++
	if !b.opt.Stamps {
		return
	}
	if t, ok := stamp(b.cur.data[start:], b.opt.Now); ok {
		b.out.stamped++
		b.last = max(b.last, t)
	}
	b.stamps = append(b.stamps, b.last)
}

// finish moves the block to the batch.
func (b *builder) finish() {
	if len(b.ends) == 0 {
		return
	}
	if cap(b.cur.data)-len(b.cur.data) > len(b.cur.data)/16 {
		b.cur.data = bytes.Clone(b.cur.data)
	}
	b.cur.ends = slices.Clone(b.ends)
	if b.opt.Stamps {
		b.cur.stamps = slices.Clone(b.stamps)
	}
	b.out.blocks = append(b.out.blocks, b.cur)
	b.cur, b.ends, b.stamps = block{}, b.ends[:0], b.stamps[:0]
}

// batch returns what was built, and the raw length of its unfinished last line.
func (b *builder) batch() (Batch, int) {
	open := len(b.carry)
	if open > 0 {
		b.add(b.carry)
		b.out.open = true
	}
	b.finish()
	if b.opt.Stamps {
		b.out.backfill()
	}
	return b.out, open
}

// backfill gives lines before the first stamp that one.
func (b *Batch) backfill() {
	for i := range b.blocks {
		for n, t := range b.blocks[i].stamps {
			if t == 0 {
				continue
			}
			for j := range i + 1 {
				stamps := b.blocks[j].stamps
				if j == i {
					stamps = stamps[:n]
				}
				for k := range stamps {
					stamps[k] = t
				}
			}
			return
		}
	}
}
