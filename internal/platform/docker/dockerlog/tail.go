package dockerlog

import (
	"bytes"
	"context"
	"io"
	"time"

	"fleetop/internal/platform/engine"
)

const (
	// firstTail is how many entries of a log are asked for first, sinceTail where what is wanted is
	// known to be new, and tailStep by how many times more then, until there is enough. Of a log that
	// is never read as a whole nobody has to wait for the beginning.
	firstTail = 2_000
	sinceTail = 100
	tailStep  = 4
	// mostTail is the most entries that are asked for.
	mostTail = 512_000
	// mostLog is the most that is read of a log for which no limit was given.
	mostLog = 16 << 20
	// logTime is how long a daemon may take to send the end of a log.
	logTime = 20 * time.Second
)

// Unreadable is the error of a log that cannot be read, as a sentence for the user.
type Unreadable string

// Error returns the sentence.
func (u Unreadable) Error() string { return string(u) }

// Unwrap tells what kind of error it is.
func (Unreadable) Unwrap() error { return engine.ErrUnreadable }

// Log is a log as a daemon keeps it.
type Log struct {
	// Open returns its last entries, each with its time in front, and what comes later, too, if it is to
	// be followed. The context ends the reading.
	Open func(ctx context.Context, entries int, follow bool, since time.Time) (io.ReadCloser, error)
	// Terminal tells that the program has one: its log has no frames.
	Terminal bool
	// Within bounds how long reading its end may take, context.WithTimeout if nil.
	Within func(ctx context.Context, limit time.Duration) (context.Context, context.CancelFunc)
}

// Of returns the last lines of a text that are wanted, within the limit.
func Of(b []byte, q *engine.LogQuery) io.ReadCloser {
	if q.Limit > 0 {
		r := ring{limit: q.Limit}
		r.add(b)
		b = r.text()
	}
	return io.NopCloser(bytes.NewReader(lastLines(b, q.Tail)))
}

// Tail returns the end of a log, at least as much as is wanted of it.
func (l *Log) Tail(ctx context.Context, q *engine.LogQuery) ([]byte, error) {
	within := context.WithTimeout
	if l.Within != nil {
		within = l.Within
	}
	ctx, cancel := within(ctx, logTime)
	defer cancel()
	limit := q.Limit
	if limit <= 0 {
		limit = mostLog
	}
	entries := firstTail
	if !q.Since.IsZero() {
		entries = sinceTail
	}
	if q.Tail > 0 {
		entries = min(entries, q.Tail)
	}
	for {
		end := logEnd{query: q, ring: ring{limit: limit}}
		whole, err := l.readTail(ctx, entries, &end)
		if err != nil || whole || entries >= mostTail || end.enough() {
			return end.ring.text(), err
		}
		// As many steps at once as the length of these entries lets expect.
		perEntry := max(1, len(end.ring.buf)/entries)
		entries *= tailStep
		for q.Since.IsZero() && entries < mostTail && entries*perEntry < limit && (q.Tail == 0 || entries < q.Tail) {
			entries *= tailStep
		}
		entries = min(entries, mostTail)
	}
}

// readTail reads the last entries of a log and tells whether that is all of it.
func (l *Log) readTail(ctx context.Context, entries int, to *logEnd) (whole bool, err error) {
	// One more: its line may have begun before, and is left out.
	log, err := l.Open(ctx, entries+1, false, time.Time{})
	if err != nil {
		return false, err
	}
	defer func() { _ = log.Close() }()
	var first []byte // with it the log begins, if it is whole
	isFirst := true
	came, err := l.reader()(log, max(to.ring.limit, maxFrame), func(line logLine) {
		if isFirst {
			first, isFirst = to.wanted(nil, line), false
			return
		}
		to.add(line)
	})
	whole = came <= entries
	if whole {
		to.putFirst(first)
	}
	return whole, err
}

// logEnd gathers the end of a log.
type logEnd struct {
	query  *engine.LogQuery
	ring   ring
	lines  int
	begun  bool // the first line was seen that is late enough
	before bool // a line was seen that is not
	line   []byte
}

// wanted appends a line as it is wanted, nothing if it was written too early.
func (e *logEnd) wanted(dst []byte, l logLine) []byte {
	if !e.begun && l.at.Before(e.query.Since) {
		e.before = true
		return dst
	}
	if e.begun = true; !l.goesOn {
		dst = e.query.AppendPrefix(dst, l.at, l.stream)
	}
	return append(dst, l.text...)
}

// add takes in the next line.
func (e *logEnd) add(l logLine) {
	if e.line = e.wanted(e.line[:0], l); len(e.line) > 0 {
		e.ring.add(e.line)
		e.lines++
	}
}

// putFirst puts a line in front of the others.
func (e *logEnd) putFirst(line []byte) {
	if len(line) == 0 || e.ring.full() {
		return
	}
	e.ring.buf = append(line, e.ring.buf...)
	e.lines++
}

// enough reports whether nothing that was written before can be wanted.
func (e *logEnd) enough() bool {
	return e.ring.full() || e.query.Tail > 0 && e.lines >= e.query.Tail || !e.query.Since.IsZero() && e.before
}

// Select returns what is wanted of a log that has times and streams before its lines.
func Select(log []byte, q *engine.LogQuery) []byte {
	e := logEnd{query: q}
	var out []byte
	for len(log) > 0 {
		end := bytes.IndexByte(log, '\n') + 1
		if end == 0 {
			end = len(log)
		}
		out = e.wanted(out, readLine(log[:end]))
		log = log[end:]
	}
	return out
}

// readLine reads a line that has its time and its stream in front.
func readLine(b []byte) logLine {
	at, text, _ := cutStamp(b)
	l := logLine{at: at, stream: engine.StandardOutput, text: text}
	if len(text) > 1 && text[1] == ' ' {
		l.stream, l.text = int(text[0]-'0'), text[2:]
	}
	return l
}

// reader is what reads the log.
func (l *Log) reader() func(io.Reader, int, func(logLine)) (int, error) {
	if l.Terminal {
		return readPlain
	}
	return readFrames
}
