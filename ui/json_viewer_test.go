package ui_test

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/lipgloss"

	"fleetop/internal/fleet"
	"fleetop/internal/uitest"
	"fleetop/ui/command"
	"fleetop/ui/pane"
	"fleetop/ui/theme"
)

func TestJSONAsReceived(t *testing.T) {
	t.Parallel()
	inBubble(t, 120, 36, setup{}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Advance(time.Second)
		d.Press("p") // so that nothing else is fetched
		server.Break("GET /api/v1/application/", uitest.Answer(200, "application/json",
			`{"zeta": 1, "alpha": [true, "x\u001b[31m"], "container_envvars": [{"key": "PW", "value": "s3cret"}], "long": "`+strings.Repeat("word ", 60)+`end"}`))
		server.Take()
		d.Press("J")
		if got := server.Take(); len(got) != 1 || got[0].Method != http.MethodGet {
			t.Errorf("J asked for %v", got)
		}
		d.Sees("╭ JSON of api", `"zeta": 1,`, `"x\u001b[31m"`, `"key": "PW"`, `"value": "********"`, "V shows 1 value", `end"`)
		d.SeesNot("s3cret")
		if view := d.View(); strings.Index(view, "zeta") > strings.Index(view, "alpha") {
			t.Error("the members are not in the order in which they came")
		}
		d.Press("w")
		d.SeesNot(`end"`)
		d.Press("V")
		d.Sees(`"value": "s3cret"`, "V hides 1 value")
		d.Press("V")
		d.SeesNot("s3cret")
		// It is hidden again for whoever comes next.
		d.Press("V", "esc", "J")
		d.SeesNot("s3cret")
		server.Break("GET /api/v1/application/", uitest.Answer(200, "application/json", `{"zeta": 2}`))
		d.SeesNot(`"zeta": 2`)
		d.Press("r")
		d.Sees(`"zeta": 2`)
		server.Break("", uitest.Refused)
		d.Press("r")
		d.Sees(`"zeta": 2`, "could not fetch: connection refused")
		d.Press("q")
		d.SeesNot("╭ JSON")
	})
}

func TestJSONIsSearched(t *testing.T) {
	t.Parallel()
	inBubble(t, 80, 24, setup{}, func(t *testing.T, d *uitest.Driver, _ *uitest.Server) {
		d.Advance(time.Second)
		d.Press("J", "/", "U", "U", "I", "D")
		d.Sees("/UUID▏", `"UUID" 0 of `)
		d.Press("enter")
		d.Sees(`"uuid": "`, `"UUID" 1 of 1`)
		d.Press("n")
		d.Sees("search went around")
		d.Press("/", "x", "x", "enter")
		d.Sees("not found")
		d.Press("esc") // ends the search first
		d.SeesNot("not found")
		d.Sees("╭ JSON of api")
		d.Press("n")
		d.Sees("nothing is searched for")
		d.Press("G")
		d.Sees("line 86 of 86")
		d.Press("g", "ctrl+d", "j")
		d.Sees("line 10 of 86")
		d.Press("ctrl+c")
		d.SeesNot("╭ JSON")
	})
}

func TestJSONThatIsNone(t *testing.T) {
	t.Parallel()
	inBubble(t, 80, 24, setup{}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Advance(time.Second)
		d.Press("p")
		for body, want := range map[string]string{
			"<html>\n<b>sorry\x1b[2J</b>": "<b>sorry",
			"":                            "the answer is empty",
			"{\"password\": \"s3cr":       `{"password": "********"`,
		} {
			server.Break("GET", uitest.Answer(200, "text/html", body))
			d.Press("J")
			d.Sees("╭ JSON of api", want)
			d.SeesNot("s3cr\x00", "\x1b[2J")
			if body != "" {
				d.Sees("no JSON, shown as it is")
			}
			d.Press("esc")
		}
		server.Break("GET", uitest.Answer(404, "application/json", `{"error": "no such thing"}`))
		d.Press("J")
		d.Sees("could not fetch: 404 no such thing; r tries again")
		d.Press("esc", "4")
		d.Press("J")
		d.Press("1")
	})
}

func TestJSONOfWhatIsNamed(t *testing.T) {
	t.Parallel()
	inBubble(t, 120, 36, setup{}, func(t *testing.T, d *uitest.Driver, _ *uitest.Server) {
		d.Advance(time.Second)
		typeIn(d, "json worker-2")
		d.Advance(time.Second)
		d.Press("enter")
		d.Sees("╭ JSON of worker-2", `"application": "/api/v1/application/`)
		d.Press("esc", "3")
		d.Advance(time.Second)
		d.Press("J", "G")
		d.Sees("╭ JSON of ", `"is_private_image"`)
	})
}

