package ui_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"fleetop/internal/goldentest"
	"fleetop/internal/text"
	"fleetop/internal/uitest"
	"fleetop/ui"
)

// twins are two running applications, and their containers, whose names have the
// same beginning.
type twins struct{ names [2]string }

func (s twins) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	uuid := func(kind, i int) string { return fmt.Sprintf("%08d-0000-4000-8000-%012d", i, kind) }
	var apps, containers []any
	for i, name := range s.names {
		app := map[string]any{
			"uuid": uuid(1, i), "unique_name": name, "name": name, "state": "Running", "image_name": "shop:1", "target_num_containers": 1,
			"current_num_containers": 1, "running_num_containers": 1, "linked_from_application": []any{}, "resource_uri": "/api/v1/application/" + uuid(1, i) + "/",
			"started_datetime": "Fri, 31 Dec 1999 23:00:00 +0000",
		}
		container := map[string]any{
			"uuid": uuid(2, i), "unique_name": name, "name": name, "state": "Running", "image_name": "shop:1",
			"application": "/api/v1/application/" + uuid(1, i) + "/",
		}
		apps, containers = append(apps, app), append(containers, container)
	}
	list := func(objects []any) any {
		return map[string]any{"meta": map[string]any{"total_count": len(objects), "limit": 100, "offset": 0}, "objects": objects}
	}
	one := func(objects []any) any {
		if strings.Contains(r.URL.Path, "/00000001-") {
			return objects[1]
		}
		return objects[0]
	}
	var out any
	path := strings.TrimPrefix(r.URL.Path, "/api/v1/")
	switch {
	case r.Method != http.MethodGet:
		http.Error(w, `{"error": "not today"}`, http.StatusBadRequest)
		return
	case path == "application/":
		out = list(apps)
	case path == "container/" && r.URL.Query().Get("application__uuid") != "":
		out = list(containers[:1])
		if strings.HasPrefix(r.URL.Query().Get("application__uuid"), "00000001") {
			out = list(containers[1:])
		}
	case path == "container/":
		out = list(containers)
	case strings.HasSuffix(path, "/logs/"):
		out = map[string]string{"logs": "a line\n"}
	case strings.HasPrefix(path, "application/"):
		out = one(apps)
	case strings.HasPrefix(path, "container/"):
		out = one(containers)
	default:
		out = list(nil)
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(out)
}

// alike returns two names of the same beginning.
func alike(length int) [2]string {
	return [2]string{strings.Repeat("bench-app-", 10)[:length-6] + "-00001", strings.Repeat("bench-app-", 10)[:length-6] + "-00007"}
}

// wide returns two names of wide characters with the same beginning.
func wide() [2]string {
	var b strings.Builder
	for i := range 60 {
		b.WriteRune(rune(0x4e00 + 7*i))
	}
	return [2]string{b.String() + "-01", b.String() + "-07"}
}

// names are pairs of names that a screen must not mix up.
func names() map[string][2]string {
	return map[string][2]string{"of 30 letters": alike(30), "of 63 letters": alike(63), "of 90 letters": alike(90), "of 123 cells": wide()}
}

// place is where an object is named: the keys that lead there, and the line of
// the screen, 0 for any.
type place struct {
	name string
	keys []string
	line *regexp.Regexp
}

func places() []place {
	line := regexp.MustCompile
	return []place{
		{"list", nil, line(`▸`)},
		{"title of the detail", []string{"d"}, line(`^╭`)},
		{"title of its containers", []string{"enter"}, line(`^╭ Containers of`)},
		{"title of the log of a container", []string{"2", "wait", "DOWN", "l"}, line(`^╭ Logs · `)},
		{"title of a merged log", []string{"l", "wait"}, line(`^╭ Logs · `)},
		{"title of Stop", []string{"x"}, line(`Stop `)},
		{"title of Scale", []string{"s"}, line(`Scale `)},
		{"title of Terminate", []string{"D"}, line(`Terminate `)},
		{"title of Restart", []string{"R"}, line(`Restart `)},
		{"title of Copy", []string{"y"}, line(`Copy from`)},
		{"title of the JSON", []string{"J"}, line(`JSON of`)},
		{"title of a form", []string{"e"}, line(`^╭`)},
		{"palette", append([]string{":"}, strings.Split("stop ", "")...), line(`00001|00007|-01|-07`)},
		{"last line after a refusal", []string{"u"}, line(`cannot start`)},
		{"last line after a failure", []string{"x", "y", "wait", "wait", "wait", "wait", "wait", "wait"}, line(`^ !`)},
		{"countdown", []string{"D", "TYPE", "wait", "enter"}, line(`^ Terminating`)},
	}
}

