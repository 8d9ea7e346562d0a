package client

import (
	"context"
	"net/http"
	"runtime/debug"
	"strings"
	"time"
	"unicode/utf8"
)

// Log is the log of a container or an application, decoded. The API gives the whole of it each
// time.
type Log struct {
	Chunks   [][]byte      // the text; no chunk ends within a UTF-8 sequence
	Len      int64         // bytes in Chunks
	Cut      int64         // bytes dropped from the front because the log was too long; 0 means it is whole
	Date     time.Time     // the server's clock, zero if it did not tell
	Received int64         // bytes of the body as they were on the wire
	Took     time.Duration // until the body was read
}

// String returns the text in one piece, which takes as much memory again.
func (l Log) String() string {
	var b strings.Builder
	b.Grow(int(l.Len))
	for _, chunk := range l.Chunks {
		b.Write(chunk)
	}
	return b.String()
}

// fetchLog performs a call that is answered with a log, and keeps the end of it.
func (c *Client) fetchLog(ctx context.Context, op call) (Log, error) {
	var log Log
	start := c.now()
	err := c.do(ctx, op, func(a answer) error {
		kept := newLogTail(c.limits.chunk, c.limits.logKeep, a.size)
		if a.status != http.StatusNoContent {
			if err := scanLog(a, c.limits.logStream, kept); err != nil {
				return err
			}
		}
		log.Chunks, log.Len, log.Cut = kept.finish()
		log.Date, log.Received = a.date, a.received()
		return nil
	})
	if err != nil {
		return Log{}, err
	}
	log.Took = c.now().Sub(start)
	return log, nil
}

// heavyLog is the length, in bytes, from which the memory of the previous log is freed before the
// next one is read.
const heavyLog = 16 << 20

// logTail collects decoded text in chunks and drops whole chunks from the front when there is more
// than keep.
type logTail struct {
	chunk  int
	keep   int64
	chunks [][]byte
	cur    []byte // the chunk being filled
	total  int64  // bytes in chunks
	cut    int64
	heavy  bool // what an earlier log left behind was given back
}

// newLogTail makes room for a body of size bytes; -1 means that the size is not known.
func newLogTail(chunk int, keep, size int64) *logTail {
	t := &logTail{chunk: chunk, keep: keep}
	first := 4 << 10
	if size > 0 {
		first = int(min(size, int64(chunk)))
	}
	t.cur = make([]byte, 0, min(first, chunk))
	return t
}

// reset forgets everything: of a key that comes twice, the last counts.
func (t *logTail) reset() {
	t.cut, t.total, t.chunks, t.cur = 0, 0, nil, t.cur[:0]
}

// write adds valid UTF-8. It is split between chunks, but never within a rune.
func (t *logTail) write(p []byte) {
	for len(p) > 0 {
		if cap(t.cur)-len(t.cur) < utf8.UTFMax {
			t.room(min(len(p), utf8.UTFMax))
		}
		n := copy(t.cur[len(t.cur):cap(t.cur)], p)
		for n < len(p) && !utf8.RuneStart(p[n]) {
			n--
		}
		t.cur = t.cur[:len(t.cur)+n]
		p = p[n:]
	}
}

// writeRune adds a rune in one piece.
func (t *logTail) writeRune(r rune) {
	if cap(t.cur)-len(t.cur) < utf8.UTFMax {
		t.room(utf8.UTFMax)
	}
	t.cur = utf8.AppendRune(t.cur, r)
}

// room makes sure that n bytes are free in the chunk being filled.
func (t *logTail) room(n int) {
	if cap(t.cur)-len(t.cur) >= n {
		return
	}
	if cap(t.cur) < t.chunk { // a short log does not need a whole chunk
		grown := make([]byte, len(t.cur), min(max(4*cap(t.cur), len(t.cur)+n), t.chunk))
		copy(grown, t.cur)
		t.cur = grown
	}
	if cap(t.cur)-len(t.cur) < n {
		t.flush()
	}
}

// flush ends the chunk being filled and begins another, in the memory of one that is dropped if
// there is one.
func (t *logTail) flush() {
	t.chunks = append(t.chunks, t.cur)
	t.total += int64(len(t.cur))
	if t.total > heavyLog && !t.heavy {
		t.heavy = true
		debug.FreeOSMemory()
	}
	var spare []byte
	for t.total > t.keep && len(t.chunks) > 1 {
		spare = t.chunks[0]
		t.total -= int64(len(spare))
		t.cut += int64(len(spare))
		t.chunks[0] = nil
		t.chunks = t.chunks[1:]
	}
	if cap(spare) < t.chunk {
		spare = make([]byte, 0, t.chunk)
	}
	t.cur = spare[:0]
}

// finish returns what was kept. The last chunk gives back the memory it did not need.
func (t *logTail) finish() (chunks [][]byte, length, cut int64) {
	if len(t.cur) > 0 {
		t.flush()
	}
	if n := len(t.chunks); n > 0 {
		if last := t.chunks[n-1]; cap(last)-len(last) > len(last)/4 {
			t.chunks[n-1] = append(make([]byte, 0, len(last)), last...)
		}
	}
	return t.chunks, t.total, t.cut
}
