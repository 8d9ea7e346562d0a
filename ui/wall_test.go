package ui_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/muesli/termenv"

	"fleetop/internal/goldentest"
	"fleetop/internal/picture"
	"fleetop/internal/platform/memory"
	"fleetop/internal/ptytest/vt"
	"fleetop/internal/terminal"
	"fleetop/internal/terminal/paint"
	"fleetop/internal/uitest"
	"fleetop/ui"
)

// changing is a server whose applications a test changes at will. It counts requests that would change
// something.
type changing struct {
	mu     sync.Mutex
	names  []string
	counts map[string][2]int // running and target
	writes []string
}

// newChanging returns a server of n applications, app-001 and so on, all of them running 3 of 3.
func newChanging(n int) *changing {
	c := &changing{counts: map[string][2]int{}}
	for i := range n {
		name := fmt.Sprintf("app-%03d", i+1)
		c.names, c.counts[name] = append(c.names, name), [2]int{3, 3}
	}
	return c
}

// set has so many containers of an application run.
func (c *changing) set(name string, running int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.counts[name] = [2]int{running, c.counts[name][1]}
}

// wrote returns the requests that would have changed something.
func (c *changing) wrote() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.writes)
}

func (c *changing) record(i int) map[string]any {
	name := c.names[i]
	n := c.counts[name]
	state := "Running"
	switch {
	case n[0] == 0:
		state = "Not running"
	case n[0] < n[1]:
		state = "Partly running"
	}
	uuid := fmt.Sprintf("%08d-0000-4000-8000-000000000000", i+1)
	return map[string]any{
		"uuid": uuid, "unique_name": name, "name": name, "state": state, "image_name": "hello", "resource_uri": "/api/v1/application/" + uuid + "/",
		"running_num_containers": n[0], "target_num_containers": n[1], "current_num_containers": n[1], "stopped_num_containers": n[1] - n[0],
		"deployed_datetime": "Fri, 31 Dec 1999 17:59:42 +0000", "started_datetime": "Fri, 31 Dec 1999 17:59:43 +0000",
	}
}

// ServeHTTP implements http.Handler.
func (c *changing) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c.mu.Lock()
	defer c.mu.Unlock()
	w.Header().Set("Content-Type", "application/json")
	if r.Method != http.MethodGet {
		c.writes = append(c.writes, r.Method+" "+r.URL.Path)
		w.WriteHeader(http.StatusAccepted)
		_ = json.NewEncoder(w).Encode(c.record(0))
		return
	}
	objects := []any{}
	switch path := strings.Trim(strings.TrimPrefix(r.URL.Path, "/api/v1/"), "/"); {
	case path == "application":
		for i := range c.names {
			objects = append(objects, c.record(i))
		}
	case strings.HasPrefix(path, "application/"):
		_ = json.NewEncoder(w).Encode(c.record(0))
		return
	}
	total := len(objects)
	var limit, offset int
	_, _ = fmt.Sscan(r.URL.Query().Get("limit"), &limit)
	_, _ = fmt.Sscan(r.URL.Query().Get("offset"), &offset)
	objects = objects[min(offset, total):]
	if limit > 0 {
		objects = objects[:min(limit, len(objects))]
	}
	_ = json.NewEncoder(w).Encode(map[string]any{"meta": map[string]any{"total_count": total, "limit": limit, "offset": offset}, "objects": objects})
}

// onTheWall opens the program on the wall.
func onTheWall(s setup) setup {
	before := s.options
	s.options = func(o *ui.Options) {
		o.Wall = true
		if before != nil {
			before(o)
		}
	}
	return s
}

// twoHundred is a fleet of two hundred applications, some of which have failed.
func twoHundred() memory.Fleet {
	fleet := memory.DefaultFleet()
	for i := range 192 {
		a := fleet.Applications[i%8]
		a.Name = fmt.Sprintf("app-%03d", i)
		if i/8%3 > 0 {
			a.Crashes = nil
		}
		fleet.Applications = append(fleet.Applications, a)
	}
	return fleet
}

