package memory_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"fleetop/internal/platform/engine"
	"fleetop/internal/platform/memory"
)

// clock is a clock that moves when told to.
type clock struct{ t time.Time }

func (c *clock) now() time.Time { return c.t }

func start() time.Time { return time.Date(2014, time.April, 6, 17, 59, 42, 250e6, time.UTC) }

// fataler is what a test and a property have in common.
type fataler interface {
	Helper()
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}

func newEngine(t fataler, fleet memory.Fleet) (*memory.Engine, *clock) {
	t.Helper()
	c := &clock{t: start()}
	e, err := memory.New(memory.Options{Seed: 3, Random: memory.Repeating(3), Now: c.now, Fleet: fleet})
	if err != nil {
		t.Fatal(err)
	}
	return e, c
}

// must fails on an error.
func must(t fataler, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// create makes a container.
func create(t fataler, e *memory.Engine, id, image, command string) {
	t.Helper()
	must(t, e.Create(engine.Spec{
		ID: id, Name: id, Image: engine.ParseRef(image), Command: command,
		Ports: []engine.Port{{Number: 80, Protocol: "tcp"}},
	}))
}

// drain returns all events that are due, as text.
func drain(e *memory.Engine) []string {
	var out []string
	for {
		ev, ok := e.Next()
		if !ok {
			return out
		}
		kind := map[engine.Kind]string{engine.Started: "started", engine.Exited: "exited", engine.Removed: "removed", engine.Failed: "failed"}[ev.Kind]
		text := fmt.Sprintf("%s %s", ev.Container, kind)
		if ev.Kind == engine.Exited {
			text += fmt.Sprintf(" %d", ev.ExitCode)
		}
		out = append(out, text)
	}
}

func logs(t fataler, e *memory.Engine, id string, limit int) string {
	t.Helper()
	log, err := e.Logs(context.Background(), id, engine.LogQuery{Limit: limit})
	must(t, err)
	b, err := io.ReadAll(log)
	must(t, err)
	must(t, log.Close())
	return string(b)
}

// TestContainerLivesAndEnds takes a container through its life.
func TestContainerLivesAndEnds(t *testing.T) {
	t.Parallel()
	e, c := newEngine(t, memory.Fleet{})
	create(t, e, "a", "tutum/redis", "")
	want := func(after time.Duration, events ...string) {
		t.Helper()
		c.t = c.t.Add(after)
		if e.Pending() != (len(events) > 0) {
			t.Errorf("Pending is %v", e.Pending())
		}
		if diff := cmp.Diff(events, drain(e)); diff != "" {
			t.Fatal(diff)
		}
	}
	want(time.Hour)
	must(t, e.Start("a"))
	want(999 * time.Millisecond)
	want(1001*time.Millisecond, "a started")
	must(t, e.Start("a")) // it runs already
	want(time.Hour)
	must(t, e.Stop("a"))
	want(999 * time.Millisecond)
	want(time.Second, "a exited 0")
	must(t, e.Start("a"))
	must(t, e.Stop("a")) // before it started
	want(5*time.Second, "a exited 0")
	must(t, e.Start("a"))
	want(2*time.Second, "a started")
	must(t, e.Exit("a", 7))
	want(0, "a exited 7")
	must(t, e.Start("a"))
	want(2*time.Second, "a started")
	must(t, e.Remove("a"))
	want(time.Second, "a removed")
	for _, err := range []error{e.Start("a"), e.Stop("a"), e.Remove("a"), e.Exit("a", 1), e.Start("b")} {
		if !errors.Is(err, engine.ErrNotFound) {
			t.Errorf("error %v, want %v", err, engine.ErrNotFound)
		}
	}
	if !strings.Contains(logs(t, e, "a", 1<<20), "bye bye") {
		t.Error("the log is gone with the container")
	}
	e.Forget("a")
	if _, err := e.Logs(t.Context(), "a", engine.LogQuery{}); !errors.Is(err, engine.ErrNotFound) {
		t.Errorf("log of a forgotten container: %v", err)
	}
	must(t, e.Close())
	if err := e.Create(engine.Spec{ID: "c"}); !errors.Is(err, engine.ErrClosed) {
		t.Errorf("Create after Close: %v", err)
	}
	if err := e.Start("a"); !errors.Is(err, engine.ErrClosed) {
		t.Errorf("Start after Close: %v", err)
	}
}

// TestCommandTakesTheTimeOfItsEvent checks that a command after an old event takes effect at the
// time of that event.
func TestCommandTakesTheTimeOfItsEvent(t *testing.T) {
	t.Parallel()
	e, c := newEngine(t, memory.Fleet{})
	create(t, e, "a", "busybox", "sleep 60; exit 2")
	must(t, e.Start("a"))
	c.t = c.t.Add(time.Hour)
	var last time.Time
	runs := 0
	for ev, ok := e.Next(); ok; ev, ok = e.Next() {
		if ev.Time.Before(last) || ev.Time.After(c.t) {
			t.Fatalf("event at %v after one at %v", ev.Time, last)
		}
		last = ev.Time
		if ev.Kind == engine.Exited {
			runs++
			if ev.ExitCode != 2 {
				t.Errorf("exit code %d", ev.ExitCode)
			}
			must(t, e.Start("a"))
		}
	}
	if runs < 57 || runs > 59 {
		t.Errorf("%d runs of a minute and a bit in an hour", runs)
	}
}

// TestRunCommandsAreUnderstood checks which run commands are understood.
func TestRunCommandsAreUnderstood(t *testing.T) {
	t.Parallel()
	for command, want := range map[string]string{
		"true": "exited 0", "false": "exited 1", "exit 3": "exited 3", "sleep 5": "exited 0", "sleep 5s": "exited 0",
		"sleep 2; false": "exited 1", "sleep 1 && exit 9": "exited 9", `/bin/sh -c "sleep 1; exit 4"`: "exited 4",
		"bash -c 'true'": "exited 0", "exit 5; true": "exited 5", "false; sleep 0.5": "exited 0",
		"": "", "sleep": "", "sleep -1": "", "sleep NaN": "", "sleep 1e99": "", "exit": "", "exit 256": "", "/run.sh": "", "true 1": "", "sh -c": "",
	} {
		e, c := newEngine(t, memory.Fleet{})
		create(t, e, "a", "busybox", command)
		must(t, e.Start("a"))
		c.t = c.t.Add(20 * time.Second)
		got := drain(e)
		switch {
		case want == "" && len(got) != 1:
			t.Errorf("%q: %v, want it to go on", command, got)
		case want != "" && (len(got) != 2 || got[1] != "a "+want):
			t.Errorf("%q: %v, want %s", command, got, want)
		}
	}
}

// TestOuterPortsAreGivenInOrder checks that outer ports are given once, in order, and run over.
func TestOuterPortsAreGivenInOrder(t *testing.T) {
	t.Parallel()
	e, c := newEngine(t, memory.Sized(17, 1000))
	inv, err := e.Inventory(t.Context())
	must(t, err)
	first := inv.Applications[0].Containers[0].Ports[0]
	if first.Outer != 49153 || first.Number != 80 {
		t.Errorf("first port: %+v", first)
	}
	for _, a := range inv.Applications {
		for _, cont := range a.Containers {
			if p := cont.Ports[0].Outer; p < 49153 || p > 65535 {
				t.Fatalf("outer port %d", p)
			}
		}
	}
	create(t, e, "a", "x", "")
	for range 2 {
		must(t, e.Start("a"))
		c.t = c.t.Add(3 * time.Second)
		ev, _ := e.Next()
		if ev.Kind != engine.Started || len(ev.Ports) != 1 || ev.Ports[0].Outer != 49153+17000-16383 {
			t.Errorf("event %+v", ev)
		}
		must(t, e.Exit("a", 0))
		drain(e)
	}
}

// TestDefaultFleetIsTheShop checks that the fleet is the one that is promised.
func TestDefaultFleetIsTheShop(t *testing.T) {
	t.Parallel()
	e, _ := newEngine(t, memory.DefaultFleet())
	inv, err := e.Inventory(t.Context())
	must(t, err)
	names, ids := make(map[string]bool), make(map[string]bool)
	conts, running, crashed := 0, 0, ""
	for _, a := range inv.Applications {
		names[a.Name], ids[a.ID] = true, true
		for _, c := range a.Containers {
			ids[c.ID] = true
			conts++
			switch {
			case c.Running:
				running++
			case c.ExitCode != 0:
				crashed += fmt.Sprintf("%s-%d: %d", a.Name, c.Number, c.ExitCode)
			}
		}
	}
	if len(names) != 8 || conts != 20 || running != 16 || crashed != "worker-4: 137" || len(ids) != 28 {
		t.Errorf("%d applications, %d containers, %d running, crashed %q, %d identifiers", len(names), conts, running, crashed, len(ids))
	}
	for _, a := range inv.Applications {
		for _, to := range a.Links {
			if !names[to] {
				t.Errorf("%s links to %s, which is not there", a.Name, to)
			}
		}
	}
}

// TestDefaultFleetIsOfThePast checks that nothing in the fleet comes from the future.
func TestDefaultFleetIsOfThePast(t *testing.T) {
	t.Parallel()
	e, _ := newEngine(t, memory.DefaultFleet())
	inv, err := e.Inventory(t.Context())
	must(t, err)
	for _, a := range inv.Applications {
		for _, c := range a.Containers {
			for _, at := range []time.Time{a.Deployed, a.Started, a.Stopped, c.Deployed, c.Started, c.Stopped} {
				if at.After(start()) {
					t.Errorf("%s-%d: %v", a.Name, c.Number, at)
				}
			}
		}
	}
}

// TestImagesOfEveryClassExist checks that there are images of every class, with all that an image
// has.
func TestImagesOfEveryClassExist(t *testing.T) {
	t.Parallel()
	e, _ := newEngine(t, memory.DefaultFleet())
	inv, err := e.Inventory(t.Context())
	must(t, err)
	classes := make(map[engine.Class]int)
	for _, m := range inv.Images {
		classes[m.Class]++
		for _, tag := range m.Tags {
			if len(tag.DockerID) != 64 || tag.Created.IsZero() || tag.Created.After(start()) || len(tag.Env) < 2 {
				t.Errorf("%s:%s: %+v", m.Name, tag.Name, tag)
			}
		}
	}
	if classes[engine.Private] != 4 || classes[engine.Jumpstart] != 11 || classes[engine.Linux] != 5 {
		t.Errorf("images: %v", classes)
	}
}

// TestInconsistentFleetsAreRefused checks that inconsistent fleets are errors.
func TestInconsistentFleetsAreRefused(t *testing.T) {
	t.Parallel()
	for _, a := range []memory.Application{{Image: "x"}, {Name: "x"}, {Name: "x", Image: "x", Containers: -1}} {
		if _, err := memory.New(memory.Options{Fleet: memory.Fleet{Applications: []memory.Application{a}}}); err == nil {
			t.Errorf("%+v was taken", a)
		}
	}
}

// TestFleetSizesAreParsed checks the sizes of fleets.
func TestFleetSizesAreParsed(t *testing.T) {
	t.Parallel()
	for s, want := range map[string][2]int{"1x1": {1, 1}, "1000x10": {1000, 10}, "100000x2": {100000, 2}, "200x1000": {200, 1000}} {
		if a, c, err := memory.ParseSize(s); err != nil || a != want[0] || c != want[1] {
			t.Errorf("%s: %d, %d, %v", s, a, c, err)
		}
	}
	for _, s := range []string{"", "x", "1", "1x", "x1", "0x1", "1x0", "-1x1", "1x1001", "100001x1", "100000x3", "1x1x1", "1 x 1", "1X1", "9999999999999999999x1"} {
		if _, _, err := memory.ParseSize(s); err == nil {
			t.Errorf("%s was taken", s)
		}
	}
}

// TestSizedFleetRuns checks the names and the states of a large fleet.
func TestSizedFleetRuns(t *testing.T) {
	t.Parallel()
	e, _ := newEngine(t, memory.Sized(1000, 3))
	inv, err := e.Inventory(t.Context())
	must(t, err)
	if n := len(inv.Applications); n != 1000 || inv.Applications[0].Name != "bench-00001" || inv.Applications[999].Name != "bench-01000" {
		t.Errorf("%d applications", n)
	}
	for _, a := range inv.Applications {
		for _, c := range a.Containers {
			if !c.Running || len(a.Containers) != 3 {
				t.Fatalf("%s: %+v", a.Name, c)
			}
		}
	}
	if e.Pending() {
		t.Error("something is due at the start")
	}
}

// TestInspectKnowsImages checks what is known of images.
func TestInspectKnowsImages(t *testing.T) {
	t.Parallel()
	e, _ := newEngine(t, memory.Fleet{Images: []engine.Image{{Name: "own/empty"}}})
	for _, test := range []struct {
		ref, command string
		ports        int
	}{
		{"tutum/lamp", "/run.sh", 2},
		{"tutum/mysql:5.5", "/run.sh", 1},
		{"tutum/mysql:no-such", "/run.sh", 1},
		{"somebody/nginx", "", 1},
		{"somebody/thing", "", 0},
		{"own/empty", "", 0},
	} {
		ref := engine.ParseRef(test.ref)
		tag, err := e.Inspect(t.Context(), ref, nil)
		if err != nil || tag.Name != ref.Tag || tag.Command != test.command || len(tag.Ports) != test.ports || len(tag.DockerID) != 64 {
			t.Errorf("%s: %+v, %v", test.ref, tag, err)
		}
	}
}

// TestLogsOnlyGrow checks, for every program, over any row of commands and looks, that a log only
// grows, and that it says what happened.
func TestLogsOnlyGrow(t *testing.T) {
	t.Parallel()
	images := []string{
		"tutum/haproxy", "tutum/nginx", "tutum/hello-world", "tutum/mysql", "tutum/redis", "shop/api", "shop/worker",
		"shop/backup", "some/thing", "busybox",
	}
	rapid.Check(t, func(t *rapid.T) {
		e, c := newEngine(t, memory.Fleet{})
		create(t, e, "a", rapid.SampledFrom(images).Draw(t, "image"), "")
		before := ""
		for range rapid.IntRange(1, 30).Draw(t, "steps") {
			do := rapid.IntRange(0, 5).Draw(t, "do")
			if do < 4 {
				drain(e) // commands are given on what is known
			}
			switch do {
			case 0:
				must(t, e.Start("a"))
			case 1:
				must(t, e.Stop("a"))
			case 2:
				if err := e.Exit("a", rapid.IntRange(0, 255).Draw(t, "code")); err != nil && !errors.Is(err, engine.ErrNotFound) {
					t.Fatal(err)
				}
			case 3:
			default:
				c.t = c.t.Add(time.Duration(rapid.IntRange(0, 200_000).Draw(t, "ms")) * time.Millisecond)
			}
			now := logs(t, e, "a", 1<<20)
			if len(now) < 1<<20-8192 && !strings.HasPrefix(now, before) {
				t.Fatalf("was %q\nis  %q", tail(before), tail(now))
			}
			if now != "" && !strings.HasSuffix(now, "\n") {
				t.Fatalf("ends in the middle of a line: %q", tail(now))
			}
			before = now
		}
	})
}

func tail(s string) string {
	if len(s) > 400 {
		return "..." + s[len(s)-400:]
	}
	return s
}

// TestLimitedLogIsTheEndOfTheWhole checks that a limited log is the end of the whole one, from the
// start of a line.
func TestLimitedLogIsTheEndOfTheWhole(t *testing.T) {
	t.Parallel()
	e, c := newEngine(t, memory.Fleet{})
	create(t, e, "a", "shop/worker", "")
	must(t, e.Start("a"))
	c.t = c.t.Add(3 * time.Hour)
	drain(e)
	whole := logs(t, e, "a", 1<<30)
	rapid.Check(t, func(t *rapid.T) {
		limit := rapid.IntRange(1, len(whole)+100).Draw(t, "limit")
		got := logs(t, e, "a", limit)
		rest, ok := strings.CutSuffix(whole, got)
		if !ok || len(got) > limit || rest != "" && !strings.HasSuffix(rest, "\n") {
			t.Fatalf("limit %d: %d bytes of %d", limit, len(got), len(whole))
		}
		if next := strings.IndexByte(whole[max(0, len(whole)-limit):], '\n'); limit < len(whole) && len(got) < limit-next-1 {
			t.Fatalf("limit %d: only %d bytes", limit, len(got))
		}
	})
}

// TestLogsLookLikeTheirPrograms checks that logs look like those of the programs they are of.
func TestLogsLookLikeTheirPrograms(t *testing.T) {
	t.Parallel()
	e, c := newEngine(t, memory.Fleet{})
	for image, want := range map[string][3]string{ // while it runs, when it is stopped, when it crashes
		"tutum/haproxy":     {`haproxy[14]: 10.`, "Stopping proxy http-in", "Killed"},
		"tutum/nginx":       {`"GET /`, "signal 3 (SIGQUIT) received", "Killed"},
		"tutum/hello-world": {"INFO supervisord started", "received SIGTERM", "Killed"},
		"tutum/mysql":       {"ready for connections", "Shutdown complete", "Killed"},
		"tutum/redis":       {"Background saving terminated with success", "bye bye", "Killed"},
		"shop/api":          {`"level":"info","msg":"request","route":"`, "draining connections", `"level":"fatal"`},
		"shop/worker":       {"\x1b[32mINFO/MainProcess\x1b[0m] Task shop.tasks.", "Warm shutdown", "MemoryError\nKilled"},
		"shop/backup":       {"backup: uploaded s3://", "exiting", "Killed"},
		"some/thing":        {"heartbeat ok", "shutting down", "Killed"},
	} {
		create(t, e, image, image, "")
		must(t, e.Start(image))
		c.t = c.t.Add(90 * time.Minute)
		for range drain(e) {
			_ = e.Start(image) // the backup ends by itself
		}
		c.t = c.t.Add(5 * time.Second)
		drain(e)
		if !strings.Contains(logs(t, e, image, 1<<20), want[0]) {
			t.Errorf("%s: no %q in %q", image, want[0], tail(logs(t, e, image, 1<<20)))
		}
		must(t, e.Stop(image))
		c.t = c.t.Add(5 * time.Second)
		drain(e)
		stopped := logs(t, e, image, 1<<20)
		if last := stopped[max(0, len(stopped)-400):]; !strings.Contains(last, want[1]) {
			t.Errorf("%s: no %q at the end of %q", image, want[1], last)
		}
		c.t = c.t.Add(time.Hour)
		if logs(t, e, image, 1<<20) != stopped {
			t.Errorf("%s writes while it is stopped", image)
		}
		drain(e)
		must(t, e.Start(image))
		c.t = c.t.Add(2 * time.Second)
		drain(e)
		must(t, e.Exit(image, 137))
		drain(e)
		crashed := logs(t, e, image, 1<<20)
		if last := crashed[max(0, len(crashed)-400):]; !strings.Contains(last, want[2]) {
			t.Errorf("%s: no %q at the end of %q", image, want[2], last)
		}
	}
}

// TestWorkersHaveStackTracesNowAndThen checks that a worker of a day has one, but not all the time.
func TestWorkersHaveStackTracesNowAndThen(t *testing.T) {
	t.Parallel()
	e, c := newEngine(t, memory.Fleet{})
	create(t, e, "w", "shop/worker", "")
	must(t, e.Start("w"))
	c.t = c.t.Add(24 * time.Hour)
	drain(e)
	text := logs(t, e, "w", 1<<30)
	if n, all := strings.Count(text, "Traceback"), strings.Count(text, "\n"); n < 3 || n > all/100 {
		t.Errorf("%d stack traces in %d lines", n, all)
	}
}

// BenchmarkLog computes the last MiB of logs of containers that are up for 30 days.
func BenchmarkLog(b *testing.B) {
	for _, image := range []string{"tutum/haproxy", "shop/web", "tutum/hello-world", "tutum/mysql", "tutum/redis", "shop/api", "shop/worker", "busybox"} {
		b.Run(image, func(b *testing.B) {
			e, c := newEngine(b, memory.Fleet{})
			create(b, e, "a", image, "")
			must(b, e.Start("a"))
			c.t = c.t.Add(30 * 24 * time.Hour)
			drain(e)
			b.ReportAllocs()
			size := 0
			for b.Loop() {
				size = len(logs(b, e, "a", 1<<20))
			}
			b.ReportMetric(float64(size), "bytes/log")
		})
	}
}

// TestTailIsTheLastLines checks that a tail is as many lines as were asked for, and no part of one.
func TestTailIsTheLastLines(t *testing.T) {
	t.Parallel()
	e, c := newEngine(t, memory.Fleet{})
	create(t, e, "a", "tutum/redis", "")
	must(t, e.Start("a"))
	c.t = c.t.Add(time.Hour)
	drain(e)
	c.t = c.t.Add(time.Hour)
	whole := strings.SplitAfter(logs(t, e, "a", 1<<20), "\n")
	whole = whole[:len(whole)-1] // what follows the last line
	for _, n := range []int{1, 2, 17, len(whole), len(whole) + 1} {
		log, err := e.Logs(t.Context(), "a", engine.LogQuery{Tail: n})
		must(t, err)
		b, err := io.ReadAll(log)
		must(t, err)
		if want := strings.Join(whole[max(len(whole)-n, 0):], ""); string(b) != want {
			t.Errorf("the last %d lines are %d bytes, want %d", n, len(b), len(want))
		}
	}
}
