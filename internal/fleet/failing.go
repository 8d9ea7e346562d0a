package fleet

import (
	"time"

	"fleetop/client"
)

// Exit codes of what was asked to end: 128 and the number of the signal.
const (
	exitInterrupt = 130 // SIGINT
	exitKill      = 137 // SIGKILL: the end of a stop that took too long, or of the memory
	exitTerminate = 143 // SIGTERM
)

const (
	// stopTakes is how long after a stop was sent an end still counts as its doing.
	stopTakes = time.Minute
	// clockNoise is how far two clocks may differ without a word.
	clockNoise = 5 * time.Second
)

// Failing says whether an object does not run as wanted: an application of
// which less runs than should, or whose containers have all failed, whatever
// word the server has for that; a container that failed to start, that is
// unhealthy, or that exited non-zero without having been asked to end. It is the one judge of that
// for the lists, the details, the header and the filter of problems.
func (f *Fleet) Failing(row *Row) bool {
	switch row.State() {
	case client.StatePartlyRunning, client.StateStartFailed, client.StateStoppedWithErrors, client.StateNotRunning:
		return true
	case client.StateTerminated:
		return false
	default:
	}
	switch {
	case row.State().InTransition():
		return false
	case row.Application != nil:
		return lacking(row) || Condition(row) == unhealthy || f.allFailed(row)
	case row.Container != nil:
		return Condition(row) == unhealthy || f.exitedBadly(row)
	default:
		return false
	}
}

// lacking says whether less of an application runs than the word Running, or
// one that nobody knows, stands for: nothing, or some have stopped.
func lacking(row *Row) bool {
	a := row.Application
	if a.State != client.StateRunning && a.State.Known() {
		return false
	}
	return a.Running < a.Target && (a.Running <= 0 || a.Stopped > 0)
}

// exitedBadly says whether a container is at its end, after an exit that was a
// failure.
func (f *Fleet) exitedBadly(row *Row) bool {
	c := row.Container
	ended := c.State == client.StateStopped || !c.State.Known() && !c.Started.After(c.StoppedAt.Time)
	return ended && c.ExitCode != nil && *c.ExitCode != 0 && !f.askedToEnd(row)
}

// askedToEnd says whether a container exited because it was asked to: by its
// exit code, by the word for its application, because a stop was sent from
// here just before, or because its server tells such ends from failures.
func (f *Fleet) askedToEnd(row *Row) bool {
	c, app := row.Container, ID{Applications, row.ApplicationUUID()}
	if c.State == client.StateStopped && c.EngineState == ended {
		return true
	}
	switch *c.ExitCode {
	case exitTerminate:
		return true
	case exitKill, exitInterrupt:
		if known := f.Row(app); known != nil && c.State == client.StateStopped {
			if state := known.State(); state == client.StateStopped || state.InTransition() || known.Gone() {
				return true
			}
		}
	}
	return f.stoppedHere(row.ID, c) || f.stoppedHere(app, c)
}

// stoppedHere says whether a stop of an object that was sent from here ended a
// container.
func (f *Fleet) stoppedHere(id ID, c *client.Container) bool {
	sent, stopped := f.stops[id]
	if !stopped {
		return false
	}
	if c.StoppedAt.IsZero() {
		return c.State == client.StateStopped
	}
	at := f.ServerTime(sent)
	if c.Started.After(at) && !c.Started.After(c.StoppedAt.Time) {
		return false // it was started after that, and ended anew
	}
	after := c.StoppedAt.Sub(at)
	return after >= -clockNoise && after <= stopTakes
}

// ended is the engine's word for a container that has ended. Servers that have it call one that
// ended by itself with a failure "Stopped with errors".
const ended = "exited"

// verdict is what the containers of an application said of it, and the record
// of the application that it belongs to, nil if there was none.
type verdict struct{ of *Row }

// allFailed says whether all containers of an application had failed when they
// were listed last, and the application is as it was then.
func (f *Fleet) allFailed(row *Row) bool {
	v, found := f.verdicts[row.ID.Key]
	return found && (v.of == nil || alike(v.of.Application, row.Application))
}

// alike says whether nothing happened to an application between two records.
func alike(a, b *client.Application) bool {
	return a.State == b.State && a.Running == b.Running && a.Current == b.Current &&
		a.Started.Equal(b.Started) && a.StoppedAt.Equal(b.StoppedAt)
}

// judge keeps of which applications all containers have failed, by a list of
// all containers or of one application's.
func (f *Fleet) judge(l *List) {
	if l.Partial || l.Query.Kind != Containers || l.Query.State != "" {
		return
	}
	if l.Query.Application != "" {
		delete(f.verdicts, l.Query.Application)
	} else {
		clear(f.verdicts)
	}
	for _, row := range l.Rows {
		if f.Failing(row) {
			app := row.ApplicationUUID()
			f.verdicts[app] = verdict{of: f.Row(ID{Applications, app})}
		}
	}
	if len(f.verdicts) > 0 {
		f.acquit(l)
	}
}

// acquit takes back the verdict on applications of which a container has not
// failed, or may be among those of a list that did not come.
func (f *Fleet) acquit(l *List) {
	failed := map[string]int{}
	for _, row := range l.Rows {
		if row.Gone() {
			continue
		}
		if app := row.ApplicationUUID(); f.Failing(row) {
			failed[app]++
		} else {
			delete(f.verdicts, app)
		}
	}
	if l.Whole() {
		return
	}
	for app, v := range f.verdicts {
		if n := failed[app]; n > 0 && v.of != nil && n < v.of.Application.Current {
			delete(f.verdicts, app)
		}
	}
}
