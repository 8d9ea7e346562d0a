package docker

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
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
)

// readFrames reads a log as the daemon sends it and hands on its lines, each with the line feed at
// its end. A line that comes in several frames is put together first: frames of the other stream may
// lie between, and a frame may end within a character. What comes after the last line feed is handed
// on as it is. It returns how many frames there were, each an entry of the daemon's log.
//
// A line longer than limit is handed on in parts.
func readFrames(r io.Reader, limit int, line func([]byte)) (entries int, err error) {
	var (
		in     = bufio.NewReaderSize(r, 64<<10)
		open   [streams][]byte // lines that go on
		header [frameHeader]byte
		body   []byte
	)
	defer func() { closeLines(open[:], line) }()
	for {
		if _, err := io.ReadFull(in, header[:]); err != nil {
			return entries, endOfLog(err)
		}
		kind, size := header[0], binary.BigEndian.Uint32(header[4:])
		if kind >= streams || size > maxFrame {
			line([]byte("fleetop: the rest of this log is damaged\n"))
			return entries, nil
		}
		if cap(body) < int(size) {
			body = make([]byte, size)
		}
		n, err := io.ReadFull(in, body[:size])
		if kind == systemStream {
			line([]byte(fmt.Sprintf("docker: %s\n", strings.TrimSpace(string(body[:n])))))
		} else {
			open[kind] = cutLines(append(open[kind], body[:n]...), limit, line) //nolint:gosec // the type was checked
			entries++
		}
		if err != nil {
			return entries, endOfLog(err)
		}
	}
}

// readPlain reads the log of a container with a terminal: it has no frames. It counts the entries
// that the daemon must have kept it in.
func readPlain(r io.Reader, limit int, line func([]byte)) (entries int, err error) {
	var (
		chunk = make([]byte, 32<<10)
		open  []byte
	)
	for {
		n, err := r.Read(chunk)
		open = cutLines(append(open, chunk[:n]...), limit, func(l []byte) {
			entries += 1 + (len(l)-1)/entrySize
			line(l)
		})
		if err != nil {
			if len(open) > 0 {
				entries += 1 + (len(open)-1)/entrySize
				line(open)
			}
			return entries, endOfLog(err)
		}
	}
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
func closeLines(open [][]byte, line func([]byte)) {
	open = slices.DeleteFunc(open, func(l []byte) bool { return len(l) == 0 })
	for i, l := range open {
		if i < len(open)-1 {
			l = append(l, '\n')
		}
		line(l)
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
