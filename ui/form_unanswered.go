package ui

import (
	"strings"
	"time"

	"fleetop/internal/activity"
	"fleetop/internal/fleet"
	"fleetop/ui/dialog"
)

// unansweredCreate is a request that may have made something new: no answer came.
type unansweredCreate struct {
	sent  formRequest
	since time.Time // when that became known, or when it was asked for a look
	asked bool      // for a look
	seen  *fleet.List
}

// look returns the list in which a form looks for what it may have made; false while
// the server asked to be left alone, for wait.
func (s *forms) look(f *dialog.Form, wait time.Duration, now time.Time) (fleet.Query, bool) {
	u, ok := s.unanswered[f]
	if ok && wait > 0 {
		f.NotLooked(leftAlone(wait) + " more: it looks then")
	}
	if !ok || wait > 0 {
		return fleet.Query{}, false
	}
	u.since, u.asked = now, true
	s.unanswered[f] = u
	return fleet.Query{Kind: u.sent.id.Kind}, true
}

// find tells forms that what they may have made has come, once a list has it that was
// asked for since; that it has not, only to those that asked for a look. It returns
// what Activity keeps of that.
func (s *forms) find(f *fleet.Fleet) (entries []activity.Entry) {
	for form, u := range s.unanswered {
		list := f.List(fleet.Query{Kind: u.sent.id.Kind})
		if list == u.seen || !list.CameSince(u.since) {
			continue
		}
		u.seen = list
		s.unanswered[form] = u
		found := u.in(list)
		switch {
		case len(found) > 0:
			delete(s.unanswered, form)
			e := u.sent.entry(activity.Appeared, "")
			e.Names = found
			entries = append(entries, e)
			form.Looked(strings.Join(found, ", ")+" has come since: sending it again makes another one.", true)
		case u.asked:
			delete(s.unanswered, form)
			form.Looked("nothing of that name has come yet: send it again if you want it.", false)
		}
	}
	return entries
}

// in names what has come into a list since the request was sent and may be of it.
func (u *unansweredCreate) in(list *fleet.List) (found []string) {
	for _, row := range list.Rows {
		if !u.sent.known[row.ID.Key] && isNamed(row, u.sent.name) {
			found = append(found, strings.TrimSpace(row.Name+" "+string(row.State())))
		}
	}
	return found
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
