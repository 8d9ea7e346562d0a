package ui_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"fleetop/internal/uitest"
)

const containerUUID = "f5d64083-7698-4aec-b5dc-86a48be0f565"

// withContainer is a recorder that has a container of web, too.
type withContainer struct{ *recorder }

func (s withContainer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet || !strings.Contains(r.URL.Path, "/container/") {
		s.recorder.ServeHTTP(w, r)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	one := fmt.Sprintf(`{"uuid": %q, "unique_name": "web-1", "name": "web", "state": "Running", "application": "/api/v1/application/%s/"}`, containerUUID, webUUID)
	if !strings.HasSuffix(r.URL.Path, "/container/") {
		_, _ = fmt.Fprint(w, one)
		return
	}
	_, _ = fmt.Fprintf(w, `{"meta": {"limit": 100, "next": null, "offset": 0, "previous": null, "total_count": 1}, "objects": [%s]}`, one)
}

// TestEveryOperationReachesAnotherServer does on the screen what the documents
// know beside the forms, on a server of the API that is not ours.
func TestEveryOperationReachesAnotherServer(t *testing.T) {
	t.Parallel()
	const application, container = "/api/v1/application/" + webUUID + "/", "/api/v1/container/" + containerUUID + "/"
	type fields = map[string]any
	for name, test := range map[string]struct {
		state string
		keys  []string
		want  written
	}{
		"start an application":      {"Stopped", []string{"G", "u"}, written{"POST", application + "start/", nil}},
		"stop an application":       {"Running", []string{"G", "x", "y"}, written{"POST", application + "stop/", nil}},
		"scale an application":      {"Running", []string{"G", "s", "7", "enter"}, written{"PATCH", application, fields{"target_num_containers": 7.0}}},
		"terminate an application":  {"Running", []string{"G", "D", "web", "enter"}, written{"DELETE", application, nil}},
		"change all three policies": {"Running", []string{":", "policies web", "enter", "left", "tab", "right", "tab", "right", "tab", "enter"}, written{"PATCH", application, fields{"autorestart": "ON_FAILURE", "autoreplace": "ON_FAILURE", "autodestroy": "ON_FAILURE"}}},
		"start a container":         {"Stopped", []string{"2", "wait", "u"}, written{"POST", container + "start/", nil}},
		"stop a container":          {"Running", []string{"2", "wait", "x", "y"}, written{"POST", container + "stop/", nil}},
		"terminate a container":     {"Running", []string{"2", "wait", "D", "web-1", "enter"}, written{"DELETE", container, nil}},
		"remove an image":           {"Running", []string{"3", "wait", "D", "quay.io/acme/app", "enter"}, written{"DELETE", "/api/v1/image/quay.io/acme/app/", nil}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := &recorder{}
			inBubble(t, 120, 36, setup{handler: withContainer{server}}, func(t *testing.T, d *uitest.Driver, way *uitest.Server) {
				way.Edit(func(body string) string { return strings.ReplaceAll(body, `"Running"`, `"`+test.state+`"`) })
				d.Advance(6 * time.Second)
				press(t, d, test.keys)
				d.Advance(time.Second)
				if diff := cmp.Diff([]written{test.want}, server.taken()); diff != "" {
					t.Errorf("what was sent differs (-want +got):\n%s\n%s", diff, d.View())
				}
			})
		})
	}
}
