package platform_test

import (
	"net/http"
	"strings"
	"testing"

	"fleetop/internal/platform/memory"
)

// TestPrivateImagesAreAddedChangedDeleted adds, changes and deletes a private image.
func TestPrivateImagesAreAddedChangedDeleted(t *testing.T) {
	t.Parallel()
	s := newServer(t, memory.DefaultFleet())
	added := s.post("image/", `{"name": "quay.io/user/my-image", "username": "user+read", "password": "s3cret", "description": "first"}`)
	if str(added, "resource_uri") != "/api/v1/image/quay.io/user/my-image/" || str(added, "docker_registry") != "/api/v1/registry/quay.io/" ||
		added["is_private_image"] != true || added["starred"] != false || added["base_image"] != false {
		t.Errorf("added: %v", added)
	}
	uri := str(added, "resource_uri")
	tag, _ := added["imagetag_set"].([]any)[0].(map[string]any)
	if str(tag, "full_name") != "quay.io/user/my-image:latest" || str(s.get(str(tag, "resource_uri")), "full_name") != str(tag, "full_name") {
		t.Errorf("tag: %v", tag)
	}
	if found := s.list("image/?name=quay.io/user/my-image"); strs(found[0], "imagetag_set")[0] != str(tag, "resource_uri") {
		t.Errorf("in the list: %v", found)
	}
	for _, test := range [][2]string{
		{`{"description": "second"}`, "second"},
		{``, "second"},
		{`{"username": "u", "password": "p"}`, "second"},
		{`{"password": "only", "description": "<3>"}`, "<3>"},
		{`{"name": "ignored", "description": ""}`, ""},
	} {
		if got := s.patch(uri, test[0]); str(got, "name") != "quay.io/user/my-image" || str(got, "description") != test[1] {
			t.Errorf("PATCH %s: %v", test[0], got)
		}
	}
	r := s.do(http.MethodDelete, uri, "")
	if r.status != http.StatusNoContent || len(r.body) != 0 || r.header.Get("Cache-Control") == "" {
		t.Errorf("DELETE: status %d, body %q", r.status, r.body)
	}
	s.want(http.StatusNotFound, http.MethodGet, uri, "")
	s.want(http.StatusNotFound, http.MethodDelete, uri, "")
}

// TestImageCredentialsAreNotSentBack checks that credentials are not sent back.
func TestImageCredentialsAreNotSentBack(t *testing.T) {
	t.Parallel()
	s := newServer(t, memory.Fleet{})
	uri := str(s.post("image/", `{"name": "a/b", "username": "user+read", "password": "s3cret"}`), "resource_uri")
	for _, r := range []*response{s.do(http.MethodGet, uri, ""), s.do(http.MethodGet, "image/", ""), s.do(http.MethodPatch, uri, "")} {
		if strings.Contains(string(r.body), "s3cret") || strings.Contains(string(r.body), "user+read") {
			t.Errorf("sent back: %s", r.body)
		}
	}
}

// TestInvalidImagesAreRefused checks what is refused.
func TestInvalidImagesAreRefused(t *testing.T) {
	t.Parallel()
	s := newServer(t, memory.DefaultFleet())
	for body, field := range map[string]string{
		`{"username": "u", "password": "p"}`:                                         "name",
		`{"name": "", "username": "u", "password": "p"}`:                             "name",
		`{"name": "Not An Image", "username": "u", "password": "p"}`:                 "name",
		`{"name": "a/b:tag", "username": "u", "password": "p"}`:                      "name",
		`{"name": "tutum/mysql", "username": "u", "password": "p"}`:                  "name",
		`{"name": "quay.io/shop/backup", "username": "u", "password": "p"}`:          "name",
		`{"name": "a/b", "password": "p"}`:                                           "username",
		`{"name": "a/b", "username": "u"}`:                                           "password",
		`{"name": "a/b", "username": 1, "password": "p"}`:                            "username",
		`{"name": "a/b", "username": "u", "password": "p", "description": ["text"]}`: "description",
	} {
		wrong, _ := s.want(http.StatusBadRequest, http.MethodPost, "image/", body)["image"].(map[string]any)
		if len(wrong) != 1 || len(strs(wrong, field)) == 0 {
			t.Errorf("%s: %v", body, wrong)
		}
	}
	wrong, _ := s.want(http.StatusBadRequest, http.MethodPatch, "image/quay.io/shop/backup/", `{"username": "u"}`)["image"].(map[string]any)
	if len(strs(wrong, "password")) == 0 {
		t.Errorf("username without password: %v", wrong)
	}
	for _, method := range []string{http.MethodPatch, http.MethodDelete} {
		if got := s.want(http.StatusBadRequest, method, "image/tutum/mysql/", ""); !strings.Contains(str(got, "error"), "not private") {
			t.Errorf("%s of a public image: %v", method, got)
		}
	}
}

// TestImagesHaveRegistryAndPage checks the registries and public pages of images.
func TestImagesHaveRegistryAndPage(t *testing.T) {
	t.Parallel()
	s := newServer(t, memory.DefaultFleet())
	for name, want := range map[string][2]string{
		"tutum/lamp":          {"/api/v1/registry/index.docker.io/", "https://index.docker.io/u/tutum/lamp/"},
		"busybox":             {"/api/v1/registry/index.docker.io/", "https://index.docker.io/_/busybox/"},
		"quay.io/shop/backup": {"/api/v1/registry/quay.io/", "https://quay.io/repository/shop/backup"},
		"r.tutum.co/shop/web": {"/api/v1/registry/r.tutum.co/", ""},
	} {
		m := s.get("image/" + name + "/")
		if str(m, "docker_registry") != want[0] || str(m, "public_url") != want[1] || str(m, "name") != name {
			t.Errorf("%s: %s, %s", name, str(m, "docker_registry"), str(m, "public_url"))
		}
	}
}
