package ui

import (
	"strconv"
	"strings"
	"time"

	"fleetop/internal/feed"
	"fleetop/internal/fleet"
	"fleetop/internal/text"
	"fleetop/ui/pane"
)

// freshness says how fresh is what the panes show.
func (p *panes) freshness(f *feed.Feed, now time.Time) (fresh pane.Fresh) {
	if p.logs != nil {
		fresh.Logs = f.LogsStatus(now, p.logsKnown())
	}
	if good, uuid, err := p.beside.preview.Known(); uuid != "" {
		fresh.Preview = f.LogsStatus(now, feed.Logs{Good: good, Log: previewOf(uuid), Err: err, Every: time.Hour})
	}
	if l := p.list(); !l.Activity {
		fresh.List = f.ListStatus(now, l.Shown(), l.Asked(p.fleet))
	}
	if id := p.detail.ID(); p.layout().shows(detailPane) {
		fresh.Detail = f.DetailStatus(now, id)
		if id.Kind == fleet.Applications && id.Key != "" {
			q := fleet.Query{Kind: fleet.Containers, Application: id.Key}
			fresh.Beside = f.ListStatus(now, q, q)
		}
	}
	return fresh
}

// logsKnown is what is known of the logs, for judging how fresh they are.
func (p *panes) logsKnown() feed.Logs {
	good, uuid, of, err := p.logs.Oldest()
	logs := feed.Logs{Containers: p.containersOfLogs(), Good: good, Of: of, Err: err, Every: p.logs.Pause()}
	if uuid != "" {
		logs.Log = feed.LogOf(uuid, p.logsOpened)
	}
	return logs
}

// withAge adds to why something is not possible on an object of when that is known.
func (m *Model) withAge(why string, id fleet.ID) string {
	if of := m.look.AsOf(m.feed.Oldest(m.now, id)); why != "" && of != "" {
		return why + " (" + of + ")"
	}
	return why
}

// lasting adds to why nothing comes for how long the server says that it is so. The status has it, before a
// reason that may end with what to do, and may be cut: "503 for 12s: nothing listens there: start Docker".
func lasting(why string, c feed.Connection, now time.Time) string {
	if c.Failing.IsZero() || c.Waited > 0 {
		return why
	}
	age := " for " + text.Span(now.Sub(c.Failing))
	status, reason, found := strings.Cut(why, " ")
	if _, err := strconv.Atoi(status); err != nil || !found {
		return why + "," + age
	}
	return status + age + ": " + reason
}

// trouble says why nothing comes over a connection, "" when all is well.
func trouble(c feed.Connection) string {
	switch {
	case c.Waited > 0:
		return "no answer for " + text.Span(c.Waited)
	case c.Err != nil:
		return feed.Cause(c.Err)
	default:
		return ""
	}
}
