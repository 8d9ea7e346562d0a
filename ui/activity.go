package ui

import "fleetop/internal/activity"

// record keeps entries under Activity.
func (m *Model) record(entries ...activity.Entry) {
	for _, e := range entries {
		m.activity.Add(m.now, e)
	}
}

// report keeps an entry under Activity and shows it as a message.
func (m *Model) report(severity severity, e activity.Entry) {
	m.record(e)
	m.say(severity, e.Sentence(m.theme.Glyphs.Arrow))
}
