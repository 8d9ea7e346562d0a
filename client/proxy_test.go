package client

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"
)

// through returns a client that goes through a proxy to a server.
func through(t *testing.T, proxy, server string) *Client {
	t.Helper()
	c, err := New(server, Credentials{User: "alice", Key: testKey}, WithTimeout(2*time.Second))
	if err != nil {
		t.Fatal(err)
	}
	transport := newTransport(2*time.Second, nil)
	transport.Proxy = func(*http.Request) (*url.URL, error) { return url.Parse(proxy) }
	transport.DialContext = nameless
	c.transport = newPool(transport)
	t.Cleanup(c.CloseIdle)
	return c
}

// nobody returns an address at which nothing listens.
func nobody(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// nameless dials, and knows no name in the domain that has none.
func nameless(ctx context.Context, network, address string) (net.Conn, error) {
	if host, _, _ := net.SplitHostPort(address); strings.HasSuffix(host, ".invalid") {
		return nil, &net.OpError{Op: "dial", Net: network, Err: &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}}
	}
	var d net.Dialer
	return d.DialContext(ctx, network, address)
}

// silent listens and says nothing; it hangs up at once, or never.
func silent(t *testing.T, hangsUp bool) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			if hangsUp {
				_ = conn.Close()
				continue
			}
			defer conn.Close()
		}
	}()
	return l.Addr().String()
}

// answering is a proxy that answers everything with a status.
func answering(t *testing.T, status int) string {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) }))
	t.Cleanup(s.Close)
	return strings.TrimPrefix(s.URL, "http://")
}

func TestFailingProxyIsNamedAndItsPasswordIsNot(t *testing.T) {
	t.Parallel()
	away := nobody(t)
	denies, broken, late := answering(t, 407), answering(t, 502), answering(t, 504)
	for name, test := range map[string]struct {
		proxy, server, cause string
		advice               Advice
	}{
		"refused":             {"http://joe:s3cret@" + away, "https://a.example/", "proxy " + away + ": connection refused", CheckProxy},
		"refused, plain":      {"http://joe:s3cret@" + away, "http://a.example/", "proxy " + away + ": connection refused", CheckProxy},
		"refused, socks":      {"socks5://joe:s3cret@" + away, "http://a.example/", "proxy " + away + ": connection refused", CheckProxy},
		"unknown name":        {"http://joe:s3cret@proxy.invalid:3128", "https://a.example/", "proxy proxy.invalid:3128: no such host: proxy.invalid", CheckProxy},
		"407 to CONNECT":      {"http://joe:s3cret@" + denies, "https://a.example/", "proxy " + denies + " wants a user and password (407)", GiveProxyUser},
		"407 to a request":    {"http://joe:s3cret@" + denies, "http://a.example/", "proxy " + denies + " wants a user and password (407)", GiveProxyUser},
		"502 to CONNECT":      {"http://joe:s3cret@" + broken, "https://a.example/", "proxy " + broken + " cannot reach the server (502 bad gateway)", AskProxy},
		"504 to CONNECT":      {"http://joe:s3cret@" + late, "https://a.example/", "proxy " + late + " cannot reach the server (504 gateway timeout)", AskProxy},
		"502 to a request":    {"http://joe:s3cret@" + broken, "http://a.example/", "502 bad gateway through proxy " + broken, AskProxy},
		"no TLS at the proxy": {"https://joe:s3cret@" + broken, "https://a.example/", "proxy " + broken + ": the server does not speak HTTPS", CheckProxy},
		"no URL":              {"http://joe:s3cret@%zz", "https://a.example/", "the proxy's address is not a URL", CheckProxy},
		"no SOCKS":            {"socks5://joe:s3cret@" + silent(t, true), "http://a.example/", "proxy ", CheckProxy},
		"silent":              {"http://joe:s3cret@" + silent(t, false), "http://a.example/", "timeout through proxy ", AskProxy},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := through(t, test.proxy, test.server).Applications.List(t.Context(), ApplicationFilter{}, ListOptions{})
			cause, advice := Explain(err)
			if !strings.HasPrefix(cause, test.cause) || test.cause != cause && !strings.HasSuffix(test.cause, "proxy ") || advice != test.advice {
				t.Errorf("it is explained as %q, %d, want %q, %d", cause, advice, test.cause, test.advice)
			}
			if said := cause + err.Error(); strings.Contains(said, "s3cret") || strings.Contains(said, "joe") || strings.Contains(said, testKey) {
				t.Errorf("it gives a secret away: %s", said)
			}
		})
	}
}

