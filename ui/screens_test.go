package ui_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/charmbracelet/lipgloss"
	"github.com/muesli/termenv"

	"fleetop/client"
	"fleetop/internal/goldentest"
	"fleetop/internal/platform"
	"fleetop/internal/platform/engine"
	"fleetop/internal/platform/memory"
	"fleetop/internal/state"
	"fleetop/internal/terminal"
	"fleetop/internal/text"
	"fleetop/internal/uitest"
	"fleetop/ui"
	"fleetop/ui/command"
	"fleetop/ui/theme"
)

// The fleet in the tests is the sandbox's, in the fake time of a bubble that
// begins at midnight of 2000-01-01, so that every frame is the same in every run.
const (
	testUser = "admin"
	testKey  = "k3y"
	testHost = "127.0.0.1:8000"
)

// setup is what a test may change of the program.
type setup struct {
	fleet    memory.Fleet
	handler  http.Handler        // instead of the memory platform
	serve    func() http.Handler // the same, made in the bubble
	measured bool                // the memory platform tells what containers use
	waits    bool                // lists of the server wait for a change
	worst    bool                // lists begin in the order of the program, not by name
	readOnly bool
	sandbox  bool
	ascii    bool
	theme    string
	profile  termenv.Profile
	interval time.Duration
	options  func(*ui.Options)
}

// inBubble runs a test of the screen in fake time, on a screen of w by h cells.
func inBubble(t *testing.T, w, h int, s setup, test func(t *testing.T, d *uitest.Driver, server *uitest.Server)) {
	t.Helper()
	inBubbleOf(t, w, h, s, func(t *testing.T, d *uitest.Driver, _ *ui.Model, server *uitest.Server) { test(t, d, server) })
}

// inBubbleOf is inBubble for tests that need the model.
func inBubbleOf(t *testing.T, w, h int, s setup, test func(t *testing.T, d *uitest.Driver, model *ui.Model, server *uitest.Server)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		model, server := newTestModel(ctx, t, s)
		d := uitest.Drive(t, model, w, h)
		test(t, d, model, server)
		cancel()
		synctest.Wait()
	})
}

// newTestModel makes the program over a platform in the same process.
func newTestModel(ctx context.Context, t testing.TB, s setup) (*ui.Model, *uitest.Server) {
	t.Helper()
	if s.serve != nil {
		s.handler = s.serve()
	} else if s.handler == nil {
		s.handler = newTestPlatform(t, s.fleet, s.measured)
	}
	server := uitest.NewServer(s.handler)
	if s.waits {
		server.Wait()
	}
	api, err := client.New("http://"+testHost+"/", client.Credentials{User: testUser, Key: testKey}, client.WithHTTPClient(&http.Client{Transport: server}))
	if err != nil {
		t.Fatal(err)
	}
	keys, err := command.NewKeymap(uitest.Bindings(t), s.readOnly)
	if err != nil {
		t.Fatal(err)
	}
	if s.theme == "" {
		s.theme, s.profile = "default", termenv.Ascii
	}
	r := lipgloss.NewRenderer(io.Discard)
	r.SetColorProfile(s.profile)
	look, err := theme.New(r, s.theme, theme.CharsetFor("", s.ascii))
	if err != nil {
		t.Fatal(err)
	}
	if s.interval == 0 {
		s.interval = 5 * time.Second
	}
	opt := ui.Options{
		Client: api, Keys: keys, Theme: look, Context: ctx, User: testUser, Server: testHost, Sandbox: s.sandbox,
		ReadOnly: s.readOnly, Interval: s.interval, Location: time.UTC, Random: func() float64 { return 0.5 },
		Host: terminal.Host{Save: state.Export},
	}
	if s.options != nil {
		s.options(&opt)
	}
	if !s.worst && opt.Host.LoadViews == nil {
		opt.Host.LoadViews = func() ([]byte, error) {
			return []byte(`{"applications": {"sort": "name"}, "containers": {"sort": "name"}, "containers-of": {"sort": "name"}}`), nil
		}
	}
	return ui.New(opt), server
}

// laterPlatform makes a platform at the first request, in the bubble of that and for its time: one
// that is made outside of it has jobs that end at certain times of the real day.
func laterPlatform(t testing.TB, fleet memory.Fleet) http.Handler {
	t.Helper()
	made := sync.OnceValue(func() http.Handler { return newTestPlatform(t, fleet, false) })
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { made().ServeHTTP(w, r) })
}

