package platform

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
)

// lines collects a request log.
type lines struct {
	mu   sync.Mutex
	list []string
}

func (l *lines) add(s string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.list = append(l.list, s)
}

func (l *lines) all() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return append([]string(nil), l.list...)
}

// serve runs Serve on a free port until the returned function is called, which
// returns what Serve did.
func serve(t *testing.T, h http.Handler, log func(string)) (url string, stop func() error) {
	t.Helper()
	var lc net.ListenConfig
	l, err := lc.Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- Serve(ctx, l, h, log) }()
	stop = sync.OnceValue(func() error {
		cancel()
		return <-done
	})
	t.Cleanup(func() { _ = stop() })
	return "http://" + l.Addr().String(), stop
}

func get(t *testing.T, url string) error {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "ApiKey admin:top-secret")
	res, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		return err //nolint:wrapcheck // the caller only looks whether there is one
	}
	return res.Body.Close() //nolint:wrapcheck // the same
}

// TestServeLog checks the lines of the request log.
func TestServeLog(t *testing.T) {
	t.Parallel()
	var log lines
	h := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/silent":
		case "/panic":
			panic(http.ErrAbortHandler)
		default:
			w.WriteHeader(http.StatusTeapot)
			_, _ = w.Write([]byte("short and stout"))
		}
	})
	url, stop := serve(t, h, log.add)
	for _, path := range []string{"/api/?key=top-secret", "/a%1b%5b31m%0ab", "/silent", "/" + strings.Repeat("x", 999)} {
		if err := get(t, url+path); err != nil {
			t.Fatal(err)
		}
	}
	if err := get(t, url+"/panic"); err == nil {
		t.Fatal("a handler that panicked answered")
	}
	if err := stop(); err != nil {
		t.Fatal(err)
	}
	want := []string{
		`^GET /api/ 418 15B \d+\.\dms$`, `^GET /a%1b%5b31m%0ab 418 15B \d+\.\dms$`, `^GET /silent 200 0B \d+\.\dms$`,
		`^GET /x{299}\.\.\. 418 15B \d+\.\dms$`, `^GET /panic 500 0B \d+\.\dms$`,
	}
	got := log.all()
	if len(got) != len(want) {
		t.Fatalf("%d lines: %q", len(got), got)
	}
	for i := range want {
		if !regexp.MustCompile(want[i]).MatchString(got[i]) {
			t.Errorf("line %q, want %s", got[i], want[i])
		}
	}
}

// TestServeStops checks that requests in flight end, that those which do not are cut
// off, and that the listener is closed.
func TestServeStops(t *testing.T) {
	t.Parallel()
	for _, hangs := range []bool{false, true} {
		arrived, release := make(chan struct{}), make(chan struct{})
		url, stop := serve(t, http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
			close(arrived)
			<-release
		}), nil)
		answered := make(chan error, 1)
		go func() { answered <- get(t, url) }()
		<-arrived
		if !hangs {
			close(release)
		}
		if err := stop(); err != nil {
			t.Errorf("hangs %v: %v", hangs, err)
		}
		if err := <-answered; (err != nil) != hangs {
			t.Errorf("hangs %v: the request in flight: %v", hangs, err)
		}
		if hangs {
			close(release)
		}
		if get(t, url) == nil {
			t.Errorf("hangs %v: it still answers", hangs)
		}
	}
}

// brokenListener fails at once.
type brokenListener struct{ net.Listener }

func (brokenListener) Accept() (net.Conn, error) { return nil, errors.New("broken") }
func (brokenListener) Close() error              { return nil }
func (brokenListener) Addr() net.Addr            { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 1} }

// TestServeFails checks that the error of a listener comes back.
func TestServeFails(t *testing.T) {
	t.Parallel()
	err := Serve(t.Context(), brokenListener{}, http.NotFoundHandler(), nil)
	if err == nil || err.Error() != "serve on 127.0.0.1:1: broken" {
		t.Errorf("error %v", err)
	}
}

// TestCleanLine checks that nothing that moves a cursor passes.
func TestCleanLine(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"plain ü 漢":          "plain ü 漢",
		"\x1b[31mred\n":      `\x1b[31mred\n`,
		"a\x00b\xffc\u009b2": `a\x00b\xffc\u009b2`,
		"\u202eevil":         `\u202eevil`,
	} {
		if got := cleanLine(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

// TestRequestLine checks how large numbers are written.
func TestRequestLine(t *testing.T) {
	t.Parallel()
	got := requestLine("GET", "/x/", 200, 5316, 1234567*time.Nanosecond)
	if want := "GET /x/ 200 5316B 1.2ms"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// ExampleServe serves until its context ends.
func ExampleServe() {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	var lc net.ListenConfig
	l, err := lc.Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(Serve(ctx, l, http.NotFoundHandler(), nil))
	// Output: <nil>
}