// tlsServer is a server of HTTPS whose certificate a client trusts or not.
func tlsServer(t *testing.T, trusted bool) *Client {
	t.Helper()
	s := httptest.NewUnstartedServer(http.NotFoundHandler())
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.StartTLS()
	t.Cleanup(s.Close)
	url := s.URL
	if trusted {
		url = strings.Replace(url, "127.0.0.1", "localhost", 1)
	}
	c, err := New(url, Credentials{User: "alice", Key: testKey})
	if err != nil {
		t.Fatal(err)
	}
	transport := newTransport(5*time.Second, nil)
	if trusted {
		roots := x509.NewCertPool()
		roots.AddCert(s.Certificate())
		transport.TLSClientConfig = &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}
	}
	c.transport = newPool(transport)
	t.Cleanup(c.CloseIdle)
	return c
}

func TestServersThatCannotBeReachedAreExplained(t *testing.T) {
	t.Parallel()
	plain := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(plain.Close)
	moved := httptest.NewServer(http.RedirectHandler("https://b.example/", http.StatusMovedPermanently))
	t.Cleanup(moved.Close)
	other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "<h1>Log in</h1>") }))
	t.Cleanup(other.Close)
	at := func(url string) *Client {
		c, err := New(url, Credentials{User: "alice", Key: testKey})
		if err != nil {
			t.Fatal(err)
		}
		transport := newTransport(5*time.Second, nil)
		transport.Proxy, transport.DialContext = nil, nameless
		c.transport = newPool(transport)
		t.Cleanup(c.CloseIdle)
		return c
	}
	for name, test := range map[string]struct {
		client *Client
		cause  string
		advice Advice
	}{
		"refused":             {at("http://" + nobody(t)), "connection refused", CheckServer},
		"no such name":        {at("http://server.invalid/"), "no such host: server.invalid", CheckEndpoint},
		"unknown authority":   {tlsServer(t, false), "certificate signed by an unknown authority", TrustAuthority},
		"another host":        {tlsServer(t, true), "certificate is not for localhost, only for example.com", CheckEndpoint},
		"plain HTTP":          {at(strings.Replace(plain.URL, "http:", "https:", 1)), "the server does not speak HTTPS", UseHTTP},
		"HTTPS alone":         {at("http://" + strings.TrimPrefix(tlsServer(t, false).BaseURL(), "https://")), "the server speaks HTTPS only", UseHTTPS},
		"moved":               {at(moved.URL), "the server redirects to https://b.example:443", FollowRedirect},
		"something else":      {at(other.URL), "the server does not speak this API", CheckEndpoint},
		"nothing of that API": {at(plain.URL), "", NoAdvice},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := test.client.Applications.List(t.Context(), ApplicationFilter{}, ListOptions{})
			if cause, advice := Explain(err); cause != test.cause || advice != test.advice {
				t.Errorf("it is explained as %q, %d, want %q, %d\n%v", cause, advice, test.cause, test.advice, err)
			}
		})
	}
}

func TestCertificatesOutOfTheirTimeAreExplained(t *testing.T) {
	t.Parallel()
	now := time.Date(2014, 4, 6, 0, 0, 0, 0, time.UTC)
	for _, test := range []struct {
		at     time.Time
		cause  string
		advice Advice
	}{
		{now.Add(50 * time.Hour), "certificate expired on 2014-04-07", RenewCertificate},
		{now.Add(-50 * time.Hour), "certificate is not valid before 2014-04-06", CheckClock},
	} {
		cert := &x509.Certificate{Raw: []byte("x"), NotBefore: now, NotAfter: now.Add(24 * time.Hour)}
		_, why := cert.Verify(x509.VerifyOptions{Roots: x509.NewCertPool(), CurrentTime: test.at})
		err := &Error{Op: "list applications", Err: &tls.CertificateVerificationError{Err: why}}
		if cause, advice := Explain(err); !strings.HasPrefix(cause, test.cause) || advice != test.advice {
			t.Errorf("it is explained as %q, %d, want %q, %d", cause, advice, test.cause, test.advice)
		}
	}
	if cause, advice := Explain(context.DeadlineExceeded); cause != "" || advice != NoAdvice {
		t.Errorf("a time limit is explained as %q, %d", cause, advice)
	}
	if cause, _ := Explain(errors.New("odd")); cause != "" {
		t.Errorf("what nobody knows is explained as %q", cause)
	}
}
