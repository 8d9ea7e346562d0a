package activity

import (
	"fmt"
	"strings"

	"fleetop/internal/fleet"
	"fleetop/internal/text"
)

// Item is what became of one of the objects of a summary: it was Accepted, Refused,
// Failed, Unknown, Cancelled or NotSent.
type Item struct {
	Name  string
	Phase Phase
	Cause string // why it was not done
}

// became is what can have become of an item, in a word.
type became struct {
	phase Phase
	word  string
}

// fates are what can have become of the items of an action on many objects, in the
// order in which they are told.
func fates(verb fleet.Verb) []became {
	return []became{
		{Accepted, verb.Participle()},
		{Refused, "refused"},
		{Failed, "failed"},
		{Unknown, "unknown"},
		{Cancelled, "cancelled"},
		{NotSent, "not sent"},
	}
}

// Count returns how many items of a summary became one of these.
func (e *Entry) Count(phases ...Phase) int {
	n := 0
	for i := range e.Items {
		for _, phase := range phases {
			if e.Items[i].Phase == phase {
				n++
			}
		}
	}
	return n
}

// Counts says how many objects of a summary became what: "Stopped 7, refused 1".
func (e *Entry) Counts() string {
	var counts []string
	for _, b := range fates(e.Verb) {
		if n := e.Count(b.phase); n > 0 {
			counts = append(counts, fmt.Sprintf("%s %d", b.word, n))
		}
	}
	if n := len(e.Names); n > 0 {
		counts = append(counts, fmt.Sprintf("skipped %d", n))
	}
	return text.Capital(strings.Join(counts, ", "))
}

// ofMany names all objects of a summary, and what became of them, what was in the way
// first: "Stopped 7, refused 1. Refused: db: not in a suitable state. Stopped: api, web".
func (e *Entry) ofMany() string {
	parts := []string{e.Counts()}
	say := func(word string, names []string, by string) {
		if len(names) > 0 {
			parts = append(parts, text.Capital(word)+": "+strings.Join(names, by))
		}
	}
	items := map[Phase][]string{}
	for i := range e.Items {
		it := &e.Items[i]
		items[it.Phase] = append(items[it.Phase], text.Join(": ", it.Name, it.Cause))
	}
	for _, b := range fates(e.Verb) {
		if b.phase != Accepted && b.phase != NotSent {
			say(b.word, items[b.phase], "; ")
		}
	}
	unsent := "not sent"
	if e.Cause != "" {
		unsent += " (" + e.Cause + ")"
	}
	say(unsent, items[NotSent], ", ")
	say(e.Verb.Participle(), items[Accepted], ", ")
	say("skipped", e.Names, ", ")
	return strings.Join(parts, ". ")
}
