package ui_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"fleetop/internal/uitest"
	"fleetop/ui/command"
)

// onlyReads fails the test if anything but GET was sent since the last look.
func onlyReads(t *testing.T, server *uitest.Server) {
	t.Helper()
	for _, r := range server.Take() {
		if r.Method != http.MethodGet {
			t.Errorf("%v was sent", r)
		}
	}
}

// typeIn opens the palette and types a line.
func typeIn(d *uitest.Driver, line string) {
	d.Press(":")
	d.Press(strings.Split(line, "")...)
}

func TestPaletteRunsWhatIsFound(t *testing.T) {
	t.Parallel()
	inBubble(t, 120, 36, setup{}, func(t *testing.T, d *uitest.Driver, _ *uitest.Server) {
		d.Advance(time.Second)
		typeIn(d, "imag")
		d.Sees("╭ Commands", "▸  Images")
		d.Press("enter")
		d.SeesNot("╭ Commands")
		d.Sees("╭ Images")
		d.Press("ctrl+p", "p", "a", "u", "s", "e", "enter")
		d.Sees("paused")
		typeIn(d, "help")
		d.Press("enter")
		d.Sees("╭ Help")
		d.Press("esc", ":", "esc")
		d.SeesNot("╭ Commands")
		d.Burst(":applications")
		d.Press("enter")
		d.Sees("╭ Applications")
		typeIn(d, "q")
		d.Press("enter")
		if !d.Quit() {
			t.Error(":q does not quit")
		}
	})
}

func TestPaletteSaysWhyACommandIsBlocked(t *testing.T) {
	t.Parallel()
	inBubble(t, 120, 36, setup{}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Advance(time.Second)
		server.Take()
		typeIn(d, "start")
		d.Sees("not now: api is already running")
		d.Press("enter")
		d.Sees("╭ Commands", ":start▏", "api is already running")
		d.Press("esc", "u")
		d.Sees("cannot start: api is already running")
		d.Press("4")
		typeIn(d, "open")
		d.Sees("not now: nothing is selected")
		d.Press("esc", "enter")
		d.Sees("nothing is selected")
		onlyReads(t, server)
		// What is possible changes while it is open.
		d.Press("1", "x", "y")
		typeIn(d, "stop")
		d.Sees("not now: ")
		d.Advance(20 * time.Second)
		d.Sees("not now: api is already stopped")
	})
}

// What enter was refused for is not said any more once it has passed, and what
// is not possible has a mark that no colour is needed for.
func TestPaletteStaysTrueWhileItIsOpen(t *testing.T) {
	t.Parallel()
	inBubble(t, 120, 36, setup{}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Advance(time.Second)
		api := uuids(t, server, "application")["api"]
		typeIn(d, "start")
		d.Press("enter")
		d.Sees("▸× Start ", "api is already running")
		asAnotherUser(t, server, http.MethodPost, "/api/v1/application/"+api+"/stop/")
		d.Advance(20 * time.Second)
		d.Sees("▸  Start ", "Start what is stopped.")
		d.SeesNot("already running")
		d.Press("esc")
		typeIn(d, "start ")
		d.Sees(" × backup ", " × web ", "   blog ")
		d.Press("down", "enter")
		d.Sees("▸× backup ", "backup is already running")
	})
	inBubble(t, 120, 36, setup{ascii: true}, func(t *testing.T, d *uitest.Driver, _ *uitest.Server) {
		d.Advance(time.Second)
		typeIn(d, "sta")
		d.Sees(">- Start ")
	})
}

func TestPaletteArguments(t *testing.T) {
	t.Parallel()
	inBubble(t, 120, 36, setup{}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Advance(time.Second)
		server.Take()
		typeIn(d, "scale 5")
		d.Press("enter")
		d.Sees("╭ Scale api", "3 → 5▏")
		onlyReads(t, server)
		d.Press("esc")
		for _, line := range []string{"scale 0", "scale 1001", "scale -1", "scale five", "scale 5 6"} {
			typeIn(d, line)
			d.Press("enter")
			d.Sees("╭ Commands", ":"+line+"▏")
			d.Press("esc")
		}
		typeIn(d, "applications work")
		d.Press("enter")
		d.Sees(`filter "work"`, "▸ worker")
		d.Press("esc")
		typeIn(d, "filter web")
		d.Press("enter")
		d.Sees(`filter "web"`, "▸ web")
		typeIn(d, "containers mysql")
		d.Press("enter")
		d.Advance(time.Second)
		d.Sees("╭ Containers", `filter "mysql"`, "▸ db-1")
	})
}

