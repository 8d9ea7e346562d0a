package platform_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"fleetop/internal/platform"
	"fleetop/internal/platform/memory"
)

// newHandler makes a platform to call without a network, and its clock.
func newHandler(tb testing.TB, fleet memory.Fleet) (http.Handler, *clock) {
	tb.Helper()
	c := &clock{t: start()}
	eng, err := memory.New(memory.Options{Seed: 1, Random: memory.Repeating(1), Now: c.now, Fleet: fleet})
	if err != nil {
		tb.Fatal(err)
	}
	p, err := platform.New(platform.Options{User: testUser, Key: testKey, Engine: eng, Now: c.now, Random: memory.Repeating(2)})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = p.Close() })
	return p, c
}

// call calls a handler with credentials.
func call(tb testing.TB, h http.Handler, method string, u *url.URL, body string) *httptest.ResponseRecorder {
	tb.Helper()
	req, err := http.NewRequestWithContext(tb.Context(), method, "http://fleetop.local/", strings.NewReader(body))
	if err != nil {
		return nil // no method
	}
	req.URL = u
	req.Header.Set("Authorization", "ApiKey "+testUser+":"+testKey)
	w := httptest.NewRecorder()
	h.ServeHTTP(w, req)
	return w
}

// wantSane fails on a fault of the server, and on an answer that is not JSON though it should be.
func wantSane(t *testing.T, w *httptest.ResponseRecorder, what string) {
	t.Helper()
	if w.Code >= 500 {
		t.Fatalf("%s: status %d: %s", what, w.Code, w.Body)
	}
	if strings.HasPrefix(w.Header().Get("Content-Type"), "application/json") && w.Code != http.StatusNoContent && !json.Valid(w.Body.Bytes()) {
		t.Fatalf("%s: status %d, no JSON: %s", what, w.Code, w.Body)
	}
}

// FuzzBody sends any body to everything that takes one. Whatever is accepted must live through its
// transitions.
func FuzzBody(f *testing.F) {
	for _, body := range []string{
		readExample(f, "application-create-request"), readExample(f, "application-update-request"), readExample(f, "image-add-request"),
		`{"image": "a", "container_ports": [{"inner_port": 1, "protocol": "udp"}], "container_envvars": [{"key": "a", "value": "b"}]}`,
		`{"image_tag": "/api/v1/image/a/tag/b/", "roles": ["global"], "linked_to_application": ["x"], "web_public_dns": "x"}`,
		`{"tag": "v2", "autorestart": "ALWAYS", "autodestroy": "ON_FAILURE", "run_command": "sleep 1; exit 3"}`,
		`{"image": "a", "name": "\u0000\ud800", "target_num_containers": 1e3}`, `[]`, `null`, ``, `{"image": null}`, "\xff\xfe",
	} {
		f.Add(body)
	}
	f.Fuzz(func(t *testing.T, body string) {
		h, c := newHandler(t, memory.DefaultFleet())
		list := call(t, h, http.MethodGet, &url.URL{Path: "/api/v1/application/", RawQuery: "name=web"}, "").Body.String()
		_, uuid, _ := strings.Cut(list, `"uuid":"`)
		web := "/api/v1/application/" + uuid[:36] + "/"
		for _, to := range [][2]string{
			{"POST", "/api/v1/application/"},
			{"POST", "/api/v1/image/"},
			{"PATCH", web},
			{"PATCH", "/api/v1/image/quay.io/shop/backup/"},
			{"POST", web + "redeploy/"},
			{"POST", web + "stop/"},
			{"GET", "/api/v1/container/"},
		} {
			wantSane(t, call(t, h, to[0], &url.URL{Path: to[1]}, body), to[0]+" "+to[1])
			c.advance(3 * time.Second)
		}
		wantSane(t, call(t, h, "GET", &url.URL{Path: "/api/v1/application/"}, ""), "list")
	})
}

// FuzzQuery asks for lists with any query. The page must be no larger than allowed and know where
// it is.
func FuzzQuery(f *testing.F) {
	for _, q := range []string{"", "?", "limit=0&offset=7", "limit=9223372036854775807&offset=9223372036854775807", "state=Running&state=", "limit=%zz&;=", "uuid__startswith=%ff", "starred=1&base_image=x", "limit=-0", "offset=+5"} {
		f.Add(q)
	}
	h, _ := newHandler(f, memory.DefaultFleet())
	f.Fuzz(func(t *testing.T, query string) {
		for _, list := range []string{"application", "container", "image"} {
			w := call(t, h, http.MethodGet, &url.URL{Path: "/api/v1/" + list + "/", RawQuery: query}, "")
			wantSane(t, w, query)
			if w.Code != http.StatusOK {
				continue
			}
			var page struct {
				Meta struct {
					Limit, Offset  int
					Total          int `json:"total_count"`
					Next, Previous *string
				}
				Objects []any
			}
			if err := json.Unmarshal(w.Body.Bytes(), &page); err != nil {
				t.Fatal(err)
			}
			m, n := page.Meta, len(page.Objects)
			if m.Limit < 1 || m.Limit > 100 || n > m.Limit || n > m.Total || (m.Next != nil) != (m.Total-m.Limit > m.Offset) || (m.Previous != nil) != (m.Offset > 0) {
				t.Fatalf("%s: %d objects, %+v", query, n, m)
			}
			if m.Next != nil {
				next, err := url.Parse(*m.Next)
				if err != nil {
					t.Fatal(err)
				}
				wantSane(t, call(t, h, http.MethodGet, next, ""), *m.Next)
			}
		}
	})
}

// FuzzPath sends any method to any path.
func FuzzPath(f *testing.F) {
	for _, p := range []string{"application/", "image/a/tag/b/", "image//tag//", "container/x/logs", "//", "auth", "image/%2e%2e/", "application/\x00/start/", "image/tag/", "image//tag/x"} {
		f.Add("GET", p)
		f.Add("DELETE", p)
		f.Add("POST", p)
	}
	h, _ := newHandler(f, memory.DefaultFleet())
	f.Fuzz(func(t *testing.T, method, path string) {
		if w := call(t, h, method, &url.URL{Path: "/api/v1/" + path}, ""); w != nil {
			wantSane(t, w, method+" "+path)
		}
	})
}
