package client

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"hash/maphash"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

const (
	defaultUserAgent = "fleetop"
	defaultTimeout   = 30 * time.Second
	apiPath          = "/api/v1"
)

// Client speaks to one server for one account. It may be used by several goroutines at once.
type Client struct {
	Applications *Applications
	Containers   *Containers
	Images       *Images

	root      string // scheme, host and base path without the slash at its end
	transport http.RoundTripper
	patient   http.RoundTripper // for requests that wait
	cred      atomic.Pointer[Credentials]
	// extensions are what the server says that it has, nil before the first answer.
	extensions atomic.Pointer[string]
	userAgent  string
	encoding   string // as answers are asked for
	readOnly   bool
	roots      *x509.CertPool // nil: the system's
	timeout    time.Duration
	hcTimeout  time.Duration // of WithHTTPClient
	trace      func(Trace)
	now        func() time.Time
	limits     limits
	seed       maphash.Seed
	intern     *interner
	buffers    sync.Pool     // of *bytes.Buffer
	large      chan struct{} // holds one while a large body is held
}

// Option changes how a Client works.
type Option func(*Client)

// Trace describes one request after it has ended. It never holds a key.
type Trace struct {
	Method   string
	Path     string // with the query, without the host
	Status   int    // 0 if no answer came
	Sent     int64  // bytes of the request's body
	Received int64  // bytes of the answer's body as they were on the wire
	Start    time.Time
	Took     time.Duration // until the body was read
	Err      error
}

// WithHTTPClient uses the transport and the time limit of hc; the shorter of its limit and that of
// WithTimeout counts. This package handles redirects itself and keeps no cookies. A nil transport
// means the one of this package.
func WithHTTPClient(hc *http.Client) Option {
	return func(c *Client) {
		if hc != nil {
			c.transport, c.hcTimeout = hc.Transport, hc.Timeout
		}
	}
}

// WithRootCAs trusts the certificates in pool and no others, unless [WithHTTPClient] gives a
// transport. A copy of the system's pool with some added trusts both. Without the option the
// system's are trusted.
func WithRootCAs(pool *x509.CertPool) Option { return func(c *Client) { c.roots = pool } }

// WithUserAgent sets the User-Agent header.
func WithUserAgent(agent string) Option { return func(c *Client) { c.userAgent = agent } }

// WithoutCompression asks for answers without compression, which costs more than it saves within
// one machine.
func WithoutCompression() Option { return func(c *Client) { c.encoding = "identity" } }

// WithReadOnly refuses every request other than GET with [ErrReadOnly], before anything is sent.
func WithReadOnly() Option { return func(c *Client) { c.readOnly = true } }

// WithTimeout limits the time of one request, its body included. The default is 30 seconds; 0 means
// no limit.
func WithTimeout(limit time.Duration) Option { return func(c *Client) { c.timeout = limit } }

// WithTrace has f called after each request, in the goroutine that made it.
func WithTrace(f func(Trace)) Option { return func(c *Client) { c.trace = f } }

// New returns a client for the server at baseURL: "http://h:p", "http://h:p/" and
// "http://h:p/api/v1/" mean the same, and a base path before that is kept. Without user and key no
// Authorization header is sent.
func New(baseURL string, cred Credentials, opts ...Option) (*Client, error) {
	root, err := parseBase(baseURL)
	if err != nil {
		return nil, err
	}
	if err := cred.check(); err != nil {
		return nil, err
	}
	c := &Client{
		root: root, userAgent: defaultUserAgent, timeout: defaultTimeout, now: time.Now,
		limits: defaultLimits(), encoding: "gzip", seed: maphash.MakeSeed(), intern: newInterner(),
		large: make(chan struct{}, 1),
	}
	for _, opt := range opts {
		opt(c)
	}
	if c.hcTimeout > 0 && (c.timeout <= 0 || c.hcTimeout < c.timeout) {
		c.timeout = c.hcTimeout
	}
	if c.transport == nil {
		c.transport = newPool(newTransport(c.timeout, c.roots))
		patient := newTransport(c.timeout, c.roots)
		patient.ResponseHeaderTimeout, patient.MaxIdleConnsPerHost = 0, 1
		c.patient = newPool(patient)
	} else {
		c.patient = c.transport
	}
	c.cred.Store(&cred)
	c.Applications = &Applications{c}
	c.Containers = &Containers{c}
	c.Images = &Images{c}
	return c, nil
}

