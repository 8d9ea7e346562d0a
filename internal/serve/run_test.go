package serve

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"
)

// identify knows the key "right".
func identify(r *http.Request) (string, bool) {
	key := r.Header.Get("Authorization")
	if key == "right" {
		return "admin", true
	}
	return "", key != ""
}

// guarded answers whoever has the key.
func guarded(h http.HandlerFunc) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if user, _ := identify(r); user == "" {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		h(w, r)
	})
}

func fine(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "fine") }

// listenOnFreePort listens on a free port of loopback.
func listenOnFreePort(t *testing.T) net.Listener {
	t.Helper()
	a, err := ParseAddress(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l, err := a.Listen(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// run serves on a free port until the returned function is called, which returns what Run did.
func run(t *testing.T, h http.Handler, o Options) (address string, stop func() error) {
	t.Helper()
	l := listenOnFreePort(t)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- Run(ctx, l, h, o) }()
	stop = sync.OnceValue(func() error {
		cancel()
		return <-done
	})
	t.Cleanup(func() { _ = stop() })
	return l.Addr().String(), stop
}

// ask sends a request on a connection of its own and returns the status.
func ask(t *testing.T, method, address, path, key string, body io.Reader) (int, string, error) {
	t.Helper()
	transport := &http.Transport{DisableKeepAlives: true}
	req, err := http.NewRequestWithContext(t.Context(), method, "http://"+address+path, body)
	if err != nil {
		t.Fatal(err)
	}
	if key != "" {
		req.Header.Set("Authorization", key)
	}
	res, err := transport.RoundTrip(req)
	if err != nil {
		return 0, "", err
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	return res.StatusCode, string(text), err
}

func wantStatus(t *testing.T, want int, method, address, path, key string) {
	t.Helper()
	if got, _, err := ask(t, method, address, path, key, nil); err != nil || got != want {
		t.Errorf("%s %s: status %d, %v; want %d", method, path, got, err, want)
	}
}

// TestRequestsAreLogged checks the record of a request, and that it has no query or header.
// /healthz is not logged.
func TestRequestsAreLogged(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	log := NewLog(&out, "text", "top-secret")
	address, stop := run(t, guarded(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/silent":
		case "/panic":
			panic(http.ErrAbortHandler)
		default:
			w.WriteHeader(http.StatusTeapot)
			_, _ = io.WriteString(w, "short and stout")
		}
	}), Options{Identify: identify, Requests: log.Requests})
	wantStatus(t, 418, "GET", address, "/api/?api_key=top-secret", "right")
	wantStatus(t, 401, "DELETE", address, "/api/", "wrong")
	wantStatus(t, 200, "GET", address, "/healthz?api_key=top-secret", "")
	wantStatus(t, 418, "GET", address, "/a%1b%5b31m%0ab", "right")
	wantStatus(t, 200, "GET", address, "/silent", "right")
	c := open(t, address, "OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
	if _, err := io.Copy(io.Discard, c); err != nil {
		t.Fatal(err)
	}
	wantStatus(t, 418, "GET", address, "/top-secret/"+strings.Repeat("x", 999), "right")
	if _, _, err := ask(t, "GET", address, "/panic", "right", nil); err == nil {
		t.Error("a handler that panicked answered")
	}
	if err := stop(); err != nil {
		t.Fatal(err)
	}
	log.Close(time.Minute)
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	want := []string{
		" method=GET path=/api/ status=418 bytes=15 ms=", " method=DELETE path=/api/ status=401 bytes=0 ms=",
		" method=GET path=/a%1b%5b31m%0ab status=418 bytes=15 ms=", " method=GET path=/silent status=200 bytes=0 ms=",
		" method=OPTIONS path=* status=401", " method=GET path=/REDACTED/xxx", " method=GET path=/panic status=500 bytes=0 ms=",
	}
	if len(lines) != len(want) {
		t.Fatalf("%d lines: %s", len(lines), out.String())
	}
	for i := range want {
		user := "user=admin"
		if i == 1 || i == 4 {
			user = `user=""`
		}
		if !strings.Contains(lines[i], "msg=request"+want[i]) || !strings.Contains(lines[i], " client=127.0.0.1:") || !strings.HasSuffix(lines[i], user) {
			t.Errorf("line %q, want %s", lines[i], want[i])
		}
	}
	if strings.Contains(out.String(), "top-secret") || strings.Contains(out.String(), "healthz") {
		t.Errorf("the log is %s", out.String())
	}
}

// TestHealthNeedsNoKey checks the methods of /healthz.
func TestHealthNeedsNoKey(t *testing.T) {
	t.Parallel()
	address, _ := run(t, http.NotFoundHandler(), Options{Identify: identify})
	for method, want := range map[string]int{"GET": 200, "HEAD": 200, "POST": 405, "DELETE": 405} {
		status, text, err := ask(t, method, address, "/healthz", "", nil)
		if err != nil || status != want || method == "GET" && text != "ok\n" {
			t.Errorf("%s: %d %q, %v", method, status, text, err)
		}
	}
}

// TestAnswersOnTheirWayAreFinished stops servers whose handler is at work, whose answer is not read
// yet, or which never ends: the first two are finished, the last is cut off, and nothing is waited
// for that sends nothing.
func TestAnswersOnTheirWayAreFinished(t *testing.T) {
	t.Parallel()
	for name, hangs := range map[string]bool{"ends": false, "hangs": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			arrived, release := make(chan struct{}), make(chan struct{})
			large := strings.Repeat("x", 8<<20)
			o := Options{Identify: identify, StopTime: time.Minute}
			if hangs {
				o.StopTime = 50 * time.Millisecond
			}
			address, stop := run(t, guarded(func(w http.ResponseWriter, _ *http.Request) {
				close(arrived)
				<-release
				_, _ = io.WriteString(w, large)
			}), o)
			open(t, address, "")               // sends nothing
			open(t, address, "GET / HTTP/1.1") // never ends its header
			answered := make(chan error, 1)
			go func() {
				_, text, err := ask(t, "GET", address, "/", "right", nil)
				if err == nil && text != large {
					err = fmt.Errorf("%d bytes", len(text))
				}
				answered <- err
			}()
			<-arrived
			stopped := make(chan error, 1)
			go func() { stopped <- stop() }()
			if !hangs {
				waitRefused(t, address) // it is stopping
				close(release)
			}
			if err := <-stopped; err != nil {
				t.Error(err)
			}
			if err := <-answered; (err != nil) != hangs {
				t.Errorf("the request on its way: %v", err)
			}
			if hangs {
				close(release)
			}
		})
	}
}

