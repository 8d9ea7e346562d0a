package ui

import "fleetop/internal/activity"

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
