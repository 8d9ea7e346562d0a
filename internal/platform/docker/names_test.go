package docker

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"fleetop/internal/platform/docker/dialect"
	"fleetop/internal/platform/engine"
)

// TestAnApplicationHasTheNameOfTheCopiedContainer renames a container of which there is a copy, which
// keeps the name of before. Whichever of them is met first, and whether that comes before the other name
// or after, the application has the container's name; and that which is kept when the container is gone.
func TestAnApplicationHasTheNameOfTheCopiedContainer(t *testing.T) {
	t.Parallel()
	first, copied := native("1"), native("2")
	labels := map[string]string{
		labelApplication: dialect.UUID("container\n" + first), labelContainer: aUUID, labelName: "hand", labelNumber: "2",
	}
	for _, order := range [][]string{{first, copied}, {copied, first}} {
		for _, late := range []bool{false, true} {
			e := ready(t, newFake(t).options())
			e.mu.Lock()
			for _, id := range order {
				f, name := facts{phase: engine.PhaseRunning}, "hand2"
				switch {
				case id == copied:
					f.labels, name = labels, "hand-2"
				case late:
					name = "hand"
				}
				e.meet(id, name, &f)
			}
			c := e.native[first]
			if late {
				e.rename(c, "hand2")
			}
			g := c.group
			if g.name != "hand2" || len(g.conts) != 2 {
				t.Errorf("%v, renamed late: %v: %q with %d containers", order, late, g.name, len(g.conts))
			}
			e.leave(c)
			if g.name != "hand" || !g.stale {
				t.Errorf("%v, renamed late: %v: %q without it, told: %v", order, late, g.name, g.stale)
			}
			e.mu.Unlock()
		}
	}
}

// TestANameThatIsTakenIsTriedAgain renames a container while the daemon is not yet done with the one that
// had the name.
func TestANameThatIsTakenIsTriedAgain(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	f.taken = 2
	e := ready(t, f.options())
	e.mu.Lock()
	c, _ := e.meet(native("1"), "web-2-new", &facts{phase: engine.PhaseRunning})
	e.mu.Unlock()
	e.renameInPlace(c, "web-2")
	f.mu.Lock()
	defer f.mu.Unlock()
	renames := 0
	for _, asked := range f.asked {
		if asked == "/containers/"+native("1")+"/rename?name=web-2" {
			renames++
		}
	}
	if renames != 3 {
		t.Errorf("the daemon was asked %d times: %q", renames, f.asked)
	}
}

// renameInPlace renames a container, and returns when the daemon was asked.
func (w *watched) renameInPlace(c *container, name string) {
	w.t.Helper()
	w.mu.Lock()
	c.hand.busy = true // by the caller
	w.mu.Unlock()
	if err := w.Rename(c.id, name); err != nil {
		w.t.Fatal(err)
	}
	w.workOn(c)
}

// TestANewNameIsShownAtOnce renames a container. What the daemon said before it did so changes nothing;
// where it refuses, the container has the name that it says.
func TestANewNameIsShownAtOnce(t *testing.T) {
	t.Parallel()
	for _, isRefused := range []bool{false, true} {
		f := newFake(t)
		e := ready(t, f.options())
		f.before = func(path string) {
			if isRefused && strings.HasSuffix(path, "/rename") {
				panic(http.ErrAbortHandler)
			}
		}
		e.mu.Lock()
		c, _ := e.meet(native("1"), "web-2-new", &facts{phase: engine.PhaseRunning})
		e.mu.Unlock()
		e.renameInPlace(c, "web-2")
		name := func(said string) string {
			e.mu.Lock()
			defer e.mu.Unlock()
			e.learn(c.native, said, &facts{phase: engine.PhaseRunning, inspected: true}, nil)
			return c.name
		}
		wants := "web-2"
		if isRefused {
			wants = "web-2-new"
		}
		if got := name("web-2-new"); got != wants {
			t.Errorf("refused %v: the container is called %s while the daemon says web-2-new", isRefused, got)
		}
		if got := name("by-hand"); got != "by-hand" {
			t.Errorf("refused %v: the daemon says by-hand, the container is called %s", isRefused, got)
		}
	}
}

// TestWhatWasDiscardedIsNotTheContainer makes a container three times, because its ports were taken. Looks
// at the first two that come late tell nothing of it.
func TestWhatWasDiscardedIsNotTheContainer(t *testing.T) {
	t.Parallel()
	e := ready(t, newFake(t).options())
	f := &facts{phase: engine.PhaseCreated, inspected: true, labels: map[string]string{labelContainer: aUUID, labelOwner: e.o.Owner}}
	e.mu.Lock()
	c := e.expect(&engine.Spec{ID: aUUID, Application: dialect.UUID("web"), Name: "web-1", Number: 1})
	e.mu.Unlock()
	learn := func(native string) {
		e.mu.Lock()
		defer e.mu.Unlock()
		e.learn(native, "web-1", f, nil)
	}
	for _, id := range []string{"1", "2"} {
		learn(native(id))
		if err := e.unmake(t.Context(), c); err != nil {
			t.Fatal(err)
		}
	}
	learn(native("1"))
	if c.native != "" {
		t.Errorf("it is %s, which was discarded", c.native)
	}
	learn(native("3"))
	learn(native("2"))
	e.gone(native("1"), time.Time{})
	e.gone(native("2"), time.Time{})
	if c.native != native("3") || c.removed {
		t.Errorf("it is %s, removed: %v", c.native, c.removed)
	}
}
