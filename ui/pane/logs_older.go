package pane

import (
	"fmt"
	"slices"
	"strconv"

	"fleetop/internal/feed"
	"fleetop/internal/textlog"
	"fleetop/ui/command"
)

// older is what is known of the lines before those that are held of one source, where the server gives
// a log in parts.
type older struct {
	joint textlog.Joint
	tail  int  // how many lines were asked for
	more  bool // there are more before them
	// capped says that the server gives nothing before them, though there is something.
	capped bool
	want   bool // they are to be fetched
}

// ask adds to what a fetch has to know; logs is how many are fetched.
func (o *older) ask(a *feed.LogAsk, logs int) {
	if o.tail == 0 {
		o.tail = feed.LogTail(logs)
	}
	a.Joint, a.Tail, a.Older = o.joint, o.tail, o.want
	if o.want {
		a.Tail = feed.MoreLogTail(o.tail)
	}
}

// take takes in a fetch, and reports whether older lines came with it. Those that were wanted and did
// not come are wanted still: so many came later that not enough were asked for.
func (o *older) take(f *feed.LogText) (came bool) {
	o.joint, came = f.Joint, f.Older.Len() > 0
	if f.Tail > 0 {
		o.tail, o.more, o.capped = f.Tail, f.More && f.Joint.Reaches(), f.Capped
	}
	o.more = o.more && f.Joint.Seen()
	o.want = o.want && o.more && !came
	return came
}

// wantOlder has older lines fetched where the first line that is held is in view; id is the command
// that moved there.
func (l *Logs) wantOlder(id command.ID) {
	l.toTop = id == command.Top
	if !l.view.AtTop() {
		return
	}
	if dropped, _ := l.log.Dropped(); dropped > 0 {
		return // there is no room for more
	}
	for _, s := range l.source {
		if s.older.more && !s.older.want {
			s.older.want, l.hurry = true, true
		}
	}
}

// Hurry returns the containers of whose logs older lines have come to be wanted since it was asked
// last.
func (l *Logs) Hurry() (uuids []string) {
	if !l.hurry {
		return nil
	}
	l.hurry = false
	for _, s := range l.source {
		if s.older.want {
			uuids = append(uuids, s.uuid)
		}
	}
	return uuids
}

// prepend puts older lines in front. Who went to the first line stays there, and has more fetched.
func (l *Logs) prepend(index int, b textlog.Batch) {
	l.log.Prepend(index, b)
	if l.toTop {
		l.view.Top()
		l.wantOlder(command.Top)
	}
}

// Extent says which lines are held where there are more, "" where all are that there are.
func (l *Logs) Extent() string {
	lines, capped := 0, false
	for _, s := range l.source {
		capped = capped || s.older.capped
		if s.older.more && (lines == 0 || s.older.tail < lines) {
			lines = s.older.tail
		}
	}
	switch {
	case lines == 0 && capped && len(l.source) > 1:
		return "last 1 MB of each"
	case lines == 0 && capped:
		return "last 1 MB"
	case lines == 0:
		return ""
	case len(l.source) > 1:
		return "last " + grouped(lines) + "+ lines of each"
	default:
		return "last " + grouped(lines) + "+ lines"
	}
}

// heldWords is what the frame says of which lines are held.
func (l *Logs) heldWords() string {
	if l.fetchesOlder() {
		return "fetching older lines"
	}
	extent := l.Extent()
	if extent != "" && !slices.ContainsFunc(l.source, func(s *logSource) bool { return s.older.more }) {
		extent += ", all that the server gives"
	}
	return extent
}

// fetchesOlder says whether older lines are being fetched.
func (l *Logs) fetchesOlder() bool {
	return slices.ContainsFunc(l.source, func(s *logSource) bool { return s.older.want })
}

// grouped writes a number with a comma behind its thousands.
func grouped(n int) string {
	if n < 1000 {
		return strconv.Itoa(n)
	}
	return grouped(n/1000) + "," + fmt.Sprintf("%03d", n%1000)
}
