package enginetest

import (
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httputil"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// Proxy is a way to a daemon that counts what passes. It is for requests that are answered: an
// upgraded connection, as of exec or attach, does not pass.
type Proxy struct {
	// Socket is the path of the socket on which it listens.
	Socket string

	newest string // the newest version of the interface that is spoken, empty for the daemon's
	mu     sync.Mutex
	asked  []string
	events int
	held   chan struct{} // not nil while events are not passed on; closed when they are again
}

// Proxy returns a proxy in front of the daemon, until the test ends. If newest is not empty, the
// daemon behind it seems to be one that speaks no newer version of the interface, such as "1.24".
func (d *Daemon) Proxy(t testing.TB, newest string) *Proxy {
	t.Helper()
	p := &Proxy{Socket: filepath.Join(t.TempDir(), "p.sock"), newest: newest}
	listener, err := new(net.ListenConfig).Listen(t.Context(), "unix", p.Socket)
	if err != nil {
		t.Fatal(err)
	}
	transport := d.transport()
	server := &http.Server{Handler: p.handler(transport)} //nolint:gosec // Its client is the test.
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = server.Serve(listener)
	}()
	t.Cleanup(func() {
		p.Flow()
		_ = server.Close()
		<-done
		transport.CloseIdleConnections()
	})
	return p
}

// Host is the proxy's address as DOCKER_HOST has it.
func (p *Proxy) Host() string { return "unix://" + p.Socket }

// Asked returns the requests so far, as "GET /containers/json?all=1", without the version.
func (p *Proxy) Asked() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]string(nil), p.asked...)
}

// Events returns how many events have passed.
func (p *Proxy) Events() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.events
}

// Dam stops reading the daemon's events, as a client does that is busy. Flow ends that.
func (p *Proxy) Dam() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.held == nil {
		p.held = make(chan struct{})
	}
}

// Flow passes events on again.
func (p *Proxy) Flow() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.held != nil {
		close(p.held)
		p.held = nil
	}
}

// passing waits while events are held, and counts those that go on.
func (p *Proxy) passing(ctx context.Context, n int) {
	p.mu.Lock()
	held := p.held
	p.events += n
	p.mu.Unlock()
	if held != nil {
		select {
		case <-held:
		case <-ctx.Done():
		}
	}
}

func (p *Proxy) handler(transport http.RoundTripper) http.Handler {
	proxy := &httputil.ReverseProxy{
		Transport:     transport,
		FlushInterval: -1, // An event is passed on at once.
		Rewrite:       func(r *httputil.ProxyRequest) { r.Out.URL.Scheme, r.Out.URL.Host = "http", "docker" },
		ModifyResponse: func(r *http.Response) error {
			if p.newest != "" && r.Header.Get("Api-Version") != "" {
				r.Header.Set("Api-Version", p.newest)
			}
			if strings.HasSuffix(r.Request.URL.Path, "/events") {
				r.Body = &counted{r.Body, p, r.Request.Context()}
			}
			return nil
		},
		ErrorHandler: func(http.ResponseWriter, *http.Request, error) {
			panic(http.ErrAbortHandler) // The connection ends, as the daemon's did.
		},
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		version, path := versioned(r.URL.Path)
		what := r.Method + " " + path
		if r.URL.RawQuery != "" {
			what += "?" + r.URL.RawQuery
		}
		p.mu.Lock()
		p.asked = append(p.asked, what)
		p.mu.Unlock()
		if p.newest != "" && later(version, p.newest) {
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(http.StatusBadRequest)
			_, _ = io.WriteString(w, `{"message":"client version `+version+` is too new. Maximum supported API version is `+p.newest+`"}`) //nolint:gosec // Its client is the test.
			return
		}
		proxy.ServeHTTP(w, r)
	})
}

// versioned takes the version out of the path of a request, "/v1.41/events".
func versioned(path string) (version, rest string) {
	if after, found := strings.CutPrefix(path, "/v"); found {
		if version, rest, found = strings.Cut(after, "/"); found {
			return version, "/" + rest
		}
	}
	return "", path
}

// later reports whether a version of the interface is later than another. Both begin with "1.".
func later(version, than string) bool {
	return len(version) > len(than) || len(version) == len(than) && version > than
}

// counted is a stream of events, an object a line.
type counted struct {
	io.ReadCloser
	p   *Proxy
	ctx context.Context
}

func (c *counted) Read(b []byte) (int, error) {
	n, err := c.ReadCloser.Read(b)
	c.p.passing(c.ctx, bytes.Count(b[:n], []byte("}\n")))
	return n, err
}