func TestWallScreens(t *testing.T) {
	t.Parallel()
	for _, s := range []screen{
		{name: "wall", setup: setup{sandbox: true}, keys: []string{"5"}},
		{name: "wall-ascii", setup: setup{sandbox: true, ascii: true}, keys: []string{"5"}},
		{name: "wall-acknowledged", setup: setup{sandbox: true}, keys: []string{"5", "a", "wait", "wait", "wait"}},
		{name: "wall-many", setup: setup{fleet: twoHundred()}, keys: []string{"5"}},
		{name: "wall-no-signal", keys: []string{"5"}, then: func(d *uitest.Driver, server *uitest.Server) {
			server.Break("", uitest.Refused)
			d.Advance(10 * time.Minute)
		}},
		{name: "wall-connecting", setup: onTheWall(setup{handler: http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })})},
		{name: "wall-help", setup: onTheWall(setup{sandbox: true}), keys: []string{"?"}},
	} {
		for _, size := range [][2]int{{40, 12}, {120, 36}, {300, 80}} {
			t.Run(fmt.Sprintf("%s/%dx%d", s.name, size[0], size[1]), func(t *testing.T) {
				t.Parallel()
				inBubble(t, size[0], size[1], s.setup, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
					d.Advance(2 * time.Second)
					press(t, d, s.keys)
					if s.then != nil {
						s.then(d, server)
					}
					frame := d.View()
					fits(t, frame, size[0], size[1])
					goldentest.Compare(t, fmt.Sprintf("screens/%s-%dx%d.txt", s.name, size[0], size[1]), frame)
				})
			})
		}
	}
	t.Run("colour", func(t *testing.T) {
		t.Parallel()
		inBubble(t, 120, 36, onTheWall(setup{theme: "default", profile: termenv.ANSI, sandbox: true}), func(t *testing.T, d *uitest.Driver, _ *uitest.Server) {
			d.Advance(2 * time.Second)
			goldentest.Compare(t, "screens/wall-colour.txt", d.View())
		})
	})
}

// wallShown says whether the wall is what is shown: it has no tabs.
func wallShown(d *uitest.Driver) bool { return !strings.Contains(d.View(), "1 Applications") }

// opened fails the test unless the wall is shown.
func opened(t *testing.T, d *uitest.Driver) {
	t.Helper()
	if !wallShown(d) {
		t.Fatalf("the wall is not shown:\n%s", d.View())
	}
}

// keysOfATerminal are all keys that a terminal can send, by name.
func keysOfATerminal() []string {
	var names []string
	for r := '!'; r <= '~'; r++ {
		names = append(names, string(r))
	}
	names = append(names,
		" ", "ä", "Ω", "日", "enter", "tab", "shift+tab", "backspace", "delete", "esc", "up", "down", "left", "right", "home", "end", "pgup", "pgdown", "insert",
		"f1", "f2", "f3", "f4", "f5", "f6", "f7", "f8", "f9", "f10", "f11", "f12", "shift+up", "shift+down", "ctrl+up", "ctrl+down", "ctrl+left", "ctrl+right",
	)
	for r := 'a'; r <= 'z'; r++ {
		if name := "ctrl+" + string(r); r != 'i' && r != 'm' { // they are tab and enter
			names = append(names, name)
		}
	}
	return names
}

// Nothing that is typed on the wall leads to a request that changes something, in whatever order, and
// with --wall nothing that is typed anywhere does.
func TestNoKeyOfTheWallWrites(t *testing.T) {
	t.Parallel()
	away := []string{"esc", "q", "Q", "1", "2", "3", "4", "ctrl+c"}
	for name, s := range map[string]setup{"5": {}, "--wall": onTheWall(setup{readOnly: true})} {
		for _, pair := range []int{1, 7, 34} { // how far apart the keys are that follow each other
			t.Run(fmt.Sprintf("%s/%d", name, pair), func(t *testing.T) {
				t.Parallel()
				server := newChanging(4)
				s.handler = server
				before := s.options
				s.options = func(o *ui.Options) { // what is typed writes no files
					o.Host = terminal.Host{}
					if before != nil {
						before(o)
					}
				}
				inBubble(t, 120, 36, s, func(t *testing.T, d *uitest.Driver, requests *uitest.Server) {
					d.Advance(time.Second)
					keys := keysOfATerminal()
					for i := range keys {
						key := keys[i*pair%len(keys)]
						if key == "q" || key == "Q" || key == "ctrl+c" || name == "5" && slices.Contains(away, key) {
							continue
						}
						if name == "5" && !wallShown(d) {
							d.Press("5")
						}
						if name == "5" && !wallShown(d) {
							t.Fatalf("the wall is not shown before %q:\n%s", key, d.View())
						}
						d.Press(key, "y", "enter", key)
						d.Paste("app-001\r")
						if name == "5" && strings.Contains(d.View(), " Help ") {
							d.Press("ctrl+c")
						}
					}
					d.Advance(time.Minute)
					if wrote := server.wrote(); len(wrote) > 0 {
						t.Errorf("the keys led to %q", wrote)
					}
					for _, r := range requests.Take() {
						if r.Method != http.MethodGet {
							t.Errorf("the keys led to %s", r)
						}
					}
				})
			})
		}
	}
}

