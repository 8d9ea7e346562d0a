package ui_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"fleetop/internal/platform/memory"
	"fleetop/internal/uitest"
)

// recorder is a server of the API that is not ours: it has two applications and
// two images, remembers what is written to it, and answers that with 202.
type recorder struct {
	older bool // of revision 2014-03: there are no images

	mu      sync.Mutex
	written []written
}

// written is a request that is no GET.
type written struct {
	Method, Path string
	Body         map[string]any
}

const (
	webUUID = "7eaf7fff-882c-4f3d-9a8f-a22317ac00ce"
	dbUUID  = "80ff1635-2d56-478d-a97f-9b59c720e513"
	newUUID = "1f234d1d-dae5-46c1-9ee5-770575fe3e6f"
)

func (s *recorder) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	if r.Method != http.MethodGet {
		var body map[string]any
		raw, _ := io.ReadAll(r.Body)
		_ = json.Unmarshal(raw, &body)
		s.mu.Lock()
		s.written = append(s.written, written{r.Method, r.URL.Path, body})
		s.mu.Unlock()
		w.WriteHeader(http.StatusAccepted)
		if strings.Contains(r.URL.Path, "/image/") {
			_, _ = fmt.Fprint(w, privateImage)
		} else {
			_, _ = fmt.Fprint(w, application(newUUID, "made", "Starting"))
		}
		return
	}
	const list = `{"meta": {"limit": 100, "next": null, "offset": 0, "previous": null, "total_count": %d}, "objects": [%s]}`
	web, db := application(webUUID, "web", "Running"), application(dbUUID, "db", "Running")
	switch {
	case strings.HasSuffix(r.URL.Path, "/application/"):
		_, _ = fmt.Fprintf(w, list, 2, web+","+db)
	case strings.HasSuffix(r.URL.Path, "/container/"):
		_, _ = fmt.Fprintf(w, list, 0, "")
	case s.older:
		w.WriteHeader(http.StatusNotFound)
	case strings.HasSuffix(r.URL.Path, "/image/"):
		_, _ = fmt.Fprintf(w, list, 2, privateImage+`, {"name": "tutum/mysql", "imagetag_set": ["/api/v1/image/tutum/mysql/tag/5.6/"], "starred": true}`)
	case strings.Contains(r.URL.Path, webUUID):
		_, _ = fmt.Fprint(w, web)
	default:
		w.WriteHeader(http.StatusNotFound)
	}
}

const privateImage = `{"name": "quay.io/acme/app", "description": "ours", "is_private_image": true, "imagetag_set": []}`

func application(uuid, name, state string) string {
	return fmt.Sprintf(`{"uuid": %q, "unique_name": %q, "name": %q, "resource_uri": "/api/v1/application/%s/", "state": %q, "container_size": "M",
		"image_tag": "/api/v1/image/tutum/hello-world/tag/latest/", "target_num_containers": 2, "current_num_containers": 2, "running_num_containers": 2,
		"run_command": "/run.sh", "entrypoint": "/bin/sh -c", "autorestart": "ALWAYS", "autoreplace": "OFF", "autodestroy": "OFF", "roles": ["global"],
		"container_ports": [{"inner_port": 80, "outer_port": null, "protocol": "tcp"}], "container_envvars": [{"key": "A", "value": "1\n2"}],
		"linked_to_application": ["/api/v1/application/%s/"], "web_public_dns": "www.example.com"}`, uuid, name, name, uuid, state, dbUUID)
}

// taken returns what was written since it was last asked.
func (s *recorder) taken() []written {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := s.written
	s.written = nil
	return out
}

// wrote fails the test unless exactly one request was written, with this body.
func (s *recorder) wrote(t *testing.T, method, path, body string) {
	t.Helper()
	var want map[string]any
	if err := json.Unmarshal([]byte(body), &want); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]written{{method, path, want}}, s.taken()); diff != "" {
		t.Errorf("what was sent differs (-want +got):\n%s", diff)
	}
}

// fill types into a form what belongs to one field after the other.
func fill(d *uitest.Driver, fields ...string) {
	for _, text := range fields {
		if text != "" {
			d.Burst(text)
		}
		d.Press("tab")
	}
}

