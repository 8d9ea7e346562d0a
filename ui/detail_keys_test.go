package ui_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"fleetop/internal/enginetest/cluster"
	"fleetop/internal/uitest"
	"fleetop/ui"
)

// In the table of containers a key acts on the one under the cursor, whatever is marked in the list; one that
// makes sense for an application alone acts on that. The last line says which it is.
func TestKeysActOnTheContainerUnderTheCursor(t *testing.T) {
	t.Parallel()
	for _, marks := range [][]string{nil, {"space", "space", "g"}} {
		for key, want := range map[string]string{
			"x": "Stop worker-1?", "R": "Restart worker-1?", "D": "Terminate worker-1?", "l": "Logs · worker-1 ", "J": "JSON of worker-1",
			"y": "Copy from worker-1", "s": "Scale worker", "+": "Scale worker", "e": "Edit worker", "enter": "Containers of worker",
		} {
			if marks != nil && want == "Scale worker" {
				want = "Scale 1 application" // the other one is stopped
			}
			inBubble(t, 120, 36, setup{worst: true}, func(t *testing.T, d *uitest.Driver, _ *uitest.Server) {
				d.Advance(2 * time.Second)
				d.Press(marks...)
				d.Advance(2 * time.Second)
				d.Press("tab", "j")
				if last := lastLine(d); !strings.HasPrefix(last, " worker-1: ") || strings.Contains(last, "scale") || strings.Contains(last, "u start") {
					t.Errorf("the last line is %q", last)
				}
				d.Press(key)
				if !strings.Contains(d.View(), want) {
					t.Errorf("after %s want %q:\n%s", key, want, d.View())
				}
			})
		}
	}
}

// The cursor is on the container also where the palette finds the command, and where several keys come at once;
// on another tab, and while the cursor of the list has not rested, there is none.
func TestWhereTheCursorOfADetailCounts(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		do   func(d *uitest.Driver)
		want string
	}{
		"palette":     {func(d *uitest.Driver) { d.Press("tab", "j", ":", "s", "t", "o", "p", "enter") }, "Stop worker-1?"},
		"at once":     {func(d *uitest.Driver) { d.Read("tab", "j", "x") }, "Stop worker-1?"},
		"other tab":   {func(d *uitest.Driver) { d.Press("tab", "j", "]", "x") }, "Stop worker?"},
		"back again":  {func(d *uitest.Driver) { d.Press("tab", "j", "]", "[", "x") }, "Stop worker-"},
		"no rest":     {func(d *uitest.Driver) { d.Read("j", "j", "tab", "x") }, "Stop api?"},
		"other focus": {func(d *uitest.Driver) { d.Press("tab", "j", "tab", "x") }, "Stop worker?"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inBubble(t, 120, 36, setup{worst: true}, func(t *testing.T, d *uitest.Driver, _ *uitest.Server) {
				d.Advance(2 * time.Second)
				test.do(d)
				d.Sees(test.want)
			})
		})
	}
}

// What is sent is sent to the container, and its row says meanwhile what is under way.
func TestAnActionFromTheDetail(t *testing.T) {
	t.Parallel()
	s := setup{worst: true, options: func(o *ui.Options) { o.Grace = 5 * time.Second }}
	inBubble(t, 120, 36, s, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Advance(2 * time.Second)
		uuid := uuids(t, server, "container")["worker-1"]
		server.Take()
		press(t, d, []string{"tab", "j", "D", "worker-1", "enter"})
		if line := cursorLines(d.View()); len(line) != 1 || !strings.Contains(line[0], "worker-1") || !strings.Contains(line[0], "terminate") {
			t.Errorf("the row is %q", line)
		}
		d.Advance(6 * time.Second)
		if sent := writes(server.Take()); len(sent) != 1 || !strings.HasPrefix(sent[0].String(), "DELETE /api/v1/container/"+uuid+"/") {
			t.Errorf("%q was sent", sent)
		}
	})
}

// Where the container under the cursor goes away, the next one takes its place: a key within the next second was
// meant for the old one. The same goes for the cursor of a list.
func TestAKeyIsNotAimedAtWhatTakesThePlaceOfTheSelected(t *testing.T) {
	t.Parallel()
	const gone = "worker-1"
	for name, test := range map[string]struct {
		keys []string
		wait time.Duration
		sees string
	}{
		"detail":       {[]string{"tab", "j"}, 0, "the cursor has just moved to worker-2: press the key again"},
		"detail later": {[]string{"tab", "j"}, time.Second, "Stop worker-2?"},
		"list":         {[]string{"enter", "j"}, 0, "the cursor has just moved to worker-2: press the key again"},
		"list later":   {[]string{"enter", "j"}, time.Second, "Stop worker-2?"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inBubble(t, 120, 36, setup{worst: true, waits: true}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
				d.Advance(2 * time.Second)
				press(t, d, test.keys)
				d.Advance(2 * time.Second)
				server.Edit(without(gone))
				d.Press("r")
				for range 100 {
					if line := cursorLines(d.View()); len(line) > 0 && strings.Contains(line[len(line)-1], "worker-2") {
						break
					}
					d.Advance(50 * time.Millisecond)
				}
				d.Advance(test.wait)
				d.Press("x")
				d.Sees(test.sees)
			})
		})
	}
}

// without takes an object out of the lists that the server answers.
func without(name string) func(body string) string {
	return func(body string) string {
		var list struct {
			Meta    map[string]any   `json:"meta"`
			Objects []map[string]any `json:"objects"`
		}
		if json.Unmarshal([]byte(body), &list) != nil || len(list.Objects) == 0 {
			return body
		}
		list.Objects = slices.DeleteFunc(list.Objects, func(o map[string]any) bool { return o["unique_name"] == name })
		list.Meta["total_count"] = len(list.Objects)
		out, _ := json.Marshal(list) // of what was read from JSON
		return string(out)
	}
}

// What an engine refuses of a single container is refused in the detail, too; nothing is sent.
func TestWhatAClusterRefusesInTheDetail(t *testing.T) {
	t.Parallel()
	onCluster(t, 120, 36, func(t *testing.T, d *uitest.Driver, _ *cluster.Engine, server *uitest.Server) {
		d.Advance(6 * time.Second)
		d.Press("tab")
		if last := lastLine(d); !strings.HasPrefix(last, " shop_") || strings.Contains(last, "stop") {
			t.Errorf("the last line is %q", last)
		}
		for key, verb := range map[string]string{"x": "stop", "D": "terminate", "R": "restart"} {
			d.Press(key)
			d.Sees("cannot " + verb + ": this engine keeps the containers of an application by itself: ask for it on the application")
		}
		if sent := writes(server.Take()); len(sent) > 0 {
			t.Errorf("%q was sent", sent)
		}
	})
}

// Under read-only no key changes a container.
func TestReadOnlyInTheDetail(t *testing.T) {
	t.Parallel()
	inBubble(t, 120, 36, setup{worst: true, readOnly: true}, func(t *testing.T, d *uitest.Driver, _ *uitest.Server) {
		d.Advance(2 * time.Second)
		d.Press("tab", "j")
		for key, says := range map[string]string{"x": "Stop is disabled", "D": "Terminate is disabled", "u": "Start is disabled"} {
			d.Press(key)
			d.Sees(says + ": read-only")
		}
	})
}