// The commands of the wall are few, and none of them changes anything.
func TestTheWallHasNoCommandThatChanges(t *testing.T) {
	t.Parallel()
	inBubble(t, 120, 36, onTheWall(setup{handler: newChanging(8)}), func(t *testing.T, d *uitest.Driver, _ *uitest.Server) {
		d.Advance(time.Second)
		for _, key := range []string{"x", "D", "s", "u", "n", "e", "R", "S", "z", " ", "l", "J", "y", ":", "/", "p", "enter", "j"} {
			before, _, _ := strings.Cut(d.View(), " \n   ")
			d.Press(key)
			d.Advance(6 * time.Second)
			if after, _, _ := strings.Cut(d.View(), " \n   "); after != before {
				t.Errorf("%q did something:\n%s", key, d.View())
			}
		}
	})
}

// The wall asks for the list of applications and for nothing else.
func TestTheWallPollsTheApplicationsAlone(t *testing.T) {
	t.Parallel()
	for _, waits := range []bool{false, true} {
		t.Run(fmt.Sprintf("waits %v", waits), func(t *testing.T) {
			t.Parallel()
			s := setup{fleet: memory.Sized(8, 2), waits: waits}
			inBubble(t, 120, 36, s, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
				d.Advance(time.Second)
				d.Press("5")
				d.Advance(30 * time.Second)
				server.Take()
				d.Advance(5 * time.Minute)
				taken := server.Take()
				for _, r := range taken {
					if r.Method+" "+r.Path != "GET /api/v1/application/" {
						t.Errorf("the wall asked for %s", r)
					}
				}
				if most := 5 * 60 / 5; len(taken) > most {
					t.Errorf("%d requests in five minutes, want at most %d", len(taken), most)
				}
				if waits && len(taken) > 5*60/10 {
					t.Errorf("%d requests in five minutes of a server that tells of changes", len(taken))
				}
			})
		})
	}
}

// A new failure is heard once, until it was acknowledged and has changed.
func TestANewFailureRingsOnce(t *testing.T) {
	t.Parallel()
	server := newChanging(6)
	server.set("app-006", 2)
	inBubble(t, 120, 36, onTheWall(setup{handler: server}), func(t *testing.T, d *uitest.Driver, _ *uitest.Server) {
		heard := func(want ...string) {
			t.Helper()
			if got := d.Rings(); !slices.Equal(got, want) {
				t.Errorf("the terminal rang for %q, want %q", got, want)
			}
		}
		titled := func(want string) {
			t.Helper()
			if got := d.Title(); got != want {
				t.Errorf("the title is %q, want %q", got, want)
			}
		}
		d.Advance(time.Minute)
		heard() // it was so when the wall opened
		titled("! 1 problem")
		server.set("app-003", 1)
		d.Advance(time.Hour)
		heard("app-003 1/3: Partly running")
		titled("! 2 problems")
		server.set("app-003", 2)
		d.Advance(time.Hour)
		heard() // it is known that something is wrong
		d.Press("a")
		d.Sees("2 problems acknowledged until they change", "acknowledged ─")
		d.Advance(time.Hour)
		titled("")
		server.set("app-003", 1)
		d.Advance(time.Hour)
		heard("app-003 1/3: Partly running")
		titled("! 1 problem")
		server.set("app-003", 3)
		d.Advance(10 * time.Second)
		titled("")
		for range 20 { // it fails and recovers again and again
			server.set("app-003", 2)
			d.Advance(20 * time.Second)
			server.set("app-003", 3)
			d.Advance(20 * time.Second)
		}
		heard()
		d.Advance(time.Hour)
		server.set("app-003", 0)
		server.set("app-001", 0)
		d.Advance(time.Minute)
		heard("app-001 0/3: Not running, and 1 more")
		d.Press("1")
		titled("")
	})
}

