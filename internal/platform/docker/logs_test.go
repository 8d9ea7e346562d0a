package docker

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"testing"
	"time"

	"fleetop/internal/enginetest"
	"fleetop/internal/platform/docker/dialect"
	"fleetop/internal/platform/engine"
)

// TestLogsOfADaemon reads logs of every kind from a real daemon.
func TestLogsOfADaemon(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	wide := 3*(16<<10) + 5
	r.d.Docker(t, "run", "-d", "--name", "logs-many", enginetest.Image, "lines=9000")
	r.d.Docker(t, "run", "-d", "--name", "logs-wide", enginetest.Image, "out=first", fmt.Sprintf("wide=%d", wide), "out=last")
	r.d.Docker(t, "run", "-d", "--name", "logs-tty", "-t", enginetest.Image, "out=a", "err=b")
	r.d.Docker(t, "run", "-d", "--name", "logs-junk", enginetest.Image, "junk", "out=end")
	r.d.Docker(t, "run", "-d", "--name", "logs-both", "-t", enginetest.Image, fmt.Sprintf("wide=%d", wide), "out=last")
	r.d.Docker(t, "run", "-d", "--name", "logs-none", "--log-driver", "none", enginetest.Image, "out=a")
	ids := make(map[string]string) // The order in which they are told of is the daemon's.
	r.next(func(ev engine.Event) bool {
		if ev.App != nil && strings.HasPrefix(ev.App.Name, "logs-") && ev.App.Containers[0].Running {
			ids[ev.App.Name] = ev.App.Containers[0].ID
		}
		return len(ids) == 6
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

	r.partsOf(t, many, all)

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

	both := ids["logs-both"]
	r.logHas(t, both, engine.LogQuery{}, "last\r\n")
	want := strings.Repeat("x", wide-1) + "\r\nlast\r\n"
	if got := unstamped(t, r.log(t, both, engine.LogQuery{Timestamps: true})); got != want || r.log(t, both, engine.LogQuery{}) != want {
		t.Errorf("a long line with a terminal has %d bytes, not %d", len(got), len(want))
	}
	if got := unstamped(t, r.log(t, wideID, engine.LogQuery{Timestamps: true})); got != strings.Join(lines, "\n") {
		t.Errorf("a long line has %d bytes", len(got))
	}

	junk := ids["logs-junk"]
	r.logHas(t, junk, engine.LogQuery{}, "end\n")

	if _, err := r.Logs(t.Context(), ids["logs-none"], engine.LogQuery{}); !errors.Is(err, engine.ErrUnreadable) ||
		err.Error() != "the log driver none keeps no logs" {
		t.Errorf("without a log: %v", err)
	}
}

// partsOf reads parts of a log of which the whole is known: with times and streams, and since a time.
func (r *rig) partsOf(t *testing.T, id, all string) {
	t.Helper()
	stamped := r.log(t, id, engine.LogQuery{Timestamps: true, Streams: true})
	if got := unstamped(t, strings.ReplaceAll(stamped, "Z 1 ", "Z ")); got != all {
		t.Errorf("without its times the log is %.40q, not %.40q", got, all)
	}
	for _, lines := range []int{1, 90, 2500} {
		tail := r.log(t, id, engine.LogQuery{Timestamps: true, Tail: lines})
		at, _, _ := strings.Cut(tail, " ")
		since, err := time.Parse(engine.StampLayout, at)
		must(t, err)
		got := r.log(t, id, engine.LogQuery{Timestamps: true, Since: since})
		if !strings.HasSuffix(got, tail) || !strings.HasPrefix(got, at) {
			t.Errorf("since line %d there are %d bytes, not %d", 9001-lines, len(got), len(tail))
		}
		if got := r.log(t, id, engine.LogQuery{Since: since, Tail: 2}); lines > 1 && got != "line 8999\nline 9000\n" {
			t.Errorf("the last two lines since %s are %q", at, got)
		}
		if got := r.log(t, id, engine.LogQuery{Since: since.Add(time.Hour)}); got != "" {
			t.Errorf("an hour later there is %q", got)
		}
	}
}

// unstamped takes the times off the lines of a log, which must be in order.
func unstamped(t *testing.T, log string) string {
	t.Helper()
	var out strings.Builder
	last := ""
	for line := range strings.Lines(log) {
		at, text, _ := strings.Cut(line, " ")
		if _, err := time.Parse(engine.StampLayout, at); err != nil || at < last {
			t.Fatalf("%.60q is behind %s: %v", line, last, err)
		}
		last = at
		out.WriteString(text)
	}
	return out.String()
}

// TestLogsAreFollowed reads a log while it is written: each line once, the first of them older than
// the reading, until the program ends.
func TestLogsAreFollowed(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	s := r.spec("followed-1", "lines=50 every=1ms")
	s.Name = "followed-1"
	must(t, r.Create(s))
	must(t, r.Start(s.ID))
	r.expectKind(t, s.ID, engine.Started)
	for end := time.Now().Add(mostWait); time.Now().Before(end); {
		if strings.Count(r.log(t, s.ID, engine.LogQuery{}), "\n") > 80 {
			break
		}
	}
	log, err := r.Logs(t.Context(), s.ID, engine.LogQuery{Tail: 20, Follow: true, Streams: true})
	must(t, err)
	first, next := 0, 0
	for lines := bufio.NewScanner(log); lines.Scan(); next++ {
		n, err := strconv.Atoi(strings.TrimPrefix(lines.Text(), "1 tick "))
		if next == 0 {
			first, next = n, n
		}
		if err != nil || n != next {
			t.Fatalf("line %q comes behind tick %d", lines.Text(), next-1)
		}
		if n == first+400 {
			must(t, r.Stop(s.ID))
		}
	}
	if next < first+400 {
		t.Errorf("the log ended at tick %d, begun at %d", next, first)
	}
	must(t, log.Close())
	all := r.log(t, s.ID, engine.LogQuery{})
	if !strings.HasSuffix(all, fmt.Sprintf("tick %d\n", next-1)) {
		t.Errorf("the last line was tick %d: %q", next-1, all[max(len(all)-20, 0):])
	}
	log, err = r.Logs(t.Context(), s.ID, engine.LogQuery{Tail: 3, Follow: true})
	must(t, err)
	b, err := io.ReadAll(log)
	if must(t, err); strings.Count(string(b), "\n") != 3 || !strings.HasSuffix(all, string(b)) {
		t.Errorf("of a program that has ended follows %q", b)
	}
	must(t, r.Remove(s.ID))
	r.next(func(ev engine.Event) bool { return ev.Kind == engine.Removed && ev.Container == s.ID })
	if got := r.log(t, s.ID, engine.LogQuery{Tail: 3, Timestamps: true}); unstamped(t, got) != string(b) {
		t.Errorf("removed, it ends with %q, not %q", got, b)
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
		ID: dialect.UUID("copied"), Application: app.ID, Name: "copied-web-2", Number: 2, Like: app.Containers[0].ID,
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
