package ui_test

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/muesli/termenv"

	"fleetop/internal/terminal/keys"
	"fleetop/internal/terminal/paint"
	"fleetop/internal/text"
	"fleetop/internal/uitest"
	"fleetop/ui"
)

// withMouse runs a test of the screen with the mouse switched on.
func withMouse(t *testing.T, w, h int, s setup, test func(t *testing.T, d *uitest.Driver, server *uitest.Server)) {
	t.Helper()
	inBubble(t, w, h, s, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Advance(2 * time.Second)
		d.Press("M")
		test(t, d, server)
	})
}

// cellOf returns where a text stands on the screen, the n-th time from the top, counted from 0.
func cellOf(t *testing.T, d *uitest.Driver, content string, n int) (x, y int) {
	t.Helper()
	for y, line := range strings.Split(ansi.Strip(d.View()), "\n") {
		if before, _, found := strings.Cut(line, content); found {
			if n--; n < 0 {
				return text.Width(before), y
			}
		}
	}
	t.Fatalf("the screen does not show %q:\n%s", content, d.View())
	return 0, 0
}

// clickRow clicks on the row of a list that has a name in it.
func clickRow(t *testing.T, d *uitest.Driver, name string) (y int) {
	t.Helper()
	for y, line := range strings.Split(ansi.Strip(d.View()), "\n") {
		if fields := strings.Fields(strings.TrimLeft(line, "│▸▌ ")); strings.HasPrefix(line, "│") && len(fields) > 0 && fields[0] == name {
			d.Click(5, y)
			return y
		}
	}
	t.Fatalf("there is no row of %s:\n%s", name, d.View())
	return 0
}

// clickOn clicks on a text.
func clickOn(t *testing.T, d *uitest.Driver, content string) {
	t.Helper()
	x, y := cellOf(t, d, content, 0)
	d.Click(x, y)
}

// selectedRow is the row on which the cursor of the list is.
func selectedRow(d *uitest.Driver) string {
	for _, line := range strings.Split(d.View(), "\n") {
		if strings.HasPrefix(line, "│▶") || strings.HasPrefix(line, "│▌") || strings.HasPrefix(line, "│▸") {
			return line
		}
	}
	return ""
}

// Nothing asks for the mouse until it is switched on, and what is switched off does nothing.
func TestTheMouseIsOffUntilItIsSwitchedOn(t *testing.T) {
	t.Parallel()
	for _, size := range sizes() {
		inBubble(t, size[0], size[1], setup{}, func(t *testing.T, d *uitest.Driver, _ *uitest.Server) {
			d.Advance(2 * time.Second)
			before := d.View()
			clickOn(t, d, "cache")
			d.Turn(5, 5, 3)
			if d.Mouse() || d.View() != before {
				t.Errorf("the mouse is on (%v), or does something:\n%s", d.Mouse(), d.View())
			}
			d.Press("M")
			d.Advance(0)
			if !d.Mouse() {
				t.Error("the mouse is not asked for")
			}
			d.Sees("mouse on: shift+drag selects text, M")
			d.Advance(6 * time.Second)
			if tabs := strings.Split(d.View(), "\n")[1]; size[0] > 40 && !strings.Contains(tabs, " mouse ") {
				t.Errorf("the line of the tabs does not say that the mouse is on: %q", tabs)
			}
			d.Press("M")
			d.Advance(6 * time.Second)
			d.SeesNot(" mouse")
			if d.Mouse() {
				t.Error("the mouse is still asked for")
			}
		})
	}
}

// A click on a row selects it, one on the selected row opens it, but not the rest of a fast one.
func TestClicksOnRows(t *testing.T) {
	t.Parallel()
	for _, size := range sizes() {
		withMouse(t, size[0], size[1], setup{}, func(t *testing.T, d *uitest.Driver, _ *uitest.Server) {
			clickRow(t, d, "cache")
			if row := selectedRow(d); !strings.Contains(row, "cache") {
				t.Fatalf("the cursor is on %q", row)
			}
			d.Advance(time.Second)
			clickRow(t, d, "cache")
			d.Advance(100 * time.Millisecond)
			d.Sees("Containers of cache")
			y := clickRow(t, d, "cache-1")
			d.Click(5, y)
			d.Sees("Containers of cache")
			d.SeesNot("Logs")
			d.Advance(time.Second)
			d.Click(5, y)
			d.Sees("Logs")
		})
	}
}

