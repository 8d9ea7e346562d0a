//go:build linux

package bench

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"fleetop/client"
	"fleetop/internal/enginetest"
	"fleetop/internal/ptytest"
)

// BenchmarkDockerPage is the time of a page of 100 from a server on a host with 1,000 containers, and the
// time from the request that kills one there to an answer that has it.
func BenchmarkDockerPage(b *testing.B) {
	d := enginetest.Start(b)
	n, killed := containers(1000), containers(20)
	d.Many(b, "made", enginetest.Image, n-killed, false)
	d.Many(b, "many", enginetest.Image, killed, true)
	env, _ := ptytest.Serve(b, program, "--engine", "docker", "--docker-host", d.Host(), "--touch", "all", "--name", "bench")
	endpoint, _ := strings.CutPrefix(env[0], "FLEETOP_ENDPOINT=")
	api, err := client.New(endpoint, client.Credentials{User: "admin", Key: "k3y"}, client.WithoutCompression())
	if err != nil {
		b.Fatal(err)
	}
	list := func(filter client.ContainerFilter, o client.ListOptions) client.Page[client.Container] {
		b.Helper()
		page, err := api.Containers.List(b.Context(), filter, o)
		if err != nil {
			b.Fatal(err)
		}
		return page
	}
	var all client.ContainerFilter
	for page := list(all, client.ListOptions{Limit: 1}); page.Meta.Total < n; { // what does not run comes later
		page = list(all, client.ListOptions{Limit: 1, ETag: page.ETag, Wait: 10 * time.Second})
	}
	time.Sleep(time.Duration(unlessShort(5)) * time.Second) // All is known.
	var pages, seen []time.Duration
	for range unlessShort(100) {
		start := time.Now()
		list(all, client.ListOptions{Limit: min(n, 100)})
		pages = append(pages, time.Since(start))
	}
	for i := 1; i <= killed; i++ {
		filter := client.ContainerFilter{UniqueName: fmt.Sprintf("many-%04d", i)}
		start := time.Now()
		go func() { _, _ = d.Ask(http.MethodPost, "/containers/"+filter.UniqueName+"/kill", nil) }()
		for page := list(filter, client.ListOptions{}); ; {
			if len(page.Objects) == 1 && page.Objects[0].State != client.StateRunning {
				break
			}
			page = list(filter, client.ListOptions{ETag: page.ETag, Wait: 10 * time.Second})
		}
		seen = append(seen, time.Since(start))
	}
	b.ReportMetric(milliseconds(median(pages)), "ms-page")
	b.ReportMetric(milliseconds(median(seen)), "ms-change")
	b.ReportMetric(milliseconds(seen[len(seen)-1]), "ms-change-max")
	b.ReportMetric(0, "ns/op")
}
