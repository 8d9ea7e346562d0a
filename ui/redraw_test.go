package ui_test

import (
	"regexp"
	"strconv"
	"testing"
	"time"

	"fleetop/internal/platform/memory"
	"fleetop/internal/uitest"
)

var ageInSeconds = regexp.MustCompile(`\b(\d+)s\b`)

// TestPartsAreDrawnAnewInTime compares what is drawn in parts, as it changes,
// with the same drawn whole. Ages may be a second behind, no more.
func TestPartsAreDrawnAnewInTime(t *testing.T) {
	t.Parallel()
	inBubble(t, 140, 40, setup{}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Advance(time.Second)
		d.Press("s", "9", "enter", "2") // containers that are seconds old
		for second := range 150 {
			switch second {
			case 20:
				server.Break("application/?", uitest.Refused) // until it is stale, and more
			case 90:
				server.Break("application/?", nil)
			case 100:
				d.Press("1")
			case 110:
				d.Press("p")
			case 130:
				d.Press("p")
			}
			d.Advance(time.Second)
			parts := d.View()
			d.Resize(140, 40)
			whole := d.View()
			if ageInSeconds.ReplaceAllString(parts, "") != ageInSeconds.ReplaceAllString(whole, "") {
				t.Fatalf("after %d s the screen is\n%s\nand drawn whole\n%s", second, parts, whole)
			}
			was, is := ageInSeconds.FindAllStringSubmatch(parts, -1), ageInSeconds.FindAllStringSubmatch(whole, -1)
			for i := range is {
				a, _ := strconv.Atoi(was[i][1])
				if b, _ := strconv.Atoi(is[i][1]); b-a > 1 && (second < 110 || second > 130) {
					t.Fatalf("after %d s an age says %s instead of %s:\n%s", second, was[i][0], is[i][0], parts)
				}
			}
		}
	})
}

func TestContainersBesideADetailAreAskedForAsTheyChange(t *testing.T) {
	t.Parallel()
	const beside = "/container/?application__uuid="
	inBubble(t, 140, 40, setup{fleet: memory.Sized(5, 2), interval: time.Second}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		d.Advance(time.Second)
		server.Take()
		d.Advance(20 * time.Second)
		got := server.Take()
		if lists, containers := count(got, listApplications), count(got, beside); lists < 19 || containers < 3 || containers > 5 {
			t.Errorf("%d lists and %d times the containers of the selected application in 20 s, want one a second and one in five", lists, containers)
		}
		server.Edit(func(body string) string { // somebody else scales it
			return regexp.MustCompile(`"target_num_containers":2`).ReplaceAllString(body, `"target_num_containers":3`)
		})
		d.Advance(1100 * time.Millisecond)
		if n := count(server.Take(), beside); n < 1 {
			t.Error("the application has changed, and its containers were not asked for")
		}
	})
}
