package swarm

import (
	"context"
	"errors"
	"strings"

	cerrdefs "github.com/containerd/errdefs"
	"github.com/moby/moby/client"

	"fleetop/internal/platform/docker/dialect"
)

// isGone reports whether a manager says that there is no such thing.
func isGone(err error) bool { return cerrdefs.IsNotFound(err) }

// The daemon has no other way to tell these apart than its words.

// isTrouble reports whether the manager that was asked cannot do anything at the moment: another one may.
func isTrouble(err error) bool {
	var said trouble
	return errors.As(err, &said) || client.IsErrConnectionFailed(err) || errors.Is(err, context.DeadlineExceeded) ||
		hasNoLeader(err) || isNoManager(err)
}

// hasNoLeader reports whether the swarm has no leader: it lost too many managers, or chooses another one.
func hasNoLeader(err error) bool {
	s := text(err)
	return strings.Contains(s, "does not have a leader") || strings.Contains(s, "context deadline exceeded") ||
		strings.Contains(s, "code = Unavailable") || strings.Contains(s, "connection error") || strings.Contains(s, "lost leadership")
}

// isNoManager reports whether the daemon is a worker or in no swarm.
func isNoManager(err error) bool { return strings.Contains(text(err), "not a swarm manager") }

// isWorker reports whether it is a worker.
func isWorker(err error) bool { return isNoManager(err) && strings.Contains(text(err), "Worker nodes") }

// isLocked reports whether the swarm waits for its key.
func isLocked(err error) bool {
	return strings.Contains(text(err), "is encrypted and needs to be unlocked")
}

// outOfSequence reports whether somebody else has changed a service meanwhile.
func outOfSequence(err error) bool { return strings.Contains(text(err), "update out of sequence") }

// isNameTaken reports whether there is another service of that name.
func isNameTaken(err error) bool {
	return cerrdefs.IsConflict(err) || strings.Contains(text(err), "name conflicts with an existing object")
}

func text(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// words says in a sentence why the manager cannot be used, and what can be done about it.
func (m *manager) words(err error) error {
	fault := m.fault.Load()
	say := func(s string) error { return trouble{dialect.Sentence(s), err} }
	switch {
	case errors.As(err, new(trouble)), errors.Is(err, context.Canceled):
		return err
	case fault != nil:
		return say((*fault).Error()) // dialing knows best
	case isLocked(err):
		return say("the swarm of " + m.Address + " is locked: unlock it there with docker swarm unlock")
	case isWorker(err):
		return say("the Docker daemon at " + m.Address + " is a worker of its swarm, and only managers can be asked: " +
			"name a manager with --docker-host (docker node ls on a manager lists them)")
	case isNoManager(err):
		return say("the Docker daemon at " + m.Address + " is in no swarm: start one there with docker swarm init, " +
			"or name a manager of another with --docker-host")
	case errors.Is(err, context.DeadlineExceeded):
		return say("the manager at " + m.Address + " takes connections and does not answer: it hangs, or its swarm has no leader at the moment")
	case hasNoLeader(err):
		return say("the swarm of " + m.Address + " has no leader: more than half of its managers have to run and reach each other " +
			"(docker node ls); containers run on meanwhile")
	case client.IsErrConnectionFailed(err):
		return say("the Docker daemon at " + m.Address + " ended the connection: see whether it runs (systemctl status docker)")
	default:
		return say("the manager at " + m.Address + " says: " + dialect.Reason(err.Error()))
	}
}

// reasonOf says in a sentence why a manager could not do something.
func (e *Engine) reasonOf(err error) string {
	var said trouble
	if errors.As(err, &said) {
		return said.Error()
	}
	s := dialect.Clean(err.Error())
	// "rpc error: code = InvalidArgument desc = ..."
	if _, end, found := strings.Cut(s, " desc = "); found {
		s = end
	}
	return dialect.Reason(s)
}
