package ui

import (
	"fmt"
	"slices"
	"strings"

	"fleetop/internal/fleet"
	"fleetop/internal/orders"
	"fleetop/ui/dialog"
)

// quit ends the program, once it is sure where something is not sent yet, or
// something else would be lost.
func (m *Model) quit(lost []string) {
	if what := slices.Concat(notSent(&m.book), startsToCome(&m.book), lost); len(what) > 0 {
		m.dialog = dialog.NewQuit(strings.Join(what, " and "))
		return
	}
	m.quitting = true
}

// notSent names the orders of which something is not sent yet.
func notSent(b *orders.Book) []string {
	var what []string
	for _, o := range b.Unsent() {
		if o.Counts() {
			what = append(what, string(o.Verb)+" "+orderObject(o).String())
		} else {
			what = append(what, fmt.Sprintf("%s %d of %s", o.Verb, o.Left(), orderObject(o).String()))
		}
	}
	return what
}

// startsToCome names the starts that restarts have not sent yet.
func startsToCome(b *orders.Book) []string {
	var what []string
	for _, r := range b.Restarts(true) {
		if r.Step <= fleet.RestartWaiting {
			what = append(what, "the start of "+r.Name+" by its restart")
		}
	}
	return what
}

// unfinished says what quitting now leaves half done.
func unfinished(b *orders.Book) []string {
	var lines []string
	for _, r := range b.Restarts(true) {
		switch r.Step {
		case fleet.RestartStopping:
			lines = append(lines, "restart "+r.Name+": not started again")
		case fleet.RestartWaiting:
			lines = append(lines, "restart "+r.Name+": stopped, not started again")
		case fleet.RestartStarting:
		}
	}
	return lines
}
