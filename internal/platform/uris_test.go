package platform_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"fleetop/internal/platform/memory"
)

// everyURI adds the URIs of the API that are in a value to found.
func everyURI(v any, found map[string]bool) {
	switch v := v.(type) {
	case map[string]any:
		for _, each := range v {
			everyURI(each, found)
		}
	case []any:
		for _, each := range v {
			everyURI(each, found)
		}
	case string:
		if i := strings.Index(v, "/api/v1/"); i >= 0 {
			found[v[i:]] = true
		}
	}
}

// Clients follow what they find in answers: the tag of an application, the registry of an image,
// the next page.
func TestEveryURIInAnAnswerLeadsSomewhere(t *testing.T) {
	t.Parallel()
	s := newServer(t, memory.DefaultFleet())
	s.create(`{"image": "nobody/heard-of:7", "name": "unlisted", "linked_to_application": ["db"]}`)
	s.create(`{"image": "r.example.com:5000/team/site", "name": "elsewhere"}`)
	s.create(`{"image": "tutum/does-not-exist", "name": "missing"}`)
	s.create(`{"image": "tutum/redis:9", "name": "unlisted-tag"}`)
	s.create(`{"image": "team/tag/site:tag", "name": "tagged"}`)
	s.post("image/", `{"name": "quay.io/tag/own", "username": "u", "password": "p"}`)
	s.post("application/"+str(s.named("elsewhere"), "uuid")+"/redeploy/", `{"tag": "2"}`)
	s.want(http.StatusAccepted, http.MethodDelete, str(s.named("blog"), "resource_uri"), "")
	s.clock.advance(10 * time.Second)

	seen, todo := map[string]bool{}, []string{"application/", "container/", "image/", "registry/"}
	for len(todo) > 0 {
		uri := todo[0]
		todo = todo[1:]
		r := s.do(http.MethodGet, uri, "")
		if r.status != http.StatusOK {
			t.Errorf("GET %s: status %d", uri, r.status)
			continue
		}
		found := make(map[string]bool)
		everyURI(r.object(t), found)
		for next := range found {
			if !seen[next] {
				seen[next] = true
				todo = append(todo, next)
			}
		}
	}
	for _, uri := range []string{
		"/api/v1/registry/index.docker.io/", "/api/v1/registry/r.tutum.co/", "/api/v1/registry/r.example.com:5000/",
		"/api/v1/image/nobody/heard-of/tag/7/", "/api/v1/image/nobody/heard-of/", "/api/v1/image/tutum/redis/tag/9/",
		"/api/v1/image/team/tag/site/", "/api/v1/image/team/tag/site/tag/tag/", "/api/v1/image/quay.io/tag/own/",
		"/api/v1/image/tutum/does-not-exist/tag/latest/", "/api/v1/image/r.example.com:5000/team/site/tag/2/",
	} {
		if !seen[uri] {
			t.Errorf("%s was not found: the walk is too short", uri)
		}
	}
}

func TestRegistryHasARecord(t *testing.T) {
	t.Parallel()
	s := newServer(t, memory.DefaultFleet())
	for _, test := range []struct {
		host, name string
		own        bool
	}{{"index.docker.io", "Docker Hub", false}, {"r.tutum.co", "Tutum", true}, {"quay.io", "quay.io", false}} {
		got := s.get("registry/" + test.host + "/")
		if str(got, "host") != test.host || str(got, "name") != test.name || got["is_tutum_registry"] != test.own ||
			str(got, "resource_uri") != "/api/v1/registry/"+test.host+"/" {
			t.Errorf("%s: %v", test.host, got)
		}
	}
	list := s.list("registry/?host=quay.io")
	if len(list) != 1 || str(list[0], "host") != "quay.io" {
		t.Errorf("filtered: %v", list)
	}
}

