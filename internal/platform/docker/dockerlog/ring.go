package dockerlog

import (
	"bytes"
	"unicode/utf8"
)

// ring keeps the end of a text of any length.
type ring struct {
	limit int
	buf   []byte // about twice the limit at most
	cut   bool   // something was dropped
}

// add appends a part of the text.
func (r *ring) add(b []byte) {
	if most := r.limit + 1; len(b) > most { // the byte before the limit tells whether a line begins
		b, r.cut = b[len(b)-most:], true
	}
	if len(r.buf)+len(b) > 2*r.limit {
		r.buf = r.buf[:copy(r.buf, r.buf[len(r.buf)-r.limit:])]
		r.cut = true
	}
	r.buf = append(r.buf, b...)
}

// full reports whether the text is longer than what is kept of it.
func (r *ring) full() bool { return r.cut || len(r.buf) > r.limit }

// text returns the end of the text that begins with a line. Of a line that the daemon itself keeps in
// parts, because it is so long, it may be the end.
func (r *ring) text() []byte {
	b := r.buf
	if !r.full() {
		return b
	}
	whole := false
	if len(b) > r.limit {
		whole = b[len(b)-r.limit-1] == '\n'
		b = b[len(b)-r.limit:]
	}
	if i := bytes.IndexByte(b, '\n'); !whole && i >= 0 && i+1 < len(b) {
		return b[i+1:]
	}
	if whole {
		return b
	}
	if len(b) < entrySize {
		return nil
	}
	for len(b) > 0 && !utf8.RuneStart(b[0]) {
		b = b[1:]
	}
	return b
}

// lastLines returns the last n lines of a text, all of it if n is 0.
func lastLines(b []byte, n int) []byte {
	if n <= 0 {
		return b
	}
	end := bytes.TrimSuffix(b, []byte("\n"))
	for ; n > 0; n-- {
		i := bytes.LastIndexByte(end, '\n')
		if i < 0 {
			return b
		}
		end = end[:i]
	}
	return b[len(end)+1:]
}
