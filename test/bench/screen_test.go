//go:build linux

package bench

import (
	"bufio"
	"cmp"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"fleetop/internal/ptytest"
	"fleetop/internal/ptytest/vt"
)

// open runs the program on a fleet of its own, polled every second, in a terminal of 200 by 50.
func open(b *testing.B, fleet string, opts ptytest.Options) *ptytest.Terminal {
	b.Helper()
	env, _ := ptytest.Serve(b, program, "--fleet", fleet)
	opts.Path, opts.Args, opts.Env, opts.Leader = program, []string{"--interval", "1"}, env, true
	opts.Cols, opts.Rows = cmp.Or(opts.Cols, 200), cmp.Or(opts.Rows, 50)
	term := ptytest.Start(b, opts)
	term.WaitFor(`▸ bench-0*1 `)
	return term
}

// selected is the number of the application under the cursor, 0 without one.
func selected(s *vt.Screen) int {
	_, rows := s.Size()
	for y := range rows {
		if s.Cell(1, y).Text != "▸" {
			continue
		}
		n := 0
		for x := 9; s.Cell(x, y).Text >= "0" && s.Cell(x, y).Text <= "9"; x++ {
			n = 10*n + int(s.Cell(x, y).Text[0]-'0')
		}
		return n
	}
	return 0
}

// percentiles reports the median and the 99th percentile of times.
func percentiles(b *testing.B, took []time.Duration) {
	b.Helper()
	slices.Sort(took)
	for _, p := range []int{50, 99} {
		b.ReportMetric(float64(took[(len(took)-1)*p/100].Microseconds())/1000, fmt.Sprintf("ms-p%d", p))
	}
	b.ReportMetric(0, "ns/op")
}

// BenchmarkKeyToScreen is the time from a cursor key to the moment that the selection has moved on
// the screen, and what a key costs in bytes, while the detail follows.
func BenchmarkKeyToScreen(b *testing.B) {
	for _, fleet := range []string{"100x1", "10000x1"} {
		b.Run(fleet, func(b *testing.B) {
			term := open(b, fleet, ptytest.Options{Answer: true})
			time.Sleep(2 * time.Second) // All pages are there.
			at, before := 1, len(term.Output())
			var took []time.Duration
			keys := unlessShort(300)
			for i := range keys {
				key, next := "\x1b[B", at+1
				if i/15%2 == 1 {
					key, next = "\x1b[A", at-1
				}
				time.Sleep(time.Duration(20+i*7%31) * time.Millisecond) // A person types.
				start := time.Now()
				term.Send(key)
				term.WaitUntil("the selection has moved", func(s *vt.Screen) bool { return selected(s) == next })
				took, at = append(took, time.Since(start)), next
			}
			b.ReportMetric(float64(len(term.Output())-before)/float64(keys), "B/key")
			percentiles(b, took)
		})
	}
}

// BenchmarkStartToFirstData is the time from exec to the first row on the screen.
func BenchmarkStartToFirstData(b *testing.B) {
	env, _ := ptytest.Serve(b, program, "--fleet", "100x1")
	var took []time.Duration
	for range max(b.N, unlessShort(20)) {
		start := time.Now()
		term := ptytest.Start(b, ptytest.Options{Path: program, Env: env, Cols: 200, Rows: 50, Leader: true})
		term.WaitUntil("the first row", func(s *vt.Screen) bool { return selected(s) == 1 })
		took = append(took, time.Since(start))
		term.Send("Q")
		term.Wait()
	}
	percentiles(b, took)
}

// BenchmarkIdle is what the program costs while nothing changes but the age of the data, polled
// every second, and while it is paused. The baseline is the cost of the same requests without a
// program, on this machine.
func BenchmarkIdle(b *testing.B) {
	alone := 0.0
	b.Run("baseline", func(b *testing.B) { alone = idle(b, startBaseline(b), nil) })
	b.Run("polling", func(b *testing.B) {
		term := open(b, "100x1", ptytest.Options{Answer: true})
		cpu := idle(b, term.Group(), term)
		if alone > 0 {
			b.ReportMetric(cpu/alone, "baselines")
		}
	})
	b.Run("paused", func(b *testing.B) {
		term := open(b, "100x1", ptytest.Options{Answer: true})
		term.Send("p")
		term.WaitFor("paused")
		idle(b, term.Group(), term)
	})
}

