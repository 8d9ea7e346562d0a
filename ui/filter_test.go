package ui_test

import (
	"strings"
	"testing"
	"time"

	"fleetop/internal/uitest"
)

// filtered types a filter and keeps it.
func filtered(d *uitest.Driver, text string) {
	d.Press("/")
	d.Burst(text)
	d.Press("enter")
}

func TestFilterLanguageOnTheScreen(t *testing.T) {
	t.Parallel()
	inBubble(t, 160, 36, setup{}, func(t *testing.T, d *uitest.Driver, _ *uitest.Server) {
		d.Advance(time.Second)
		for _, test := range []struct{ filter, foot string }{
			{"a !api", `7 of 8 · filter "a !api"`},
			{"~wrk", `1 of 8 · filter "~wrk"`},
			{"/^web$/", `1 of 8 · filter "/^web$/"`},
			{"state:running", `6 of 8 ·`},
			{"state:run", `7 of 8 ·`},
			{`state:"Partly running"`, `1 of 8`},
			{"!state:running", `2 of 8 ·`},
			{"name:b image:mysql", `1 of 8`},
			{"app:blog", `1 of 8`},
			{"foo:bar", "`foo:` is not a field. Fields: state app image name uuid"},
			{"exited", "No application matches `exited`. States here: Running, "},
			{"app:nosuch", "No application matches `app:nosuch`. Applications here: api, "},
			{"state:gone", "No application matches `state:gone`. States here: "},
			{"image:nosuch", "Images here: "},
			{"name:nosuch", "Names here: api"},
			{"uuid:nosuch", "No application matches `uuid:nosuch`."},
			{`"http://x"`, "No application matches"},
		} {
			filtered(d, test.filter)
			d.Sees(test.foot)
			d.Press("esc")
			d.SeesNot("filter \"")
		}
		d.Press("2")
		d.Advance(time.Second)
		filtered(d, "app:worker")
		d.Sees("worker-1", `6 of 20 ·`)
		d.SeesNot("web-1 ")
	})
}

func TestABadPatternKeepsTheLastGoodFilter(t *testing.T) {
	t.Parallel()
	inBubble(t, 120, 36, setup{}, func(t *testing.T, d *uitest.Driver, _ *uitest.Server) {
		d.Advance(time.Second)
		d.Press("/")
		d.Burst("/^w")
		d.Sees("worker", "web", `2 of 8 · filter "/^w"`)
		d.Burst("(")
		d.Sees("/ /^w(▏", "! missing closing )", `2 of 8 · filter "/^w"`)
		d.Press("enter")
		d.Sees("! missing closing )")
		d.Burst("e)")
		d.SeesNot("missing")
		d.Press("enter")
		d.Sees(`1 of 8 · filter "/^w(e)"`)
		d.Press("/", "(", "esc")
		d.Sees("api")
		d.SeesNot("filter \"")
		d.Press("/", "up")
		if line := d.View(); !strings.Contains(line, "/ /^w(e)") {
			t.Errorf("the history has not kept the filter:\n%s", line)
		}
	})
}

func TestProblems(t *testing.T) {
	t.Parallel()
	inBubble(t, 160, 36, setup{}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Advance(time.Second)
		d.Press("!")
		d.Sees("▸ worker", "1 of 8 · problems only")
		d.SeesNot("backup")
		filtered(d, "zzz")
		d.Sees("No application that needs attention matches `zzz`.")
		d.Press("esc")
		d.Sees("▸ worker", "1 of 8 · problems only")
		d.Press("enter")
		d.Advance(time.Second)
		d.Sees("worker-1", "worker-4")
		d.Press("!")
		d.Sees("▸ worker-4", "1 of 6 · problems only")
		d.SeesNot("worker-1 ")
		d.Press("esc")
		d.Sees("worker-1")
		d.Press("esc")
		d.Sees("1 of 8 · problems only")
		d.Press("esc")
		d.Sees("backup")
		d.Press("3", "!")
		d.Sees("images have no state")
		d.Press("4", "!")
		d.Sees("problems only")
		d.Press("!")
		// A container that crashed is started again: it is said for ten minutes,
		// of its application too. One whose containers all ended badly is a problem
		// although the server says that it is stopped.
		d.Press("2")
		server.Edit(func(body string) string {
			return strings.NewReplacer(`"exit_code": 0,`, `"exit_code": 9,`, `"exit_code":0,`, `"exit_code":9,`).Replace(body)
		})
		d.Advance(6 * time.Second)
		d.Press("!")
		d.Sees("backup-1", "! Running, crashed")
		d.Press("1")
		d.Sees("3 problems", "! Running, crashes", "! Stopped, failed")
		server.Edit(nil) // or the next end of the backup is a crash, too
		d.Advance(10 * time.Minute)
		d.Sees("2 problems ")
		d.SeesNot("crashes")
	})
}

