package platform_test

import (
	"io"
	"net/http"
	"runtime"
	"testing"
	"time"

	"fleetop/internal/platform"
	"fleetop/internal/platform/engine"
	"fleetop/internal/platform/memory"
)

// benchGet reads a path again and again over HTTP, as a client does that keeps its connection.
func benchGet(b *testing.B, s *server, path string, zipped bool) {
	b.Helper()
	req := s.request(http.MethodGet, path, "")
	if !zipped {
		req.Header.Set("Accept-Encoding", "identity")
	}
	var size int64
	b.ReportAllocs()
	for b.Loop() {
		res, err := s.http.Do(req)
		if err != nil {
			b.Fatal(err)
		}
		if size, err = io.Copy(io.Discard, res.Body); err != nil || res.StatusCode != http.StatusOK {
			b.Fatal(res.StatusCode, err)
		}
		_ = res.Body.Close()
	}
	b.ReportMetric(float64(size), "bytes/body")
}

// BenchmarkPage reads pages of 100 out of 10,000 containers.
func BenchmarkPage(b *testing.B) {
	s := newServer(b, memory.Sized(1000, 10))
	app := str(s.named("bench-00500"), "uuid")
	for _, bench := range []struct{ name, path string }{
		{"first", "container/?limit=100"},
		{"middle", "container/?limit=100&offset=5000"},
		{"last", "container/?limit=100&offset=9900"},
		{"state", "container/?limit=100&offset=5000&state=Running"},
		{"application", "container/?limit=100&application__uuid=" + app},
		{"application-state", "container/?limit=100&offset=9000&application__state=Running"},
		{"applications", "application/?limit=100&offset=900"},
	} {
		b.Run(bench.name, func(b *testing.B) { benchGet(b, s, bench.path, false) })
	}
	b.Run("gzip", func(b *testing.B) { benchGet(b, s, "container/?limit=100&offset=5000", true) })
	b.Run("detail", func(b *testing.B) { benchGet(b, s, "application/"+app+"/", false) })
}

// BenchmarkPageOfThousand reads pages of 100 out of 1,000 containers: with a body, and as what is known.
func BenchmarkPageOfThousand(b *testing.B) {
	s := newServer(b, memory.Sized(100, 10))
	const path = "container/?limit=100&offset=500"
	b.Run("changed", func(b *testing.B) { benchGet(b, s, path, false) })
	tag := s.do(http.MethodGet, path, "").header.Get("ETag")
	b.Run("unchanged", func(b *testing.B) {
		for b.Loop() {
			req := s.request(http.MethodGet, path, "")
			req.Header.Set("If-None-Match", tag)
			if r := s.send(req); r.status != http.StatusNotModified {
				b.Fatal(r.status)
			}
		}
	})
}

// BenchmarkChangeToAnswer has an engine tell of an end among 50 containers, and a client wait for it.
func BenchmarkChangeToAnswer(b *testing.B) {
	e := newPushEngine()
	app := engine.Application{ID: uuidOf(99), Name: "w", Image: engine.ParseRef("w")}
	for n := range 50 {
		app.Containers = append(app.Containers, engine.Container{ID: uuidOf(n), Number: n + 1, Running: true})
	}
	e.found.Applications = []engine.Application{app}
	s := serveOptions(b, platform.Options{Engine: e}, nil)
	known := s.do(http.MethodGet, "container/?limit=100", "").header
	answers := make(chan *response)
	for n := 0; b.Loop(); n++ {
		b.StopTimer()
		req := s.request(http.MethodGet, "container/?limit=100&wait=60", "")
		req.Header.Set("If-None-Match", known.Get("ETag"))
		go func() { answers <- s.send(req) }()
		time.Sleep(5 * time.Millisecond) // so that it waits
		b.StartTimer()
		kind := engine.Exited
		if n/50%2 == 1 {
			kind = engine.Started
		}
		e.push(engine.Event{Time: time.Now(), Kind: kind, Container: uuidOf(n % 50)})
		r := <-answers
		if r.status != http.StatusOK {
			b.Fatal(r.status)
		}
		known = r.header
	}
}

// BenchmarkLogRequest reads a log of a MiB over HTTP.
func BenchmarkLogRequest(b *testing.B) {
	s := newServer(b, memory.DefaultFleet())
	path := str(s.container("web-1"), "resource_uri") + "logs/"
	b.Run("plain", func(b *testing.B) { benchGet(b, s, path, false) })
	b.Run("gzip", func(b *testing.B) { benchGet(b, s, path, true) })
}

// BenchmarkFleet makes a fleet of 10,000 containers, and tells what it weighs.
func BenchmarkFleet(b *testing.B) {
	var before, after runtime.MemStats
	for b.Loop() {
		runtime.GC()
		runtime.ReadMemStats(&before)
		h, c := newHandler(b, memory.Sized(1000, 10))
		runtime.GC()
		runtime.ReadMemStats(&after)
		b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/10000, "bytes/container")
		runtime.KeepAlive(h)
		runtime.KeepAlive(c)
	}
}

// BenchmarkScale scales an application to a thousand containers and back, with all transitions.
func BenchmarkScale(b *testing.B) {
	s := newServer(b, memory.Sized(1, 1))
	uri := str(s.named("bench-00001"), "resource_uri")
	for b.Loop() {
		for _, n := range []string{"1000", "1"} {
			s.patch(uri, `{"target_num_containers": `+n+`}`)
			s.clock.advance(5 * time.Second)
			s.get("application/")
		}
		s.clock.advance(6 * time.Minute)
	}
}
