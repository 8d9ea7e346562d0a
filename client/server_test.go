package client

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

const (
	testUUID = "7eaf7fff-882c-4f3d-9a8f-a22317ac00ce"
	testKey  = "s3cr3t-ap1-k3y"
)

var testCredentials = Credentials{"admin", testKey}

// sentRequest is a request as a server saw it.
type sentRequest struct {
	Method, URI string
	Header      http.Header
	Body        string
}

// server is a real HTTP server under a base path that is not empty, so that a path made wrongly
// fails loudly.
type server struct {
	*httptest.Server
	mu   sync.Mutex
	sent []sentRequest
}

func newServer(tb testing.TB, handler http.HandlerFunc) *server {
	tb.Helper()
	s := &server{}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			tb.Error("reading the request:", err)
		}
		s.mu.Lock()
		s.sent = append(s.sent, sentRequest{r.Method, r.RequestURI, r.Header.Clone(), string(body)})
		s.mu.Unlock()
		if !strings.HasPrefix(r.URL.Path, "/base/api/v1/") {
			http.Error(w, "outside of the base path: "+r.URL.Path, http.StatusTeapot)
			return
		}
		handler(w, r)
	}))
	tb.Cleanup(s.Close)
	return s
}

func (s *server) requests() []sentRequest {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]sentRequest(nil), s.sent...)
}

func (s *server) client(tb testing.TB, opts ...Option) *Client {
	tb.Helper()
	opts = append([]Option{WithTimeout(5 * time.Minute)}, opts...) // Whatever the machine: only what is broken takes as long.
	c, err := New(s.URL+"/base/", testCredentials, opts...)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(c.CloseIdle)
	return c
}

// answers returns a client of a server that always gives the same answer.
func answers(tb testing.TB, status int, contentType, body string, opts ...Option) (*Client, *server) {
	tb.Helper()
	s := newServer(tb, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", contentType)
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	})
	return s.client(tb, opts...), s
}

// document returns a JSON example of the API's documents.
func document(tb testing.TB, name string) string {
	tb.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name+".json"))
	if err != nil {
		tb.Fatal(err)
	}
	return string(bytes.TrimSpace(data))
}

func ptr[T any](v T) *T { return &v }
