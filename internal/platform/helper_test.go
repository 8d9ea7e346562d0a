package platform_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"fleetop/internal/platform"
	"fleetop/internal/platform/engine"
	"fleetop/internal/platform/memory"
)

const (
	testUser = "admin"
	testKey  = "0123:456"
)

// start is when the fake clocks start.
func start() time.Time { return time.Date(2014, time.April, 6, 17, 59, 42, 0, time.UTC) }

// clock is a clock that moves when told to.
type clock struct {
	mu sync.Mutex
	t  time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.t
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = c.t.Add(d)
}

// youngFleet is a fleet that was deployed minutes ago, so that its logs are short.
func youngFleet() memory.Fleet {
	fleet := memory.DefaultFleet()
	for i := range fleet.Applications {
		a := &fleet.Applications[i]
		a.Age, a.Down = min(a.Age, 10*time.Minute), min(a.Down, time.Minute)
	}
	return fleet
}

// server is a platform over the memory engine behind real HTTP.
type server struct {
	t     testing.TB
	url   string
	clock *clock
	eng   *memory.Engine
	http  *http.Client

	platform *platform.Platform
}

// newServer starts a platform with a fleet and a fake clock.
func newServer(tb testing.TB, fleet memory.Fleet) *server {
	tb.Helper()
	c := &clock{t: start()}
	eng, err := memory.New(memory.Options{Seed: 1, Random: memory.Repeating(1), Now: c.now, Fleet: fleet})
	if err != nil {
		tb.Fatal(err)
	}
	s := serveEngine(tb, eng, c)
	s.eng = eng
	return s
}

// newServerWith starts a platform with the default fleet, a fake clock and options.
func newServerWith(tb testing.TB, o platform.Options) *server {
	tb.Helper()
	c := &clock{t: start()}
	eng, err := memory.New(memory.Options{Seed: 1, Random: memory.Repeating(1), Now: c.now, Fleet: memory.DefaultFleet()})
	if err != nil {
		tb.Fatal(err)
	}
	o.Engine, o.Now = eng, c.now
	return serveOptions(tb, o, c)
}

// serveEngine starts a platform over any engine.
func serveEngine(tb testing.TB, eng engine.Engine, c *clock) *server {
	tb.Helper()
	return serveOptions(tb, platform.Options{Engine: eng, Now: c.now}, c)
}

// serveOptions starts a platform with options that matter; the rest is filled in.
func serveOptions(tb testing.TB, o platform.Options, c *clock) *server {
	tb.Helper()
	o.User, o.Key, o.Host = testUser, testKey, "dev.tutum.io"
	if o.Random == nil {
		o.Random = memory.Repeating(2)
	}
	p, err := platform.New(o)
	if err != nil {
		tb.Fatal(err)
	}
	srv := httptest.NewServer(p)
	tb.Cleanup(func() {
		srv.Close()
		if err := p.Close(); err != nil {
			tb.Error(err)
		}
	})
	client := srv.Client()
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &server{t: tb, url: srv.URL, clock: c, http: client, platform: p}
}

// response is an answer, read to its end.
type response struct {
	status int
	header http.Header
	body   []byte
	length int64
}

// object decodes the body as a JSON object.
func (r *response) object(tb testing.TB) map[string]any {
	tb.Helper()
	var o map[string]any
	if err := json.Unmarshal(r.body, &o); err != nil {
		tb.Fatalf("status %d, body %q: %v", r.status, cutText(r.body), err)
	}
	return o
}

func cutText(b []byte) string {
	if len(b) > 300 {
		return string(b[:300]) + "..."
	}
	return string(b)
}

