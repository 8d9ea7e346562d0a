package ui

import (
	"fmt"
	"strconv"

	"fleetop/internal/activity"
	"fleetop/internal/fleet"
	"fleetop/internal/orders"
	"fleetop/ui/command"
)

// told is a piece of news in words.
type told struct {
	severity severity
	line     string         // the last line of the screen, "" for none
	entry    activity.Entry // of Activity
	keep     bool           // the entry
}

// announce says what has happened to orders, keeps it in Activity, and lets everything on
// the screen that waits for it go on.
func (m *Model) announce(news []orders.News) {
	for i := range news {
		n := &news[i]
		if n.What == orders.Ended {
			m.panes.unmarkDone(n.Order)
		}
		t := wording(n, m.keys.Label(command.ShowActivity, " ", 1, m.theme.Glyphs.ASCII))
		if t.keep && !n.Crowded {
			m.record(t.entry)
		}
		if t.line != "" {
			m.say(t.severity, t.line)
		}
		switch {
		case n.What == orders.NotSent || n.What == orders.Undone:
			if sent, ordered := m.forms.ordered[n.Order.Number]; ordered { // what was typed is kept
				delete(m.forms.ordered, n.Order.Number)
				sent.form.Failed(formLine(n, &t.entry), nil)
			}
		case n.What == orders.Answered && (!ofMany(n) || ofRestart(n)):
			m.pokeAfter(m.panes.showing(n.Result.Action.ID)...)
		case n.What == orders.Ended && n.Order.Many:
			m.pokeAfter(m.panes.showing(n.Order.Items[0].ID)...)
		}
	}
}

// ofMany says whether it is news of an order for many objects.
func ofMany(n *orders.News) bool { return n.Order != nil && n.Order.Many }

// ofRestart says whether it is news of a restart.
func ofRestart(n *orders.News) bool { return n.Item != nil && n.Item.Verb == fleet.Restart }

// formLine is what a form says of its request that was not sent.
func formLine(n *orders.News, e *activity.Entry) string {
	if n.Item != nil {
		return "nothing was sent: " + reasonText(n.Reason)
	}
	return e.Words("")
}

// wording makes words of news; details is the key that shows Activity.
func wording(n *orders.News, details string) told {
	switch n.What {
	case orders.CountsDown:
		e := entryOf(n.Order, activity.Counting)
		if e.Span = n.Wait; e.Verb == fleet.Scale {
			e.To = strconv.Itoa(n.Order.Items[0].Target)
		}
		return told{entry: e, keep: true}
	case orders.Undone:
		return undone(n)
	case orders.NotSent:
		return notSentText(n)
	case orders.Requested:
		return requested(n)
	case orders.Stopped:
		return stopped(n)
	case orders.Answered:
		return answered(n)
	case orders.Ended:
		return ended(n.Order, details)
	case orders.RestartBegan:
		return told{entry: activity.Entry{Phase: activity.Requested, Object: objectOf(n.Item), Verb: fleet.Restart}, keep: !n.Order.Many}
	case orders.RestartWrites:
		e := activity.Entry{Phase: activity.Requested, Object: objectOf(n.Item), Verb: n.Verb, By: string(fleet.Restart)}
		return told{entry: e, keep: !n.Order.Many}
	default:
		return restartEnded(n)
	}
}

// said is an entry that the last line says too.
func said(severity severity, e activity.Entry) told {
	return told{severity: severity, line: e.Sentence(""), entry: e, keep: true}
}

// orderObject is what an order is about: an object, or how many of which kind.
func orderObject(o *orders.Order) activity.Object {
	of := objectOf(&o.Items[0])
	if len(o.Items) > 1 {
		of.Many = len(o.Items)
	}
	return of
}

func objectOf(it *orders.Item) activity.Object { return activity.Object{ID: it.ID, Name: it.Name} }

// entryOf is an entry about an order; for what was marked it names all of it.
func entryOf(o *orders.Order, phase activity.Phase) activity.Entry {
	e := activity.Entry{Phase: phase, Object: orderObject(o), Verb: o.Verb}
	for i := range o.Items {
		if o.Many {
			e.Names = append(e.Names, o.Items[i].Name)
		}
	}
	return e
}

// undone says that an order was cancelled, by a key or because of something.
func undone(n *orders.News) told {
	e, severity := entryOf(n.Order, activity.Cancelled), info
	if n.Reason.Kind != orders.NoReason {
		e.Phase, e.Cause, severity = activity.Abandoned, reasonText(n.Reason), failure
	}
	t := told{severity: severity, entry: e, keep: true}
	e.Names = nil // which the last line has no room for
	t.line = e.Sentence("")
	return t
}

