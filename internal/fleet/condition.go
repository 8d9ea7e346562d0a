package fleet

import "fleetop/client"

// The words for a running container that stands still, and for one that fails the
// check of its health.
const (
	paused    = "paused"
	unhealthy = "unhealthy"
)

// Condition is what is known of what runs beyond its state: how the check of its
// health went, or that it is paused; "" where nothing is.
func Condition(r *Row) string {
	health, word := "", ""
	switch {
	case r.State() != client.StateRunning && r.State() != client.StatePartlyRunning:
		return ""
	case r.Container != nil:
		health, word = r.Container.Health, r.Container.EngineState
	case r.Application != nil:
		health, word = r.Application.Health, r.Application.EngineState
	}
	if word == paused {
		return paused
	}
	return health
}

// StandsStill says whether something runs and is paused.
func StandsStill(r *Row) bool { return Condition(r) == paused }
