package client

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"
)

func gzipped(tb testing.TB, text string) []byte {
	tb.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, err := io.WriteString(w, text)
	if err = errors.Join(err, w.Close()); err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}

// encoded returns a client of a server that answers with a body of that encoding.
func encoded(tb testing.TB, status int, encoding string, body []byte, opts ...Option) *Client {
	tb.Helper()
	return newServer(tb, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Content-Encoding", encoding)
		w.WriteHeader(status)
		_, _ = w.Write(body)
	}).client(tb, opts...)
}

func TestGzippedBodiesAreDecoded(t *testing.T) {
	t.Parallel()
	text := string(containerPage(100, 0, 100))
	body := gzipped(t, text)
	var trace Trace
	c := encoded(t, 200, "gzip", body, WithTrace(func(tr Trace) { trace = tr }))
	page, err := c.Containers.List(t.Context(), ContainerFilter{}, ListOptions{})
	if err != nil || len(page.Objects) != 100 {
		t.Fatal(err)
	}
	if trace.Received != int64(len(body)) || trace.Received >= int64(len(text)) {
		t.Errorf("received %d of %d bytes", trace.Received, len(body))
	}

	c = encoded(t, 200, "x-gzip", gzipped(t, `{"logs": "hello"}`))
	if log, err := c.Containers.Logs(t.Context(), testUUID); err != nil || log.String() != "hello" {
		t.Errorf("%q %v", log, err)
	}
	c = encoded(t, 400, "gzip", gzipped(t, `{"error": "hello"}`))
	if _, err := c.Containers.Stop(t.Context(), testUUID); err == nil || !strings.Contains(err.Error(), "400: hello") {
		t.Error(err)
	}
	c = encoded(t, 200, "gzip", nil)
	if err := c.Images.Delete(t.Context(), "a/b"); err != nil {
		t.Error(err)
	}

	broken := bytes.Clone(body)
	broken[len(broken)/2] ^= 0xff
	for name, body := range map[string][]byte{
		"empty": nil, "no gzip": []byte(text), "corrupt": broken, "cut off": body[:len(body)/2],
	} {
		c := encoded(t, 200, "gzip", body)
		_, err1 := c.Containers.List(t.Context(), ContainerFilter{}, ListOptions{})
		_, err2 := c.Containers.Logs(t.Context(), testUUID)
		if !errors.Is(err1, ErrGarbage) || !errors.Is(err2, ErrGarbage) {
			t.Errorf("%s: %v, %v", name, err1, err2)
		}
	}
	c = encoded(t, 200, "br", body)
	if _, err := c.Containers.Get(t.Context(), testUUID); !errors.Is(err, ErrGarbage) || !strings.Contains(err.Error(), `"br"`) {
		t.Error(err)
	}
}

// TestPackedBodiesAreBounded sends a little that becomes a lot.
func TestPackedBodiesAreBounded(t *testing.T) {
	t.Parallel()
	bomb := gzipped(t, `{"objects": [{"uuid": "`+strings.Repeat("x", 8<<20)+`"}]}`)
	if len(bomb) > 64<<10 {
		t.Fatalf("a bomb of %d bytes", len(bomb))
	}
	small := func(c *Client) { c.limits.body, c.limits.logStream = 1<<20, 1<<20 }
	c := encoded(t, 200, "gzip", bomb, small)
	_, err1 := c.Containers.List(t.Context(), ContainerFilter{}, ListOptions{})
	_, err2 := c.Containers.Get(t.Context(), testUUID)
	_, err3 := c.Containers.Logs(t.Context(), testUUID)
	for i, err := range []error{err1, err2, err3} {
		if !errors.Is(err, ErrTooLarge) || errors.Is(err, ErrGarbage) {
			t.Errorf("%d: %v", i+1, err)
		}
	}
	c = encoded(t, 500, "gzip", bomb, small)
	if _, err := c.Containers.Get(t.Context(), testUUID); !errors.Is(err, ErrServer) {
		t.Error(err)
	}
}

func TestBoundIsExact(t *testing.T) {
	t.Parallel()
	body := document(t, "2014-04/container-get")
	for limit, fits := range map[int]bool{len(body) - 1: false, len(body): true, len(body) + 1: true} {
		c, _ := answers(t, 200, "application/json", body, func(c *Client) { c.limits.body = int64(limit) })
		if _, err := c.Containers.Get(t.Context(), testUUID); (err == nil) != fits {
			t.Errorf("%d bytes, at most %d: %v", len(body), limit, err)
		}
	}
	if lim := defaultLimits(); lim.body != 8<<20 || lim.logKeep != 64<<20 {
		t.Errorf("%+v", lim)
	}
}

// TestCutOffBodiesAreErrors ends the connection in the middle of a body.
func TestCutOffBodiesAreErrors(t *testing.T) {
	t.Parallel()
	for name, handler := range map[string]http.HandlerFunc{
		"short of its length": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "1000")
			_, _ = io.WriteString(w, `{"logs": "abc`)
			_ = http.NewResponseController(w).Flush()
			panic(http.ErrAbortHandler)
		},
		"in a chunk": func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, `{"logs": "abc`)
			_ = http.NewResponseController(w).Flush()
			panic(http.ErrAbortHandler)
		},
	} {
		c := newServer(t, handler).client(t)
		_, err1 := c.Containers.Logs(t.Context(), testUUID)
		_, err2 := c.Containers.Stop(t.Context(), testUUID)
		_, err3 := c.Containers.List(t.Context(), ContainerFilter{}, ListOptions{})
		for i, err := range []error{err1, err2, err3} {
			var e *Error
			if !errors.Is(err, ErrGarbage) || !errors.Is(err, io.ErrUnexpectedEOF) || !errors.As(err, &e) || e.Status != 200 {
				t.Errorf("%s %d: %v", name, i+1, err)
			}
		}
	}
}