// waitRefused waits until nothing listens at an address.
func waitRefused(t *testing.T, address string) {
	t.Helper()
	for {
		c, err := net.DialTimeout("tcp", address, time.Minute)
		if err != nil {
			return
		}
		_ = c.Close()
	}
}

// open opens a connection and sends something.
func open(t *testing.T, address, text string) net.Conn {
	t.Helper()
	c, err := net.DialTimeout("tcp", address, time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	if _, err := io.WriteString(c, text); err != nil {
		t.Fatal(err)
	}
	return c
}

// TestHalfOpenConnectionsStarveNobody opens far more connections than fit, which send nothing, a
// piece of a header, or a header without its body: whoever has the key is answered, also on a
// connection that was open before, and what was too much is closed.
func TestHalfOpenConnectionsStarveNobody(t *testing.T) {
	t.Parallel()
	limits := Limits{All: 30, Each: 20, Loopback: 20}
	for name, text := range map[string]string{
		"nothing":     "",
		"a header":    "GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ",
		"a body":      "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{",
		"a wrong key": "POST / HTTP/1.1\r\nHost: x\r\nAuthorization: wrong\r\nContent-Length: 100\r\n\r\n{",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			address, _ := run(t, guarded(fine), Options{Identify: identify, Limits: limits})
			kept := open(t, address, "")
			answers := bufio.NewReader(kept)
			again := func() {
				t.Helper()
				_, err := io.WriteString(kept, "GET / HTTP/1.1\r\nHost: x\r\nAuthorization: right\r\n\r\n")
				if err != nil {
					t.Fatal(err)
				}
				res, err := http.ReadResponse(answers, nil)
				if err != nil {
					t.Fatal(err)
				}
				defer res.Body.Close()
				if _, err := io.Copy(io.Discard, res.Body); err != nil || res.StatusCode != http.StatusOK {
					t.Fatalf("status %d, %v", res.StatusCode, err)
				}
			}
			again()
			var first net.Conn
			for i := range 5 * limits.Loopback {
				c := open(t, address, text)
				if i == 0 {
					first = c
				}
				if i%limits.Loopback == 0 {
					wantStatus(t, 200, "GET", address, "/", "right")
					again()
				}
			}
			wantStatus(t, 200, "GET", address, "/", "right")
			again()
			if err := first.SetReadDeadline(time.Now().Add(time.Minute)); err != nil {
				t.Fatal(err)
			}
			if _, err := io.Copy(io.Discard, first); err != nil && errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("the oldest is still open: %v", err)
			}
		})
	}
}

