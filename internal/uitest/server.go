package uitest

import (
	"context"
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
	waits    bool          // lists wait for a change
	cut      chan struct{} // closed when requests that the handler holds back are cut
}

// NewServer returns a server over a handler.
func NewServer(handler http.Handler) *Server {
	return &Server{handler: handler, cut: make(chan struct{})}
}

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
	how := s.begin(r, string(body))
	defer s.end()
	if s.turn != nil {
		select {
		case s.turn <- struct{}{}:
			defer func() { <-s.turn }()
		case <-r.Context().Done():
			return nil, r.Context().Err()
		}
	}
	if how.delay > 0 {
		timer := time.NewTimer(how.delay)
		defer timer.Stop()
		select {
		case <-timer.C:
		case <-r.Context().Done():
			return nil, r.Context().Err()
		}
	}
	if how.fault != nil {
		return how.fault(r)
	}
	ctx, stop := context.WithCancel(r.Context())
	defer stop()
	in := httptest.NewRequestWithContext(ctx, r.Method, r.URL.String(), strings.NewReader(string(body)))
	in.Header = r.Header.Clone()
	in.Header.Del("Accept-Encoding") // Compression shows nothing here, and takes long under the race detector.
	recorder := httptest.NewRecorder()
	if answered := s.serve(recorder, in, how.cut); !answered {
		return Reset(r)
	}
	if how.edit != nil {
		text := how.edit(recorder.Body.String())
		recorder.Body.Reset()
		recorder.Body.WriteString(text)
		recorder.Header().Del("Content-Length")
	}
	out := recorder.Result()
	if !how.waits {
		withoutWaits(out.Header)
	}
	out.Request = r
	if out.Header.Get("Date") == "" {
		out.Header.Set("Date", time.Now().UTC().Format(http.TimeFormat))
	}
	return out, nil
}

// serve has a request answered by the handler; false where it was cut before.
func (s *Server) serve(w *httptest.ResponseRecorder, in *http.Request, cut <-chan struct{}) bool {
	if !in.URL.Query().Has("wait") {
		s.handler.ServeHTTP(w, in)
		return true
	}
	ctx, stop := context.WithCancel(in.Context())
	defer stop()
	answered := make(chan struct{})
	go func() {
		defer close(answered)
		s.handler.ServeHTTP(w, in.WithContext(ctx))
	}()
	select {
	case <-answered:
		return true
	case <-cut:
		stop()
		<-answered
		return false
	}
}

// manner is how a request is answered.
type manner struct {
	fault Fault
	delay time.Duration
	edit  func(body string) string
	waits bool
	cut   <-chan struct{}
}

// withoutWaits makes headers those of a server whose lists do not wait.
func withoutWaits(h http.Header) {
	var offers []string
	for name := range strings.SplitSeq(h.Get("Fleetop-Extensions"), ", ") {
		if name != "wait" {
			offers = append(offers, name)
		}
	}
	h.Set("Fleetop-Extensions", strings.Join(offers, ", "))
	h.Del("Fleetop-Version")
	h.Del("ETag")
}

func (s *Server) begin(r *http.Request, body string) manner {
	s.mu.Lock()
	defer s.mu.Unlock()
	how := manner{edit: s.edit, waits: s.waits && s.edit == nil, cut: s.cut}
	s.requests = append(s.requests, Request{Method: r.Method, Path: r.URL.Path, Query: r.URL.RawQuery, Body: body, At: time.Now()})
	s.active++
	s.most = max(s.most, s.active)
	if s.broken != nil {
		if how.delay = s.delay; s.broken(r) {
			how.fault = s.fault
		}
		return how
	}
	if s.match == "" || strings.Contains(r.Method+" "+r.URL.Path, s.match) {
		how.fault, how.delay = s.fault, s.delay
	}
	return how
}

// Cut breaks the connections of requests that are held back, as a server does that is started anew.
func (s *Server) Cut() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.cutHeld()
}

func (s *Server) cutHeld() {
	close(s.cut)
	s.cut = make(chan struct{})
}

// Wait has lists wait for a change, as the handler announces it. Without it the server is polled, as the
// original platform is. It is to be called before the first request.
func (s *Server) Wait() { s.waits = true }

func (s *Server) end() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.active--
}

// Break switches a fault on for requests whose "METHOD /path" contains match ("" for all); a nil
// fault switches it off. Requests that are held back are cut.
func (s *Server) Break(match string, fault Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.match, s.broken, s.fault = match, nil, fault
	s.cutHeld()
}

// BreakIf switches a fault on for some requests; without a fault it switches it off.
func (s *Server) BreakIf(broken func(r *http.Request) bool, fault Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.match, s.broken, s.fault = "", broken, fault
	s.cutHeld()
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

// Edit changes the bodies of all answers from now on, which then have no tags.
func (s *Server) Edit(edit func(body string) string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.edit = edit
	s.cutHeld()
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