// notSentText says that an order, or one item of it, was not sent.
func notSentText(n *orders.News) told {
	o, why := n.Order, reasonText(n.Reason)
	if n.Item == nil {
		e := entryOf(o, activity.NotSent)
		if e.Cause = why; n.Reason.Kind == orders.LeftAlone {
			e.Cause += " more"
		}
		t := told{severity: failure, entry: e, keep: true}
		e.Names = nil
		t.line = e.Sentence("")
		return t
	}
	e := activity.Entry{Phase: activity.NotSent, Object: objectOf(n.Item), Verb: o.Verb, Cause: why}
	switch {
	case o.Many: // what became of all of them is said at the end
		return told{entry: e, keep: true}
	case o.Waited:
		return said(failure, e)
	default:
		return told{severity: failure, line: "cannot " + string(o.Verb) + ": " + why}
	}
}

// requested says that an item was sent.
func requested(n *orders.News) told {
	e := activity.Entry{Phase: activity.Requested, Object: objectOf(n.Item), Verb: n.Item.Verb}
	if e.Verb == fleet.Scale {
		e.From, e.To = strconv.Itoa(n.Was), strconv.Itoa(n.Item.Target)
	}
	return said(info, e)
}

// stopped says that the rest of an order is not sent.
func stopped(n *orders.News) told {
	verb, severity := string(n.Order.Verb), warning
	if why := reasonText(n.Reason); why != "" {
		verb, severity = verb+" stopped: "+why, failure
	}
	all := len(n.Order.Items)
	return told{severity: severity, line: fmt.Sprintf("%s: %d of %d were sent, %d were not", verb, all-n.Left, all, n.Left)}
}

// answered says what came of a write. What became of many is said at the end, and the
// steps of a restart that goes on are said anyway, unless they fail.
func answered(n *orders.News) told {
	t := answerText(n)
	switch many := ofMany(n); {
	case n.Step:
		if t.keep = !many; t.severity != failure {
			t.line = ""
		}
	case many && !ofRestart(n):
		t.keep, t.line = t.severity != success, ""
	}
	return t
}

// answerText is what an answer means, in words for the last line and for Activity.
func answerText(n *orders.News) told {
	w := &n.Result.Write
	e := activity.Entry{Object: activity.Object{ID: w.Action.ID, Name: w.Name}, Verb: w.Action.Verb, Cause: reasonText(n.Reason)}
	severity := failure
	switch {
	case n.Reason.Kind == orders.AlreadyGone:
		e.Phase = activity.AlreadyGone
		return told{severity: warning, line: w.Name + ": " + e.Cause, entry: e, keep: true}
	case n.Fate == orders.Done && n.Result.Err != nil:
		e.Phase = activity.AcceptedUnread
		return told{severity: warning, line: w.Name + ": " + string(e.Verb) + " accepted, but the answer could not be read", entry: e, keep: true}
	case n.Fate == orders.Done:
		if e.Phase, severity = activity.Accepted, success; n.Result.Row != nil {
			e.To = string(n.Result.Row.State())
		}
	case n.Reason.Kind == orders.OtherAnswered:
		e.Phase = activity.Mistaken
	case n.Fate == orders.Unknown:
		e.Phase = activity.Unknown
	case n.Fate == orders.Broken:
		e.Phase = activity.Failed
	default:
		e.Phase = activity.Refused
	}
	return said(severity, e)
}

// restartEnded says how a restart ended. What became of many is said at the end.
func restartEnded(n *orders.News) told {
	e := activity.Entry{Object: objectOf(n.Item), Verb: fleet.Restart, Cause: reasonText(n.Reason)}
	t := told{line: "restart of " + n.Item.Name + " " + e.Cause, keep: !n.Order.Many}
	switch n.How {
	case orders.GaveUp:
		e.Phase, t.severity, t.keep = activity.GaveUp, failure, true
	case orders.CalledOff:
		e.Phase, t.severity = activity.CalledOff, info
		t.line = "restart of " + n.Item.Name + " cancelled: " + e.Cause
	case orders.RunsAgain:
		e.Phase, e.To, e.Cause, t.severity = activity.Restarted, e.Cause, "", success
		t.line = n.Item.Name + " restarted: " + e.To
	}
	if t.entry = e; n.Order.Many {
		t.line = ""
	}
	return t
}
