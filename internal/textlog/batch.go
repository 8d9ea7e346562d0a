package textlog

import (
	"bytes"
	"slices"
	"time"

	"fleetop/internal/text"
)

const (
	blockBytes = 256 << 10 // of text in a block, as a rule
	maxLine    = 64 << 10  // raw bytes, about; a longer line is held in parts
	joinBit    = 1 << 31   // of an end: the line goes on with the one before
	// farAhead is how far after now a stamp may be; later ones are ignored.
	farAhead = 24 * time.Hour
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

	timed bool // the server puts its time in front of each line, which is left out
}

// Batch is clean lines, ready to be appended to a Log. It does not change.
type Batch struct {
	blocks   []block
	lines    int
	stamped  int   // lines that begin with a time stamp
	odd      int   // lines that begin with one whose zone is not understood
	replaces bool  // the first line replaces the unfinished last one of the source
	erases   bool  // the first line, and the parts before it, are no longer to be seen
	falls    bool  // the stamps are not in order
	open     bool  // the last line is unfinished
	skipped  int64 // lines left out at the front because of the limits
	skippedB int64 // and their bytes
}

// Len returns the number of lines.
func (b Batch) Len() int { return b.lines }

// block is the text of lines, one after the other.
type block struct {
	data   []byte
	ends   []uint32 // of each line in data; it begins where the one before ends; with joinBit
	stamps []int64  // of each line, in nanoseconds of Unix time; may be short
	traits []trait  // of each line; may be short
}

func (b *block) line(i int) []byte {
	end := b.ends[i] &^ joinBit
	return b.data[b.begin(i):end:end]
}

// begin returns where line i begins in data, or the one behind the last would.
func (b *block) begin(i int) uint32 {
	if i == 0 {
		return 0
	}
	return b.ends[i-1] &^ joinBit
}

// joined reports whether line i goes on with the one before: they are parts of a long line.
func (b *block) joined(i int) bool { return b.ends[i]&joinBit != 0 }

// stamp returns the time of line i, 0 where none is known.
func (b *block) stamp(i int) int64 {
	if i < len(b.stamps) {
		return b.stamps[i]
	}
	return 0
}

// trait returns what is known of line i.
func (b *block) trait(i int) trait {
	if i < len(b.traits) {
		return b.traits[i]
	}
	return 0
}

// builder makes a Batch of raw text.
type builder struct {
	out    Batch
	cur    block    // being filled; ends and stamps are copied when it is full
	ends   []uint32 // buffers of cur
	stamps []int64
	traits []trait
	carry  []byte // the beginning of a line whose end is in a chunk to come
	left   int    // raw bytes to come, about
	opt    Options
	progress
	last     int64 // the newest stamp that is believed
	familiar familiar
}

// progress is where in a source a builder is.
type progress struct {
	state  text.LogState
	joined bool  // in a line of which there are parts already
	stamp  int64 // of that line
	trace  trace // what the lines so far mean for the next
}

// feed takes the next chunk of raw text.
func (b *builder) feed(chunk []byte) {
	for len(chunk) > 0 {
		i := bytes.IndexByte(chunk, '\n')
		if i < 0 {
			b.carry = b.part(append(b.carry, chunk...))
			return
		}
		line := chunk[:i]
		if len(b.carry) > 0 {
			line = append(b.carry, line...)
			b.carry = line[:0]
		}
		b.add(b.part(line), true)
		b.joined = false
		chunk = chunk[i+1:]
	}
}

// part adds what a line is longer than a line may be, in parts, and returns what is left of it.
func (b *builder) part(line []byte) []byte {
	for len(line) > maxLine+text.Slack {
		line = line[b.add(line, false):]
	}
	return line
}

// add cleans a raw line into the block, or the first part of one that is not whole, and returns how
// many bytes that are.
func (b *builder) add(raw []byte, whole bool) int {
	if len(b.cur.data) > 0 && len(b.cur.data)+min(len(raw), maxLine) > blockBytes {
		b.finish()
	}
	if b.cur.data == nil {
		b.cur.data = make([]byte, 0, min(blockBytes, max(b.left, len(raw))))
	}
	start := len(b.cur.data)
	front, written := 0, int64(0)
	if b.opt.timed && !b.joined {
		written, front = cutStamp(raw)
	}
	out, n, erased := b.state.Append(b.cur.data, raw[front:], whole, maxLine)
	n += front
	b.left -= n
	if erased && b.joined {
		content := bytes.Clone(out[start:])
		b.unwind()
		start = len(b.cur.data)
		out = append(b.cur.data, content...)
	}
	standing := b.out.lines == 0 && (b.out.replaces || b.out.erases) // in the log, until a line takes its place
	if len(out) == start && !whole && !standing {
		return n
	}
	b.cur.data = out
	end := uint32(len(out)) //nolint:gosec // a block is far smaller
	if b.joined {
		end |= joinBit
	}
	b.ends = append(b.ends, end)
	b.out.lines++
	b.addStamp(out[start:], written)
	b.addTrait(out[start:], written != 0, whole)
	b.joined = true
	return n
}

