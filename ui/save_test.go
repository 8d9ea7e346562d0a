package ui_test

import (
	"encoding/csv"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fleetop/internal/platform/memory"
	"fleetop/internal/uitest"
)

// saveAs types the name of a file into the open dialog.
func saveAs(d *uitest.Driver, name string) {
	d.Press("ctrl+u")
	d.Paste(name)
	d.Press("enter")
}

// content reads a file that only its owner may read.
func content(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode() != 0o600 {
		t.Errorf("%s is %v, %v", path, info.Mode(), err)
	}
	return string(text)
}

func TestSaveAList(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	inBubble(t, 120, 36, setup{}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Advance(time.Second)
		server.Take()
		d.Press("/", "w", "o", "r", "k", "enter", "ctrl+s")
		d.Sees("╭ Save", "Applications (1 as listed, every column)", "fleetop-applications-20000101-000001.csv▏", ".csv, .json or .txt")
		path := filepath.Join(dir, "x.csv")
		saveAs(d, path)
		d.SeesNot("╭ Save")
		d.Sees("saved to " + path)
		rows, err := csv.NewReader(strings.NewReader(content(t, path))).ReadAll()
		if err != nil || len(rows) != 2 || rows[0][0] != "NAME" || rows[1][0] != "worker" || rows[1][1] != "Partly running" {
			t.Errorf("%v, %q", err, rows)
		}
		d.Press("esc", "ctrl+s")
		saveAs(d, filepath.Join(dir, "x.JSON"))
		var objects []map[string]string
		if err := json.Unmarshal([]byte(content(t, filepath.Join(dir, "x.JSON"))), &objects); err != nil || len(objects) != 8 || objects[0]["name"] != "api" {
			t.Errorf("%v, %v", err, objects)
		}
		d.Press("ctrl+s")
		saveAs(d, filepath.Join(dir, "x.txt"))
		if got := content(t, filepath.Join(dir, "x.txt")); !strings.HasPrefix(got, "NAME    STATE ") || strings.Count(got, "\n") != 9 {
			t.Errorf("as text:\n%s", got)
		}
		onlyReads(t, server)
	})
}

func TestSaveOverwritesOnlyWhenAsked(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := filepath.Join(dir, "there.txt")
	if err := os.WriteFile(path, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	inBubble(t, 120, 36, setup{}, func(t *testing.T, d *uitest.Driver, _ *uitest.Server) {
		d.Advance(time.Second)
		d.Press("ctrl+s")
		saveAs(d, path)
		d.Sees("This file is there already: what is in it would be lost.", "enter Overwrite")
		if got := content(t, path); got != "mine" {
			t.Errorf("it was overwritten: %q", got)
		}
		d.Press("backspace", "t")
		d.SeesNot("This file is there already: what is in it would be lost.")
		d.Press("enter")
		d.Sees("This file is there already: what is in it would be lost.")
		d.Press("enter")
		d.Sees("saved to " + path)
		if got := content(t, path); !strings.HasPrefix(got, "NAME") {
			t.Errorf("it is %q", got)
		}
		for name, says := range map[string]string{
			filepath.Join(dir, "no", "such", "x.csv"): "not saved: no such file or directory",
			filepath.Join(dir, "x.pdf"):               "the name has to end in .csv, .json or .txt",
			" ":                                       "type the name of a file",
		} {
			d.Press("ctrl+s")
			saveAs(d, name)
			d.Sees("╭ Save", says, "> "+name)
			d.Press("esc")
		}
		link := filepath.Join(dir, "link.txt")
		if err := os.Symlink(path, link); err != nil {
			t.Fatal(err)
		}
		d.Press("ctrl+s")
		saveAs(d, link)
		d.Press("enter")
		d.Sees("not saved: it is no ordinary file")
	})
	if files, _ := filepath.Glob(filepath.Join(dir, "*")); len(files) != 2 {
		t.Errorf("left are %v", files)
	}
	if files, _ := filepath.Glob(filepath.Join(dir, ".*")); len(files) != 0 {
		t.Errorf("left are %v", files)
	}
}

// A file that is late must not close the dialog of another, nor be said there not
// to have been written.
func TestASlowFileLeavesTheNextDialogAlone(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for _, fault := range []uitest.Fault{nil, uitest.Refused} {
		inBubble(t, 120, 36, setup{}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
			d.Advance(time.Second)
			server.Slow("", 2*time.Second)
			server.Break("", fault)
			d.Press("tab", "ctrl+s")
			saveAs(d, filepath.Join(dir, "late.json"))
			d.Press("esc", "shift+tab", "ctrl+s", "ctrl+u")
			d.Paste("of-the-list.csv")
			d.Advance(4 * time.Second)
			d.Sees("╭ Save", "of-the-list.csv▏", "enter ")
			d.Press("esc")
			if fault != nil {
				d.Sees("not saved: connection refused")
			}
		})
	}
}

