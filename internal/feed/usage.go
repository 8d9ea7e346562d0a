package feed

import (
	"context"
	"time"

	"fleetop/client"
	"fleetop/internal/feed/poll"
	"fleetop/internal/fleet"
)

const (
	// MostMeasured is the most objects that a server measures at once.
	MostMeasured = 100
	// usageSoon is the time between two fetches of what objects use while some of them wait for their
	// first figures.
	usageSoon = time.Second
)

// Measures says whether the server tells what objects use.
func (f *Feed) Measures() bool { return f.opt.Client.Offers(client.ExtensionUsage) }

// UsageCause says in a few words why it is not known what objects use, "" where it is.
func (f *Feed) UsageCause() string {
	if err := f.fleet.UsageTrouble(); err != nil {
		return f.cause(Resource{What: Usage}, err)
	}
	return ""
}

// usageEvery returns the time between two fetches of what objects use.
func (f *Feed) usageEvery(of []fleet.ID, now time.Time) time.Duration {
	if f.fleet.UsageAwaited(of, now) {
		return usageSoon
	}
	return fleet.UsageEvery
}

// usage fetches what objects use.
func (g *getter) usage(ctx context.Context, of []fleet.ID, a *Answer) {
	leave, err := g.Places.Enter(ctx, a.class)
	if err != nil {
		a.err = err
		return
	}
	defer leave()
	a.of = of
	uuids := make([]string, len(of))
	for i, id := range of {
		uuids[i] = id.Key
	}
	if a.job.Key.Query.Kind == fleet.Applications {
		a.used, a.err = g.Client.Applications.Usage(ctx, uuids)
		return
	}
	a.used, a.err = g.Client.Containers.Usage(ctx, uuids)
}

// takeUsage takes in what objects use, or that it is not known. That is no outage, and nothing else
// waits because of it.
func (f *Feed) takeUsage(now time.Time, a Answer) []Event {
	r := a.job.Key
	result := poll.Outcome{Result: poll.OK}
	if a.err != nil {
		result.Result = poll.Refused
	}
	f.poll.Done(a.job, now, result)
	f.flights.stop(r)
	if a.err != nil {
		f.opt.Log.Warn("request failed", "error", a.err)
		f.fleet.FailUsage(a.err)
		return []Event{{Kind: Failed, Resource: r, Err: a.err}}
	}
	f.fleet.ApplyUsage(a.of, a.used, now)
	return []Event{{Kind: Came, Resource: r, Changed: true}}
}
