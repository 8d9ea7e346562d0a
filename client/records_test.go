package client

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"unsafe"

	"github.com/google/go-cmp/cmp"
)

func TestSparseRecords(t *testing.T) {
	t.Parallel()
	const list = `{"meta": {"limit": 25, "offset": 0, "total_count": 4, "next": "/api/v1/x/?offset=25", "previous": null,
		"more": []}, "objects": [
		{"uuid": "a"},
		{"resource_uri": "/api/v1/application/b/", "uuid": null, "name": null, "state": null, "container_ports": null,
			"container_envvars": null, "link_variables": null, "linked_to_application": null, "roles": null,
			"deployed_datetime": null, "target_num_containers": null},
		{"uuid": "c", "state": "Hibernating", "container_size": "XXL", "autorestart": "SOMETIMES", "new": {"x": [1]}},
		{"uuid": "d", "container_ports": [null, {"inner_port": 1, "outer_port": 2}, {"inner_port": null}],
			"deployed_datetime": "", "stopped_datetime": "Sun, 06 Apr 2014 19:59:42 +0200",
			"linked_to_application": ["/x/", {"resource_uri": "/y/"}, null]}
	], "extra": 1}`
	c, _ := answers(t, 200, "application/json", list)
	page, err := c.Applications.List(t.Context(), ApplicationFilter{}, ListOptions{})
	checkPage(
		t, page, err, Meta{Limit: 25, Total: 4, Next: "/api/v1/x/?offset=25"},
		Application{UUID: "a"},
		Application{UUID: "b", ResourceURI: "/api/v1/application/b/"},
		Application{UUID: "c", State: "Hibernating", Size: "XXL", Autorestart: "SOMETIMES"},
		Application{
			UUID: "d", Ports: []Port{{}, {Inner: 1, Outer: ptr(2)}, {}}, StoppedAt: at(17, 59, 42),
			LinkedTo: []string{"/x/", "/y/", ""},
		},
	)
	if page.Objects[0].Image() != "" {
		t.Errorf("image %q", page.Objects[0].Image())
	}
}

func TestSparseImages(t *testing.T) {
	t.Parallel()
	const list = `{"objects": [
		{"name": "a", "docker_registry": {"host": "h", "resource_uri": "/api/v1/registry/h/"}, "imagetag_set": null},
		{"resource_uri": "/api/v1/image/r.tutum.co/b/", "starred": true, "imagetag_set": [null, {"name": "v1"}, "x"]},
		{"name": "c", "docker_registry": null, "imagetag_set": [{"resource_uri": "/api/v1/image/c/tag/v2/", "image": null}]}
	]}`
	c, _ := answers(t, 200, "application/json", list)
	page, err := c.Images.List(t.Context(), ImageFilter{}, ListOptions{Limit: 10, Offset: 20})
	checkPage(
		t, page, err, Meta{Limit: 10, Offset: 20, Total: 23},
		Image{Name: "a", Registry: "/api/v1/registry/h/"},
		Image{
			Name: "r.tutum.co/b", ResourceURI: "/api/v1/image/r.tutum.co/b/", Starred: true,
			Tags: []ImageTag{{}, {Name: "v1"}, {URI: "x"}},
		},
		Image{Name: "c", Tags: []ImageTag{{URI: "/api/v1/image/c/tag/v2/", Name: "v2", FullName: "c:v2"}}},
	)
}

