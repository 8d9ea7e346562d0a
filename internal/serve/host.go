package serve

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"time"
)

// healthPath is where a server says that it is there.
const healthPath = "/healthz"

// A host stands in front of a handler: it slows wrong keys down and logs.
type host struct {
	handler  http.Handler
	identify func(r *http.Request) (user string, tried bool)
	requests *slog.Logger
	open     *conns
	throttle throttle
	stopped  <-chan struct{}
}

func newHost(ctx context.Context, h http.Handler, o Options, open *conns) *host {
	s := &host{handler: h, identify: o.Identify, requests: o.Requests, open: open, stopped: ctx.Done()}
	if s.identify == nil {
		s.identify = func(*http.Request) (string, bool) { return anyone, false }
	}
	return s
}

// anyone is the user of a host without Identify.
const anyone = "anyone"

// ServeHTTP answers one request.
func (s *host) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == healthPath {
		endAfter(w, r, r.ContentLength != 0)
		sayHealthy(w, r)
		return
	}
	start := time.Now()
	user, tried := s.identify(r)
	endAfter(w, r, user == "" && r.ContentLength != 0)
	if c := connOf(r.Context()); c != nil && user != "" {
		s.open.setBusy(c, true)
	}
	if !s.wait(r, user == "" && tried, start) {
		panic(http.ErrAbortHandler) // nobody is there any more to take an answer
	}
	if s.requests == nil {
		s.handler.ServeHTTP(w, r)
		return
	}
	m := &meter{ResponseWriter: w}
	status := http.StatusInternalServerError // unless the handler returns
	defer func() { s.log(r, user, status, m.bytes, time.Since(start)) }()
	s.handler.ServeHTTP(m, r)
	status = m.status()
}

// endAfter closes the connection after the answer if the body of the request is not read; otherwise
// the HTTP server would wait for the body before it answers. It also closes the connection if the
// body comes in chunks: the request may have a length, too, and a proxy may have used that, so
// nothing that follows can be trusted.
func endAfter(w http.ResponseWriter, r *http.Request, unread bool) {
	if unread || len(r.TransferEncoding) > 0 {
		w.Header().Set("Connection", "close")
	}
}

// wait sleeps for the time that the request's address owes for wrong keys, and reports whether the
// client is still there.
func (s *host) wait(r *http.Request, wrong bool, now time.Time) bool {
	owed := s.throttle.wait(addressOf(r.RemoteAddr), wrong, now)
	if owed <= 0 {
		return true
	}
	timer := time.NewTimer(owed)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-s.stopped:
	case <-r.Context().Done():
		return false
	}
	return true
}

// log logs a request that was answered. Queries and headers are left out: they may hold keys.
func (s *host) log(r *http.Request, user string, status int, bytes int64, took time.Duration) {
	s.requests.LogAttrs(context.WithoutCancel(r.Context()), slog.LevelInfo, "request",
		slog.String("method", r.Method), slog.String("path", r.URL.EscapedPath()),
		slog.Int("status", status), slog.Int64("bytes", bytes),
		slog.Float64("ms", float64(took.Microseconds())/1000),
		slog.String("client", r.RemoteAddr), slog.String("user", user))
}

// sayHealthy answers a health check.
func sayHealthy(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		w.WriteHeader(http.StatusMethodNotAllowed)
		return
	}
	_, _ = io.WriteString(w, "ok\n") // a client that went away needs no answer
}

// meter counts what a handler answers.
type meter struct {
	http.ResponseWriter
	code  int
	bytes int64
}

// WriteHeader notes the status.
func (m *meter) WriteHeader(code int) {
	if m.code == 0 && code >= http.StatusOK {
		m.code = code
	}
	m.ResponseWriter.WriteHeader(code)
}

// Write counts the bytes.
func (m *meter) Write(b []byte) (int, error) {
	n, err := m.ResponseWriter.Write(b)
	m.bytes += int64(n)
	return n, err //nolint:wrapcheck // the handler gets the writer's own error
}

// Unwrap lets http.ResponseController reach the writer.
func (m *meter) Unwrap() http.ResponseWriter { return m.ResponseWriter }

// status returns the status that was sent; a handler that writes nothing sends 200.
func (m *meter) status() int {
	if m.code == 0 {
		return http.StatusOK
	}
	return m.code
}
