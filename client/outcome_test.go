package client_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"fleetop/client"
)

const anyUUID = "7eaf7fff-882c-4f3d-9a8f-a22317ac00ce"

// TestWhatAStatusMeansForAWrite asks a real server that answers with every status there is, and
// counts that it was asked once.
func TestWhatAStatusMeansForAWrite(t *testing.T) {
	t.Parallel()
	for status := 200; status <= 599; status++ {
		var asked atomic.Int32
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			asked.Add(1)
			w.Header().Set("Location", "/elsewhere/")
			w.WriteHeader(status)
			if status != http.StatusNoContent && status != http.StatusNotModified {
				_, _ = io.WriteString(w, "no JSON")
			}
		}))
		want := client.Unknown
		switch {
		case status < 300:
			want = client.Accepted
		case status < 500 && status != 303, status == 501, status == 505:
			want = client.Refused
		}
		c, err := client.New(server.URL, client.Credentials{User: "u", Key: "key1234"})
		if err != nil {
			t.Fatal(err)
		}
		_, err = c.Applications.Stop(t.Context(), anyUUID)
		if got := client.OutcomeOf(err); got != want || err == nil {
			t.Errorf("%d: outcome %d, want %d: %v", status, got, want, err)
		}
		if n := asked.Load(); n != 1 {
			t.Errorf("%d: the write was sent %d times", status, n)
		}
		server.Close()
	}
}

// TestWhatABrokenConnectionMeansForAWrite breaks it at every point.
func TestWhatABrokenConnectionMeansForAWrite(t *testing.T) {
	t.Parallel()
	hangUp := func(before string) func(w http.ResponseWriter, r *http.Request) {
		return func(w http.ResponseWriter, _ *http.Request) {
			conn, _, err := w.(http.Hijacker).Hijack() //nolint:forcetypeassert // a server of this test
			if err == nil {
				_, _ = io.WriteString(conn, before)
				_ = conn.Close()
			}
		}
	}
	for name, test := range map[string]struct {
		handler func(w http.ResponseWriter, r *http.Request)
		want    client.Outcome
	}{
		"no answer":        {hangUp(""), client.Unknown},
		"half a status":    {hangUp("HTTP/1.1 2"), client.Unknown},
		"half a header":    {hangUp("HTTP/1.1 202 Accepted\r\nContent-Le"), client.Unknown},
		"half a body":      {hangUp("HTTP/1.1 202 Accepted\r\nContent-Length: 99\r\n\r\n{\"uuid\""), client.Accepted},
		"half a refusal":   {hangUp("HTTP/1.1 400 Bad Request\r\nContent-Length: 99\r\n\r\n{\"error\""), client.Refused},
		"not HTTP":         {hangUp("SSH-2.0-OpenSSH\r\n"), client.Unknown},
		"an unknown code":  {hangUp("HTTP/1.1 202 Accepted\r\nContent-Encoding: br\r\nContent-Length: 1\r\n\r\nx"), client.Accepted},
		"silence, at last": {func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, client.Unknown},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := httptest.NewServer(http.HandlerFunc(test.handler))
			t.Cleanup(server.Close)
			c, err := client.New(server.URL, client.Credentials{User: "u", Key: "key1234"}, client.WithTimeout(300*time.Millisecond))
			if err != nil {
				t.Fatal(err)
			}
			if _, err = c.Applications.Terminate(t.Context(), anyUUID); client.OutcomeOf(err) != test.want {
				t.Errorf("outcome %d, want %d: %v", client.OutcomeOf(err), test.want, err)
			}
		})
	}
}

// TestWhatNeverReachedTheServer sends writes that cannot reach a server.
func TestWhatNeverReachedTheServer(t *testing.T) {
	t.Parallel()
	gone := httptest.NewServer(http.NotFoundHandler())
	gone.Close()
	secure := httptest.NewTLSServer(http.NotFoundHandler())
	t.Cleanup(secure.Close)
	plain := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(plain.Close)
	for name, endpoint := range map[string]string{
		"refused":                gone.URL,
		"no certificate we know": secure.URL,
		"no TLS there":           strings.Replace(plain.URL, "http:", "https:", 1),
	} {
		c, err := client.New(endpoint, client.Credentials{User: "u", Key: "key1234"})
		if err != nil {
			t.Fatal(err)
		}
		if _, err = c.Applications.Stop(t.Context(), anyUUID); client.OutcomeOf(err) != client.NotSent || !client.Away(err) {
			t.Errorf("%s: outcome %d, away %v: %v", name, client.OutcomeOf(err), client.Away(err), err)
		}
	}
	c, err := client.New(plain.URL, client.Credentials{User: "u", Key: "key1234"}, client.WithReadOnly())
	if err != nil {
		t.Fatal(err)
	}
	for name, ask := range map[string]string{"read-only": anyUUID, "no uuid": "../"} {
		if _, err := c.Applications.Stop(t.Context(), ask); client.OutcomeOf(err) != client.NotSent || client.Away(err) {
			t.Errorf("%s: outcome %d: %v", name, client.OutcomeOf(err), err)
		}
	}
}

func TestErrorsHaveShortWords(t *testing.T) {
	t.Parallel()
	wrap := func(err error) error { return &client.Error{Op: "stop application", Path: "/x/", Err: err} }
	for _, test := range []struct {
		err          error
		short, brief string
	}{
		{&client.Error{Status: 401}, "API key rejected (401)", "401"},
		{&client.Error{Status: 400, Message: "no room"}, "400 no room", "400"},
		{&client.Error{Status: 503}, "503 service unavailable", "503"},
		{&client.Error{Status: 599}, "status 599", "599"},
		{wrap(&net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}), "connection refused", "connection refused"},
		{wrap(context.DeadlineExceeded), "timeout", "timeout"},
		{wrap(&net.DNSError{Name: "no\x1b[31mwhere"}), "no such host: nowhere", "no such host: nowhere"},
		{wrap(io.ErrUnexpectedEOF), "the connection was closed", "the connection was closed"},
		{wrap(syscall.ENETUNREACH), "network is unreachable", "network is unreachable"},
		{wrap(errors.New("odd")), "odd", "odd"},
		{errors.New("odd"), "odd", "odd"},
	} {
		if got := client.Short(test.err); got != test.short {
			t.Errorf("%v: %q, want %q", test.err, got, test.short)
		}
		if got := client.Brief(test.err); got != test.brief {
			t.Errorf("%v: in brief %q, want %q", test.err, got, test.brief)
		}
	}
	for _, err := range []error{tls.RecordHeaderError{}, &tls.CertificateVerificationError{}, x509.UnknownAuthorityError{}, x509.HostnameError{Certificate: &x509.Certificate{}}} {
		if client.OutcomeOf(wrap(err)) != client.NotSent {
			t.Errorf("%T reached the server", err)
		}
	}
}