// TestNamesOfTheSameBeginningStayApart goes to every place that names an object,
// on the smallest screen, with the cursor on one and on the other of two objects.
func TestNamesOfTheSameBeginningStayApart(t *testing.T) {
	t.Parallel()
	for kind, pair := range names() {
		for _, p := range places() {
			t.Run(p.name+" "+kind, func(t *testing.T) {
				t.Parallel()
				var seen [2]string
				for i := range pair {
					s := setup{handler: twins{pair}, options: func(opt *ui.Options) { opt.Grace = 5 * time.Second }}
					inBubble(t, 40, 12, s, func(t *testing.T, d *uitest.Driver, _ *uitest.Server) {
						d.Advance(time.Second)
						down := func() {
							for range i {
								d.Press("j")
							}
						}
						if len(p.keys) == 0 || p.keys[0] != "2" {
							down()
						}
						for _, key := range p.keys {
							switch key {
							case "wait":
								d.Advance(time.Second)
							case "DOWN":
								down()
							case "TYPE":
								d.Paste(pair[i])
							default:
								d.Press(key)
							}
						}
						fits(t, d.View(), 40, 12)
						for line := range strings.SplitSeq(d.View(), "\n") {
							if seen[i] == "" && p.line.MatchString(line) {
								seen[i] = line
							}
						}
						if p.name == "palette" {
							seen[i] = strings.Join(strings.Split(d.View(), "\n")[3:8], "\n")
							first, second := tail(pair[0]), tail(pair[1])
							if !strings.Contains(seen[i], first) || !strings.Contains(seen[i], second) {
								t.Errorf("the palette does not tell the names apart:\n%s", d.View())
							}
							return
						}
						if !strings.Contains(seen[i], tail(pair[i])) {
							t.Errorf("the end of %s is not there:\n%s", pair[i], d.View())
						}
					})
				}
				if p.name != "palette" && seen[0] == seen[1] {
					t.Errorf("both are %q", seen[0])
				}
			})
		}
	}
}

// tail is the end of a name that tells it from its twin.
func tail(name string) string { return name[len(name)-3:] }

// whole returns all text between the frames of a dialog, without spaces.
func whole(view string) string {
	var b strings.Builder
	for line := range strings.SplitSeq(view, "\n") {
		line = strings.Trim(line, "│┃#| ")
		b.WriteString(strings.ReplaceAll(strings.TrimSpace(line), " ", ""))
	}
	return b.String()
}

// TestDialogsNameTheirObjectInFull opens the dialogs about one object with long
// names: the name stands there once in full, over several lines where it has to.
func TestDialogsNameTheirObjectInFull(t *testing.T) {
	t.Parallel()
	for kind, pair := range names() {
		for _, key := range []string{"x", "s", "D", "R", "y", "e"} {
			for _, size := range [][2]int{{40, 16}, {80, 24}, {120, 36}} {
				t.Run(fmt.Sprintf("%s %s %dx%d", key, kind, size[0], size[1]), func(t *testing.T) {
					t.Parallel()
					inBubble(t, size[0], size[1], setup{handler: twins{pair}}, func(t *testing.T, d *uitest.Driver, _ *uitest.Server) {
						d.Advance(time.Second)
						d.Press("j", "d") // the detail names it too
						d.Advance(2 * time.Second)
						d.Press(key)
						d.Advance(time.Second)
						fits(t, d.View(), size[0], size[1])
						if !strings.Contains(whole(dialogOf(d.View())), pair[1]) {
							t.Errorf("the name %s is not there in full:\n%s", pair[1], d.View())
						}
					})
				})
			}
		}
	}
}

