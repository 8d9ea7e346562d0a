package fleet

import (
	"strings"

	"fleetop/client"
)

// Turn says in a word what was done to an application that was in one state and is in another, "" where
// that is not clear.
func Turn(was, is, before, after string) string {
	of := func(counts string) (running, target string) {
		running, target, _ = strings.Cut(counts, "/")
		return running, target
	}
	_, wanted := of(before)
	running, wants := of(after)
	switch state := client.State(is); {
	case state == client.StateStopped:
		return "stopped"
	case state == client.StateTerminated:
		return "terminated"
	case state == client.StateStartFailed:
		return "failed to start"
	case wanted != wants:
		return "scaled"
	case state == client.StateRunning && (was == string(client.StateStopped) || was == string(client.StateInit) || was == string(client.StateStarting)):
		return "started"
	case state == client.StateRunning && was != is:
		return "recovered"
	case state == client.StateNotRunning && running == "0":
		return "down"
	case state == client.StatePartlyRunning && was == string(client.StateRunning):
		return "degraded"
	default:
		return ""
	}
}
