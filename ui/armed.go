package ui

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"fleetop/internal/feed"
	"fleetop/internal/fleet"
	"fleetop/internal/orders"
	"fleetop/internal/text"
	"fleetop/ui/command"
	"fleetop/ui/dialog"
)

// countdownSlack is how much later than expected a countdown may be looked at.
// One that nobody could see for longer is cancelled.
const countdownSlack = 2 * time.Second

// clockJumped is why nothing is sent any more then.
const clockJumped = "the clock jumped, the machine may have slept"

// arms says whether an order counts down before it is sent: what destroys
// something, or stops what is marked. One that is not possible is refused at once.
func (m *Model) arms(o *order) bool {
	if m.opt.Grace <= 0 || !o.many && m.obstacle(o, &o.items[0], m.fleet.Row(o.items[0].ID)).Cause != orders.None {
		return false
	}
	shrinks := func(it item) bool { return it.Verb == fleet.Scale && it.Target < it.seen.Target }
	return o.verb == fleet.Terminate || o.verb == fleet.Redeploy || o.verb == fleet.Stop && (o.many || m.isMarked(o.items[0].ID)) || slices.ContainsFunc(o.items, shrinks)
}

// countDown begins the countdown of an order.
func (m *Model) countDown(o *order) {
	o.checked = true
	o.zero = m.now.Round(0).Add(m.opt.Grace)
	content := string(o.verb)
	if o.verb == fleet.Scale {
		content += fmt.Sprintf(" to %d", o.items[0].Target)
	}
	content += fmt.Sprintf(": sends in %d s", fleet.Seconds(m.opt.Grace))
	if o.many {
		content += ": " + o.names()
	}
	m.fleet.Record(m.now, o.name(), content, false)
}

// counting returns the orders that count down, the newest last.
func (m *Model) counting() []*order {
	var out []*order
	for _, o := range m.orders {
		if !o.zero.IsZero() {
			out = append(out, o)
		}
	}
	return out
}

// lookAtCountdowns lets those that have reached zero be sent, once their objects
// have been looked at anew. A countdown that nobody could see because the clock
// jumped is cancelled instead, and what is being sent ends there; while the
// question whether to quit is open, all of them stand still.
func (m *Model) lookAtCountdowns() {
	now := m.now.Round(0)
	gap := now.Sub(m.counted)
	m.counted = now
	counting, sending := m.counting(), m.sending()
	if len(counting)+len(sending) == 0 {
		return
	}
	if m.asksToQuit() {
		for _, o := range counting {
			m.delay(o, gap)
		}
		return
	}
	if gap < -countdownSlack || gap > time.Second+countdownSlack {
		for _, o := range counting {
			m.cancel(o, failure, clockJumped)
		}
		for _, o := range sending {
			m.halt(o, failure, clockJumped)
		}
		return
	}
	for _, o := range counting {
		if now.Before(o.zero) {
			continue
		}
		switch known, why := m.mayBeSent(o); {
		case why != "":
			m.takeBack(o, failure, string(o.verb)+" not sent: "+why)
		case known:
			o.zero = time.Time{}
			m.replan(o)
		}
	}
}

// away says why the server is known not to answer, "" when it is not.
func (m *Model) away() string {
	c := m.feed.Connection(m.now)
	if !c.Down && c.Signal != feed.NoSignal {
		return ""
	}
	if why := trouble(c); why != "" {
		return "no answer from the server (" + why + ")"
	}
	return "no answer from the server"
}

// asksToQuit says whether the question is open whether to quit with something
// not sent yet. While it is, nothing is sent.
func (m *Model) asksToQuit() bool {
	_, asks := m.dialog.(*dialog.Quit)
	return asks
}

// delay puts off the end of a countdown.
func (m *Model) delay(o *order, by time.Duration) {
	o.zero, o.asked = o.zero.Add(by), 0
	m.replan(o)
}

// replan tells the lists when an order will be sent.
func (m *Model) replan(o *order) {
	for i := range o.items {
		m.fleet.Unplan(o.items[i].ID)
	}
	m.plan(o)
	m.drawn.all = true
}

// cancel ends an order that counts down, because of why or of a key.
func (m *Model) cancel(o *order, kind severity, why string) {
	content := o.verb.Gerund() + " cancelled, nothing was sent"
	if why != "" {
		content += ": " + why
	}
	m.takeBack(o, kind, content)
}

// takeBack ends an order that counts down, nothing of it is sent, and says so.
func (m *Model) takeBack(o *order, kind severity, content string) {
	for i := range o.items {
		m.fleet.Unplan(o.items[i].ID)
		o.items[i].notSent(content)
	}
	m.orders = slices.DeleteFunc(m.orders, func(other *order) bool { return other == o })
	if o.many {
		m.fleet.Record(m.now, o.name(), content+": "+o.names(), kind == failure)
	} else {
		m.fleet.Record(m.now, o.name(), content, kind == failure)
	}
	m.say(kind, o.name()+": "+content)
}

