package platform_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"fleetop/internal/platform/memory"
)

// TestImageNamesFollowTheGrammarOfReferences creates applications from references, and adds images:
// what breaks a rule is a 400 that says which.
func TestImageNamesFollowTheGrammarOfReferences(t *testing.T) {
	t.Parallel()
	s := newServer(t, memory.Fleet{})
	hex := strings.Repeat("0123456789abcdef", 4)
	long := strings.Repeat("a", 255)
	const lower, part, registry, tag, digest = "must be in lower case", "letters in lower case and digits", "must be a host name", "The tag ", "The digest "
	for name, want := range map[string]string{
		"tutum/hello-world": "", "mysql:5.6": "", "a": "", "0": "", "a__b/c---d.e_f": "", long: "",
		"registry.example.com:5000/team/app:v1.2_3-X": "", "localhost/x": "", "localhost:5000/x": "", "Registry.Example.COM/x": "", "UPPER/x": "",
		"[2001:db8::1]:5000/x": "", "[::1]/x": "", "127.0.0.1:5000/x": "", "x:" + strings.Repeat("T", 128): "", "team/" + hex: "",
		"x@sha256:" + hex: "", "x:1@sha256:" + hex: "", "quay.io/a/b@sha512:" + hex + hex: "",
		"Tutum": lower, "tutum/Hello": lower, "quay.io/Team/app": lower,
		"a b": part, "a..b": part, "a.-b": part, "-a": part, "a-": part, "a___b": part, "_a": part, "ä": part, "a/b\n": part, "http://x/y": registry,
		"a//b": "empty part", "/a": "empty part", "a/": "empty part", "quay.io/": "empty part", ":1": "empty part", "@sha256:" + hex: "empty part",
		hex: "is the id of an image", long + "a": "at most 255 characters", "quay.io/" + long: "at most 255 characters",
		"x:": tag, "x:-1": tag, "x:.1": tag, "x:a b": tag, "x:" + strings.Repeat("t", 129): tag, "x:ä": tag,
		"x@": digest, "x@sha256:" + hex[1:]: digest, "x@sha256:" + strings.ToUpper(hex): digest, "x@md5:" + hex[:32]: digest, "x@sha256:" + hex + "@sha256:" + hex: digest,
		"quay.io:0/x": registry, "quay.io:65536/x": registry, "quay.io:+80/x": registry, "quay.io:/x": registry, "-quay.io/x": registry, "quay..io/x": registry,
		"[::1/x": registry, "[1.2.3.4]/x": registry, "[fe80::1%eth0]/x": registry, "qu_ay.io/x": registry,
	} {
		body, err := json.Marshal(map[string]string{"image": name, "name": "a"})
		if err != nil {
			t.Fatal(err)
		}
		r := s.do(http.MethodPost, "application/", string(body))
		switch {
		case want == "" && r.status != http.StatusAccepted:
			t.Errorf("%s: status %d, %s", name, r.status, r.body)
		case want == "":
			a := r.object(t)
			if got := str(a, "image_name"); !strings.HasPrefix(got, strings.Split(name, ":")[0]) || strings.Contains(name, "@") && !strings.HasSuffix(got, name[strings.Index(name, "@"):]) {
				t.Errorf("%s became %s", name, got)
			}
			if got := s.do(http.MethodGet, str(a, "image_tag"), ""); got.status != http.StatusOK {
				t.Errorf("%s: %s leads to %d", name, str(a, "image_tag"), got.status)
			}
			s.want(http.StatusAccepted, http.MethodDelete, str(a, "resource_uri"), "")
		case r.status != http.StatusBadRequest || !strings.Contains(fmt.Sprint(r.object(t)), want):
			t.Errorf("%s: status %d, %s; want %q", name, r.status, r.body, want)
		}
	}
	for name, want := range map[string]string{
		"quay.io/me/app:1": "without its tag", "quay.io/me/app@sha256:" + hex: "without its tag", "quay.io/me/App": lower, "quay.io:0/app": registry,
	} {
		r := s.do(http.MethodPost, "image/", fmt.Sprintf(`{"name": %q, "username": "u", "password": "p"}`, name))
		if r.status != http.StatusBadRequest || !strings.Contains(string(r.body), want) {
			t.Errorf("adding %s: status %d, %s", name, r.status, r.body)
		}
	}
}

// TestARedeployChangesThePin redeploys what was pinned by a digest to a tag.
func TestARedeployChangesThePin(t *testing.T) {
	t.Parallel()
	s := newServer(t, memory.Fleet{})
	a := s.create(`{"image": "x@sha256:` + strings.Repeat("0", 64) + `", "run_command": "sleep 90000"}`)
	uri := str(a, "resource_uri")
	s.post(uri+"redeploy/", `{"tag": "v2"}`)
	if got := str(s.get(uri), "image_name"); got != "x:v2" {
		t.Errorf("the image is %s", got)
	}
	r := s.do(http.MethodPost, uri+"redeploy/", `{"tag": "-"}`)
	if r.status != http.StatusBadRequest || !strings.Contains(string(r.body), "The tag ") {
		t.Errorf("status %d, %s", r.status, r.body)
	}
}