func TestEveryParameterOfCreateIsSent(t *testing.T) {
	t.Parallel()
	const rest = `"name": "my-app", "container_size": "L", "target_num_containers": 3, "run_command": "/run.sh -v", "entrypoint": "/usr/sbin/sshd",
		"container_ports": [{"inner_port": 80, "protocol": "tcp"}, {"inner_port": 53, "protocol": "udp"}],
		"container_envvars": [{"key": "DB_PASSWORD", "value": "my=pass "}, {"key": "EMPTY", "value": ""}],
		"linked_to_application": ["/api/v1/application/` + webUUID + `/", "/api/v1/application/` + dbUUID + `/"],
		"autorestart": "ALWAYS", "autoreplace": "ON_FAILURE", "autodestroy": "OFF", "roles": ["global"], "web_public_dns": "awesome-app.example.com"}`
	for _, test := range []struct {
		name, image string
		older       bool
	}{{"2014-04", "image", false}, {"2014-03", "image_tag", true}} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			server := &recorder{older: test.older}
			inBubble(t, 80, 24, setup{handler: server}, func(t *testing.T, d *uitest.Driver, _ *uitest.Server) {
				d.Advance(time.Second)
				d.Press("n", "ctrl+o")
				d.Advance(time.Second)
				fill(d, "tutum/hello-world", "my-app", "l", "3", "/run.sh -v", "/usr/sbin/sshd")
				d.Burst("DB_PASSWORD=my=pass ")
				d.Press("enter")
				fill(d, "EMPTY=", "a", "on", "o", " ", "80/tcp, 53/UDP")
				d.Burst("web ")
				d.Press("backspace", "backspace", "backspace")
				fill(d, "db ", "awesome-app.example.com")
				d.Sees("[ Create ]")
				if got := server.taken(); len(got) > 0 {
					t.Errorf("%v was sent before the button was pressed", got)
				}
				d.Press("enter")
				server.wrote(t, "POST", "/api/v1/application/", `{"`+test.image+`": "tutum/hello-world", `+rest)
			})
		})
	}
}

func TestWhatWasNotTouchedIsNotSent(t *testing.T) {
	t.Parallel()
	server := &recorder{}
	inBubble(t, 80, 24, setup{handler: server}, func(t *testing.T, d *uitest.Driver, _ *uitest.Server) {
		d.Advance(time.Second)
		d.Press("n")
		d.Burst("tutum/mysql")
		d.Press("shift+tab", "shift+tab", "enter")
		server.wrote(t, "POST", "/api/v1/application/", `{"image": "tutum/mysql"}`)
	})
}

func TestAFormIsFilledFromAnApplication(t *testing.T) {
	t.Parallel()
	server := &recorder{}
	inBubble(t, 80, 24, setup{handler: server}, func(t *testing.T, d *uitest.Driver, wire *uitest.Server) {
		d.Advance(time.Second)
		d.Press("G") // web
		d.Press("n")
		d.Sees("Copy settings from web (space)")
		wire.Slow("GET /api/v1/application/"+webUUID, 3*time.Second)
		d.Press(" ")
		d.Sees("fetching the settings of web")
		d.Advance(4 * time.Second)
		d.Sees("filled from web", "tutum/hello-world:latest", "its web address is left out")
		d.Press("shift+tab", "enter")
		server.wrote(t, "POST", "/api/v1/application/", `{"image": "tutum/hello-world:latest", "name": "web", "container_size": "M", "target_num_containers": 2,
			"run_command": "/run.sh", "entrypoint": "/bin/sh -c", "container_ports": [{"inner_port": 80, "protocol": "tcp"}],
			"container_envvars": [{"key": "A", "value": "1\n2"}], "linked_to_application": ["/api/v1/application/`+dbUUID+`/"],
			"autorestart": "ALWAYS", "autoreplace": "OFF", "autodestroy": "OFF", "roles": ["global"]}`)
	})
}

func TestEveryParameterOfAnUpdateIsSent(t *testing.T) {
	t.Parallel()
	server := &recorder{}
	inBubble(t, 80, 24, setup{handler: server}, func(t *testing.T, d *uitest.Driver, _ *uitest.Server) {
		const path = "/api/v1/application/" + webUUID + "/"
		d.Advance(time.Second)
		d.Press("G", "e", "backspace", "5", "tab", "ctrl+u")
		d.Burst("new.example.com")
		d.Press("tab", "enter")
		server.wrote(t, "PATCH", path, `{"target_num_containers": 5, "web_public_dns": "new.example.com"}`)
	})
	inBubble(t, 80, 24, setup{handler: server}, func(t *testing.T, d *uitest.Driver, _ *uitest.Server) {
		const path = "/api/v1/application/" + webUUID + "/"
		d.Advance(time.Second)
		d.Press("G", "e", "tab", "ctrl+u", "tab", "enter")
		server.wrote(t, "PATCH", path, `{"web_public_dns": ""}`)
		d.Press("e", "tab", "tab", "enter")
		if got := server.taken(); len(got) > 0 {
			t.Errorf("%v was sent, though nothing was changed", got)
		}
	})
	inBubble(t, 80, 24, setup{handler: server}, func(t *testing.T, d *uitest.Driver, _ *uitest.Server) {
		const path = "/api/v1/application/" + webUUID + "/"
		d.Advance(time.Second)
		d.Press("G", "e", "backspace", "1")
		d.Sees("destroys 1 container and its data", "[ Destroy 1 container and save ]")
		d.Press("tab", "tab", "enter")
		server.wrote(t, "PATCH", path, `{"target_num_containers": 1}`)
	})
}

