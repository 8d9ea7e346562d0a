// Package dockerlog reads logs as Docker daemons send them: the end of one that may be long, and what is
// written later.
package dockerlog

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"fleetop/internal/platform/engine"
)

const (
	// frameHeader is how long the header of a frame is: a type, three bytes of nothing, a length.
	frameHeader = 8
	// maxFrame is the longest frame that is believed. The daemon sends no more than 16 KiB and what
	// a timestamp takes; a longer one is no frame, but a log that has none.
	maxFrame = 1 << 20
	// entrySize is how much of a line the daemon keeps as one entry of its log.
	entrySize = 16 << 10
	// streams is how many types of frames there are.
	streams = 4
	// systemStream is the type of frames by which the daemon speaks for itself.
	systemStream = 3
	// stampSize is how long a time is at most that the daemon puts before an entry.
	stampSize = len("2006-01-02T15:04:05.000000000+07:00")
)

// logLine is a line of a log, or a part of one that is too long.
type logLine struct {
	at     time.Time // zero if the daemon did not say
	stream int
	goesOn bool   // it is the next part of the line before
	text   []byte // with the line feed at its end, if it has one
}

// cutStamp takes the time off that stands before an entry of a log.
func cutStamp(b []byte) (at time.Time, rest []byte, found bool) {
	end := bytes.IndexByte(b[:min(len(b), stampSize+1)], ' ')
	if end < 0 {
		return time.Time{}, b, false
	}
	at, err := time.Parse(time.RFC3339Nano, string(b[:end]))
	if err != nil {
		return time.Time{}, b, false
	}
	return at, b[end+1:], true
}

// openLine is a line of one stream that goes on.
type openLine struct {
	at     time.Time
	goesOn bool // a part of it was handed on
	text   []byte
}

// hand hands on what ends here, and takes note whether that is the line.
func (o *openLine) hand(kind int, text []byte, line func(logLine)) {
	line(logLine{o.at, streamOf(kind), o.goesOn, text})
	o.goesOn = !bytes.HasSuffix(text, []byte("\n"))
}

// readFrames reads a log as the daemon sends it, with a time before each entry, and hands on its
// lines. A line that comes in several frames is put together first: frames of the other stream may
// lie between, and a frame may end within a character. What comes after the last line feed is handed
// on as it is. It returns how many frames there were, each an entry of the daemon's log.
//
// A line longer than limit is handed on in parts.
func readFrames(r io.Reader, limit int, line func(logLine)) (entries int, err error) {
	var (
		in     = bufio.NewReaderSize(r, 64<<10)
		open   [streams]openLine
		header [frameHeader]byte
		body   []byte
		last   time.Time // of any entry: the daemon's own words have none
	)
	defer func() { closeLines(&open, line) }()
	for {
		if _, err := io.ReadFull(in, header[:]); err != nil {
			return entries, endOfLog(err)
		}
		kind, size := int(header[0]), binary.BigEndian.Uint32(header[4:])
		if kind >= streams || size > maxFrame {
			line(logLine{last, engine.StandardError, false, []byte("fleetop: the rest of this log is damaged\n")})
			return entries, nil
		}
		if cap(body) < int(size) {
			body = make([]byte, size)
		}
		n, err := io.ReadFull(in, body[:size])
		at, text, stamped := cutStamp(body[:n])
		if stamped {
			last = at
		}
		if kind == systemStream {
			line(logLine{last, engine.StandardError, false, fmt.Appendf(nil, "docker: %s\n", strings.TrimSpace(string(text)))})
		} else {
			open[kind].add(kind, at, text, limit, line) //nolint:gosec // the type was checked
			entries++
		}
		if err != nil {
			return entries, endOfLog(err)
		}
	}
}

// add takes in an entry and hands on the lines that it ends. All entries of a line have its time.
func (o *openLine) add(kind int, at time.Time, text []byte, limit int, line func(logLine)) {
	if len(o.text) == 0 && !o.goesOn {
		o.at = at
	}
	o.text = cutLines(append(o.text, text...), limit, func(l []byte) {
		o.hand(kind, l, line)
		o.at = at
	})
}

// streamOf is the stream that frames of a type are of.
func streamOf(kind int) int {
	if kind == engine.StandardError {
		return engine.StandardError
	}
	return engine.StandardOutput
}

// readPlain reads the log of a container with a terminal: it has no frames. It counts the entries
// that the daemon must have kept it in, and takes out their times.
func readPlain(r io.Reader, limit int, line func(logLine)) (entries int, err error) {
	var (
		chunk = make([]byte, 32<<10)
		open  openLine
	)
	hand := func(l []byte) {
		if !open.goesOn {
			open.at, l, _ = cutStamp(l)
		}
		l, parts := joinEntries(l)
		entries += parts
		open.hand(engine.StandardOutput, l, line)
	}
	for {
		n, err := r.Read(chunk)
		open.text = cutLines(append(open.text, chunk[:n]...), limit, hand)
		if err != nil {
			if len(open.text) > 0 {
				hand(open.text)
			}
			return entries, endOfLog(err)
		}
	}
}

// joinEntries takes the times out of a line that stand before its second entry and those behind, and
// counts the entries.
func joinEntries(b []byte) (line []byte, entries int) {
	for end := entrySize; end < len(b); end += entrySize {
		if _, rest, found := cutStamp(b[end:]); found {
			b = append(b[:end], rest...)
		}
	}
	return b, 1 + max(len(b)-1, 0)/entrySize
}

// endOfLog takes the ways in which a log ends out of the errors: it may end in the middle, when the
// daemon finds an entry that it cannot read.
func endOfLog(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return nil
	}
	return err
}

// closeLines hands on lines that go on, all but the last with a line feed.
func closeLines(open *[streams]openLine, line func(logLine)) {
	last := -1
	for kind := range open {
		if len(open[kind].text) > 0 {
			last = kind
		}
	}
	for kind := range open {
		o := &open[kind]
		if len(o.text) == 0 {
			continue
		}
		if kind != last {
			o.text = append(o.text, '\n')
		}
		o.hand(kind, o.text, line)
	}
}

// cutLines hands on the lines of b, and parts of one that gets longer than limit. It returns what
// comes after the last, at the front of b.
func cutLines(b []byte, limit int, line func([]byte)) []byte {
	rest := b
	for {
		end := bytes.IndexByte(rest, '\n') + 1
		switch {
		case end > 0:
		case len(rest) > limit:
			end = len(rest)
		default:
			return b[:copy(b, rest)]
		}
		line(rest[:end])
		rest = rest[end:]
	}
}
