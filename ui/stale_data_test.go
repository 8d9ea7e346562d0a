package ui_test

import (
	"cmp"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/muesli/termenv"

	"fleetop/internal/platform/memory"
	"fleetop/internal/uitest"
)

// offsetFault answers one page of a list in its own way.
func offsetFault(server *uitest.Server, match, offset string, fault uitest.Fault) {
	server.BreakIf(func(r *http.Request) bool {
		return strings.HasSuffix(r.URL.Path, match) && cmp.Or(r.URL.Query().Get("offset"), "0") == offset
	}, fault)
}

// colours has the screen drawn in them.
func colours(s setup) setup {
	s.theme, s.profile = "default", termenv.ANSI
	return s
}

var sgr = regexp.MustCompile(`\x1b\[([0-9;]*)m`)

// isDim says whether a text is drawn faint where it is first on the screen.
func isDim(d *uitest.Driver, text string) bool {
	line := d.Line(text)
	dim := false
	for _, m := range sgr.FindAllStringSubmatch(line[:strings.Index(line, text)], -1) {
		for _, param := range strings.Split(m[1], ";") {
			switch param {
			case "", "0":
				dim = false
			case "2":
				dim = true
			}
		}
	}
	return dim
}

// TestAListThatCannotBeFetchedSaysSo breaks each list alone, in every way, and
// looks at its frame, at what it says of problems, and at Activity.
func TestAListThatCannotBeFetchedSaysSo(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]struct {
		fault uitest.Fault
		want  string
	}{
		"503":       {uitest.Answer(503, "text/plain", "busy"), "503 busy"},
		"500":       {uitest.Answer(500, "text/plain", ""), "500 internal server error"},
		"401":       {uitest.Answer(401, "text/html", ""), "refused (401)"},
		"403":       {uitest.Answer(403, "text/html", ""), "403 forbidden"},
		"garbage":   {uitest.Answer(200, "application/json", `{"objects": 7`), ""},
		"page":      {uitest.Answer(200, "text/html", `<html>log in</html>`), ""},
		"gone away": {uitest.Reset, "connection reset by peer"},
		"hangs":     {uitest.Hang, ""},
	} {
		for list, test := range map[string]struct {
			keys        []string
			match       string
			every       time.Duration
			row, tab    string
			quietThough bool // none of it needs attention
		}{
			"containers":            {[]string{"2"}, "/api/v1/container/", 5 * time.Second, "bench-00001-1", "Containers 6 · ", true},
			"containers of one":     {[]string{"enter"}, "/api/v1/container/", 5 * time.Second, "bench-00001-1", "Containers of bench-00001 2 · ", true},
			"containers in a state": {[]string{"2", "wait", "/", "state:running", "enter", "wait"}, "/api/v1/container/", 5 * time.Second, "bench-00001-1", "Containers 6 · ", false},
			"images":                {[]string{"3"}, "/api/v1/image/", time.Minute, "tutum/hello-world", "Images 16 · ", false},
		} {
			t.Run(name+"/"+list, func(t *testing.T) {
				t.Parallel()
				inBubble(t, 200, 40, setup{fleet: memory.Sized(3, 2)}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
					d.Advance(2 * time.Second)
					press(t, d, append(test.keys, "wait"))
					d.Sees(test.row)
					d.SeesNot("as of")
					server.BreakIf(func(r *http.Request) bool { return r.URL.Path == test.match }, fault.fault)
					d.Advance(test.every + 3*time.Second)
					if name != "hangs" { // that takes longer to be one
						d.Sees(test.tab+"as of 00:0", brief(fault.want))
					}
					d.Advance(2*test.every + time.Second)
					d.Sees(test.row, test.tab+"as of 00:0", brief(fault.want))
					d.SeesNot("stale", "NO SIGNAL")
					if test.quietThough {
						d.Press("!")
						d.Sees("not known: nothing needed attention as of 00:0")
						d.SeesNot(" nothing needs attention")
						d.Press("!")
					}
					if name == "hangs" {
						d.Advance(time.Minute) // until it has failed
					}
					d.Press("4")
					if n := strings.Count(d.View(), "could not be fetched"); n != 1 {
						t.Errorf("the outage is %d times in Activity:\n%s", n, d.View())
					}
					server.Break("", nil)
					press(t, d, []string{"b", "r"})
					d.Advance(test.every)
					d.SeesNot("as of")
					d.Press("4")
					d.Sees("fetched again")
				})
			})
		}
	}
}