// addStamp notes the time of a line, or of a part of one. A line without a stamp has that of the
// one before; one that is far ahead moves its own line alone. What the server says counts, 0 if it
// does not.
func (b *builder) addStamp(line []byte, written int64) {
	if !b.opt.Stamps {
		if b.opt.timed { // to be shown alone
			b.last = max(b.last, written)
			b.stamps = append(b.stamps, b.last)
		}
		return
	}
	if written != 0 {
		b.out.stamped++
		b.last = max(b.last, written)
		b.stamp = b.last
	} else if !b.joined && !b.opt.timed {
		if b.last != 0 {
			b.stamp = b.last
		}
		t, ok, odd := stamp(line, b.opt.Now)
		switch {
		case odd:
			b.out.odd++
		case !ok:
		case b.opt.Now.IsZero() || t <= b.opt.Now.Add(farAhead).UnixNano():
			b.out.stamped++
			b.last = max(b.last, t)
			b.stamp = b.last
		default:
			b.out.stamped++
			b.out.falls = true
			b.stamp = max(b.last, t)
		}
	}
	b.stamps = append(b.stamps, b.stamp)
}

// addTrait notes what is known of a line; of a further part of one that is nothing.
func (b *builder) addTrait(line []byte, isTold, whole bool) {
	t := trait(0)
	if !b.joined {
		t = b.read(line, whole)
	}
	if isTold {
		t |= told
	}
	b.traits = append(b.traits, t)
}

// read returns what is known of a line, or of the first part of one that is not whole.
func (b *builder) read(line []byte, whole bool) trait {
	if !whole {
		return traitOf(line, false, &b.trace)
	}
	if t, after, ok := b.familiar.find(line); ok {
		b.trace = after
		return t
	}
	f := frontOf(line)
	t := f.traitOf(line, true, &b.trace)
	b.familiar.learn(line, &f, t, b.trace)
	return t
}

// unwind takes back the parts of the line that is being added.
func (b *builder) unwind() {
	for b.joined {
		n := len(b.ends) - 1
		if n < 0 {
			last := len(b.out.blocks) - 1
			if last < 0 {
				b.out.erases, b.joined = true, false
				return
			}
			b.cur = b.out.blocks[last]
			b.ends, b.stamps, b.traits = append(b.ends, b.cur.ends...), append(b.stamps, b.cur.stamps...), append(b.traits, b.cur.traits...)
			b.out.blocks = b.out.blocks[:last]
			continue
		}
		b.joined = b.ends[n]&joinBit != 0
		b.ends = b.ends[:n]
		b.stamps, b.traits = b.stamps[:min(n, len(b.stamps))], b.traits[:n]
		start := uint32(0)
		if n > 0 {
			start = b.ends[n-1] &^ joinBit
		}
		b.cur.data = b.cur.data[:start]
		b.out.lines--
	}
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
	b.cur.traits = slices.Clone(b.traits)
	if b.opt.Stamps || b.opt.timed {
		b.cur.stamps = slices.Clone(b.stamps)
	}
	b.out.blocks = append(b.out.blocks, b.cur)
	b.cur, b.ends, b.stamps, b.traits = block{}, b.ends[:0], b.stamps[:0], b.traits[:0]
}

// batch returns what was built, and the raw length of its unfinished last line; the builder stays
// where that line, or the part of it, begins.
func (b *builder) batch() (Batch, int) {
	open := len(b.carry)
	if open > 0 {
		begin := b.progress
		b.add(b.carry, true)
		b.progress = begin
		b.out.open = true
	}
	b.finish()
	if b.opt.Stamps || b.opt.timed {
		b.out.fill()
	}
	return b.out, open
}

// fill gives lines of which no time is known that of the line before, those at the beginning that
// of the first one behind.
func (b *Batch) fill() {
	var first, last int64
	for i := range b.blocks {
		for n, t := range b.blocks[i].stamps {
			if t == 0 {
				b.blocks[i].stamps[n] = last
				continue
			}
			if last = t; first == 0 {
				first = t
			}
		}
	}
	for i := range b.blocks {
		for n, t := range b.blocks[i].stamps {
			if t != 0 {
				return
			}
			b.blocks[i].stamps[n] = first
		}
	}
}