// fakeConn comes from an address.
type fakeConn struct {
	net.Conn
	from   string
	closed *int
}

func (c fakeConn) RemoteAddr() net.Addr { return fakeAddr(c.from) }
func (c fakeConn) Close() error         { *c.closed++; return nil }

type fakeAddr string

func (fakeAddr) Network() string  { return "tcp" }
func (a fakeAddr) String() string { return string(a) }

// TestAddressWithMostConnectionsMakesRoom fills a server from a few addresses: a new one takes the
// place of a connection that was never served, of whoever has the most of these, before one that
// was served, and never of one that is busy.
func TestAddressWithMostConnectionsMakesRoom(t *testing.T) {
	t.Parallel()
	s := newConns(Limits{All: 10, Each: 6, Loopback: 8})
	closed := 0
	add := func(from string) (*conn, *conn) {
		c, victim := s.add(fakeConn{from: from, closed: &closed})
		if victim != nil {
			_ = victim.Close()
			_ = victim.Close() // twice counts once
		}
		return c, victim
	}
	var many []*conn
	for i := range 6 {
		c, _ := add(fmt.Sprintf("[2001:db8::%d]:1", i)) // one network
		many = append(many, c)
	}
	for range 4 {
		add("192.0.2.1:1")
	}
	s.setBusy(many[0], true)
	s.setBusy(many[1], true)
	s.setBusy(many[1], false)
	if _, victim := add("192.0.2.2:1"); victim != many[2] {
		t.Errorf("%+v made room, want the oldest that was never served, %+v", victim, many[2])
	}
	for i := 3; i < 6; i++ {
		s.setBusy(many[i], true)
	}
	if _, victim := add("192.0.2.3:1"); victim == nil || victim.from.String() != "192.0.2.1/32" {
		t.Errorf("%+v made room, want one of whoever sends no key", victim)
	}
	for c := range s.open {
		if c != many[1] {
			s.setBusy(c, true)
		}
	}
	if _, victim := add("192.0.2.2:1"); victim != many[1] {
		t.Errorf("%+v made room, want the one that is not busy", victim)
	}
	for c := range s.open {
		s.setBusy(c, true)
	}
	if c, victim := add("192.0.2.3:1"); c != nil || victim != nil {
		t.Error("a connection that is busy made room")
	}
	for c := range s.open {
		_ = c.Close()
	}
	if len(s.open) != 0 || len(s.by) != 0 {
		t.Errorf("%d connections and %d addresses are left", len(s.open), len(s.by))
	}
}

