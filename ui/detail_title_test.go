package ui_test

import (
	"strings"
	"testing"
	"time"

	"fleetop/internal/platform/memory"
	"fleetop/internal/uitest"
)

// The tabs of a detail stand whole in its title: where there is little room, their names become short, and none
// is left out but where the name of the object would be.
func TestTheTabsOfADetailBecomeShort(t *testing.T) {
	t.Parallel()
	for w, want := range map[int]string{
		200: "╭ worker  [Overview] Environment 4  Links 2  History  Usage  JSON  ─",
		120: "╭ worker  [Overview] Env  Links  History  Usage  JSON  ─",
		80:  "╭ worker  [Overview] Environment 4  Links 2  History  Usage  JSON  ─",
		50:  "╭ worker  [Overview] Env  Lin  His  Usa  JSON  ─",
		40:  "╭ worker  [Overview] E  L  H  U  J  ─",
	} {
		inBubble(t, w, 36, setup{measured: true, worst: true}, func(t *testing.T, d *uitest.Driver, _ *uitest.Server) {
			d.Advance(2 * time.Second)
			if w < 80 {
				d.Press("d")
				d.Advance(time.Second)
			}
			d.Sees(want)
		})
	}
	inBubble(t, 120, 36, setup{fleet: memory.Fleet{Applications: []memory.Application{
		{Name: "shop-of-the-good-old-days-worker", Image: "shop/web", Containers: 1, Age: time.Hour},
	}}}, func(t *testing.T, d *uitest.Driver, _ *uitest.Server) {
		d.Advance(2 * time.Second)
		for line := range strings.SplitSeq(d.View(), "\n") {
			if _, title, is := strings.Cut(line, "╮╭ shop"); is {
				if !strings.Contains(title, "[Overview] Env  Lin  His  ") || !strings.Contains(title, "-worker") {
					t.Errorf("the title is %q", title)
				}
				return
			}
		}
		t.Errorf("no title begins with the name of the application:\n%s", d.View())
	})
}

// How long ago an application was deployed is said where panes stand above each other, too.
func TestTheDeploymentIsInSightOnASmallScreen(t *testing.T) {
	t.Parallel()
	inBubble(t, 80, 24, setup{worst: true}, func(t *testing.T, d *uitest.Driver, _ *uitest.Server) {
		d.Advance(2 * time.Second)
		d.Sees("! Partly running 5/6 · S 512 MiB · deployed 27h ago")
		d.Press("Z", "tab")
		d.Sees("deployed at 1999-12-30 21:00:00 +0000")
	})
}

// The last line begins with what is done most often, and offers nothing that has no use there.
func TestTheLastLineBeginsWithWhatIsDoneMost(t *testing.T) {
	t.Parallel()
	inBubble(t, 120, 36, setup{worst: true}, func(t *testing.T, d *uitest.Driver, _ *uitest.Server) {
		d.Advance(2 * time.Second)
		lines := strings.Split(d.View(), "\n")
		if last := lines[len(lines)-1]; !strings.HasPrefix(last, " enter open  l logs  s scale  x stop  u start  R restart  D terminate  e edit  / filter ") || strings.Contains(last, "reveal") {
			t.Errorf("the last line is %q", last)
		}
	})
}

// The keys that turn to other tabs are named so that nobody takes them for an empty box to tick; where
// there is no room for both, the next one is named alone.
func TestTheFrameOfADetailNamesTheKeysOfItsTabs(t *testing.T) {
	t.Parallel()
	for size, want := range map[[2]int]string{
		{120, 36}: "[ and ] tabs ─", {80, 24}: "[ and ] tabs · lines 1-5 of 6 ─", {40, 12}: "enter opens a container · ] tabs ",
	} {
		inBubble(t, size[0], size[1], setup{worst: true}, func(t *testing.T, d *uitest.Driver, _ *uitest.Server) {
			d.Advance(time.Second)
			if size[0] == 40 {
				d.Press("d")
				d.Advance(time.Second)
			}
			d.Sees(want)
			d.SeesNot("[ ]")
		})
	}
}
