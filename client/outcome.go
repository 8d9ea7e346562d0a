package client

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"syscall"
)

// Outcome is the result of a write, as far as its error tells.
type Outcome uint8

// The outcomes.
const (
	// Accepted: the server took the request, whether its answer could be read or not.
	Accepted Outcome = iota
	// Refused: the server said that it does not do it.
	Refused
	// NotSent: the request never reached the server.
	NotSent
	// Unknown: it may have been done. No answer came, or one of a server or gateway that cannot
	// say.
	Unknown
)

// OutcomeOf derives the outcome of a write from its error. An answer of 500 to 599 means that
// something broke, not that nothing was done, except 501 and 505, which mean that the server cannot
// do it, and [Error.EngineAway], which is said before anything is begun. Writes follow no redirects; only 303 is sent after the work was done.
func OutcomeOf(err error) Outcome {
	var api *Error
	answered := errors.As(err, &api) && api.Status != 0
	switch {
	case err == nil:
		return Accepted
	case answered && api.EngineAway():
		return Refused
	case answered:
		return outcomeOfStatus(api.Status)
	case api != nil && api.Path == "", errors.Is(err, ErrInvalidName), errors.Is(err, ErrReadOnly), unreached(err):
		return NotSent
	default:
		return Unknown
	}
}

func outcomeOfStatus(status int) Outcome {
	switch {
	case status >= 200 && status <= 299:
		return Accepted
	case status == http.StatusNotImplemented, status == http.StatusHTTPVersionNotSupported:
		return Refused
	case status >= 300 && status <= 499 && status != http.StatusSeeOther:
		return Refused
	default:
		return Unknown
	}
}

// unreached reports whether there was no way to the server at all.
func unreached(err error) bool {
	var op *net.OpError
	var dns *net.DNSError
	var record tls.RecordHeaderError
	var certificate *tls.CertificateVerificationError
	var authority x509.UnknownAuthorityError
	var host x509.HostnameError
	var proxy *ProxyError
	return errors.As(err, &proxy) || errors.Is(err, http.ErrSchemeMismatch) || errors.As(err, &dns) || errors.As(err, &op) && (op.Op == "dial" || op.Op == "proxyconnect") ||
		errors.As(err, &record) || errors.As(err, &certificate) || errors.As(err, &authority) || errors.As(err, &host)
}

// Away reports whether an error means that the server cannot be reached at all, whatever the
// request was.
func Away(err error) bool {
	var api *Error
	if errors.As(err, &api) && api.Status != 0 {
		switch api.Status {
		case http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
			return true
		default:
			return false
		}
	}
	return unreached(err)
}

// Short says in a few words why a request failed, the status first: "503 down for maintenance",
// "timeout".
func Short(err error) string {
	if cause, _ := Explain(err); cause != "" {
		return cause
	}
	var api *Error
	var urlErr *url.Error
	var errno syscall.Errno
	answered := errors.As(err, &api) && api.Status >= 400
	switch {
	case answered && api.Message != "":
		return fmt.Sprintf("%d %s", api.Status, api.Message)
	case answered && http.StatusText(api.Status) != "":
		return fmt.Sprintf("%d %s", api.Status, strings.ToLower(http.StatusText(api.Status)))
	case answered:
		return fmt.Sprintf("status %d", api.Status)
	case TimedOut(err):
		return "timeout"
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return "the connection was closed"
	case errors.As(err, &errno):
		return errno.Error()
	case errors.As(err, &urlErr):
		return clean(urlErr.Err.Error(), 0)
	case api != nil && api.Err != nil:
		return clean(api.Err.Error(), 0)
	default:
		return clean(err.Error(), 0)
	}
}

// Brief says the same in the fewest words: the status alone where [Short] has one, "503", else
// what that says.
func Brief(err error) string {
	var api *Error
	if _, advice := Explain(err); errors.As(err, &api) && api.Status >= 400 && advice != UseHTTPS {
		return strconv.Itoa(api.Status)
	}
	return Short(err)
}
