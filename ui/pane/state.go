package pane

import (
	"fleetop/client"
	"fleetop/internal/fleet"
	"fleetop/ui/kit/grid"
	"fleetop/ui/theme"
)

// stateStyle says how a state is drawn. No state is told by its colour alone.
func stateStyle(s client.State) grid.Style {
	switch {
	case s.InTransition():
		return styleBusy
	case s == client.StateRunning:
		return styleGood
	case s == client.StatePartlyRunning, s == client.StateNotRunning:
		return styleWarn
	case s == client.StateStartFailed, s == client.StateStoppedWithErrors:
		return styleBad
	case s == client.StateTerminated:
		return styleQuiet
	default:
		return stylePlain
	}
}

// condition is how the state of an object is shown wherever it is: the glyph
// before its word, what the word does not say, and the style.
func condition(r *fleet.Row, why fleet.Attention, th *theme.Theme) (glyph, more string, style grid.Style) {
	state := r.State()
	glyph, style = stateGlyph(state, &th.Glyphs), stateStyle(state)
	if word := fleet.Condition(r); word != "" {
		defer func() { more = " (" + word + ")" + more }()
	}
	switch why {
	case fleet.Fine:
		return glyph, "", style
	case fleet.Stuck:
		more, style = ", stuck", styleWarn
	case fleet.Crashed:
		more, style = ", crashed", styleBad
		if r.Application != nil {
			more = ", crashes"
		}
	case fleet.Looping:
		more, style = ", keeps restarting", styleBad
	case fleet.Failing:
		switch {
		case r.Container != nil:
			style = styleBad
		case state == client.StateStopped, !state.Known():
			more, style = ", failed", styleBad
		case style == styleGood:
			style = styleWarn
		}
	}
	return th.Glyphs.Failed, more, style
}

// stateGlyph returns the glyph of a state of which nothing else is known.
func stateGlyph(s client.State, g *theme.Glyphs) string {
	switch {
	case s.InTransition():
		return g.Busy
	case s == client.StateRunning:
		return g.Running
	case s == client.StateStopped, s == client.StateInit:
		return g.Stopped
	case s == client.StatePartlyRunning, s == client.StateNotRunning, s == client.StateStartFailed, s == client.StateStoppedWithErrors:
		return g.Failed
	case s == client.StateTerminated:
		return g.Terminated
	default:
		return g.Unknown
	}
}
