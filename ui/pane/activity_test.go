package pane

import (
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/lipgloss"
	"github.com/charmbracelet/x/ansi"

	"fleetop/internal/activity"
	"fleetop/internal/fleet"
	"fleetop/ui/command"
	"fleetop/ui/theme"
)

// TestHistoryFollowsTheLog adds entries in steps of every size, until the oldest
// fall out, and asks of each what it says.
func TestHistoryFollowsTheLog(t *testing.T) {
	t.Parallel()
	var log activity.Log
	c := &Context{Activity: &log, Location: time.UTC, Theme: &theme.Theme{}, Now: time.Unix(0, 0)}
	h, added := &history{}, 0
	for _, step := range []int{1, 1, 2, 300, 1, 250, 1, 4999, 5000, 5001, 12000, 1} {
		for range step {
			added++
			log.Add(time.Unix(int64(added), 0), activity.Entry{Phase: activity.Noted, Cause: fmt.Sprint(added)})
		}
		h = h.next(c)
		for i := range h.Len() {
			if i%3 == added%3 { // not all are asked for
				continue
			}
			if got, want := h.what(i), fmt.Sprint(added-i); got != want || h.Key(i) != want {
				t.Fatalf("after %d entries, number %s says %q, want %q", added, h.Key(i), got, want)
			}
		}
	}
}

// TestActivityHasALineForEachDay looks at entries of three days: the line of a day is no entry, and
// shown with any of its entries.
func TestActivityHasALineForEachDay(t *testing.T) {
	t.Parallel()
	var log activity.Log
	now := time.Date(2026, 11, 28, 9, 0, 0, 0, time.UTC)
	app := func(name string) activity.Object {
		return activity.Object{ID: fleet.ID{Kind: fleet.Applications, Key: name}, Name: name}
	}
	log.Add(now.Add(-49*time.Hour), activity.Entry{Phase: activity.Changed, Object: app("web"), From: "Running 1/1", To: "Stopped 0/1"})
	log.Add(now.Add(-25*time.Hour), activity.Entry{Phase: activity.Changed, Object: app("db"), From: "1/1", To: "0/1", Result: activity.Bad})
	log.Add(now.Add(-24*time.Hour), activity.Entry{Phase: activity.Reimaged, Object: app("web"), From: "a:1", To: "a:2"})
	th, err := theme.New(lipgloss.NewRenderer(io.Discard), "mono", theme.CharsetFor("", true))
	if err != nil {
		t.Fatal(err)
	}
	c := &Context{Activity: &log, Location: time.UTC, Theme: &th, Styles: GridStyles(&th), Now: now}
	l := NewActivity()
	l.Refresh(c)
	drawn := func() string {
		lines := strings.Split(ansi.Strip(strings.Join(l.Lines(60, 8, true, c), "\n")), "\n")
		for i := range lines {
			lines[i] = strings.TrimRight(lines[i], " ")
		}
		return strings.TrimSpace(strings.Join(lines[1:], "\n"))
	}
	all := "--------  Fri 27 Nov\n> 09:00:00  web         redeployed a:1 -> a:2\n  08:00:00  db          1/1 -> 0/1\n  --------  Thu 26 Nov\n  08:00:00  web         stopped 1/1 -> 0/1"
	if got := drawn(); got != all {
		t.Errorf("drawn\n%s\nwant\n%s", got, all)
	}
	if foot := l.Foot(c); foot != "1 of 3" {
		t.Errorf("the frame says %q", foot)
	}
	for _, step := range []struct {
		move command.ID
		want string
	}{{command.Down, "db"}, {command.Down, "web"}, {command.Down, "web"}, {command.Up, "db"}, {command.Top, "web"}, {command.Up, "web"}, {command.Bottom, "web"}} {
		l.Do(step.move)
		if _, content, ok := l.SelectedEntry(); !ok || !strings.HasPrefix(content, step.want) {
			t.Errorf("after %s the cursor is on %q", step.move, content)
		}
	}
	for filter, want := range map[string]string{
		"db":                "--------  Fri 27 Nov\n> 08:00:00  db          1/1 -> 0/1",
		"app:web":           "--------  Fri 27 Nov\n> 09:00:00  web         redeployed a:1 -> a:2\n  --------  Thu 26 Nov\n  08:00:00  web         stopped 1/1 -> 0/1",
		"state:stop":        "--------  Thu 26 Nov\n> 08:00:00  web         stopped 1/1 -> 0/1",
		"!web !redeployed:": "--------  Fri 27 Nov\n> 08:00:00  db          1/1 -> 0/1",
	} {
		if err := l.SetFilter(filter); err != nil {
			t.Fatal(err)
		}
		l.Do(command.Top)
		if got := drawn(); got != want {
			t.Errorf("filtered by %s\n%s\nwant\n%s", filter, got, want)
		}
	}
	_ = l.SetFilter("")
	l.SetProblems(true)
	l.Do(command.Top)
	if got := drawn(); got != "--------  Fri 27 Nov\n> 08:00:00  db          1/1 -> 0/1" || l.Foot(c) != "1 of 3 | problems only" {
		t.Errorf("problems only\n%s\n%s", got, l.Foot(c))
	}
	l.SetProblems(false)
	titles, rows := l.Table()
	if len(rows) != 3 || strings.Join(titles, " ") != "TIME WHO APPLICATION EVENT RESULT WHAT" || strings.Join(rows[1], "|") != "2026-11-27T08:00:00Z|db|db|changed|bad|1/1 -> 0/1" {
		t.Errorf("saved as %q %q", titles, rows)
	}
	log.Amend(2, func(e *activity.Entry) { e.Phase, e.Exit = activity.Exited, "1" })
	l.Refresh(c)
	if got := drawn(); !strings.Contains(got, "08:00:00  db          exited 1, 1/1 -> 0/1") {
		t.Errorf("an amended entry is not drawn anew\n%s", got)
	}
}
