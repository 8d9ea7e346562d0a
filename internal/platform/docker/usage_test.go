package docker

import (
	"errors"
	"testing"
	"time"

	"fleetop/internal/enginetest"
	"fleetop/internal/platform/docker/dialect"
	"fleetop/internal/platform/engine"
)

const (
	burnt = 300 * time.Millisecond
	eaten = 48 << 20
)

// TestUsageOfContainers measures containers of a daemon by the kernel's files and through the
// daemon, which agree.
func TestUsageOfContainers(t *testing.T) {
	t.Parallel()
	d := shared.Daemon(t)
	began := time.Now()
	w := open(t, local(d))
	ids := map[string]string{}
	for name, args := range map[string][]string{
		"usage-busy":    {enginetest.Image, "burn=" + burnt.String(), "out=up"},
		"usage-eater":   {"--memory", "128m", enginetest.Image, "eat=50331648", "out=up"},
		"usage-stopped": {enginetest.Image, "out=up", "exit=0"},
	} {
		ids[name] = dialect.ContainerUUID(d.Docker(t, append([]string{"run", "-d", "--name", name}, args...)...))
		d.Ready(t, name)
	}
	inspected := func(a *engine.Application) bool { return a.Containers[0].Running && !a.Started.IsZero() }
	far := local(d)
	far.IsLocal = false
	remote := open(t, far)
	for _, engine := range []*watched{w, remote} {
		for _, name := range []string{"usage-busy", "usage-eater"} {
			if !engine.knows(ids[name]) {
				engine.found(name, inspected)
			}
		}
	}
	all := []string{"no such container"}
	for _, id := range ids {
		all = append(all, id)
	}
	before, files, after := measure(remote, all), measure(w, all), measure(remote, all)
	if len(w.kernel.places) != 2 {
		t.Errorf("files of %d containers are read", len(w.kernel.places))
	}
	if len(remote.kernel.places) != 0 {
		t.Error("files are read of the containers of another machine")
	}
	for name, by := range map[string]map[string]engine.Usage{"daemon": before, "files": files, "daemon again": after} {
		if _, measured := by[ids["usage-stopped"]]; measured || len(by) != 2 {
			t.Fatalf("%s: %d containers are measured: %v", name, len(by), by)
		}
		busy, eater := by[ids["usage-busy"]], by[ids["usage-eater"]]
		if most := time.Since(began) * 11 / 10; busy.CPU < burnt || busy.CPU > most {
			t.Errorf("%s: %v of processor time, want %v to %v", name, busy.CPU, burnt, most)
		}
		if eater.Memory < eaten || eater.Memory > eaten*12/10 || eater.Limit != 128<<20 || busy.Limit != 0 {
			t.Errorf("%s: memory %d of %d, without a limit %d", name, eater.Memory, eater.Limit, busy.Limit)
		}
		if busy.Processes < 1 || busy.Processes > 50 || busy.Received < 0 || busy.Sent < 0 {
			t.Errorf("%s: busy %+v", name, busy)
		}
		if age := time.Since(busy.At); age < 0 || age > time.Since(began) {
			t.Errorf("%s: measured %v ago", name, age)
		}
	}
	for name, id := range ids {
		if a, b, c := before[id].CPU, files[id].CPU, after[id].CPU; a > b || b > c {
			t.Errorf("%s: the daemon says %v, the files %v, the daemon %v", name, a, b, c)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Usage(t.Context(), all); !errors.Is(err, engine.ErrClosed) {
		t.Errorf("closed: %v", err)
	}
}

// knows reports whether the engine knows all of a container.
func (w *watched) knows(id string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	c := w.conts[id]
	return c != nil && c.facts.inspected && c.facts.pid > 0
}

// measure measures containers.
func measure(w *watched, ids []string) map[string]engine.Usage {
	w.t.Helper()
	list, err := w.Usage(w.t.Context(), ids)
	if err != nil {
		w.t.Fatal(err)
	}
	by := make(map[string]engine.Usage)
	for _, u := range list {
		by[u.ID] = u
	}
	return by
}