// Within the quiet hours nothing is heard; the title says it all the same.
func TestQuietHoursAreQuiet(t *testing.T) {
	t.Parallel()
	server := newChanging(3)
	quiet := func(now time.Time) bool { return now.Hour() < 7 }
	s := onTheWall(setup{handler: server, options: func(o *ui.Options) { o.Quiet, o.Location = quiet, time.FixedZone("", 3600) }})
	inBubble(t, 120, 36, s, func(t *testing.T, d *uitest.Driver, _ *uitest.Server) {
		d.Advance(5*time.Hour + 58*time.Minute)
		server.set("app-001", 0)
		d.Advance(time.Minute)
		if rings := d.Rings(); len(rings) > 0 || d.Title() != "! 1 problem" {
			t.Errorf("the terminal rang for %q, and the title is %q", rings, d.Title())
		}
		d.Advance(2 * time.Minute)
		server.set("app-002", 0)
		d.Advance(time.Minute)
		if rings := d.Rings(); len(rings) != 1 {
			t.Errorf("the terminal rang for %q after the quiet hours", rings)
		}
	})
}

// The wall does not open while something is still to be sent, or is on its way.
func TestTheWallWaitsForActions(t *testing.T) {
	t.Parallel()
	t.Run("counting down", func(t *testing.T) {
		t.Parallel()
		inBubble(t, 120, 36, withGrace(setup{}), func(t *testing.T, d *uitest.Driver, _ *uitest.Server) {
			d.Advance(2 * time.Second)
			d.Press("G", "k", "-", "enter", "5")
			d.Sees("an action is counting down: the wall opens once it is sent or undone")
			d.Press("z", "5")
			opened(t, d)
		})
	})
	t.Run("being sent", func(t *testing.T) {
		t.Parallel()
		inBubble(t, 120, 36, setup{}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
			d.Advance(2 * time.Second)
			server.Slow("POST", 3*time.Second)
			d.Press("x", "y", "5")
			d.Sees("an action is being sent: the wall opens once it is answered")
			d.Advance(4 * time.Second)
			d.Press("5")
			opened(t, d)
		})
	})
	t.Run("restart", func(t *testing.T) {
		t.Parallel()
		inBubble(t, 120, 36, setup{}, func(t *testing.T, d *uitest.Driver, _ *uitest.Server) {
			d.Advance(2 * time.Second)
			d.Press("G", "R", "y")
			d.Advance(time.Second)
			d.Press("5")
			d.Sees("by its restart is still to come: the wall opens once it is sent")
			d.Advance(20 * time.Second)
			d.Press("5")
			opened(t, d)
		})
	})
	t.Run("form", func(t *testing.T) {
		t.Parallel()
		inBubble(t, 120, 36, setup{}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
			d.Advance(2 * time.Second)
			server.Slow("POST", 3*time.Second)
			d.Press("n", "tab")
			d.Burst("tutum/hello-world")
			d.Press("ctrl+s", "esc", "5")
			d.Sees("is being sent: the wall opens once it is answered")
			d.Advance(4 * time.Second)
			d.Press("5")
			opened(t, d)
		})
	})
}

// What leads away from the wall leads to the lists; with --wall, q ends.
func TestWhatLeadsAwayFromTheWall(t *testing.T) {
	t.Parallel()
	for key, list := range map[string]string{"esc": "Applications", "q": "Applications", "1": "Applications", "2": "Containers", "3": "Images", "4": "Activity"} {
		t.Run(key, func(t *testing.T) {
			t.Parallel()
			inBubble(t, 120, 36, setup{}, func(t *testing.T, d *uitest.Driver, _ *uitest.Server) {
				d.Advance(time.Second)
				d.Press("5")
				d.SeesNot("╭ Applications")
				d.Press(key)
				d.Advance(time.Second)
				d.Sees("╭ " + list)
				if d.Quit() {
					t.Error("the program ends")
				}
			})
		})
	}
	inBubble(t, 120, 36, onTheWall(setup{}), func(t *testing.T, d *uitest.Driver, _ *uitest.Server) {
		d.Advance(time.Second)
		d.Press("esc")
		d.Sees("╭ Applications")
		d.Press("5", "q")
		if !d.Quit() {
			t.Error("q does not end the program")
		}
	})
}

