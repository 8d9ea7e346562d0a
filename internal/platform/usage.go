package platform

import (
	"context"
	"math"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"fleetop/internal/platform/engine"
)

const (
	// usageEvery is about how often a container is measured at most, however many clients ask; a
	// client that asks at this pace is never told twice the same. Where it was measured once, the
	// second time, without which its processor time says nothing, may follow soon.
	usageEvery = 4500 * time.Millisecond
	usageAgain = 900 * time.Millisecond
	// usageKept is for how long something is kept that nobody asks for.
	usageKept = 15 * time.Second
	// usageTime is how long measuring may take.
	usageTime = 8 * time.Second
	// mostMeasured is the most that may be asked for at once, mostSummed the most containers of the
	// applications among it.
	mostMeasured = 100
	mostSummed   = 200
)

// usageMeter measures containers for those who ask, and remembers what it has measured a moment ago.
type usageMeter struct {
	eng  engine.Meter  // nil: it does not measure
	turn chan struct{} // whoever measures holds it

	mu    sync.Mutex
	known map[string]*measured // by UUID
}

// measured is what is known of a container.
type measured struct {
	asked time.Time
	tried time.Time     // when it was to be measured last
	last  *engine.Usage // nil: it could not be
	prev  *engine.Usage // before that, in the same life
}

func newUsageMeter(eng engine.Engine) *usageMeter {
	m, _ := eng.(engine.Meter)
	return &usageMeter{eng: m, turn: make(chan struct{}, 1), known: make(map[string]*measured)}
}

// usageBody is what a container or an application uses, on the wire. What is not known is null.
type usageBody struct {
	UUID      string   `json:"uuid"`
	At        *string  `json:"at"`
	CPU       *float64 `json:"cpu_percent"` // 100 is a core
	Memory    *int64   `json:"memory_bytes"`
	Limit     *int64   `json:"memory_limit_bytes"`
	Received  *int64   `json:"received_bytes"`
	Sent      *int64   `json:"sent_bytes"`
	Processes *int64   `json:"processes"`
}

// listUsage answers GET usage/: what containers use, and the sums of applications. What is not known
// here, or does not run, is left out.
func (p *Platform) listUsage(c *call) reply {
	if p.usage.eng == nil {
		return notFound()
	}
	q := c.r.URL.Query()
	conts, apps := uuidsOf(q, "container"), uuidsOf(q, "application")
	if len(conts)+len(apps) > mostMeasured {
		return refuse("Too many objects: at most " + strconv.Itoa(mostMeasured) + " at once")
	}
	uuids, groups := p.measurable(conts, apps)
	if err := p.usage.measure(c.ctx, c.now, p.now, append(uuids, flat(groups)...)); err != nil {
		return reply{http.StatusServiceUnavailable, errorBody{err.Error()}}
	}
	list := make([]usageBody, 0, len(uuids)+len(groups))
	for _, uuid := range uuids {
		if body, found := p.usage.body(uuid, uuid); found {
			list = append(list, body)
		}
	}
	for _, g := range groups {
		if body, found := p.usage.body(g.uuid, g.conts...); found {
			list = append(list, body)
		}
	}
	return reply{http.StatusOK, list}
}

// containerUsage answers GET container/(uuid)/usage/.
func (p *Platform) containerUsage(c *call) reply {
	p.mu.RLock()
	known := p.conts.by[c.id] != nil
	p.mu.RUnlock()
	if p.usage.eng == nil || !known {
		return notFound()
	}
	if err := p.usage.measure(c.ctx, c.now, p.now, []string{c.id}); err != nil {
		return reply{http.StatusServiceUnavailable, errorBody{err.Error()}}
	}
	body, _ := p.usage.body(c.id, c.id)
	return reply{http.StatusOK, body}
}

// uuidsOf returns the UUIDs of a query parameter, separated by commas or given several times.
func uuidsOf(q url.Values, key string) []string {
	var uuids []string
	for _, value := range q[key] {
		for uuid := range strings.SplitSeq(value, ",") {
			if uuid != "" {
				uuids = append(uuids, uuid)
			}
		}
	}
	return uuids
}

// usageGroup is an application whose containers are summed.
type usageGroup struct {
	uuid  string
	conts []string
}

func flat(groups []usageGroup) []string {
	var uuids []string
	for _, g := range groups {
		uuids = append(uuids, g.conts...)
	}
	return uuids
}

