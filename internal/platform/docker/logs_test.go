package docker

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"fleetop/internal/enginetest"
	"fleetop/internal/platform/engine"
)

// TestLogsOfADaemon reads logs of every kind from a real daemon.
func TestLogsOfADaemon(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	wide := 3*entrySize + 5
	r.d.Docker(t, "run", "-d", "--name", "logs-many", enginetest.Image, "lines=9000")
	r.d.Docker(t, "run", "-d", "--name", "logs-wide", enginetest.Image, "out=first", fmt.Sprintf("wide=%d", wide), "out=last")
	r.d.Docker(t, "run", "-d", "--name", "logs-tty", "-t", enginetest.Image, "out=a", "err=b")
	r.d.Docker(t, "run", "-d", "--name", "logs-junk", enginetest.Image, "junk", "out=end")
	r.d.Docker(t, "run", "-d", "--name", "logs-none", "--log-driver", "none", enginetest.Image, "out=a")
	ids := make(map[string]string) // The order in which they are told of is the daemon's.
	r.next(func(ev engine.Event) bool {
		if ev.App != nil && strings.HasPrefix(ev.App.Name, "logs-") && ev.App.Containers[0].Running {
			ids[ev.App.Name] = ev.App.Containers[0].ID
		}
		return len(ids) == 5
	})

	many := ids["logs-many"]
	r.logHas(t, many, engine.LogQuery{}, "line 9000\n")
	all := r.log(t, many, engine.LogQuery{})
	if lines := strings.Count(all, "\n"); lines != 9000 || !strings.HasPrefix(all, "line 1\n") {
		t.Errorf("%d lines, from %.20q", lines, all)
	}
	if got := r.log(t, many, engine.LogQuery{Tail: 2}); got != "line 8999\nline 9000\n" {
		t.Errorf("two lines: %q", got)
	}
	if got := r.log(t, many, engine.LogQuery{Limit: 15}); got != "line 9000\n" {
		t.Errorf("15 bytes: %q", got)
	}

	wideID := ids["logs-wide"]
	r.logHas(t, wideID, engine.LogQuery{}, "last\n")
	lines := strings.Split(r.log(t, wideID, engine.LogQuery{}), "\n")
	if len(lines) != 4 || len(lines[1]) < wide-1 {
		t.Errorf("%d lines, the second of %d bytes, not %d", len(lines), len(lines[1]), wide)
	}

	tty := ids["logs-tty"]
	r.logHas(t, tty, engine.LogQuery{}, "b\r\n")
	if got := r.log(t, tty, engine.LogQuery{}); got != "a\r\nb\r\n" {
		t.Errorf("with a terminal: %q", got)
	}

	junk := ids["logs-junk"]
	r.logHas(t, junk, engine.LogQuery{}, "end\n")

	if _, err := r.Logs(t.Context(), ids["logs-none"], engine.LogQuery{}); !errors.Is(err, errNoLog) {
		t.Errorf("without a log: %v", err)
	}
}

// logHas waits until a log ends with a text.
func (r *rig) logHas(t *testing.T, id string, q engine.LogQuery, end string) {
	t.Helper()
	for range 200 {
		if strings.HasSuffix(r.log(t, id, q), end) {
			return
		}
	}
	t.Fatalf("the log does not end with %q: %q", end, r.log(t, id, q))
}

// TestServicesAreScaledByCopying makes another container like one that Compose made.
func TestServicesAreScaledByCopying(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.d.Docker(t, "network", "create", "copied_front")
	r.d.Docker(t, "network", "create", "copied_back")
	r.d.Docker(t, "create", "--name", "copied-web-1", "--network", "copied_front", "--network-alias", "web",
		"--env", "COLOUR=blue", "--memory", "64m", "--read-only", "--label", composeProject+"=copied",
		"--label", composeService+"=web", "--label", composeNumber+"=1", enginetest.Image, "out=hello")
	r.d.Docker(t, "network", "connect", "--alias", "inside", "copied_back", "copied-web-1")
	r.d.Docker(t, "start", "copied-web-1")
	app := r.found("copied-web", func(a *engine.Application) bool { return a.Containers[0].Running })

	s := engine.Spec{
		ID: uuidOf("copied"), Application: app.ID, Name: "copied-web-2", Number: 2, Like: app.Containers[0].ID,
	}
	must(t, r.Create(s))
	must(t, r.Start(s.ID))
	r.expectKind(t, s.ID, engine.Started)
	format := `{{.HostConfig.Memory}} {{.HostConfig.ReadonlyRootfs}} {{json .Config.Env}} {{json .Config.Cmd}} ` +
		`{{index .Config.Labels "com.docker.compose.container-number"}} {{range $n, $_ := .NetworkSettings.Networks}}{{$n}} {{end}}`
	want := `67108864 true ["COLOUR=blue"] ["out=hello"] 2 copied_back copied_front`
	if got := r.d.Docker(t, "inspect", "--format", format, "copied-web-2"); got != want {
		t.Errorf("the copy is\n%s, not\n%s", got, want)
	}
	if got := r.d.Docker(t, "inspect", "--format", "{{.Config.Hostname}}", "copied-web-2"); got == app.Containers[0].Native[:shortID] {
		t.Error("the copy has the host name of the other")
	}
	must(t, r.Remove(s.ID))
	r.expectKind(t, s.ID, engine.Removed)
	if got := r.d.Docker(t, "ps", "-q", "--filter", "name=copied-web-1"); got == "" {
		t.Error("the copied container is gone")
	}
}