func newTestPlatform(t testing.TB, fleet memory.Fleet, measured bool) http.Handler {
	t.Helper()
	if fleet.Applications == nil && fleet.Images == nil {
		fleet = memory.DefaultFleet()
	}
	eng, err := memory.New(memory.Options{Seed: 1, Random: memory.Repeating(1), Fleet: fleet})
	if err != nil {
		t.Fatal(err)
	}
	var runner engine.Runner = shortLogs{eng, eng}
	if measured {
		runner = measuring{shortLogs{eng, eng}, eng}
	}
	p, err := platform.New(platform.Options{URL: "http://127.0.0.1:8000/", User: testUser, Key: testKey, Engine: runner, Random: memory.Repeating(2)})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// shortLogs keeps logs short: under the race detector those of days take most of
// the time, and show nothing more. It does not measure.
type shortLogs struct {
	engine.Runner
	engine.Planner
}

// measuring is an engine that measures.
type measuring struct {
	shortLogs
	engine.Meter
}

func (e shortLogs) Logs(ctx context.Context, id string, q engine.LogQuery) (io.ReadCloser, error) {
	q.Limit = min(q.Limit, 64<<10)
	return e.Runner.Logs(ctx, id, q) //nolint:wrapcheck // It is the engine's own.
}

// sizes are those at which every screen is kept as a golden frame.
func sizes() [][2]int { return [][2]int{{40, 12}, {80, 24}, {120, 36}, {200, 60}} }

// screen is a screen of the program: how to get there from the start.
type screen struct {
	name  string
	setup setup
	keys  []string
	then  func(d *uitest.Driver, server *uitest.Server)
}

func screens() []screen {
	return []screen{
		{name: "applications"},
		{name: "sandbox", setup: setup{sandbox: true}},
		{name: "sandbox-beside-docker", setup: setup{sandbox: true, options: func(o *ui.Options) {
			o.RunsDocker = func(context.Context) bool { return true }
		}}},
		{name: "docker", setup: setup{options: func(o *ui.Options) { o.Engine, o.Server = "docker", "shop-prod" }}},
		{name: "docker-ascii", setup: setup{ascii: true, options: func(o *ui.Options) { o.Engine, o.Server = "docker", "shop-prod" }}},
		{name: "read-only", setup: setup{readOnly: true}},
		{name: "ascii", setup: setup{ascii: true}, keys: []string{"G"}},
		{name: "containers", keys: []string{"2", "G", "k", "k"}},
		{name: "images", keys: []string{"3"}},
		{name: "image-detail", keys: []string{"3", "enter", "wait", "]"}},
		{name: "containers-of", keys: []string{"G", "enter"}},
		{name: "detail-environment", keys: []string{"V", "wait"}},
		{name: "detail-environment-hidden", keys: []string{"d", "d", "tab", "]", "wait"}},
		{name: "detail-links", keys: []string{"j", "j", "j", "j", "j", "j", "d", "d", "tab", "[", "wait"}},
		{name: "container-detail", keys: []string{"2", "/", "worker-4", "enter", "d", "d", "wait"}},
		{name: "logs", keys: []string{"2", "/", "web-1", "enter", "l", "wait"}},
		{name: "logs-merged", keys: []string{"/", "api", "enter", "l", "wait"}},
		{name: "logs-wrapped", keys: []string{"/", "api", "enter", "l", "wait", "w"}},
		{name: "logs-search", keys: []string{"/", "web", "enter", "l", "wait", "/", "GET", "enter", "n"}},
		{name: "filter-prompt", keys: []string{"/", "w"}},
		{name: "filter-terms", keys: []string{"/", "!cache state:run", "enter"}},
		{name: "filter-wrong", keys: []string{"/", "/^(w", "backspace", "b("}},
		{name: "sorted", keys: []string{"o"}},
		{name: "sorted-reverse", setup: setup{ascii: true}, keys: []string{"2", "o", "o", "o", "O"}},
		{name: "columns", keys: []string{"c", "j", "j", " ", "J"}},
		{name: "columns-chosen", keys: []string{"c", "j", " ", "j", "J", "J", "G", "K", "K", "K", "K", "K", "K", "enter"}},
		{name: "problems", keys: []string{"!"}},
		{name: "problems-none", setup: setup{fleet: memory.Sized(5, 2)}, keys: []string{"!"}},
		{name: "filter-nothing", keys: []string{"/", "zzz", "enter"}},
		{name: "scale", keys: []string{"G", "k", "s", "5"}},
		{name: "scale-down", keys: []string{"G", "k", "-", "wait"}},
		{name: "restart", keys: []string{"G", "k", "R", "wait"}},
		{name: "restart-container", keys: []string{"G", "k", "enter", "wait", "R", "wait"}},
		{name: "restart-stopping", keys: []string{"R"}, then: func(d *uitest.Driver, server *uitest.Server) {
			server.Break("POST", uitest.Hang)
			d.Press("y")
			d.Advance(time.Second)
		}},
		{name: "restart-waiting", keys: []string{"R", "y"}},
		{name: "restart-cancel", keys: []string{"R", "y", "R"}},
		{name: "restart-starting", keys: []string{"R", "y"}, then: func(d *uitest.Driver, _ *uitest.Server) { d.Advance(2500 * time.Millisecond) }},
		{name: "restart-gave-up", keys: []string{"R"}, then: func(d *uitest.Driver, server *uitest.Server) {
			d.Press("y")
			server.Break("start", uitest.Answer(400, "application/json", `{"error": "no room on the node"}`))
			d.Advance(10 * time.Second)
		}},
		{name: "changed-while-open", keys: []string{"G", "k", "x"}, then: func(d *uitest.Driver, server *uitest.Server) {
			server.Edit(func(body string) string {
				return strings.ReplaceAll(body, `"target_num_containers":3`, `"target_num_containers":5`)
			})
			d.Advance(3*time.Second + 100*time.Millisecond) // the next poll
			d.Press("y")
		}},
		{name: "remove-image", keys: []string{"3", "/", "quay", "enter", "D", "qu"}},
		{name: "stop", keys: []string{"G", "k", "x", "wait"}},
		{name: "terminate", keys: []string{"G", "k", "D", "we", "wait"}},
		{name: "terminate-container", keys: []string{"G", "k", "enter", "wait", "D", "wait"}},
		{name: "help", keys: []string{"?"}},
		{name: "help-logs", keys: []string{"l", "?"}},
		{name: "palette", keys: []string{":"}},
		{name: "palette-recent", keys: []string{":", "scale 5", "enter", "esc", ":", "sort", "enter", ":", "pause", "enter", ":", "down"}},
		{name: "palette-blocked", keys: []string{":", "star"}},
		{name: "palette-objects", keys: []string{":", "logs web", "down"}},
		{name: "palette-argument", keys: []string{":", "scale 5000", "enter"}},
		{name: "palette-nothing", keys: []string{":", "xyzzy", "enter"}},
		{name: "palette-read-only", setup: setup{readOnly: true}, keys: []string{":", "st"}},
		{name: "palette-logs", keys: []string{"l", "wait", ":", "ma"}},
		{name: "json", keys: []string{"J", "wait"}},
		{name: "json-search", keys: []string{"J", "wait", "/", "run", "enter", "n"}},
		{name: "json-search-typed", keys: []string{"J", "wait", "/", "na"}},
		{name: "json-refused", then: func(d *uitest.Driver, server *uitest.Server) {
			server.Break("", uitest.Answer(500, "text/html", "<h1>oops</h1>"))
			d.Press("J")
			d.Advance(time.Second)
		}},
		{name: "copy", setup: withClipboard(nil), keys: []string{"y"}},
		{name: "copy-logs", setup: withClipboard(nil), keys: []string{"2", "/", "web-1", "enter", "l", "wait"}, then: func(d *uitest.Driver, _ *uitest.Server) {
			d.View() // what is in view is known once it was drawn
			d.Press("y", "down")
		}},
		{name: "copied", setup: withClipboard(nil), keys: []string{"y", "n"}},
		{name: "save", keys: []string{"ctrl+s"}},
		{name: "save-refused", keys: []string{"ctrl+s", "backspace", "enter"}},
		{name: "blocked", keys: []string{"u"}},
		{name: "activity", keys: []string{"j", "x", "y", "wait", "4"}},
		{name: "history", keys: []string{"j", "x", "y", "wait", "["}},
		{name: "zoom", keys: []string{"Z"}},
		{name: "paused", keys: []string{"p", "wait"}},
		{name: "connecting", setup: setup{handler: http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })}},
		{name: "no-applications", setup: setup{fleet: memory.Fleet{Applications: []memory.Application{}}}},
		{name: "stale", then: func(d *uitest.Driver, server *uitest.Server) {
			server.Break("", uitest.Refused)
			d.Advance(19 * time.Second)
		}},
		{name: "no-signal", then: func(d *uitest.Driver, server *uitest.Server) {
			server.Break("", uitest.Refused)
			d.Advance(134 * time.Second)
		}},
		{name: "unauthorized", then: func(d *uitest.Driver, server *uitest.Server) {
			server.Break("", uitest.Answer(401, "text/html", ""))
			d.Advance(6 * time.Second)
		}},
		{name: "refused", keys: []string{"x"}, then: func(d *uitest.Driver, server *uitest.Server) {
			server.Break("POST", uitest.Answer(400, "application/json", `{"error": "api is not in a suitable state"}`))
			d.Press("y")
		}},
		{name: "unknown", keys: []string{"x"}, then: func(d *uitest.Driver, server *uitest.Server) {
			server.Break("POST", uitest.Hang)
			d.Press("y")
			d.Advance(31 * time.Second)
		}},
	}
}

