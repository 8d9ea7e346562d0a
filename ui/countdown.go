package ui

import (
	"fmt"
	"strconv"
	"strings"

	"fleetop/internal/fleet"
	"fleetop/internal/orders"
	"fleetop/internal/text"
	"fleetop/ui/command"
	"fleetop/ui/theme"
)

// unsentLine is what is said of what is not sent yet, and what it is made from.
type unsentLine struct {
	world      orders.World
	glyphs     *theme.Glyphs
	undo, stop string                   // the keys
	asOf       func(fleet.Query) string // of when a list is, "" for now
}

// status says in w cells what is not sent yet, "" when nothing waits.
func (m *Model) status(w int) string {
	if m.book.Idle() || asksToQuit(m.dialog) { // which says so itself, and time stands still
		return ""
	}
	l := unsentLine{
		world: m.world(), glyphs: &m.theme.Glyphs,
		undo: m.keys.Label(command.Undo, " ", 1, m.theme.Glyphs.ASCII),
		stop: m.keys.Label(command.Back, " ", 1, m.theme.Glyphs.ASCII),
		asOf: func(q fleet.Query) string { return m.look.AsOf(m.feed.ListStatus(m.now, q, q)) },
	}
	if m.above() != nil || m.prompts.open != nil { // they take keys first
		l.undo = l.stop + ", then " + l.undo
	}
	return text.Join(" "+l.glyphs.Dot+" ", l.countdown(m.book.Counting(), w), l.progress(m.book.Progressing()))
}

// countdown says in w cells what counts down and how to undo it, "" when
// nothing does. A name gives way, so that the key stays in sight.
func (l *unsentLine) countdown(counting []*orders.Order, w int) string {
	if len(counting) == 0 {
		return ""
	}
	o := counting[len(counting)-1]
	before, name, after := text.Capital(o.Verb.Gerund())+" ", orderObject(o).String(), scaled(o, l.glyphs.Arrow)
	left := fleet.Seconds(o.Zero.Sub(l.world.Now.Round(0)))
	switch {
	case left > 0:
		after += fmt.Sprintf(" in %d s", left)
	case o.AwaitsTerminal(l.world):
		after += " waits for the terminal"
	default:
		after += " waits for the server"
	}
	after = undoing(after+" "+l.glyphs.Dot+" "+l.undo, w-text.Width(before)-min(text.Width(name), text.NameLeast-4), o.Many)
	if room := max(w-text.Width(before)-text.Width(after), 1); text.Width(name) > room && o.Many {
		name = strconv.Itoa(len(o.Items))
	} else if text.Width(name) > room {
		name = text.Middle(name, room, l.glyphs.Ellipsis)
	}
	notes := []string{before + name + after}
	if more := len(counting) - 1; more > 0 {
		notes = append(notes, fmt.Sprintf("%d more", more))
	}
	switch asOf := l.asOf(o.List); {
	case l.world.Away != "":
		notes = append(notes, l.world.Away)
	case l.world.Trouble != "":
		notes = append(notes, l.world.Trouble)
	case l.world.Paused && left > 0:
		notes = append(notes, "polling is paused")
	case asOf != "":
		notes = append(notes, "what is shown is "+asOf)
	}
	return strings.Join(notes, " "+l.glyphs.Dot+" ")
}

// scaled says to which number an order scales, and from which where it is about
// one application; "" for another order.
func scaled(o *orders.Order, arrow string) string {
	switch first := &o.Items[0]; {
	case o.Verb != fleet.Scale:
		return ""
	case o.Many:
		return fmt.Sprintf(" to %d", first.Target)
	default:
		return fmt.Sprintf(" %d %s %d", first.Was(), arrow, first.Target)
	}
}

// undoing ends what is said of a countdown with what its key does, where that
// leaves room for a name to be read.
func undoing(after string, room int, many bool) string {
	const end = " undo"
	if many || text.Width(after+end) <= room {
		return after + end
	}
	return after
}

// progress says how far an order for many objects is, "" when there is none.
func (l *unsentLine) progress(o *orders.Order) string {
	if o == nil {
		return ""
	}
	content := fmt.Sprintf("%s %d of %d", text.Capital(o.Verb.Gerund()), o.Begun()-o.Count(orders.Unsent), len(o.Items))
	if o.Left() > 0 {
		if l.world.Trouble != "" {
			content += " waits for the server: " + l.world.Trouble
		}
		return content + ", " + l.stop + " stops the rest"
	}
	what := "answer"
	if o.Verb == fleet.Restart {
		what = "restart"
	}
	return content + ", waiting for " + text.Count(o.Count(orders.InFlight), what)
}

// restarting says which step restarts are at that were asked for one by one, "" when
// there is none.
func restarting(alone []fleet.Restarting) string {
	switch len(alone) {
	case 0:
		return ""
	case 1:
		return alone[0].Name + ": " + alone[0].Words()
	default:
		return fmt.Sprintf("restarting %s and %d more", alone[0].Name, len(alone)-1)
	}
}
