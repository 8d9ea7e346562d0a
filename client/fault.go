package client

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"syscall"
	"time"
)

// Advice is what can be done about a request that failed.
type Advice uint8

// The kinds of advice.
const (
	NoAdvice         Advice = iota
	CheckKey                // the server does not know the API key
	CheckEndpoint           // no server of this API is there
	CheckServer             // nothing listens there
	CheckNetwork            // there is no way to the server
	CheckProxy              // the proxy's address is wrong, or it does not run
	GiveProxyUser           // the proxy wants a user and a password
	AskProxy                // the proxy does not reach the server
	TrustAuthority          // the certificate is signed by nobody that is trusted
	RenewCertificate        // it has expired
	CheckClock              // it is not valid yet
	UseHTTP                 // the server does not speak TLS
	UseHTTPS                // the server speaks TLS only
	FollowRedirect          // it has moved elsewhere
)

// Explain says in a few words who failed and why, and what can be done; "" if the error's own words
// are as good. Words without a host speak of the server.
func Explain(err error) (cause string, advice Advice) {
	var api *Error
	var proxy *ProxyError
	var moved *RedirectError
	switch {
	case errors.Is(err, ErrUnauthorized):
		return "API key rejected (401)", CheckKey
	case errors.As(err, &proxy):
		return explainProxy(proxy)
	case errors.As(err, &moved) && moved.Target != "":
		return "the server redirects to " + moved.Target, FollowRedirect
	case errors.As(err, &api) && api.Status >= 400:
		return explainStatus(api)
	case errors.As(err, &api) && api.Proxy != "" && TimedOut(err):
		return "timeout through proxy " + api.Proxy, AskProxy
	case errors.Is(err, ErrGarbage):
		return "the server does not speak this API", CheckEndpoint
	}
	if cause, advice := explainTLS(err); cause != "" {
		return cause, advice
	}
	return explainNetwork(err)
}

// TimedOut says whether a request took longer than it may.
func TimedOut(err error) bool {
	var limit net.Error
	return errors.Is(err, context.DeadlineExceeded) || errors.As(err, &limit) && limit.Timeout()
}

func explainStatus(api *Error) (string, Advice) {
	switch {
	case api.Status == http.StatusProxyAuthRequired:
		return strings.TrimSpace("proxy "+api.Proxy) + " wants a user and password (407)", GiveProxyUser
	case api.Status == http.StatusBadRequest && strings.Contains(api.Message, "HTTP request to an HTTPS server"):
		return "the server speaks HTTPS only", UseHTTPS
	case api.Proxy != "" && (api.Status == http.StatusBadGateway || api.Status == http.StatusGatewayTimeout):
		return fmt.Sprintf("%d %s through proxy %s", api.Status, strings.ToLower(http.StatusText(api.Status)), api.Proxy), AskProxy
	}
	return "", NoAdvice
}

// explainProxy explains what went wrong between here and the end of the proxy.
func explainProxy(e *ProxyError) (string, Advice) {
	name := strings.TrimSpace("proxy " + e.Proxy)
	switch {
	case e.Status == http.StatusProxyAuthRequired:
		return name + " wants a user and password (407)", GiveProxyUser
	case e.Status == http.StatusForbidden:
		return name + " refuses the connection (403)", AskProxy
	case e.Status != 0:
		return fmt.Sprintf("%s cannot reach the server (%s)", name, strings.TrimSpace(fmt.Sprintf("%d %s", e.Status, strings.ToLower(http.StatusText(e.Status))))), AskProxy
	case errors.Is(e.Err, errNoProxyURL):
		return "the proxy's address is not a URL", CheckProxy
	}
	why, _ := explainTLS(e.Err)
	if why == "" {
		why, _ = explainNetwork(e.Err)
	}
	if why == "" {
		why = Plain(e.Err)
	}
	return name + ": " + why, CheckProxy
}

// explainTLS explains why a connection could not be encrypted.
func explainTLS(err error) (string, Advice) {
	var authority x509.UnknownAuthorityError
	var host x509.HostnameError
	var invalid x509.CertificateInvalidError
	var record tls.RecordHeaderError
	var alert tls.AlertError
	var verification *tls.CertificateVerificationError
	switch {
	case errors.As(err, &authority):
		return "certificate signed by an unknown authority", TrustAuthority
	case errors.As(err, &host):
		return "certificate is not for " + clean(host.Host, 100) + namesOf(host.Certificate), CheckEndpoint
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired && invalid.Cert != nil && strings.Contains(invalid.Detail, " is before "):
		return "certificate is not valid before " + invalid.Cert.NotBefore.Format(time.DateOnly), CheckClock
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired && invalid.Cert != nil:
		return "certificate expired on " + invalid.Cert.NotAfter.Format(time.DateOnly), RenewCertificate
	case errors.As(err, &invalid), errors.As(err, &verification):
		return "certificate is not valid: " + Plain(err), TrustAuthority
	case errors.Is(err, http.ErrSchemeMismatch), errors.As(err, &record):
		return "the server does not speak HTTPS", UseHTTP
	case errors.As(err, &alert):
		return "TLS refused by the server: " + clean(alert.Error(), 100), NoAdvice
	}
	return "", NoAdvice
}

// namesOf says whom a certificate is for.
func namesOf(c *x509.Certificate) string {
	if c == nil || len(c.DNSNames) == 0 {
		return ""
	}
	return ", only for " + clean(c.DNSNames[0], 60)
}

// explainNetwork explains why there is no connection.
func explainNetwork(err error) (string, Advice) {
	var dns *net.DNSError
	var op *net.OpError
	switch {
	case errors.As(err, &dns) && (dns.IsTimeout || dns.IsTemporary):
		return "DNS does not answer for " + clean(dns.Name, 100), CheckNetwork
	case errors.As(err, &dns):
		return "no such host: " + clean(dns.Name, 100), CheckEndpoint
	case errors.Is(err, syscall.ECONNREFUSED):
		return "connection refused", CheckServer
	case errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE):
		return "connection reset by the server", NoAdvice
	case errors.Is(err, syscall.ENETUNREACH), errors.Is(err, syscall.EHOSTUNREACH), errors.Is(err, syscall.ENETDOWN):
		var errno syscall.Errno
		_ = errors.As(err, &errno) // it is one of these
		return errno.Error(), CheckNetwork
	case errors.As(err, &op) && op.Op == "dial" && op.Timeout():
		return "timeout connecting to the server", CheckNetwork
	}
	return "", NoAdvice
}

// Plain returns the words of the innermost error that has some of its own, cleaned.
func Plain(err error) string {
	var address *url.Error
	var op *net.OpError
	var api *Error
	switch {
	case errors.As(err, &op) && op.Err != nil:
		err = op.Err
	case errors.As(err, &address):
		err = address.Err
	case errors.As(err, &api) && api.Err != nil:
		err = api.Err
	}
	return clean(err.Error(), 200)
}