// TestAServerWithoutImagesIsNoOutage asks one of the older revision.
func TestAServerWithoutImagesIsNoOutage(t *testing.T) {
	t.Parallel()
	inBubble(t, 120, 36, setup{}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		server.Break("/api/v1/image/", uitest.Answer(404, "text/html", ""))
		d.Advance(2 * time.Second)
		d.Press("3")
		d.Advance(5 * time.Minute)
		d.Sees("this server has no images")
		d.SeesNot("as of", "could not", "404")
		d.Press("4")
		d.SeesNot("image")
	})
}

// TestPagesThatCameAreShown loses one page of a list of three, for the first time
// and later.
func TestPagesThatCameAreShown(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		fault  uitest.Fault
		offset string
		first  bool // it fails from the beginning
	}{
		"503 on the second":            {uitest.Answer(503, "text/plain", "busy"), "100", false},
		"503 on the last":              {uitest.Answer(503, "text/plain", "busy"), "200", false},
		"503 on the first":             {uitest.Answer(503, "text/plain", "busy"), "0", false},
		"garbage on the second":        {uitest.Answer(200, "application/json", "{"), "100", false},
		"a page that hangs":            {uitest.Hang, "100", false},
		"503 on the second, from then": {uitest.Answer(503, "text/plain", "busy"), "100", true},
	} {
		for list, see := range map[string]struct {
			keys  []string
			match string
			title string
			tab   string
		}{
			"containers":   {[]string{"2"}, "/api/v1/container/", "incomplete: ", "2 Containers 250"},
			"applications": {nil, "/api/v1/application/", "incomplete: ", "1 Applications 250"},
		} {
			t.Run(name+"/"+list, func(t *testing.T) {
				t.Parallel()
				inBubble(t, 160, 300, setup{fleet: memory.Sized(250, 1)}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
					if !test.first {
						d.Advance(2 * time.Second)
						press(t, d, append(see.keys, "wait"))
						d.Sees("bench-00250")
					}
					offsetFault(server, see.match, test.offset, test.fault)
					if test.first {
						d.Advance(2 * time.Second)
						press(t, d, append(see.keys, "wait"))
					}
					d.Advance(50 * time.Second)
					d.Sees(see.title, see.tab)
					d.SeesNot("NO SIGNAL", "connecting to")
					if rows := strings.Count(d.View(), "● Running"); test.first && rows < 150 || !test.first && rows < 250 {
						t.Errorf("%d rows are shown", rows)
					}
					if list == "applications" {
						d.Sees("incomplete")
					}
					d.Press("!")
					d.Sees("not known: nothing that came needs attention, but")
					d.Press("!")
					server.BreakIf(nil, nil)
					d.Advance(2 * time.Minute)
					d.SeesNot("incomplete")
					d.Sees("bench-00250")
				})
			})
		}
	}
}

// TestTheRowsOfAMissingPageAge dims those alone, after three intervals.
func TestTheRowsOfAMissingPageAge(t *testing.T) {
	t.Parallel()
	inBubble(t, 160, 300, colours(setup{fleet: memory.Sized(250, 1)}), func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Advance(2 * time.Second)
		offsetFault(server, "/api/v1/application/", "100", uitest.Answer(503, "text/plain", "busy"))
		d.Advance(6 * time.Second)
		if isDim(d, "bench-00150") {
			t.Error("rows are dim before three intervals have passed")
		}
		d.Advance(20 * time.Second)
		if !isDim(d, "bench-00150") {
			t.Error("the rows of the missing page do not age")
		}
		if isDim(d, "bench-00050") || isDim(d, "bench-00240") {
			t.Error("the rows of the pages that came age too")
		}
	})
}

