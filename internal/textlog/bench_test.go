package textlog

import (
	"bytes"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"
)

// rawLog returns n lines of 100 characters, and of colour with sgr.
func rawLog(n int, sgr bool) []byte {
	var b bytes.Buffer
	start := time.Date(2014, time.April, 6, 12, 0, 0, 0, time.UTC)
	for i := range n {
		before := b.Len()
		level := "INFO "
		if sgr {
			level = "\x1b[32mINFO\x1b[0m "
		}
		fmt.Fprintf(&b, "%s %srequest %d served in 12ms ", start.Add(time.Duration(i)*time.Millisecond).Format("2006-01-02T15:04:05.000Z"), level, i)
		for b.Len() < before+100 {
			b.WriteByte('.')
		}
		b.WriteByte('\n')
	}
	return b.Bytes()
}

// fetched cuts a text in chunks as a client hands them out.
func fetched(raw []byte) [][]byte {
	var out [][]byte
	for len(raw) > 0 {
		n := min(len(raw), 32<<10)
		out = append(out, raw[:n])
		raw = raw[n:]
	}
	return out
}

func BenchmarkOpen(b *testing.B) {
	for name, sgr := range map[string]bool{"plain": false, "sgr": true} {
		chunks := fetched(rawLog(100_000, sgr))
		for _, stamps := range []bool{false, true} {
			b.Run(fmt.Sprintf("%s/stamps=%v", name, stamps), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					batch, _, _ := Fingerprint{}.Diff(chunks, Options{Stamps: stamps, Limits: Limits{Lines: 200_000, Bytes: 64 << 20}})
					New(Limits{Lines: 200_000, Bytes: 64 << 20}).Append(0, batch)
				}
			})
		}
	}
}

func BenchmarkAppend100(b *testing.B) {
	for _, sources := range []int{1, 3} {
		b.Run(fmt.Sprintf("sources=%d", sources), func(b *testing.B) {
			l := New(Limits{Lines: 200_000, Bytes: 64 << 20})
			all, _, _ := Fingerprint{}.Diff(fetched(rawLog(100_000, false)), Options{Stamps: true})
			for src := range sources {
				l.Append(src, all)
			}
			v := NewView(l)
			v.SetSearch("served")
			last := all.blocks[len(all.blocks)-1].stamps
			batch, _, _ := Fingerprint{stamp: last[len(last)-1]}.Diff(fetched(rawLog(100, false)), Options{Stamps: true})
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				for _, block := range batch.blocks { // the sources write on, a batch each at a time
					for j := range block.stamps {
						block.stamps[j] = last[len(last)-1] + int64(i/sources+1)*int64(time.Second)
					}
				}
				l.Append(i%sources, batch)
				v.Matches()
			}
		})
	}
}

func BenchmarkDiffSame10MB(b *testing.B) {
	chunks := fetched(rawLog(100_000, false))
	_, m, _ := Fingerprint{}.Diff(chunks, Options{})
	b.SetBytes(10_100_000)
	for b.Loop() {
		m.Diff(chunks, Options{})
	}
}

func BenchmarkDiffAppended10MB(b *testing.B) {
	raw := rawLog(100_100, false)
	_, m, _ := Fingerprint{}.Diff(fetched(raw[:100_000*101]), Options{})
	chunks := fetched(raw)
	b.ReportAllocs()
	for b.Loop() {
		if batch, _, change := m.Diff(chunks, Options{}); change != Appended || batch.Len() != 100 {
			b.Fatal(change, batch.Len())
		}
	}
}

func BenchmarkDiffTrimmed10MB(b *testing.B) {
	raw := rawLog(110_000, false)
	_, m, _ := Fingerprint{}.Diff(fetched(raw[:100_000*101]), Options{})
	chunks := fetched(raw[10_000*101:])
	b.ReportAllocs()
	for b.Loop() {
		if batch, _, change := m.Diff(chunks, Options{}); change != Trimmed || batch.Len() != 10_000 {
			b.Fatal(change, batch.Len())
		}
	}
}

func BenchmarkRender(b *testing.B) {
	long := strings.Repeat(string(rawLog(10, false)[:1000])+" ", 1000)
	logs := map[string][]byte{
		"plain": rawLog(100_000, false), "sgr": rawLog(100_000, true),
		"1MB": []byte(strings.ReplaceAll(long, "\n", " ")), "1MB-wide": []byte(strings.Repeat("接続されました", 50_000)),
	}
	for name, raw := range logs {
		l := New(Limits{})
		batch, _, _ := Fingerprint{}.Diff(fetched(raw), Options{Stamps: true})
		l.Append(0, batch)
		for _, mode := range []string{"cut", "wrapped", "panned", "search"} {
			b.Run(name+"/"+mode, func(b *testing.B) {
				v := NewView(l)
				look := styledLook()
				look.Prefix = func(src int) string { return fmt.Sprintf("web-%d ", src) }
				w := 200
				switch mode {
				case "wrapped":
					w = 80
					v.SetWrap(true)
				case "panned":
					w = 80
					v.Render(w, 45, look)
					v.Pan(30)
				case "search":
					v.SetSearch("served")
				}
				v.Render(w, 45, look)
				v.Scroll(-100)
				b.ReportAllocs()
				for b.Loop() {
					v.Render(w, 45, look)
				}
			})
		}
	}
}