// press plays keys: "wait" lets two seconds pass, words that are no key are typed.
func press(t *testing.T, d *uitest.Driver, keys []string) {
	t.Helper()
	named := map[string]bool{"enter": true, "esc": true, "tab": true, "shift+tab": true, "down": true, "up": true, "backspace": true, "ctrl+s": true, "ctrl+o": true, "left": true, "right": true}
	for _, key := range keys {
		switch {
		case key == "wait":
			d.Advance(2 * time.Second)
		case len([]rune(key)) == 1 || named[key]:
			d.Press(key)
		default:
			d.Press(strings.Split(key, "")...)
		}
	}
}

func TestScreens(t *testing.T) {
	t.Parallel()
	compareScreens(t, screens())
}

// compareScreens compares screens at every size with their golden frames.
func compareScreens(t *testing.T, screens []screen) {
	t.Helper()
	for _, s := range screens {
		for _, size := range sizes() {
			t.Run(fmt.Sprintf("%s/%dx%d", s.name, size[0], size[1]), func(t *testing.T) {
				t.Parallel()
				first := s.setup
				first.worst = true
				inBubble(t, size[0], size[1], first, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
					d.Advance(2 * time.Second)
					press(t, d, s.keys)
					d.Advance(150 * time.Millisecond) // the cursor rests
					if s.then != nil {
						s.then(d, server)
					}
					frame := d.View()
					fits(t, frame, size[0], size[1])
					cursorStands(t, d, size[0], size[1])
					goldentest.Compare(t, fmt.Sprintf("screens/%s-%dx%d.txt", s.name, size[0], size[1]), frame)
				})
			})
		}
	}
}

