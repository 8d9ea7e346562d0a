package fleet

import (
	"fmt"
	"runtime"
	"testing"
	"time"

	"fleetop/client"
)

// benchSize is how many containers the benchmarks are made for.
const benchSize = 10_000

// benchContainers returns n containers as a list gives them, decoded.
func benchContainers(n int) []client.Container {
	port, exit := 49153, 0
	out := make([]client.Container, n)
	for i := range out {
		app := i / 100
		uuid := fmt.Sprintf("%08x-1234-4abc-8def-%012x", i*2654435761%(1<<32), i)
		name := fmt.Sprintf("bench-%05d", app)
		out[i] = client.Container{
			UUID: uuid, Name: name, UniqueName: fmt.Sprintf("%s-%d", name, i%100+1),
			ResourceURI: "/api/v1/container/" + uuid + "/", Application: fmt.Sprintf("/api/v1/application/%08x-1234-4abc-8def-000000000000/", app),
			ImageTag: "/api/v1/image/tutum/hello-world/tag/latest/", ImageName: "tutum/hello-world:latest",
			RunCommand: "/run.sh --verbose", PublicDNS: name + "-admin.local", State: client.StateRunning, Size: client.SizeXS,
			Autorestart: client.PolicyOff, Autoreplace: client.PolicyOff, Autodestroy: client.PolicyOff, ExitCode: &exit, ExitMessage: "Exit code 0 (Success)",
			Deployed: client.Time{Time: t0.Add(time.Duration(i) * time.Second)}, Started: client.Time{Time: t0},
			Ports: []client.Port{{Inner: 80, Outer: &port, Protocol: "tcp"}},
		}
	}
	return out
}

// benchPages makes the pages of a fetch of a list.
func benchPages(records []client.Container) []Page {
	var pages []Page
	for at := 0; at < len(records); at += 100 {
		p := Page{Offset: at, Count: 100, Total: len(records), Date: t0, Digest: client.Digest(at + 1)}
		for _, c := range records[at : at+100] {
			p.Rows = append(p.Rows, ContainerRow(c))
		}
		pages = append(pages, p)
	}
	return pages
}

// BenchmarkApplySnapshot takes in 10,000 containers whose records are decoded:
// for the first time, unchanged (decoded again, or recognised by their
// digests), and with one in a hundred changed.
func BenchmarkApplySnapshot(b *testing.B) {
	query := Query{Kind: Containers}
	records := benchContainers(benchSize)
	changed := append([]client.Container(nil), records...)
	for i := 0; i < len(changed); i += 100 {
		changed[i].State = client.StateStopped
	}
	known := func() (*Fleet, time.Time) {
		f := New()
		f.Apply(Round{Query: query, Started: t0, Ended: t0, Pages: benchPages(records)})
		return f, t0
	}
	b.Run("first", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			New().Apply(Round{Query: query, Started: t0, Ended: t0, Pages: benchPages(records)})
		}
	})
	again := func(b *testing.B, states ...[]client.Container) {
		b.Helper()
		b.ReportAllocs()
		f, now := known()
		for i := 0; b.Loop(); i++ {
			now = now.Add(time.Second)
			f.Apply(Round{Query: query, Started: now, Ended: now, Pages: benchPages(states[i%len(states)])})
		}
	}
	b.Run("unchanged", func(b *testing.B) { again(b, records) })
	b.Run("one in a hundred changed", func(b *testing.B) { again(b, changed, records) })
	b.Run("unchanged by digest", func(b *testing.B) {
		b.ReportAllocs()
		f, now := known()
		var pages []Page
		for at := 0; at < benchSize; at += 100 {
			pages = append(pages, Page{Offset: at, Count: 100, Total: benchSize, Same: true})
		}
		for b.Loop() {
			now = now.Add(time.Second)
			f.Apply(Round{Query: query, Started: now, Ended: now, Pages: pages})
		}
	})
	b.Run("memory", func(b *testing.B) {
		var kept uint64
		for b.Loop() {
			before, f := heap(), New()
			f.Apply(Round{Query: query, Started: t0, Ended: t0, Pages: benchPages(benchContainers(benchSize))})
			kept = heap() - before
			runtime.KeepAlive(f)
		}
		b.ReportMetric(float64(kept)/benchSize, "B/container")
	})
}

// heap returns the bytes in use after everything unused is freed.
func heap() uint64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.GC()
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
