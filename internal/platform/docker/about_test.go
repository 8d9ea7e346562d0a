package docker

import (
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