// idle reports what a process uses in a second, once it has settled, and what it writes to its
// terminal, if it has one. It returns the milliseconds of its processor time.
func idle(b *testing.B, pid int, term *ptytest.Terminal) float64 {
	b.Helper()
	written := func() (bytes int) {
		if term != nil {
			bytes = len(term.Output())
		}
		return bytes
	}
	time.Sleep(2 * time.Second)
	seconds := unlessShort(10)
	before, bytes := use(b, pid), written()
	time.Sleep(time.Duration(seconds) * time.Second)
	after := use(b, pid)
	b.ReportMetric(float64(written()-bytes)/float64(seconds), "B/s")
	cpu := float64((after.cpu - before.cpu).Microseconds()) / 1000 / float64(seconds)
	b.ReportMetric(cpu, "CPU-ms/s")
	b.ReportMetric(float64(after.wakeups-before.wakeups)/float64(seconds), "wakeups/s")
	b.ReportMetric(0, "ns/op")
	return cpu
}

// startBaseline runs the baseline on a fleet of its own.
func startBaseline(b *testing.B) (pid int) {
	b.Helper()
	env, _ := ptytest.Serve(b, program, "--fleet", "100x1")
	path, err := os.Executable()
	if err != nil {
		b.Fatal(err)
	}
	cmd := exec.CommandContext(b.Context(), path)
	cmd.Env = append(env, baselineVariable+"="+strings.TrimRight(strings.TrimPrefix(env[0], "FLEETOP_ENDPOINT="), "/"))
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	if line, err := bufio.NewReader(out).ReadString('\n'); err != nil {
		b.Fatalf("the baseline said %q: %v", line, err)
	}
	return cmd.Process.Pid
}

// usage is what a process has used so far.
type usage struct {
	cpu     time.Duration
	wakeups int // how often a thread of it has waited for something
}

// use reads what a process has used, from all of its threads.
func use(b *testing.B, pid int) usage {
	b.Helper()
	threads, err := filepath.Glob(filepath.Join("/proc", strconv.Itoa(pid), "task", "*"))
	if err != nil || len(threads) == 0 {
		b.Fatalf("no threads of %d: %v", pid, err)
	}
	var u usage
	for _, thread := range threads {
		var ran, switches int64
		if text, err := os.ReadFile(filepath.Join(thread, "schedstat")); err == nil {
			_, _ = fmt.Sscan(string(text), &ran)
		}
		if text, err := os.ReadFile(filepath.Join(thread, "status")); err == nil {
			_, after, _ := strings.Cut(string(text), "\nvoluntary_ctxt_switches:")
			_, _ = fmt.Sscan(after, &switches)
		}
		u.cpu, u.wakeups = u.cpu+time.Duration(ran), u.wakeups+int(switches)
	}
	return u
}

// BenchmarkSlowLink holds a cursor key on a link of 64 kbit/s: the time from each key to the moment
// that the selection has come so far on the screen.
func BenchmarkSlowLink(b *testing.B) {
	for _, answers := range []bool{true, false} {
		b.Run(fmt.Sprintf("answers=%v", answers), func(b *testing.B) {
			const keys, rate = 40, 64000 / 8
			term := open(b, "100x1", ptytest.Options{Answer: answers, Rate: rate})
			time.Sleep(3 * time.Second) // What the start has written is there.
			var sent [keys + 2]atomic.Int64
			go func() {
				for i := range keys {
					sent[i+2].Store(time.Now().UnixNano())
					term.Send("\x1b[B")
					time.Sleep(33 * time.Millisecond)
				}
			}()
			var took []time.Duration
			for at := 1; at <= keys; {
				now := at
				term.WaitUntil("the selection has moved", func(s *vt.Screen) bool { now = selected(s); return now > at })
				for at < now {
					at++
					took = append(took, time.Duration(time.Now().UnixNano()-sent[at].Load()))
				}
			}
			b.ReportMetric(float64(slices.Max(took).Milliseconds()), "ms-max")
			percentiles(b, took)
			term.Send("Q")
			term.Wait()
		})
	}
}