// TestStrangersDisplaceEachOther fills a server from a hundred addresses that send nothing while
// somebody has several connections: a new one of his stays until it can bring its key, and what he
// has stays, too.
func TestStrangersDisplaceEachOther(t *testing.T) {
	t.Parallel()
	s := newConns(Limits{All: 100, Each: 50, Loopback: 50})
	closed := 0
	stranger := 0
	flood := func(n int) {
		for range n {
			stranger++
			_, victim := s.add(fakeConn{from: fmt.Sprintf("10.0.%d.%d:1", stranger/200, stranger%200), closed: &closed})
			if victim == nil {
				continue
			}
			if victim.from.String() == "192.0.2.1/32" {
				t.Fatalf("%+v made room for a stranger", victim)
			}
			_ = victim.Close()
		}
	}
	var his []*conn
	for range 20 {
		c, victim := s.add(fakeConn{from: "192.0.2.1:1", closed: &closed})
		if victim != nil {
			_ = victim.Close()
		}
		flood(50)
		s.setBusy(c, true)
		s.setBusy(c, false)
		his = append(his, c)
	}
	flood(500)
	for _, c := range his {
		_ = c.Close()
	}
	for c := range s.open {
		_ = c.Close()
	}
	s.setBusy(his[0], true) // an answer that ends after its connection
	if len(s.open) != 0 || len(s.by) != 0 {
		t.Errorf("%d connections and %d addresses are left", len(s.open), len(s.by))
	}
}

// TestLimitsFitTheFilesThatMayBeOpen leaves files to everything but connections.
func TestLimitsFitTheFilesThatMayBeOpen(t *testing.T) {
	t.Parallel()
	full := Limits{All: 1024, Each: 128, Loopback: 512}
	for files, want := range map[int]Limits{
		1 << 20: full, 2048: full, 1024: {992, 128, 496}, 128: {96, 48, 48}, 20: {1, 1, 1}, 0: {1, 1, 1},
	} {
		if got := full.within(files); got != want {
			t.Errorf("with %d files: %+v, want %+v", files, got, want)
		}
	}
	if got := openFiles(1); got != 1 {
		t.Errorf("%d files", got)
	}
}

// TestBodiesThatAreNotReadHoldNothingUp sends headers without the bodies that they announce: the
// answer comes, and the connection ends with it. The same goes for a body in chunks that has a
// length as well, behind which another request is smuggled.
func TestBodiesThatAreNotReadHoldNothingUp(t *testing.T) {
	t.Parallel()
	address, _ := run(t, guarded(fine), Options{Identify: identify})
	for name, text := range map[string]string{
		"health":    "GET /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n",
		"health 2":  "POST /healthz HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n",
		"no key":    "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n",
		"smuggling": "POST / HTTP/1.1\r\nHost: x\r\nAuthorization: right\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET / HTTP/1.1\r\nHost: x\r\nAuthorization: right\r\n\r\n",
	} {
		c := open(t, address, text)
		if err := c.SetReadDeadline(time.Now().Add(20 * time.Second)); err != nil { // readTime is more
			t.Fatal(err)
		}
		res, err := http.ReadResponse(bufio.NewReader(c), nil)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		rest, err := io.ReadAll(res.Body)
		if !res.Close || err != nil || strings.Contains(string(rest), "HTTP/1.1") {
			t.Errorf("%s: the connection goes on, %q, %v", name, rest, err)
		}
		_ = res.Body.Close()
	}
}

// TestRunReturnsTheErrorOfItsListener checks that the error of a listener comes back.
func TestRunReturnsTheErrorOfItsListener(t *testing.T) {
	t.Parallel()
	l := listenOnFreePort(t)
	_ = l.Close()
	if err := Run(t.Context(), l, http.NotFoundHandler(), Options{Errors: slog.New(slog.DiscardHandler)}); !errors.Is(err, net.ErrClosed) {
		t.Errorf("error %v", err)
	}
}