func TestEveryParameterOfAnImageIsSent(t *testing.T) {
	t.Parallel()
	server := &recorder{}
	inBubble(t, 80, 24, setup{handler: server}, func(t *testing.T, d *uitest.Driver, _ *uitest.Server) {
		d.Advance(time.Second)
		d.Press("3")
		d.Advance(time.Second)
		d.Press("n")
		fill(d, "quay.io/acme/new", "robot", "pa ss", "the new one")
		d.Sees("*****")
		d.SeesNot("pa ss")
		d.Press("enter")
		server.wrote(t, "POST", "/api/v1/image/", `{"name": "quay.io/acme/new", "username": "robot", "password": "pa ss", "description": "the new one"}`)
		d.Press("e")
		fill(d, " too", "root", "s3cret")
		d.Press("enter")
		server.wrote(t, "PATCH", "/api/v1/image/quay.io/acme/app/", `{"description": "ours too", "username": "root", "password": "s3cret"}`)
		d.Press("e", "tab", "tab")
		fill(d, "s3cret")
		d.Press("enter")
		server.wrote(t, "PATCH", "/api/v1/image/quay.io/acme/app/", `{"password": "s3cret"}`)
	})
}

// newForm opens the form of a new application over a platform.
func newForm(d *uitest.Driver) {
	d.Advance(time.Second)
	d.Press("n")
	d.Advance(time.Second)
}

func TestWhatTheServerRefusesLandsOnItsField(t *testing.T) {
	t.Parallel()
	inBubble(t, 80, 24, setup{}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		newForm(d)
		fill(d, "nobody/nothing-at-all", "-bad")
		d.Sees("up to 63 letters")
		d.Press("shift+tab", "shift+tab", "shift+tab", "shift+tab", "enter")
		if n := len(writes(server.Take())); n != 1 {
			t.Fatalf("%d requests were sent, want 1", n)
		}
		d.Sees("refused: see the field that is marked", "! A name has at most 63 letters", "nobody/nothing-at-all", "-bad")
		d.Press("esc")
		d.SeesNot("New application\n")
		d.Sees("kept")
		d.Press("n")
		d.Sees("nobody/nothing-at-all", "-bad", "! A name has at most 63 letters")
		d.Press("ctrl+x", "ctrl+x", "n")
		d.SeesNot("nobody/nothing-at-all", "-bad")
	})
}

func TestACertainErrorIsNotSent(t *testing.T) {
	t.Parallel()
	inBubble(t, 80, 24, setup{}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		newForm(d)
		for _, test := range []struct {
			keys []string
			says string
		}{
			{[]string{"shift+tab", "enter"}, "an image is needed"},
			{[]string{"a", "tab", "tab", "tab", "0", "shift+tab", "shift+tab", "shift+tab", "shift+tab", "shift+tab", "enter"}, "a number from 1 to 1000"},
			{[]string{"backspace", "tab", "tab", "tab", "9", "9", "/", "x"}, "99/x: a protocol is tcp or udp"},
			{[]string{"ctrl+u", "shift+tab", "A", "enter"}, "A: write KEY=value, one per line"},
			{[]string{"backspace", "=", "enter", "A", "=", "2"}, "A is given twice"},
		} {
			d.Press(test.keys...)
			d.Sees("! " + test.says)
		}
		if got := writes(server.Take()); len(got) > 0 {
			t.Errorf("%v was sent", got)
		}
	})
}