// TestEachPaneDimsByItself breaks one resource and looks at all panes.
func TestEachPaneDimsByItself(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		match              string
		list, detail, logs bool
	}{
		"everything": {"", true, true, true},
		"logs":       {"/logs/", false, false, true},
		"list":       {"/api/v1/container/?", true, false, false},
		"detail":     {"detail", false, true, false},
	} {
		for pausedToo := range 2 {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				inBubble(t, 160, 40, colours(setup{}), func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
					d.Advance(2 * time.Second)
					press(t, d, []string{"enter", "wait", "l", "wait"})
					paused := pausedToo == 1
					if paused {
						d.Press("p")
					}
					server.BreakIf(func(r *http.Request) bool {
						path := r.URL.Path + "?"
						isDetail := strings.HasPrefix(path, "/api/v1/container/") && strings.Count(path, "/") == 5
						return strings.Contains(path, test.match) || test.match == "detail" && isDetail
					}, uitest.Answer(503, "text/plain", "busy"))
					d.Advance(time.Minute)
					for pane, is := range map[string]struct{ dim, want bool }{
						"list":   {isDim(d, "api-2 "), test.list},
						"detail": {isDim(d, "restart ALWAYS"), test.detail},
						"logs":   {isDim(d, "GET /"), test.logs},
					} {
						if want := is.want && !paused; is.dim != want {
							t.Errorf("%s: dim %v, want %v (paused %v)", pane, is.dim, want, paused)
						}
					}
				})
			})
		}
	}
}

// TestWhatIsSaidFromOldDataSaysSo opens everything that speaks of an object of a
// list that cannot be fetched any more.
func TestWhatIsSaidFromOldDataSaysSo(t *testing.T) {
	t.Parallel()
	busy := uitest.Answer(503, "text/plain", "busy")
	const of = "as of 00:00:0"
	for name, test := range map[string]struct {
		before, keys []string
		fault        uitest.Fault
		want         []string
	}{
		"stop":             {nil, []string{"x"}, busy, []string{"Data from " + strings.TrimPrefix(of, "as of "), "(503 busy)"}},
		"terminate":        {nil, []string{"D"}, busy, []string{"Data from " + strings.TrimPrefix(of, "as of ")}},
		"restart":          {nil, []string{"R"}, busy, []string{"Data from " + strings.TrimPrefix(of, "as of ")}},
		"stop of marked":   {[]string{" ", " "}, []string{"x"}, busy, []string{"Data from " + strings.TrimPrefix(of, "as of ")}},
		"what is possible": {nil, []string{"u"}, busy, []string{"is already running (" + of}},
		"palette":          {nil, []string{":", "start"}, busy, []string{"(" + of}},
		"save":             {nil, []string{"ctrl+s"}, busy, []string{"every column), " + of}},
		"save a detail":    {nil, []string{"tab", "ctrl+s"}, busy, []string{"the detail of api-1, " + of}},
		"links":            {nil, []string{"x"}, uitest.Hang, []string{"Linked from web, " + of}},
		"without trouble":  {nil, []string{"x"}, nil, nil},
		"JSON":             {[]string{"J", "wait"}, nil, busy, []string{"JSON of api-1, " + of}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inBubble(t, 160, 50, setup{}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
				d.Advance(2 * time.Second)
				press(t, d, append([]string{"enter", "wait"}, test.before...))
				server.Break("/api/v1/container/", test.fault)
				d.Advance(20 * time.Second)
				press(t, d, test.keys)
				d.Advance(time.Second)
				if d.Sees(test.want...); len(test.want) == 0 {
					d.SeesNot("as of")
				}
			})
		})
	}
}

