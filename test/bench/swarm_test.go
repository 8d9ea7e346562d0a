//go:build linux

package bench

import (
	"context"
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
)

// services starts a swarm with services of ten tasks each. All of these wait for a node that there is not,
// so that they cost nothing but what the swarm and the program do with them.
func services(b *testing.B) (d *enginetest.Daemon, last string) {
	b.Helper()
	d = enginetest.StartSwarm(b)
	const each = 10
	n := containers(100)
	for i := 1; i <= n; i++ {
		last = fmt.Sprintf("many-%04d", i)
		_, err := d.Ask(http.MethodPost, "/services/create", map[string]any{
			"Name": last, "Mode": map[string]any{"Replicated": map[string]any{"Replicas": each}},
			"TaskTemplate": map[string]any{
				"ContainerSpec": map[string]any{"Image": enginetest.Image},
				"Placement":     map[string]any{"Constraints": []string{"node.labels.nowhere==1"}},
			},
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	late := time.After(time.Minute)
	for tick := time.Tick(100 * time.Millisecond); ; {
		text, err := d.Ask(http.MethodGet, "/tasks", nil)
		if err != nil {
			b.Fatal(err)
		}
		if strings.Count(string(text), "no suitable node") == n*each {
			return d, last
		}
		select {
		case <-tick:
		case <-late:
			b.Fatalf("the swarm does not say of %d tasks why they wait", n*each)
		}
	}
}

// onSwarm opens the program on a manager.
func onSwarm(b *testing.B, host string) *ptytest.Terminal {
	b.Helper()
	return ptytest.Start(b, ptytest.Options{
		Path: program, Cols: 200, Rows: 60, Leader: true, Answer: true,
		Args: []string{"--engine", "swarm", "--docker-host", host},
	})
}

// listSwarm asks a manager for what there is, on a connection of its own.
func listSwarm(b *testing.B, d *enginetest.Daemon) time.Duration {
	b.Helper()
	start := time.Now()
	transport := &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "unix", d.Socket)
	}}
	defer transport.CloseIdleConnections()
	for _, what := range []string{"nodes", "services", "tasks"} {
		request, err := http.NewRequestWithContext(b.Context(), http.MethodGet, "http://docker/"+what, nil)
		if err != nil {
			b.Fatal(err)
		}
		answer, err := transport.RoundTrip(request)
		if err != nil {
			b.Fatal(err)
		}
		_, err = io.Copy(io.Discard, answer.Body)
		_ = answer.Body.Close()
		if err != nil {
			b.Fatal(err)
		}
	}
	return time.Since(start)
}

// BenchmarkSwarmFirstRows is the time from exec to the rows of 100 services with 1,000 tasks, and how much
// of it is the manager's own time for its lists.
func BenchmarkSwarmFirstRows(b *testing.B) {
	d, _ := services(b)
	var screen, manager []time.Duration
	for range unlessShort(20) {
		manager = append(manager, listSwarm(b, d))
		start := time.Now()
		term := onSwarm(b, d.Host())
		term.WaitUntil("the first rows", shows("many-0004"))
		screen = append(screen, time.Since(start))
		term.Send("Q")
		term.Wait()
	}
	b.ReportMetric(milliseconds(median(manager)), "ms-manager")
	b.ReportMetric(milliseconds(median(screen)-median(manager)), "ms-more")
	percentiles(b, screen)
}

// BenchmarkSwarmIdle is what the program with its engine costs while nothing happens to 100 services with
// 1,000 tasks: itself, its memory, and the requests that the manager gets.
func BenchmarkSwarmIdle(b *testing.B) {
	d, _ := services(b)
	p := d.Proxy(b, "")
	term := onSwarm(b, p.Host())
	term.WaitUntil("the rows", shows("many-0004"))
	time.Sleep(time.Duration(unlessShort(25)) * time.Second) // Nothing counts as on its way any more.
	seconds := unlessShort(idleSeconds())
	before, own := len(p.Asked()), use(b, term.Group())
	time.Sleep(time.Duration(seconds) * time.Second)
	now, asked := use(b, term.Group()), p.Asked()[before:]
	count := make(map[string]int)
	for _, what := range asked {
		count[what]++
	}
	b.Logf("requests in %d s: %v", seconds, count)
	b.ReportMetric(float64(len(asked))/float64(seconds)*60, "requests/min")
	b.ReportMetric(milliseconds(now.cpu-own.cpu)/float64(seconds), "CPU-ms/s")
	b.ReportMetric(float64(now.wakeups-own.wakeups)/float64(seconds), "wakeups/s")
	b.ReportMetric(float64(resident(b, term.Group()))/1e6, "MB")
	b.ReportMetric(0, "ns/op")
}

// BenchmarkSwarmScale is the time from the request that scales a service, among 100 with 1,000 tasks, as
// `docker service scale` sends it, to the moment that the screen shows the new target.
func BenchmarkSwarmScale(b *testing.B) {
	d, last := services(b)
	term := onSwarm(b, d.Host())
	term.WaitUntil("the rows", shows("many-0004"))
	term.Send("G")
	term.WaitFor(`▸ ` + last)
	time.Sleep(time.Duration(unlessShort(25)) * time.Second) // Nothing counts as on its way any more.
	var took []time.Duration
	for i := range unlessShort(20) {
		time.Sleep(time.Duration(200+i*370%3000) * time.Millisecond)
		start, n := time.Now(), 11+i
		scaled := make(chan error, 1)
		go func() {
			_, err := d.Try("service", "scale", "--detach", fmt.Sprintf("%s=%d", last, n))
			scaled <- err
		}()
		term.WaitFor(fmt.Sprintf(`▸ %s .*0/%d\b`, last, n))
		took = append(took, time.Since(start))
		if err := <-scaled; err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(milliseconds(slices.Max(took)), "ms-max")
	percentiles(b, took)
}