// dialogOf cuts the dialog out of a screen: the columns between its corners.
func dialogOf(view string) string {
	lines := strings.Split(view, "\n")
	top := -1
	for i, line := range lines {
		for _, title := range []string{"Stop ", "Scale ", "Terminate ", "Restart ", "Copy from ", "Edit "} {
			if strings.Contains(line, "╭ "+title) || strings.Contains(line, "┏ "+title) {
				top = i
			}
		}
	}
	if top < 0 {
		return view
	}
	before := lines[top][:strings.LastIndexAny(lines[top], "╭┏")]
	left := text.Width(before)
	right := text.Width(strings.TrimRight(lines[top], " │"))
	var b strings.Builder
	for _, line := range lines[top:] {
		b.WriteString(text.CutSGR(line, left, right) + "\n")
	}
	return b.String()
}

// TestNameToTypeCanBeReadOnTheSmallestScreen opens Terminate at 40x10, and reads
// it to its end where it does not fit at once.
func TestNameToTypeCanBeReadOnTheSmallestScreen(t *testing.T) {
	t.Parallel()
	for kind, pair := range names() {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			inBubble(t, 40, 10, setup{handler: twins{pair}}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
				d.Advance(time.Second)
				d.Press("j", "D")
				read := ""
				for range 12 {
					fits(t, d.View(), 40, 10)
					d.Sees("> ", "enter Terminate")
					for line := range strings.SplitSeq(dialogOf(d.View()), "\n") {
						if !strings.Contains(line, "┃") {
							continue // the footer
						}
						line = strings.ReplaceAll(strings.Trim(line, "┃ "), " ", "")
						if !strings.ContainsAny(line, "┏┗>") && !strings.HasPrefix(line, "[enter") && !strings.Contains(read, line) {
							read += line
						}
					}
					d.Press("down")
				}
				if !strings.Contains(read, pair[1]) {
					t.Errorf("the name cannot be read: %s\n%s", read, d.View())
				}
				d.Paste(pair[1])
				d.Advance(2 * time.Second)
				d.Press("enter")
				d.Advance(10 * time.Second)
				if count(server.Take(), "DELETE") != 1 {
					t.Errorf("the name was not taken:\n%s", d.View())
				}
			})
		})
	}
}

// TestManyNamesStayApart opens the dialogs about two marked objects.
func TestManyNamesStayApart(t *testing.T) {
	t.Parallel()
	for kind, pair := range names() {
		for _, key := range []string{"x", "D", "R", "s"} {
			t.Run(key+" "+kind, func(t *testing.T) {
				t.Parallel()
				inBubble(t, 40, 12, setup{handler: twins{pair}}, func(t *testing.T, d *uitest.Driver, _ *uitest.Server) {
					d.Advance(time.Second)
					d.Press("*", key)
					d.Advance(time.Second)
					fits(t, d.View(), 40, 12)
					read := d.View()
					for range 12 {
						d.Press("down")
						read += d.View()
					}
					read = whole(read)
					if !strings.Contains(read, tail(pair[0])) || !strings.Contains(read, tail(pair[1])) {
						t.Errorf("the names cannot be told apart:\n%s", d.View())
					}
				})
			})
		}
	}
}

// TestScreensWithLongNames keeps frames of every dialog with long names.
func TestScreensWithLongNames(t *testing.T) {
	t.Parallel()
	for name, keys := range map[string][]string{
		"list": nil, "stop": {"x"}, "terminate": {"D"}, "terminate-many": {"*", "D"}, "logs": {"l"}, "palette": append([]string{":"}, strings.Split("stop ", "")...),
	} {
		for _, size := range [][2]int{{40, 10}, {80, 24}, {120, 36}, {200, 60}} {
			t.Run(fmt.Sprintf("%s/%dx%d", name, size[0], size[1]), func(t *testing.T) {
				t.Parallel()
				inBubble(t, size[0], size[1], setup{handler: twins{alike(63)}}, func(t *testing.T, d *uitest.Driver, _ *uitest.Server) {
					d.Advance(time.Second)
					d.Press("j")
					d.Press(keys...)
					d.Advance(2 * time.Second)
					goldentest.Compare(t, fmt.Sprintf("screens/long-names-%s-%dx%d.txt", name, size[0], size[1]), d.View()+"\n")
				})
			})
		}
	}
}
