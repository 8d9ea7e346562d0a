package ui_test

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fleetop/internal/uitest"
)

// folding is JSON with something to fold, and addresses of what is known and what is not.
const folding = `{"name": "web", "ports": [{"inner": 80, "list": ["needle"]}, {"inner": 443}], "empty": [], "last": 1,
	"password": {"a": "s3cret"}}`

func TestJSONFolds(t *testing.T) {
	t.Parallel()
	inBubble(t, 80, 24, setup{}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Advance(time.Second)
		d.Press("p")
		server.Break("GET /api/v1/application/", uitest.Answer(200, "application/json", folding))
		d.Press("J")
		d.Sees("▸{", "line 1 of 19", "enter folds")
		d.Press("j")
		d.SeesNot("enter folds")
		d.Press("enter")
		d.Sees("in this line is nothing to fold, and no address to open")
		d.Press("j", "enter")
		d.Sees(`▸  "ports": […] 2 items`, "line 3 of 19", "enter unfolds", `"empty": [],`, `"last": 1,`)
		d.SeesNot("needle", "inner")
		d.Press("j", "j")
		d.Sees(`▸  "last": 1,`, "line 15 of 19")
		// What is revealed or fetched again, as long as there is the same to fold, changes nothing of it.
		d.Press("V", "V")
		server.Break("GET /api/v1/application/", uitest.Answer(200, "application/json", strings.Replace(folding, `"last": 1`, `"last": 2`, 1)))
		d.Press("r")
		d.Sees(`▸  "last": 2,`, "[…] 2 items")
		d.Press("j", "enter")
		d.Sees(`▸  "password": {…} 1 key`)
		// Outer folds hide inner ones, which stay folded.
		d.Press("g", "enter")
		d.Sees("▸{…} 5 keys", "line 1 of 19")
		d.SeesNot("name")
		d.Press("enter")
		d.Sees("▸{", "[…] 2 items", "{…} 1 key")
		// The end folds it, too.
		d.Press("G", "enter")
		d.Sees("▸{…} 5 keys")
		// A search finds what is folded, and unfolds that alone.
		d.Press("/", "n", "e", "e", "d")
		d.Sees(`"need" 0 of 1`)
		d.Press("enter")
		d.Sees(`▸        "needle"`, `"need" 1 of 1`, "{…} 1 key")
		server.Break("GET /api/v1/application/", uitest.Answer(200, "application/json", `{"other": {"name": 1}}`))
		d.Press("r")
		d.SeesNot("…")
	})
}

func TestFoldedJSONIsSavedInFull(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "x.txt")
	inBubble(t, 80, 24, setup{}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Advance(time.Second)
		server.Break("GET /api/v1/application/", uitest.Answer(200, "application/json", folding))
		d.Press("J", "enter")
		d.Sees("{…} 5 keys")
		d.Press("ctrl+s")
		saveAs(d, path)
		if got := content(t, path); !strings.Contains(got, "needle") || strings.Contains(got, "…") {
			t.Errorf("saved is %q", got)
		}
	})
}

func TestClicksInJSON(t *testing.T) {
	t.Parallel()
	withMouse(t, 80, 24, setup{}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Press("p")
		server.Break("GET /api/v1/application/", uitest.Answer(200, "application/json", folding))
		d.Press("J")
		clickOn(t, d, `"ports"`)
		d.Sees(`▸  "ports": [`)
		d.Advance(time.Second)
		clickOn(t, d, `"ports"`)
		d.Sees(`▸  "ports": […] 2 items`)
		clickOn(t, d, `"ports"`) // the rest of a double click
		d.Sees(`▸  "ports": […] 2 items`)
		d.Advance(time.Second)
		d.Click(5, 20) // below the text
		d.Sees(`▸  "ports": […] 2 items`)
	})
}

// foldedScreens are screens of JSON that is folded, and of an address in it.
func foldedScreens() []screen {
	return []screen{
		{name: "json-folded", keys: []string{"J", "wait", "/", "_envvars", "enter", "enter", "esc", "/", "containers", "enter", "enter", "esc"}},
		{name: "json-address", keys: []string{"J", "wait", "/", "ion/", "enter", "n"}},
		{name: "json-ascii", setup: setup{ascii: true}, keys: []string{"J", "wait", "enter"}},
	}
}

func TestScreensOfFoldedJSON(t *testing.T) {
	t.Parallel()
	compareScreens(t, foldedScreens())
}

func TestAddressesInJSONAreOpened(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ object, search, title, want string }{
		{"worker-2", "ion/", "opens worker", "╭ worker "},
		{"worker", "iner/", "opens worker-1", "╭ worker-1 "},
		{"worker", "image/", "opens r.tutum", "╭ r.tutum"},
	} {
		inBubble(t, 120, 36, setup{}, func(t *testing.T, d *uitest.Driver, _ *uitest.Server) {
			d.Advance(time.Second)
			typeIn(d, "json "+test.object)
			d.Advance(time.Second)
			d.Press("enter", "/")
			for _, c := range test.search {
				d.Press(string(c))
			}
			d.Press("enter")
			d.Sees(test.title)
			d.Press("enter")
			d.Advance(2 * time.Second)
			d.SeesNot("╭ JSON")
			d.Sees(test.want)
		})
	}
}

// TestAnAddressOfAListThatWasNotFetched opens a container that is known only among those of its application.
func TestAnAddressOfAListThatWasNotFetched(t *testing.T) {
	t.Parallel()
	inBubble(t, 120, 36, setup{}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Advance(time.Second)
		d.Press("/", "w", "o", "r", "k", "enter", "enter")
		d.Advance(time.Second)
		d.Press("esc", "J")
		d.Press(strings.Split("/iner/", "")...)
		d.Press("enter", "n", "n")
		d.Sees("opens worker-3")
		server.Slow("GET", 3*time.Second)
		d.Press("enter")
		d.Sees("╭ worker-3 ")
		d.Advance(8 * time.Second)
		d.Sees("╭ worker-3 ", "▌ worker-3")
	})
}

func TestAddressesOfWhatIsNotKnown(t *testing.T) {
	t.Parallel()
	inBubble(t, 120, 36, setup{}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Advance(time.Second)
		server.Break("GET /api/v1/application/", uitest.Answer(200, "application/json",
			`["/api/v1/container/01234567-89ab/", "/api/v1/image/x/y/tag/1/", {"/api/v1/application/u/": 1}]`))
		d.Press("J", "j")
		d.SeesNot("enter ")
		d.Press("enter")
		d.Sees("╭ JSON", "container 01234567 is not in what was fetched")
		d.Press("j", "enter")
		d.Sees("╭ JSON", "image x/y is not in what was fetched")
		d.Press("j", "j", "enter")
		d.Sees("╭ JSON", "in this line is nothing to fold, and no address to open")
	})
}
