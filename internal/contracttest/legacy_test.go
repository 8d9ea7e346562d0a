package contracttest

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"fleetop/internal/platform/memory"
)

// legacy talks as the command line of 2014 and the library below it did, which knew nothing of
// Accept, said JSON on everything, and took what it wanted out of the records without asking
// whether it was there.
type legacy struct {
	t    *testing.T
	f    *fixture
	http *http.Client
	user string // with its key, "user:key"
}

func newLegacy(t *testing.T, f *fixture) *legacy {
	t.Helper()
	return &legacy{t: t, f: f, http: &http.Client{Transport: http.DefaultTransport}, user: testUser + ":" + testKey}
}

// record is an object whose fields are indexed as that library did: one that is not there ends the
// program.
type record struct {
	t    *testing.T
	what string
	o    map[string]any
}

// at returns a field that must be there, be it null.
func (r record) at(key string) any {
	r.t.Helper()
	v, found := r.o[key]
	if !found {
		r.t.Fatalf("%s: KeyError: %q", r.what, key)
	}
	return v
}

// str returns a string that must be there.
func (r record) str(key string) string {
	r.t.Helper()
	s, ok := r.at(key).(string)
	if !ok {
		r.t.Fatalf("%s: %s is %v, not a string", r.what, key, r.o[key])
	}
	return s
}

// num returns a number that must be there.
func (r record) num(key string) int {
	r.t.Helper()
	n, ok := r.at(key).(float64)
	if !ok {
		r.t.Fatalf("%s: %s is %v, not a number", r.what, key, r.o[key])
	}
	return int(n)
}

// list returns a list of objects that must be there.
func (r record) list(key string) []record {
	r.t.Helper()
	raw, ok := r.at(key).([]any)
	if !ok {
		r.t.Fatalf("%s: %s is %v, not a list", r.what, key, r.o[key])
	}
	out := make([]record, len(raw))
	for i := range raw {
		o, _ := raw[i].(map[string]any)
		out[i] = record{r.t, fmt.Sprintf("%s.%s[%d]", r.what, key, i), o}
	}
	return out
}

// date returns a date that must be there as strptime read it, or the zero time for null.
func (r record) date(key string) time.Time {
	r.t.Helper()
	if r.at(key) == nil {
		return time.Time{}
	}
	s := r.str(key)
	if !regexp.MustCompile(`^[A-Z][a-z]{2}, [0-9]{1,2} [A-Z][a-z]{2} [0-9]{4} [0-9]{2}:[0-9]{2}:[0-9]{2} \+0000$`).MatchString(s) {
		r.t.Fatalf("%s: time data %q does not match", r.what, s)
	}
	return must(time.Parse("Mon, 2 Jan 2006 15:04:05 +0000", s))(r.t)
}

