// Package pane holds the rectangles of the screen: lists, detail, logs. Each
// keeps its own place (selection, scroll, search) and draws what is known of
// the fleet; none does I/O or sees a key.
package pane

import (
	"fleetop/client"
	"fleetop/internal/fleet"
	"fleetop/ui/kit/box"
	"fleetop/ui/kit/grid"
	"fleetop/ui/theme"
)

// The meanings of a cell in a list, as indices into the palettes of a grid.
const (
	stylePlain grid.Style = iota
	styleGood
	styleBusy
	styleWarn
	styleBad
	styleQuiet
	styleCount
)

// GridStyles makes the styles of every list from a theme.
func GridStyles(th *theme.Theme) *grid.Styles {
	normal := make([]string, styleCount)
	normal[styleGood], normal[styleBusy], normal[styleWarn] = th.Good.Open(), th.Busy.Open(), th.Warn.Open()
	normal[styleBad], normal[styleQuiet] = th.Bad.Open(), th.Gone.Open()
	fresh := grid.Palette{Normal: normal, Selected: all(th.Selected), Unfocused: all(th.SelectedBlur), Marked: all(th.Bold)}
	stale := fresh
	stale.Normal = all(th.Faint)
	return &grid.Styles{Fresh: fresh, Stale: stale, Header: th.Head.Open(), Close: "\x1b[0m"}
}

func all(s theme.Style) []string {
	out := make([]string, styleCount)
	for i := range out {
		out[i] = s.Open()
	}
	return out
}

// Frame returns the look of a pane's frame.
func Frame(th *theme.Theme, focused bool) box.Look {
	g := &th.Glyphs
	look := box.Look{
		Horizontal: g.Horizontal, Vertical: g.Vertical,
		TopLeft: g.TopLeft, TopRight: g.TopRight, BottomLeft: g.BottomLeft, BottomRight: g.BottomRight,
		Border: th.Border.Open(), Title: th.Title.Open(), Foot: th.Hint.Open(), Ellipsis: g.Ellipsis,
	}
	if focused {
		look.Border, look.Title = th.BorderFocus.Open(), th.TitleFocus.Open()
	}
	return look
}

// HeavyFrame returns the look of a frame that is not to be taken for any other:
// its lines are thick.
func HeavyFrame(th *theme.Theme) box.Look {
	look := box.Look{
		Horizontal: "━", Vertical: "┃", TopLeft: "┏", TopRight: "┓", BottomLeft: "┗", BottomRight: "┛",
		Border: th.Danger.Open(), Title: th.Danger.Open(), Foot: th.Hint.Open(), Ellipsis: th.Glyphs.Ellipsis,
	}
	if th.Glyphs.ASCII {
		look.Horizontal, look.Vertical = "=", "#"
		look.TopLeft, look.TopRight, look.BottomLeft, look.BottomRight = "#", "#", "#", "#"
	}
	return look
}

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

// themeStyle returns the style of a meaning outside a grid.
func themeStyle(th *theme.Theme, s grid.Style) theme.Style {
	switch s {
	case styleGood:
		return th.Good
	case styleBusy:
		return th.Busy
	case styleWarn:
		return th.Warn
	case styleBad:
		return th.Bad
	case styleQuiet:
		return th.Gone
	default:
		return th.Plain
	}
}