// TestADetailThatFailsSaysSo looks at the frame and the facts of a detail.
func TestADetailThatFailsSaysSo(t *testing.T) {
	t.Parallel()
	inBubble(t, 200, 40, setup{}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Advance(2 * time.Second)
		api := uuids(t, server, "application")["api"]
		server.Break("/application/"+api+"/", uitest.Answer(500, "application/json", `{"error_message": "oops"}`))
		d.Advance(6 * time.Second)
		d.Sees("api · as of 00:00:0", "500 oops", "retry in")
		d.SeesNot("Applications · as of")
		server.Break("/api/v1/container/", uitest.Answer(503, "text/plain", "busy"))
		d.Press("r")
		d.Advance(20 * time.Second)
		d.SeesNot("api · as of")
		d.Sees("api-1", "as of 00:00:", "(503 busy)")
		for range 3 { // never fetched before
			d.Press("j")
			d.Advance(time.Second)
		}
		d.Sees("could not fetch: 503 busy")
	})
	inBubble(t, 200, 40, colours(setup{}), func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Advance(2 * time.Second)
		press(t, d, []string{"enter", "wait"})
		server.Break("/api/v1/container/", uitest.Answer(503, "text/plain", "busy"))
		d.Press("j") // of this one the list alone came
		d.Advance(30 * time.Second)
		d.Sees("api-2", "could not fetch: 503 busy")
		if !isDim(d, "restart ALWAYS") {
			t.Error("what the list had of an object is not dim beside a list that is")
		}
	})
}

// A detail and the containers in it come by two requests; a second between their answers is no news.
func TestADetailAndItsContainersAreOfOneTime(t *testing.T) {
	t.Parallel()
	inBubble(t, 120, 36, setup{}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		server.Slow("/api/v1/container/", 1200*time.Millisecond)
		d.Advance(3 * time.Second)
		d.Press("p")
		d.Sees("api-1", "paused · as of 00:00:00")
		d.SeesNot("as of 00:00:01")
	})
}

// TestLogsSayHowOldTheyAre fails all logs of a view, one of them, and the list of
// its containers.
func TestLogsSayHowOldTheyAre(t *testing.T) {
	t.Parallel()
	busy := uitest.Answer(503, "text/plain", "busy")
	inBubble(t, 200, 40, setup{}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Advance(2 * time.Second)
		one := uuids(t, server, "container")["api-2"]
		d.Press("l")
		d.Advance(3 * time.Second)
		d.SeesNot("as of")
		for _, test := range []struct{ match, want string }{
			{"/logs/", "3 logs: 503 busy"},
			{one + "/logs/", "api-2: 503 busy"},
			{"/api/v1/container/", "logs: 503 busy"},
		} {
			server.Break(test.match, busy)
			d.Advance(30 * time.Second)
			if line := d.Line("Logs · api"); !strings.Contains(line, "as of 00:0") || !strings.Contains(line, test.want) {
				t.Errorf("%s: the frame of the logs says %q", test.match, line)
			}
			server.Break("", nil)
			d.Press("r")
			d.Advance(time.Second)
			if line := d.Line("Logs · api"); strings.Contains(line, "as of") {
				t.Errorf("%s: after it the frame of the logs says %q", test.match, line)
			}
		}
		d.Press("4")
		if n := strings.Count(d.View(), "log could not be fetched"); n != 3 {
			t.Errorf("three outages of logs are %d times in Activity:\n%s", n, d.View())
		}
	})
	inBubble(t, 200, 40, setup{}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Advance(2 * time.Second)
		server.Break("/api/v1/container/", busy)
		d.Press("j", "l") // an application whose containers never came
		d.Advance(5 * time.Second)
		d.Sees("could not fetch: containers: 503 busy")
		d.SeesNot("no logs yet")
	})
}

// TestTheFrameOfOldLogsNamesTheirApplication at every width.
func TestTheFrameOfOldLogsNamesTheirApplication(t *testing.T) {
	t.Parallel()
	inBubble(t, 120, 36, setup{fleet: memory.Sized(2, 3)}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Advance(2 * time.Second)
		d.Press("l")
		d.Advance(3 * time.Second)
		for _, fault := range []struct {
			fault uitest.Fault
			want  string
		}{{nil, ""}, {uitest.Answer(503, "text/plain", "busy"), "as of"}} {
			server.Break("/logs/", fault.fault)
			d.Advance(20 * time.Second)
			for w := 40; w <= 130; w++ {
				d.Resize(w, 24)
				line := d.Line("Logs · ")
				if !strings.Contains(line, "Logs · bench-00001") || !strings.Contains(line, fault.want) {
					t.Fatalf("at %d columns the frame of the logs says %q, want it to name bench-00001 and to say %q", w, line, fault.want)
				}
				if w >= 80 && fault.fault != nil && !strings.Contains(line, "503") {
					t.Fatalf("at %d columns the frame of the logs does not say why they are old: %q", w, line)
				}
			}
		}
	})
}

