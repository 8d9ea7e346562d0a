package docker

import (
	"slices"

	"github.com/moby/moby/api/types/events"

	"fleetop/internal/platform/engine"
)

// killed is the exit code of a program that was ended by SIGKILL.
const killed = 128 + 9

// foresee reports that a program has ended as its event tells it, where nothing else can come of it: the
// daemon answers an inspection only when it has cleaned up behind the program, which takes it as long as
// all the rest.
func (e *Engine) foresee(native string, notes []note) {
	n, found := ending(notes)
	if !found {
		return
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	c := e.native[native]
	if c == nil || !c.life.running || !c.life.isNews(n) || !c.staysDown(n, notes) {
		return
	}
	f := c.facts
	f.phase, f.word, f.exitCode, f.finished, f.pid, f.ports = engine.PhaseExited, "exited", n.code, n.at, 0, nil
	f.oom = c.life.oom || has(notes, events.ActionOOM)
	e.learn(native, c.name, &f, slices.DeleteFunc(slices.Clone(notes), func(n note) bool { return n.what == actionOver }))
}

// ending returns the end of a program that is the last that events tell of a container, where they tell of
// no start.
func ending(notes []note) (n note, found bool) {
	for i := range notes {
		switch notes[i].what {
		case events.ActionStart, events.ActionRestart, events.ActionDestroy:
			return note{}, false
		case events.ActionDie:
			n, found = notes[i], true
		default:
		}
	}
	return n, found && !n.restart
}

// staysDown reports whether the daemon does not start a program again that has ended: somebody has stopped
// it, or its policy does not say so.
func (c *container) staysDown(n note, notes []note) bool {
	isStopped := slices.ContainsFunc(notes, func(k note) bool {
		return k.what == events.ActionKill && !k.restart && stops(k.signal, c.facts.stopSignal)
	})
	switch policy := c.facts.policy; {
	case c.asked || isStopped:
		return true
	case !c.facts.inspected:
		return false
	case n.code == killed && !c.life.oom && !has(notes, events.ActionOOM):
		return false // Out of memory, perhaps: the event of that may come later.
	default:
		return policy == "" || policy == "no" || policy == "on-failure" && n.code == 0
	}
}