// TestBadRecords spoils one field after the other: the record is named, its neighbours are unharmed.
func TestBadRecords(t *testing.T) {
	t.Parallel()
	tests := []struct{ record, uuid, field, text string }{
		{`{"uuid": "b", "target_num_containers": "2"}`, "b", "target_num_containers", "is a JSON string"},
		{`{"uuid": "b", "target_num_containers": 2.5}`, "b", "target_num_containers", "is a JSON number 2.5"},
		{`{"uuid": "b", "target_num_containers": 1e99}`, "b", "target_num_containers", "is a JSON number 1e99"},
		{`{"state": [], "uuid": "b"}`, "b", "state", "is a JSON array"},
		{`{"uuid": "b", "container_ports": {}}`, "b", "container_ports", "is a JSON object"},
		{`{"uuid": "b", "container_ports": [{"inner_port": true}]}`, "b", "container_ports.inner_port", "is a JSON bool"},
		{`{"uuid": "b", "link_variables": {"A": 1}}`, "b", "link_variables", "is a JSON number"},
		{`{"uuid": "b", "deployed_datetime": "yesterday"}`, "b", "deployed_datetime", `not a datetime: "yesterday"`},
		{`{"uuid": "b", "destroyed_datetime": 1396807182}`, "b", "destroyed_datetime", "is a JSON number"},
		{`{"uuid": "b", "linked_to_application": [5]}`, "b", "linked_to_application", "is a JSON number"},
		{`{"uuid": 7, "resource_uri": "/api/v1/application/b/"}`, "b", "uuid", "is a JSON number"},
		{`{"uuid": 7}`, "", "uuid", "is a JSON number"},
		{`{"name": "no uuid"}`, "", "uuid", "missing"},
		{`{}`, "", "uuid", "missing"},
		{`null`, "", "uuid", "missing"},
		{`[]`, "", "", "is a JSON array"},
		{`"b"`, "", "", "is a JSON string"},
		{`7`, "", "", "is a JSON number"},
	}
	for _, tc := range tests {
		t.Run(tc.record, func(t *testing.T) {
			t.Parallel()
			body := fmt.Sprintf(`{"meta": {"total_count": 3}, "objects": [{"uuid": "a"}, %s, {"uuid": "c"}]}`, tc.record)
			c, _ := answers(t, 200, "application/json", body)
			page, err := c.Applications.List(t.Context(), ApplicationFilter{}, ListOptions{})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff([]Application{{UUID: "a"}, {UUID: "c"}}, page.Objects); diff != "" {
				t.Error("(-want +got):", diff)
			}
			if len(page.Bad) != 1 {
				t.Fatalf("bad: %v", page.Bad)
			}
			bad := page.Bad[0]
			if bad.Resource != "application" || bad.Index != 1 || bad.UUID != tc.uuid || bad.Field != tc.field ||
				!strings.HasPrefix(bad.Err.Error(), tc.text) {
				t.Errorf("%+v", bad)
			}
			var order []string
			for app, err := range c.Applications.All(t.Context(), ApplicationFilter{}) {
				var record *RecordError
				if errors.As(err, &record) {
					order = append(order, "bad")
				} else {
					order = append(order, app.UUID)
				}
			}
			if diff := cmp.Diff([]string{"a", "bad", "c"}, order); diff != "" {
				t.Error("order (-want +got):", diff)
			}
		})
	}
}

func TestBadDetails(t *testing.T) {
	t.Parallel()
	for body, text := range map[string]string{
		`{"uuid": "a", "exit_code": "1"}`:          "exit_code is a JSON string",
		`{"uuid": "a", "started_datetime": "now"}`: `container: started_datetime: not a datetime: "now"`,
		`{"name": "a"}`:                               "container: uuid: missing",
		`[{"uuid": "a"}]`:                             "is a JSON array (application/json",
		`{"uuid": "a", "container_ports": [5]}`:       "container_ports is a JSON number",
		`{"uuid": "a", "container_ports": [{}], "x":`: "unexpected end of JSON input",
	} {
		c, _ := answers(t, 200, "application/json", body)
		_, err := c.Containers.Get(t.Context(), "a")
		if !errors.Is(err, ErrGarbage) || !strings.Contains(err.Error(), text) {
			t.Errorf("%s: %v", body, err)
		}
	}
	for body, text := range map[string]string{
		`{"name": "a", "imagetag_set": [5]}`:                                           "imagetag_set is a JSON number",
		`{"name": "a", "imagetag_set": [{"image": {"author": 5}}]}`:                    "imagetag_set.image.author is a JSON number",
		`{"name": "a", "imagetag_set": [{"image": {"image_creation": "x"}}]}`:          "imagetag_set.image.image_creation",
		`{"name": "a", "docker_registry": 5}`:                                          "docker_registry is a JSON number",
		`{"imagetag_set": []}`:                                                         "image: name: missing",
		`{"name": "a", "is_private_image": "yes"}`:                                     "is_private_image is a JSON string",
		`{"name": "a", "imagetag_set": [{"image": {"imageport_set": [{"port":""}]}}]}`: "port is a JSON string",
	} {
		c, _ := answers(t, 200, "application/json", body)
		_, err := c.Images.Get(t.Context(), "a")
		if !errors.Is(err, ErrGarbage) || !strings.Contains(err.Error(), text) {
			t.Errorf("%s: %v", body, err)
		}
	}
}

