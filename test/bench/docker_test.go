//go:build linux

package bench

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"fleetop/internal/enginetest"
	"fleetop/internal/ptytest"
	"fleetop/internal/ptytest/vt"
)

// containers is how many containers a benchmark has: a handful if the question is only whether it
// works.
func containers(n int) int {
	if testing.Short() {
		return 4
	}
	return n
}

// onDocker opens the program with the containers behind a socket.
func onDocker(b *testing.B, socket string) *ptytest.Terminal {
	b.Helper()
	return onDockerAt(b, socket, 200, 60)
}

// onDockerAt opens the program on a daemon in a terminal of a size.
func onDockerAt(b *testing.B, socket string, cols, rows int) *ptytest.Terminal {
	b.Helper()
	return ptytest.Start(b, ptytest.Options{
		Path: program, Cols: cols, Rows: rows, Leader: true, Answer: true,
		Args: []string{"--engine", "docker", "--docker-host", "unix://" + socket},
	})
}

// shows returns a condition: that a text is on the screen.
func shows(text string) func(*vt.Screen) bool {
	return func(s *vt.Screen) bool { return strings.Contains(s.Text(), text) }
}

// median returns the one in the middle.
func median(took []time.Duration) time.Duration {
	slices.Sort(took)
	return took[len(took)/2]
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// list asks a daemon for what runs, on a connection of its own, as `docker ps` does.
func list(b *testing.B, socket string) time.Duration {
	b.Helper()
	start := time.Now()
	transport := &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "unix", socket)
	}}
	defer transport.CloseIdleConnections()
	request, err := http.NewRequestWithContext(b.Context(), http.MethodGet, "http://docker/containers/json", nil)
	if err != nil {
		b.Fatal(err)
	}
	answer, err := transport.RoundTrip(request)
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	if _, err := io.Copy(io.Discard, answer.Body); err != nil {
		b.Fatal(err)
	}
	return time.Since(start)
}

// BenchmarkDockerFirstRows is the time from exec to the rows of what runs, and how much of it is the
// daemon's own time for a list.
func BenchmarkDockerFirstRows(b *testing.B) {
	d := enginetest.Start(b)
	d.Many(b, "many", enginetest.Image, containers(100), true)
	var screen, daemon []time.Duration
	for range unlessShort(20) {
		daemon = append(daemon, list(b, d.Socket))
		start := time.Now()
		term := onDocker(b, d.Socket)
		term.WaitUntil("the first rows", shows("many-0004"))
		screen = append(screen, time.Since(start))
		term.Send("Q")
		term.Wait()
	}
	b.ReportMetric(milliseconds(median(daemon)), "ms-daemon")
	b.ReportMetric(milliseconds(median(screen)-median(daemon)), "ms-more")
	percentiles(b, screen)
}

// dies returns the times at which the daemon says that containers end, in order.
func dies(b *testing.B, d *enginetest.Daemon) <-chan time.Time {
	b.Helper()
	transport := &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "unix", d.Socket)
	}}
	request, err := http.NewRequestWithContext(b.Context(), http.MethodGet, `http://docker/events?filters={"event":["die"]}`, nil)
	if err != nil {
		b.Fatal(err)
	}
	answer, err := transport.RoundTrip(request) //nolint:bodyclose // It is, where it is read.
	if err != nil {
		b.Fatal(err)
	}
	said := make(chan time.Time, 100)
	go func() {
		defer func() { _ = answer.Body.Close() }()
		for from := json.NewDecoder(answer.Body); ; {
			var event struct{ TimeNano int64 }
			if from.Decode(&event) != nil {
				return
			}
			said <- time.Unix(0, event.TimeNano)
		}
	}()
	return said
}