// TestAListThatWasNotLookedAtForLongIsOldUntilItComes comes back to it.
func TestAListThatWasNotLookedAtForLongIsOldUntilItComes(t *testing.T) {
	t.Parallel()
	inBubble(t, 120, 36, setup{fleet: memory.Sized(3, 2)}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Advance(2 * time.Second)
		press(t, d, []string{"2", "wait", "1"})
		d.Advance(10 * time.Minute)
		server.Slow("/api/v1/container/", 30*time.Second)
		d.Press("2")
		d.SeesNot("as of") // the answer may be there at once
		d.Press("!")
		d.Sees("not known: nothing needed attention as of 00:00:0")
		d.Advance(3 * time.Second)
		d.Sees("Containers 6 · as of 00:00:0")
		server.Slow("", 0)
		press(t, d, []string{"r", "wait"})
		d.SeesNot("as of")
		d.Sees("nothing needs attention")
	})
}

// TestNothingSaysHowOldItIsWhileAllIsWell looks at every pane for minutes, at any
// interval: what is polled less often is no older for that.
func TestNothingSaysHowOldItIsWhileAllIsWell(t *testing.T) {
	t.Parallel()
	for _, interval := range []time.Duration{time.Second, 5 * time.Second, 2 * time.Minute} {
		for name, keys := range map[string][]string{
			"applications": nil, "containers of one": {"enter"}, "containers": {"2"}, "images": {"3"}, "a filter": {"2", "/", "state:running", "enter"},
			"logs": {"l"}, "log": {"enter", "wait", "l"}, "dialog": {"x"}, "marks": {" ", " ", "x"}, "log of what is stopped": {"j", "j", "enter", "wait", "l"},
		} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				inBubble(t, 160, 50, setup{interval: interval}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
					server.Slow("", 300*time.Millisecond)
					d.Advance(2 * time.Second)
					press(t, d, append(keys, "wait"))
					for range 40 {
						d.Advance(interval * 7 / 10)
						d.SeesNot("as of", "incomplete", "not known")
					}
				})
			})
		}
	}
}

// TestAnObjectThatIsListedIsNotGone has the details of a container answer 404
// for a while in which its list goes on to come.
func TestAnObjectThatIsListedIsNotGone(t *testing.T) {
	t.Parallel()
	inBubble(t, 200, 40, setup{}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Advance(2 * time.Second)
		press(t, d, []string{"2", "wait"})
		server.BreakIf(func(r *http.Request) bool { return uuidPattern.MatchString(r.URL.Path) }, uitest.Answer(404, "text/html", ""))
		d.Advance(time.Minute)
		d.SeesNot("Gone")
		d.Sees("as of 00:00:0", "404")
		server.Break("", nil)
		d.Advance(time.Minute)
		d.SeesNot("Gone", "as of")
		d.Press("l")
		d.Advance(time.Second)
		server.Break("/logs/", uitest.Answer(404, "text/html", ""))
		d.Advance(time.Minute)
		d.SeesNot("gone")
		d.Sees("Logs · api-1 · as of", "404")
		server.Break("", nil)
		d.Advance(time.Minute)
		d.SeesNot("gone", "as of", "404")
		d.Press("esc", "4")
		d.Sees("detail could not be fetched: 404", "detail fetched again", "log could not be fetched: 404", "log fetched again")
	})
}

// TestALostListIsKeptInActivity has the server forget where the containers are.
func TestALostListIsKeptInActivity(t *testing.T) {
	t.Parallel()
	inBubble(t, 120, 36, setup{}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Advance(2 * time.Second)
		press(t, d, []string{"2", "wait"})
		server.BreakIf(func(r *http.Request) bool { return strings.HasSuffix(r.URL.Path, "/container/") }, uitest.Answer(404, "text/html", ""))
		d.Advance(20 * time.Second)
		d.Press("4")
		d.Sees("list of containers could not be fetched: 404")
	})
}

// brief is the beginning of a cause, which a narrow frame shows alone.
func brief(cause string) string {
	first, _, _ := strings.Cut(cause, " ")
	return first
}
