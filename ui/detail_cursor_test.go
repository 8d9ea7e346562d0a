package ui_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"fleetop/internal/uitest"
)

// cursorLines are the lines of a screen that have the cursor of the detail.
func cursorLines(view string) (lines []string) {
	for line := range strings.SplitSeq(view, "\n") {
		if i := strings.LastIndex(line, "│▸"); i >= 0 {
			lines = append(lines, line[i:])
		}
	}
	return lines
}

// The table of containers has a cursor while the detail has the focus, at every size; enter opens the container
// under it.
func TestACursorInTheContainersOfAnApplication(t *testing.T) {
	t.Parallel()
	for _, size := range sizes() {
		for keys, want := range map[string]string{"": "worker-4", "j": "worker-1", "jj": "worker-2", "G": "worker-6", "Gk": "worker-5", "Ggj": "worker-1"} {
			t.Run(fmt.Sprint(size, keys), func(t *testing.T) {
				t.Parallel()
				inBubble(t, size[0], size[1], setup{worst: true}, func(t *testing.T, d *uitest.Driver, _ *uitest.Server) {
					d.Advance(2 * time.Second)
					if size[0] < 80 {
						d.Press("d")
					} else {
						d.Press("tab")
					}
					d.Advance(time.Second)
					press(t, d, strings.Split(keys, ""))
					lines := cursorLines(d.View())
					if len(lines) != 1 || !strings.Contains(lines[0], want) {
						t.Fatalf("the cursor is on %q, want it on %s\n%s", lines, want, d.View())
					}
					fits(t, d.View(), size[0], size[1])
					d.Press("enter")
					d.Sees("Containers of worker")
					if lines = cursorLines(d.View()); len(lines) != 1 || !strings.Contains(lines[0], want) {
						t.Errorf("opened %q, want %s\n%s", lines, want, d.View())
					}
				})
			})
		}
	}
}

// The cursor stays on its container when the order changes, and what is opened is that container.
func TestTheCursorInADetailStaysOnItsContainer(t *testing.T) {
	t.Parallel()
	inBubble(t, 120, 36, setup{worst: true}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Advance(2 * time.Second)
		d.Press("tab", "j", "j")
		server.Edit(failed("worker-3"))
		d.Advance(10 * time.Second)
		lines := cursorLines(d.View())
		if len(lines) != 1 || !strings.Contains(lines[0], "worker-2") {
			t.Fatalf("the cursor is on %q\n%s", lines, d.View())
		}
		if at := func(name string) int { return strings.Index(d.View(), "● "+name) }; at("worker-3") >= 0 {
			t.Fatalf("worker-3 has not failed:\n%s", d.View())
		}
		d.Press("enter")
		if lines = cursorLines(d.View()); len(lines) != 1 || !strings.Contains(lines[0], "worker-2") {
			t.Errorf("opened %q\n%s", lines, d.View())
		}
	})
}

// Where the detail has not the focus there is no cursor, and enter opens what is selected in the list.
func TestEnterInTheListOpensWhatIsSelectedThere(t *testing.T) {
	t.Parallel()
	inBubble(t, 120, 36, setup{worst: true}, func(t *testing.T, d *uitest.Driver, _ *uitest.Server) {
		d.Advance(2 * time.Second)
		d.Press("tab", "j", "shift+tab")
		if lines := cursorLines(d.View()); len(lines) != 1 || !strings.Contains(lines[0], "│▸ worker ") {
			t.Errorf("the cursor is on %q", lines)
		}
		d.Press("enter")
		if lines := cursorLines(d.View()); len(lines) != 1 || !strings.Contains(lines[0], "worker-4") {
			t.Errorf("opened %q", lines)
		}
	})
}

// Without a table of containers the keys scroll, and enter opens what is selected.
func TestEnterInOtherDetails(t *testing.T) {
	t.Parallel()
	inBubble(t, 120, 36, setup{worst: true}, func(t *testing.T, d *uitest.Driver, _ *uitest.Server) {
		d.Advance(2 * time.Second)
		d.Press("tab", "]", "enter")
		d.Sees("Containers of worker")
		d.Press("tab", "enter")
		d.Sees("Logs · worker-4")
	})
}