// TestListenAddressesAreReadAndReached reads what --listen takes, and says what others reach.
func TestListenAddressesAreReadAndReached(t *testing.T) {
	t.Parallel()
	have := []net.Addr{
		&net.IPNet{IP: net.IPv4(127, 0, 0, 1)}, &net.IPNet{IP: net.IPv6loopback}, &net.IPNet{IP: net.ParseIP("fe80::1")},
		&net.IPNet{IP: net.ParseIP("2001:db8::7")}, &net.IPNet{IP: net.IPv4(192, 0, 2, 7)},
	}
	for text, want := range map[string]struct {
		loopback bool
		reach    string // with port 7
		err      string
	}{
		"":                    {reach: "192.0.2.7:7"},
		":":                   {reach: "192.0.2.7:7"},
		":8000":               {reach: "192.0.2.7:7"},
		"0.0.0.0:8000":        {reach: "192.0.2.7:7"},
		"[::]:8000":           {reach: "192.0.2.7:7"},
		"[::ffff:0.0.0.0]:80": {reach: "192.0.2.7:7"},
		"127.0.0.1:":          {loopback: true, reach: "127.0.0.1:7"},
		"127.8.9.1:0":         {loopback: true, reach: "127.8.9.1:7"},
		"[::1]:8000":          {loopback: true, reach: "[::1]:7"},
		"[::ffff:127.0.0.1]:": {loopback: true, reach: "[::ffff:127.0.0.1]:7"},
		"localhost:8000":      {loopback: true, reach: "localhost:7"},
		"192.0.2.1:8000":      {reach: "192.0.2.1:7"},
		"[fe80::1%eth0]:80":   {reach: "[fe80::1%eth0]:7"},
		"[fe80::1%25eth0]:80": {reach: "[fe80::1%eth0]:7"},
		" 127.0.0.1:8000 ":    {loopback: true, reach: "127.0.0.1:7"},
		"[fe80::1]:80":        {err: `"[fe80::1]:80" is a link-local address without its interface (e.g. [fe80::1%eth0]:8000)`},
		"8000":                {err: `"8000" is not an address (e.g. 127.0.0.1:8000`},
		"127.0.0.1":           {err: "is not an address"},
		"::1:80":              {err: "is not an address"},
		"127.0.0.1:http":      {err: "needs a port from 0 to 65535"},
		"127.0.0.1:65536":     {err: "needs a port from 0 to 65535"},
		"host.invalid:80":     {err: `listen: lookup host.invalid`},
	} {
		a, err := ParseAddress(t.Context(), text)
		if err != nil || want.err != "" {
			if err == nil || want.err == "" || !strings.Contains(err.Error(), want.err) {
				t.Errorf("%q: %v, want %q", text, err, want.err)
			}
			continue
		}
		if got := a.Reach(listening{7}, have); got != want.reach || a.Loopback() != want.loopback {
			t.Errorf("%q: %s, loopback %v", text, got, a.Loopback())
		}
	}
	for _, test := range []struct {
		only4 bool
		have  []net.Addr
		want  string
	}{{true, have[:4], "127.0.0.1"}, {false, have[:4], "2001:db8::7"}, {false, have[:3], "127.0.0.1"}, {false, nil, "127.0.0.1"}} {
		if got := firstAddress(test.have, test.only4); got != test.want {
			t.Errorf("the first address of %v is %s", test.have, got)
		}
	}
	if got := URL("https", "[fe80::1%eth0]:80"); got != "https://[fe80::1%25eth0]:80/" {
		t.Errorf("the URL is %s", got)
	}
}

// listening listens on a port.
type listening struct{ port int }

func (listening) Accept() (net.Conn, error) { return nil, net.ErrClosed }
func (listening) Close() error              { return nil }
func (l listening) Addr() net.Addr          { return &net.TCPAddr{IP: net.IPv4zero, Port: l.port} }

// TestGuessingTakesTimeOverHTTP guesses over HTTP until it is slow, and is let in with the right
// key.
func TestGuessingTakesTimeOverHTTP(t *testing.T) {
	t.Parallel()
	address, _ := run(t, guarded(fine), Options{Identify: identify})
	began := time.Now()
	const guesses = freeGuesses + 2
	for range guesses {
		wantStatus(t, 401, "GET", address, "/", "wrong")
	}
	if took := time.Since(began); took < (guesses-freeGuesses)*guessTime {
		t.Errorf("%d wrong keys were answered in %v", guesses, took)
	}
	for range 2 * guesses {
		wantStatus(t, 401, "GET", address, "/", "") // no key is no guess
	}
	wantStatus(t, 200, "GET", address, "/", "right")
}
