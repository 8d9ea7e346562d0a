package client

import (
	"bytes"
	"compress/gzip"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// rawServer answers every request with a body, and tells what was asked for.
func rawServer(t *testing.T, answer http.HandlerFunc) (c *Client, asked *[]string) {
	t.Helper()
	asked = new([]string)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		*asked = append(*asked, r.Method+" "+r.URL.EscapedPath())
		answer(w, r)
	}))
	t.Cleanup(server.Close)
	c, err := New(server.URL, Credentials{User: "u", Key: "k"})
	if err != nil {
		t.Fatal(err)
	}
	return c, asked
}

func TestRawIsWhatTheServerSent(t *testing.T) {
	t.Parallel()
	for _, body := range []string{`{"b": 1,  "a" : [ ]}` + "\n", "", "<html>", "\x00\xff\x1b[31m", strings.Repeat("x", 2<<20)} {
		for _, packed := range []bool{false, true} {
			c, asked := rawServer(t, func(w http.ResponseWriter, _ *http.Request) {
				data := []byte(body)
				if packed {
					var b bytes.Buffer
					z := gzip.NewWriter(&b)
					_, _ = z.Write(data)
					_ = z.Close()
					data = b.Bytes()
					w.Header().Set("Content-Encoding", "gzip")
				}
				_, _ = w.Write(data)
			})
			app, err := c.Applications.Raw(t.Context(), "a b")
			if err != nil || string(app) != body {
				t.Errorf("%.20q is %.20q, %v", body, app, err)
			}
			con, err := c.Containers.Raw(t.Context(), "u")
			if err != nil || string(con) != body {
				t.Errorf("%.20q is %.20q, %v", body, con, err)
			}
			image, err := c.Images.Raw(t.Context(), "tutum/redis")
			if err != nil || string(image) != body {
				t.Errorf("%.20q is %.20q, %v", body, image, err)
			}
			want := []string{"GET /api/v1/application/a%20b/", "GET /api/v1/container/u/", "GET /api/v1/image/tutum/redis/"}
			if strings.Join(*asked, "\n") != strings.Join(want, "\n") {
				t.Errorf("asked for %q", *asked)
			}
		}
	}
}

func TestRawIsBounded(t *testing.T) {
	t.Parallel()
	c, _ := rawServer(t, func(w http.ResponseWriter, _ *http.Request) {
		block := bytes.Repeat([]byte("x"), 1<<20)
		for range RawLimit>>20 + 1 {
			if _, err := w.Write(block); err != nil {
				return
			}
		}
	})
	if body, err := c.Applications.Raw(t.Context(), "u"); !errors.Is(err, ErrTooLarge) || body != nil {
		t.Errorf("%d bytes, %v", len(body), err)
	}
}

func TestRawReturnsErrors(t *testing.T) {
	t.Parallel()
	c, asked := rawServer(t, func(w http.ResponseWriter, _ *http.Request) { http.Error(w, `{"error": "no"}`, http.StatusNotFound) })
	if _, err := c.Applications.Raw(t.Context(), "u"); !errors.Is(err, ErrNotFound) {
		t.Errorf("a 404 is %v", err)
	}
	before := len(*asked)
	for _, name := range []string{"", "..", "a//b"} {
		if _, err := c.Images.Raw(t.Context(), name); !errors.Is(err, ErrInvalidName) {
			t.Errorf("%q is %v", name, err)
		}
		if url := c.Images.URL(name); url != "" {
			t.Errorf("%q is at %q", name, url)
		}
	}
	if len(*asked) != before {
		t.Error("a name that is not valid was asked for")
	}
	cut, _ := rawServer(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "100")
		_, _ = w.Write([]byte("{"))
	})
	if _, err := cut.Containers.Raw(t.Context(), "u"); !errors.Is(err, ErrGarbage) {
		t.Errorf("a body that is cut off is %v", err)
	}
}

func TestURLOfARecordIsItsDetails(t *testing.T) {
	t.Parallel()
	c, err := New("https://h:1/base/api/v1/", Credentials{User: "u", Key: "k"})
	if err != nil {
		t.Fatal(err)
	}
	for got, want := range map[string]string{
		c.Applications.URL("a'b"):   "https://h:1/base/api/v1/application/a%27b/",
		c.Containers.URL("u"):       "https://h:1/base/api/v1/container/u/",
		c.Images.URL("tutum/redis"): "https://h:1/base/api/v1/image/tutum/redis/",
		c.Applications.URL(".."):    "",
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
