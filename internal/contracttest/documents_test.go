package contracttest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"fleetop/client"
	"fleetop/internal/platform/memory"
)

// example reads an example of the documents.
func example(tb testing.TB, name string) []byte {
	tb.Helper()
	return must(os.ReadFile(filepath.Join("..", "..", "client", "testdata", filepath.FromSlash(name)+".json")))(tb)
}

// reader is a server that always gives the same answer, and a client of it.
type reader struct {
	*client.Client
	body []byte
}

func newReader(tb testing.TB) *reader {
	tb.Helper()
	r := &reader{}
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(r.body)
	}))
	tb.Cleanup(srv.Close)
	r.Client = must(client.New(srv.URL, client.Credentials{}))(tb)
	tb.Cleanup(r.CloseIdle)
	return r
}

// read decodes a body with the client; kind is "application", "container" or "image". An error
// becomes part of what was read.
func (r *reader) read(tb testing.TB, kind string, isList bool, body []byte) any {
	tb.Helper()
	r.body = body
	ctx := tb.Context()
	type result struct {
		value any
		err   string
	}
	text := func(err error) string {
		if err == nil {
			return ""
		}
		return err.Error()
	}
	switch {
	case kind == "application" && isList:
		p, err := r.Applications.List(ctx, client.ApplicationFilter{}, client.ListOptions{})
		return result{[]any{p.Objects, p.Meta, len(p.Bad)}, text(err)}
	case kind == "container" && isList:
		p, err := r.Containers.List(ctx, client.ContainerFilter{}, client.ListOptions{})
		return result{[]any{p.Objects, p.Meta, len(p.Bad)}, text(err)}
	case kind == "image" && isList:
		p, err := r.Images.List(ctx, client.ImageFilter{}, client.ListOptions{})
		return result{[]any{p.Objects, p.Meta, len(p.Bad)}, text(err)}
	case kind == "application":
		v, err := r.Applications.Get(ctx, nowhere)
		return result{v, text(err)}
	case kind == "container":
		v, err := r.Containers.Get(ctx, nowhere)
		return result{v, text(err)}
	default:
		v, err := r.Images.Get(ctx, "x")
		return result{v, text(err)}
	}
}

// leaves calls visit for every value in v that has no parts, with its path and a function that puts
// another value in its place.
func leaves(path string, v any, visit func(path string, value any, set func(any))) {
	switch v := v.(type) {
	case map[string]any:
		for key := range v {
			walk(path+"."+key, v[key], func(x any) { v[key] = x }, visit)
		}
	case []any:
		for i := range v {
			walk(path+"[]", v[i], func(x any) { v[i] = x }, visit)
		}
	}
}

func walk(path string, v any, set func(any), visit func(string, any, func(any))) {
	switch v.(type) {
	case map[string]any, []any:
		leaves(path, v, visit)
	default:
		visit(path, v, set)
	}
}

// another returns a different value of the same kind; nil if the kind is not known.
func another(path string, v any) any {
	switch v := v.(type) {
	case string:
		if strings.HasSuffix(path, "_datetime") || strings.HasSuffix(path, "image_creation") {
			return "Tue, 1 Jan 2013 01:02:03 +0000"
		}
		return v + "x"
	case float64:
		return v + 1
	case bool:
		return !v
	default:
		return nil
	}
}

// isBackReference reports whether a field says no more than where it stands.
func isBackReference(path string) bool {
	return strings.HasSuffix(path, "container_envvars[].application") || strings.HasSuffix(path, "container_envvars[].container")
}

// wantAllRead changes each value of a body in turn: the client must read something else then. So no
// field is overlooked or taken under a wrong name.
func wantAllRead(t *testing.T, r *reader, name, kind string, body []byte) {
	t.Helper()
	tree := object(t, body)
	_, isList := tree["objects"]
	whole := r.read(t, kind, isList, body)
	n := 0
	leaves("", tree, func(path string, value any, set func(any)) {
		other := another(path, value)
		if other == nil || isBackReference(path) {
			return
		}
		set(other)
		changed := must(json.Marshal(tree))(t)
		set(value)
		n++
		if reflect.DeepEqual(whole, r.read(t, kind, isList, changed)) {
			t.Errorf("%s: the client does not read %s", name, path)
		}
	})
	if n < 10 {
		t.Errorf("%s: only %d values were tried", name, n)
	}
}