// minutes plays the program for a while and returns the bytes that the painter writes in each minute, the
// first of them left out.
func minutes(t *testing.T, d *uitest.Driver, w, h, n int) (bytes []int) {
	t.Helper()
	p, shown, whole := paint.NewPainter(paint.ANSI256), vt.New(w, h), vt.New(w, h)
	p.Resize(w, h)
	for m := range n {
		written := 0
		for range 60 {
			d.Advance(time.Second)
			frame := d.View()
			out := p.Paint(nil, frame)
			shown.Write(out)
			written += len(out)
			if time.Now().Second() == 0 {
				anew := paint.NewPainter(paint.ANSI256)
				whole.Write([]byte("\x1b[0m\x1b[2J"))
				anew.Resize(w, h)
				whole.Write(anew.Paint(nil, frame))
				sameScreen(t, shown, whole)
			}
		}
		if m > 0 {
			bytes = append(bytes, written)
		}
	}
	return bytes
}

// Every 15 minutes the picture is shifted; in any other minute without a change little is written, also
// while nothing comes from the server.
func TestBytesOfTheWall(t *testing.T) {
	t.Parallel()
	const most = 500
	const span = 16 // minutes: one quarter begins in 15 of them
	for applications, theme := range map[int]string{8: "dark", 200: "default"} {
		t.Run(fmt.Sprintf("%d/%s", applications, theme), func(t *testing.T) {
			t.Parallel()
			handler := newChanging(applications)
			s := onTheWall(setup{handler: handler, theme: theme, profile: termenv.TrueColor, interval: 10 * time.Second})
			inBubble(t, 120, 36, s, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
				large := func(when string, bytes []int) {
					t.Helper()
					t.Logf("%s: %v", when, bytes)
					shifts := 0
					for _, n := range bytes {
						if n > most {
							shifts++
						}
					}
					if shifts > 1 {
						t.Errorf("%s: %d bytes at most are to be written in a minute: %v", when, most, bytes)
					}
				}
				large("all is well", minutes(t, d, 120, 36, span))
				handler.set("app-003", 1)
				handler.set("app-004", 0)
				d.Advance(2 * time.Minute)
				large("two have failed", minutes(t, d, 120, 36, span))
				handler.set("app-003", 3)
				handler.set("app-004", 3)
				server.Break("", uitest.Refused)
				d.Advance(3 * time.Minute)
				large("nothing comes", minutes(t, d, 120, 36, span))
			})
		})
	}
}

// The picture goes round in a square of four places, one every 15 minutes.
func TestTheWallMovesAgainstBurnIn(t *testing.T) {
	t.Parallel()
	inBubble(t, 120, 36, onTheWall(setup{handler: newChanging(3)}), func(t *testing.T, d *uitest.Driver, _ *uitest.Server) {
		at := func() (x, y int) {
			for y, line := range strings.Split(d.View(), "\n") {
				if x := strings.Index(line, "╭"); x >= 0 {
					return x, y
				}
			}
			t.Fatalf("there is no tile:\n%s", d.View())
			return 0, 0
		}
		d.Advance(30 * time.Second)
		for i, want := range [][2]int{{0, 0}, {1, 0}, {1, 1}, {0, 1}, {0, 0}} {
			for range 14 {
				d.Advance(time.Minute)
				if x, y := at(); [2]int{x, y} != want {
					t.Fatalf("after %d quarters the picture begins at %d, %d, want %v", i, x, y, want)
				}
			}
			d.Advance(time.Minute)
		}
	})
}