func TestACreateThatTimedOutIsUnknownAndNotRepeated(t *testing.T) {
	t.Parallel()
	inBubble(t, 80, 24, setup{}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		newForm(d)
		d.Burst("tutum/mysql")
		d.Press("shift+tab", "shift+tab")
		server.Break("POST", uitest.Hang)
		server.Take()
		d.Press("enter")
		d.Sees("sending")
		d.Burst("x")
		d.Press("enter", "ctrl+x")
		d.Advance(2 * time.Minute)
		d.Sees("unknown: it may have been done (timeout); look whether it is", "tutum/mysql")
		if n := len(writes(server.Take())); n != 1 {
			t.Errorf("%d requests were sent, want 1", n)
		}
		d.Press("esc", "4")
		d.Sees("create unknown, it may have been done")
	})
}

func TestAFormIsClosedWhileItIsSent(t *testing.T) {
	t.Parallel()
	inBubble(t, 80, 24, setup{}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		newForm(d)
		d.Burst("tutum/mysql")
		d.Press("shift+tab", "shift+tab")
		server.Break("POST", uitest.Answer(400, "application/json", `{"application": {"container_size": ["No room for that."]}}`))
		server.Slow("POST", 5*time.Second)
		d.Press("enter", "esc")
		d.Advance(6 * time.Second)
		d.Sees("create refused")
		d.Press("n")
		d.Sees("tutum/mysql", "! No room for that.", "default: XS")
	})
}

func TestANewApplicationIsSelectedAndFollowed(t *testing.T) {
	t.Parallel()
	inBubble(t, 120, 36, setup{}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		newForm(d)
		d.Burst("tutum/hello-world")
		d.Press("tab")
		d.Burst("zz-new")
		d.Press("shift+tab", "shift+tab", "shift+tab", "enter")
		d.Sees("zz-new: create accepted, now Starting")
		d.Advance(time.Second)
		d.Sees("▸ zz-new")
		d.Advance(5 * time.Second)
		d.Sees("Starting → Running 1/1")
		d.Press("4")
		d.Sees("Starting → Running 1/1", "create accepted")
	})
}

// TestANewApplicationTakesNoCursor answers a create late: who has gone on
// meanwhile keeps the cursor where he put it.
func TestANewApplicationTakesNoCursor(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		keys   []string
		cursor string
	}{
		"moved":          {[]string{"j"}, "▸ backup"},
		"marked":         {[]string{" ", "k"}, "▸●api"},
		"in the palette": {[]string{":"}, "▸ api"},
		"waited":         {nil, "▸ zz-new"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inBubble(t, 120, 36, setup{interval: 2 * time.Second}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
				newForm(d)
				d.Burst("tutum/hello-world")
				d.Press("tab")
				d.Burst("zz-new")
				server.Slow("POST", 3*time.Second)
				d.Press("shift+tab", "shift+tab", "shift+tab", "enter", "esc")
				press(t, d, test.keys)
				d.Advance(4 * time.Second)
				if name == "in the palette" {
					d.Press("esc")
				}
				d.Sees("zz-new", test.cursor)
			})
		})
	}
}

func TestANewApplicationThatFailsIsTold(t *testing.T) {
	t.Parallel()
	inBubble(t, 120, 36, setup{}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		newForm(d)
		d.Burst("tutum/hello-world")
		d.Press("shift+tab", "shift+tab", "enter")
		server.Edit(func(body string) string { return strings.ReplaceAll(body, `"Starting"`, `"Start failed"`) })
		d.Advance(2 * time.Second)
		d.Sees("Starting → Start failed: it did not come up")
	})
}

func TestThePasswordIsKeptNowhere(t *testing.T) {
	t.Parallel()
	inBubble(t, 120, 36, setup{}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Advance(time.Second)
		d.Press("3")
		d.Advance(time.Second)
		d.Press("n")
		fill(d, "quay.io/acme/new", "robot", "s3cret")
		d.Sees("esc keeps all but the password")
		d.Press("esc", "n")
		d.Sees("quay.io/acme/new", "robot")
		d.SeesNot("*")
		d.Press("shift+tab")
		server.Break("POST", uitest.Answer(400, "application/json", `{"image": {"password": ["s3cret is wrong"], "name": ["no"]}}`))
		fill(d, "s3cret")
		d.Press("tab", "enter")
		d.SeesNot("s3cret")
		d.Press("esc", "4")
		d.SeesNot("s3cret")
	})
}

func TestFormsAreNotThereInReadOnly(t *testing.T) {
	t.Parallel()
	inBubble(t, 80, 24, setup{readOnly: true}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Advance(time.Second)
		d.Press("n")
		d.Sees("New is disabled: read-only")
		d.Press("e")
		d.Sees("Edit is disabled: read-only")
	})
}

