package platform

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"
	"sync"
	"time"

	"fleetop/internal/platform/engine"
)

const (
	// mostFollowed is how many containers' logs can be followed at the same time.
	mostFollowed = 32
	// heartbeat is how often a line without anything is sent, so that both sides know that the other is
	// there.
	heartbeat = 15 * time.Second
	// slowest is how long a client may take to take in what is sent.
	slowest = 30 * time.Second
	// mostOpening is how many logs of an application are opened at the same time.
	mostOpening = 8
	// longestLine is the most of a line that is sent in one.
	longestLine = 256 << 10
)

// followedLine is a line of a log that is followed, on the wire: the container's name, when it was
// written, to which stream, and what.
type followedLine struct {
	Container string `json:"c"`
	Time      string `json:"t"`
	Stream    int    `json:"s"`
	Message   string `json:"m"`
}

// following is the answer to a request that follows logs.
type following struct {
	p     *Platform
	logs  []followedLog
	ctx   context.Context //nolint:containedctx // of the reading, which has begun
	stop  context.CancelFunc
	lines chan []byte
}

// followedLog is one of its logs.
type followedLog struct {
	name string
	text io.ReadCloser
}

// follow answers with what containers write, until their programs end. The lines of several come as
// they are written. Of a container that could not be started it tells why.
func (p *Platform) follow(c *call, q engine.LogQuery, isOne bool, sources ...logSource) reply {
	if len(sources) > mostFollowed {
		return refuse("At most " + strconv.Itoa(mostFollowed) + " logs can be followed: follow some of the " + strconv.Itoa(len(sources)) + " containers one by one.")
	}
	if n := p.followed.Add(int32(len(sources))); n > mostFollowed { //nolint:gosec // a few thousand at most
		p.followed.Add(-int32(len(sources))) //nolint:gosec // likewise
		return reply{http.StatusTooManyRequests, errorBody{
			"At most " + strconv.Itoa(mostFollowed) + " logs can be followed at the same time: try again when others are not any more.",
		}}
	}
	f := &following{p: p, lines: make(chan []byte)}
	f.ctx, f.stop = context.WithCancel(c.ctx)
	q.Timestamps, q.Streams, q.Limit = true, true, logLimit
	c.lift() // a daemon may take its time for many logs
	if err := f.open(sources, q, isOne); err != nil {
		f.end(len(sources))
		return logFault(err)
	}
	return reply{http.StatusOK, f}
}

// open begins to follow the logs of containers, several at the same time. It returns the first error of
// them in their order.
func (f *following) open(sources []logSource, q engine.LogQuery, isOne bool) error {
	logs, faults := make([]followedLog, len(sources)), make([]error, len(sources))
	slots := make(chan struct{}, mostOpening)
	var all sync.WaitGroup
	for i, s := range sources {
		slots <- struct{}{}
		all.Go(func() {
			defer func() { <-slots }()
			text, err := f.p.openLog(f.ctx, s, q, isOne)
			logs[i], faults[i] = followedLog{s.name, text}, err
		})
	}
	all.Wait()
	for i := range logs {
		if faults[i] == nil {
			f.logs = append(f.logs, logs[i])
		}
	}
	return cmp.Or(faults...)
}

// openLog begins to follow a container's log. One of several that cannot be read says why, as a line of its
// own.
func (p *Platform) openLog(ctx context.Context, s logSource, q engine.LogQuery, isOne bool) (io.ReadCloser, error) {
	say := func(text string, at time.Time) io.ReadCloser {
		line := append(q.AppendPrefix(nil, at, engine.StandardError), text+"\n"...)
		return io.NopCloser(bytes.NewReader(line))
	}
	if s.reason != "" {
		q.Follow = false
		b, err := p.readLog(ctx, s, q)
		return io.NopCloser(bytes.NewReader(b)), err
	}
	log, err := p.eng.Logs(ctx, s.uuid, q)
	switch {
	case errors.Is(err, engine.ErrNotFound):
		return http.NoBody, nil
	case errors.Is(err, engine.ErrUnreadable) && !isOne:
		return say(err.Error(), p.now()), nil
	default:
		return log, err //nolint:wrapcheck // the engine's error says it all
	}
}

// end lets go of the logs; count is how many were asked for.
func (f *following) end(count int) {
	f.stop()
	for _, log := range f.logs {
		_ = log.text.Close()
	}
	f.p.followed.Add(-int32(count)) //nolint:gosec // a few thousand at most
}

// send writes the lines until all logs have ended, the client has gone or is too slow, or the server
// stops.
func (f *following) send(w http.ResponseWriter) {
	defer f.end(len(f.logs))
	h := w.Header()
	h.Set("Content-Type", "application/x-ndjson")
	h.Set("Cache-Control", cacheControl)
	h.Set("X-Accel-Buffering", "no") // for proxies of nginx, which would gather lines
	control := http.NewResponseController(w)
	put := func(line []byte) bool {
		_ = control.SetWriteDeadline(time.Now().Add(slowest)) //nolint:forbidigo // a connection's limits are of the real clock
		_, err := w.Write(line)
		return err == nil && control.Flush() == nil
	}
	w.WriteHeader(http.StatusOK)
	if !put(nil) {
		return
	}
	go f.read()
	quiet := time.NewTicker(heartbeat)
	defer quiet.Stop()
	for {
		select {
		case line, more := <-f.lines:
			if !more || !put(line) {
				return
			}
			quiet.Reset(heartbeat)
		case <-quiet.C:
			if !put([]byte("\n")) {
				return
			}
		case <-f.p.released:
			return
		case <-f.ctx.Done():
			return
		}
	}
}

// read hands on the lines of all logs until these end.
func (f *following) read() {
	defer close(f.lines)
	var all sync.WaitGroup
	for _, log := range f.logs {
		all.Go(func() { f.readOne(log) })
	}
	all.Wait()
}

// readOne hands on the lines of one log.
func (f *following) readOne(log followedLog) {
	in := bufio.NewReaderSize(log.text, longestLine)
	for {
		line, err := in.ReadSlice('\n')
		if len(line) > 0 {
			select {
			case f.lines <- log.encode(line):
			case <-f.ctx.Done():
				return
			}
		}
		if err != nil && !errors.Is(err, bufio.ErrBufferFull) {
			return
		}
	}
}

// encode writes a line that has its time and its stream in front as JSON. Of a line that is too long
// the parts behind the first have neither.
func (l *followedLog) encode(line []byte) []byte {
	line = bytes.TrimRight(line, "\r\n")
	out := followedLine{Container: l.name, Stream: engine.StandardOutput}
	if at, rest, found := bytes.Cut(line, []byte(" ")); found && len(at) == len(engine.StampLayout) && len(rest) > 1 && rest[1] == ' ' {
		out.Time, out.Stream, line = string(at), int(rest[0]-'0'), rest[2:]
	}
	out.Message = string(line)
	b, _ := json.Marshal(out) // cannot fail: it holds texts and a number
	return append(b, '\n')
}
