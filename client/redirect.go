package client

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
)

// maxRedirects is how many redirects a GET follows.
const maxRedirects = 5

// RedirectError tells of a redirect that was not followed: only a GET follows one, and only to the
// same scheme, host and port.
type RedirectError struct {
	Status int
	Target string // scheme, host and port it leads to; "" if it names none
	Reason string
}

// Error names the target.
func (e *RedirectError) Error() string {
	if e.Target == "" {
		return "redirect not followed: " + e.Reason
	}
	return fmt.Sprintf("redirect to %s not followed: %s", e.Target, e.Reason)
}

// Is makes it an ErrRedirect.
func (e *RedirectError) Is(target error) bool { return target == ErrRedirect }

// send sends a request and follows the redirects that a GET may follow. It uses the transport alone
// because http.Client puts the whole of a redirect's target into its error if that is not a URL.
func (c *Client) send(req *http.Request, by http.RoundTripper) (*http.Response, error) {
	for hops := 0; ; hops++ {
		resp, err := by.RoundTrip(req)
		if errors.Is(err, io.EOF) {
			err = fmt.Errorf("the server closed the connection: %w", err)
		}
		if err != nil || resp.StatusCode < 300 || resp.StatusCode > 399 || isUnchanged(req, resp) {
			return resp, err
		}
		next, refused := redirectTarget(req, resp, hops)
		drain(resp.Body)
		_ = resp.Body.Close() // nothing is written to it
		if refused != nil {
			return nil, refused
		}
		req = req.Clone(req.Context())
		req.URL, req.Host = next, next.Host
	}
}

// redirectTarget lets a GET follow redirects on the same scheme, host and port, and nothing else:
// no other server may get the key, and a redirected write would become a GET.
func redirectTarget(req *http.Request, resp *http.Response, hops int) (*url.URL, *RedirectError) {
	refused := &RedirectError{Status: resp.StatusCode}
	location := resp.Header.Get("Location")
	if location == "" {
		refused.Reason = "it names no target"
		return nil, refused
	}
	next, err := req.URL.Parse(location)
	if err != nil {
		refused.Reason = "its target is not a URL"
		return nil, refused
	}
	refused.Target = clean(origin(next), 100)
	switch {
	case origin(next) != origin(req.URL):
		refused.Reason = "it is another host"
	case req.Method != http.MethodGet:
		refused.Reason = "a " + req.Method + " is not repeated elsewhere"
	case next.User != nil:
		refused.Reason = "it contains a user"
	case hops >= maxRedirects:
		refused.Reason = "too many redirects"
	default:
		return next, nil
	}
	return nil, refused
}

// origin returns scheme, host and port of a URL, with the port even if it is the default.
func origin(u *url.URL) string {
	port := u.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[u.Scheme]
	}
	host := strings.ToLower(u.Hostname())
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	return u.Scheme + "://" + host + ":" + port
}
