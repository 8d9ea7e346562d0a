package ui_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"fleetop/internal/uitest"
)

// What was typed to find an option is not lost by going on.
func TestALinkThatWasTypedIsTaken(t *testing.T) {
	t.Parallel()
	inBubble(t, 120, 36, setup{}, func(t *testing.T, d *uitest.Driver, _ *uitest.Server) {
		newForm(d)
		for range 60 {
			if strings.Contains(d.Line("Links     "), "▸") {
				break
			}
			d.Press("tab")
		}
		d.Burst("xyz")
		d.Press("enter")
		d.Sees("what you typed fits none, or several", "xyz")
		d.Press("ctrl+u")
		d.Burst("cach")
		d.Press("enter")
		if line := d.Line("Links     "); !strings.Contains(line, "cache") || strings.Contains(line, "▸") {
			t.Errorf("%q: the only application that fits is not taken", line)
		}
	})
}

func TestAFormIsSentFromAnyField(t *testing.T) {
	t.Parallel()
	inBubble(t, 120, 36, setup{}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		newForm(d)
		d.Sees("ctrl+s sends")
		d.Burst("redis")
		server.Take()
		d.Press("ctrl+s")
		if got := writes(server.Take()); len(got) != 1 {
			t.Errorf("ctrl+s sent %v", got)
		}
	})
}

func TestAHeldKeyDiscardsNothing(t *testing.T) {
	t.Parallel()
	inBubble(t, 120, 36, setup{}, func(t *testing.T, d *uitest.Driver, _ *uitest.Server) {
		newForm(d)
		d.Burst("redis")
		d.Hold("ctrl+x", time.Second)
		d.Sees("╭ New application", "redis", "nothing was discarded")
		d.Press("a", "ctrl+x")
		d.Sees("ctrl+x again discards what was typed")
		d.Press("a", "ctrl+x")
		d.Sees("╭ New application", "redisaa")
		d.Press("ctrl+x")
		d.SeesNot("╭ New application")
	})
}

func TestEscSaysWhatUndoesACountdown(t *testing.T) {
	t.Parallel()
	countdownBubble(t, setup{}, func(t *testing.T, d *uitest.Driver, _ *uitest.Server, _ map[string]string) {
		d.Press("-", "enter", "esc")
		d.Sees("esc does not undo a countdown, z does", "in 5 s")
	})
}

// Revealing values keeps the match that was gone to, and the foot says what esc does first.
func TestRevealingKeepsTheMatch(t *testing.T) {
	t.Parallel()
	inBubble(t, 120, 36, setup{}, func(t *testing.T, d *uitest.Driver, _ *uitest.Server) {
		d.Advance(time.Second)
		d.Press("J", "/")
		d.Burst("unique_name")
		d.Press("enter")
		d.Sees(`"unique_name" 1 of `, "esc ends the search")
		d.Press("V")
		d.Sees(`"unique_name" 1 of `)
		d.Press("esc")
		d.Sees("esc closes")
	})
}

// What was destroyed is not counted in one place and left out in another.
func TestWhatIsTerminatedIsCountedNowhere(t *testing.T) {
	t.Parallel()
	inBubble(t, 120, 36, setup{}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Advance(time.Second)
		asAnotherUser(t, server, http.MethodDelete, "/api/v1/application/"+uuids(t, server, "application")["blog"]+"/")
		d.Advance(30 * time.Second)
		d.Sees("Applications 7", "blog")
	})
}

func TestTheColumnsSayWhatMakesRoom(t *testing.T) {
	t.Parallel()
	inBubble(t, 120, 36, setup{}, func(t *testing.T, d *uitest.Driver, _ *uitest.Server) {
		d.Advance(time.Second)
		d.Sees("3 more columns (c)")
		d.Press("c")
		d.Sees("8 of 11 chosen; no room for 3: Z zooms, → pans")
	})
}

func TestAnEntryInFullReadsAsTheLastLine(t *testing.T) {
	t.Parallel()
	inBubble(t, 120, 36, setup{}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Advance(time.Second)
		server.Break("POST", uitest.Answer(http.StatusBadRequest, "application/json", `{"error": "no room"}`))
		d.Press("x", "y")
		d.Sees("! api: stop refused: 400 no room")
		d.Press("esc", "4", "enter")
		d.Sees("╭ Activity at 1 Jan 00:00", "│ api: stop refused: 400 no room")
	})
}

// A container that was destroyed is not named beside the one that has its name now.
func TestTheNamesOfContainersAreThoseThatAreThere(t *testing.T) {
	t.Parallel()
	inBubble(t, 120, 36, setup{}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Advance(time.Second)
		asAnotherUser(t, server, http.MethodDelete, "/api/v1/container/"+uuids(t, server, "container")["api-2"]+"/")
		d.Advance(30 * time.Second)
		d.Sees("api-1", "api-3")
		d.SeesNot("● api-2", "○ api-2")
		d.Sees("scaled 3/3 → 2/2, gone api-2") // what happened names it
	})
}
