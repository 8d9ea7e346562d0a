package activity

import (
	"time"

	"fleetop/internal/fleet"
	"fleetop/internal/text"
)

// What forms do to objects, beside the verbs of package fleet.
const (
	Create fleet.Verb = "create"
	Edit   fleet.Verb = "edit"
	Add    fleet.Verb = "add"
)

// Object is what an entry is about. The zero value is none.
type Object struct {
	ID   fleet.ID
	Name string
	Many int // how many objects of the kind there were, where there was more than one
}

// Of returns the object of a row.
func Of(row *fleet.Row) Object { return Object{ID: row.ID, Name: row.Name} }

// String returns how the object is called: "web", "3 applications", "" for none.
func (o Object) String() string {
	if o.Many > 1 {
		return text.Count(o.Many, o.ID.Kind.String())
	}
	return o.Name
}

// Entry is one thing that happened. The phase says which of its fields are set.
type Entry struct {
	Number int // grows by one with every entry
	Time   time.Time

	Phase  Phase
	Object Object
	Verb   fleet.Verb // what was to be done to the object
	Part   string     // what of the object was to be fetched, such as its log
	// From and To are states of the object, or of an application its targets.
	From, To string
	By       string   // what asked for the action, "" for the user
	Cause    string   // why, in the words of the server, the network or the system
	Advice   string   // what can be done about it, "" for nothing
	Names    []string // of several objects, or of several fields of one; of a summary those left out
	Items    []Item   // of a summary
	Path     string   // of a file that was written
	Size     int64    // of that file, in bytes
	// Span is how long a countdown takes, or by how much the server's clock is ahead.
	Span time.Duration
}

// Phase is what happened.
type Phase uint8

// The phases of an action on an object.
const (
	Counting       Phase = iota // it counts down, until it is sent
	Cancelled                   // the user cancelled the countdown
	Abandoned                   // the program cancelled the countdown
	NotSent                     // something was in the way of it
	Requested                   // it was sent
	Accepted                    // the server says that it does it
	AcceptedUnread              // it says so in an answer that cannot be read
	Ignored                     // it accepted the request and did not change the fields
	Refused                     // the server does not do it
	Unsupported                 // the server does not know how
	AlreadyGone                 // there was no such object any more
	Failed                      // it never reached the server
	Unknown                     // no answer came: it may have been done
	Mistaken                    // the server answered for another object
	Confirmed                   // a poll shows what it led to
	Vanished                    // a poll does not show the object any more
	Unconfirmed                 // no poll showed what it led to
	Replaced                    // another object stands in its place, or it was deployed anew
	Restarted                   // it was stopped and started, and runs again
	GaveUp                      // something was in the way of the rest of a restart
	CalledOff                   // the user cancelled the rest of a restart
	Summary                     // what became of an action on many objects: the Items
)

// The phases of an object that was created here.
const (
	Appeared Phase = iota + Summary + 1 // something of its name has come, after no answer did
	Moved                               // it is in another state
	NotUp                               // it does not run
)

// The phases of the connection.
const (
	Lost Phase = iota + NotUp + 1
	Reconnected
	NotFetched    // something could not be fetched
	NotWhole      // not all of something could be fetched
	FetchedAgain  // it can be fetched again
	ClockOff      // the server's clock is off
	ClockRight    // it is right again
	KeyUnreadable // the key could not be read again
)

// The phases of the program itself.
const (
	Noted           Phase = iota + KeyUnreadable + 1 // something about the account is worth a sentence
	Panicked                                         // the program made an error
	Copied                                           // a copy was written to a file
	CopiedForAWhile                                  // the same, until the program ends
	Saved
	NotSaved
	Unmarked // marked objects were replaced or deployed anew
)

// Failed says whether the entry is about a failure. A summary is, where one of its
// items has failed, or something was in the way of the rest.
func (e *Entry) Failed() bool {
	switch e.Phase {
	case Summary:
		return e.Cause != "" || e.Count(Refused, Failed, Unknown) > 0
	case Abandoned, NotSent, AcceptedUnread, Ignored, Refused, Unsupported, AlreadyGone, Failed, Unknown, Mistaken, Unconfirmed, Replaced, GaveUp,
		NotUp, Lost, NotFetched, NotWhole, ClockOff, KeyUnreadable, Panicked, NotSaved:
		return true
	default:
		return false
	}
}
