package ui

import (
	"fmt"
	"strings"

	"fleetop/client"
	"fleetop/internal/feed"
	"fleetop/internal/fleet"
	"fleetop/internal/text"
	"fleetop/ui/dialog"
)

func requested(r dialog.Action, row *fleet.Row) string {
	if r.Verb == fleet.Scale {
		return fmt.Sprintf("scale %d to %d requested", row.Application.Target, r.Target)
	}
	return string(r.Verb) + " requested"
}

// actionDone takes in the server's answer to an action.
func (m *Model) actionDone(msg actionDone) {
	id := msg.request.ID
	a := judge(msg)
	switch a.fate {
	case unknown:
		m.fleet.TimedOut(id, m.now)
	case done:
		m.fleet.Answered(id, msg.row, m.now)
	default:
		m.fleet.Refused(id)
	}
	m.heed(msg, a)
	if o := m.order(msg.order); o != nil {
		if it := o.item(id); it != nil {
			it.fate, it.why = a.fate, a.why
		}
		if o.many {
			if a.kind != success {
				m.recordItem(o, msg.name, a.entry)
			}
			return // what became of all of them is said at the end
		}
	}
	if m.ofMany(m.fleet.Restarting(id)) == nil {
		m.fleet.Record(m.now, msg.name, a.entry, a.kind != success)
	}
	if m.fleet.Restarting(id) == nil || a.kind == failure { // its steps are said anyway
		m.say(a.kind, msg.name+": "+a.text)
	}
	m.pokeAfter(id)
}

// pokeAfter polls what shows an object anew: a poll that began before the
// server's answer proves nothing.
func (m *Model) pokeAfter(id fleet.ID) {
	if c := m.feed.Connection(m.now); !c.Refused && c.Rest == 0 {
		m.feed.Poke(m.now, m.showing(id)...)
	}
}

// answer is what the server's answer to an action means.
type answer struct {
	fate  fate
	kind  severity
	text  string // what is said of it
	entry string // what Activity keeps of it
	why   string // it was not done, in a few words
}

// answeredFor says that the server answered a write with another object than the
// one that it was for; "" where it did not, or does not tell. A redeploy changes
// what the object is made of, and a server may take a start for a deployment.
func answeredFor(verb fleet.Verb, seen fleet.Identity, row *fleet.Row) string {
	if row == nil || row.ID.Key == "" {
		return ""
	}
	switch verb {
	case fleet.Redeploy:
		seen = seen.Redeployable()
	default:
		seen.Deployed = client.Time{}
	}
	if d := seen.Differs(row.Identity()); d.Trait != fleet.Same {
		return "the server answered for another object: " + d.String()
	}
	return ""
}

func judge(msg actionDone) answer {
	verb := string(msg.request.Verb)
	switch {
	case alreadyGone(msg):
		return answer{fate: refused, kind: warning, text: "it was not there any more", entry: verb + ": it was not there any more"}
	case msg.err == nil && answeredFor(msg.request.Verb, msg.request.Seen, msg.row) != "":
		content := verb + " unknown: " + answeredFor(msg.request.Verb, msg.request.Seen, msg.row)
		return answer{fate: unknown, kind: failure, text: content, entry: content, why: strings.TrimPrefix(content, verb+" unknown: ")}
	case msg.err == nil:
		content := verb + " accepted"
		if msg.row != nil {
			content += ", now " + string(msg.row.State())
		}
		return answer{fate: done, kind: success, text: content, entry: content}
	}
	why := reason(msg.err)
	switch client.OutcomeOf(msg.err) {
	case client.Accepted:
		content := verb + " accepted, but the answer could not be read"
		return answer{fate: done, kind: warning, text: content, entry: content + ": " + why}
	case client.Unknown:
		content := verb + " unknown, it may have been done: " + why
		return answer{fate: unknown, kind: failure, text: content, entry: content, why: why}
	case client.NotSent:
		content := verb + " failed: " + why
		return answer{fate: broken, kind: failure, text: content, entry: content, why: why}
	default:
		content := verb + " refused: " + why
		return answer{fate: refused, kind: failure, text: content, entry: content, why: why}
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

// fail keeps a failure under Activity and shows it until it is dismissed.
func (m *Model) fail(name, content string) {
	m.fleet.Record(m.now, name, content, true)
	if name != "" {
		content = name + ": " + content
	}
	m.say(failure, content)
}

// reason says in a few words why a request failed.
func reason(err error) string { return text.Clean(client.Reason(err)) }