// send sends a request to a path, which is made absolute, and with a slash at its end as all but
// the first versions did.
func (l *legacy) send(method, path string, params url.Values, data string, slash bool) (int, []byte) {
	l.t.Helper()
	target := l.f.url + "/api/v1/" + strings.Trim(path, "/")
	if strings.HasPrefix(path, "/api/v1/") {
		target = l.f.url + strings.TrimRight(path, "/")
	}
	if slash && !strings.Contains(path, "?") {
		target += "/"
	}
	if params != nil {
		target += "?" + params.Encode()
	}
	var body io.Reader
	if data != "" {
		body = strings.NewReader(data)
	}
	req := must(http.NewRequestWithContext(l.t.Context(), method, target, body))(l.t)
	if strings.HasPrefix(l.user, "basic ") {
		req.Header.Set("Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte(strings.TrimPrefix(l.user, "basic "))))
	} else {
		req.Header.Set("Authorization", "ApiKey "+l.user)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("User-Agent", "python-tutum/0.7.2")
	req.Header.Set("Accept", "*/*")
	resp, err := l.http.Do(req) // it takes gzip, keeps connections, and a GET follows redirects
	if err != nil {
		l.t.Fatal(err)
	}
	defer resp.Body.Close()
	return resp.StatusCode, must(io.ReadAll(resp.Body))(l.t)
}

// ask sends a request and reads the answer as the library did: any 2xx but 204 has a JSON object.
func (l *legacy) ask(method, path string, params url.Values, data string) record {
	l.t.Helper()
	status, body := l.send(method, path, params, data, true)
	if status < 200 || status > 299 {
		l.t.Fatalf("Status %d (%s %s). Response: %s", status, method, path, body)
	}
	if status == http.StatusNoContent {
		if len(body) > 0 {
			l.t.Fatalf("%s %s: 204 with a body", method, path)
		}
		return record{l.t, path, nil}
	}
	r := record{l.t, path, object(l.t, body)}
	if method != http.MethodGet { // the object loads itself anew from the answer
		if strings.HasPrefix(path, "image") {
			r.str("name")
		} else {
			r.str("uuid")
		}
		r.str("resource_uri")
	}
	return r
}

// list fetches all pages, going from one to the next by the URL it is given.
func (l *legacy) list(kind string, pairs ...string) []record {
	l.t.Helper()
	params := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		params.Set(pairs[i], pairs[i+1])
	}
	var all []record
	page := l.ask(http.MethodGet, kind, params, "")
	for {
		all = append(all, page.list("objects")...)
		meta := record{l.t, "meta", page.at("meta").(map[string]any)}
		if meta.at("next") == nil {
			if meta.num("total_count") != len(all) {
				l.t.Fatalf("%d %ss, total_count %d", len(all), kind, meta.num("total_count"))
			}
			return all
		}
		page = l.ask(http.MethodGet, meta.str("next"), nil, "")
	}
}

// find names an object as its users did: by long UUID, unique name, or the start of a UUID.
func (l *legacy) find(kind, identifier string) record {
	l.t.Helper()
	if regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`).MatchString(identifier) {
		return l.ask(http.MethodGet, kind+"/"+identifier, nil, "")
	}
	found := l.list(kind, "unique_name", identifier)
	if len(found) == 0 {
		found = l.list(kind, "uuid__startswith", identifier)
	}
	if len(found) != 1 {
		l.t.Fatalf("%d %ss with the identifier %s", len(found), kind, identifier)
	}
	return found[0]
}

// act performs an action on an object, with the body that the version sent.
func (l *legacy) act(method, path, data string) record {
	l.t.Helper()
	r := l.ask(method, path, nil, data)
	l.f.settle()
	return r
}

// run creates an application with every argument that was not given as null, as that command did.
func (l *legacy) run(given map[string]any) record {
	l.t.Helper()
	args := map[string]any{
		"image": nil, "name": nil, "container_size": "XS", "target_num_containers": 1, "run_command": nil, "entrypoint": nil,
		"container_ports": nil, "container_envvars": nil, "linked_to_application": nil, "autorestart": "OFF",
		"autoreplace": "OFF", "autodestroy": "OFF", "roles": nil, "sequential_deployment": false,
	}
	for key, value := range given {
		args[key] = value
	}
	return l.act(http.MethodPost, "application", string(must(json.Marshal(args))(l.t)))
}

// TestLegacyApplications works on applications from run to terminate.
func TestLegacyApplications(t *testing.T) {
	t.Parallel()
	f := newFixture(t, memory.DefaultFleet())
	l := newLegacy(t, f)
	db := l.find("application", "db")
	made := l.run(map[string]any{
		"image": "tutum/hello-world", "name": "site", "container_size": "M", "target_num_containers": 2, "run_command": "/go", "entrypoint": "/bin/x",
		"container_ports": []map[string]any{{"protocol": "tcp", "inner_port": 80}}, "container_envvars": []map[string]any{{"key": "A", "value": "b"}},
		"linked_to_application": []string{db.str("resource_uri")}, "autorestart": "ON_FAILURE", "autoreplace": "ALWAYS", "autodestroy": "ON_FAILURE", "roles": []string{"global"},
	})
	uuid := made.str("uuid")
	if made.str("state") != "Starting" || made.at("deployed_datetime") != nil || len(made.list("containers")) != 2 {
		t.Errorf("run: %v", made.o)
	}
	app := l.find("application", uuid[:8])
	if app.str("state") != "Running" || app.str("image_name") != "tutum/hello-world:latest" || app.num("current_num_containers") != 2 ||
		app.str("container_size") != "M" || app.date("deployed_datetime").Before(start()) || app.at("web_public_dns") != nil {
		t.Errorf("ps: %v", app.o)
	}
	inspected := l.find("application", uuid)
	if v := inspected.list("container_envvars")[0]; v.str("key") != "A" || v.str("value") != "b" {
		t.Errorf("inspect: %v", inspected.o)
	}
	path := "application/" + uuid
	alias := l.act(http.MethodPatch, path, `{"web_public_dns": "www.example.com"}`)
	if alias.str("web_public_dns") != "www.example.com" || alias.str("state") != "Running" {
		t.Errorf("alias: %v", alias.o)
	}
	for _, body := range []string{"", "{}"} {
		l.act(http.MethodPatch, path, body) // nothing was changed before it was saved
	}
	set := l.act(http.MethodPatch, path, `{"autorestart": "OFF", "autoreplace": "OFF", "autodestroy": null}`)
	if set.str("autorestart") != "OFF" || set.str("autoreplace") != "OFF" || set.str("autodestroy") != "ON_FAILURE" {
		t.Errorf("set: %v", set.o)
	}
	if s := l.act(http.MethodPatch, path, `{"target_num_containers": 3}`); s.str("state") != "Scaling" || s.num("target_num_containers") != 3 {
		t.Errorf("scale: %v", s.o)
	}
	logs := l.ask(http.MethodGet, path+"/logs", nil, "").str("logs")
	for n := 1; n <= 3; n++ {
		if !strings.Contains(logs, fmt.Sprintf("======>site-%d <======\n", n)) {
			t.Errorf("logs: no container %d", n)
		}
	}
	for _, step := range []struct{ method, verb, body, answer, after string }{
		{"POST", "/stop", "", "Stopping", "Stopped"},
		{"POST", "/start", "{}", "Starting", "Running"},
		{"POST", "/redeploy", `{"tag": null}`, "Redeploying", "Running"},
		{"POST", "/redeploy", `{"tag": "v2"}`, "Redeploying", "Running"},
		{"POST", "/redeploy", "", "Redeploying", "Running"},
		{"POST", "/stop", "{}", "Stopping", "Stopped"},
		{"POST", "/start", "", "Starting", "Running"},
		{"DELETE", "", "{}", "Terminating", "Terminated"},
	} {
		answer := l.act(step.method, path+step.verb, step.body)
		if got := l.find("application", uuid); answer.str("state") != step.answer || got.str("state") != step.after {
			t.Errorf("%s%s: %s, then %s", step.method, step.verb, answer.str("state"), got.str("state"))
		}
	}
	if got := l.find("application", uuid); got.str("image_name") != "tutum/hello-world:v2" {
		t.Errorf("redeployed as %s", got.str("image_name"))
	}
}

// TestLegacyRunDefaults runs an image with no arguments but its name: whether what was not given is
// null or an empty list, as in later versions, the image decides.
func TestLegacyRunDefaults(t *testing.T) {
	t.Parallel()
	l := newLegacy(t, newFixture(t, memory.Fleet{}))
	none := []any{}
	for name, given := range map[string]map[string]any{
		"null":  {"image": "tutum/hello-world"},
		"empty": {"image": "tutum/hello-world", "container_ports": none, "container_envvars": none, "linked_to_application": none, "roles": none},
	} {
		app := l.run(given)
		ports := app.list("container_ports")
		if len(ports) != 1 || ports[0].num("inner_port") != 80 || app.at("public_dns") == nil || app.str("run_command") != "/run.sh" {
			t.Errorf("%s: ports %v, public_dns %v, run command %q", name, app.at("container_ports"), app.at("public_dns"), app.str("run_command"))
		}
	}
}

// TestLegacyTables prints what the tables of applications and containers were made of, for every
// record of a fleet of many pages.
func TestLegacyTables(t *testing.T) {
	t.Parallel()
	f := newFixture(t, memory.Sized(130, 1))
	l := newLegacy(t, f)
	for kind, names := range map[string]string{"application": "current_num_containers", "container": "exit_code"} {
		rows := l.list(kind)
		if len(rows) != 130 {
			t.Errorf("%d %ss", len(rows), kind)
		}
		for _, r := range rows {
			r.at(names)
			r.at("public_dns")
			if kind == "application" {
				r.at("web_public_dns")
			}
			columns := []string{r.str("unique_name"), r.str("uuid")[:8], r.str("state"), r.str("image_name"), r.str("run_command"), r.str("container_size")}
			if strings.Contains(strings.Join(columns, " "), "  ") || r.date("deployed_datetime").IsZero() {
				t.Errorf("%s: %q", kind, columns)
			}
			for _, p := range r.list("container_ports") {
				if p.num("inner_port") != 80 || p.str("protocol") != "tcp" || (p.at("outer_port") == nil) != (kind == "application") {
					t.Errorf("%s: port %v", kind, p.o)
				}
			}
		}
	}
	if got := l.list("application", "state", "Running"); len(got) != 130 {
		t.Errorf("%d are running", len(got))
	}
	if got := l.list("application", "state", "Stopped"); len(got) != 0 {
		t.Errorf("%d are stopped", len(got))
	}
}

// TestLegacyContainers works on the containers of an application.
func TestLegacyContainers(t *testing.T) {
	t.Parallel()
	f := newFixture(t, memory.DefaultFleet())
	f.clock.advance(time.Minute)
	l := newLegacy(t, f)
	app := l.find("application", "worker")
	uuid := app.str("uuid")
	for _, filter := range [][]string{
		{"application__uuid", uuid},
		{"application__unique_name", "worker"},
		{"application__uuid__startswith", uuid[:8]},
		{"application__name", "worker"},
		{"application__state", "Partly running", "application__name", "worker"},
	} {
		if got := l.list("container", filter...); len(got) != 6 {
			t.Errorf("%q: %d containers", filter, len(got))
		}
	}
	crashed := l.list("container", "application__uuid", uuid, "state", "Stopped with errors")
	if len(crashed) != 1 || crashed[0].num("exit_code") != 137 || crashed[0].str("exit_code_msg") == "" {
		t.Fatalf("crashed: %v", crashed)
	}
	c := l.find("container", "worker-4")
	path := strings.TrimPrefix(c.str("resource_uri"), "/api/v1/")
	if c.str("uuid") != crashed[0].str("uuid") || c.str("application") != app.str("resource_uri") {
		t.Errorf("worker-4: %v", c.o)
	}
	for _, v := range l.find("container", c.str("uuid")).list("container_envvars") {
		v.str("key")
		v.str("value")
	}
	if l.ask(http.MethodGet, path+"logs", nil, "").str("logs") == "" {
		t.Error("the log is empty")
	}
	for _, step := range []struct{ method, verb, body, answer, after string }{
		{"POST", "start", "{}", "Starting", "Running"},
		{"POST", "stop", "", "Stopping", "Stopped"},
		{"POST", "start", "", "Starting", "Running"},
		{"DELETE", "", "{}", "Stopping", "Terminated"},
	} {
		answer := l.act(step.method, path+step.verb, step.body)
		got := l.find("container", c.str("uuid"))
		if answer.str("state") != step.answer || got.str("state") != step.after {
			t.Errorf("%s %s: %s, then %s", step.method, step.verb, answer.str("state"), got.str("state"))
		}
		if step.after == "Running" && (got.str("public_dns") == "" || got.date("started_datetime").IsZero()) {
			t.Errorf("running: %v", got.o)
		}
	}
	if got := l.find("application", uuid); got.num("target_num_containers") != 5 {
		t.Errorf("the target is %d", got.num("target_num_containers"))
	}
}

// TestLegacyImages lists the three kinds of images, and adds, changes and removes one.
func TestLegacyImages(t *testing.T) {
	t.Parallel()
	l := newLegacy(t, newFixture(t, memory.DefaultFleet()))
	for _, filter := range []string{"starred", "base_image", "is_private_image"} {
		for _, value := range []string{"True", "true", "1"} {
			rows := l.list("image", filter, value)
			for _, r := range rows {
				r.str("name")
				r.str("description")
				if r.at(filter) != true {
					t.Errorf("%s=%s: %v", filter, value, r.o)
				}
			}
			if len(rows) < 4 {
				t.Errorf("%s=%s: %d images", filter, value, len(rows))
			}
		}
	}
	const name = "quay.io/user/my-private-image"
	added := l.ask(http.MethodPost, "image", nil, `{"name": "`+name+`", "username": "u", "password": "p", "description": null}`)
	if added.str("name") != name || added.at("is_private_image") != true {
		t.Errorf("add: %v", added.o)
	}
	got := l.ask(http.MethodGet, "image/"+name, nil, "")
	got.list("imagetag_set")[0].str("full_name")
	changed := l.ask(http.MethodPatch, "image/"+name, nil, `{"username": "x", "password": "y", "description": "new"}`)
	if changed.str("description") != "new" {
		t.Errorf("update: %v", changed.o)
	}
	l.ask(http.MethodPatch, "image/"+name, nil, "")
	if gone := l.ask(http.MethodDelete, "image/"+name, nil, "{}"); gone.o != nil {
		t.Errorf("remove: %v", gone.o)
	}
	if status, _ := l.send(http.MethodGet, "image/"+name, nil, "", true); status != http.StatusNotFound {
		t.Errorf("removed, then %d", status)
	}
}

// TestLegacyLogin signs in with Basic and uses the key that comes back.
func TestLegacyLogin(t *testing.T) {
	t.Parallel()
	l := newLegacy(t, newFixture(t, memory.DefaultFleet()))
	l.user = "basic " + testUser + ":wrong"
	if status, _ := l.send(http.MethodGet, "auth", nil, "", true); status != http.StatusUnauthorized {
		t.Errorf("wrong password: %d", status)
	}
	l.user = "basic " + testUser + ":" + testKey
	account := l.ask(http.MethodGet, "auth", nil, "").list("objects")[0]
	l.user = account.str("username") + ":" + account.str("key")
	if n := len(l.list("application")); n != 8 {
		t.Errorf("%d applications", n)
	}
	l.user = testUser + ":x"
	if status, body := l.send(http.MethodGet, "application", nil, "", true); status != http.StatusUnauthorized || len(body) > 0 {
		t.Errorf("wrong key: %d %q", status, body)
	}
}

// TestLegacyURLs sends paths without their last slash, as the first version did, and a bare
// question mark.
func TestLegacyURLs(t *testing.T) {
	t.Parallel()
	f := newFixture(t, memory.DefaultFleet())
	l := newLegacy(t, f)
	cache := l.find("application", "cache")
	path := "application/" + cache.str("uuid")
	for _, step := range []struct {
		method, path, body string
		params             url.Values
		status             int
	}{
		{"GET", "application", "", nil, 200},
		{"GET", "container", "", url.Values{"state": {"Running"}, "limit": {"3"}}, 200},
		{"GET", path, "", url.Values{}, 200},
		{"GET", path + "/logs", "", nil, 200},
		{"GET", "image/r.tutum.co/shop/web", "", nil, 200},
		{"POST", path + "/stop", "{}", url.Values{}, 202},
		{"POST", path + "/start", "", nil, 202},
		{"PATCH", path, `{"target_num_containers": 2}`, nil, 202},
		{"DELETE", path, "", url.Values{}, 202},
		{"POST", "application", `{"image_tag": "tutum/mysql"}`, nil, 202},
	} {
		status, body := l.send(step.method, step.path, step.params, step.body, false)
		if status != step.status || len(object(t, body)) == 0 {
			t.Errorf("%s %s: %d", step.method, step.path, status)
		}
		f.settle()
	}
	bare := 0
	for _, x := range f.exchanges() {
		if strings.HasSuffix(x.uri, "?") {
			bare++
		}
		if isWrite := x.method != http.MethodGet; isWrite && x.sent.Get("Content-Type") != "application/json" || x.sent.Get("Accept") != "*/*" {
			t.Errorf("%s %s was sent with %v", x.method, x.uri, x.sent)
		}
	}
	if bare < 3 {
		t.Errorf("%d bare question marks were sent", bare)
	}
	for _, header := range []map[string]string{
		{"Authorization": "apikey " + testUser + ":" + testKey}, {"Authorization": "APIKEY  " + testUser + ":" + testKey}, {"Accept": ""},
	} {
		if got := f.raw(http.MethodGet, "/api/v1/application/?", "", header); got.status != http.StatusOK {
			t.Errorf("%v: %d", header, got.status)
		}
	}
}