// Where the problems need more than one page, each is shown for ten seconds; that of a new one for a
// minute.
func TestPagesOfTheWall(t *testing.T) {
	t.Parallel()
	server := newChanging(60)
	for i := range 30 {
		server.set(fmt.Sprintf("app-%03d", i+1), 2)
	}
	inBubble(t, 80, 24, onTheWall(setup{handler: server}), func(t *testing.T, d *uitest.Driver, _ *uitest.Server) {
		d.Advance(time.Second)
		pages := 0
		if _, err := fmt.Sscanf(regexp.MustCompile(`page 1/\d+`).FindString(d.View()), "page 1/%d", &pages); err != nil || pages < 3 {
			t.Fatalf("there are %d pages (%v):\n%s", pages, err, d.View())
		}
		shows := func(page int) {
			t.Helper()
			if want := fmt.Sprintf("page %d/%d", page, pages); !strings.Contains(d.View(), want) {
				t.Fatalf("the wall does not show %s:\n%s", want, d.View())
			}
		}
		seen := map[string]bool{}
		for page := range pages {
			shows(page + 1)
			for _, name := range regexp.MustCompile(`! app-\d+`).FindAllString(d.View(), -1) {
				if seen[name] {
					t.Errorf("%s is on two pages", name)
				}
				seen[name] = true
			}
			d.Advance(8 * time.Second)
			shows(page + 1)
			d.Advance(2 * time.Second)
		}
		shows(1)
		if len(seen) != 30 {
			t.Errorf("%d problems were shown, want 30", len(seen))
		}
		d.Press("pgdown", "right")
		shows(3)
		d.Press("left", "pgup", "pgup")
		shows(pages)
		d.Press("home")
		shows(1)
		d.Advance(3 * time.Second)
		server.set("app-029", 3)
		server.set("app-031", 1)
		d.Advance(5 * time.Second)
		d.Sees("! app-031")
		for range 11 {
			d.Advance(5 * time.Second)
			d.Sees("! app-031")
		}
		d.Advance(15 * time.Second)
		d.SeesNot("! app-031")
	})
}

// A wall hangs there for weeks: the server goes away for a night, comes back, things fail and recover.
// Memory does not grow.
func TestTheWallRunsForWeeks(t *testing.T) {
	if testing.Short() {
		t.Skip("takes a while")
	}
	server := newChanging(20)
	s := onTheWall(setup{handler: server, interval: 5 * time.Minute})
	inBubble(t, 120, 36, s, func(t *testing.T, d *uitest.Driver, requests *uitest.Server) {
		day := func(n int) {
			t.Helper()
			server.set("app-005", 1+n%2)
			d.Advance(8 * time.Hour)
			d.Sees("! app-005")
			server.set("app-005", 3)
			if n%10 == 2 {
				requests.Break("", uitest.Refused)
				d.Advance(8 * time.Hour)
				d.Sees("NO SIGNAL · 8 h ago · connection refused", "! app-005")
				requests.Break("", nil)
			}
			for range 12 * 8 {
				d.Advance(5 * time.Minute)
				d.View()
			}
			d.SeesNot("NO SIGNAL")
			d.Sees("● 20")
			requests.Take()
			if rings := d.Rings(); len(rings) != 1 {
				t.Errorf("on day %d the terminal rang for %q", n, rings)
			}
		}
		heap := func() int {
			d.View()
			runtime.GC()
			runtime.GC()
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			return int(m.HeapAlloc)
		}
		for n := range 4 {
			day(n)
		}
		before := heap()
		for n := range 24 {
			day(4 + n)
		}
		after := heap()
		t.Logf("%d kB after four days, %d kB after four weeks", before/1000, after/1000)
		if after-before > 500_000 {
			t.Errorf("the memory in use grew from %d to %d bytes in 24 days", before, after)
		}
		d.Press("q")
		if !d.Quit() {
			t.Error("q does not end the program")
		}
	})
}

// The picture of the wall in the reference is a frame of the program.
func TestPictureOfTheWall(t *testing.T) {
	t.Parallel()
	inBubble(t, 120, 36, onTheWall(setup{theme: "dark", profile: termenv.TrueColor, sandbox: true}), func(t *testing.T, d *uitest.Driver, _ *uitest.Server) {
		d.Advance(59 * time.Minute)
		goldentest.Compare(t, "../../docs/wall.svg", picture.SVG(d.View(), 120, 36))
	})
}
