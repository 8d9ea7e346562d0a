package platform

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// stopTime is how long requests in flight have to end when a server stops.
const stopTime = 800 * time.Millisecond

// Serve answers requests on the listener with h until ctx ends, then lets requests
// in flight end and returns nil within a second. It closes the listener. If log is
// not nil, it gets one line a request, without newline: method, path, status, bytes
// of the body and duration, as in
//
//	GET /api/v1/application/ 200 5316B 1.2ms
//
// A line never holds a query, a header or a control character. The error is that
// of a listener that failed.
func Serve(ctx context.Context, l net.Listener, h http.Handler, log func(line string)) error {
	if log != nil {
		h = logged(h, log)
	}
	srv := &http.Server{
		Handler:           h,
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       30 * time.Second,
		WriteTimeout:      2 * time.Minute,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
		ErrorLog:          errorLog(log),
	}
	failed := make(chan error, 1)
	go func() { failed <- srv.Serve(l) }()
	select {
	case err := <-failed:
		return fmt.Errorf("serve on %s: %w", l.Addr(), err)
	case <-ctx.Done():
	}
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTime)
	defer cancel()
	if err := srv.Shutdown(grace); err != nil {
		_ = srv.Close() // what is still in flight is cut off
	}
	if err := <-failed; !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serve on %s: %w", l.Addr(), err)
	}
	return nil
}

// errorLog passes the HTTP server's own complaints on as cleaned lines.
func errorLog(line func(string)) *log.Logger {
	return log.New(lineWriter(func(s string) {
		if line != nil {
			line(s)
		}
	}), "", 0)
}

// lineWriter makes a function of lines an io.Writer for one line a call.
type lineWriter func(string)

// Write passes one line on, cleaned.
func (w lineWriter) Write(b []byte) (int, error) {
	w(cleanLine(strings.TrimRight(string(b), "\n")))
	return len(b), nil
}

// logged writes one line about every request that h answered, also when h panics.
func logged(h http.Handler, line func(string)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := time.Now()
		m := &meter{ResponseWriter: w}
		status := http.StatusInternalServerError // unless h returns
		defer func() {
			line(requestLine(r.Method, r.URL.EscapedPath(), status, m.bytes, time.Since(start)))
		}()
		h.ServeHTTP(m, r)
		status = m.status()
	})
}

// requestLine formats one line of the request log.
func requestLine(method, path string, status int, bytes int64, took time.Duration) string {
	b := make([]byte, 0, 64+len(path))
	b = append(b, cleanLine(method)...)
	b = append(b, ' ')
	b = append(b, cleanLine(path)...)
	b = append(b, ' ')
	b = strconv.AppendInt(b, int64(status), 10)
	b = append(b, ' ')
	b = strconv.AppendInt(b, bytes, 10)
	b = append(b, "B "...)
	b = strconv.AppendFloat(b, float64(took.Microseconds())/1000, 'f', 1, 64)
	return string(append(b, "ms"...))
}

// cleanLine makes text from outside fit for one line on a terminal: what is not
// printable is escaped, and what is very long is cut.
func cleanLine(s string) string {
	const most = 300
	var b strings.Builder
	for i, r := range s {
		if b.Len() >= most {
			b.WriteString("...")
			break
		}
		if r == utf8.RuneError || !unicode.IsPrint(r) {
			_, size := utf8.DecodeRuneInString(s[i:])
			q := strconv.QuoteToASCII(s[i : i+size])
			b.WriteString(q[1 : len(q)-1])
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
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