// An image that nobody listed is readable, but it is not the account's to change.
func TestUnlistedImageCannotBeChanged(t *testing.T) {
	t.Parallel()
	s := newServer(t, memory.Fleet{})
	s.create(`{"image": "nobody/heard-of:7"}`)
	got := s.get("image/nobody/heard-of/")
	if got["is_private_image"] != false || got["starred"] != false || got["base_image"] != false {
		t.Errorf("image: %v", got)
	}
	s.want(http.StatusNotFound, http.MethodPatch, "image/nobody/heard-of/", `{"description": "mine"}`)
	s.want(http.StatusNotFound, http.MethodDelete, "image/nobody/heard-of/", "")
	if list := s.list("image/"); len(list) != 0 {
		t.Errorf("listed: %v", list)
	}
}

// The name of an image may look like the tag of another.
func TestImageWhoseNameLooksLikeATagIsOneOfItsOwn(t *testing.T) {
	t.Parallel()
	s := newServer(t, memory.Fleet{})
	s.post("image/", `{"name": "team/tag/site", "username": "u", "password": "p"}`)
	got := s.patch("image/team/tag/site/", `{"description": "mine"}`)
	if str(got, "name") != "team/tag/site" || str(got, "description") != "mine" {
		t.Errorf("image: %v", got)
	}
	s.get("image/team/tag/site/tag/latest/")
	if r := s.do(http.MethodDelete, "image/team/tag/site/tag/latest/", ""); r.status != http.StatusMethodNotAllowed {
		t.Errorf("a tag was deleted: status %d", r.status)
	}
	s.want(http.StatusNoContent, http.MethodDelete, "image/team/tag/site/", "")
	s.want(http.StatusNotFound, http.MethodGet, "image/team/tag/site/", "")
}

func TestAddingAnImageTheRegistryDoesNotHaveIs404(t *testing.T) {
	t.Parallel()
	s := newServer(t, memory.Fleet{})
	s.want(http.StatusNotFound, http.MethodPost, "image/", `{"name": "quay.io/user/does-not-exist", "username": "u", "password": "p"}`)
	if list := s.list("image/"); len(list) != 0 {
		t.Errorf("listed: %v", list)
	}
}

func TestVaryIsOneLine(t *testing.T) {
	t.Parallel()
	s := newServer(t, memory.DefaultFleet())
	for path, want := range map[string]string{
		"application/": "Accept, Authorization, Cookie, Accept-Encoding",
		"auth/":        "Accept, Authorization, Cookie",
	} {
		if got := s.do(http.MethodGet, path, "").header.Values("Vary"); len(got) != 1 || got[0] != want {
			t.Errorf("%s: Vary %q", path, got)
		}
	}
}

func TestQueryCredentialsAreForReadingAlone(t *testing.T) {
	t.Parallel()
	s := newServer(t, memory.DefaultFleet())
	web := "/api/v1/application/" + str(s.named("web"), "uuid") + "/"
	const good = "username=" + testUser + "&api_key=" + testKey
	for _, test := range []struct {
		method, path, header string
		want                 int
	}{
		{"GET", web + "?" + good, "", 200},
		{"HEAD", web + "?" + good, "", 200},
		{"GET", "/api/v1/auth/?" + good, "", 200},
		{"GET", web + "?username=" + testUser + "&api_key=wrong", "", 401},
		{"GET", web + "?api_key=" + testKey, "", 401},
		{"GET", web, "", 401},
		{"GET", web + "?" + good, "ApiKey " + testUser + ":wrong", 401},
		{"POST", web + "stop/?" + good, "", 401},
		{"DELETE", web + "?" + good, "", 401},
		{"PATCH", web + "?" + good, "", 401},
	} {
		req := s.request(test.method, test.path, "")
		req.Header.Del("Authorization")
		if test.header != "" {
			req.Header.Set("Authorization", test.header)
		}
		if r := s.send(req); r.status != test.want {
			t.Errorf("%s %s with %q: status %d, want %d", test.method, test.path, test.header, r.status, test.want)
		}
	}
}
