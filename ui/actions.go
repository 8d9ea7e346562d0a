package ui

import (
	"fleetop/client"
	"fleetop/internal/feed"
	"fleetop/internal/fleet"
	"fleetop/internal/text"
)

// pokeAfter polls what shows an object anew: a poll that began before the
// server's answer proves nothing.
func (m *Model) pokeAfter(id fleet.ID) {
	if c := m.feed.Connection(m.now); !c.Refused && c.Rest == 0 {
		m.feed.Poke(m.now, m.showing(id)...)
	}
}

// showing returns what is polled of an object: its lists, its application, its detail.
func (m *Model) showing(id fleet.ID) []feed.Resource {
	if id.Kind == fleet.Images {
		return []feed.Resource{feed.ListOf(fleet.Query{Kind: fleet.Images}), feed.DetailOf(id)}
	}
	keys := []feed.Resource{feed.Applications, feed.DetailOf(id)}
	if id.Kind == fleet.Containers {
		keys = append(keys, feed.ListOf(fleet.Query{Kind: fleet.Containers}))
		if row := m.fleet.Row(id); row != nil {
			keys = append(keys, feed.ListOf(fleet.Query{Kind: fleet.Containers, Application: row.ApplicationUUID()}))
		}
		return keys
	}
	return append(keys, feed.ListOf(fleet.Query{Kind: fleet.Containers, Application: id.Key}), feed.ListOf(m.panes.list().Query))
}

// reason says in a few words why a request failed.
func reason(err error) string { return text.Clean(client.Reason(err)) }