// The last row that is drawn is where it is drawn, and so are the frame and what is below the list.
func TestClicksBesideRows(t *testing.T) {
	t.Parallel()
	withMouse(t, 200, 60, setup{}, func(t *testing.T, d *uitest.Driver, _ *uitest.Server) {
		_, top := cellOf(t, d, "╭", 0)
		y := clickRow(t, d, "worker")
		clickRow(t, d, "backup")
		before := selectedRow(d)
		for _, cell := range [][2]int{{3, top}, {3, y + 2}, {3, 0}, {3, 59}, {0, 58}, {199, 59}, {5000, 5000}} {
			d.Click(cell[0], cell[1])
			if row := selectedRow(d); row != before {
				t.Errorf("after a click at %v the cursor is on %q", cell, row)
			}
		}
		d.Click(3, y)
		if row := selectedRow(d); !strings.Contains(row, "worker") {
			t.Errorf("the cursor is on %q", row)
		}
	})
}

// A click on a tab does what its number does.
func TestClicksOnTabs(t *testing.T) {
	t.Parallel()
	for _, size := range sizes() {
		withMouse(t, size[0], size[1], setup{}, func(t *testing.T, d *uitest.Driver, _ *uitest.Server) {
			for i, name := range []string{"Images", "Containers", "Activity", "Applications"} {
				number := []int{3, 2, 4, 1}[i]
				tabs := strings.Split(d.View(), "\n")[1]
				before, _, found := strings.Cut(tabs, fmt.Sprintf(" %d ", number))
				if !found && size[0] > 40 {
					t.Fatalf("there is no tab %d in %q", number, tabs)
				} else if !found { // it gave way to what failed last
					d.Press(strconv.Itoa(number))
				}
				d.Click(text.Width(before)+1, 1)
				d.Advance(time.Second)
				d.Sees(fmt.Sprintf("[%d", number), name)
			}
			if size[0] > 100 {
				clickOn(t, d, "5 Wall")
				d.Advance(time.Second)
				if !wallShown(d) {
					t.Errorf("the wall is not shown:\n%s", d.View())
				}
			}
		})
	}
}

// A click on the title of a column sorts by it, another one the other way round.
func TestClicksOnTitles(t *testing.T) {
	t.Parallel()
	for _, size := range sizes() {
		withMouse(t, size[0], size[1], setup{}, func(t *testing.T, d *uitest.Driver, _ *uitest.Server) {
			titles := strings.Fields(strings.Split(ansi.Strip(d.View()), "\n")[3])
			d.Sees("by name ↑")
			clickOn(t, d, "STATE")
			d.Sees("by state ↑")
			clickOn(t, d, "STATE")
			d.Sees("by state ↓")
			clickOn(t, d, "NAME")
			d.Sees("by name ↑")
			clickOn(t, d, "NAME")
			d.Sees("by name ↓")
			if len(titles) < 3 {
				t.Errorf("there are only %q", titles)
			}
			d.Press("3")
			d.Advance(time.Second)
			clickOn(t, d, "NAME")
			d.Sees("by name ↓") // images come by name
			d.Press("4")
			d.Advance(time.Second)
			clickOn(t, d, "TIME")
			d.Sees("TIME")
		})
	}
}

// A click on a tab of the detail turns to it, one elsewhere in a pane gives that the focus.
func TestClicksOnTheDetail(t *testing.T) {
	t.Parallel()
	for _, size := range [][2]int{{80, 24}, {120, 36}, {200, 60}} {
		withMouse(t, size[0], size[1], setup{}, func(t *testing.T, d *uitest.Driver, _ *uitest.Server) {
			for _, tab := range []string{"History", "Links", "Environment", "Overview"} {
				clickOn(t, d, " "+tab)
				d.Advance(time.Second)
				d.Sees("[" + tab)
			}
			x, y := cellOf(t, d, "[Overview", 0)
			d.Click(x, y+1)
			if d.Press("]"); true {
				d.Sees("[Environment")
			}
			clickOn(t, d, "[Environment")
			clickOn(t, d, " Overview")
			if size[0] > 100 { // the containers have a row each
				clickOn(t, d, "api-3 ")
				d.Advance(time.Second)
				d.Sees("▸● api-3")
				clickOn(t, d, "api-3 ")
				d.Advance(time.Second)
				d.Sees("Containers of api")
				if row := selectedRow(d); !strings.Contains(row, "api-3") {
					t.Errorf("a click opens %q", row)
				}
				d.Press("esc")
				d.Advance(time.Second)
			}
			d.Press("J") // on the selected one, whatever has the focus
			d.Advance(time.Second)
			d.Sees("JSON of")
			d.Click(x, y)
			clickOn(t, d, "1 Applications")
			d.Sees("JSON of")
		})
	}
}

