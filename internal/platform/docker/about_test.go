package docker

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"

	"github.com/moby/moby/api/types/image"
)

// TestTheDaemonIsNamed checks what is told of a daemon that has answered.
func TestTheDaemonIsNamed(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	f.images = []image.Summary{
		{ID: "a", RepoTags: []string{"web:1"}},
		{ID: "b", RepoTags: []string{"<none>:<none>"}},
		{ID: "c", RepoDigests: []string{"db@sha256:0"}},
	}
	o := f.options()
	o.Host, o.TouchAll, o.Notes = "machine", true, []string{"a note"}
	e, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = e.Close() })
	if _, err := e.Inventory(t.Context()); err != nil {
		t.Fatal(err)
	}
	a := e.About()
	if a.Version != "20.10.24" || a.API == "" || a.Host != "machine" || a.Touch != "all" || !slices.Equal(a.Notes, o.Notes) {
		t.Errorf("about: %+v", a)
	}
	if a.DanglingImages == nil || *a.DanglingImages != 2 {
		t.Errorf("without a tag are %v images, want 2", a.DanglingImages)
	}
	if got := versionIn("nginx"); got != "" {
		t.Errorf("a version in none: %q", got)
	}
}

// TestAProxyThatRefusesToSayWhatTheDaemonIsIsNoFault asks what the daemon is, behind a proxy that lets nobody ask,
// and while it cannot answer.
func TestAProxyThatRefusesToSayWhatTheDaemonIsIsNoFault(t *testing.T) {
	t.Parallel()
	for status, isFault := range map[int]bool{http.StatusForbidden: false, http.StatusServiceUnavailable: true} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path != "/_ping" {
				w.WriteHeader(status)
			}
		}))
		t.Cleanup(server.Close)
		e, err := New((&fake{server: server}).options())
		if err != nil {
			t.Fatal(err)
		}
		id, err := e.Identity(t.Context())
		if id != "" || (err != nil) != isFault {
			t.Errorf("%d: %q, %v", status, id, err)
		}
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	}
}
