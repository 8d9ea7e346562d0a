package ui

import (
	"strings"
	"time"

	"fleetop/internal/activity"
	"fleetop/internal/feed"
	"fleetop/internal/fleet"
	"fleetop/ui/dialog"
)

// doubtful is a request that may have made something new.
type doubtful struct {
	sent  formRequest
	since time.Time // when that became known, or when it was asked for a look
	asked bool      // for a look
	seen  *fleet.List
}

// doubt remembers that a form may have made something, so that it is looked for.
func (m *Model) doubt(sent formRequest) {
	if m.forms.doubts == nil {
		m.forms.doubts = map[*dialog.Form]doubtful{}
	}
	m.forms.doubts[sent.form] = doubtful{sent: sent, since: m.now}
}

// lookFirst looks for what a form may have made, at once.
func (m *Model) lookFirst(f *dialog.Form) {
	d, ok := m.forms.doubts[f]
	if !ok {
		return
	}
	if wait := m.feed.Connection(m.now).Rest; wait > 0 {
		f.NotLooked(leftAlone(wait) + " more: it looks then")
		return
	}
	d.since, d.asked = m.now, true
	m.forms.doubts[f] = d
	m.feed.Poke(m.now, feed.ListOf(fleet.Query{Kind: d.sent.id.Kind}))
}

// settleDoubts tells forms that what they may have made has come, once a list has
// it that was asked for since; that it has not, only to those that asked for a look.
func (m *Model) settleDoubts() {
	for f, d := range m.forms.doubts {
		list := m.fleet.List(fleet.Query{Kind: d.sent.id.Kind})
		if list == d.seen || !list.CameSince(d.since) {
			continue
		}
		d.seen = list
		m.forms.doubts[f] = d
		var found []string
		for _, row := range list.Rows {
			if !d.sent.known[row.ID.Key] && isNamed(row, d.sent.name) {
				found = append(found, strings.TrimSpace(row.Name+" "+string(row.State())))
			}
		}
		switch {
		case len(found) > 0:
			delete(m.forms.doubts, f)
			m.record(activity.Entry{Phase: activity.Appeared, Object: d.sent.object(), Verb: d.sent.what, Names: found})
			f.Looked(strings.Join(found, ", ")+" has come since: sending it again makes another one.", true)
		case d.asked:
			delete(m.forms.doubts, f)
			f.Looked("nothing of that name has come yet: send it again if you want it.", false)
		}
	}
}

// isNamed says whether an object has the name that was asked for, or the one that
// a server makes of it where it is taken: "web", "web-2".
func isNamed(row *fleet.Row, name string) bool {
	rest, ok := strings.CutPrefix(row.Name, name)
	if rest == "" || !ok {
		return ok
	}
	number, ok := strings.CutPrefix(rest, "-")
	return ok && number != "" && strings.Trim(number, "0123456789") == ""
}

// keysOf are the objects of a kind that are known.
func (m *Model) keysOf(kind fleet.Kind) map[string]bool {
	keys := map[string]bool{}
	if list := m.fleet.List(fleet.Query{Kind: kind}); list != nil {
		for _, row := range list.Rows {
			keys[row.ID.Key] = true
		}
	}
	return keys
}
