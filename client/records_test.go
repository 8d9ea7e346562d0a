package client

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"unsafe"

	"github.com/google/go-cmp/cmp"
)

func TestSparseRecordsAreRead(t *testing.T) {
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

func TestSparseImagesAreRead(t *testing.T) {
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

// TestAFieldThatCannotBeReadIsLostAlone spoils one field after the other: it is named, the rest of
// its record and its neighbours are unharmed.
func TestAFieldThatCannotBeReadIsLostAlone(t *testing.T) {
	t.Parallel()
	two := 2
	tests := []struct {
		fields, field, text string
		want                Application // beside uuid and name
	}{
		{`"target_num_containers": "2"`, "target_num_containers", "is a JSON string", Application{}},
		{`"target_num_containers": 2.5`, "target_num_containers", "is a JSON number 2.5", Application{}},
		{`"target_num_containers": 1e99, "running_num_containers": 3`, "target_num_containers", "is a JSON number 1e99", Application{Running: 3}},
		{`"state": [], "run_command": "/run"`, "state", "is a JSON array", Application{RunCommand: "/run"}},
		{`"container_ports": {}`, "container_ports", "is a JSON object", Application{}},
		{
			`"container_ports": [{"inner_port": true, "outer_port": 2, "protocol": "tcp"}, {"inner_port": 80}]`,
			"container_ports.inner_port", "is a JSON bool",
			Application{Ports: []Port{{Outer: &two, Protocol: "tcp"}, {Inner: 80}}},
		},
		{`"container_ports": [5, {"inner_port": 80}]`, "container_ports", "is a JSON number", Application{Ports: []Port{{Inner: 80}}}},
		{`"link_variables": {"A": 1, "B": "x"}`, "link_variables", "is a JSON number", Application{LinkVariables: map[string]string{"B": "x"}}},
		{`"deployed_datetime": "yesterday", "stopped_datetime": "Sun, 6 Apr 2014 17:59:42 +0000"`, "deployed_datetime", `not a datetime: "yesterday"`, Application{StoppedAt: at(17, 59, 42)}},
		{`"deployed_datetime": "2014-04-06T17:59:42Z"`, "deployed_datetime", `not a datetime: "2014-04-06T17:59:42Z"`, Application{}},
		{`"destroyed_datetime": 1396807182`, "destroyed_datetime", "is a JSON number", Application{}},
		{`"linked_to_application": ["/x/", 5, {"resource_uri": {}}, "/y/"]`, "linked_to_application", "is a JSON number", Application{LinkedTo: []string{"/x/", "/y/"}}},
		{`"roles": "global", "containers": ["/c/", null, {}]`, "containers", "is a JSON object", Application{Containers: []string{"/c/", ""}}},
		{`"container_envvars": [{"key": "A", "value": 1}, {"key": "B", "value": "x"}]`, "container_envvars.value", "is a JSON number", Application{EnvVars: []EnvVar{{Key: "A"}, {"B", "x"}}}},
	}
	for _, tc := range tests {
		t.Run(tc.fields, func(t *testing.T) {
			t.Parallel()
			record := fmt.Sprintf(`{"uuid": "b", %s, "name": "bee"}`, tc.fields)
			c, _ := answers(t, 200, "application/json", fmt.Sprintf(`{"meta": {"total_count": 3}, "objects": [{"uuid": "a"}, %s, {"uuid": "c"}]}`, record))
			page, err := c.Applications.List(t.Context(), ApplicationFilter{}, ListOptions{})
			if err != nil || len(page.Bad) > 0 || len(page.Objects) != 3 {
				t.Fatalf("%+v, %v", page, err)
			}
			want := tc.want
			want.UUID, want.Name = "b", "bee"
			checkFault(t, page.Faults, page.Objects[1].Unread, tc.field, tc.text, 1)
			want.Unread = page.Objects[1].Unread
			if diff := cmp.Diff([]Application{{UUID: "a"}, want, {UUID: "c"}}, page.Objects); diff != "" {
				t.Error("(-want +got):", diff)
			}
			c, _ = answers(t, 200, "application/json", record)
			reply, err := c.Applications.GetIfChanged(t.Context(), "b", 0)
			if err != nil {
				t.Fatal(err)
			}
			checkFault(t, reply.Faults, reply.Value.Unread, tc.field, tc.text, 0)
			if diff := cmp.Diff(want, reply.Value); diff != "" {
				t.Error("(-want +got):", diff)
			}
		})
	}
}

// checkFault checks that a field is told to be unreadable.
func checkFault(t *testing.T, faults []*RecordError, unread []string, field, text string, index int) {
	t.Helper()
	if !slices.Contains(unread, field) {
		t.Errorf("unread are %q, not %s", unread, field)
	}
	if !slices.ContainsFunc(faults, func(e *RecordError) bool {
		return e.Resource == "application" && e.UUID == "b" && e.Index == index && e.Field == field && strings.HasPrefix(e.Err.Error(), text)
	}) {
		t.Errorf("no fault says that %s %s: %v", field, text, faults)
	}
}

// TestARecordWithoutIdentityIsBad spoils what a record is known by: its neighbours are unharmed.
func TestARecordWithoutIdentityIsBad(t *testing.T) {
	t.Parallel()
	tests := []struct{ record, field, text string }{
		{`{"uuid": 7}`, "uuid", "is a JSON number"},
		{`{"name": "no uuid"}`, "uuid", "missing"},
		{`{}`, "uuid", "missing"},
		{`null`, "uuid", "missing"},
		{`[]`, "", "is a JSON array"},
		{`"b"`, "", "is a JSON string"},
		{`7`, "", "is a JSON number"},
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
			if bad.Resource != "application" || bad.Index != 1 || bad.Field != tc.field || !strings.HasPrefix(bad.Err.Error(), tc.text) {
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
	c, _ := answers(t, 200, "application/json", `{"objects": [{"uuid": 7, "resource_uri": "/api/v1/application/b/"}]}`)
	page, err := c.Applications.List(t.Context(), ApplicationFilter{}, ListOptions{})
	if err != nil || len(page.Objects) != 1 || page.Objects[0].UUID != "b" {
		t.Errorf("%+v, %v; want the uuid of the URI", page, err)
	}
}

func TestDetailsWithoutIdentityAreGarbage(t *testing.T) {
	t.Parallel()
	for body, text := range map[string]string{
		`{"name": "a"}`:      "container: uuid: missing",
		`{"uuid": 5}`:        "container: uuid: is a JSON number",
		`[{"uuid": "a"}]`:    "is a JSON array (application/json",
		`{"uuid": "a", "x":`: "unexpected end of JSON input",
	} {
		c, _ := answers(t, 200, "application/json", body)
		_, err := c.Containers.Get(t.Context(), "a")
		if !errors.Is(err, ErrGarbage) || !strings.Contains(err.Error(), text) {
			t.Errorf("%s: %v", body, err)
		}
	}
	c, _ := answers(t, 200, "application/json", `{"imagetag_set": []}`)
	if _, err := c.Images.Get(t.Context(), "a"); !errors.Is(err, ErrGarbage) || !strings.Contains(err.Error(), "image: name: missing") {
		t.Error(err)
	}
}

func TestAFieldOfAnImageIsLostAlone(t *testing.T) {
	t.Parallel()
	for body, field := range map[string]string{
		`{"name": "a", "imagetag_set": [5, "/api/v1/image/a/tag/v1/"]}`:                                             "imagetag_set",
		`{"name": "a", "imagetag_set": [{"name": "v1", "image": {"author": 5}}]}`:                                   "imagetag_set.image.author",
		`{"name": "a", "imagetag_set": [{"name": "v1", "image": {"image_creation": "x"}}]}`:                         "imagetag_set.image.image_creation",
		`{"name": "a", "docker_registry": 5, "imagetag_set": [{"name": "v1"}]}`:                                     "docker_registry",
		`{"name": "a", "is_private_image": "yes", "imagetag_set": [{"name": "v1"}]}`:                                "is_private_image",
		`{"name": "a", "imagetag_set": [{"name": "v1", "image": {"imageport_set": [{"port": ""}, {"port": 80}]}}]}`: "imagetag_set.image.imageport_set.port",
	} {
		c, _ := answers(t, 200, "application/json", body)
		image, err := c.Images.Get(t.Context(), "a")
		if err != nil || len(image.Tags) != 1 || image.Tags[0].Name != "v1" || !slices.Equal(image.Unread, []string{field}) {
			t.Errorf("%s: %+v, %v; want %s to be unread", body, image, err, field)
		}
	}
}

func TestBadListsAreGarbage(t *testing.T) {
	t.Parallel()
	for body, text := range map[string]string{
		`{}`:                                 "no list of objects",
		`{"meta": {}}`:                       "no list of objects",
		`{"objects": null}`:                  "no list of objects",
		`{"objects": {}}`:                    "objects is a JSON object",
		`{"objects": [{"uuid": "a"}`:         "unexpected end",
		`{"objects": [{"uuid": "a"}]]`:       "invalid character",
		`{"error": "none of your business"}`: "no list of objects",
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

// TestWhatIsUnreadableOfThePageIsPutTogether spoils what a server says of a page.
func TestWhatIsUnreadableOfThePageIsPutTogether(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]Meta{
		`{"meta": [], "objects": [{"uuid": "a"}]}`:                                               {Limit: 10, Offset: 20, Total: 21},
		`{"meta": {"limit": "x", "total_count": 30}, "objects": [{"uuid": "a"}]}`:                {Limit: 10, Offset: 20, Total: 30},
		`{"meta": {"total_count": "30", "next": "/x/", "limit": 5}, "objects": [{"uuid": "a"}]}`: {Limit: 5, Offset: 20, Total: 21, Next: "/x/"},
	} {
		c, _ := answers(t, 200, "application/json", body)
		page, err := c.Containers.List(t.Context(), ContainerFilter{}, ListOptions{Limit: 10, Offset: 20})
		if err != nil || page.Meta != want || len(page.Objects) != 1 {
			t.Errorf("%s: %+v, %v; want %+v", body, page, err, want)
		}
	}
}

// TestRecordsShareTheirTexts holds records to their memory: what they have in common is there once.
func TestRecordsShareTheirTexts(t *testing.T) {
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

func TestTimeIsReadAndWritten(t *testing.T) {
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
