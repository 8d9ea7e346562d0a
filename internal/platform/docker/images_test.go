package docker

import (
	"testing"

	ctypes "github.com/moby/moby/api/types/container"
	"github.com/moby/moby/api/types/events"
	"github.com/moby/moby/api/types/image"
)

// TestWhatOthersMadeIsCounted checks that an engine which shows only what it made knows how much it leaves out.
func TestWhatOthersMadeIsCounted(t *testing.T) {
	t.Parallel()
	for _, all := range []bool{false, true} {
		f := newFake(t)
		f.add(ctypes.Summary{ID: native("a"), Names: []string{"/web"}, State: ctypes.StateRunning}, ctypes.InspectResponse{})
		f.add(ctypes.Summary{ID: native("b"), Names: []string{"/proxy"}, State: ctypes.StateRunning, Labels: map[string]string{labelIgnore: ""}}, ctypes.InspectResponse{})
		o := f.options()
		o.TouchAll = all
		want := 1
		if all {
			want = 0
		}
		w := open(t, o)
		if got := w.LeftOut(); got != want {
			t.Errorf("of all %v: %d are left out, want %d", all, got, want)
		}
		if a := w.About(); (a.LeftOut == nil) != all || !all && *a.LeftOut != want {
			t.Errorf("of all %v: told are %v, want %d", all, a.LeftOut, want)
		}
	}
}

// TestWhatOthersMadeIsCountedAgain checks that what starts, ends and goes later is counted, by events and by the
// list.
func TestWhatOthersMadeIsCountedAgain(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	o := f.options()
	o.TouchAll = false
	w := open(t, o)
	is := func(want int) {
		t.Helper()
		if got := w.LeftOut(); got != want {
			t.Errorf("%d are left out, want %d", got, want)
		}
	}
	is(0)
	id := native("a")
	shows := func(state ctypes.ContainerState) {
		w.look(id, nil)
		f.mu.Lock()
		f.inspects[id] = ctypes.InspectResponse{ID: id, Name: "/web", State: &ctypes.State{Status: state, Running: state == ctypes.StateRunning}, Config: &ctypes.Config{}}
		f.mu.Unlock()
		w.look(id, nil)
	}
	shows(ctypes.StateRunning)
	is(1)
	shows(ctypes.StateExited)
	is(0)
	shows(ctypes.StateRunning)
	w.Engine.take(nil, false)
	is(0)
	shows(ctypes.StateRunning)
	is(1)
	w.look(id, []note{{what: events.ActionDestroy}})
	is(0)
}

// TestImagesThatAreGoneAreForgotten has a host on which images come and go, as where programs are built:
// only those that are there, or that containers are made from, are remembered.
func TestImagesThatAreGoneAreForgotten(t *testing.T) {
	t.Parallel()
	const built, used = "sha256:built", "sha256:used"
	f := newFake(t)
	f.details[built] = image.InspectResponse{ID: built, RepoTags: []string{"built:1"}}
	f.details[used] = image.InspectResponse{ID: used}
	f.images = []image.Summary{{ID: built, RepoTags: []string{"built:1"}}}
	f.add(ctypes.Summary{ID: native("a"), Names: []string{"/web"}, State: ctypes.StateRunning, ImageID: used}, ctypes.InspectResponse{Image: used})
	w := open(t, f.options())
	if _, err := w.images.get(t.Context(), used); err != nil {
		t.Fatal(err)
	}
	w.lookAtImages()
	if w.images.peek(built) == nil || w.images.peek(used) == nil {
		t.Fatal("an image that is there is not known")
	}
	f.mu.Lock()
	f.images = nil
	f.mu.Unlock()
	w.lookAtImages()
	if w.images.peek(built) != nil {
		t.Error("an image is remembered that is gone")
	}
	if w.images.peek(used) == nil {
		t.Error("the image of a container is forgotten")
	}
}
