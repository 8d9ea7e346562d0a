package platform

import (
	"cmp"
	"maps"
	"strings"
	"time"
	"unicode"

	"fleetop/internal/platform/engine"
	"fleetop/internal/platform/ledger"
)

const (
	// youth is how long after the start something may still be found that was there before.
	youth = 10 * time.Minute
	// unseenFor is how long something is kept that is not there: it may be on another daemon.
	unseenFor = 30 * 24 * time.Hour
	// mostKept is the most of the terminated that are kept, the newest.
	mostKept = 300
	// mostReason is the most that is kept of a reason, in bytes.
	mostReason = 1024
)

// entryOf returns what is to be kept of an application. p.mu is held for writing.
func (p *Platform) entryOf(a *application, now time.Time) ledger.Application {
	r := &p.recorder
	was := r.content.Applications[a.uuid]
	e := ledger.Application{
		Name: keepable(a.unique, 255), Seen: now.Format(time.DateOnly),
		Stopped: make(map[string]time.Time), Stopping: make(map[string]time.Time),
	}
	if !a.isForeign() {
		e.Policies = a.words()
		if !a.guessed {
			e.Target = a.target
		}
	}
	if !a.isForeign() || a.webDNS != "" {
		web := a.webDNS
		e.Web = &web
	}
	p.noteStops(a, &was, &e, now)
	switch {
	case r.bystander:
		e.UnderWay = was.UnderWay
	case a.op != stInit:
		e.UnderWay = a.underWay
	}
	return e
}

// noteStops notes which containers of an application were stopped on purpose, or are being stopped. was
// is what was noted before: of containers that are not found yet it stays, and while a stop takes that
// another process may have asked for.
func (p *Platform) noteStops(a *application, was, e *ledger.Application, now time.Time) {
	isYoung := now.Sub(p.recorder.began) < youth
	for _, list := range []struct{ from, to map[string]time.Time }{{was.Stopped, e.Stopped}, {was.Stopping, e.Stopping}} {
		for id, at := range list.from {
			if c := p.conts.by[id]; c == nil && isYoung || c != nil && c.presumed {
				list.to[id] = at
			}
		}
	}
	for id, at := range was.Stopping {
		if c := p.conts.by[id]; c != nil && c.mayEndOf(at, now) {
			e.Stopping[id] = at
		}
	}
	for _, c := range a.conts {
		switch {
		case c.halted && c.state == stStopping:
			e.Stopping[c.uuid] = cmp.Or(was.Stopping[c.uuid], now)
		case c.endedOnPurpose():
			e.Stopped[c.uuid] = c.stopped
		}
	}
}

// endedOnPurpose reports whether it has to be remembered that a container was stopped: its exit code
// looks like a failure.
func (c *container) endedOnPurpose() bool {
	return (c.state == stStopped || c.state == stTerminating && c.obeyed) && c.exit != 0 && !c.stopped.IsZero()
}

// mayEndOf reports whether a container runs that another process may have stopped at a time.
func (c *container) mayEndOf(at, now time.Time) bool {
	return c.state == stRunning && !c.started.After(at) && now.Sub(at) < stopTime
}

// isWorthKeeping reports whether an entry says anything that an engine does not.
func isWorthKeeping(e *ledger.Application) bool {
	return e.Target != 0 || e.Policies != "" || e.Web != nil || e.UnderWay != nil || len(e.Stopped)+len(e.Stopping) > 0
}

// words returns the policies as they are kept: autorestart, autoreplace and autodestroy.
func (p policies) words() string {
	return strings.Join([]string{string(p.restart), string(p.replace), string(p.destroy)}, " ")
}

// parsePolicies reads words, and reports whether they are policies.
func parsePolicies(text string) (p policies, ok bool) {
	words := strings.Fields(text)
	if len(words) != 3 {
		return p, false
	}
	for i, to := range []*policy{&p.restart, &p.replace, &p.destroy} {
		switch word := policy(words[i]); word {
		case polOff, polFailure, polAlways:
			*to = word
		default:
			return p, false
		}
	}
	return p, true
}

