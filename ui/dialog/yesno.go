package dialog

import (
	"strings"

	"fleetop/internal/fleet"
	"fleetop/ui/command"
)

// YesNo asks whether to do something to one object.
type YesNo struct {
	watch
	verb fleet.Verb
	// says is what it does, in paragraphs of lines of w cells, the most
	// important first.
	says func(d *YesNo, w int, c Context) [][]string
}

// Title implements Dialog.
func (d *YesNo) Title() string {
	verb := string(d.verb)
	return strings.ToUpper(verb[:1]) + verb[1:] + " " + d.name + "?"
}

// Scope implements Dialog.
func (d *YesNo) Scope() command.Scope { return command.YesNo }

// Request implements Dialog.
func (d *YesNo) Request() Request { return d.action() }

func (d *YesNo) action() Action { return Action{Verb: d.verb, ID: d.id, Seen: d.seen} }

// Type implements Dialog: there is nothing to type.
func (d *YesNo) Type(string) {}

// Do implements Dialog.
func (d *YesNo) Do(id command.ID, c Context) Answer {
	switch {
	case id == command.No:
		return Closed
	case id == command.Yes && refused(c, d.action(), d.name) == "" && !d.swallows(c):
		return Confirmed
	default:
		return Open
	}
}

// Lines implements Dialog.
func (d *YesNo) Lines(w int, c Context) []string {
	if why := refused(c, d.action(), d.name); why != "" {
		return closing(why, w, c, command.No)
	}
	says := append([][]string{inFull(d.Title(), d.name, w)}, d.says(d, w, c)...)
	return d.draw(pageOf([]string{hints(w, c, "", command.Yes, command.No)}, says...), w, c)
}
