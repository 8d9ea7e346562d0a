package platform_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"fleetop/internal/platform/memory"
)

// TestInvalidParametersAreNamed gives every parameter what it does not take, and checks that the
// answer names the parameter, and only that.
func TestInvalidParametersAreNamed(t *testing.T) {
	t.Parallel()
	s := newServer(t, memory.DefaultFleet())
	long := func(n int) string { return `"` + strings.Repeat("x", n) + `"` }
	container := `["/api/v1/container/` + str(s.named("web"), "uuid") + `/"]`
	for field, values := range map[string][]string{
		"image": {
			`null`, `""`, `5`, `["x"]`, `"Not An Image"`, `"a//b"`, `"a:b:c"`, `"tutum/hello-world:bad tag"`,
			`"/api/v1/image//tag/latest/"`, long(300),
		},
		"name":                  {`5`, `"-x"`, `"a b"`, `"a/b"`, `"\u001b[31m"`, long(64)},
		"container_size":        {`"XXL"`, `"xs"`, `1`},
		"target_num_containers": {`0`, `-1`, `1001`, `1.5`, `"2"`, `1e99`},
		"run_command":           {`7`, `"a\u0000b"`, long(4097)},
		"entrypoint":            {`{}`},
		"container_ports": {
			`80`, `[80]`, `[{"inner_port": 0}]`, `[{"inner_port": 65536}]`, `[{"protocol": "tcp"}]`, `[{"inner_port": "80"}]`,
			`[{"protocol": "sctp", "inner_port": 80}]`, `[{"inner_port": 80}, {"inner_port": 80}]`,
		},
		"container_envvars": {
			`{}`, `[{"value": "x"}]`, `[{"key": "", "value": "x"}]`, `[{"key": "A=B", "value": "x"}]`,
			`[{"key": "A", "value": 1}]`, `[{"key": "A", "value": "\u0000"}]`,
		},
		"linked_to_application": {`"web"`, `[7]`, `["/api/v1/application/` + noSuchUUID + `/"]`, container},
		"autorestart":           {`"SOMETIMES"`},
		"autoreplace":           {`"always"`},
		"autodestroy":           {`true`},
		"roles":                 {`["admin"]`, `"global"`},
		"web_public_dns":        {`5`, `"not a domain"`, `"-x.example.com"`},
	} {
		for _, value := range values {
			body := fmt.Sprintf(`{"image": "tutum/hello-world", %q: %s}`, field, value)
			r := s.do(http.MethodPost, "application/", body)
			if r.status != http.StatusBadRequest {
				t.Errorf("%s: status %d, want 400", body, r.status)
				continue
			}
			wrong, _ := r.object(t)["application"].(map[string]any)
			if messages := strs(wrong, field); len(wrong) != 1 || len(messages) == 0 || messages[0] == "" {
				t.Errorf("%s: answer %s", body, r.body)
			}
		}
	}
	if n := len(s.list("application/")); n != 8 {
		t.Errorf("%d applications, want 8: a refused create left something", n)
	}
}

