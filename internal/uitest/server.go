package uitest

import (
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"syscall"
	"time"
)

// Fault is what a server does instead of answering.
type Fault func(r *http.Request) (*http.Response, error)

// Request is one request that reached the server.
type Request struct {
	Method, Path, Query, Body string
	At                        time.Time
}

// String returns "GET /api/v1/application/", with the query where there is one.
func (r Request) String() string {
	s := r.Method + " " + r.Path
	if r.Query != "" {
		s += "?" + r.Query
	}
	return s
}

// Server is an http.RoundTripper that asks a handler inside the process, so that it works in fake
// time. It remembers every request; faults can be switched on.
type Server struct {
	handler http.Handler

	mu       sync.Mutex
	requests []Request
	fault    Fault
	match    string
	broken   func(r *http.Request) bool
	delay    time.Duration
	edit     func(body string) string
	active   int
	most     int
	turn     chan struct{} // where requests are answered one at a time
}

// NewServer returns a server over a handler.
func NewServer(handler http.Handler) *Server { return &Server{handler: handler} }

// RoundTrip implements http.RoundTripper.
func (s *Server) RoundTrip(r *http.Request) (*http.Response, error) {
	var body []byte
	if r.Body != nil {
		var err error
		if body, err = io.ReadAll(r.Body); err != nil {
			return nil, err
		}
		_ = r.Body.Close()
	}
	fault, delay, edit := s.begin(r, string(body))
	defer s.end()
	if s.turn != nil {
		select {
		case s.turn <- struct{}{}:
			defer func() { <-s.turn }()
		case <-r.Context().Done():
			return nil, r.Context().Err()
		}
	}
	if delay > 0 {
		timer := time.NewTimer(delay)
		defer timer.Stop()
		select {
		case <-timer.C:
		case <-r.Context().Done():
			return nil, r.Context().Err()
		}
	}
	if fault != nil {
		return fault(r)
	}
	in := httptest.NewRequestWithContext(r.Context(), r.Method, r.URL.String(), strings.NewReader(string(body)))
	in.Header = r.Header.Clone()
	in.Header.Del("Accept-Encoding") // Compression shows nothing here, and takes long under the race detector.
	recorder := httptest.NewRecorder()
	s.handler.ServeHTTP(recorder, in)
	if edit != nil {
		text := edit(recorder.Body.String())
		recorder.Body.Reset()
		recorder.Body.WriteString(text)
		recorder.Header().Del("Content-Length")
	}
	out := recorder.Result()
	out.Request = r
	if out.Header.Get("Date") == "" {
		out.Header.Set("Date", time.Now().UTC().Format(http.TimeFormat))
	}
	return out, nil
}

func (s *Server) begin(r *http.Request, body string) (Fault, time.Duration, func(string) string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests = append(s.requests, Request{Method: r.Method, Path: r.URL.Path, Query: r.URL.RawQuery, Body: body, At: time.Now()})
	s.active++
	s.most = max(s.most, s.active)
	if s.broken != nil {
		if s.broken(r) {
			return s.fault, s.delay, s.edit
		}
		return nil, s.delay, s.edit
	}
	if s.match != "" && !strings.Contains(r.Method+" "+r.URL.Path, s.match) {
		return nil, 0, s.edit
	}
	return s.fault, s.delay, s.edit
}

func (s *Server) end() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.active--
}

// Break switches a fault on for requests whose "METHOD /path" contains match ("" for all); a nil
// fault switches it off.
func (s *Server) Break(match string, fault Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.match, s.broken, s.fault = match, nil, fault
}

// BreakIf switches a fault on for some requests; without a fault it switches it off.
func (s *Server) BreakIf(broken func(r *http.Request) bool, fault Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.match, s.broken, s.fault = "", broken, fault
}

// Slow makes requests whose "METHOD /path" contains match take a while.
func (s *Server) Slow(match string, delay time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.match, s.delay = match, delay
}

// OneByOne makes the server answer one request at a time. It is to be called before the first of
// them.
func (s *Server) OneByOne() { s.turn = make(chan struct{}, 1) }

// Edit changes the bodies of all answers from now on.
func (s *Server) Edit(edit func(body string) string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.edit = edit
}

// Take returns the requests since the last Take.
func (s *Server) Take() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := s.requests
	s.requests = nil
	return out
}

// Most returns how many requests were answered at the same time, at most.
func (s *Server) Most() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.most
}

// Refused is a server that is not there.
func Refused(*http.Request) (*http.Response, error) {
	return nil, &net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED}
}

// Reset is a connection that breaks after the request was sent.
func Reset(*http.Request) (*http.Response, error) {
	return nil, &net.OpError{Op: "read", Net: "tcp", Err: errors.New("connection reset by peer")}
}

// Hang never answers.
func Hang(r *http.Request) (*http.Response, error) {
	<-r.Context().Done()
	return nil, r.Context().Err()
}

// Answer is a server that always gives the same answer.
func Answer(status int, contentType, body string, header ...string) Fault {
	return func(r *http.Request) (*http.Response, error) {
		out := httptest.NewRecorder()
		out.Header().Set("Content-Type", contentType)
		for i := 0; i+1 < len(header); i += 2 {
			out.Header().Set(header[i], header[i+1])
		}
		out.WriteHeader(status)
		_, _ = out.WriteString(body)
		resp := out.Result()
		resp.Request = r
		return resp, nil
	}
}