func TestPaletteNamesObjects(t *testing.T) {
	t.Parallel()
	inBubble(t, 120, 36, setup{}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Advance(time.Second)
		typeIn(d, "logs web-")
		d.Advance(time.Second) // the containers are fetched for it
		d.Sees("web-1", "web-2", "container, Running")
		d.Press("enter")
		d.Sees(`no application or container is named "web-"`, ":logs web-▏")
		d.Press("2", "enter")
		d.Advance(time.Second)
		d.Sees("╭ Logs · web-2")
		d.Press("esc")
		typeIn(d, "logs we")
		d.Press("tab")
		d.Sees(":logs web▏")
		d.Press("enter")
		d.Sees("╭ Logs · web ·")
		d.Press("esc")
		typeIn(d, "detail mys")
		d.Advance(time.Second)
		d.Press("down", "enter")
		d.Sees("╭ Images", "▸ ")
		d.Press("1", "/", "z", "z", "enter")
		typeIn(d, "detail db")
		d.Press("enter")
		d.Sees("▸ db ")
		server.Take()
		typeIn(d, "terminate web")
		d.Press("enter")
		d.Sees("Terminate web? APPLICATION", "▸ db ")
		d.Press("esc")
		typeIn(d, "start blog")
		d.Press("enter")
		posted := ""
		for _, r := range server.Take() {
			if r.Method != http.MethodGet {
				posted += r.String() + "\n"
			}
		}
		if strings.Count(posted, "\n") != 1 || !strings.HasSuffix(posted, "/start/\n") {
			t.Errorf("start blog sent %q", posted)
		}
	})
}

func TestPaletteAmbiguousNames(t *testing.T) {
	t.Parallel()
	inBubble(t, 120, 36, setup{}, func(t *testing.T, d *uitest.Driver, _ *uitest.Server) {
		d.Advance(time.Second)
		d.Press("2")
		d.Advance(time.Second)
		d.Press("1")
		typeIn(d, "open nobody")
		d.Press("enter")
		d.Sees(`no application, container or image is named "nobody"`, ":open nobody▏")
		d.Press("esc")
		typeIn(d, "follow")
		d.Press("enter")
		d.Sees("follow does not work here", ":follow▏")
		d.Press("esc")
		typeIn(d, "pause now")
		d.Press("enter")
		d.Sees("pause takes no argument")
	})
}

func TestPaletteHistoryAndCursor(t *testing.T) {
	t.Parallel()
	inBubble(t, 80, 24, setup{}, func(t *testing.T, d *uitest.Driver, _ *uitest.Server) {
		d.Advance(time.Second)
		typeIn(d, "applications work")
		d.Press("enter")
		typeIn(d, "images")
		d.Press("enter")
		d.Press(":", "up")
		d.Sees(":images▏")
		d.Press("up")
		d.Sees(":applications work▏")
		d.Press("up")
		d.Sees(":applications work▏")
		d.Press("down", "down")
		d.Sees(":▏", "│ Recent ", "▸  Images")
		d.Press("down")
		d.Sees("▸  Applications")
		d.Press("down", "down")
		d.Sees("│ Actions ", "▸× Scale up")
		d.Press("up")
		d.Sees("▸× Scale ")
		d.Press("esc", ":", "up", "up", "enter")
		d.Sees(`filter "work"`, "╭ Applications")
	})
}

func TestPaletteUnderReadOnly(t *testing.T) {
	t.Parallel()
	inBubble(t, 120, 36, setup{readOnly: true}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Advance(time.Second)
		for _, c := range command.All() {
			if !c.Changes {
				continue
			}
			typeIn(d, string(c.Name))
			if line := d.Line("▸  " + c.Title + "  "); line != "" {
				t.Errorf("read-only offers %s: %q", c.Name, line)
			}
			d.Press("esc")
			typeIn(d, string(c.Name)+" blog")
			d.Press("enter")
			d.Sees(":" + string(c.Name) + " blog▏")
			d.Press("esc")
		}
		typeIn(d, "terminate api")
		d.Press("enter")
		d.Sees("Terminate is disabled: read-only")
		onlyReads(t, server)
	})
}

// TestABurstStopsBehindADialogOfThePalette types a whole line and an answer in
// one read: the line counts, the answer to a dialog nobody has seen does not.
func TestABurstStopsBehindADialogOfThePalette(t *testing.T) {
	t.Parallel()
	inBubble(t, 120, 36, setup{}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Advance(time.Second)
		server.Take()
		d.Read(":", "s", "t", "o", "p", "enter", "y")
		d.Sees("╭ Stop api?")
		onlyReads(t, server)
	})
}

func TestPaletteFiltersByAState(t *testing.T) {
	t.Parallel()
	inBubble(t, 120, 36, setup{}, func(t *testing.T, d *uitest.Driver, _ *uitest.Server) {
		d.Advance(time.Second)
		d.Press("2")
		typeIn(d, "applications state:Stopped")
		d.Press("enter")
		d.Sees("╭ Applications", `filter "state:Stopped"`, "▸ blog ")
		d.SeesNot("│  web ", "│  worker ", "▸ worker ")
		d.Press("esc")
		d.Sees("web ", "worker ")
	})
}