// undo cancels the newest order that counts down.
func (m *Model) undo() {
	counting := m.counting()
	m.cancel(counting[len(counting)-1], info, "")
}

// countdown says in w cells what counts down and how to undo it, "" when
// nothing does. A name gives way, so that the key stays in sight.
func (m *Model) countdown(w int) string {
	counting := m.counting()
	if len(counting) == 0 {
		return ""
	}
	o := counting[len(counting)-1]
	before, name, after := capital(o.verb.Gerund())+" ", o.name(), o.scaled(m.theme.Glyphs.Arrow)
	key := m.keys.Label(command.Undo, " ", 1, m.theme.Glyphs.ASCII)
	if m.dialog != nil || m.prompt != nil { // they take keys first
		key = m.keys.Label(command.Back, " ", 1, m.theme.Glyphs.ASCII) + ", then " + key
	}
	left := fleet.Seconds(o.zero.Sub(m.now.Round(0)))
	if left > 0 {
		after += fmt.Sprintf(" in %d s", left)
	} else {
		after += " waits for the " + m.awaited(o)
	}
	after = undoing(after+" "+m.theme.Glyphs.Dot+" "+key, w-text.Width(before)-min(text.Width(name), text.NameLeast-4), o.many)
	if room := max(w-text.Width(before)-text.Width(after), 1); text.Width(name) > room && o.many {
		name = strconv.Itoa(len(o.items))
	} else if text.Width(name) > room {
		name = text.Middle(name, room, m.theme.Glyphs.Ellipsis)
	}
	notes := []string{before + name + after}
	if more := len(counting) - 1; more > 0 {
		notes = append(notes, fmt.Sprintf("%d more", more))
	}
	switch {
	case m.away() != "":
		notes = append(notes, m.away())
	case m.trouble() != "":
		notes = append(notes, m.trouble())
	case m.feed.Connection(m.now).Paused && left > 0:
		notes = append(notes, "polling is paused")
	case m.look.AsOf(m.feed.ListStatus(m.now, o.list, o.list)) != "":
		notes = append(notes, "what is shown is "+m.look.AsOf(m.feed.ListStatus(m.now, o.list, o.list)))
	}
	return strings.Join(notes, " "+m.theme.Glyphs.Dot+" ")
}

// scaled says to which number an order scales, and from which where it is about
// one application; "" for another order.
func (o *order) scaled(arrow string) string {
	switch {
	case o.verb != fleet.Scale:
		return ""
	case o.many:
		return fmt.Sprintf(" to %d", o.items[0].Target)
	default:
		return fmt.Sprintf(" %d %s %d", o.items[0].seen.Target, arrow, o.items[0].Target)
	}
}

// undoing ends what is said of a countdown with what its key does, where that
// leaves room for a name to be read.
func undoing(after string, room int, many bool) string {
	const end = " undo"
	if many || text.Width(after+end) <= room {
		return after + end
	}
	return after
}

// capital begins a word with a capital letter.
func capital(word string) string { return strings.ToUpper(word[:1]) + word[1:] }

// status says in w cells what is not sent yet, "" when nothing waits.
func (m *Model) status(w int) string {
	if m.asksToQuit() {
		return "" // it says so itself, and time stands still
	}
	return join([]string{m.countdown(w), m.progress()}, " "+m.theme.Glyphs.Dot+" ")
}

// nextTick is when the number in a countdown changes, or one reaches zero; false
// when nothing counts down. While they stand still or wait, or something is being
// sent, a look a second keeps the clock from seeming to jump.
func (m *Model) nextTick() (time.Time, bool) {
	var next time.Time
	now := m.now.Round(0)
	if m.asksToQuit() {
		return now.Add(time.Second), len(m.counting())+len(m.sending()) > 0
	}
	if len(m.sending()) > 0 {
		next = now.Add(time.Second)
	}
	for _, o := range m.counting() {
		left := o.zero.Sub(now)
		at := o.zero.Add(-max(left-1, 0).Truncate(time.Second))
		if left <= 0 { // it waits for an answer
			at = now.Add(time.Second)
		}
		if next.IsZero() || at.Before(next) {
			next = at
		}
	}
	return next, !next.IsZero()
}

// quit ends the program, once it is sure where something is not sent yet, or
// something else would be lost.
func (m *Model) quit(lost []string) {
	if what := slices.Concat(m.notSent(), m.startsToCome(), lost); len(what) > 0 {
		m.dialog = dialog.NewQuit(strings.Join(what, " and "))
		return
	}
	m.quitting = true
}

// notSent names the orders of which something is not sent yet.
func (m *Model) notSent() []string {
	var what []string
	for _, o := range m.orders {
		switch left := len(o.items) - o.next; {
		case left == 0:
		case !o.zero.IsZero():
			what = append(what, string(o.verb)+" "+o.name())
		default:
			what = append(what, fmt.Sprintf("%s %d of %s", o.verb, left, o.name()))
		}
	}
	return what
}
