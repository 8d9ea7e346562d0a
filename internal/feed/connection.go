package feed

import (
	"errors"
	"net/http"
	"time"

	"fleetop/client"
	"fleetop/internal/feed/poll"
	"fleetop/internal/fleet"
	"fleetop/internal/text"
)

// What happens when the server goes away and comes back:
//
// One request, the list of applications, says whether the server is there. When it fails the
// connection is Down: everything else waits, and that list is tried again, later after each failure
// (see poll.backoff). What is known stays and ages. The first failure is an event, Disconnected;
// those after it only change Connection.Err. The first list that comes is another, Connected, and
// whatever waited is due at once.
//
// A 401 means that the server refuses the key. That list is then asked for once a minute; where the
// key is from a file, each attempt reads it again first.
//
// A clock that jumped, as it does when the machine slept, makes everything old and due at once.

const (
	// noSignalAfter is how many intervals without an answer make a dead signal.
	noSignalAfter = 10
	// clockJump is how late a timer may be before it means that the machine slept or the clock was
	// set.
	clockJump = 5 * time.Second
	// justBegun is how long a fetch of the list of applications is not replaced by hand.
	justBegun = time.Second
)

// connection is what is known of the way to the server.
type connection struct {
	since    time.Time // when the feed began to ask
	err      error     // why the last list of applications failed, nil when it came
	failing  time.Time // since when that is so, by our own clock, as far as the server says so
	keyErr   string    // why the key could not be read again, "" when it could
	skewed   bool      // that the server's clock is off has been told
	jumpedAt time.Time // when the clock jumped last
	jumped   bool      // it has since the last good list: the machine slept
}

// Signal is how far what is known can be trusted.
type Signal uint8

// The signals.
const (
	Connecting Signal = iota // nothing has come yet
	Fresh
	Stale    // three intervals have passed, or the clock jumped
	NoSignal // ten intervals have passed, or the key is refused
)

// Connection is how the server can be reached at a moment.
type Connection struct {
	Signal Signal
	// Good is when the last good list of applications came, by the wall clock; while none has,
	// which Known says, when the feed began to ask for it.
	Good  time.Time
	Known bool
	Err   error // why the last one failed, nil when it came
	// Failing is since when that is so, the zero time where the server does not say.
	Failing time.Time
	// Trying says that it is being fetched, and Waited for how long, 0 while that is not long.
	Waited time.Duration
	Trying bool
	// Down says that the last one failed, and Retry when it is asked for again.
	Down  bool
	Retry time.Time
	// Refused says that the server refuses the key.
	Refused bool
	// Rest is for how much longer the server asked to be left alone, 0 if it did not.
	Rest   time.Duration
	Paused bool
	// Live says that the server tells of changes, and is not asked at intervals.
	Live bool
	// Within is how old what is known is at most while such a server is in time with its answer; 0 where
	// that is not so.
	Within time.Duration
}

// Connection returns how the server can be reached now.
func (f *Feed) Connection(now time.Time) Connection {
	c := Connection{Err: f.connection.err, Failing: f.connection.failing, Refused: f.poll.Unauthorized(), Paused: f.poll.Paused(), Rest: max(f.poll.Asked().Sub(now), 0), Live: f.hold.tells}
	c.Good, c.Known = f.good()
	c.Retry, c.Down = f.poll.Down()
	var since time.Time
	if since, c.Trying = f.awaited(Applications, now); c.Trying {
		if waited := now.Sub(since); waited >= max(f.opt.Interval, Patience) {
			c.Waited = waited
		}
	}
	c.Signal = f.signal(&c, now)
	c.Within = f.within(now)
	return c
}

// within is for how long the server may hold back its answer, while it has not held it longer and nothing
// has failed; 0 where it holds nothing.
func (f *Feed) within(now time.Time) time.Duration {
	good, known := f.good()
	if !known || !f.hold.tells || f.connection.err != nil || f.connection.jumped || f.poll.Paused() {
		return 0
	}
	most := f.longestHold()
	if age := now.Sub(good); age < 0 || age >= most+answerSlack {
		return 0
	}
	return most
}

// signal says how old what is known is, in the terms of the interval. What is not polled because
// that was asked for is never stale.
func (f *Feed) signal(c *Connection, now time.Time) Signal {
	switch {
	case c.Paused && c.Known:
		return Fresh
	case c.Refused, now.Sub(c.Good) > noSignalAfter*f.opt.Interval:
		return NoSignal
	case !c.Known:
		return Connecting
	case f.connection.jumped, OldSince(c.Good, f.opt.Interval, now):
		return Stale
	default:
		return Fresh
	}
}

// good returns when the last good list of applications came, and whether one has. It is a time of
// the wall clock alone: the monotonic one stands still while the machine sleeps.
func (f *Feed) good() (at time.Time, known bool) {
	if l := f.fleet.List(Applications.Query); l != nil && !l.Good.IsZero() {
		return l.Good.Round(0), true
	}
	return f.connection.since.Round(0), false
}

