package recorder

import (
	"time"

	"fleetop/client"
	"fleetop/internal/fleet"
)

// mostRemembered is how many containers a snapshot has at most. Of an application it has all or none.
const mostRemembered = 2000

// remembered is what a snapshot has of a container.
type remembered struct {
	Name     string    `json:"name"`
	State    string    `json:"state"`
	Health   string    `json:"health,omitempty"`
	Engine   string    `json:"engine_state,omitempty"`
	Started  time.Time `json:"started,omitzero"`
	Restarts int       `json:"restarts,omitempty"`
	Node     string    `json:"node,omitempty"`
}

// lately says whether containers that came last at a time are still what was seen at another.
func (r *Recorder) lately(came, now time.Time) bool {
	return now.Sub(came) <= max(gapIntervals*r.interval, leastGap)
}

// remember puts the containers of the applications into a snapshot that were looked at until now, as many as it
// may have.
func (r *Recorder) remember(s *Snapshot) {
	left := mostRemembered
	for _, row := range r.rows { // in the order of their names
		a := r.apps[row.ID.Key]
		if a == nil || a.members.rows == nil || len(a.members.rows) > left || !r.lately(r.lastSeen(&a.members), r.seen) {
			continue
		}
		left -= len(a.members.rows)
		k := s.Apps[row.ID.Key]
		k.Containers = make(map[string]remembered, len(a.members.rows))
		for key, of := range a.members.rows {
			c := of.Container
			k.Containers[key] = remembered{
				Name: of.Name, State: string(of.State()), Health: c.Health, Engine: c.EngineState, Started: c.Started.Time, Restarts: c.Restarts, Node: c.Node,
			}
		}
		s.Apps[row.ID.Key] = k
	}
}

// recall takes in how an earlier run saw containers last, of which a list has come. Addresses are not compared.
func (k *members) recall(earlier map[string]remembered, l *fleet.List) {
	k.rows, k.held, k.spots = make(map[string]*fleet.Row, len(earlier)), groups{}, make(map[string]spot, len(earlier))
	for key, was := range earlier {
		c := client.Container{UUID: key, UniqueName: was.Name}
		if row := l.Row(key); row != nil {
			c = *row.Container
		}
		c.State, c.Health, c.EngineState = client.State(was.State), was.Health, was.Engine
		c.Started, c.Restarts, c.Node, c.ExitCode = client.Time{Time: was.Started}, was.Restarts, was.Node, nil
		k.rows[key] = fleet.ContainerRow(c)
		k.place(k.rows[key], time.Time{})
	}
}
