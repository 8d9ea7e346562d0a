package platform_test

import (
	"bytes"
	stdcmp "cmp"
	"compress/gzip"
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"fleetop/internal/platform"
	"fleetop/internal/platform/memory"
)

const noSuchUUID = "00000000-0000-4000-8000-000000000000"

// TestEveryPathHasItsMethods asks for every path with every method.
func TestEveryPathHasItsMethods(t *testing.T) {
	t.Parallel()
	s := newServer(t, youngFleet())
	app, cont := str(s.named("web"), "uuid"), str(s.container("web-1"), "uuid")
	methods := []string{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
	for _, test := range []struct{ path, allow string }{
		{"application/", "GET,POST"},
		{"application/" + app + "/", "GET,PATCH,DELETE"},
		{"application/" + app + "/start/", "POST"},
		{"application/" + app + "/stop/", "POST"},
		{"application/" + app + "/redeploy/", "POST"},
		{"application/" + app + "/logs/", "GET"},
		{"container/", "GET"},
		{"container/" + cont + "/", "GET,DELETE"},
		{"container/" + cont + "/start/", "POST"},
		{"container/" + cont + "/stop/", "POST"},
		{"container/" + cont + "/logs/", "GET"},
		{"image/", "GET,POST"},
		{"image/tutum/lamp/", "GET,PATCH,DELETE"},
		{"image/tutum/lamp/tag/latest/", "GET"},
		{"auth/", "GET"},
	} {
		allowed := strings.Split(test.allow, ",")
		for _, method := range methods {
			r := s.do(method, test.path, "")
			ok := strings.Contains(test.allow, method) || method == "HEAD" && allowed[0] == "GET"
			switch {
			case ok && (r.status == http.StatusMethodNotAllowed || r.status == http.StatusNotFound || r.status >= 500):
				t.Errorf("%s %s: status %d", method, test.path, r.status)
			case !ok && (r.status != http.StatusMethodNotAllowed || r.header.Get("Allow") != test.allow || method != "HEAD" && string(r.body) != test.allow):
				t.Errorf("%s %s: status %d, Allow %q, body %q; want 405 and %s", method, test.path, r.status, r.header.Get("Allow"), r.body, test.allow)
			}
		}
	}
}

// TestNotFoundHasNoBody checks that a missing object is a 404 without a body.
func TestNotFoundHasNoBody(t *testing.T) {
	t.Parallel()
	s := newServer(t, memory.DefaultFleet())
	for _, path := range []string{
		"application/" + noSuchUUID + "/", "application/web/", "application//start/", "application/" + noSuchUUID + "/logs/",
		"application/" + str(s.named("web"), "uuid") + "/restart/",
		"container/" + noSuchUUID + "/", "container/" + noSuchUUID + "/logs/",
		"image/no/such/", "image/tutum/mysql/tag/no-such/", "image/no/tag/such/",
		"registry/no.such.registry/", "registry/index.docker.io/x/", "nothing/", "/", "/index.html", "/api/", "/api/v2/application/", "/api/v1/",
	} {
		r := s.do(http.MethodGet, path, "")
		if r.status != http.StatusNotFound || r.length != 0 || !strings.HasPrefix(r.header.Get("Content-Type"), "text/html") {
			t.Errorf("GET %s: status %d, length %d, type %s", path, r.status, r.length, r.header.Get("Content-Type"))
		}
	}
	for _, test := range [][3]string{
		{"DELETE", "application/" + noSuchUUID + "/"},
		{"PATCH", "application/" + noSuchUUID + "/", `{"target_num_containers": 2}`},
		{"POST", "application/" + noSuchUUID + "/start/"},
		{"POST", "application/" + noSuchUUID + "/redeploy/"},
		{"DELETE", "container/" + noSuchUUID + "/"},
		{"POST", "container/" + noSuchUUID + "/stop/"},
		{"PATCH", "image/no/such/", `{"description": "x"}`},
		{"DELETE", "image/no/such/"},
	} {
		if r := s.do(test[0], test[1], test[2]); r.status != http.StatusNotFound || r.length != 0 {
			t.Errorf("%s %s: status %d, length %d", test[0], test[1], r.status, r.length)
		}
	}
}

// TestCredentialsInEverySpelling tries credentials in every spelling.
func TestCredentialsInEverySpelling(t *testing.T) {
	t.Parallel()
	s := newServer(t, memory.Fleet{})
	basic := func(text string) string { return "Basic " + base64.StdEncoding.EncodeToString([]byte(text)) }
	good := testUser + ":" + testKey
	for _, test := range []struct {
		path, header string
		want         int
	}{
		{"application/", "ApiKey " + good, 200},
		{"application/", "apikey " + good, 200},
		{"application/", "APIKEY   " + good, 200},
		{"application/", "", 401},
		{"application/", "ApiKey", 401},
		{"application/", "ApiKey " + testUser, 401},
		{"application/", "ApiKey " + testUser + ":", 401},
		{"application/", "ApiKey " + testUser + ":0123", 401},
		{"application/", "ApiKey " + good + ":", 401},
		{"application/", "ApiKey other:" + testKey, 401},
		{"application/", "Bearer " + good, 401},
		{"application/", basic(good), 401},
		{"nothing/", "", 401},
		{"auth/", "ApiKey " + good, 200},
		{"auth/", basic(good), 200},
		{"auth/", strings.Replace(basic(good), "Basic", "basic", 1), 200},
		{"auth/", basic("admin:wrong"), 401},
		{"auth/", "Basic !!!", 401},
		{"auth/", "", 401},
	} {
		req := s.request(http.MethodGet, test.path, "")
		req.Header.Set("Authorization", test.header)
		r := s.send(req)
		if r.status != test.want {
			t.Errorf("%s with %q: status %d, want %d", test.path, test.header, r.status, test.want)
		}
		if test.want == 401 && (r.length != 0 || !strings.HasPrefix(r.header.Get("Content-Type"), "text/html")) {
			t.Errorf("%s with %q: length %d, type %s", test.path, test.header, r.length, r.header.Get("Content-Type"))
		}
	}
}

// TestLoginReturnsTheKey checks what a login gets.
func TestLoginReturnsTheKey(t *testing.T) {
	t.Parallel()
	s := newServer(t, memory.Fleet{})
	want := map[string]any{
		"meta":    map[string]any{"limit": 25.0, "next": nil, "offset": 0.0, "previous": nil, "total_count": 1.0},
		"objects": []any{map[string]any{"username": testUser, "key": testKey}},
	}
	if diff := cmp.Diff(want, s.get("auth/")); diff != "" {
		t.Error(diff)
	}
}

// TestMissingSlashRedirectsReadsOnly checks that reads are redirected and writes are done in place.
func TestMissingSlashRedirectsReadsOnly(t *testing.T) {
	t.Parallel()
	s := newServer(t, memory.DefaultFleet())
	for path, want := range map[string]string{
		"application":                 "/api/v1/application/",
		"application?limit=5&x=a%20b": "/api/v1/application/?limit=5&x=a%20b",
		"image/tutum/lamp":            "/api/v1/image/tutum/lamp/",
	} {
		r := s.do(http.MethodGet, path, "")
		if r.status != http.StatusMovedPermanently || r.header.Get("Location") != want {
			t.Errorf("GET %s: status %d to %q, want %q", path, r.status, r.header.Get("Location"), want)
		}
	}
	for _, path := range []string{"//evil.example.com", "/%2f/evil.example.com"} {
		if r := s.do(http.MethodGet, path, ""); r.status != http.StatusNotFound {
			t.Errorf("GET %s: status %d to %q", path, r.status, r.header.Get("Location"))
		}
	}
	web := strings.TrimSuffix(str(s.named("web"), "resource_uri"), "/")
	if got := str(s.post(web+"/stop", ""), "state"); got != "Stopping" {
		t.Errorf("POST stop without a slash: %s", got)
	}
	s.clock.advance(5 * time.Second)
	s.want(http.StatusAccepted, http.MethodDelete, web, "")
	s.post("application", `{"image": "tutum/redis"}`)
}

// TestRequestsOf2014AreAnswered sends requests as clients of 2014 did.
func TestRequestsOf2014AreAnswered(t *testing.T) {
	t.Parallel()
	s := newServer(t, memory.DefaultFleet())
	web := str(s.named("web"), "resource_uri")
	for i, test := range []struct {
		method, path, body, contentType string
	}{
		{"GET", "application/?", "", "application/json"},
		{"GET", web + "?", "", ""},
		{"GET", "application/", "{}", "application/json"},
		{"PATCH", web, "", "application/json"},
		{"PATCH", web, "{}", ""},
		{"PATCH", web, "null", ""},
		{"PATCH", web + "?", " \n", "application/json"},
		{"POST", web + "stop/", "", "application/json"},
		{"POST", web + "start/?", "{}", "application/json"},
		{"POST", web + "stop/", "null", "text/plain"},
		{"POST", web + "redeploy/", "", ""},
		{"POST", "application/", `{"image": "tutum/redis", "unknown": 1, "name": null}`, "application/x-www-form-urlencoded"},
		{"DELETE", web, "{}", "application/json"},
	} {
		req := s.request(test.method, test.path, test.body)
		req.Header.Del("Content-Type")
		if test.contentType != "" {
			req.Header.Set("Content-Type", test.contentType)
		}
		req.Header["Accept-Encoding"] = nil
		r := s.send(req)
		if r.status/100 != 2 {
			t.Fatalf("%d: %s %s %q: status %d, %s", i, test.method, test.path, test.body, r.status, cutText(r.body))
		}
		if o := r.object(t); test.method != "GET" && str(o, "uuid") == "" {
			t.Errorf("%d: %s %s: no uuid", i, test.method, test.path)
		}
		s.clock.advance(10 * time.Second)
	}
}

// TestBadBodiesAreExplained checks that text that is not JSON object is refused in words.
func TestBadBodiesAreExplained(t *testing.T) {
	t.Parallel()
	s := newServer(t, memory.DefaultFleet())
	web := str(s.named("web"), "resource_uri")
	for _, body := range []string{"{", "[]", `"x"`, "1", "{} {}", "{}x", "image=x", "\xff", `{"image": "x",}`, "{\"a\":\"" + strings.Repeat("x", 1<<20) + "\"}"} {
		for _, to := range [][2]string{{"POST", "application/"}, {"PATCH", web}, {"POST", web + "redeploy/"}, {"POST", "image/"}} {
			r := s.do(to[0], to[1], body)
			if r.status != http.StatusBadRequest || str(r.object(t), "error") == "" {
				t.Errorf("%s %s %s: status %d, body %s", to[0], to[1], cutText([]byte(body)), r.status, cutText(r.body))
			}
		}
	}
}

// TestLargeAnswersAreCompressedOnRequest checks that large answers are compressed for those who
// ask.
func TestLargeAnswersAreCompressedOnRequest(t *testing.T) {
	t.Parallel()
	s := newServer(t, memory.Sized(30, 1))
	get := func(path, accept string) *response {
		req := s.request(http.MethodGet, path, "")
		req.Header.Set("Accept-Encoding", accept)
		return s.send(req)
	}
	plain := get("application/?limit=30", "identity")
	for accept, zipped := range map[string]bool{
		"gzip": true, "deflate, gzip;q=0.5": true, "GZIP": true, "*": true, "x, gzip ; q=1": true,
		"gzip;q=0": false, "deflate": false, "": false,
	} {
		r := get("application/?limit=30", accept)
		body := r.body
		if got := r.header.Get("Content-Encoding") == "gzip"; got != zipped {
			t.Errorf("Accept-Encoding %q: compressed %v", accept, got)
		}
		if zipped {
			z, err := gzip.NewReader(bytes.NewReader(body))
			if err != nil {
				t.Fatal(err)
			}
			if body, err = io.ReadAll(z); err != nil {
				t.Fatal(err)
			}
		}
		if !bytes.Equal(body, plain.body) {
			t.Errorf("Accept-Encoding %q: the body differs", accept)
		}
	}
	if r := get("application/?limit=1", "gzip"); r.header.Get("Content-Encoding") != "" {
		t.Error("a small body is compressed")
	}
}

// TestListsAreFiltered asks for lists with every filter.
func TestListsAreFiltered(t *testing.T) {
	t.Parallel()
	s := newServer(t, memory.DefaultFleet())
	web := str(s.named("web"), "uuid")
	one := str(s.container("worker-2"), "uuid")
	for path, want := range map[string]int{
		"application/":                                              8,
		"application/?name=web":                                     1,
		"application/?name=WEB":                                     0,
		"application/?unique_name=worker":                           1,
		"application/?uuid=" + web:                                  1,
		"application/?uuid__startswith=" + web[:8]:                  1,
		"application/?state=Running":                                6,
		"application/?state=running":                                0,
		"application/?state=Partly%20running":                       1,
		"application/?state=Stopped":                                1,
		"application/?state=Running&name=web":                       1,
		"application/?state=Stopped&name=web":                       0,
		"application/?state=Stopped&state=Running":                  6,
		"application/?color=blue":                                   8,
		"application/?name=":                                        0,
		"container/":                                                20,
		"container/?unique_name=worker-2":                           1,
		"container/?name=worker":                                    20,
		"container/?uuid=" + one:                                    1,
		"container/?uuid__startswith=" + one[:8]:                    1,
		"container/?state=Stopped":                                  3,
		"container/?state=Stopped+with+errors":                      1,
		"container/?application__name=web":                          3,
		"container/?application__unique_name=web":                   3,
		"container/?application__uuid=" + web:                       3,
		"container/?application__uuid__startswith=" + web[:8]:       3,
		"container/?application__state=Partly+running":              6,
		"container/?application__state=Partly+running&state=Failed": 0,
		"image/":                       20,
		"image/?is_private_image=True": 4,
		"image/?is_private_image=true": 4,
		"image/?is_private_image=1":    4,
		"image/?base_image=True":       5,
		"image/?starred=True":          11,
		"image/?starred=False":         9,
		"image/?starred=0&base_image=false&is_private_image=False": 0,
		"image/?name=tutum/mysql":                                  1,
		"image/?unique_name=tutum/mysql":                           1,
		"image/?docker_registry__host=quay.io":                     1,
		"image/?docker_registry__host=index.docker.io&starred=1":   11,
	} {
		if got := num(s.get(path)["meta"].(map[string]any), "total_count"); got != want { //nolint:forcetypeassert // the shapes are tested
			t.Errorf("%s: %d, want %d", path, got, want)
		}
	}
	r := s.do(http.MethodGet, "image/?starred=maybe", "")
	if r.status != http.StatusBadRequest || str(r.object(t), "error") == "" {
		t.Errorf("starred=maybe: status %d", r.status)
	}
}

// TestPagesLinkToEachOther checks the limits and the links between pages.
func TestPagesLinkToEachOther(t *testing.T) {
	t.Parallel()
	s := newServer(t, memory.Sized(130, 1))
	url := func(s string) any { return "/api/v1/application/?" + s }
	for _, test := range []struct {
		query         string
		limit, offset int
		next, prev    any
		first         string
		count         int
	}{
		{"", 25, 0, url("limit=25&offset=25"), nil, "bench-00001", 25},
		{"limit=25&offset=25", 25, 25, url("limit=25&offset=50"), url("limit=25&offset=0"), "bench-00026", 25},
		{"limit=100", 100, 0, url("limit=100&offset=100"), nil, "bench-00001", 100},
		{"limit=0", 100, 0, url("limit=100&offset=100"), nil, "bench-00001", 100},
		{"limit=101&offset=100", 100, 100, nil, url("limit=100&offset=0"), "bench-00101", 30},
		{"limit=65&offset=65", 65, 65, nil, url("limit=65&offset=0"), "bench-00066", 65},
		{"offset=10", 25, 10, url("limit=25&offset=35"), url("limit=25&offset=0"), "bench-00011", 25},
		{"offset=130", 25, 130, nil, url("limit=25&offset=105"), "", 0},
		{"offset=9223372036854775807", 25, 9223372036854775807, nil, url("limit=25&offset=9223372036854775782"), "", 0},
		{
			"state=Running&b=%26&limit=2&offset=4&color=red", 2, 4,
			url("b=%26&color=red&limit=2&offset=6&state=Running"), url("b=%26&color=red&limit=2&offset=2&state=Running"), "bench-00005", 2,
		},
	} {
		body := s.get("application/?" + test.query)
		want := map[string]any{
			"limit": float64(test.limit), "offset": float64(test.offset), "total_count": 130.0,
			"next": test.next, "previous": test.prev,
		}
		if diff := cmp.Diff(want, body["meta"]); diff != "" {
			t.Errorf("%s: %s", test.query, diff)
		}
		objects := s.list("application/?" + test.query)
		if len(objects) != test.count || test.count > 0 && str(objects[0], "unique_name") != test.first {
			t.Errorf("%s: %d objects", test.query, len(objects))
		}
	}
	for _, query := range []string{"limit=x", "limit=", "limit=-1", "limit=1.5", "offset=x", "offset=-1", "offset=99999999999999999999", "limit=5&limit=x"} {
		r := s.do(http.MethodGet, "application/?"+query, "")
		if r.status != http.StatusBadRequest || str(r.object(t), "error") == "" {
			t.Errorf("%s: status %d", query, r.status)
		}
	}
}

// TestNextLeadsToEveryRecordOnce follows next to the end of each list and meets everything once.
func TestNextLeadsToEveryRecordOnce(t *testing.T) {
	t.Parallel()
	s := newServer(t, memory.Sized(7, 9))
	for path, want := range map[string]int{"application/?limit=2": 7, "container/?limit=10&state=Running": 63, "image/?limit=3": 16} {
		seen := make(map[string]bool)
		for path != "" {
			body := s.get(path)
			for _, o := range s.list(path) {
				seen[str(o, "resource_uri")] = true
			}
			meta, _ := body["meta"].(map[string]any)
			path = str(meta, "next")
		}
		if len(seen) != want {
			t.Errorf("%d objects, want %d", len(seen), want)
		}
	}
}

// TestTheHostHeaderReachesNothing asks under a name that the client made up: what is answered names
// the address that was listened on, or the one the platform was told of.
func TestTheHostHeaderReachesNothing(t *testing.T) {
	t.Parallel()
	told := newServerWith(t, platform.Options{URL: "https://paas.example.com/api-root/"})
	for base, s := range map[string]*server{"": newServer(t, memory.DefaultFleet()), "https://paas.example.com/api-root": told} {
		for _, req := range []*http.Request{
			s.request(http.MethodGet, str(s.named("web"), "resource_uri"), ""),
			s.request(http.MethodGet, "application", ""), // without the last slash
			s.request(http.MethodPost, "application/", `{"image": "tutum/hello-world", "linked_to_application": ["db"]}`),
			s.request(http.MethodGet, "container/?limit=1", ""),
		} {
			req.Host = "evil.example.com:8000"
			r := s.send(req)
			if all := fmt.Sprint(r.header) + string(r.body); strings.Contains(all, "evil") {
				t.Errorf("%s %s: %s", req.Method, req.URL.Path, all)
			}
			if len(r.body) == 0 {
				continue
			}
			linkVars, _ := r.object(t)["link_variables"].(map[string]any)
			for key, value := range linkVars {
				if strings.HasSuffix(key, "_TUTUM_API_URL") && !strings.HasPrefix(fmt.Sprint(value), stdcmp.Or(base, s.url)+"/api/v1/application/") {
					t.Errorf("%s=%v", key, value)
				}
			}
		}
	}
}