// The wheel moves what is under the pointer, and nothing else.
func TestTheWheel(t *testing.T) {
	t.Parallel()
	s := setup{handler: oneMoreLine(laterPlatform(t, manyApplications()))}
	for _, size := range sizes() {
		withMouse(t, size[0], size[1], s, func(t *testing.T, d *uitest.Driver, _ *uitest.Server) {
			first := selectedRow(d)
			d.Turn(5, 6, 2)
			if got := selectedRow(d); got == first {
				t.Errorf("the wheel does not move the list:\n%s", d.View())
			}
			d.SeesNot("api ")
			d.Turn(5, 6, -2)
			if got := selectedRow(d); got != first {
				t.Errorf("the wheel leads back to %q, want %q", got, first)
			}
			d.Turn(5, 6, 1000)
			d.Sees("worker")
			d.Turn(5, 6, -1000)
			for name, open := range map[string][]string{"JSON": {"J"}, "help": {"?"}, "palette": {":"}, "log": {"l", "Z"}} {
				press(t, d, open)
				d.Advance(2 * time.Second)
				before := d.View()
				x, y := size[0]/2, size[1]/2
				d.Turn(x, y, -1)
				d.Turn(x, y, 1)
				d.Turn(x, y, 1)
				if d.View() == before && name != "log" {
					t.Errorf("the wheel does not move the %s:\n%s", name, before)
				}
				d.Turn(x, y, -3)
				if d.View() == before && name == "log" {
					t.Errorf("the wheel does not move the %s:\n%s", name, before)
				}
				press(t, d, []string{"esc", "esc", "esc"})
				d.Advance(time.Second)
				if got := selectedRow(d); got != first {
					t.Errorf("the wheel over the %s has moved the list to %q", name, got)
				}
			}
		})
	}
}

// A click into the log puts its cursor on a line; a log that is followed goes on.
func TestClicksOnLines(t *testing.T) {
	t.Parallel()
	s := setup{handler: oneMoreLine(laterPlatform(t, manyApplications()))}
	withMouse(t, 120, 36, s, func(t *testing.T, d *uitest.Driver, _ *uitest.Server) {
		d.Press("2", "l")
		d.Advance(2 * time.Second)
		_, y := cellOf(t, d, "Logs", 0)
		d.Click(10, y+5)
		d.Sees("follow")
		d.Turn(10, y+5, -5)
		d.SeesNot("╰ follow")
		d.Click(10, y+5)
		at := lineUnderCursor(t, d)
		d.Click(10, y+7)
		if now := lineUnderCursor(t, d); now != at+2 {
			t.Errorf("two lines below %d the cursor is on %d", at, now)
		}
		d.Click(10, 4)
		d.Press("j")
		if now := lineUnderCursor(t, d); now != at+2 {
			t.Errorf("a click on the list leaves the focus to the log, in which the cursor is on %d", now)
		}
	})
}

// lineUnderCursor is what the frame of a log says of its cursor.
func lineUnderCursor(t *testing.T, d *uitest.Driver) (n int) {
	t.Helper()
	foot := d.Line(" of ")
	for line := range strings.SplitSeq(d.View(), "\n") {
		if strings.HasPrefix(line, "╰") && strings.Contains(line, " of ") {
			foot = line
		}
	}
	if _, err := fmt.Sscanf(strings.TrimPrefix(foot, "╰ "), "%d of", &n); err != nil {
		t.Fatalf("%q: %v\n%s", foot, err, d.View())
	}
	return n
}

// dialogsForTheMouse are the keys that open what is above the panes, and what it says of itself.
func dialogsForTheMouse() map[string][]string {
	return map[string][]string{
		"Stop api": {"x"}, "Scale api": {"s"}, "Restart api": {"R"}, "Terminate api": {"D"}, "Stop 2 applications": {" ", " ", "x"},
		"New application": {"n"}, "Edit api": {"e"}, "Add a private image": {"3", "n"}, "Columns of Applications": {"c"}, "Copy": {"y"}, "Save": {"ctrl+s"},
		"Commands": {":", "s"}, "Help": {"?"}, "JSON of api": {"J"}, "Quit": {"n", "wait", "a", "esc", "q"},
	}
}

// No click answers a dialog, wherever it is and however often: nothing is sent, closed or typed.
func TestNoClickAnswersADialog(t *testing.T) {
	t.Parallel()
	for title, open := range dialogsForTheMouse() {
		t.Run(title, func(t *testing.T) {
			t.Parallel()
			withMouse(t, 80, 24, setup{options: func(o *ui.Options) { o.Grace = 10 * time.Second }}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
				press(t, d, open)
				d.Advance(7 * time.Second)
				d.Sees(" " + title)
				server.Take()
				for y := range 24 {
					var clicks keys.Burst
					for x := range 80 {
						clicks = append(clicks, keys.Mouse{X: x, Y: y}, keys.Mouse{X: x, Y: y})
					}
					d.Send(clicks)
				}
				d.Advance(2 * time.Second)
				d.Sees(" " + title)
				for _, r := range server.Take() {
					if r.Method != http.MethodGet {
						t.Errorf("a click sends %v", r)
					}
				}
			})
		})
	}
}

