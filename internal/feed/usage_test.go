package feed

import (
	"errors"
	"net/http"
	"testing"
	"time"

	"fleetop/client"
	"fleetop/internal/fleet"
)

// TestUsageNeverHoldsAnythingUp checks that a failure to measure is no outage, and lets nothing wait
// that the server said to leave alone, and that it is tried again at its own pace.
func TestUsageNeverHoldsAnythingUp(t *testing.T) {
	t.Parallel()
	s := newScript(t, nil)
	usage := UsageOf(fleet.Applications)
	want := func() { s.Want(s.now, Want{Resource: usage, Of: []fleet.ID{id("web")}}) }
	want()
	fetches := s.due(Applications, usage)
	if fetches[1].Class != Background {
		t.Errorf("it goes before others: %v", fetches[1].Class)
	}
	s.sees(s.listed(fetches[0], row("web", 1)), Came)
	busy := &client.Error{Status: http.StatusServiceUnavailable, RetryAfter: time.Minute}
	s.sees(failed(fetches[1], busy), Failed)
	if s.Fleet().UsageTrouble() == nil || s.UsageCause() == "" {
		t.Error("it is not said why nothing is known")
	}
	s.advance(time.Second)
	want()
	s.due()
	s.advance(4 * time.Second)
	want()
	fetches = s.due(Applications, usage)
	memory := int64(7)
	answer := Answer{job: fetches[1].job, of: []fleet.ID{id("web")}, used: []client.Usage{{UUID: id("web").Key, Memory: &memory}}}
	s.sees(answer, Came)
	if u, known := s.Fleet().Usage(id("web"), s.now); !known || u.Memory != 7 || s.UsageCause() != "" {
		t.Errorf("measured: %+v, %v", u, known)
	}
	s.sees(s.listed(fetches[0], row("web", 1)), Came)
	s.advance(time.Second)
	want()
	s.due(usage) // its processor time is still to come
	s.SetPaused(true)
	s.sees(failed(Fetch{job: fetches[1].job}, errors.New("late"))) // it is not the newest any more
	s.advance(time.Minute)
	want()
	s.due()
}