func TestScreensInColour(t *testing.T) {
	t.Parallel()
	for _, name := range theme.Names() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := setup{theme: name, profile: termenv.ANSI256, sandbox: true, worst: true}
			inBubble(t, 120, 36, s, func(t *testing.T, d *uitest.Driver, _ *uitest.Server) {
				d.Advance(2 * time.Second)
				press(t, d, []string{"G", "l", "wait"})
				goldentest.Compare(t, "screens/colour-"+name+".txt", d.View())
			})
		})
	}
}

// fits fails the test unless the frame is exactly as high and wide as the screen.
func fits(t testing.TB, frame string, w, h int) {
	t.Helper()
	lines := strings.Split(frame, "\n")
	if len(lines) != h {
		t.Fatalf("%d lines on a screen of %d:\n%s", len(lines), h, frame)
	}
	for i, line := range lines {
		if got := text.Width(line); got != w {
			t.Fatalf("line %d is %d cells wide on a screen of %d: %q", i, got, w, line)
		}
	}
}

// firstLine and lastLine return those lines of the frame: what the header and the last line say.
func firstLine(d *uitest.Driver) string {
	line, _, _ := strings.Cut(d.View(), "\n")
	return line
}

func lastLine(d *uitest.Driver) string {
	frame := d.View()
	return frame[strings.LastIndexByte(frame, '\n')+1:]
}

// leftRow and rightRow return the first line in the frames of the left and of the right column that
// contains a text, where the columns stand side by side; "" if none does.
func leftRow(d *uitest.Driver, with string) string { return rowOf(d, 0, with) }

func rightRow(d *uitest.Driver, with string) string { return rowOf(d, 1, with) }

func rowOf(d *uitest.Driver, column int, with string) string {
	for line := range strings.SplitSeq(d.View(), "\n") {
		if !strings.HasPrefix(line, "│") && !strings.HasPrefix(line, "|") {
			continue
		}
		parts := strings.SplitN(line, "││", 2)
		if part := parts[min(column, len(parts)-1)]; strings.Contains(part, with) {
			return part
		}
	}
	return ""
}