// fails takes in since when the server says that it cannot answer: by how long ago that is on its own clock,
// which may be off. Its seconds are whole, so that a difference of few is none.
func (c *connection) fails(now time.Time, err error) {
	const few = 3 * time.Second
	var api *client.Error
	if !errors.As(err, &api) || api.Since.IsZero() || api.Date.IsZero() {
		c.failing = time.Time{}
		return
	}
	since := now.Add(-max(api.Date.Sub(api.Since), 0))
	if c.failing.IsZero() || since.Sub(c.failing).Abs() > few {
		c.failing = since
	}
}

// lost notes that the list of applications failed.
func (f *Feed) lost(now time.Time, err error) []Event {
	first := f.connection.err == nil
	f.connection.fails(now, err)
	f.hold.tells, f.hold.cuts = false, 0
	for _, e := range f.untold {
		f.outages.Came(e.Resource) // it is told if it fails when the server is back
	}
	f.untold = nil
	if f.connection.err = err; !first {
		return nil
	}
	return []Event{{Kind: Disconnected, Resource: Applications, Err: err, Cause: Cause(err)}}
}

// back notes that the list of applications came, again or for the first time.
func (f *Feed) back(now time.Time) []Event {
	was := f.connection.err
	f.connection.err, f.connection.failing, f.connection.jumped = nil, time.Time{}, false
	if was == nil {
		return nil
	}
	f.fleet.ForgetLacks() // it may be another server by now
	f.poll.Hasten(now, theEngine)
	return []Event{{Kind: Connected, Resource: Applications}}
}

// keyRead tells that the key could not be read again, once for each reason.
func (f *Feed) keyRead(err error) []Event {
	why, told := "", f.connection.keyErr
	if err != nil {
		why = text.Clean(err.Error())
	}
	f.connection.keyErr = why
	if why == "" || why == told {
		return nil
	}
	return []Event{{Kind: KeyUnreadable, Err: err, Cause: why}}
}

// Rang takes in that a timer set to a time has rung. Where it is far from that, the clock jumped:
// what was known before is old, and everything is due.
func (f *Feed) Rang(now, due time.Time) (jumped bool) {
	if late := now.Sub(due); late <= clockJump && late >= -clockJump {
		return false
	}
	if f.connection.jumped = !f.poll.Paused(); f.connection.jumped {
		f.connection.jumpedAt = now
	}
	f.Refresh(now)
	return true
}

// Attempt is what becomes of polling by hand.
type Attempt uint8

// The attempts. All but the first two are to be followed by [Feed.Refresh].
const (
	Skipped  Attempt = iota // the server has just been asked
	Declined                // the server asked to be left alone
	ReadsKey                // the key is read again from its file first
	Retries                 // the server is away: only whether it is back
	Polls                   // everything
)

// Attempt says what becomes of it when everything is to be polled by hand now. An attempt that reads
// the key tells again why that cannot be.
func (f *Feed) Attempt(now time.Time) Attempt {
	c := f.Connection(now)
	since, _ := f.awaited(Applications, now)
	switch {
	case c.Refused && f.opt.ReadKey != nil:
		f.connection.keyErr = "" // to be told again
		return ReadsKey
	case c.Rest > 0:
		return Declined
	case c.Trying && now.Sub(since) < justBegun:
		return Skipped
	case c.Down:
		return Retries
	default:
		return Polls
	}
}

// The longest pauses between attempts where no server is spared by waiting: none answers, or it is well and has
// no more to say than what runs its containers is away.
const (
	mostSilent = 5 * time.Second
	mostAway   = 2 * time.Second
)

// outcome tells the scheduler how a request ended.
func outcome(err error) poll.Outcome {
	var api *client.Error
	switch {
	case err == nil:
		return poll.Outcome{Result: poll.OK}
	case errors.Is(err, client.ErrUnauthorized):
		return poll.Outcome{Result: poll.Unauthorized}
	case errors.As(err, &api) && ofResourceAlone(api.Status):
		return poll.Outcome{Result: poll.Refused}
	case api != nil && api.Status != 0:
		o := poll.Outcome{Result: poll.Failed, RetryAfter: api.RetryAfter}
		if api.EngineAway() {
			o.Most = mostAway
		}
		return o
	default:
		return poll.Outcome{Result: poll.Failed, Most: mostSilent}
	}
}

// ofResourceAlone says whether the status of a failure tells of the resource and not of the server.
func ofResourceAlone(status int) bool {
	return status >= 400 && status < 500 && status != http.StatusTooManyRequests && status != http.StatusRequestTimeout
}

// noteSkew tells when the server's clock goes wrong, and right again.
func (f *Feed) noteSkew() []Event {
	off := f.fleet.Skew()
	if skewed := off != 0; skewed == f.connection.skewed {
		return nil
	}
	f.connection.skewed = off != 0
	return []Event{{Kind: Skewed, Skew: off}}
}

// isNotThere says whether a 404 tells of a resource that there is none: no such object, or the
// images of a server that never had any.
func (f *Feed) isNotThere(r Resource) bool {
	switch r.What {
	case Detail:
		d := f.fleet.Detail(r.ID)
		return d != nil && d.Gone
	case Log:
		row := f.fleet.Row(r.ID)
		return row == nil || row.Gone() || row.State() == client.StateTerminating
	default:
		list := f.fleet.List(r.Query)
		return r.Query.Kind == fleet.Images && (list == nil || list.Good.IsZero())
	}
}
