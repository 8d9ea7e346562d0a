package platform

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"fleetop/internal/platform/engine"
)

const (
	// waitKey is the parameter that says for how many seconds a list that is what the client knows may
	// be held back.
	waitKey = "wait"
	// longestHold is the most of it.
	longestHold = 60
	// mostHeld is how many lists are held back at the same time. More are answered at once.
	mostHeld = 64
	// gather is how long after a change an answer is held back for those that come along with it. One
	// that was waited for in vain doubles it, up to longestGather.
	gather        = 2 * time.Millisecond
	longestGather = time.Second
	// sendTime is how long the answer may take after that.
	sendTime = time.Minute
)

// condition is what a client knows of a list, and for how long it waits for another.
type condition struct {
	tags    []string // of If-None-Match
	version string   // of everything, "" where it does not say
	wait    time.Duration
}

// readCondition reads the condition of a request. It returns a message if the time to wait is wrong.
func readCondition(r *http.Request, q url.Values) (condition, string) {
	c := condition{version: r.Header.Get(versionHeader)}
	for _, field := range r.Header.Values("If-None-Match") {
		for tag := range strings.SplitSeq(field, ",") {
			c.tags = append(c.tags, strings.TrimPrefix(strings.TrimSpace(tag), "W/"))
		}
	}
	if s, found := last(q, waitKey); found {
		n, err := strconv.Atoi(s)
		if err != nil || n < 1 || n > longestHold {
			return c, "Invalid wait " + strconv.Quote(cut(s, 40)) + ": it must be a number of seconds from 1 to " + strconv.Itoa(longestHold)
		}
		c.wait = time.Duration(n) * time.Second
	}
	return c, ""
}

// knows reports whether the client has the list with that tag.
func (c *condition) knows(tag string) bool {
	for _, known := range c.tags {
		if known == "*" || known == strings.TrimPrefix(tag, "W/") {
			return true
		}
	}
	return false
}

// isCurrent reports whether the client knows all there is, as far as it says.
func (c *condition) isCurrent(version string) bool { return c.version == "" || c.version == version }

// tagOf identifies a body. It is weak, because the body may be sent compressed.
func tagOf(body []byte) string {
	sum := sha256.Sum256(body)
	return `W/"` + base64.RawURLEncoding.EncodeToString(sum[:12]) + `"`
}

// isList reports whether a path below the API's root is that of a list with a tag.
func isList(path string) bool {
	return path == "application/" || path == "container/" || path == "image/"
}

// sendList answers GET of a list: with 304 if it is the one that the client knows. With ?wait= that
// answer is held back until the list is another, or anything at all where the client names the version
// of everything that it knows.
func (p *Platform) sendList(w http.ResponseWriter, c *call, handle handler) reply {
	cond, wrong := readCondition(c.r, c.r.URL.Query())
	if wrong != "" {
		return p.send(w, c.r, c.now, refuse(wrong))
	}
	var h *hold
	defer func() { h.end() }()
	buf := p.getBuffer()
	defer p.putBuffer(buf)
	for {
		if cause := p.lost.Load(); cause != nil {
			return p.sendLost(w, c, *cause)
		}
		count, changed := p.mu.watch()
		version := p.versionOf(count)
		a := handle(p, c)
		if a.status != http.StatusOK {
			return p.send(w, c.r, c.now, a)
		}
		buf.Reset()
		encode(buf, a.body)
		tag := tagOf(buf.Bytes())
		w.Header().Set(versionHeader, version)
		w.Header().Set("ETag", tag)
		if !cond.knows(tag) {
			w.Header().Set("Date", httpDate(c.now))
			setHeaders(w.Header())
			p.writeBody(w, c.r, a.status, buf)
			return a
		}
		if h == nil && cond.wait > 0 && cond.isCurrent(version) {
			h = p.hold(w, cond.wait)
		}
		if !cond.isCurrent(version) || !h.await(c.ctx, p, changed) {
			return p.sendUnchanged(w)
		}
		c.now = p.catchUp()
	}
}

// encode writes a body as JSON.
func encode(to *bytes.Buffer, body any) {
	enc := json.NewEncoder(to)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(body) // cannot fail: records hold only strings, numbers and lists
}

// sendUnchanged answers that the client has the list already.
func (p *Platform) sendUnchanged(w http.ResponseWriter) reply {
	h := w.Header()
	h.Set("Date", httpDate(p.now()))
	h.Set("Cache-Control", cacheControl)
	h.Set("Vary", vary+", Accept-Encoding")
	w.WriteHeader(http.StatusNotModified)
	return reply{status: http.StatusNotModified}
}

// lostBody is an answer that nothing can be known, and since when.
type lostBody struct {
	Error string    `json:"error"`
	Since time.Time `json:"since"`
}

// sendLost answers that nothing can be known.
func (p *Platform) sendLost(w http.ResponseWriter, c *call, o outage) reply {
	w.Header().Set("Retry-After", retryAfter)
	return p.send(w, c.r, c.now, reply{http.StatusServiceUnavailable, lostBody{o.cause, o.since.UTC().Truncate(time.Second)}})
}

// hold is an answer that is held back. A nil hold is none.
type hold struct {
	p      *Platform
	over   *time.Timer
	gather time.Duration
}

// hold begins to hold an answer back. It returns nil if too many are.
func (p *Platform) hold(w http.ResponseWriter, wait time.Duration) *hold {
	if p.held.Add(1) > mostHeld {
		p.held.Add(-1)
		return nil
	}
	// The limits of the server are meant for answers that begin at once. Not every writer has them.
	control := http.NewResponseController(w)
	_ = control.SetReadDeadline(time.Time{})
	_ = control.SetWriteDeadline(time.Now().Add(wait + sendTime)) //nolint:forbidigo // a connection's limits are of the real clock
	return &hold{p: p, over: time.NewTimer(wait), gather: gather}
}

func (h *hold) end() {
	if h == nil {
		return
	}
	h.over.Stop()
	h.p.held.Add(-1)
}

// await waits until something may have changed, and a little longer for what comes along with it. It
// reports false if the answer is not to be held back any longer.
func (h *hold) await(ctx context.Context, p *Platform, changed <-chan struct{}) bool {
	if h == nil {
		return false
	}
	due, stop := p.whenDue()
	defer stop()
	select {
	case <-changed:
	case <-due:
	case <-h.over.C:
		return false
	case <-p.released:
		return false
	case <-ctx.Done():
		return false
	}
	pause := time.NewTimer(h.gather)
	defer pause.Stop()
	select {
	case <-pause.C:
	case <-p.released:
	case <-ctx.Done():
	}
	h.gather = min(2*h.gather, longestGather)
	return true
}

// whenDue delivers when the next change is due that time alone brings about: what the engine has
// planned, or the end of what is listed for a while. It never delivers if there is none.
func (p *Platform) whenDue() (due <-chan time.Time, stop func()) {
	var next time.Time
	if planner, ok := p.eng.(engine.Planner); ok {
		next, _ = planner.Planned()
	}
	if at := p.purgeAt.Load(); at != 0 && (next.IsZero() || at < next.UnixNano()) {
		next = time.Unix(0, at)
	}
	if next.IsZero() {
		return nil, func() {}
	}
	timer := time.NewTimer(max(next.Sub(p.now()), 0))
	return timer.C, func() { timer.Stop() }
}

// Release answers at once whatever is held back, now and from now on: the server is about to stop.
func (p *Platform) Release() { p.release.Do(func() { close(p.released) }) }
