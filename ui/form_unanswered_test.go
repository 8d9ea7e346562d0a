package ui_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"fleetop/internal/uitest"
)

// TestQuittingWhileAFormIsSent ends the program before its request has an
// answer: that is told once, and what was typed is not.
func TestQuittingWhileAFormIsSent(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		open, keys []string
		want       string
	}{
		{[]string{"n"}, []string{"tutum/mysql", "shift+tab", "shift+tab"}, "create mysql: sent, not confirmed"},
		{[]string{"e"}, []string{"tab", ".org", "tab"}, "edit web: sent, not confirmed"},
		{[]string{"e"}, []string{"backspace", "3", "tab", "tab"}, "scale web: sent, not confirmed"},
		{[]string{":", "redeploy", "enter"}, []string{"v2", "tab"}, "redeploy web: sent, not confirmed"},
		{[]string{":", "policies", "enter"}, []string{"tab", "tab", "tab", "shift+tab", "o", "tab"}, "change the policies web: sent, not confirmed"},
		{[]string{"3", "n"}, []string{"quay.io/acme/new", "tab", "robot", "tab", "s3cret", "tab", "tab"}, "add quay.io/acme/new: sent, not confirmed"},
	} {
		t.Run(test.want, func(t *testing.T) {
			t.Parallel()
			inBubble(t, 120, 36, setup{handler: &redeployServer{}}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
				d.Advance(time.Second)
				d.Press("G")
				enter := func(keys []string) {
					for _, key := range keys {
						if strings.HasPrefix(key, "shift+") || len(key) == 1 || slices.Contains([]string{"tab", "enter", "backspace"}, key) {
							d.Press(key)
						} else {
							d.Burst(key)
						}
					}
					d.Advance(time.Second)
				}
				enter(test.open)
				server.Break("P", uitest.Hang) // POST and PATCH, no GET
				enter(test.keys)
				if got := d.Farewell(); len(got) > 0 {
					t.Fatalf("before anything is sent the farewell is %q", got)
				}
				d.Press("enter")
				if got := d.Farewell(); !slices.Equal(got, []string{test.want}) {
					t.Errorf("the farewell is %q, want %q\n%s", got, test.want, d.View())
				}
				d.Press("esc", "Q")
				if !d.Quit() {
					t.Errorf("it asks before it quits:\n%s", d.View())
				}
			})
		})
	}
}

// removeImage confirms the removal of the private image that is selected.
func removeImage(d *uitest.Driver, name string) {
	d.Press("D")
	d.Advance(2 * time.Second)
	d.Burst(name)
	d.Press("enter")
}

func TestAnImageThatIsBeingRemovedIsNotEdited(t *testing.T) {
	t.Parallel()
	const image = "quay.io/shop/backup"
	inBubble(t, 200, 36, setup{}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Advance(time.Second)
		d.Press("3")
		d.Advance(time.Second)
		d.Press("j")
		server.Slow("DELETE", 5*time.Second)
		server.Take()
		removeImage(d, image)
		d.Press("e", "x", "tab", "tab", "tab", "enter")
		d.Sees("cannot be changed: remove "+image+" was sent", "minutesx")
		d.Advance(6 * time.Second)
		d.Sees("is gone: there is nothing to edit")
		d.Press("enter")
		for _, r := range server.Take() {
			if strings.HasPrefix(r.String(), http.MethodPatch) {
				t.Errorf("%s was sent", r)
			}
		}
	})
}

func TestAnImageThatIsRemovedWhileItsEditIsOnTheWayStaysAway(t *testing.T) {
	t.Parallel()
	const image = "quay.io/shop/backup"
	inBubble(t, 120, 36, setup{}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Advance(time.Second)
		d.Press("3")
		d.Advance(time.Second)
		d.Press("j")
		server.Break("PATCH", func(r *http.Request) (*http.Response, error) {
			time.Sleep(20 * time.Second) // of the bubble's time
			return uitest.Answer(http.StatusAccepted, "application/json", `{"name": "`+image+`", "description": "x", "is_private_image": true, "imagetag_set": []}`)(r)
		})
		d.Press("e", "x", "tab", "tab", "tab", "enter", "esc")
		removeImage(d, image)
		d.Advance(10 * time.Second)
		d.SeesNot(image + "  ")
		d.Advance(11 * time.Second)
		d.SeesNot(image + "  ")
		d.Press("4")
		d.Sees("remove", "edit accepted")
	})
}