func TestWhatCannotBeMadeOrEditedSaysWhy(t *testing.T) {
	t.Parallel()
	inBubble(t, 120, 24, setup{}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Advance(time.Second)
		d.Press("2")
		d.Advance(time.Second)
		d.Press("n")
		d.Sees("containers come with their application")
		d.Press("e")
		d.Sees("is a container: edit its application")
		d.Press("3")
		d.Advance(time.Second)
		d.Press("G", "e")
		d.Sees("is not a private image")
	})
	inBubble(t, 120, 24, setup{handler: &recorder{older: true}}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Advance(time.Second)
		d.Press("3")
		d.Advance(time.Second)
		d.Press("n")
		d.Sees("this server has no images")
	})
}

func TestAnApplicationThatChangesUnderItsForm(t *testing.T) {
	t.Parallel()
	inBubble(t, 120, 24, setup{fleet: memory.Sized(3, 2)}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Advance(time.Second)
		d.Press("e", "backspace", "3")
		d.Sees("2 → 3: adds 1 container")
		server.Edit(func(body string) string {
			return strings.ReplaceAll(body, `"target_num_containers":2`, `"target_num_containers":5`)
		})
		d.Advance(6 * time.Second)
		d.Sees("5 → 3: destroys 2 containers")
		server.Edit(func(body string) string { return strings.ReplaceAll(body, `"Running"`, `"Terminated"`) })
		d.Advance(6 * time.Second)
		d.Sees("is gone: there is nothing to edit")
		d.Press("tab", "tab", "enter")
		if got := writes(server.Take()); len(got) > 0 {
			t.Errorf("%v was sent", got)
		}
	})
}

func TestFormScreens(t *testing.T) {
	t.Parallel()
	compareScreens(t, formScreens())
}

// formScreens are those of the forms.
// TestCtrlSSendsWhateverHasTheFocus sends a form with one key wherever the focus is, and says in its title how
// much of it is set.
func TestCtrlSSendsWhateverHasTheFocus(t *testing.T) {
	t.Parallel()
	for tabs := range 12 {
		inBubble(t, 80, 24, setup{}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
			d.Advance(2 * time.Second)
			press(t, d, []string{"n", "wait", "tutum/hello-world", "tab", "web"})
			d.Sees("New application, 2 of 14 set")
			for range tabs {
				d.Press("tab")
			}
			server.Take()
			d.Press("ctrl+s")
			if sent := writes(server.Take()); len(sent) != 1 || sent[0].Method != http.MethodPost {
				t.Errorf("after %d fields more %v was sent", tabs, sent)
			}
		})
	}
}

func formScreens() []screen {
	return []screen{
		{name: "new", keys: []string{"n", "wait"}},
		{name: "new-all", keys: []string{"n", "wait", "ctrl+o"}},
		{name: "new-ascii", setup: setup{ascii: true}, keys: []string{"n", "wait", "tutum/mysql", "tab", "web"}},
		{name: "new-image", keys: []string{"n", "wait", "tutum/hello-world:l"}},
		{name: "new-wrong", keys: []string{"n", "wait", "tutum/mysql", "tab", "-a", "tab", "m", "tab", "0", "tab", "tab", "KEY=value", "enter", "KEY=other", "tab", "80/tcp 53/udpp"}},
		{name: "new-links", keys: []string{"n", "wait", "a"}, then: func(d *uitest.Driver, _ *uitest.Server) {
			d.Press("tab", "tab", "tab", "tab", "tab", "tab", "tab", " ", "down", " ")
		}},
		{name: "new-like", keys: []string{"G", "k", "n", "wait"}, then: func(d *uitest.Driver, _ *uitest.Server) {
			d.Press(" ", "tab", "tab", "tab", "tab", "tab", "tab")
		}},
		{name: "new-sending", keys: []string{"n", "wait", "tutum/mysql"}, then: func(d *uitest.Driver, server *uitest.Server) {
			server.Slow("POST", 5*time.Second)
			d.Press("shift+tab", "shift+tab", "enter")
		}},
		{name: "new-refused", keys: []string{"n", "wait", "nobody/nothing", "tab", "-bad"}, then: func(d *uitest.Driver, _ *uitest.Server) {
			d.Press("shift+tab", "shift+tab", "shift+tab", "enter")
		}},
		{name: "edit", keys: []string{"G", "k", "e", "backspace", "1"}},
		{name: "image-new", keys: []string{"3", "wait", "n", "quay.io/acme/app", "tab", "robot", "tab", "secret"}},
		{name: "image-edit", keys: []string{"3", "wait", "j", "e"}},
	}
}
