package pane

import (
	"fmt"
	"testing"
	"time"

	"fleetop/internal/activity"
	"fleetop/ui/theme"
)

// TestHistoryFollowsTheLog adds entries in steps of every size, until the oldest
// fall out, and asks of each what it says.
func TestHistoryFollowsTheLog(t *testing.T) {
	t.Parallel()
	var log activity.Log
	c := &Context{Activity: &log, Location: time.UTC, Theme: &theme.Theme{}}
	h, added := &history{}, 0
	for _, step := range []int{1, 1, 2, 300, 1, 250, 1, 499, 500, 501, 1200, 1} {
		for range step {
			added++
			log.Add(time.Unix(int64(added), 0), activity.Entry{Phase: activity.Noted, Cause: fmt.Sprint(added)})
		}
		h = h.next(c)
		for i := range h.Len() {
			if i%3 == added%3 { // not all are asked for
				continue
			}
			if got, want := h.what(i), fmt.Sprint(added-i); got != want || h.Key(i) != want {
				t.Fatalf("after %d entries, number %s says %q, want %q", added, h.Key(i), got, want)
			}
		}
	}
}
