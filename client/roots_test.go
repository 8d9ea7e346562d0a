package client

import (
	"crypto/x509"
	"errors"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"testing"
)

// TestRootCAsAreTrusted asks a server whose certificate only a private authority vouches for.
func TestRootCAsAreTrusted(t *testing.T) {
	t.Parallel()
	srv := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, `{"meta": {"total_count": 0}, "objects": []}`)
	}))
	srv.Config.ErrorLog = log.New(io.Discard, "", 0)
	srv.StartTLS()
	t.Cleanup(srv.Close)
	pool := x509.NewCertPool()
	pool.AddCert(srv.Certificate())
	for trusted, options := range map[bool][]Option{true: {WithRootCAs(pool)}, false: nil} {
		c, err := New(srv.URL, Credentials{User: "u", Key: "k"}, options...)
		if err != nil {
			t.Fatal(err)
		}
		_, err = c.Applications.List(t.Context(), ApplicationFilter{}, ListOptions{})
		c.CloseIdle()
		if unknown := (x509.UnknownAuthorityError{}); trusted && err != nil || !trusted && !errors.As(err, &unknown) {
			t.Errorf("trusted %v: %v", trusted, err)
		}
	}
}
