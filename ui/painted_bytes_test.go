package ui_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/muesli/termenv"

	"fleetop/internal/platform/memory"
	"fleetop/internal/ptytest/vt"
	"fleetop/internal/terminal/paint"
	"fleetop/internal/uitest"
)

// A shot is a frame of the program and what led to it.
type shot struct{ after, frame string }

// manyApplications is a fleet that does not fit on the screen.
func manyApplications() memory.Fleet {
	fleet := memory.DefaultFleet()
	for i := range 92 {
		a := fleet.Applications[i%8]
		a.Name = fmt.Sprintf("app-%03d", i)
		fleet.Applications = append(fleet.Applications, a)
	}
	return fleet
}

// oneMoreLine answers every fetch of a log with a line more than the one before.
func oneMoreLine(platform http.Handler) http.Handler {
	var fetched atomic.Int64
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.HasSuffix(strings.TrimRight(r.URL.Path, "/"), "logs") {
			platform.ServeHTTP(w, r)
			return
		}
		lines := 200 + int(fetched.Add(1))
		var log strings.Builder
		for i := range lines {
			fmt.Fprintf(&log, "2014-04-06T17:%02d:%02d.%03dZ 10.7.0.%d GET /cart/%d/items?page=%d HTTP/1.1 200 %d %dms\n", i/60%60, i%60, i*37%1000, i%9, i*7919, i%5, i*31, i*13%90)
		}
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(map[string]string{"logs": log.String()})
	})
}

// shots plays the program through what happens most.
func shots(t *testing.T, w, h int, theme string) []shot {
	t.Helper()
	var taken []shot
	s := setup{theme: theme, profile: termenv.TrueColor, handler: oneMoreLine(laterPlatform(t, manyApplications()))}
	inBubble(t, w, h, s, func(_ *testing.T, d *uitest.Driver, _ *uitest.Server) {
		take := func(after string) { taken = append(taken, shot{after, d.View()}) }
		take("start")
		d.Advance(2 * time.Second)
		take("first data")
		for range 9 {
			d.Press("j")
			take("cursor")
		}
		for range 9 {
			d.Advance(time.Second)
			take("second")
		}
		d.Press("G")
		take("end")
		for range 50 {
			d.Press("k")
		}
		take("page")
		for range 5 {
			d.Press("k")
			take("scroll")
		}
		d.Press("2", "l")
		d.Advance(2 * time.Second)
		take("open log")
		for range 12 {
			d.Advance(2 * time.Second)
			take("log line")
		}
		d.Press("Z")
		take("zoom")
		for range 12 {
			d.Advance(2 * time.Second)
			take("log line, whole screen")
		}
	})
	return taken
}

// The median of the bytes for what happens most stays within bounds on a
// terminal of 200×50 and 256 colours, and the terminal always shows what it
// would if every frame were painted anew.
func TestBytesOfFrames(t *testing.T) {
	t.Parallel()
	bounds := map[string]int{"start": 11_500, "cursor": 900, "second": 30, "log line": 185, "log line, whole screen": 185}
	for _, theme := range []string{"default", "dark"} {
		for _, size := range [][2]int{{200, 50}, {80, 24}} {
			t.Run(fmt.Sprintf("%s/%dx%d", theme, size[0], size[1]), func(t *testing.T) {
				t.Parallel()
				taken := shots(t, size[0], size[1], theme)
				for _, profile := range []paint.Profile{paint.NoColor, paint.ANSI16, paint.ANSI256, paint.TrueColor} {
					medians := paintAll(t, taken, size, profile)
					t.Logf("%d colours: %v", profile, medians)
					for after, bound := range bounds {
						if profile == paint.ANSI256 && medians[after] > bound {
							t.Errorf("after %s %d bytes are written, want at most %d", after, medians[after], bound)
						}
					}
				}
			})
		}
	}
}

// paintAll paints frames one after the other and returns the median of the
// bytes for each kind.
func paintAll(t *testing.T, taken []shot, size [2]int, colors paint.Profile) map[string]int {
	t.Helper()
	p, terminal, whole := paint.NewPainter(colors), vt.New(size[0], size[1]), vt.New(size[0], size[1])
	p.Resize(size[0], size[1])
	bytes := map[string][]int{}
	for _, s := range taken {
		written := p.Paint(nil, s.frame)
		bytes[s.after] = append(bytes[s.after], len(written))
		terminal.Write(written)
		anew := paint.NewPainter(colors)
		whole.Write([]byte("\x1b[0m\x1b[2J"))
		anew.Resize(size[0], size[1])
		whole.Write(anew.Paint(nil, s.frame))
		sameScreen(t, terminal, whole)
	}
	medians := map[string]int{}
	for after, n := range bytes {
		slices.Sort(n)
		medians[after] = n[len(n)/2]
	}
	return medians
}

// sameScreen fails unless two terminals look the same.
func sameScreen(t *testing.T, got, want *vt.Screen) {
	t.Helper()
	cols, rows := want.Size()
	for y := range rows {
		for x := range cols {
			a, b := got.Cell(x, y), want.Cell(x, y)
			if a != b && looks(a) != looks(b) {
				t.Fatalf("column %d of row %d is %+v, want %+v\n%s", x, y, a, b, got.Text())
			}
		}
	}
}

// looks is a cell without what nobody sees: the colour of a blank.
func looks(c vt.Cell) vt.Cell {
	if c.Text == " " && c.Attr&(vt.Underline|vt.Reverse|vt.Strike|vt.Overline) == 0 {
		c = vt.Cell{Style: vt.Style{Bg: c.Bg}}
	}
	return c
}

// While every poll is answered soon, the age in the header stays what it is, even
// where the timer that starts the poll is late.
func TestAgeWaitsForTheAnswer(t *testing.T) {
	t.Parallel()
	inBubble(t, 160, 48, setup{interval: time.Second}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		server.Slow("", 2*time.Millisecond)
		d.Advance(2500 * time.Millisecond)
		for range 430 {
			d.Busy(7 * time.Millisecond)
			if header, _, _ := strings.Cut(d.View(), "\n"); !strings.Contains(header, "0s ago") {
				t.Fatal(header)
			}
		}
		server.Break("", uitest.Hang)
		d.Advance(1400 * time.Millisecond)
		d.Sees("1s ago")
	})
}