// documented are the examples of answers with records, by kind.
func documented() map[string][]string {
	return map[string][]string{
		"application": {
			"2014-03/application-list", "2014-03/application-get", "2014-04/application-list", "2014-04/application-get", "2014-04/application-create",
			"2014-04/application-update", "2014-04/application-start", "2014-04/application-stop", "2014-04/application-terminate",
		},
		"container": {
			"2014-04/container-list", "2014-04/container-get", "2014-04/container-start", "2014-04/container-stop", "2014-04/container-terminate",
		},
		"image": {"2014-04/image-list", "2014-04/image-get", "2014-04/image-add", "2014-04/image-update"},
	}
}

// TestDocumentsAreReadWhole reads every example of both documents field by field.
func TestDocumentsAreReadWhole(t *testing.T) {
	t.Parallel()
	r := newReader(t)
	for kind, names := range documented() {
		for _, name := range names {
			wantAllRead(t, r, name, kind, example(t, name))
		}
	}
}

// TestRepliesAreReadWhole serves the platform's own answers again, changed field by field:
// everything that the platform says, the client reads.
func TestRepliesAreReadWhole(t *testing.T) {
	t.Parallel()
	f := mixedFleet(t)
	r := newReader(t)
	for _, path := range []string{"application/", "container/?limit=100", "image/?limit=100"} {
		kind, _, _ := strings.Cut(path, "/")
		body := f.raw(http.MethodGet, "/api/v1/"+path, "", nil).body
		objects, _ := object(t, body)["objects"].([]any)
		if len(objects) < 8 {
			t.Fatalf("%s: %d records", path, len(objects))
		}
		for i, o := range objects {
			if i%4 > 1 {
				continue // they are much alike
			}
			record, _ := o.(map[string]any)
			body := f.raw(http.MethodGet, fmt.Sprint(record["resource_uri"]), "", nil).body
			wantAllRead(t, r, fmt.Sprint(record["resource_uri"]), kind, body)
			if i == 0 {
				body := f.raw(http.MethodGet, "/api/v1/"+kind+"/?limit=2&offset=1", "", nil).body
				wantAllRead(t, r, kind+" list", kind, body)
			}
		}
	}
}

// TestEveryFieldOfTheOlderRevisionIsSent compares with revision 2014-03: the platform sends every
// field it has, but for the old name of a port's owner.
func TestEveryFieldOfTheOlderRevisionIsSent(t *testing.T) {
	t.Parallel()
	f := mixedFleet(t)
	list := object(t, example(t, "2014-03/application-list"))
	body := f.raw(http.MethodGet, "/api/v1/application/?limit=1", "", nil).body
	wantKeys(t, "list", list, object(t, body))
	wantKeys(t, "meta", list["meta"], object(t, body)["meta"])
	old, _ := list["objects"].([]any)
	now, _ := object(t, body)["objects"].([]any)
	wantKeys(t, "record of a list", old[0], now[0])
	record, _ := now[0].(map[string]any)
	body = f.raw(http.MethodGet, fmt.Sprint(record["resource_uri"]), "", nil).body
	wantKeys(t, "details", object(t, example(t, "2014-03/application-get")), object(t, body))
}

func wantKeys(t *testing.T, what string, older, newer any) {
	t.Helper()
	o, _ := older.(map[string]any)
	n, _ := newer.(map[string]any)
	if len(o) == 0 {
		t.Errorf("%s: the document has no fields", what)
	}
	for key := range o {
		if _, found := n[key]; !found {
			t.Errorf("%s: %s is missing", what, key)
		}
	}
}

// TestExamplesAgree compares the examples of the client with those of the platform.
func TestExamplesAgree(t *testing.T) {
	t.Parallel()
	names := map[string]string{"application": "application-get", "container": "container-get", "image": "image-get"}
	files := must(filepath.Glob(filepath.Join("..", "platform", "testdata", "*.json")))(t)
	if len(files) < 15 {
		t.Fatalf("only %d examples", len(files))
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".json")
		if other, ok := names[name]; ok {
			name = other
		}
		theirs := object(t, must(os.ReadFile(file))(t))
		if diff := cmp.Diff(object(t, example(t, "2014-04/"+name)), theirs); diff != "" {
			t.Errorf("%s (-client +platform): %s", file, diff)
		}
	}
}

