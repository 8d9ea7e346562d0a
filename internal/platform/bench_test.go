package platform_test

import (
	"io"
	"net/http"
	"runtime"
	"testing"
	"time"

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