func BenchmarkSearch100k(b *testing.B) {
	for name, sgr := range map[string]bool{"plain": false, "sgr": true} {
		l := New(Limits{})
		batch, _, _ := Fingerprint{}.Diff(fetched(rawLog(100_000, sgr)), Options{})
		l.Append(0, batch)
		v := NewView(l)
		for _, q := range []string{"served", "99999", "nothing", "INFO request", "é"} {
			b.Run(name+"/"+q, func(b *testing.B) {
				for b.Loop() {
					v.SetSearch("")
					v.SetSearch(q)
				}
			})
		}
	}
}

// BenchmarkMemory reports what a line of 100 characters takes in the heap.
func BenchmarkMemory(b *testing.B) {
	chunks := fetched(rawLog(100_000, false))
	for _, sources := range []int{1, 2} {
		b.Run(fmt.Sprintf("sources=%d", sources), func(b *testing.B) {
			var per float64
			for b.Loop() {
				before := heap()
				l := New(Limits{})
				for src := range sources {
					batch, _, _ := Fingerprint{}.Diff(chunks, Options{Stamps: sources > 1})
					l.Append(src, batch)
				}
				per = float64(heap()-before) / float64(l.Len())
				runtime.KeepAlive(l)
			}
			b.ReportMetric(per, "bytes/line")
		})
	}
	b.Run("100-lines-at-a-time", func(b *testing.B) {
		batch, _, _ := Fingerprint{}.Diff(fetched(rawLog(100, false)), Options{Stamps: true})
		var per float64
		for b.Loop() {
			before := heap()
			l := New(Limits{})
			for range 1000 {
				l.Append(0, batch)
			}
			per = float64(heap()-before) / float64(l.Len())
			runtime.KeepAlive(l)
		}
		b.ReportMetric(per, "bytes/line")
	})
}

func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// objectLog returns n lines of JSON of 150 characters.
func objectLog(n int) []byte {
	var b bytes.Buffer
	start := time.Date(2014, time.April, 6, 12, 0, 0, 0, time.UTC)
	for i := range n {
		level := "info"
		if i%100 == 99 {
			level = "error"
		}
		fmt.Fprintf(&b, `{"time":%q,"level":%q,"msg":"request served","route":"GET /v1/stock/%d","status":200,"ms":%d,"request_id":"%012x"}`+"\n",
			start.Add(time.Duration(i)*time.Millisecond).Format("2006-01-02T15:04:05.000Z"), level, i%5000, i%90, i)
	}
	return b.Bytes()
}

func BenchmarkOpenObjects(b *testing.B) {
	chunks := fetched(objectLog(100_000))
	b.ReportAllocs()
	for b.Loop() {
		batch, _, _ := Fingerprint{}.Diff(chunks, Options{})
		New(Limits{}).Append(0, batch)
	}
}

// BenchmarkLines100k is what is done with the lines of a log of 100,000: hiding those that do not match,
// going from error to error, drawing.
func BenchmarkLines100k(b *testing.B) {
	for name, raw := range map[string][]byte{"plain": rawLog(100_000, false), "json": objectLog(100_000)} {
		l := New(Limits{})
		batch, _, _ := Fingerprint{}.Diff(fetched(raw), Options{})
		l.Append(0, batch)
		v := NewView(l)
		v.SetPretty(true)
		look := styledLook()
		look.Cursor, look.Fields, look.Levels = ">", true, &[Levels]string{Error: "\x1b[31m"}
		look.Time, look.TimeWidth = func(at time.Time) string { return at.UTC().Format("15:04:05") }, 8
		look.Silence = func(long time.Duration) string { return long.String() }
		v.Render(200, 45, look)
		for _, q := range []string{"served", "request served", "99999", "nothing", "!served"} {
			b.Run(name+"/matching "+q, func(b *testing.B) {
				for b.Loop() {
					v.SetMatching("")
					v.SetMatching(q)
					v.Shown()
				}
			})
			v.SetMatching("")
		}
		for _, q := range []string{"served", "request served"} {
			b.Run(name+"/search "+q, func(b *testing.B) {
				for b.Loop() {
					v.SetSearch("")
					v.SetSearch(q)
				}
				v.SetSearch("")
			})
		}
		b.Run(name+"/error", func(b *testing.B) {
			for b.Loop() {
				v.Top()
				v.NextError()
				v.PreviousError()
			}
		})
		b.Run(name+"/render", func(b *testing.B) {
			b.ReportAllocs()
			v.Scroll(-100)
			for b.Loop() {
				v.Render(200, 45, look)
			}
		})
	}
}