// plain makes records comparable that differ in generated fields: UUIDs become numbers in the order
// in which they appear, times and ports are there or not, and host names lose their domains.
func plain[T any](tb testing.TB, v T) map[string]any {
	tb.Helper()
	text := string(must(json.Marshal(v))(tb))
	seen := map[string]string{}
	text = regexp.MustCompile(`[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}`).ReplaceAllStringFunc(text, func(id string) string {
		if seen[id] == "" {
			seen[id] = fmt.Sprintf("uuid-%d", len(seen)+1)
		}
		return seen[id]
	})
	text = regexp.MustCompile(`https?://[a-z0-9.:]+/api`).ReplaceAllString(text, "host/api")
	text = regexp.MustCompile(`\.(alpha-dev|alpha\.dev|dev)\.tutum\.io(:[0-9]+)?`).ReplaceAllString(text, ".domain")
	text = regexp.MustCompile(`"[A-Z][a-z]{2}, [0-9 A-Za-z:+]+"`).ReplaceAllString(text, `"a time"`)
	text = regexp.MustCompile(`"49[0-9]{3}"|49[0-9]{3}`).ReplaceAllString(text, `"a port"`)
	o := object(tb, []byte(text))
	delete(o, "ImageName") // the documents do not have it
	return o
}

// TestSessionOfTheDocuments walks through the session that the examples of revision 2014-04 show,
// and reads from the platform what the client reads from them.
func TestSessionOfTheDocuments(t *testing.T) {
	t.Parallel()
	f := newFixture(t, memory.Fleet{})
	r := newReader(t)
	ctx := f.ctx()
	apps := func(name string, got client.Application, err error) {
		t.Helper()
		r.body = example(t, "2014-04/"+name)
		want := must(r.Applications.Get(ctx, nowhere))(t)
		if diff := cmp.Diff(plain(t, want), plain(t, must(got, err)(t))); diff != "" {
			t.Errorf("%s (-document +platform): %s", name, diff)
		}
		f.settle()
	}
	app := must(f.Applications.Create(ctx, client.NewApplication{
		Image: "tutum/hello-world", Name: "my-web-app", Target: 2, Autorestart: client.PolicyAlways, Autoreplace: client.PolicyAlways,
		EnvVars: []client.EnvVar{{Key: "ENVIRONMENT", Value: "dev"}}, WebPublicDNS: "myapp.example.com",
	}))(t)
	f.settle()
	got, err := f.Applications.Get(ctx, app.UUID)
	apps("application-get", got, err)
	got, err = f.Applications.Scale(ctx, app.UUID, 3)
	apps("application-update", got, err)
	got, err = f.Applications.Stop(ctx, app.UUID)
	apps("application-stop", got, err)
	got, err = f.Applications.Start(ctx, app.UUID)
	apps("application-start", got, err)
	got, err = f.Applications.Terminate(ctx, app.UUID)
	apps("application-terminate", got, err)

	f.clock.advance(10 * time.Minute)
	var n client.NewApplication
	request := object(t, example(t, "2014-04/application-create-request"))
	n.Image, n.Name, n.WebPublicDNS = fmt.Sprint(request["image"]), fmt.Sprint(request["name"]), fmt.Sprint(request["web_public_dns"])
	n.Target, n.Size = 2, client.SizeXS
	app, err = f.Applications.Create(ctx, n)
	if diff := cmp.Diff(request, object(t, []byte(f.last().body))); diff != "" {
		t.Errorf("the request to create (-document +client): %s", diff)
	}
	apps("application-create", app, err)
	second := client.UUIDFromURI(app.Containers[1])
	conts := func(name string, got client.Container, err error) {
		t.Helper()
		r.body = example(t, "2014-04/"+name)
		want := must(r.Containers.Get(ctx, nowhere))(t)
		if diff := cmp.Diff(plain(t, want), plain(t, must(got, err)(t))); diff != "" {
			t.Errorf("%s (-document +platform): %s", name, diff)
		}
		f.settle()
	}
	cont, err := f.Containers.Get(ctx, second)
	conts("container-get", cont, err)
	cont, err = f.Containers.Stop(ctx, second)
	conts("container-stop", cont, err)
	cont, err = f.Containers.Start(ctx, second)
	conts("container-start", cont, err)
	cont, err = f.Containers.Terminate(ctx, second)
	conts("container-terminate", cont, err)
}
