package ui

import (
	"time"

	"fleetop/internal/text"
)

const (
	// bannerRows is from how many rows on the banner of the sandbox stays; on fewer, which are worth more,
	// it goes away after bannerTime, and on fewer than bannerLeast there is none.
	bannerRows, bannerLeast = 30, 20
	bannerTime              = 10 * time.Second
)

// banner is what the line under the tabs says of the sandbox.
type banner struct {
	sandbox    bool // what is shown is not real
	runsDocker bool // this machine runs Docker, which could be shown
	gone       bool // it was sent away
	passed     bool // its time is over, where there are few rows
	until      time.Time
}

// pass takes in the time, and says whether that of the banner is over just now.
func (b *banner) pass(now time.Time) bool {
	if !b.sandbox || b.passed || now.Before(b.until) {
		return false
	}
	b.passed = true
	return true
}

// ends returns when its time is over, the zero time where it is, or nothing depends on it.
func (b *banner) ends() time.Time {
	if !b.sandbox || b.passed || b.gone {
		return time.Time{}
	}
	return b.until
}

// notice is the line under the tabs of the first screen, "" when there is none.
func (p *panes) notice() string {
	b := &p.banner
	if p.height < bannerLeast || p.height < bannerRows && b.passed || !b.sandbox || b.gone {
		return ""
	}
	if p.json != nil || p.tab != applicationsTab || p.drill != nil || p.zoom || p.focus != listPane {
		return ""
	}
	variants := [3]string{
		"This is a sandbox, nothing in it is real. A real account: fleetop --endpoint URL --user NAME --apikey-file PATH",
		"A sandbox. Real account: fleetop --endpoint URL --user NAME --apikey-file PATH",
		"Sandbox. Real account: fleetop --help",
	}
	if b.runsDocker {
		variants = [3]string{
			"This is a sandbox, nothing in it is real; this machine runs Docker: fleetop --engine docker",
			"A sandbox; this machine runs Docker: fleetop --engine docker",
			"Docker here: fleetop --engine docker",
		}
	}
	for _, content := range variants {
		if p.width >= text.Width(content)+2 {
			return content
		}
	}
	return variants[2]
}
