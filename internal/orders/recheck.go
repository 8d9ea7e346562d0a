package orders

import "time"

const (
	// recheckLead is how long before zero the objects of a countdown are asked for
	// once more: what is sent is decided on what they were then, or later. A number of
	// the countdown changes at that moment, so that a step is due.
	recheckLead = time.Second
	// recheckPatience is how long after zero that answer is waited for.
	recheckPatience = 10 * time.Second
	// recheckLongest is how long it is waited for at most while pages of a long list
	// come.
	recheckLongest = time.Minute
)

// recheckFrom is the earliest that the fetch may begin by which it is decided whether
// an order that counts down is sent.
func (o *Order) recheckFrom() time.Time { return o.Zero.Add(-recheckLead) }

// recheck asks once for the objects of every order that is about to be sent, even
// while polling is paused, but never a server that is to be left alone.
func (b *Book) recheck(w World, s *Step) {
	if w.Down || w.Wait > 0 {
		return
	}
	now := w.wall()
	for _, o := range b.Counting() {
		from := o.recheckFrom()
		if now.Before(from) || !o.rechecked.Before(from) {
			continue
		}
		o.rechecked = now
		if f := w.Fetch(o.List); !o.cameSince(w, from) && (!f.Waiting || f.Since.Round(0).Before(from)) {
			s.Look = append(s.Look, o.List)
		}
	}
}

// askTerminal asks once whether the terminal has read the screen just before an order
// that counts down is sent. An order whose countdown cannot have been seen is not sent.
func (b *Book) askTerminal(w World, s *Step) {
	for _, o := range b.Counting() {
		if o.asked == 0 && !w.wall().Before(o.recheckFrom()) {
			s.Ask = b.asked + 1
			o.asked = s.Ask
		}
	}
	b.asked = max(b.asked, s.Ask)
}

// wasRead says whether the terminal has read the screen just before zero.
func (b *Book) wasRead(o *Order) bool { return o.asked > 0 && b.read >= o.asked }

// cameSince says whether all objects of an order that are still to be sent came by a
// fetch of their list that began no earlier than a time, whatever became of other
// pages of it.
func (o *Order) cameSince(w World, t time.Time) bool {
	list := w.Fleet.List(o.List)
	if list.CameSince(t) {
		return true
	}
	for i := range o.Items[o.next:] {
		if !list.Brought(o.Items[o.next+i].ID.Key, t) {
			return false
		}
	}
	return o.next < len(o.Items)
}

// AwaitsTerminal says of an order that has reached zero whether it waits for the
// terminal; else it waits for the server.
func (o *Order) AwaitsTerminal(w World) bool { return o.cameSince(w, o.recheckFrom()) }

// mayBeSent says whether an order that has reached zero is to be sent: its objects
// are known as they were just before, and the screen of that moment was read. Where
// that will never be it says why; else an answer is on its way.
func (b *Book) mayBeSent(w World, o *Order) (known bool, why Reason) {
	list, fetch, now := w.Fleet.List(o.List), w.Fetch(o.List), w.wall()
	since := o.Zero
	if heard := fetch.Heard.Round(0); heard.After(since) {
		since = heard
	}
	late := now.After(since.Add(recheckPatience)) || now.After(o.Zero.Add(recheckLongest))
	switch came := o.cameSince(w, o.recheckFrom()); {
	case w.Away != "":
		return false, Reason{Kind: ServerAway, Text: w.Away}
	case came && late && !b.wasRead(o):
		return false, Reason{Kind: ScreenUnread}
	case came:
		return b.wasRead(o), Reason{}
	case w.Wait > 0:
		return false, Reason{Kind: LeftAlone, Wait: w.Wait}
	case late:
		return false, Reason{Kind: NoAnswer}
	case !o.rechecked.Before(o.recheckFrom()) && !fetch.Waiting:
		why = Reason{Kind: NotFetched}
		if list != nil {
			why.Err = list.Err
		}
		return false, why
	default:
		return false, Reason{}
	}
}
