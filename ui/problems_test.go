package ui_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"fleetop/internal/uitest"
)

// server2014 is a server with one application, shop, and its three containers.
type server2014 struct {
	state     string // of the application
	running   int
	container string // the state of each container
	exit      any    // and its exit code
}

func (s server2014) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	uuid := func(i int) string { return fmt.Sprintf("00000000-0000-4000-8000-%012d", i) }
	app := map[string]any{
		"uuid": uuid(0), "unique_name": "shop", "name": "shop", "state": s.state, "image_name": "shop:1", "target_num_containers": 3,
		"current_num_containers": 3, "running_num_containers": s.running, "stopped_num_containers": 3 - s.running,
	}
	containers := make([]any, 3)
	for i := range containers {
		containers[i] = map[string]any{
			"uuid": uuid(i + 1), "unique_name": fmt.Sprintf("shop-%d", i+1), "name": "shop", "state": s.container, "image_name": "shop:1",
			"application": "/api/v1/application/" + uuid(0) + "/", "exit_code": s.exit,
			"started_datetime": "Fri, 31 Dec 1999 23:00:00 +0000", "stopped_datetime": "Fri, 31 Dec 1999 23:30:00 +0000",
		}
	}
	list := func(objects ...any) any {
		return map[string]any{"meta": map[string]any{"total_count": len(objects), "limit": 100, "offset": 0}, "objects": objects}
	}
	var out any
	path := strings.TrimPrefix(r.URL.Path, "/api/v1/")
	switch {
	case path == "application/":
		out = list(app)
	case path == "container/":
		out = list(containers...)
	case strings.HasSuffix(path, "/logs/"):
		out = map[string]string{"logs": ""}
	case strings.HasPrefix(path, "application/"):
		out = app
	case strings.HasPrefix(path, "container/"):
		out = containers[0]
	default:
		out = list()
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(out)
}

// TestEveryPlaceAgreesOnWhatIsAProblem looks at the header, the glyphs of lists
// and detail, and the filter of problems, whatever words a server has.
func TestEveryPlaceAgreesOnWhatIsAProblem(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		server    server2014
		app, each bool // whether the application, and each container, is a problem
	}{
		"stopped, all exited 1":           {server2014{"Stopped", 0, "Stopped", 1}, true, true},
		"running, none of three":          {server2014{"Running", 0, "Stopped", 1}, true, true},
		"a word of its own":               {server2014{"Dead", 0, "Exited", 2}, true, true},
		"stopped with errors":             {server2014{"Stopped with errors", 0, "Stopped with errors", 1}, true, true},
		"stopped on purpose":              {server2014{"Stopped", 0, "Stopped", 143}, false, false},
		"stopped on purpose, and killed":  {server2014{"Stopped", 0, "Stopped", 137}, false, false},
		"killed while it should have run": {server2014{"Partly running", 0, "Stopped", 137}, true, true},
		"all is well":                     {server2014{"Running", 3, "Running", nil}, false, false},
		"never started":                   {server2014{"Stopped", 0, "Stopped", nil}, false, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inBubble(t, 120, 36, setup{handler: test.server}, func(t *testing.T, d *uitest.Driver, _ *uitest.Server) {
				d.Advance(7 * time.Second)
				says := func(where, line string, problem bool) {
					t.Helper()
					if got := strings.Contains(line, "!"); got != problem {
						t.Errorf("%s is marked as a problem: %v, want %v:\n%s", where, got, problem, d.View())
					}
				}
				if header, _, _ := strings.Cut(d.View(), "\n"); strings.Contains(header, "1 problem") != test.app {
					t.Errorf("the header says %s", header)
				}
				left, _, _ := strings.Cut(d.Line("▸ shop"), "││")
				says("the application in its list", left, test.app)
				says("the application in its detail", rightRow(d, "/3"), test.app)
				says("a container in the detail of its application", rightRow(d, "shop-1 "), test.each)
				d.Press("!")
				if shown := d.Line("▸ shop") != ""; shown != test.app {
					t.Errorf("the filter of problems shows the application: %v\n%s", shown, d.View())
				}
				d.Press("!", "2")
				d.Advance(7 * time.Second)
				left, _, _ = strings.Cut(d.Line("▸ shop-1"), "││")
				says("a container in its list", left, test.each)
				says("a container in its detail", rightRow(d, "shop:1"), test.each)
				d.Press("!")
				if shown := d.Line("▸ shop-1") != ""; shown != test.each {
					t.Errorf("the filter of problems shows a container: %v\n%s", shown, d.View())
				}
			})
		})
	}
}
