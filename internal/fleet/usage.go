package fleet

import (
	"math"
	"slices"
	"time"

	"fleetop/client"
)

const (
	// UsageSamples is how many measurements of an object are kept.
	UsageSamples = 60
	// UsageEvery is about how far apart they are.
	UsageEvery = 5 * time.Second
	// usageOld is when a measurement says nothing any more of what is used now.
	usageOld = 15 * time.Second
	// usageSoon is for how long the first measurement of an object, which lacks its processor time, is
	// to be followed by another soon.
	usageSoon = 4 * time.Second
	// mostCPU bounds what a server can claim, in percent of a core.
	mostCPU = 1e7
)

// Usage is what a container, or all containers of an application, used at a moment.
type Usage struct {
	At  time.Time // when it came, by our clock
	CPU float64   // percent of a core, -1 where it is not known
	// Memory and what went over networks are in bytes, -1 where they are not known; Limit is 0 for
	// none.
	Memory, Limit, Received, Sent int64
	Processes                     int64 // -1 where it is not known

	of time.Time // when it was measured, by the server's clock
}

// usages is what is known of what objects use.
type usages struct {
	of      map[ID]*usage
	version uint64
	err     error // why the last answer did not come, nil where it did
}

type usage struct {
	first, asked time.Time
	absent       bool    // the last answer did not have it
	samples      []Usage // the oldest first
}

// ApplyUsage takes in what some objects use, which were asked for; those that are not in it do not
// run, or cannot be measured.
func (f *Fleet) ApplyUsage(asked []ID, came []client.Usage, now time.Time) {
	u := &f.usages
	u.version++
	u.err = nil
	by := make(map[string]*client.Usage, len(came))
	for i := range came {
		by[came[i].UUID] = &came[i]
	}
	if u.of == nil {
		u.of = make(map[ID]*usage)
	}
	for id, k := range u.of {
		if now.Sub(k.asked).Abs() > UsageSamples*UsageEvery {
			delete(u.of, id)
		}
	}
	for _, id := range asked {
		k := u.of[id]
		if k == nil || now.Sub(k.asked).Abs() > usageOld && len(k.samples) == 0 {
			k = &usage{first: now}
			u.of[id] = k
		}
		k.asked = now
		sample := by[id.Key]
		if k.absent = sample == nil; !k.absent {
			k.add(newUsage(sample, now))
		}
	}
}

// add adds a measurement, unless it is known already. What has become too old goes.
func (k *usage) add(u Usage) {
	if n := len(k.samples); n > 0 && !u.of.IsZero() && k.samples[n-1].of.Equal(u.of) {
		u.At = k.samples[n-1].At
		k.samples[n-1] = u
		return
	}
	oldest := u.At.Add(-UsageSamples * UsageEvery)
	k.samples = slices.DeleteFunc(k.samples, func(s Usage) bool { return !s.At.After(oldest) })
	k.samples = append(k.samples, u)
}

// newUsage reads a measurement.
func newUsage(c *client.Usage, now time.Time) Usage {
	count := func(n *int64, unknown int64) int64 {
		if n == nil {
			return unknown
		}
		return *n
	}
	u := Usage{
		At: now, of: c.At, CPU: -1, Memory: count(c.Memory, -1), Limit: count(c.Limit, 0),
		Received: count(c.Received, -1), Sent: count(c.Sent, -1), Processes: count(c.Processes, -1),
	}
	if c.CPU != nil && !math.IsNaN(*c.CPU) {
		u.CPU = min(*c.CPU, mostCPU)
	}
	return u
}

// FailUsage notes that nothing came of what objects use.
func (f *Fleet) FailUsage(err error) {
	f.usages.version++
	f.usages.err = err
}

// UsageTrouble is why it is not known at the moment what objects use, nil where that is known.
func (f *Fleet) UsageTrouble() error { return f.usages.err }

// UsageVersion changes with every answer.
func (f *Fleet) UsageVersion() uint64 { return f.usages.version }

// Usage returns what an object uses now, false where that is not known or is too old.
func (f *Fleet) Usage(id ID, now time.Time) (u Usage, known bool) {
	u, known = f.LastUsage(id)
	age := now.Round(0).Sub(u.At.Round(0))
	return u, known && age <= usageOld && age >= -usageOld
}

// UsageLasts returns for how much longer a measurement is taken for what is used now.
func (u *Usage) UsageLasts(now time.Time) time.Duration { return u.At.Add(usageOld).Sub(now) + 1 }

// LastUsage returns what an object was known to use last, however old that is; false where that is
// not known, or where it did not run when it was to be measured last.
func (f *Fleet) LastUsage(id ID) (u Usage, known bool) {
	k := f.usages.of[id]
	if k == nil || k.absent || len(k.samples) == 0 {
		return Usage{At: time.Time{}}, false
	}
	return k.samples[len(k.samples)-1], true
}

// UsageHistory returns the measurements of an object in the last five minutes, the oldest first. It
// must not be changed.
func (f *Fleet) UsageHistory(id ID) []Usage {
	if k := f.usages.of[id]; k != nil {
		return k.samples
	}
	return nil
}

// UsageAsked returns when it was last answered what an object uses, the zero time for never.
func (f *Fleet) UsageAsked(id ID) time.Time {
	if k := f.usages.of[id]; k != nil {
		return k.asked
	}
	return time.Time{}
}

// UsageAwaited says whether some objects should be measured soon: one was not yet, or lacks its
// processor time, which takes two measurements.
func (f *Fleet) UsageAwaited(ids []ID, now time.Time) bool {
	if f.usages.err != nil {
		return false
	}
	for _, id := range ids {
		k := f.usages.of[id]
		switch {
		case k == nil, now.Sub(k.asked) > 2*UsageEvery:
			return true
		case len(k.samples) == 1 && k.samples[0].CPU < 0 && !k.absent && now.Sub(k.first) < usageSoon:
			return true
		}
	}
	return false
}