func TestSaveADetailAndLogs(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	inBubble(t, 120, 36, setup{}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Advance(time.Second)
		d.Press("tab", "ctrl+s")
		d.Sees("the detail of api", "fleetop-api-20000101-000001.json▏")
		saveAs(d, filepath.Join(dir, "hidden.json"))
		d.Press("ctrl+s")
		saveAs(d, filepath.Join(dir, "hidden.txt"))
		d.Press("V", "ctrl+s")
		saveAs(d, filepath.Join(dir, "open.json"))
		d.Press("ctrl+s")
		saveAs(d, filepath.Join(dir, "open.txt"))
		for file, reveals := range map[string]bool{"hidden.json": false, "hidden.txt": false, "open.json": true, "open.txt": true} {
			got := content(t, filepath.Join(dir, file))
			if !strings.Contains(got, "JWT_SECRET") || strings.Contains(got, "********") == reveals || strings.Contains(got, "production") != reveals {
				t.Errorf("%s:\n%s", file, got)
			}
			if strings.HasSuffix(file, "json") && !json.Valid([]byte(got)) {
				t.Errorf("%s is no JSON:\n%s", file, got)
			}
		}
		d.Press("l")
		d.Advance(3 * time.Second)
		d.Press("ctrl+s")
		d.Sees("the logs of api", "fleetop-api-logs-20000101-")
		saveAs(d, filepath.Join(dir, "api.log"))
		if got := content(t, filepath.Join(dir, "api.log")); strings.Count(got, "\n") < 100 || strings.Contains(got, "\x1b") {
			t.Errorf("the log is %.300q", got)
		}
		d.Press("esc", "J", "ctrl+s")
		d.Sees("the JSON of api")
		saveAs(d, filepath.Join(dir, "viewer.json"))
		d.Sees("╭ JSON of api", "saved to ")
		if got := content(t, filepath.Join(dir, "viewer.json")); !json.Valid([]byte(got)) || strings.Contains(got, "production") {
			t.Errorf("the viewer's is %s", got)
		}
		d.Press("esc")
		server.Break("", uitest.Refused)
		d.Press("tab", "ctrl+s")
		saveAs(d, filepath.Join(dir, "away.json"))
		d.Sees("╭ Save", "not saved: connection refused", "away.json▏")
	})
}

// What is saved is what was there when it was asked for, however long the name
// takes, and whatever has become of it.
func TestWhatIsSavedIsWhatWasThere(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name string
		keys []string
		end  string
		has  string
		not  string
	}{
		{"list", []string{"G"}, "csv", "bench-00001,Running,2", "bench-00001,Running,9"},
		{"list and all", []string{"G"}, "json", `"bench-00006"`, ""},
		{"detail", []string{"G", "tab"}, "txt", "target 2", "target 9"},
		{"detail as JSON", []string{"G", "tab"}, "json", `"target_num_containers": 2`, `"target_num_containers": 9`},
		{"JSON", []string{"G", "J"}, "json", `"target_num_containers": 2`, `"target_num_containers": 9`},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "x."+test.end)
			inBubble(t, 120, 36, setup{fleet: memory.Sized(6, 2)}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
				d.Advance(time.Second)
				ids := uuids(t, server, "application")
				press(t, d, test.keys)
				d.Advance(time.Second)
				d.Press("ctrl+s")
				for _, name := range []string{"bench-00001", "bench-00006"} {
					asAnotherUser(t, server, http.MethodPatch, "/api/v1/application/"+ids[name]+"/", `{"target_num_containers": 9}`)
				}
				d.Advance(20 * time.Second)
				asAnotherUser(t, server, http.MethodDelete, "/api/v1/application/"+ids["bench-00006"]+"/")
				d.Advance(20 * time.Second) // and now another object is selected
				saveAs(d, path)
				d.Advance(time.Second)
				d.Sees("saved to ")
				if got := content(t, path); !strings.Contains(got, test.has) || test.not != "" && strings.Contains(got, test.not) {
					t.Errorf("saved is\n%s", got)
				}
			})
		})
	}
}

// TestSaveIntoTheHomeDirectory is not parallel: it changes the environment.
func TestSaveIntoTheHomeDirectory(t *testing.T) {
	home := t.TempDir()
	t.Setenv("HOME", home)
	if err := os.Mkdir(filepath.Join(home, "~"), 0o700); err != nil {
		t.Fatal(err)
	}
	inBubble(t, 120, 36, setup{}, func(t *testing.T, d *uitest.Driver, _ *uitest.Server) {
		d.Advance(time.Second)
		for name, path := range map[string]string{
			"~/of me.csv":                     "of me.csv",
			filepath.Join(home, "~", "x.csv"): "~/x.csv",
		} {
			d.Press("ctrl+s")
			saveAs(d, name)
			d.Sees("saved to " + filepath.Join(home, path))
			if got := content(t, filepath.Join(home, path)); !strings.HasPrefix(got, "NAME,") {
				t.Errorf("%s holds %q", path, got)
			}
		}
	})
}