// SetCredentials changes the credentials of all requests that begin from now on.
func (c *Client) SetCredentials(cred Credentials) { c.cred.Store(&cred) }

// BaseURL returns the server's address in its normal form, without "api/v1/" and with a slash at
// its end.
func (c *Client) BaseURL() string { return c.root + "/" }

// String returns the server's address and the user.
func (c *Client) String() string { return c.cred.Load().User + " at " + c.BaseURL() }

// CloseIdle closes the connections that are kept open for later requests.
func (c *Client) CloseIdle() {
	for _, by := range []http.RoundTripper{c.transport, c.patient} {
		if t, ok := by.(interface{ CloseIdleConnections() }); ok {
			t.CloseIdleConnections()
		}
	}
}

// Auth asks for the keys of an account with its password, as GET /api/v1/auth/ with HTTP Basic. The
// client's own credentials are neither sent nor changed.
func (c *Client) Auth(ctx context.Context, username, password string) ([]APIKey, error) {
	return fetchKeys(ctx, c, call{
		op: "sign in", method: http.MethodGet, path: apiPath + "/auth/", basic: true,
		user: username, password: password, private: true,
	})
}

// limits bound what a server can make us read and hold, in bytes unless noted.
type limits struct {
	body      int64 // a decoded body
	errorBody int64 // what is read of an error's body
	logKeep   int64 // of a log, what is kept
	logStream int64 // of a log, what is read
	chunk     int   // a chunk of a log
	pages     int   // what All fetches at most, in pages
	records   int   // and in records
}

func defaultLimits() limits {
	return limits{
		body: 8 << 20, errorBody: 64 << 10, logKeep: 64 << 20, logStream: 1 << 30, chunk: 256 << 10,
		pages: 20_000, records: 1_000_000,
	}
}

// newTransport returns the connection pool. Two thirds of a request's time may pass before the
// answer begins.
func newTransport(limit time.Duration, roots *x509.CertPool) *http.Transport {
	dialer := &net.Dialer{Timeout: 10 * time.Second, KeepAlive: 30 * time.Second}
	return &http.Transport{
		Proxy:                  http.ProxyFromEnvironment, // never for loopback
		DialContext:            dialer.DialContext,
		TLSClientConfig:        &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12},
		TLSHandshakeTimeout:    10 * time.Second,
		ResponseHeaderTimeout:  limit * 2 / 3,
		MaxResponseHeaderBytes: 256 << 10,
		MaxIdleConns:           8,
		MaxIdleConnsPerHost:    8,
		IdleConnTimeout:        90 * time.Second,
		ForceAttemptHTTP2:      true,
	}
}

// parseBase checks the address of a server and returns it without "/api/v1" and the last slash.
func parseBase(raw string) (string, error) {
	u, err := url.Parse(strings.TrimSpace(raw))
	if err != nil {
		return "", errors.New("endpoint: not a URL") // url.Error would repeat a password
	}
	switch {
	case u.Scheme != "http" && u.Scheme != "https":
		return "", fmt.Errorf("endpoint: scheme %q is neither http nor https", clean(u.Scheme, 20))
	case u.User != nil:
		return "", errors.New("endpoint: the URL contains a user or password")
	case u.RawQuery != "" || u.ForceQuery || u.Fragment != "":
		return "", errors.New("endpoint: the URL contains a query or fragment")
	case u.Hostname() == "":
		return "", errors.New("endpoint: the URL has no host")
	}
	base := strings.TrimRight(u.EscapedPath(), "/")
	base = strings.TrimRight(strings.TrimSuffix(base, apiPath), "/")
	for segment := range strings.SplitSeq(base, "/") {
		if plain, err := url.PathUnescape(segment); err != nil || plain == "." || plain == ".." {
			return "", errors.New("endpoint: the URL's path has a dot segment")
		}
	}
	return u.Scheme + "://" + escapedHost(u.Host) + base, nil
}

// escapedHost returns a host in lower case as a URL has it. The zone of an IPv6 address stays as it
// is: it names an interface.
func escapedHost(host string) string {
	ip, zone, zoned := strings.Cut(host, "%")
	if !zoned {
		return strings.ToLower(host)
	}
	return strings.ToLower(ip) + "%25" + zone
}
