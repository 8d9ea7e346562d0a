package fleet

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"fleetop/client"
)

// measuredAt is a measurement of an object.
func measuredAt(uuid string, at time.Time, cpu float64) client.Usage {
	u := client.Usage{UUID: uuid, At: at, Memory: new(int64)}
	*u.Memory = 100
	if cpu >= 0 {
		u.CPU = &cpu
	}
	return u
}

// TestUsageAges checks for how long it is known what an object uses, and what is kept of it.
func TestUsageAges(t *testing.T) {
	t.Parallel()
	f, now := New(), time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC)
	id := ID{Kind: Containers, Key: "web"}
	ids := []ID{id, {Kind: Containers, Key: "stopped"}}
	if !f.UsageAwaited(ids, now) || f.UsageAwaited(nil, now) {
		t.Error("what was never measured is not awaited")
	}
	f.ApplyUsage(ids, []client.Usage{measuredAt("web", now, -1), {UUID: "stranger"}}, now)
	if u, known := f.Usage(id, now); !known || u.CPU != -1 || u.Memory != 100 || u.Limit != 0 || u.Processes != -1 || !f.UsageAwaited(ids, now.Add(time.Second)) {
		t.Errorf("measured once: %+v, %v", u, known)
	}
	if _, known := f.Usage(ids[1], now); known || f.UsageAsked(ids[1]) != now {
		t.Error("what does not run uses something")
	}
	f.ApplyUsage(ids, []client.Usage{measuredAt("web", now, 5)}, now.Add(time.Second)) // the same again, now complete
	if u, _ := f.Usage(id, now); u.CPU != 5 || len(f.UsageHistory(id)) != 1 || f.UsageAwaited(ids, now) {
		t.Errorf("the same again: %+v of %d", u, len(f.UsageHistory(id)))
	}
	for i := range 100 {
		at := now.Add(time.Duration(i+1) * UsageEvery)
		f.ApplyUsage([]ID{id}, []client.Usage{measuredAt("web", at, float64(i))}, at)
	}
	now = now.Add(100 * UsageEvery)
	if n := len(f.UsageHistory(id)); n != UsageSamples {
		t.Errorf("%d are kept, want %d", n, UsageSamples)
	}
	if f.UsageHistory(ids[1]) != nil || len(f.usages.of) != 1 {
		t.Error("an object is kept that nobody looks at")
	}
	last, _ := f.Usage(id, now)
	if _, known := f.Usage(id, now.Add(last.UsageLasts(now)-1)); !known {
		t.Error("it is not known any more")
	}
	if _, known := f.Usage(id, now.Add(last.UsageLasts(now))); known {
		t.Error("it is known though it is old")
	}
	if !f.UsageAwaited([]ID{id}, now.Add(time.Minute)) {
		t.Error("what is old is not awaited")
	}
	f.FailUsage(errors.New("busy"))
	if _, known := f.Usage(id, now); !known || f.UsageTrouble() == nil || f.UsageAwaited([]ID{id}, now.Add(time.Minute)) {
		t.Error("a failure wipes what is known, or is tried again at once")
	}
	f.ApplyUsage([]ID{id}, nil, now)
	if _, known := f.Usage(id, now); known || f.UsageTrouble() != nil {
		t.Error("what was stopped is still known to use something")
	}
	if _, known := f.LastUsage(id); known {
		t.Error("and it was the last that it used")
	}
}

// BenchmarkApplyUsage takes in a hundred measurements.
func BenchmarkApplyUsage(b *testing.B) {
	f, now := New(), time.Now()
	ids, came := make([]ID, 100), make([]client.Usage, 100)
	for i := range ids {
		ids[i].Key = fmt.Sprint(i)
		came[i] = measuredAt(ids[i].Key, now, 5)
	}
	b.ReportAllocs()
	for b.Loop() {
		now = now.Add(UsageEvery)
		for i := range came {
			came[i].At = now
		}
		f.ApplyUsage(ids, came, now)
	}
}