func TestBadLists(t *testing.T) {
	t.Parallel()
	for body, text := range map[string]string{
		`{}`:                          "no list of objects",
		`{"meta": {}}`:                "no list of objects",
		`{"objects": null}`:           "no list of objects",
		`{"objects": {}}`:             "objects is a JSON object",
		`{"objects": [], "meta": []}`: "meta: is a JSON array",
		`{"objects": [], "meta": {"limit": "x"}}`: "meta: limit is a JSON string",
		`{"objects": [{"uuid": "a"}`:              "unexpected end",
		`{"objects": [{"uuid": "a"}]]`:            "invalid character",
		`{"error": "none of your business"}`:      "no list of objects",
	} {
		c, _ := answers(t, 200, "application/json", body)
		page, err := c.Containers.List(t.Context(), ContainerFilter{}, ListOptions{})
		if !errors.Is(err, ErrGarbage) || !strings.Contains(err.Error(), text) {
			t.Errorf("%s: %v", body, err)
		}
		if page.Digest != 0 || page.Objects != nil {
			t.Errorf("%s: %+v", body, page)
		}
	}
}

// TestSharedText holds records to their memory: what they have in common is there once.
func TestSharedText(t *testing.T) {
	t.Parallel()
	c, _ := answers(t, 200, "application/json", string(containerPage(20, 0, 20)))
	page, err := c.Containers.List(t.Context(), ContainerFilter{}, ListOptions{})
	if err != nil || len(page.Objects) != 20 {
		t.Fatal(err, len(page.Objects))
	}
	a, b := page.Objects[0], page.Objects[1]
	same := func(what, x, y string) {
		t.Helper()
		if x != y || unsafe.StringData(x) != unsafe.StringData(y) {
			t.Errorf("%s: %q and %q are two", what, x, y)
		}
	}
	same("state", string(a.State), string(b.State))
	same("size", string(a.Size), string(b.Size))
	same("policy", string(a.Autorestart), string(b.Autorestart))
	same("image", a.ImageName, b.ImageName)
	same("image tag", a.ImageTag, b.ImageTag)
	same("command", a.RunCommand, b.RunCommand)
	same("application", a.Application, b.Application)
	same("protocol", a.Ports[0].Protocol, b.Ports[0].Protocol)
	same("owner", a.ResourceURI, a.Ports[0].Owner)
	same("uuid", a.UUID, a.ResourceURI[len("/api/v1/container/"):len("/api/v1/container/")+len(a.UUID)])
}

func TestInternerIsBounded(t *testing.T) {
	t.Parallel()
	in := newInterner()
	for i := range 3 * maxInterned {
		s := fmt.Sprint("text ", i)
		if got := in.text(s); got != s {
			t.Fatalf("%q became %q", s, got)
		}
	}
	in.text(strings.Repeat("x", maxInternedLen+1))
	if len(in.texts) > maxInterned {
		t.Errorf("%d texts", len(in.texts))
	}
	for s := range in.texts {
		if len(s) > maxInternedLen {
			t.Errorf("a text of %d bytes", len(s))
		}
	}
}

func TestTimeJSON(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]Time{
		`null`: {}, `""`: {},
		`"Sun, 6 Apr 2014 17:59:42 +0000"`:  at(17, 59, 42),
		`"Sun, 06 Apr 2014 17:59:42 +0000"`: at(17, 59, 42),
		`"Sun, 6 Apr 2014 10:29:42 -0730"`:  at(17, 59, 42),
	} {
		var got Time
		if err := json.Unmarshal([]byte(text), &got); err != nil || !got.Equal(want) {
			t.Errorf("%s: %v, %v", text, got, err)
		}
	}
	for _, text := range []string{`"x"`, `5`, `"2014-04-06T17:59:42Z"`, `"Sun, 6 Apr 2014 17:59:42"`, `{}`, `[]`, `true`} {
		var got Time
		if err := json.Unmarshal([]byte(text), &got); err == nil {
			t.Errorf("%s: %v", text, got)
		}
	}
	if out, err := json.Marshal([]Time{at(17, 59, 42), {}}); err != nil ||
		string(out) != `["Sun, 6 Apr 2014 17:59:42 +0000",null]` {
		t.Errorf("%s %v", out, err)
	}
}