// A click on a field of a form puts the focus there, one on its button does not.
func TestClicksOnFields(t *testing.T) {
	t.Parallel()
	for _, size := range sizes() {
		withMouse(t, size[0], size[1], setup{}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
			d.Press("n")
			d.Advance(time.Second)
			clickOn(t, d, "Name   ")
			d.Paste("shop")
			clickOn(t, d, "Image   ")
			d.Paste("nginx")
			field := func(label, value string) {
				t.Helper()
				if line := d.Line(label); !strings.Contains(line, value) {
					t.Errorf("%s is %q:\n%s", label, line, d.View())
				}
			}
			field("Name   ", "shop")
			field("Image   ", "nginx")
			server.Take()
			if d.Line("[ ") != "" {
				clickOn(t, d, "[ ")
			}
			d.Press("!")
			field("Image   ", "nginx!")
			for _, r := range server.Take() {
				if r.Method != http.MethodGet {
					t.Errorf("a click sends %v", r)
				}
			}
		})
	}
}

// On the wall the wheel turns the pages, one for each turn, and a click does nothing.
func TestTheWheelOnTheWall(t *testing.T) {
	t.Parallel()
	server := newChanging(60)
	for i := range 30 {
		server.set(fmt.Sprintf("app-%03d", i+1), 2)
	}
	inBubble(t, 80, 24, onTheWall(setup{handler: server}), func(t *testing.T, d *uitest.Driver, _ *uitest.Server) {
		d.Advance(time.Second)
		d.Press("M")
		d.Sees("mouse on")
		d.Advance(6 * time.Second)
		d.Sees("page 1/")
		d.Turn(5, 5, 1)
		d.Sees("page 2/")
		d.Turn(5, 5, 7)
		d.Sees("page 3/")
		d.Turn(79, 23, -1)
		d.Sees("page 2/")
		d.Click(5, 5)
		d.Click(5, 23)
		d.Sees("page 2/")
	})
}

// What a key has closed or opened in the same read is not where it was drawn.
func TestTheMouseBehindKeysInOneRead(t *testing.T) {
	t.Parallel()
	typed := []string{"j", "k", "G", "1", "2", "3", "4", "5", "l", "J", "?", ":", "/", "esc", "enter", "d", "Z", "tab", "[", "]", "o", "c", "n", "s", "x", "w", "v", " ", "b", "!"}
	for _, size := range sizes() {
		withMouse(t, size[0], size[1], setup{readOnly: true}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
			random := rand.New(rand.NewPCG(1, uint64(size[0])))
			for range 400 {
				var burst keys.Burst
				for range 1 + random.IntN(8) {
					if random.IntN(3) == 0 {
						burst = append(burst, uitest.Key(t, typed[random.IntN(len(typed))]))
						continue
					}
					burst = append(burst, keys.Mouse{X: random.IntN(size[0] + 2), Y: random.IntN(size[1] + 2), Wheel: random.IntN(5) - 2})
				}
				d.Send(burst)
				fits(t, d.View(), size[0], size[1])
			}
			for _, r := range server.Take() {
				if r.Method != http.MethodGet {
					t.Errorf("%v was sent", r)
				}
			}
		})
	}
}

// A turn of the wheel costs what a page costs at most, and a wheel that spins no more than one turn.
func TestBytesOfTheWheel(t *testing.T) {
	t.Parallel()
	const most = 3000
	s := setup{theme: "default", profile: termenv.ANSI256, handler: oneMoreLine(laterPlatform(t, manyApplications()))}
	withMouse(t, 200, 50, s, func(t *testing.T, d *uitest.Driver, _ *uitest.Server) {
		d.Advance(6 * time.Second)
		p := paint.NewPainter(paint.ANSI256)
		p.Resize(200, 50)
		p.Paint(nil, d.Frame())
		for _, notches := range []int{1, 1, 5, -3, 100} {
			d.Turn(10, 10, notches)
			if n := len(p.Paint(nil, d.Frame())); n > most {
				t.Errorf("%d notches write %d bytes, want at most %d", notches, n, most)
			} else {
				t.Logf("%d notches write %d bytes", notches, n)
			}
		}
	})
}
