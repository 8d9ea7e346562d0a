package feed

import "time"

// quietFor is for how long after a failure of a detail or a log that of another is
// not told: whoever moves along a hundred that fail is told once. What has not been
// tried for so long was not looked at, and is news when it fails again.
const quietFor = 10 * time.Minute

// Outages says which failures are news: each resource that fails is told once,
// and once more when it comes again. The zero value is ready.
type Outages struct {
	failing map[Resource]outage
}

type outage struct {
	last time.Time // that it failed
	told bool
}

// Failed notes a failure, and says whether it is to be told.
func (o *Outages) Failed(r Resource, now time.Time) (tell bool) {
	if is, known := o.failing[r]; known && now.Sub(is.last) <= quietFor {
		o.failing[r] = outage{now, is.told}
		return false
	}
	tell = true
	for other, is := range o.failing {
		switch {
		case now.Sub(is.last) > quietFor && (other.What != List || other.Query.Narrow()):
			delete(o.failing, other) // it may not be fetched any more at all
		case other.What == r.What && r.What != List && is.told:
			tell = false
		}
	}
	if o.failing == nil {
		o.failing = make(map[Resource]outage)
	}
	o.failing[r] = outage{now, tell}
	return tell
}

// Came notes that a resource came, or is known not to be there, and says whether
// the end of an outage is to be told.
func (o *Outages) Came(r Resource) (tell bool) {
	is := o.failing[r]
	delete(o.failing, r)
	return is.told
}
