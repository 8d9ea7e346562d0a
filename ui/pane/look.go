// Package pane holds the rectangles of the screen: lists, detail, logs. Each
// keeps its own place (selection, scroll, search) and draws what is known of
// the fleet; none does I/O or sees a key.
package pane

import (
	"time"

	"fleetop/internal/activity"
	"fleetop/internal/fleet"
	"fleetop/internal/recorder"
	"fleetop/ui/command"
	"fleetop/ui/kit/box"
	"fleetop/ui/kit/grid"
	"fleetop/ui/theme"
)

// Context is what panes are drawn from.
type Context struct {
	Fleet    *fleet.Fleet
	Recorder *recorder.Recorder // how each application was, and why it needs attention
	Activity *activity.Log
	Theme    *theme.Theme
	Styles   *grid.Styles
	Now      time.Time // local time
	Ages     *Ages     // writes all ages
	Location *time.Location
	Fresh    Fresh // how fresh what each pane shows is
	// Moving says that the cursor has just moved: of the object that it is on now, only what the list
	// has is drawn.
	Moving bool
	// Stacked says that the panes stand above each other, so that each has few lines.
	Stacked bool
	// Paused says that nothing is polled.
	Paused bool
	// Unmeasured says why it is not known what objects use, "" where it is.
	Unmeasured string
	// Trouble says why nothing can be fetched right now, "" when all is well.
	Trouble string
	// Retry says when the next attempt is made, in words, "" when all is well.
	Retry string
	// Keys say which keys run the commands that a remedy names.
	Keys *command.Keymap
	// Connecting is what an empty list says before the first answer.
	Connecting string
}

// Key is the first of the keys that run a command, for people.
func (c *Context) Key(id command.ID) string {
	return c.Keys.Label(id, " ", 1, c.Theme.Glyphs.ASCII)
}

// The meanings of a cell in a list, as indices into the palettes of a grid.
const (
	stylePlain grid.Style = iota
	styleGood
	styleBusy
	styleWarn
	styleBad
	styleQuiet
	styleMark
	styleCount
)

// GridStyles makes the styles of every list from a theme. What is selected keeps the colour of its state
// on the bar.
func GridStyles(th *theme.Theme) *grid.Styles {
	normal := make([]string, styleCount)
	normal[styleGood], normal[styleBusy], normal[styleWarn] = th.Good.Open(), th.Busy.Open(), th.Warn.Open()
	normal[styleBad], normal[styleQuiet], normal[styleMark] = th.Bad.Open(), th.Gone.Open(), th.Mark.Open()
	fresh := grid.Palette{Normal: normal, Selected: onBar(&th.Bar), Unfocused: onBar(&th.BarBlur), Armed: all(th.Warn)}
	stale := fresh
	stale.Normal = all(th.Faint)
	stale.Selected, stale.Unfocused = all(th.Bar.Plain), all(th.BarBlur.Plain)
	return &grid.Styles{Fresh: fresh, Stale: stale, Header: th.Head.Open(), Close: "\x1b[0m"}
}

func onBar(b *theme.Bar) []string {
	out := make([]string, styleCount)
	out[stylePlain], out[styleGood], out[styleBusy], out[styleWarn] = b.Plain.Open(), b.Good.Open(), b.Busy.Open(), b.Warn.Open()
	out[styleBad], out[styleQuiet], out[styleMark] = b.Bad.Open(), b.Plain.Open(), b.Mark.Open()
	return out
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

// barStyle is the style of a meaning on the row under the cursor.
func barStyle(th *theme.Theme, s grid.Style) theme.Style {
	switch s {
	case styleGood:
		return th.Bar.Good
	case styleBusy:
		return th.Bar.Busy
	case styleWarn:
		return th.Bar.Warn
	case styleBad:
		return th.Bar.Bad
	default:
		return th.Bar.Plain
	}
}
