package engines

import (
	"io"
	"strconv"
	"strings"
	"testing"

	"fleetop/internal/enginetest"
	"fleetop/internal/platform/docker"
	"fleetop/internal/platform/engine"
)

// TestLogsOfEveryKind reads the logs of containers with and without a terminal, of either stream,
// long lines, bytes that are no text, and none at all.
func TestLogsOfEveryKind(t *testing.T) {
	t.Parallel()
	d := shared.Daemon(t)
	const wide = 40_000
	for name, test := range map[string]struct {
		run   string
		query engine.LogQuery
		want  string
		fails string
	}{
		"log-out":      {run: "IMAGE out=a out=b exit=0", want: "a\nb\n"},
		"log-err":      {run: "IMAGE err=a err=b exit=0", want: "a\nb\n"},
		"log-terminal": {run: "--tty IMAGE out=a err=b exit=0", want: "a\nb\n"},
		"log-empty":    {run: "IMAGE exit=0", want: ""},
		"log-wide":     {run: "IMAGE wide=" + strconv.Itoa(wide) + " out=z exit=0", want: strings.Repeat("x", wide-1) + "\nz\n"},
		"log-tail":     {run: "IMAGE lines=100 exit=0", query: engine.LogQuery{Tail: 2}, want: "line 99\nline 100\n"},
		"log-limit":    {run: "IMAGE lines=5000 exit=0", query: engine.LogQuery{Limit: 20}, want: "line 4999\nline 5000\n"},
		"log-none":     {run: "--log-driver none IMAGE out=a exit=0", fails: "log driver"},
	} {
		id := foreign(d.Docker(t, strings.Fields("run --detach --name "+name+" "+strings.ReplaceAll(test.run, "IMAGE", enginetest.Image))...))
		d.Docker(t, "wait", name)
		w := watch(t, d, docker.Options{TouchAll: true})
		w.until("it is known", func() bool { c, _ := w.container(id); return c.ID != "" })
		r, err := w.Logs(t.Context(), id, test.query)
		switch {
		case test.fails != "":
			if err == nil || !strings.Contains(err.Error(), test.fails) {
				t.Errorf("%s: %v", name, err)
			}
		case err != nil:
			t.Errorf("%s: %v", name, err)
		default:
			b, err := io.ReadAll(r)
			if got := strings.ReplaceAll(string(b), "\r\n", "\n"); err != nil || got != test.want {
				t.Errorf("%s: %.200q, %v", name, got, err)
			}
			_ = r.Close()
		}
		d.Docker(t, "rm", "--force", name)
	}
}

// TestPortsStay stops and starts a container five times: its outer port stays, and answers.
func TestPortsStay(t *testing.T) {
	t.Parallel()
	d := shared.Daemon(t)
	w := watch(t, d, docker.Options{})
	id := w.own("ports-1", "serve=80")
	t.Cleanup(func() { _, _ = d.Try("rm", "--force", "ports-1") })
	first := w.port(id)
	for range 5 {
		if err := w.Stop(id); err != nil {
			t.Fatal(err)
		}
		w.wants(id, "exited 0 asked")
		if err := w.Start(id); err != nil {
			t.Fatal(err)
		}
		w.wants(id, "started")
		if port := w.port(id); port != first {
			t.Errorf("the port was %d and is %d", first, port)
		}
		if got, err := d.Get(first); err != nil || strings.TrimSpace(got) != "ports-1" {
			t.Errorf("port %d answers %q, %v", first, got, err)
		}
	}
}

// port returns the outer port that the newest start of a container told.
func (w *watcher) port(id string) int {
	w.t.Helper()
	for i := len(w.said) - 1; i >= 0; i-- {
		if ev := w.said[i]; ev.Kind == engine.Started && ev.Container == id && len(ev.Ports) == 1 {
			return ev.Ports[0].Outer
		}
	}
	w.t.Fatalf("no start of %s told a port: %+v", id, w.said)
	return 0
}
