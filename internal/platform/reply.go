package platform

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

// reply is the answer to a request: a status and what is sent as JSON. A nil body is empty; what is
// not JSON is written by the router itself.
type reply struct {
	status int
	body   any
}

// errorBody is the shape of an error that is about no field.
type errorBody struct {
	Error string `json:"error"`
}

// faultBody is the shape of an error of the server's own.
type faultBody struct {
	Message string `json:"error_message"`
}

// refuse answers 400 with a message.
func refuse(message string) reply { return reply{http.StatusBadRequest, errorBody{message}} }

// fault answers 500.
func fault(err error) reply { return reply{http.StatusInternalServerError, faultBody{err.Error()}} }

// notFound answers 404 without a body.
func notFound() reply { return reply{status: http.StatusNotFound} }

// vary names the request headers on which answers depend, as the documents show it.
const vary = "Accept, Authorization, Cookie"

// cacheControl has every answer asked for again, as the documents show it.
const cacheControl = "must-revalidate, max-age=0"

// zipFrom is the size in bytes of a body from which on it is compressed.
const zipFrom = 1400

// send writes the answer, and returns it.
func (p *Platform) send(w http.ResponseWriter, r *http.Request, now time.Time, a reply) reply {
	p.write(w, r, now, a)
	return a
}

func (p *Platform) write(w http.ResponseWriter, r *http.Request, now time.Time, a reply) {
	h := w.Header()
	h.Set("Date", httpDate(now))
	switch {
	case a.status == http.StatusNoContent:
		setHeaders(h)
		w.WriteHeader(a.status)
		return
	case a.body == nil:
		sendEmpty(w, a.status)
		return
	}
	if f, ok := a.body.(*following); ok {
		f.send(w)
		return
	}
	if a.status == http.StatusTooManyRequests {
		h.Set("Retry-After", retryAfter)
	}
	setHeaders(h)
	buf := p.getBuffer()
	defer p.putBuffer(buf)
	encode(buf, a.body)
	p.writeBody(w, r, a.status, buf)
}

// writeBody sends a body that was encoded, compressed if that pays.
func (p *Platform) writeBody(w http.ResponseWriter, r *http.Request, status int, buf *bytes.Buffer) {
	h := w.Header()
	if buf.Len() >= zipFrom {
		h.Set("Vary", vary+", Accept-Encoding")
		if acceptsGzip(r) {
			zipped := p.getBuffer()
			defer p.putBuffer(zipped)
			p.zip(zipped, buf.Bytes())
			h.Set("Content-Encoding", "gzip")
			buf = zipped
		}
	}
	h.Set("Content-Length", strconv.Itoa(buf.Len()))
	w.WriteHeader(status)
	_, _ = w.Write(buf.Bytes()) // a client that went away needs no answer
}

// httpDate writes a time as headers have it.
func httpDate(t time.Time) string { return t.UTC().Format(http.TimeFormat) }

// setHeaders sets what every answer of the documents has.
func setHeaders(h http.Header) {
	h.Set("Cache-Control", cacheControl)
	h.Set("Content-Type", "application/json")
	h.Set("Vary", vary)
}

// sendEmpty answers without a body, as the API does for 401 and 404.
func sendEmpty(w http.ResponseWriter, status int) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Length", "0")
	w.WriteHeader(status)
}

// sendAllowed answers 405 with the allowed methods, in the header and as text.
func sendAllowed(w http.ResponseWriter, e endpoint) reply {
	allow := e.allow()
	h := w.Header()
	h.Set("Allow", allow)
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Length", strconv.Itoa(len(allow)))
	w.WriteHeader(http.StatusMethodNotAllowed)
	_, _ = io.WriteString(w, allow) //nolint:gosec // names of methods, all our own; a client that went away needs no answer
	return reply{status: http.StatusMethodNotAllowed}
}

// acceptsGzip reports whether the client asked for compression.
func acceptsGzip(r *http.Request) bool {
	for _, field := range r.Header.Values("Accept-Encoding") {
		for part := range strings.SplitSeq(field, ",") {
			coding, params, _ := strings.Cut(part, ";")
			coding = strings.ToLower(strings.TrimSpace(coding))
			if coding != "gzip" && coding != "*" {
				continue
			}
			key, value, found := strings.Cut(strings.ReplaceAll(params, " ", ""), "=")
			q, err := strconv.ParseFloat(value, 64)
			return !found || !strings.EqualFold(key, "q") || err != nil || q > 0
		}
	}
	return false
}

// pools keeps what answers are built with.
type pools struct {
	buffers, zippers sync.Pool
}

func (p *pools) getBuffer() *bytes.Buffer {
	buf, ok := p.buffers.Get().(*bytes.Buffer)
	if !ok {
		return new(bytes.Buffer)
	}
	buf.Reset()
	return buf
}

// putBuffer keeps a buffer for the next answer, unless a log made it huge.
func (p *pools) putBuffer(buf *bytes.Buffer) {
	if buf.Cap() <= 1<<20 {
		p.buffers.Put(buf)
	}
}

// zip compresses b, for speed rather than size: most clients are near.
func (p *pools) zip(to *bytes.Buffer, b []byte) {
	z, ok := p.zippers.Get().(*gzip.Writer)
	if !ok {
		z, _ = gzip.NewWriterLevel(nil, gzip.BestSpeed) // the level is valid
	}
	defer p.zippers.Put(z)
	z.Reset(to)
	_, _ = z.Write(b) // a buffer takes everything
	_ = z.Close()
}
