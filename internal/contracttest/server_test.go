// Package contracttest runs the client against the platform over real HTTP. The two were written
// apart from each other, from the same documents of the API, and share no code: where both
// understand each other, both have read them alike.
package contracttest

import (
	"context"
	"encoding/json"
	"io"
	"iter"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"fleetop/client"
	"fleetop/internal/platform"
	"fleetop/internal/platform/memory"
)

const (
	testUser = "admin"
	testKey  = "0123:456"
	nowhere  = "00000000-0000-4000-8000-000000000000" // the UUID of nothing
)

// start is when the clocks start.
func start() time.Time { return time.Date(2014, time.April, 6, 17, 59, 42, 0, time.UTC) }

// youngFleet is a fleet that was deployed minutes ago, so that its logs are short.
func youngFleet() memory.Fleet {
	fleet := memory.DefaultFleet()
	for i := range fleet.Applications {
		a := &fleet.Applications[i]
		a.Age, a.Down = min(a.Age, 10*time.Minute), min(a.Down, time.Minute)
	}
	return fleet
}

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

// exchange is a request and its answer as the server saw them.
type exchange struct {
	method, uri, body string
	sent              http.Header
	status            int
	got               http.Header
}

// headWriter reports the head of an answer before the client can see it.
type headWriter struct {
	http.ResponseWriter
	report func(status int, header http.Header)
}

func (w *headWriter) WriteHeader(status int) {
	w.report(status, w.Header().Clone())
	w.ResponseWriter.WriteHeader(status)
}

// fixture is a platform over the memory engine behind real HTTP, and a client of it.
type fixture struct {
	*client.Client
	t     testing.TB
	url   string
	clock *clock
	eng   *memory.Engine

	mu   sync.Mutex
	seen []exchange
}

// newFixture starts a platform with a fleet. When the test ends, it fails if the server ever had an
// internal error.
func newFixture(tb testing.TB, fleet memory.Fleet) *fixture {
	tb.Helper()
	c := &clock{t: start()}
	eng, err := memory.New(memory.Options{Seed: 1, Random: memory.Repeating(1), Now: c.now, Fleet: fleet})
	if err != nil {
		tb.Fatal(err)
	}
	p, err := platform.New(platform.Options{
		User: testUser, Key: testKey, Engine: eng, Now: c.now, Random: memory.Repeating(2), Host: "dev.tutum.io",
	})
	if err != nil {
		tb.Fatal(err)
	}
	f := &fixture{t: tb, clock: c, eng: eng}
	srv := httptest.NewServer(f.record(p))
	f.url = srv.URL
	tb.Cleanup(func() {
		srv.Close()
		if err := p.Close(); err != nil {
			tb.Error(err)
		}
		for _, x := range f.exchanges() {
			if x.status >= 500 {
				tb.Errorf("%s %s: status %d", x.method, x.uri, x.status)
			}
		}
	})
	f.Client = f.as(client.Credentials{User: testUser, Key: testKey})
	return f
}

// record notes what goes through a handler.
func (f *fixture) record(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			f.t.Error("reading the request:", err)
		}
		r.Body = io.NopCloser(strings.NewReader(string(body)))
		x := exchange{method: r.Method, uri: r.RequestURI, body: string(body), sent: r.Header.Clone()}
		h.ServeHTTP(&headWriter{w, func(status int, header http.Header) {
			x.status, x.got = status, header
			f.mu.Lock()
			defer f.mu.Unlock()
			f.seen = append(f.seen, x)
		}}, r)
	})
}

// exchanges returns what went over the wire up to now.
func (f *fixture) exchanges() []exchange {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.seen)
}

// last returns the last exchange.
func (f *fixture) last() exchange {
	f.t.Helper()
	all := f.exchanges()
	if len(all) == 0 {
		f.t.Fatal("nothing went over the wire")
	}
	return all[len(all)-1]
}

// as returns a client with other credentials or options.
func (f *fixture) as(cred client.Credentials, opts ...client.Option) *client.Client {
	f.t.Helper()
	c, err := client.New(f.url, cred, opts...)
	if err != nil {
		f.t.Fatal(err)
	}
	f.t.Cleanup(c.CloseIdle)
	return c
}

// settle lets all transitions end.
func (f *fixture) settle() { f.clock.advance(20 * time.Second) }

// up creates an application and lets it come up.
func (f *fixture) up(n client.NewApplication) client.Application {
	f.t.Helper()
	made := must(f.Applications.Create(f.t.Context(), n))(f.t)
	f.settle()
	return must(f.Applications.Get(f.t.Context(), made.UUID))(f.t)
}

// app fetches an application.
func (f *fixture) app(uuid string) client.Application {
	f.t.Helper()
	return must(f.Applications.Get(f.t.Context(), uuid))(f.t)
}

// container fetches a container.
func (f *fixture) container(uuid string) client.Container {
	f.t.Helper()
	return must(f.Containers.Get(f.t.Context(), uuid))(f.t)
}

// containers fetches the containers that an application's details name.
func (f *fixture) containers(uuid string) []client.Container {
	f.t.Helper()
	var list []client.Container
	for _, uri := range f.app(uuid).Containers {
		list = append(list, f.container(client.UUIDFromURI(uri)))
	}
	return list
}

// must fails the test if there is an error.
func must[T any](v T, err error) func(testing.TB) T {
	return func(tb testing.TB) T {
		tb.Helper()
		if err != nil {
			tb.Fatal(err)
		}
		return v
	}
}

// collect reads a list to its end.
func collect[T any](tb testing.TB, seq iter.Seq2[T, error]) []T {
	tb.Helper()
	list := []T{}
	for v, err := range seq {
		if err != nil {
			tb.Fatal(err)
		}
		list = append(list, v)
	}
	return list
}

// answer is what came back, read to its end.
type answer struct {
	status int
	header http.Header
	body   []byte
}

// raw sends a request without the client.
func (f *fixture) raw(method, path, body string, header map[string]string) answer {
	f.t.Helper()
	req := must(http.NewRequestWithContext(f.t.Context(), method, f.url+path, strings.NewReader(body)))(f.t)
	req.Header.Set("Authorization", "ApiKey "+testUser+":"+testKey)
	for key, value := range header {
		req.Header.Set(key, value)
	}
	resp, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		f.t.Fatal(err)
	}
	defer resp.Body.Close()
	return answer{resp.StatusCode, resp.Header, must(io.ReadAll(resp.Body))(f.t)}
}

// object decodes a JSON object.
func object(tb testing.TB, data []byte) map[string]any {
	tb.Helper()
	var o map[string]any
	if err := json.Unmarshal(data, &o); err != nil {
		tb.Fatalf("%v in %.200q", err, data)
	}
	return o
}

// keys returns the keys of an object in their order.
func keys[V any](o map[string]V) []string { return slices.Sorted(maps.Keys(o)) }

func ptr[T any](v T) *T { return &v }

// ctx is short for the context of the test.
func (f *fixture) ctx() context.Context { return f.t.Context() }