// TestAllInvalidParametersAreNamedAtOnce checks that one answer tells everything that is wrong.
func TestAllInvalidParametersAreNamedAtOnce(t *testing.T) {
	t.Parallel()
	s := newServer(t, memory.Fleet{})
	got := s.want(http.StatusBadRequest, http.MethodPost, "application/",
		`{"container_size": "XXL", "roles": ["a", "b"], "image": "tutum/redis", "web_public_dns": "x.example.com"}`)
	want := map[string]any{"application": map[string]any{
		"container_size": []any{`Value "XXL" is not one of XS, S, M, L, XL.`},
		"roles":          []any{`Role "a" does not exist: only global does.`, `Role "b" does not exist: only global does.`},
		"web_public_dns": []any{"The application does not listen on port 80."},
	}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestEveryParameterIsKept gives all fourteen parameters and finds them all again.
func TestEveryParameterIsKept(t *testing.T) {
	t.Parallel()
	s := newServer(t, memory.Fleet{})
	db := s.create(`{"image": "tutum/mysql", "name": "db"}`)
	got := s.create(`{
		"image": "r.example.com:5000/team/site:1.2", "name": "site", "container_size": "XL", "target_num_containers": 2,
		"run_command": "/srv/run --fast", "entrypoint": "/sbin/init",
		"container_ports": [{"protocol": "tcp", "inner_port": 80}, {"protocol": "UDP", "inner_port": 53}],
		"container_envvars": [{"key": "A", "value": "1"}, {"key": "B", "value": "<&>"}, {"key": "A", "value": "2"}],
		"linked_to_application": ["` + str(db, "resource_uri") + `"],
		"autorestart": "ON_FAILURE", "autoreplace": "ALWAYS", "autodestroy": "OFF",
		"roles": ["global"], "web_public_dns": "www.example.com"}`)
	uri := str(got, "resource_uri")
	port := func(n int, protocol string) map[string]any {
		return map[string]any{"application": uri, "inner_port": float64(n), "outer_port": nil, "protocol": protocol}
	}
	variable := func(key, value string) map[string]any {
		return map[string]any{"application": uri, "key": key, "value": value}
	}
	want := map[string]any{
		"autodestroy": "OFF", "autoreplace": "ALWAYS", "autorestart": "ON_FAILURE",
		"container_envvars": []any{variable("A", "2"), variable("B", "<&>")},
		"container_ports":   []any{port(80, "tcp"), port(53, "udp")},
		"container_size":    "XL", "entrypoint": "/sbin/init", "run_command": "/srv/run --fast",
		"image_name": "r.example.com:5000/team/site:1.2", "image_tag": "/api/v1/image/r.example.com:5000/team/site/tag/1.2/",
		"linked_from_application": []any{}, "linked_to_application": []any{str(db, "resource_uri")},
		"name": "site", "unique_name": "site", "roles": []any{"global"},
		"public_dns": "site-admin.dev.tutum.io", "web_public_dns": "www.example.com",
		"state": "Running", "current_num_containers": 2.0, "running_num_containers": 2.0, "stopped_num_containers": 0.0, "target_num_containers": 2.0,
		"stopped_datetime": nil, "destroyed_datetime": nil,
	}
	for key, value := range want {
		if diff := cmp.Diff(value, got[key]); diff != "" {
			t.Errorf("%s: %s", key, diff)
		}
	}
	if from := strs(s.get(str(db, "resource_uri")), "linked_from_application"); !cmp.Equal(from, []string{uri}) {
		t.Errorf("db is linked from %v", from)
	}
}

// TestImageMayBeNamedInEveryForm names the image in every way that clients did.
func TestImageMayBeNamedInEveryForm(t *testing.T) {
	t.Parallel()
	s := newServer(t, memory.Fleet{})
	for body, want := range map[string][2]string{
		`{"image": "tutum/hello-world"}`:                                        {"tutum/hello-world:latest", "hello-world"},
		`{"image": "tutum/hello-world:2"}`:                                      {"tutum/hello-world:2", "hello-world"},
		`{"image_tag": "tutum/mysql"}`:                                          {"tutum/mysql:latest", "mysql"},
		`{"image_tag": "/api/v1/image/tutum/redis/tag/2.8/"}`:                   {"tutum/redis:2.8", "redis"},
		`{"image": "/api/v1/image/quay.io/a/b/tag/latest"}`:                     {"quay.io/a/b:latest", "b"},
		`{"image": "https://app.tutum.co/api/v1/image/tutum/lamp/tag/latest/"}`: {"tutum/lamp:latest", "lamp"},
		`{"image": "/api/v1/image/tutum/nginx/"}`:                               {"tutum/nginx:latest", "nginx"},
		`{"image": "ubuntu", "image_tag": "ignored"}`:                           {"ubuntu:latest", "ubuntu"},
		`{"image": "localhost:5000/x"}`:                                         {"localhost:5000/x:latest", "x"},
		`{"image": "busybox", "name": "", "entrypoiny": "/bin/sh"}`:             {"busybox:latest", "busybox"},
	} {
		a := s.post("application/", body)
		if str(a, "image_name") != want[0] || str(a, "name") != want[1] {
			t.Errorf("%s: image %s, name %s", body, str(a, "image_name"), str(a, "name"))
		}
		if strings.Contains(body, "entrypoiny") && str(a, "entrypoint") != "/bin/sh" {
			t.Errorf("%s: entrypoint %q", body, str(a, "entrypoint"))
		}
	}
}

// TestImageGivesTheDefaults checks that the image gives the parameters that are missing.
func TestImageGivesTheDefaults(t *testing.T) {
	t.Parallel()
	s := newServer(t, memory.Fleet{})
	a := s.post("application/", `{"image": "tutum/mysql:5.6"}`)
	if got := str(a, "run_command"); got != "/run.sh" {
		t.Errorf("run_command %q", got)
	}
	ports, _ := a["container_ports"].([]any)
	if len(ports) != 1 || num(ports[0].(map[string]any), "inner_port") != 3306 { //nolint:forcetypeassert // the shapes are tested
		t.Errorf("container_ports %v", ports)
	}
	for _, key := range []string{"public_dns", "web_public_dns", "deployed_datetime", "started_datetime", "stopped_datetime", "destroyed_datetime"} {
		if v, found := a[key]; !found || v != nil {
			t.Errorf("%s is %v, want null", key, v)
		}
	}
	empty := s.post("application/", `{"image": "tutum/mysql", "container_ports": [], "container_envvars": [], "linked_to_application": [], "roles": []}`)
	if ports, _ := empty["container_ports"].([]any); len(ports) != 1 {
		t.Errorf("container_ports %v from an empty list, want the image's", empty["container_ports"])
	}
	bare := s.post("application/", `{"image": "busybox"}`)
	if ports, _ := bare["container_ports"].([]any); ports == nil || len(ports) != 0 {
		t.Errorf("container_ports %v, want an empty list", bare["container_ports"])
	}
}

// TestNamesAreMadeUnique checks how names are made unique and when they are free again.
func TestNamesAreMadeUnique(t *testing.T) {
	t.Parallel()
	s := newServer(t, memory.Fleet{})
	add := func(name, want string) map[string]any {
		t.Helper()
		a := s.create(`{"image": "tutum/redis", "name": "` + name + `"}`)
		if got := str(a, "unique_name"); got != want || str(a, "name") != name {
			t.Fatalf("name %s: unique_name %s, want %s", name, got, want)
		}
		return a
	}
	first := add("web", "web")
	second := add("web", "web-1")
	add("web-2", "web-2")
	add("web", "web-3")
	add("web-1", "web-1-1")

	s.want(http.StatusAccepted, http.MethodDelete, str(second, "resource_uri"), "")
	add("web", "web-4") // while it terminates, the name is still taken
	s.clock.advance(5 * time.Second)
	s.wantState(second, "Terminated")
	add("web", "web-1")
	s.want(http.StatusAccepted, http.MethodDelete, str(first, "resource_uri"), "")
	s.clock.advance(5 * time.Second)
	add("web", "web")
}

// TestContainerNumbersAreTheLowestFree checks that numbers are the lowest free ones.
func TestContainerNumbersAreTheLowestFree(t *testing.T) {
	t.Parallel()
	s := newServer(t, memory.Fleet{})
	app := s.create(`{"image": "tutum/redis", "name": "c", "target_num_containers": 4}`)
	uri := str(app, "resource_uri")
	want := func(names ...string) {
		t.Helper()
		conts := s.containers(app)
		got := make([]string, len(conts))
		for i, c := range conts {
			got[i] = str(c, "unique_name")
		}
		if diff := cmp.Diff(names, got); diff != "" {
			t.Fatal(diff)
		}
	}
	want("c-1", "c-2", "c-3", "c-4")
	s.want(http.StatusAccepted, http.MethodDelete, str(s.container("c-2"), "resource_uri"), "")
	s.clock.advance(5 * time.Second)
	want("c-1", "c-3", "c-4")
	s.patch(uri, `{"target_num_containers": 5}`)
	s.clock.advance(5 * time.Second)
	want("c-1", "c-3", "c-4", "c-2", "c-5")
	s.patch(uri, `{"target_num_containers": 2}`)
	s.clock.advance(5 * time.Second)
	want("c-1", "c-2") // the highest go
}