// BenchmarkJSONFrame is a key and its frame in a megabyte of JSON.
func BenchmarkJSONFrame(b *testing.B) {
	th, err := theme.New(lipgloss.NewRenderer(io.Discard), "default", theme.Unicode)
	if err != nil {
		b.Fatal(err)
	}
	keys, err := command.NewKeymap(uitest.Bindings(b), false)
	if err != nil {
		b.Fatal(err)
	}
	c := &pane.Context{Theme: &th, Keys: keys}
	d := pane.NewJSON(fleet.ID{}, "web")
	d.Set(pane.NewDocument([]byte(`{"list": [`+strings.Repeat(`{"name": "x", "n": [1,2]},`, 40_000)+`null]}`), &th))
	d.Lines(196, 57, c)
	b.Run("scroll", func(b *testing.B) {
		for b.Loop() {
			d.Do(command.Down)
			d.Lines(196, 57, c)
		}
	})
	b.Run("fold", func(b *testing.B) {
		d.Do(command.Top)
		for b.Loop() {
			d.Do(command.Down)
			d.Fold()
			d.Lines(196, 57, c)
			d.Foot(c)
		}
	})
	b.Run("search", func(b *testing.B) {
		for b.Loop() {
			d.SetSearch("n")
			d.Lines(196, 57, c)
			d.SetSearch("")
		}
	})
}

func TestALargeJSON(t *testing.T) {
	t.Parallel()
	inBubble(t, 200, 60, setup{}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Advance(time.Second)
		d.Press("p")
		server.Break("GET", uitest.Answer(200, "application/json",
			`{"list": [`+strings.Repeat(`{"name": "x", "n": [1,2]},`, 40_000)+`null], "one": "`+strings.Repeat("y", 300_000)+`z"}`))
		d.Press("J", "G")
		d.Sees(`z"`)
		d.Press("/", "z", "enter")
		d.Sees(`"z" 1 of 1`)
		d.Press("w", "g", "ctrl+d", "j")
		fits(t, d.View(), 200, 60)
	})
}

func TestLastView(t *testing.T) {
	t.Parallel()
	inBubble(t, 120, 36, setup{}, func(t *testing.T, d *uitest.Driver, _ *uitest.Server) {
		d.Advance(time.Second)
		d.Press("b")
		d.Sees("there is no other view yet")
		d.Press("/", "w", "o", "r", "k", "enter", "enter") // into worker
		d.Advance(time.Second)
		d.Sees("▸ worker-4    ! Stopped with errors") // the one with the problem
		d.Press("j")
		d.Sees("╭ Containers of worker", "▸ worker-5")
		d.Press("3")
		d.Advance(time.Second)
		d.Press("G", "b")
		d.Sees("╭ Containers of worker", "▸ worker-5")
		last := d.Line("▸")
		d.Press("b")
		d.Sees("╭ Images")
		d.Press("b")
		if got := d.Line("▸"); got != last {
			t.Errorf("there and back again is %q, want %q", got, last)
		}
		d.Press("esc")
		d.Sees("╭ Applications", `filter "work"`)
		d.Press("b")
		d.Sees("╭ Containers of worker")
		d.Press("l", "b")
		d.SeesNot("╭ Logs")
		d.Sees("╭ Containers of worker")
		d.Press("b")
		d.Sees("╭ Logs · worker-5")
		d.Press("esc", "1", "esc", "b")
		d.Sees("╭ Containers of worker")
		d.Press("b")
		d.Sees("╭ Applications")
	})
}

// TestAnAnswerBehindAnotherDialog has the object come while the viewer that
// waits for it is covered.
func TestAnAnswerBehindAnotherDialog(t *testing.T) {
	t.Parallel()
	inBubble(t, 120, 36, withClipboard(nil), func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Advance(time.Second)
		d.Press("p")
		server.Slow("GET /api/v1/application/", 2*time.Second)
		d.Press("J")
		d.Sees("fetching")
		d.Press("y")
		d.Sees("Copy from")
		d.Advance(3 * time.Second)
		d.Press("esc")
		d.SeesNot("fetching")
		d.Sees("JSON of", `"autodestroy"`)
	})
}
