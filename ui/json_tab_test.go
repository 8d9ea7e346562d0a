package ui_test

import (
	"strings"
	"testing"
	"time"

	"fleetop/internal/uitest"
)

// The tab JSON has the object as the API gives it, with a cursor and folds; secret values are hidden until asked for,
// and hidden again of the next object.
func TestTheJSONInTheDetail(t *testing.T) {
	t.Parallel()
	for _, size := range sizes() {
		inBubble(t, size[0], size[1], setup{worst: true}, func(t *testing.T, d *uitest.Driver, _ *uitest.Server) {
			d.Advance(2 * time.Second)
			if size[0] < 80 {
				d.Press("d")
			} else {
				d.Press("tab")
			}
			d.Press("[")
			d.Advance(time.Second)
			fits(t, d.View(), size[0], size[1])
			d.Sees("[JSON]", "▸{", `"autodestroy": "OFF"`, "line 1 of 65", "enter folds")
			d.Press("V", "j", "j", "j", "j", "j", "enter")
			fits(t, d.View(), size[0], size[1])
			d.Sees("{…} 3 keys", "enter unfolds", "line 6 of 65")
			d.Press("enter", "j", "j", "j", "j", "j")
			d.Sees(`"value": "`)
			d.SeesNot("********")
			d.Press("esc", "j")
			d.Advance(time.Second)
			d.SeesNot(`"value": "4"`)
		})
	}
}

// It is fetched when the cursor has rested, never for a held key, and again when the record changes or is asked
// for.
func TestWhenTheJSONInTheDetailIsFetched(t *testing.T) {
	t.Parallel()
	inBubble(t, 120, 36, setup{worst: true}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Advance(2 * time.Second)
		uuid := uuids(t, server, "application")
		d.Press("[")
		d.Advance(time.Second)
		fetched := func(name string) int {
			return count(server.Take(), "GET /api/v1/application/"+uuid[name]+"/")
		}
		server.Take()
		for range 3 {
			d.Press("j")
			d.Advance(40 * time.Millisecond)
		}
		if n := count(server.Take(), "GET /api/v1/application/"); n > 0 {
			t.Errorf("%d were fetched while the cursor moved", n)
		}
		d.SeesNot("autodestroy")
		d.Advance(time.Second)
		d.Sees("[JSON]", `"autodestroy": "OFF"`)
		if n := fetched("backup"); n != 2 { // and the detail
			t.Errorf("it was fetched %d times", n)
		}
		server.Edit(func(body string) string {
			return strings.ReplaceAll(strings.ReplaceAll(body, `"autodestroy":"OFF"`, `"autodestroy":"ALWAYS"`), `"autodestroy": "OFF"`, `"autodestroy": "ALWAYS"`)
		})
		d.Advance(10 * time.Second)
		d.Sees(`"autodestroy": "ALWAYS"`)
		d.Advance(5 * time.Second)
		fetched("backup")
		d.Advance(10 * time.Second)
		plain := fetched("backup")
		d.Press("r")
		d.Advance(time.Second)
		d.Sees(`"autodestroy": "ALWAYS"`)
		if again := fetched("backup"); again != 2 || plain > 2 {
			t.Errorf("it was fetched %d times in ten seconds, and %d times when asked for", plain, again)
		}
	})
}

// Where it cannot be fetched it says so, and how to try again.
func TestTheJSONInTheDetailCannotBeFetched(t *testing.T) {
	t.Parallel()
	inBubble(t, 120, 36, setup{worst: true}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Advance(2 * time.Second)
		server.Break("/api/v1/application/"+uuids(t, server, "application")["worker"]+"/", uitest.Answer(404, "text/plain", "no"))
		d.Press("tab", "[")
		d.Advance(100 * time.Millisecond)
		d.Sees("could not fetch: 404", "r tries again")
		d.Press("enter")
		d.Sees("nothing to fold")
	})
}
