package ui_test

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"fleetop/internal/platform"
	"fleetop/internal/platform/memory"
	"fleetop/internal/uitest"
)

// logQueries are the queries of the requests for logs, without the digits of times.
func logQueries(requests []uitest.Request) (out []string) {
	for _, r := range requests {
		if strings.HasSuffix(r.Path, "/logs/") {
			out = append(out, regexp.MustCompile(`since=[0-9.]+`).ReplaceAllString(r.Query, "since=T"))
		}
	}
	return out
}

// TestLogsAreFetchedInParts opens the log of a container that has written for two days: its end is
// fetched, then what comes, and older lines as one goes up. What is saved says what it is.
func TestLogsAreFetchedInParts(t *testing.T) {
	t.Parallel()
	fleet := memory.Fleet{Applications: []memory.Application{{Name: "web", Image: "shop/web", Containers: 1, Age: 48 * time.Hour}}}
	inBubble(t, 120, 30, setup{handler: longLogs(t, fleet)}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Advance(5 * time.Second)
		server.Take()
		d.Press("enter", "enter")
		d.Advance(7 * time.Second)
		want := []string{"tail=2000&timestamps=1", "since=T&timestamps=1", "since=T&timestamps=1", "since=T&timestamps=1"}
		if got := logQueries(server.Take()); !slices.Equal(got, want) {
			t.Errorf("the requests are %q", got)
		}
		d.Sees("last 2,000+ lines")
		first := regexp.MustCompile(`\d\d:\d\d:\d\d`).FindString(d.Line("HTTP/1.1"))
		d.Press("ctrl+s")
		d.Sees("the last 2,000+ lines of the logs of web-1")
		d.Press("esc")
		server.Take()
		d.Press("g")
		d.Advance(time.Second)
		got := logQueries(server.Take())
		if len(got) == 0 || got[0] != "tail=8000&timestamps=1" {
			t.Errorf("at the first line the requests are %q", got)
		}
		d.SeesNot("lines ─", "fetching older")
		d.Sees("last 1 MB, all that the server gives")
		if top := regexp.MustCompile(`\d\d:\d\d:\d\d`).FindString(d.Line("HTTP/1.1")); top == first {
			t.Error("nothing older is shown")
		}
		d.Press("G")
		d.Advance(4 * time.Second)
		for _, query := range logQueries(server.Take()) {
			if query != "since=T&timestamps=1" {
				t.Errorf("then the request is %q", query)
			}
		}
	})
}

// TestLogsOfOtherServersAreFetchedWhole checks that a server that announces no parts sees the request
// of the documents.
func TestLogsOfOtherServersAreFetchedWhole(t *testing.T) {
	t.Parallel()
	fleet := memory.Fleet{Applications: []memory.Application{{Name: "web", Image: "shop/web", Containers: 1, Age: time.Hour}}}
	inBubble(t, 120, 30, setup{handler: withoutExtensions(t, fleet)}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Advance(5 * time.Second)
		d.Press("enter", "enter")
		d.Advance(7 * time.Second)
		d.Press("g", "k")
		d.Advance(5 * time.Second)
		got := logQueries(server.Take())
		if len(got) < 5 || slices.ContainsFunc(got, func(q string) bool { return q != "" }) {
			t.Errorf("the requests are %q", got)
		}
		d.SeesNot("lines of", "+ lines")
	})
}

// longLogs is a platform whose logs are as long as they are.
func longLogs(t *testing.T, fleet memory.Fleet) http.Handler {
	t.Helper()
	made := sync.OnceValue(func() http.Handler {
		eng, err := memory.New(memory.Options{Seed: 1, Random: memory.Repeating(1), Fleet: fleet})
		if err != nil {
			t.Fatal(err)
		}
		p, err := platform.New(platform.Options{User: testUser, Key: testKey, Engine: eng, Random: memory.Repeating(2)})
		if err != nil {
			t.Fatal(err)
		}
		return p
	})
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { made().ServeHTTP(w, r) })
}

// withoutExtensions is a platform that announces nothing.
func withoutExtensions(t *testing.T, fleet memory.Fleet) http.Handler {
	t.Helper()
	p := laterPlatform(t, fleet)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		answer := httptest.NewRecorder()
		p.ServeHTTP(answer, r)
		for key, values := range answer.Header() {
			if !strings.HasPrefix(key, "Fleetop-") && key != "Etag" {
				w.Header()[key] = values
			}
		}
		w.WriteHeader(answer.Code)
		_, _ = w.Write(answer.Body.Bytes())
	})
}
