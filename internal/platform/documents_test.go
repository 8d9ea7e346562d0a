package platform_test

import (
	"fmt"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"fleetop/internal/platform/memory"
)

// shape replaces every value by its type, so that two records can be compared by their fields. Of a
// list the first element stands for all; null and an absent list fit everything.
func shape(v any) any {
	switch v := v.(type) {
	case map[string]any:
		out := make(map[string]any, len(v))
		for key, value := range v {
			out[key] = shape(value)
		}
		return out
	case []any:
		if len(v) == 0 {
			return []any{}
		}
		return []any{shape(v[0])}
	case nil:
		return "null"
	default:
		return fmt.Sprintf("%T", v)
	}
}

// wantFields fails unless two objects have the same fields with values of the same types. The
// server may add image_name, as the real one did.
func wantFields(t *testing.T, got, want map[string]any) {
	t.Helper()
	wantShape(t, "", shape(got), shape(want))
}

func wantShape(t *testing.T, path string, got, want any) {
	t.Helper()
	switch want := want.(type) {
	case map[string]any:
		g, ok := got.(map[string]any)
		if !ok {
			t.Errorf("%s: %v, want an object", path, got)
			return
		}
		if strings.HasSuffix(path, "link_variables") {
			return // its keys are made of names
		}
		g = maps.Clone(g)
		if _, found := want["image_name"]; !found {
			delete(g, "image_name")
		}
		if diff := cmp.Diff(slices.Sorted(maps.Keys(want)), slices.Sorted(maps.Keys(g))); diff != "" {
			t.Errorf("%s: fields differ (-document +server):\n%s", path, diff)
		}
		for key := range want {
			wantShape(t, path+"."+key, g[key], want[key])
		}
	case []any:
		g, ok := got.([]any)
		if !ok {
			t.Errorf("%s: %v, want a list", path, got)
			return
		}
		if len(g) > 0 && len(want) > 0 {
			wantShape(t, path+"[]", g[0], want[0])
		}
	default:
		if got != want && got != "null" && want != "null" {
			t.Errorf("%s: %v, want %v", path, got, want)
		}
	}
}

// anonymous renames UUIDs, the first one to appear to "uuid-1" and so on, and the address of the
// server.
func anonymous(t *testing.T, s *server, body []byte) string {
	t.Helper()
	text := compact(t, body)
	if s != nil {
		text = strings.ReplaceAll(text, s.url, "https://app.tutum.co")
	}
	seen := make(map[string]string)
	return regexp.MustCompile(`[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}`).ReplaceAllStringFunc(text, func(id string) string {
		if seen[id] == "" {
			seen[id] = fmt.Sprintf("uuid-%d", len(seen)+1)
		}
		return seen[id]
	})
}

// TestDocumentedCreateIsAnsweredToTheLetter sends the documents' example and gets the documents'
// answer, to the letter.
func TestDocumentedCreateIsAnsweredToTheLetter(t *testing.T) {
	t.Parallel()
	s := newServer(t, memory.Fleet{})
	r := s.do(http.MethodPost, "application/", readExample(t, "application-create-request"))
	if r.status != http.StatusAccepted {
		t.Fatalf("status %d: %s", r.status, r.body)
	}
	got := strings.Replace(anonymous(t, s, r.body), `"image_name":"tutum/hello-world:latest",`, "", 1)
	want := anonymous(t, nil, []byte(readExample(t, "application-create")))
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the answer differs (-document +server):\n%s", diff)
	}
}

// TestAnswersHaveTheDocumentedShapes walks through the documents' examples and compares every
// answer with the documents' one, field by field.
func TestAnswersHaveTheDocumentedShapes(t *testing.T) {
	t.Parallel()
	s := newServer(t, memory.Fleet{})
	app := s.create(`{"image": "tutum/hello-world", "name": "my-web-app", "target_num_containers": 2,
		"container_envvars": [{"key": "ENVIRONMENT", "value": "dev"}], "web_public_dns": "myapp.example.com",
		"autoreplace": "ALWAYS", "autorestart": "ALWAYS"}`)
	uri := str(app, "resource_uri")
	check := func(name string, got map[string]any) {
		t.Run(name, func(t *testing.T) {
			t.Helper()
			wantFields(t, got, example(t, name))
		})
	}
	check("application-list", s.get("application/"))
	check("application", app)
	check("application-update", s.patch(uri, readExample(t, "application-update-request")))
	s.clock.advance(5 * time.Second)
	check("container-list", s.get("container/"))
	conts := s.containers(app)
	one := str(conts[1], "resource_uri")
	check("container", conts[1])
	check("container-stop", s.post(one+"stop/", ""))
	s.clock.advance(5 * time.Second)
	check("container-start", s.post(one+"start/", ""))
	s.clock.advance(5 * time.Second)
	check("container-terminate", s.want(http.StatusAccepted, http.MethodDelete, one, ""))
	s.clock.advance(5 * time.Second)
	check("application-stop", s.post(uri+"stop/", ""))
	s.clock.advance(5 * time.Second)
	check("application-start", s.post(uri+"start/", ""))
	s.clock.advance(5 * time.Second)
	check("application-terminate", s.want(http.StatusAccepted, http.MethodDelete, uri, ""))

	check("image-add", s.post("image/", readExample(t, "image-add-request")))
	check("image-list", s.get("image/?is_private_image=True"))
	check("image", s.get("image/quay.io/user/my-private-image/"))
}

// TestEveryAnswerHasItsHeaders checks what every answer carries.
func TestEveryAnswerHasItsHeaders(t *testing.T) {
	t.Parallel()
	s := newServer(t, memory.DefaultFleet())
	r := s.do(http.MethodGet, "application/", "")
	for key, want := range map[string]string{
		"Cache-Control": "must-revalidate, max-age=0",
		"Content-Type":  "application/json",
		"Vary":          "Accept, Authorization, Cookie, Accept-Encoding",
		"Date":          "Sun, 06 Apr 2014 17:59:42 GMT",
	} {
		if got := r.header.Get(key); got != want {
			t.Errorf("%s: %q, want %q", key, got, want)
		}
	}
}