// BenchmarkDockerKillToScreen is the time from the request that kills a container, as `docker kill`
// sends it, to the moment that the screen shows that it does not run; and the time from the daemon's
// event to that moment.
func BenchmarkDockerKillToScreen(b *testing.B) {
	d := enginetest.Start(b)
	n := containers(50)
	d.Many(b, "many", enginetest.Image, n, true)
	said := dies(b, d)
	term := onDocker(b, d.Socket)
	for i := 1; i <= n; i++ {
		term.WaitFor(fmt.Sprintf(`many-%04d .*● Running`, i))
	}
	time.Sleep(3 * time.Second) // It is idle.
	var took, fromEvent []time.Duration
	for i := 1; i <= n; i++ {
		time.Sleep(time.Duration(200+i*37%300) * time.Millisecond)
		name := fmt.Sprintf("many-%04d", i)
		start := time.Now()
		go func() { _, _ = d.Ask(http.MethodPost, "/containers/"+name+"/kill", nil) }()
		term.WaitUntil(name+" does not run", func(s *vt.Screen) bool {
			for line := range strings.Lines(s.Text()) {
				if strings.Contains(line, name+" ") && strings.Contains(line, "0/1") && !strings.Contains(line, "Running") {
					return true
				}
			}
			return false
		})
		now := time.Now()
		took = append(took, now.Sub(start))
		fromEvent = append(fromEvent, now.Sub(<-said))
	}
	slices.Sort(took)
	slices.Sort(fromEvent)
	b.ReportMetric(milliseconds(took[len(took)-1]), "ms-max")
	b.ReportMetric(milliseconds(median(fromEvent)), "ms-event-p50")
	b.ReportMetric(milliseconds(fromEvent[len(fromEvent)-1]), "ms-event-max")
	percentiles(b, took)
}

// BenchmarkDockerIdle is what the program with its engine costs while nothing happens: itself, the
// daemon, and the requests that the daemon gets. The first part is the daemon alone.
func BenchmarkDockerIdle(b *testing.B) {
	d := enginetest.Start(b)
	d.Many(b, "many", enginetest.Image, containers(100), true)
	time.Sleep(3 * time.Second)
	seconds := unlessShort(idleSeconds())
	alone := 0.0
	spend := func(b *testing.B, pid int) {
		b.Helper()
		before := use(b, d.Pid())
		var own usage
		if pid != 0 {
			own = use(b, pid)
		}
		time.Sleep(time.Duration(seconds) * time.Second)
		perSecond := func(now, before usage) float64 {
			return milliseconds(now.cpu-before.cpu) / float64(seconds)
		}
		daemon := perSecond(use(b, d.Pid()), before)
		b.ReportMetric(0, "ns/op")
		if pid == 0 {
			alone = daemon
			b.ReportMetric(alone, "daemon-CPU-ms/s")
			return
		}
		now := use(b, pid)
		b.ReportMetric(daemon-alone, "caused-CPU-ms/s")
		b.ReportMetric(perSecond(now, own), "CPU-ms/s")
		b.ReportMetric(float64(now.wakeups-own.wakeups)/float64(seconds), "wakeups/s")
	}
	b.Run("daemon", func(b *testing.B) { spend(b, 0) })
	for _, screen := range []struct {
		name       string
		cols, rows int
	}{{"dashboard", 80, 24}, {"dashboard-with-usage", 200, 50}} { // There is no room for CPU and MEM in the first.
		b.Run(screen.name, func(b *testing.B) {
			p := d.Proxy(b, "")
			term := onDockerAt(b, p.Socket, screen.cols, screen.rows)
			term.WaitUntil("the rows", shows("many-0004"))
			time.Sleep(time.Duration(unlessShort(5)) * time.Second) // All is known.
			before := len(p.Asked())
			spend(b, term.Group())
			asked := p.Asked()[before:]
			count := make(map[string]int)
			for _, what := range asked {
				count[what]++
			}
			b.Logf("requests in %d s: %v", seconds, count)
			b.ReportMetric(float64(len(asked))/float64(seconds)*3600, "requests/h")
		})
	}
}