// measurable returns the containers that can be measured of those asked for, and the applications
// with theirs. An application that would be too many is left out rather than summed in part.
func (p *Platform) measurable(conts, apps []string) (uuids []string, groups []usageGroup) {
	p.mu.RLock()
	defer p.mu.RUnlock()
	for _, uuid := range conts {
		if c := p.conts.by[uuid]; c != nil && c.state != stTerminated {
			uuids = append(uuids, uuid)
		}
	}
	left := mostSummed
	for _, uuid := range apps {
		a := p.apps.by[uuid]
		if a == nil || a.counts[stRunning] > left {
			continue
		}
		g := usageGroup{uuid: uuid}
		for _, c := range a.conts {
			if c.state == stRunning {
				g.conts = append(g.conts, c.uuid)
			}
		}
		left -= len(g.conts)
		groups = append(groups, g)
	}
	return uuids, groups
}

// measure makes sure that what is known of containers is not old. It fails only if the engine could
// not measure anything. Requests measure one after the other, so that what one has measured serves
// the next.
func (m *usageMeter) measure(ctx context.Context, now time.Time, clock func() time.Time, uuids []string) error {
	m.note(now, uuids)
	if len(m.due(clock(), uuids)) == 0 {
		return nil
	}
	select {
	case m.turn <- struct{}{}:
		defer func() { <-m.turn }()
	case <-ctx.Done():
		return ctx.Err() //nolint:wrapcheck // nobody is there to read it
	}
	at := clock()
	due := m.due(at, uuids)
	if len(due) == 0 {
		return nil
	}
	limited, cancel := context.WithTimeout(ctx, usageTime)
	defer cancel()
	list, err := m.eng.Usage(limited, due)
	if ctx.Err() == nil { // whoever asked is there: what is missing could not be measured
		m.take(at, due, list)
	}
	return err //nolint:wrapcheck // the engine's sentence says it all
}

// note notes that containers are asked for, and drops those that nobody asked for lately.
func (m *usageMeter) note(now time.Time, uuids []string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, uuid := range uuids {
		k := m.known[uuid]
		if k == nil || now.Sub(k.asked).Abs() > usageKept {
			k = new(measured)
			m.known[uuid] = k
		}
		k.asked = now
	}
	for uuid, k := range m.known {
		if now.Sub(k.asked).Abs() > usageKept {
			delete(m.known, uuid)
		}
	}
}

// due returns those of some containers that are to be measured, each once.
func (m *usageMeter) due(now time.Time, uuids []string) []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	var due []string
	twice := make(map[string]bool, len(uuids))
	for _, uuid := range uuids {
		k := m.known[uuid]
		if k == nil || twice[uuid] {
			continue
		}
		twice[uuid] = true
		pause := usageEvery
		if k.last != nil && k.prev == nil {
			pause = usageAgain
		}
		if k.tried.IsZero() || now.Sub(k.tried).Abs() >= pause {
			due = append(due, uuid)
		}
	}
	return due
}

// take takes in what was measured.
func (m *usageMeter) take(at time.Time, due []string, list []engine.Usage) {
	m.mu.Lock()
	defer m.mu.Unlock()
	found := make(map[string]*engine.Usage, len(list))
	for i := range list {
		found[list[i].ID] = &list[i]
	}
	for _, uuid := range due {
		k := m.known[uuid]
		if k == nil {
			continue
		}
		k.tried = at
		now := found[uuid]
		switch {
		case now == nil, k.last == nil, now.CPU < k.last.CPU: // it began anew
			k.prev = nil
		case now.At.After(k.last.At):
			k.prev = k.last
		}
		k.last = now
	}
}

// body returns the sum of what is known of containers; false if nothing is.
func (m *usageMeter) body(uuid string, conts ...string) (b usageBody, found bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	b.UUID = uuid
	var oldest time.Time
	for _, id := range conts {
		k := m.known[id]
		if k == nil || k.last == nil {
			continue
		}
		u := k.last
		if !found {
			b.Limit = new(int64)
		}
		found = true
		if oldest.IsZero() || u.At.Before(oldest) {
			oldest = u.At
		}
		if k.prev != nil {
			percent := 100 * float64(u.CPU-k.prev.CPU) / float64(u.At.Sub(k.prev.At))
			b.CPU = sum(b.CPU, math.Round(percent*100)/100)
		}
		b.Memory, b.Received, b.Sent = count(b.Memory, u.Memory), count(b.Received, u.Received), count(b.Sent, u.Sent)
		b.Processes = count(b.Processes, int64(u.Processes))
		if u.Limit <= 0 {
			b.Limit = nil // for good: without one there is none for all
		} else if b.Limit != nil {
			b.Limit = count(b.Limit, u.Limit)
		}
	}
	if found {
		at := oldest.UTC().Format(time.RFC3339Nano)
		b.At = &at
	}
	return b, found
}

// count adds a number that is known, one below 0 is not.
func count(to *int64, n int64) *int64 {
	if n < 0 {
		return to
	}
	return sum(to, n)
}

func sum[T int64 | float64](to *T, n T) *T {
	if to != nil {
		n += *to
	}
	return &n
}