func TestGarbageSaysWhatCame(t *testing.T) {
	t.Parallel()
	c, _ := answers(t, 200, "text/html", "<html>\x1b[1m"+testKey+" signs you in")
	for _, do := range []func() error{
		func() error { _, err := c.Containers.Get(t.Context(), testUUID); return err },
		func() error { _, err := c.Containers.Logs(t.Context(), testUUID); return err },
	} {
		err := do()
		if err == nil || !strings.Contains(err.Error(), `begins "<html>[redacted] signs you in"`) {
			t.Error(err)
		}
	}
	c, _ = answers(t, 200, "", "")
	if _, err := c.Containers.Get(t.Context(), testUUID); err == nil || !strings.Contains(err.Error(), "an empty body") {
		t.Error(err)
	}
}

// TestKeyOfABrokenHeaderIsNotInTheError has net/http put the key into its error.
func TestKeyOfABrokenHeaderIsNotInTheError(t *testing.T) {
	t.Parallel()
	s := newServer(t, func(w http.ResponseWriter, r *http.Request) {
		conn, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Type: "+r.Header.Get("Authorization")+"\x7f\r\n\r\n")
		_ = conn.Close()
	})
	_, err := s.client(t).Containers.Get(t.Context(), testUUID)
	if err == nil || !strings.Contains(err.Error(), redacted) {
		t.Error(err)
	}
	for ; err != nil; err = errors.Unwrap(err) {
		if text := fmt.Sprintf("%v %+v %#v", err, err, err); strings.Contains(text, testKey) {
			t.Error(text)
		}
	}
}

func TestTraceTellsOfEveryRequest(t *testing.T) {
	t.Parallel()
	var traces []Trace
	now := time.Date(2014, time.April, 6, 18, 0, 0, 0, time.UTC)
	clock := func(c *Client) {
		c.now = func() time.Time { now = now.Add(time.Second); return now }
	}
	body := document(t, "2014-04/container-stop")
	s := newServer(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodDelete {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		_, _ = io.WriteString(w, body)
	})
	c := s.client(t, clock, WithTrace(func(tr Trace) { traces = append(traces, tr) }))
	start := now
	_, _ = c.Containers.List(t.Context(), ContainerFilter{State: StatePartlyRunning}, ListOptions{Limit: 5})
	_, _ = c.Applications.Scale(t.Context(), testUUID, 3)
	failed := c.Images.Delete(t.Context(), "a/b")
	_ = c.Images.Delete(t.Context(), "") // nothing is sent, so nothing is traced
	s.Close()
	_, dead := c.Containers.Stop(t.Context(), testUUID)

	want := []Trace{
		{Method: "GET", Path: "/base/api/v1/container/?limit=5&state=Partly%20running", Status: 200},
		{Method: "PATCH", Path: "/base/api/v1/application/" + testUUID + "/", Status: 200, Sent: 27},
		{Method: "DELETE", Path: "/base/api/v1/image/a/b/", Status: 401, Err: failed},
		{Method: "POST", Path: "/base/api/v1/container/" + testUUID + "/stop/", Err: dead},
	}
	if len(traces) != len(want) {
		t.Fatalf("%d traces: %v", len(traces), traces)
	}
	for i, got := range traces {
		if got.Start.Before(start) || got.Took != time.Second {
			t.Errorf("%d: start %v, took %v", i, got.Start, got.Took)
		}
		if i < 2 {
			want[i].Received = int64(len(body))
		}
		if i == 0 {
			want[i].Err = got.Err // a container is no list
		}
		got.Start, got.Took = time.Time{}, 0
		if got != want[i] {
			t.Errorf("%+v\nwant %+v", got, want[i])
		}
		if text := fmt.Sprintf("%+v %#v", got, got); strings.Contains(text, testKey) || strings.Contains(text, "127.0.0.1") && i < 3 {
			t.Error(text)
		}
	}
}

// TestConnectionsAreReused sends many requests over one connection, with every kind of answer.
func TestConnectionsAreReused(t *testing.T) {
	t.Parallel()
	remotes := map[string]bool{}
	n := 0
	s := newServer(t, func(w http.ResponseWriter, r *http.Request) {
		remotes[r.RemoteAddr] = true
		n++
		switch n % 4 {
		case 0:
			w.WriteHeader(http.StatusNotFound)
		case 1:
			w.WriteHeader(http.StatusInternalServerError)
			_, _ = io.WriteString(w, strings.Repeat("x", 3000))
		case 2:
			_, _ = io.WriteString(w, document(t, "2014-04/container-get"))
		default:
			http.Redirect(w, r, r.URL.Path, http.StatusMovedPermanently)
		}
	})
	c := s.client(t)
	for range 12 {
		_, _ = c.Containers.Get(t.Context(), testUUID)
	}
	if len(remotes) != 1 || n < 12 {
		t.Errorf("%d connections for %d requests", len(remotes), n)
	}
}
