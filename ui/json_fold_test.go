package ui_test

import (
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
		d.Sees("▸{", "line 1 of 18", "enter folds")
		d.Press("j")
		d.SeesNot("enter folds")
		d.Press("enter")
		d.Sees("in this line is nothing to fold, and no address to open")
		d.Press("j", "enter")
		d.Sees(`▸  "ports": […] 2 items`, "line 3 of 18", "enter unfolds", `"empty": [],`, `"last": 1,`)
		d.SeesNot("needle", "inner")
		d.Press("j", "j")
		d.Sees(`▸  "last": 1,`, "line 13 of 18")
		// What is revealed or fetched again, as long as there is the same to fold, changes nothing of it.
		d.Press("V", "V")
		server.Break("GET /api/v1/application/", uitest.Answer(200, "application/json", strings.Replace(folding, `"last": 1`, `"last": 2`, 1)))
		d.Press("r")
		d.Sees(`▸  "last": 2,`, "[…] 2 items")
		d.Press("j", "enter")
		d.Sees(`▸  "password": {…} 1 key`)
		// Outer folds hide inner ones, which stay folded.
		d.Press("g", "enter")
		d.Sees("▸{…} 5 keys", "line 1 of 18")
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

func TestJSONIsSavedInFull(t *testing.T) {
	t.Parallel()
	var saved string
	inBubble(t, 80, 24, savesInto(&saved), func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Advance(time.Second)
		d.Press("p")
		server.Break("GET /api/v1/application/", uitest.Answer(200, "application/json", folding))
		d.Press("J", "enter")
		d.Sees("{…} 5 keys")
		d.Press("ctrl+s", "enter")
	})
	if !strings.Contains(saved, "needle") || strings.Contains(saved, "…") {
		t.Errorf("saved is %q", saved)
	}
}

func TestAddressesInJSONAreOpened(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ object, search, title, want string }{
		{"worker-2", "ion/", "opens worker", "╭ worker "},
		{"worker", "iner/", "opens worker-1", "╭ worker-1 "},
		{"worker", "image/", "opens tutum/worker", "╭ tutum/worker "},
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
