package memory_test

import (
	"errors"
	"testing"
	"time"

	"fleetop/internal/platform/engine"
	"fleetop/internal/platform/memory"
)

// used returns what the running containers of a fleet use, by the names of their applications.
func used(t *testing.T, e *memory.Engine, names map[string]string) map[string][]engine.Usage {
	t.Helper()
	ids := make([]string, 0, len(names))
	for id := range names {
		ids = append(ids, id)
	}
	list, err := e.Usage(t.Context(), ids)
	must(t, err)
	by := make(map[string][]engine.Usage)
	for _, u := range list {
		by[names[u.ID]] = append(by[names[u.ID]], u)
	}
	return by
}

// TestUsageIsBelievable checks what the sandbox's programs use over five minutes: counts never go
// down, nobody has more memory than its limit, servers vary and databases do not.
func TestUsageIsBelievable(t *testing.T) {
	t.Parallel()
	e, c := newEngine(t, memory.DefaultFleet())
	inv, err := e.Inventory(t.Context())
	must(t, err)
	names, running := map[string]string{"nothing": "nothing"}, map[string]int{}
	for _, app := range inv.Applications {
		for _, con := range app.Containers {
			names[con.ID] = app.Name
			if con.Running {
				running[app.Name]++
			}
		}
	}
	least, most := map[string]float64{}, map[string]float64{}
	before := used(t, e, names)
	for name, n := range running {
		if len(before[name]) != n && name != "backup" {
			t.Errorf("%s: %d of %d are measured", name, len(before[name]), n)
		}
	}
	if len(before["blog"])+len(before["nothing"]) > 0 {
		t.Error("what does not run uses something")
	}
	for range 60 {
		c.t = c.t.Add(5 * time.Second)
		now := used(t, e, names)
		if again := used(t, e, names); again["db"][0] != now["db"][0] {
			t.Fatalf("at the same moment: %+v and %+v", again["db"], now["db"])
		}
		for _, u := range now["web"] {
			if u.Memory <= 0 || u.Memory > u.Limit || u.Processes < 1 || u.Received <= 0 || u.Sent <= 0 {
				t.Fatalf("%+v", u)
			}
		}
		for _, name := range []string{"db", "lb"} {
			a, b := one(before[name]), one(now[name])
			percent := 100 * float64(b.CPU-a.CPU) / float64(b.At.Sub(a.At))
			if percent < 0 || percent > 100 {
				t.Fatalf("%s: %.1f %%", name, percent)
			}
			if least[name] == 0 || percent < least[name] {
				least[name] = percent
			}
			most[name] = max(most[name], percent)
		}
		before = now
	}
	if most["lb"] < 1.5*least["lb"] {
		t.Errorf("a server uses %.2f to %.2f %%", least["lb"], most["lb"])
	}
	if most["db"] > 1.2*least["db"] {
		t.Errorf("a database uses %.2f to %.2f %%", least["db"], most["db"])
	}
	must(t, e.Close())
	if _, err := e.Usage(t.Context(), nil); !errors.Is(err, engine.ErrClosed) {
		t.Errorf("closed: %v", err)
	}
}

// one returns the container of several that comes first by its identifier.
func one(list []engine.Usage) engine.Usage {
	first := list[0]
	for _, u := range list {
		if u.ID < first.ID {
			first = u
		}
	}
	return first
}
