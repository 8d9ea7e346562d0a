package client

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
)

// ProxyError tells that a request failed at the proxy that the environment names for it, on the way
// to the server: the server has not seen it.
type ProxyError struct {
	Proxy  string // host and port, never a user or a password; "" if the environment names no URL
	Status int    // of the proxy's answer to CONNECT, 0 if none came
	Err    error
}

// Error names the proxy.
func (e *ProxyError) Error() string {
	if e.Status != 0 {
		return fmt.Sprintf("proxy %s: %d %s", e.Proxy, e.Status, strings.ToLower(http.StatusText(e.Status)))
	}
	return strings.TrimSpace("proxy "+e.Proxy) + ": " + e.Err.Error()
}

// Unwrap returns the cause.
func (e *ProxyError) Unwrap() error { return e.Err }

// errNoProxyURL stands for an error that would repeat the proxy's password.
var errNoProxyURL = errors.New("its address in the environment is not a URL")

// pool is a connection pool that tells failures of a proxy from those of the server.
type pool struct{ *http.Transport }

// newPool makes t a pool. t must not be used otherwise afterwards.
func newPool(t *http.Transport) pool {
	if choose := t.Proxy; choose != nil {
		t.Proxy = func(req *http.Request) (*url.URL, error) {
			proxy, err := choose(req)
			if err != nil {
				return nil, &ProxyError{Err: errNoProxyURL}
			}
			return proxy, nil
		}
	}
	t.OnProxyConnectResponse = func(_ context.Context, proxy *url.URL, _ *http.Request, resp *http.Response) error {
		if resp.StatusCode == http.StatusOK {
			return nil
		}
		return &ProxyError{Proxy: proxyHost(proxy), Status: resp.StatusCode}
	}
	return pool{t}
}

// RoundTrip implements http.RoundTripper.
func (p pool) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := p.Transport.RoundTrip(req)
	var op *net.OpError
	var proxy *ProxyError
	if err == nil || errors.As(err, &proxy) || !errors.As(err, &op) {
		return resp, err
	}
	if op.Op == "proxyconnect" || strings.HasPrefix(op.Op, "socks") {
		return resp, &ProxyError{Proxy: p.proxyOf(req), Err: op.Err}
	}
	return resp, err
}

// proxyOf returns host and port of the proxy that a request goes through, "" if it goes straight.
func (c *Client) proxyOf(req *http.Request) string {
	if p, own := c.transport.(pool); own {
		return p.proxyOf(req)
	}
	return ""
}

func (p pool) proxyOf(req *http.Request) string {
	if p.Proxy == nil {
		return ""
	}
	proxy, err := p.Proxy(req)
	if err != nil || proxy == nil {
		return ""
	}
	return proxyHost(proxy)
}

func proxyHost(proxy *url.URL) string { return clean(proxy.Host, 100) }
