package client

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"
)

// containerPage returns a page of n containers as a server writes it.
func containerPage(n, offset, total int) []byte {
	var b strings.Builder
	fmt.Fprintf(&b, `{"meta": {"limit": %d, "next": null, "offset": %d, "previous": null, "total_count": %d}, "objects": [`,
		n, offset, total)
	for i := range n {
		if i > 0 {
			b.WriteString(", ")
		}
		id := offset + i
		fmt.Fprintf(&b, `{"application": "/api/v1/application/1f234d1d-dae5-46c1-9ee5-%012d/", "autodestroy": "OFF",
 "autoreplace": "OFF", "autorestart": "ON_FAILURE", "container_ports": [{"container":
 "/api/v1/container/4a7c672c-4f55-4417-9300-%012d/", "inner_port": 80, "outer_port": %d, "protocol": "tcp"}],
 "container_size": "XS", "deployed_datetime": "Sun, 6 Apr 2014 18:11:17 +0000", "destroyed_datetime": null,
 "entrypoint": "", "exit_code": null, "exit_code_msg": null,
 "image_tag": "/api/v1/image/tutum/hello-world/tag/latest/", "image_name": "tutum/hello-world:latest",
 "name": "bench-%05d", "public_dns": "bench-%05d-1-admin.alpha-dev.tutum.io",
 "resource_uri": "/api/v1/container/4a7c672c-4f55-4417-9300-%012d/", "run_command": "/run.sh",
 "started_datetime": "Sun, 6 Apr 2014 18:11:17 +0000", "state": "Running", "stopped_datetime": null,
 "unique_name": "bench-%05d-%d", "uuid": "4a7c672c-4f55-4417-9300-%012d"}`,
			id/10, id, 49000+id%10000, id/10, id, id, id/10, id%10+1, id)
	}
	b.WriteString("]}")
	return []byte(b.String())
}

// BenchmarkListPage fetches and decodes a page of 100 containers over real HTTP.
func BenchmarkListPage(b *testing.B) {
	body := containerPage(100, 0, 10_000)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(body)
	}))
	b.Cleanup(server.Close)
	c, err := New(server.URL, Credentials{"admin", "secret"})
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		page, err := c.Containers.List(b.Context(), ContainerFilter{}, ListOptions{Limit: 100})
		if err != nil || len(page.Objects) != 100 {
			b.Fatal(len(page.Objects), err)
		}
	}
}

// BenchmarkDecodePage decodes a page of 100 containers: what a poll costs without the network.
func BenchmarkDecodePage(b *testing.B) {
	c, err := New("http://127.0.0.1", Credentials{})
	if err != nil {
		b.Fatal(err)
	}
	body := containerPage(100, 0, 10_000)
	l := c.Containers.lister()
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		var page Page[Container]
		if _, err := l.decode(&page, body, ListOptions{}); err != nil || len(page.Objects) != 100 {
			b.Fatal(len(page.Objects), err)
		}
	}
}

// BenchmarkSamePage fetches a page that has not changed.
func BenchmarkSamePage(b *testing.B) {
	body := containerPage(100, 0, 10_000)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(body) }))
	b.Cleanup(server.Close)
	c, err := New(server.URL, Credentials{"admin", "secret"})
	if err != nil {
		b.Fatal(err)
	}
	var known Digest
	b.ReportAllocs()
	for b.Loop() {
		page, err := c.Containers.List(b.Context(), ContainerFilter{}, ListOptions{Limit: 100, Known: known})
		if err != nil {
			b.Fatal(err)
		}
		known = page.Digest
	}
}

// BenchmarkTenThousandContainers decodes the 100 pages of a large fleet, and tells what a record
// keeps of memory.
func BenchmarkTenThousandContainers(b *testing.B) {
	c, err := New("http://127.0.0.1", Credentials{})
	if err != nil {
		b.Fatal(err)
	}
	const total = 10_000
	var bodies [][]byte
	for offset := 0; offset < total; offset += 100 {
		bodies = append(bodies, containerPage(100, offset, total))
	}
	l := c.Containers.lister()
	var kept int64
	b.ReportAllocs()
	for b.Loop() {
		b.StopTimer()
		runtime.GC()
		before := heap()
		b.StartTimer()
		fleet := make([]Container, 0, total)
		for _, body := range bodies {
			var page Page[Container]
			if _, err := l.decode(&page, body, ListOptions{}); err != nil {
				b.Fatal(err)
			}
			fleet = append(fleet, page.Objects...)
		}
		b.StopTimer()
		runtime.GC()
		kept = int64(heap()) - int64(before)
		runtime.KeepAlive(fleet)
		b.StartTimer()
	}
	b.ReportMetric(float64(kept)/total, "B/record")
}

// BenchmarkLogs fetches 50 MB of log over real HTTP, the server's work included.
func BenchmarkLogs(b *testing.B) {
	line := strings.Repeat("a line of a log ", 6) + `0123\n`
	body := []byte(`{"logs": "` + strings.Repeat(line, 50_000_000/len(line)) + `"}`)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(body) }))
	b.Cleanup(server.Close)
	c, err := New(server.URL, Credentials{"admin", "secret"})
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		if log, err := c.Containers.Logs(b.Context(), testUUID); err != nil || log.Cut != 0 {
			b.Fatal(log.Cut, err)
		}
	}
}

// BenchmarkScanLog decodes 50 MB of log lines out of their JSON string.
func BenchmarkScanLog(b *testing.B) {
	for name, line := range map[string]string{
		"plain":  strings.Repeat("a line of a log ", 6) + `0123\n`,
		"json":   `{\"time\": \"2014-04-06T17:59:42Z\", \"level\": \"info\", \"msg\": \"served\", \"status\": 200, \"ms\": 3}\n`,
		"utf8":   strings.Repeat("żółw → 日本語 ", 5) + `\n`,
		"colour": `\u001b[32mINFO\u001b[0m request served in 3 ms by worker 12 of the pool \u001b[2mtook 3ms\u001b[0m\n`,
	} {
		b.Run(name, func(b *testing.B) {
			body := `{"logs": "` + strings.Repeat(line, 50_000_000/len(line)) + `"}`
			b.SetBytes(int64(len(body)))
			b.ReportAllocs()
			for b.Loop() {
				lim := defaultLimits()
				out := newLogTail(lim.chunk, lim.logKeep, int64(len(body)))
				if err := scanLog(answer{body: strings.NewReader(body)}, lim.logStream, out); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