// noteSeen notes once a day what is there, and drops what was not for long.
func (p *Platform) noteSeen(now time.Time) {
	r := &p.recorder
	if today := now.Format(time.DateOnly); r.day != today {
		r.day = today
		for id, e := range r.content.Applications {
			if p.apps.by[id] != nil {
				e.Seen = today
				r.content.Applications[id] = e
			}
		}
	}
	if now.Sub(r.began) < youth {
		return
	}
	oldest := now.Add(-unseenFor).Format(time.DateOnly)
	maps.DeleteFunc(r.content.Applications, func(id string, e ledger.Application) bool {
		return p.apps.by[id] == nil && e.Seen < oldest
	})
}

// recordEnded notes what is terminated and still listed. What others noted stays until its time has
// come.
func (p *Platform) recordEnded(now time.Time) {
	c := &p.recorder.content
	terminated, ended := make(map[string]ledger.Container), make(map[string]ledger.Ended)
	for id, t := range c.Terminated {
		if p.conts.by[id] == nil && isListed(t.Destroyed, now) {
			terminated[id] = t
		}
	}
	for id, e := range c.Ended {
		if p.apps.by[id] == nil && isListed(e.Destroyed, now) {
			ended[id] = e
		}
	}
	for _, x := range p.purges[max(0, len(p.purges)-mostKept):] {
		if x.app != nil {
			ended[x.app.uuid] = x.app.epitaph()
		} else {
			terminated[x.cont.uuid] = x.cont.epitaph()
		}
	}
	c.Terminated, c.Ended = terminated, ended
}

// isListed reports whether what was destroyed at a time is still listed.
func isListed(destroyed, now time.Time) bool {
	ago := now.Sub(destroyed)
	return ago < afterlife && ago > -clockSlack
}

// epitaph returns what is kept of a terminated application.
func (a *application) epitaph() ledger.Ended {
	return ledger.Ended{
		Name: keepable(a.name, 255), Unique: keepable(a.unique, 255), Target: max(0, a.target),
		Policies: a.words(), Web: a.webDNS, DNS: a.dns, Global: len(a.roles) > 0, Owner: keepable(a.maker(), mostReason),
		Made:  a.made(nil),
		Dates: ledger.Dates{Deployed: a.deployed, Started: a.started, Stopped: a.stopped, Destroyed: a.destroyed},
	}
}

// epitaph returns what is kept of a terminated container.
func (c *container) epitaph() ledger.Container {
	t := ledger.Container{
		Application: c.app.uuid, Name: keepable(c.unique, 255), Number: c.number, DNS: c.dns,
		OutOfMemory: c.oom, Reason: keepable(c.reason, mostReason), Made: c.made(c.outer),
		Dates: ledger.Dates{Deployed: c.deployed, Started: c.started, Stopped: c.stopped, Destroyed: c.destroyed},
	}
	if c.exited {
		code := c.exit
		t.Exit = &code
	}
	return t
}

// made returns what is kept of a configuration. outer are the outer ports, if there are any.
func (c *config) made(outer []int) ledger.Made {
	m := ledger.Made{
		Image: keepable(c.image.Name, 255), Tag: c.image.Tag, Digest: c.image.Digest,
		Command: keepable(c.command, maxCommand), Entrypoint: keepable(c.entry, maxCommand),
		Size: c.size.String(), Unlimited: c.unlimited != nil,
	}
	for i, port := range c.ports[:min(len(c.ports), maxPorts)] {
		kept := ledger.Port{Inner: port.Number, Protocol: port.Protocol}
		if i < len(outer) {
			kept.Outer = outer[i]
		}
		m.Ports = append(m.Ports, kept)
	}
	return m
}

// configOf returns the configuration of what is kept, and the outer ports.
func configOf(m *ledger.Made) (c *config, outer []int) {
	c = &config{
		image:   engine.Ref{Name: m.Image, Tag: m.Tag, Digest: m.Digest},
		command: m.Command, entry: m.Entrypoint,
	}
	c.size, _ = parseSize(m.Size)
	if m.Unlimited {
		c.unlimited = &noLimit{}
	}
	for _, port := range m.Ports {
		c.ports = append(c.ports, engine.Port{Number: port.Inner, Protocol: port.Protocol})
		outer = append(outer, port.Outer)
	}
	return c, outer
}

// keepable makes a text of others fit for a ledger.
func keepable(s string, most int) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' || r == unicode.ReplacementChar {
			return -1
		}
		return r
	}, s)
	return strings.ToValidUTF8(cut(s, most), "")
}
