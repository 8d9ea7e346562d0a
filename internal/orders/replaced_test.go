package orders_test

import (
	"testing"
	"time"

	"fleetop/client"
	"fleetop/internal/fleet"
	"fleetop/internal/orders"
)

// TestAReplacedObjectIsFree lets another object take the place of one that an action on
// two counts down for. The other action is sent; nothing is planned for the new object.
func TestAReplacedObjectIsFree(t *testing.T) {
	t.Parallel()
	now := time.Unix(1_000_000, 0)
	f := fleet.New()
	w := orders.World{Account: account, Fleet: f, Grace: 5 * time.Second, Fetch: func(fleet.Query) orders.Fetch { return orders.Fetch{} }}
	come := func(first string) {
		rows := []*fleet.Row{
			fleet.ApplicationRow(client.Application{UUID: "u1", UniqueName: first, State: client.StateRunning}),
			fleet.ApplicationRow(client.Application{UUID: "u2", UniqueName: "db", State: client.StateRunning}),
		}
		f.Apply(fleet.Round{Query: list, Started: now, Ended: now, Pages: []fleet.Page{{Rows: rows, Count: 2, Total: 2}}})
		w.Now = now
	}
	come("web")
	var book orders.Book
	c := orders.Confirmed{Many: true}
	for _, row := range f.List(list).Rows {
		c.Actions = append(c.Actions, orders.Action{Verb: fleet.Stop, ID: row.ID, Seen: row.Identity()})
	}
	o, _ := book.Take(w, c)

	var sends []orders.Write
	for range 5 {
		now = now.Add(time.Second)
		come("shop")
		for _, r := range f.Replaced() {
			book.Replaced(w, r.Was.ID)
		}
		s := book.Step(w)
		book.Read(s.Ask)
		sends = append(sends, s.Send...)
	}
	sends = append(sends, book.Step(w).Send...)
	if len(sends) != 1 || sends[0].Name != "db" {
		t.Errorf("sent %+v, want the one to db", sends)
	}
	id := fleet.ID{Kind: fleet.Applications, Key: "u1"}
	if p := f.Planned(id); p != nil {
		t.Errorf("the new object stays marked: %+v", p)
	}
	if got := o.Count(orders.Refused); got != 1 {
		t.Errorf("%d items were refused, want 1", got)
	}
}
