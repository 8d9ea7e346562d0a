package bench

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"fleetop/internal/ptytest"
	"fleetop/internal/ptytest/vt"
)

// unlessShort is how often something is to be measured: once if the question is only whether it can
// be.
func unlessShort(times int) int {
	if testing.Short() {
		return 1
	}
	return times
}

// BenchmarkStartToFirstFrame runs the built program in a terminal that answers no query, from exec
// to the first frame on its screen.
func BenchmarkStartToFirstFrame(b *testing.B) {
	path := program
	var total time.Duration
	for range b.N {
		start := time.Now()
		term := ptytest.Start(b, ptytest.Options{Path: path, Cols: 120, Rows: 36, Leader: true})
		term.WaitUntil("the frame of the list", func(s *vt.Screen) bool { return strings.Contains(s.Text(), "╭ Applications") })
		total += time.Since(start)
		term.Send("Q")
		term.Wait()
	}
	b.ReportMetric(float64(total.Microseconds())/1000/float64(b.N), "ms/start")
	b.ReportMetric(0, "ns/op")
}

// BenchmarkResidentMemory is the memory of the dashboard alone, against a separate server, once it
// has polled its lists a few times.
func BenchmarkResidentMemory(b *testing.B) {
	for _, fleet := range []struct{ size, list, last string }{
		{"1000x1", "1", `1000/1000`},
		{"1000x10", "2", `10000/10000`},
	} {
		b.Run(fleet.size, func(b *testing.B) {
			for range b.N {
				env, _ := ptytest.Serve(b, program, "--fleet", fleet.size)
				term := ptytest.Start(b, ptytest.Options{Path: program, Args: []string{"--interval", "1"}, Env: env, Cols: 200, Rows: 60})
				term.WaitFor(`▸ bench-00001`)
				term.Send(fleet.list, "G")
				term.WaitFor(fleet.last)
				for range unlessShort(5) { // polls, each seen by the clock in the header
					clock := regexp.MustCompile(`\d\d:\d\d:\d\d`).FindString(term.Screen())
					term.WaitGone(clock)
				}
				b.ReportMetric(float64(resident(b, term.Group()))/1e6, "MB")
				term.Send("Q")
				term.Wait()
			}
			b.ReportMetric(0, "ns/op")
		})
	}
}

// resident returns the resident memory of a process in bytes, its highest.
func resident(b *testing.B, pid int) int64 {
	b.Helper()
	status, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "status"))
	if err != nil {
		b.Skipf("the memory of a process cannot be read here: %v", err)
	}
	var kib int64
	for line := range strings.SplitSeq(string(status), "\n") {
		if strings.HasPrefix(line, "VmHWM:") {
			if _, err := fmt.Sscanf(line, "VmHWM: %d kB", &kib); err != nil {
				b.Fatal(err)
			}
		}
	}
	return kib * 1024
}

// BenchmarkQuit is the time from Q to the end of the process, with requests in flight that are
// never answered.
func BenchmarkQuit(b *testing.B) {
	path := program
	var total time.Duration
	for range b.N {
		env, server := ptytest.Serve(b, program)
		term := ptytest.Start(b, ptytest.Options{Path: path, Args: []string{"--interval", "1"}, Env: env, Leader: true})
		term.WaitFor(`▸ worker`)
		if err := server.Process.Signal(syscall.SIGSTOP); err != nil {
			b.Fatal(err)
		}
		term.Send("2")
		term.WaitFor(`2 Containers`)
		start := time.Now()
		term.Send("Q")
		term.Wait()
		total += time.Since(start)
		if err := server.Process.Signal(syscall.SIGCONT); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(total.Microseconds())/1000/float64(b.N), "ms/quit")
	b.ReportMetric(0, "ns/op")
}
