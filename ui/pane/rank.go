package pane

import (
	"slices"

	"fleetop/client"
	"fleetop/internal/fleet"
)

// rank is where a row stands in the order of a column.
type rank struct {
	none   bool // it has nothing there: it stands at the end whatever the order
	number int64
	text   string
}

// rank returns where a row stands by this column: by its number where it has
// one, else by the natural order of its text.
func (c *column) rank(r *fleet.Row, s *source) rank {
	if c.key != nil {
		return c.key(r, s)
	}
	text, _ := c.text(r, s)
	return rank{none: text == "", text: fleet.NaturalKey(text)}
}

// severity is the order of states, the worst first: what has failed, what does
// not run as wanted, what is in transition, what nobody knows, what is stopped,
// what runs, what is gone.
func severity(r *fleet.Row, s *source) rank {
	switch state := r.State(); state {
	case client.StateStartFailed:
		return rank{number: 0}
	case client.StateStoppedWithErrors:
		return rank{number: 1}
	case client.StateNotRunning:
		return rank{number: 2}
	case client.StatePartlyRunning:
		return rank{number: 3}
	case client.StateTerminating, client.StateStopping:
		return rank{number: 4}
	case client.StateRedeploying, client.StateScaling, client.StateStarting, client.StateInit:
		return rank{number: 5, text: string(state)}
	case client.StateStopped:
		if s.fleet.Failing(r) {
			return rank{number: 1}
		}
		return rank{number: 7}
	case client.StateRunning:
		if s.fleet.Failing(r) {
			return rank{number: 2}
		}
		return rank{number: 8}
	case client.StateTerminated:
		return rank{number: 9}
	default:
		if s.fleet.Failing(r) {
			return rank{number: 1}
		}
		return rank{number: 6, text: string(state)}
	}
}

// youth is the order of ages, the youngest first.
func youth(r *fleet.Row, _ *source) rank {
	at := deployedAt(r)
	return rank{none: at.IsZero(), number: -at.Unix()}
}

// runningRank is the order of how many run, then of how many are wanted.
func runningRank(r *fleet.Row, _ *source) rank {
	return rank{number: int64(r.Application.Running)<<32 + int64(r.Application.Target)}
}

func exitRank(r *fleet.Row, _ *source) rank {
	if r.Container.ExitCode == nil {
		return rank{none: true}
	}
	return rank{number: int64(*r.Container.ExitCode)}
}

// sizeRank is the order of sizes from the smallest; those that nobody knows
// come after them.
func sizeRank(r *fleet.Row, _ *source) rank {
	var size client.Size
	switch {
	case r.Application != nil:
		size = r.Application.Size
	case r.Container != nil:
		size = r.Container.Size
	}
	sizes := []client.Size{client.SizeXS, client.SizeS, client.SizeM, client.SizeL, client.SizeXL}
	at := slices.Index(sizes, size)
	if at < 0 {
		at = len(sizes)
	}
	return rank{none: size == "", number: int64(at), text: string(size)}
}
