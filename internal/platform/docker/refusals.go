package docker

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	cerrdefs "github.com/containerd/errdefs"

	"fleetop/internal/platform/docker/dialect"
)

// errSilent is the error of a command whose end the daemon did not tell.
var errSilent = errors.New("the Docker daemon does not answer")

// reasonOf says in a sentence why the daemon could not do something. What it says itself is the whole
// way down to the cause, the outermost program first: of that only the end is kept.
func reasonOf(err error) string {
	switch {
	case isUnreachable(err):
		return errSilent.Error()
	case isLeaving(err):
		return "the container is being removed"
	}
	if errors.As(err, new(pullError)) {
		return "pull failed: " + dialect.Network(err.Error())
	}
	return dialect.Cause(err.Error())
}

// The daemon has no other way to tell these apart than its words.

// portTaken reports whether a container did not start because somebody else has one of its ports.
func portTaken(err error) bool {
	s := text(err)
	return strings.Contains(s, "port is already allocated") || strings.Contains(s, "address already in use")
}

// nameTaken reports whether there is another container of that name.
func nameTaken(err error) bool {
	return cerrdefs.IsConflict(err) && strings.Contains(text(err), "is already in use by container")
}

// isPaused reports whether something is impossible because a container is paused.
func isPaused(err error) bool {
	return cerrdefs.IsConflict(err) && strings.Contains(text(err), "pause")
}

// isLeaving reports whether something is impossible because a container is being removed.
func isLeaving(err error) bool {
	s := text(err)
	return cerrdefs.IsConflict(err) &&
		(strings.Contains(s, "already in progress") || strings.Contains(s, "marked for removal"))
}

// networkUnclear reports whether the network of a container is not there, or there are two of that
// name.
func networkUnclear(err error) bool {
	s := text(err)
	return strings.Contains(s, "network ") &&
		(strings.Contains(s, "not found") || strings.Contains(s, "is ambiguous"))
}

// tooMany reports whether a registry refuses because it was asked too often.
func tooMany(err error) bool {
	s := text(err)
	return strings.Contains(s, "toomanyrequests") || strings.Contains(s, "429") ||
		strings.Contains(s, "Too Many Requests")
}

// noReader reports whether the log driver of a container keeps nothing that could be read.
func noReader(err error) bool {
	return cerrdefs.IsNotImplemented(err) || strings.Contains(text(err), "does not support reading")
}

// portIn returns the port of the host that a message of the daemon is about, 0 if it names none.
func portIn(err error) int {
	s := text(err)
	for {
		_, rest, found := strings.Cut(s, ":")
		if !found {
			return 0
		}
		end := strings.IndexFunc(rest, func(r rune) bool { return r < '0' || r > '9' })
		if end > 0 {
			if port, err := strconv.Atoi(rest[:end]); err == nil && port > 0 && port <= lastOuter {
				return port
			}
		}
		s = rest
	}
}

// portReason says who has a port that a container is to have. Where not all containers are known, as
// on a host of which only a part is shown, it may be one of the others.
func portReason(port int, holder string, knowsAll bool) string {
	switch {
	case port == 0:
		return "one of its ports is used by another container or program"
	case holder != "":
		return fmt.Sprintf("port %d is used by %s", port, holder)
	case knowsAll:
		return fmt.Sprintf("port %d is used by another program", port)
	}
	return fmt.Sprintf("port %d is used by another container or program", port)
}

func text(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}