func TestWhatIsStuckIsAProblem(t *testing.T) {
	t.Parallel()
	inBubble(t, 120, 36, setup{}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Advance(time.Second)
		d.Press("!")
		d.SeesNot("api ")
		server.Edit(func(body string) string { return strings.ReplaceAll(body, `"Running"`, `"Scaling"`) })
		d.Advance(59 * time.Second)
		d.Sees("1 problem ", "1 of 8")
		d.Advance(7 * time.Second)
		d.Sees("7 problems", "7 of 8 · problems only", "! Scaling, stuck", "api ")
	})
}

func TestAFilterNarrowsWhatIsAskedFor(t *testing.T) {
	t.Parallel()
	inBubble(t, 160, 36, setup{}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Advance(time.Second)
		d.Press("2")
		d.Advance(time.Second)
		const all, running, blog = "/container/?limit=100", "/container/?limit=100&state=Running", "/container/?application__uuid="
		asks := func(filter string, narrow, wide bool, part string) {
			t.Helper()
			filtered(d, filter)
			d.Press("d") // no detail, which asks for containers of its own
			server.Take()
			d.Advance(11 * time.Second)
			got := server.Take()
			whole := 0
			for _, r := range got {
				if strings.HasSuffix(r.String(), all) {
					whole++
				}
			}
			if n := count(got, part); (n > 0) != narrow || (whole > 0) != wide {
				t.Errorf("%q asked for %v", filter, got)
			}
			d.Press("d")
		}
		asks("state:running", true, false, running)
		d.Sees("16 of 20 ·", "asked for state Running only", "2 Containers 20", "16/20")
		d.SeesNot("blog-1")
		d.Press("esc")
		d.Sees("blog-1", "1 of 20")
		d.SeesNot("asked for")
		if got := server.Take(); count(got, all) == 0 {
			t.Errorf("clearing the filter asked for %v, want all containers", got)
		}
		asks("app:blog", true, false, blog)
		d.Sees("3 of 20 ·", "asked for application blog only")
		d.Press("esc")
		asks("state:run", false, true, "state=")
		asks("!state:Running", false, true, "state=")
		asks("running", false, true, "state=")
		asks("app:b", false, true, blog)
		// What is marked may be in any state.
		d.Press("esc", "*")
		asks("state:running", false, true, "state=")
		d.Sees("20 marked, 4 of them hidden by the filter")
	})
}

func TestAnActionIsConfirmedBehindANarrowingFilter(t *testing.T) {
	t.Parallel()
	inBubble(t, 120, 36, setup{}, func(t *testing.T, d *uitest.Driver, _ *uitest.Server) {
		d.Advance(time.Second)
		d.Press("2", "d")
		d.Advance(time.Second)
		filtered(d, "state:running worker-1")
		d.Advance(6 * time.Second)
		d.Sees("▸ worker-1", "asked for state Running only")
		d.Press("x", "y")
		d.Advance(70 * time.Second)
		d.SeesNot("unconfirmed")
		d.Press("esc")
		if line := d.Line(" worker-1 "); !strings.Contains(line, "○ Stopped") {
			t.Errorf("the container that was stopped is shown as %q", line)
		}
	})
}
