package recorder

import (
	"fmt"
	"testing"
	"time"

	"fleetop/client"
	"fleetop/internal/activity"
	"fleetop/internal/fleet"
)

// many is a fleet of 10,000 applications that was looked at once.
func many(b *testing.B) *world {
	b.Helper()
	w := newWorld(b)
	for i := range 10_000 {
		w.apps = append(w.apps, application(fmt.Sprintf("bench-%05d", i), 3))
	}
	w.poll()
	return w
}

// BenchmarkTakeNothingNew takes in a poll of 10,000 applications in which nothing has changed.
func BenchmarkTakeNothingNew(b *testing.B) {
	w := many(b)
	b.ReportAllocs()
	for b.Loop() {
		w.now = w.now.Add(interval)
		w.r.Take(w.now, false)
	}
}

// BenchmarkTake100Changes takes in polls of 10,000 applications of which a hundred have changed; apply is
// what the fleet itself does with such a poll.
func BenchmarkTake100Changes(b *testing.B) {
	for _, recorded := range []bool{false, true} {
		b.Run(map[bool]string{false: "apply", true: "apply+take"}[recorded], func(b *testing.B) {
			w := many(b)
			q := fleet.Query{Kind: fleet.Applications}
			rows := make([]*fleet.Row, len(w.apps))
			copy(rows, w.f.List(q).Rows)
			b.ReportAllocs()
			for n := 0; b.Loop(); n++ {
				for i := range 100 {
					a := &w.apps[i*100]
					if a.State, a.Running = client.StatePartlyRunning, 2; n%2 == 1 {
						a.State, a.Running = client.StateRunning, 3
					}
					rows[i*100] = fleet.ApplicationRow(*a)
				}
				w.now = w.now.Add(interval)
				w.f.Apply(fleet.Round{Query: q, Started: w.now, Ended: w.now, Pages: []fleet.Page{{Count: len(rows), Total: len(rows), Rows: rows, Date: w.now}}})
				if recorded {
					w.r.Take(w.now, true)
				}
			}
		})
	}
}

// BenchmarkCame takes in polls of 10,000 containers: in which nothing has changed, and in which one of a
// hundred has.
func BenchmarkCame(b *testing.B) {
	for _, changes := range []int{0, 100} {
		b.Run(fmt.Sprintf("%d-changes", changes), func(b *testing.B) {
			w := newWorld(b)
			rows := make([]*fleet.Row, 10_000)
			row := func(i int, state client.State) *fleet.Row {
				c := con(fmt.Sprintf("bench-%04d-%d", i/10, i%10), state)
				c.Application = fmt.Sprintf("/api/v1/application/uuid-bench-%04d/", i/10)
				return fleet.ContainerRow(c)
			}
			for i := range rows {
				rows[i] = row(i, client.StateRunning)
			}
			for i := range 1000 {
				w.apps = append(w.apps, application(fmt.Sprintf("bench-%04d", i), 10))
			}
			w.poll()
			q := fleet.Query{Kind: fleet.Containers}
			come := func() {
				w.f.Apply(fleet.Round{Query: q, Started: w.now, Ended: w.now, Pages: []fleet.Page{{Count: len(rows), Total: len(rows), Rows: rows, Date: w.now}}})
			}
			come()
			w.r.Came(q, w.now, true)
			b.ReportAllocs()
			for n := 0; b.Loop(); n++ {
				w.now = w.now.Add(interval)
				if changes == 0 {
					w.r.Came(q, w.now, false)
					continue
				}
				b.StopTimer()
				for i := range changes {
					rows[i*100] = row(i*100, []client.State{client.StateStopped, client.StateRunning}[n%2])
				}
				come()
				b.StartTimer()
				w.r.Came(q, w.now, true)
			}
		})
	}
}

// BenchmarkAmend adds to an entry of a full log that somebody holds.
func BenchmarkAmend(b *testing.B) {
	var log activity.Log
	for i := range activity.Limit {
		log.Add(begin.Add(time.Duration(i)*time.Second), activity.Entry{Phase: activity.Changed, From: "a", To: "b"})
	}
	b.ReportAllocs()
	for b.Loop() {
		log.Entries()
		log.Amend(activity.Limit-1, func(e *activity.Entry) { e.Exit = "1" })
	}
}

// BenchmarkSnapshot takes a snapshot of 10,000 applications; what makes JSON of it runs beside the screen.
func BenchmarkSnapshot(b *testing.B) {
	w := many(b)
	b.ReportAllocs()
	for b.Loop() {
		w.r.Snapshot(w.now)
	}
}

// BenchmarkRibbon makes the last hour of one application.
func BenchmarkRibbon(b *testing.B) {
	w := many(b)
	b.ReportAllocs()
	for b.Loop() {
		w.r.Ribbon(id("bench-00007"), w.now)
	}
}
