package docker

import (
	"errors"
	"strings"
	"testing"

	"github.com/moby/moby/api/types/image"

	"fleetop/internal/enginetest"
	"fleetop/internal/platform/engine"
)

// TestUntag checks which tags are removed from the host, and which are not.
func TestUntag(t *testing.T) {
	t.Parallel()
	d := shared.Daemon(t)
	d.Import(t, "untag/used:1")
	d.Docker(t, "tag", enginetest.Image, "untag/more:1")
	d.Docker(t, "tag", enginetest.Image, "untag/free:1")
	for name, ref := range map[string]string{"untag-used": "untag/used:1", "untag-more": "untag/more:1"} {
		d.Docker(t, "create", "--name", name, ref)
	}
	all := open(t, local(d))
	o := local(d)
	o.TouchAll, o.Owner = false, "untag"
	own := open(t, o)
	known := make(map[string]bool)
	all.next(func(ev engine.Event) bool {
		if ev.App != nil {
			known[ev.App.Name] = true
		}
		return known["untag-used"] && known["untag-more"]
	})
	// The server that touches only its own has pulled this one.
	own.mu.Lock()
	own.fetched[engine.ParseRef("untag/used:1")] = true
	own.mu.Unlock()
	for _, test := range []struct {
		e     *watched
		ref   string
		want  error
		words string
	}{
		{all, "untag/used:1", engine.ErrInUse, "in use by untag-used"},
		{all, "untag/more:1", engine.ErrInUse, "in use by untag-more"},
		{own, "untag/used:1", engine.ErrInUse, "in use by a container that is not shown here"},
		{own, "untag/free:1", engine.ErrUnsupported, "not pulled by this server"},
		{all, "untag/free:1", nil, ""},
		{all, "untag/none:1", nil, ""},
	} {
		err := test.e.Untag(t.Context(), engine.ParseRef(test.ref))
		if !errors.Is(err, test.want) || !strings.Contains(text(err), test.words) {
			t.Errorf("%s: %v, want %v, %s", test.ref, err, test.want, test.words)
		}
	}
	if left := d.Docker(t, "images", "--format", "{{.Repository}}", "--filter", "reference=untag/*"); strings.Contains(left, "free") || !strings.Contains(left, "more") {
		t.Errorf("left: %s", left)
	}
}

// TestLayersAreCounted checks what is said while an image is pulled: how many of its layers are here,
// once for each number.
func TestLayersAreCounted(t *testing.T) {
	t.Parallel()
	l := layers{of: "Pulling web:1"}
	var said []string
	for _, m := range [][2]string{
		{"1", "Pulling from library/web"},
		{"", "Digest: sha256:1"},
		{"a", "Pulling fs layer"},
		{"b", "Already exists"},
		{"a", "Downloading"},
		{"a", "Download complete"},
		{"a", "Extracting"},
		{"a", "Pull complete"},
		{"a", "Pull complete"},
		{"", "Status: Downloaded"},
	} {
		if l.take(m[0], m[1]) {
			said = append(said, l.line())
		}
	}
	if got, want := strings.Join(said, "; "), "Pulling web:1: 0 of 1 layers; Pulling web:1: 1 of 2 layers; Pulling web:1: 2 of 2 layers"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// TestImagesAreClassed checks where images are said to come from, and which are left out.
func TestImagesAreClassed(t *testing.T) {
	t.Parallel()
	e, err := New(Options{})
	if err != nil {
		t.Fatal(err)
	}
	got := e.imagesOf([]image.Summary{
		{ID: "sha256:1", RepoTags: []string{"debian:12", "docker.io/library/debian:latest"}, RepoDigests: []string{"debian@sha256:0"}},
		{ID: "sha256:2", RepoTags: []string{"quay.io/a/debian:1"}, Labels: map[string]string{labelStarred: ""}},
		{ID: "sha256:3", RepoTags: []string{"a/debian:1"}, RepoDigests: []string{"other/debian@sha256:0"}},
		{ID: "sha256:4", RepoTags: []string{"<none>:<none>"}},
		{ID: "sha256:5"},
	})
	want := map[string]engine.Class{"debian": engine.Linux, "quay.io/a/debian": engine.Private, "a/debian": engine.Public}
	if len(got) != len(want) {
		t.Errorf("%+v", got)
	}
	for _, m := range got {
		if m.Local != (m.Name != "debian") {
			t.Errorf("%s is on this machine alone: %v", m.Name, m.Local)
		}
		if class, found := want[m.Name]; !found || m.Class != class || m.Starred != (class == engine.Private) {
			t.Errorf("%+v", m)
		}
		if m.Name == "debian" && len(m.Tags) != 2 {
			t.Errorf("tags: %+v", m.Tags)
		}
	}
}
