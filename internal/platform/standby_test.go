package platform_test

import (
	"testing"

	"fleetop/internal/platform/engine"
)

// TestWhatABystanderDoesIsNotToldAsInterrupted makes a platform a bystander while it scales: its own scale is not
// said to have been under way when it takes over again.
func TestWhatABystanderDoesIsNotToldAsInterrupted(t *testing.T) {
	t.Parallel()
	k, e := newKept(t), newPushEngine()
	s := k.serve(e, false)
	a := s.post("application/", `{"image": "x", "name": "web"}`)
	k.event(e, "web-1", engine.Event{Kind: engine.Started})
	s.wantState(a, "Running")
	s.patch(str(a, "resource_uri"), `{"target_num_containers": 2}`)
	underWay := func() bool {
		c, _ := k.ledger("here").Load()
		return c.Applications[str(a, "uuid")].UnderWay != nil
	}
	if !underWay() {
		t.Error("what is under way is not written down")
	}
	s.platform.StandBy()
	s.platform.StandBy() // it does
	if underWay() {
		t.Error("what a bystander does is written down")
	}
	s.platform.TakeOver()
	if said := k.said(); said != "" {
		t.Errorf("told: %q", said)
	}
}
