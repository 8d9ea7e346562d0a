package orders_test

import (
	"testing"
	"time"

	"fleetop/client"
	"fleetop/internal/fleet"
	"fleetop/internal/orders"
)

// TestAConfirmedScaleIsSentToWhatRecovers counts down for an application that recovers meanwhile: a scale
// is sent, a stop is not.
func TestAConfirmedScaleIsSentToWhatRecovers(t *testing.T) {
	t.Parallel()
	for verb, want := range map[fleet.Verb]int{fleet.Scale: 1, fleet.Stop: 0} {
		now := time.Unix(1_000_000, 0)
		f := fleet.New()
		w := orders.World{Account: account, Fleet: f, Grace: 5 * time.Second, Fetch: func(fleet.Query) orders.Fetch { return orders.Fetch{} }}
		come := func(state client.State) {
			rows := []*fleet.Row{fleet.ApplicationRow(client.Application{UUID: "u1", UniqueName: "web", State: state, Target: 3})}
			f.Apply(fleet.Round{Query: list, Started: now, Ended: now, Pages: []fleet.Page{{Rows: rows, Count: 1, Total: 1}}})
			w.Now = now
		}
		come(client.StatePartlyRunning)
		var book orders.Book
		row := f.List(list).Rows[0]
		book.Take(w, orders.Confirmed{Many: true, Actions: []orders.Action{{Verb: verb, ID: row.ID, Target: 1, Seen: row.Identity()}}})
		sends := 0
		for range 7 {
			now = now.Add(time.Second)
			come(client.StateRunning)
			s := book.Step(w)
			book.Read(s.Ask)
			sends += len(s.Send)
		}
		if sends != want {
			t.Errorf("%s: sent %d times, want %d", verb, sends, want)
		}
	}
}
