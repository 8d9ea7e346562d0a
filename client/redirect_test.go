package client

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
)

// redirects answers every first request with a redirect, and what comes there with a container.
func redirects(t *testing.T, status int, location func(s *server, r *http.Request) string) *server {
	t.Helper()
	var s *server
	s = newServer(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Has("there") {
			_, _ = w.Write([]byte(document(t, "2014-04/container-get")))
			return
		}
		if to := location(s, r); to != "" {
			w.Header().Set("Location", to)
		}
		w.WriteHeader(status)
	})
	return s
}

func TestRedirectOnTheSameHostIsFollowed(t *testing.T) {
	t.Parallel()
	for _, status := range []int{301, 302, 303, 307, 308} {
		for name, location := range map[string]func(*server, *http.Request) string{
			"relative": func(_ *server, r *http.Request) string { return r.URL.Path + "?there" },
			"absolute": func(s *server, r *http.Request) string { return s.URL + r.URL.Path + "?there" },
		} {
			s := redirects(t, status, location)
			got, err := s.client(t).Containers.Get(t.Context(), testUUID)
			if err != nil || got.Name != "my-awesome-app" {
				t.Errorf("%d %s: %v", status, name, err)
			}
			sent := s.requests()
			if len(sent) != 2 || sent[1].Header.Get("Authorization") != "ApiKey admin:"+testKey {
				t.Errorf("%d %s: %v", status, name, sent)
			}
		}
	}
}

func TestRedirectIsNeverFollowedByAWrite(t *testing.T) {
	t.Parallel()
	for _, op := range operations() {
		if op.method == http.MethodGet {
			continue
		}
		for _, status := range []int{301, 302, 303, 307, 308} {
			s := redirects(t, status, func(_ *server, r *http.Request) string { return r.URL.EscapedPath() + "?there" })
			err := op.do(t.Context(), s.client(t))
			var redirect *RedirectError
			if !errors.As(err, &redirect) || !errors.Is(err, ErrRedirect) || redirect.Status != status {
				t.Errorf("%s %d: %v", op.name, status, err)
			}
			if sent := s.requests(); len(sent) != 1 {
				t.Errorf("%s %d: %d requests", op.name, status, len(sent))
			}
		}
	}
}

func TestRedirectElsewhereIsRefused(t *testing.T) {
	t.Parallel()
	var reached atomic.Int32
	evil := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { reached.Add(1) }))
	t.Cleanup(func() { // after the subtests
		evil.Close()
		if n := reached.Load(); n > 0 {
			t.Errorf("%d requests went to the other host", n)
		}
	})
	host := func(s *server) string { return strings.TrimPrefix(s.URL, "http://") }
	port := func(s *server) string { return s.URL[strings.LastIndexByte(s.URL, ':'):] }
	tests := map[string]struct {
		to     func(*server, *http.Request) string
		target string
	}{
		"port": {func(*server, *http.Request) string { return evil.URL + "/api/v1/?key=" + testKey }, evil.URL},
		"host": {func(s *server, _ *http.Request) string { return "http://localhost" + port(s) + "/" }, "http://localhost"},
		"scheme": {func(s *server, _ *http.Request) string {
			return "https://" + host(s) + "/base/api/v1/"
		}, "https://127.0.0.1"},
		"other scheme": {func(*server, *http.Request) string { return "ftp://h/x" }, "ftp://h"},
		"user":         {func(s *server, r *http.Request) string { return "http://u:p@" + host(s) + r.URL.Path + "?there" }, "http://127.0.0.1"},
		"port said":    {func(*server, *http.Request) string { return "https://[::1]/" }, "https://[::1]:443"},
		"no target":    {func(*server, *http.Request) string { return "" }, ""},
		"no URL":       {func(*server, *http.Request) string { return "http://h/%zz?key=" + testKey }, ""},
		"itself":       {func(_ *server, r *http.Request) string { return r.URL.Path }, "http://127.0.0.1"},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := redirects(t, http.StatusFound, tc.to)
			for _, do := range []func(context.Context, *Client) error{
				func(ctx context.Context, c *Client) error {
					_, err := c.Containers.Get(ctx, testUUID)
					return err
				},
				func(ctx context.Context, c *Client) error {
					_, err := c.Containers.Stop(ctx, testUUID)
					return err
				},
				func(ctx context.Context, c *Client) error {
					_, err := c.Auth(ctx, "admin", "pass-word")
					return err
				},
			} {
				err := do(t.Context(), s.client(t))
				var redirect *RedirectError
				if !errors.As(err, &redirect) || !errors.Is(err, ErrRedirect) || redirect.Status != http.StatusFound {
					t.Fatalf("%v", err)
				}
				if !strings.HasPrefix(redirect.Target, tc.target) || !strings.Contains(err.Error(), redirect.Target) {
					t.Errorf("target %q: %v", redirect.Target, err)
				}
				if strings.Contains(err.Error(), testKey) {
					t.Errorf("the key is in %v", err)
				}
			}
			if n := len(s.requests()); name == "itself" && n > 2+2*(maxRedirects+1) {
				t.Errorf("%d requests", n)
			}
		})
	}
}

// TestRedirectOutOfTLSIsRefused speaks over TLS, and does not follow a redirect out of it.
func TestRedirectOutOfTLSIsRefused(t *testing.T) {
	t.Parallel()
	plain := newServer(t, func(http.ResponseWriter, *http.Request) { t.Error("the key was sent in the clear") })
	secure := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet && strings.HasSuffix(r.URL.Path, "/"+testUUID+"/") {
			_, _ = w.Write([]byte(document(t, "2014-04/container-get")))
			return
		}
		w.Header().Set("Location", plain.URL+"/base"+r.URL.Path)
		w.WriteHeader(http.StatusFound)
	}))
	t.Cleanup(secure.Close)
	c, err := New(secure.URL, testCredentials, WithHTTPClient(secure.Client()))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.CloseIdle)
	if got, err := c.Containers.Get(t.Context(), testUUID); err != nil || got.Name != "my-awesome-app" {
		t.Error(err)
	}
	if _, err := c.Containers.Get(t.Context(), "other"); !errors.Is(err, ErrRedirect) || !strings.Contains(err.Error(), plain.URL) {
		t.Error(err)
	}
	// A certificate of an unknown authority is an error that says so.
	c, err = New(secure.URL, testCredentials)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Containers.Get(t.Context(), testUUID); err == nil || !strings.Contains(err.Error(), "certificate") {
		t.Error(err)
	}
}
