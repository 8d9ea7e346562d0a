package ui

import "fleetop/internal/activity"

// record keeps entries under Activity.
func (m *Model) record(entries ...activity.Entry) {
	m.recordSaid()
	for _, e := range entries {
		m.activity.Add(m.now, e)
	}
}

// report keeps an entry under Activity and shows it as a message.
func (m *Model) report(severity severity, e activity.Entry) {
	m.record(e)
	m.say(severity, e.Sentence(m.theme.Glyphs.Arrow))
}

// recordSaid keeps under Activity what orders have said.
func (m *Model) recordSaid() {
	for _, said := range m.fleet.TakeSaid() {
		e := activity.Entry{Phase: activity.Noted, Object: activity.Object{Name: said.Name}, Cause: said.Text}
		if said.Failed {
			e.Phase = activity.Ended
		}
		m.activity.Add(m.now, e)
	}
}