// send sends a request as it is.
func (s *server) send(req *http.Request) *response {
	s.t.Helper()
	res, err := s.http.Do(req)
	if err != nil {
		s.t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return &response{res.StatusCode, res.Header, body, res.ContentLength}
}

// request makes a request with credentials. A path may be a URI of a record.
func (s *server) request(method, path, body string) *http.Request {
	s.t.Helper()
	if !strings.HasPrefix(path, "/") {
		path = "/api/v1/" + path
	}
	var r io.Reader
	if body != "" {
		r = strings.NewReader(body)
	}
	req, err := http.NewRequestWithContext(s.t.Context(), method, s.url+path, r)
	if err != nil {
		s.t.Fatal(err)
	}
	req.Header.Set("Authorization", "ApiKey "+testUser+":"+testKey)
	req.Header.Set("Content-Type", "application/json")
	return req
}

// do sends a request with credentials.
func (s *server) do(method, path, body string) *response {
	s.t.Helper()
	return s.send(s.request(method, path, body))
}

// want sends a request, checks the status and returns the body's object.
func (s *server) want(status int, method, path, body string) map[string]any {
	s.t.Helper()
	r := s.do(method, path, body)
	if r.status != status {
		s.t.Fatalf("%s %s %s: status %d, want %d; body %q", method, path, body, r.status, status, cutText(r.body))
	}
	if len(r.body) == 0 {
		return nil
	}
	return r.object(s.t)
}

// get returns the object at a path.
func (s *server) get(path string) map[string]any {
	s.t.Helper()
	return s.want(http.StatusOK, http.MethodGet, path, "")
}

// post sends a POST that must be answered with 202.
func (s *server) post(path, body string) map[string]any {
	s.t.Helper()
	return s.want(http.StatusAccepted, http.MethodPost, path, body)
}

// patch sends a PATCH that must be answered with 202.
func (s *server) patch(path, body string) map[string]any {
	s.t.Helper()
	return s.want(http.StatusAccepted, http.MethodPatch, path, body)
}

// create creates an application, lets it come up, and returns its record.
func (s *server) create(body string) map[string]any {
	s.t.Helper()
	a := s.post("application/", body)
	s.clock.advance(5 * time.Second)
	return s.get(str(a, "resource_uri"))
}

// list returns the objects of one page.
func (s *server) list(path string) []map[string]any {
	s.t.Helper()
	raw, ok := s.get(path)["objects"].([]any)
	if !ok {
		s.t.Fatalf("%s: no objects", path)
	}
	out := make([]map[string]any, len(raw))
	for i := range raw {
		out[i], _ = raw[i].(map[string]any)
	}
	return out
}

// containers returns the records of an application's containers, as its detail lists them.
func (s *server) containers(app map[string]any) []map[string]any {
	s.t.Helper()
	list := strs(s.get(str(app, "resource_uri")), "containers")
	out := make([]map[string]any, len(list))
	for i, uri := range list {
		out[i] = s.get(uri)
	}
	return out
}

// named returns the application with a unique name.
func (s *server) named(unique string) map[string]any {
	s.t.Helper()
	found := s.list("application/?unique_name=" + unique)
	if len(found) != 1 {
		s.t.Fatalf("%d applications called %s", len(found), unique)
	}
	return found[0]
}

// container returns the container with a unique name.
func (s *server) container(unique string) map[string]any {
	s.t.Helper()
	found := s.list("container/?unique_name=" + unique)
	if len(found) != 1 {
		s.t.Fatalf("%d containers called %s", len(found), unique)
	}
	return found[0]
}

// str returns a string field, empty if it is null or something else.
func str(o map[string]any, key string) string {
	v, _ := o[key].(string)
	return v
}

// num returns a number field, -1 if it is null or something else.
func num(o map[string]any, key string) int {
	if v, ok := o[key].(float64); ok {
		return int(v)
	}
	return -1
}

// strs returns a field that is a list of strings.
func strs(o map[string]any, key string) []string {
	raw, _ := o[key].([]any)
	out := make([]string, len(raw))
	for i := range raw {
		out[i], _ = raw[i].(string)
	}
	return out
}

// vars returns container_envvars as a map.
func vars(o map[string]any) map[string]string {
	raw, _ := o["container_envvars"].([]any)
	out := make(map[string]string, len(raw))
	for i := range raw {
		v, _ := raw[i].(map[string]any)
		out[str(v, "key")] = str(v, "value")
	}
	return out
}

// example reads an example of the API's document.
func example(tb testing.TB, name string) map[string]any {
	tb.Helper()
	var o map[string]any
	if err := json.Unmarshal([]byte(readExample(tb, name)), &o); err != nil {
		tb.Fatal(err)
	}
	return o
}

// wantState fails unless the object at a URI has a state.
func (s *server) wantState(o map[string]any, want string) map[string]any {
	s.t.Helper()
	now := s.get(str(o, "resource_uri"))
	if got := str(now, "state"); got != want {
		s.t.Fatalf("%s is %q, want %q", str(now, "unique_name"), got, want)
	}
	return now
}

// compact returns JSON without white space.
func compact(tb testing.TB, b []byte) string {
	tb.Helper()
	var out bytes.Buffer
	if err := json.Compact(&out, b); err != nil {
		tb.Fatal(err)
	}
	return out.String()
}

// readExample reads an example as text.
func readExample(tb testing.TB, name string) string {
	tb.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", filepath.Base(name)+".json"))
	if err != nil {
		tb.Fatal(err)
	}
	return string(b)
}
