package engine

import (
	"strconv"
	"time"
)

// StampLayout is how a line's time is written: RFC 3339 with nanoseconds in UTC, always as long. Times
// in it are in the order of their text.
const StampLayout = "2006-01-02T15:04:05.000000000Z"

// The streams of a program.
const (
	StandardOutput = 1
	StandardError  = 2
)

// LogQuery says which part of a log is wanted: the last Tail lines, and of these the last Limit
// bytes, cut at the start of a line. 0 is no limit.
type LogQuery struct {
	Tail, Limit int
	// Since leaves out what stands before the first line that was written at that time or later, if
	// it is not zero.
	Since time.Time
	// Timestamps puts the time at which it was written before each line, in [StampLayout], and a
	// blank.
	Timestamps bool
	// Streams puts the number of its stream before each line, behind its time, and a blank. Where an
	// engine cannot tell, it is that of the standard output.
	Streams bool
	// Follow goes on with what is written later, in whole lines, until the program ends or the
	// context does. An engine that cannot follow returns [ErrUnsupported].
	Follow bool
}

// AppendPrefix appends what is to stand before a line.
func (q *LogQuery) AppendPrefix(dst []byte, at time.Time, stream int) []byte {
	if q.Timestamps {
		dst = append(at.UTC().AppendFormat(dst, StampLayout), ' ')
	}
	if q.Streams {
		dst = append(strconv.AppendInt(dst, int64(stream), 10), ' ')
	}
	return dst
}
