package ui

import (
	"fleetop/internal/activity"
	"fleetop/internal/feed"
)

// observe has the recorder look at what a poll has shown.
func (m *Model) observe(e feed.Event) {
	switch {
	case e.Resource.What != feed.List || e.Partial:
	case e.Kind == feed.Failed:
		m.recorder.Failed(e.Resource.Query)
	case e.Kind != feed.Came:
	case e.Resource == feed.Applications:
		m.recorder.Take(m.now, e.Changed)
	default:
		m.recorder.Came(e.Resource.Query, m.now, e.Changed)
	}
}

// record keeps entries under Activity.
func (m *Model) record(entries ...activity.Entry) {
	for _, e := range entries {
		m.activity.Add(m.now, e)
	}
}

// report keeps entries under Activity and shows them as messages.
func (m *Model) report(severity severity, entries ...activity.Entry) {
	m.record(entries...)
	for i := range entries {
		m.say(severity, entries[i].Sentence(m.theme.Glyphs.Arrow))
	}
}
