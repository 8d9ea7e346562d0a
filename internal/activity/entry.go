package activity

import (
	"fmt"
	"slices"
	"strings"
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
	Of       Object   // of a container the application
	Came     Group    // containers of an application that are new
	Went     Group    // those that are gone
	Back     Group    // those that run again
	Moves    Group    // those that are on another node: "web-2 from node-1 to node-3"
	Exit     string   // exit code of a container, "" where it is not known
	Unread   bool     // the exit code was not seen
	Again    int      // how often something happened
	Result   Result   // of a change that polls show
	Path     string   // of a file that was written
	Size     int64    // of that file, in bytes
	// Span is how long a countdown takes, by how much the server's clock is ahead, how long after an
	// action a change was seen, or for how long nobody watched.
	Span time.Duration

	Amended int // how often more became known of it
}

// Group is a few objects by their names; More of them are not named.
type Group struct {
	Names []string `json:"names"`
	More  int      `json:"more,omitempty"`
}

// mostNamed is how many objects a group names.
const mostNamed = 20

// Add puts an object into the group.
func (g *Group) Add(name string) {
	if len(g.Names) < mostNamed {
		g.Names = append(g.Names, name)
	} else {
		g.More++
	}
}

// Join puts the objects of another group into this one.
func (g *Group) Join(o Group) {
	g.Names = slices.Clone(g.Names)
	for _, name := range o.Names {
		g.Add(name)
	}
	g.More += o.More
}

// Empty says whether nothing is in the group.
func (g *Group) Empty() bool { return len(g.Names) == 0 }

// movedFrom stands between the name of a container and where it was.
const movedFrom = " from "

// Move puts a container into the group that is on another node than before.
func (g *Group) Move(name, from, to string) { g.Add(name + movedFrom + from + " to " + to) }

func (g *Group) String() string {
	names := strings.Join(g.Names, ", ")
	if g.More > 0 {
		names += fmt.Sprintf(" and %d more", g.More)
	}
	return names
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

// The phases of what polls show.
const (
	Changed      Phase = iota + KeyUnreadable + 1 // it is in another state, or has other counts
	Listed                                        // it is new
	Delisted                                      // it is not listed any more
	Reimaged                                      // it has another image
	Redeployed                                    // it was deployed anew, with the same image
	Readdressed                                   // it has another address, or other ports
	Exited                                        // a container ended, which changed its application
	StartedAgain                                  // it was started again by itself
	Flaps                                         // it goes down and comes back again and again
	Settled                                       // it does not any more
	Loops                                         // it is started again and again
	LoopOver                                      // it is not any more
	Elsewhere                                     // its containers are on other nodes
	Unwatched                                     // nobody saw what happened for a while
	Left                                          // the program ended
)

// The phases of the program itself.
const (
	Noted           Phase = iota + Left + 1 // something about the account is worth a sentence
	Panicked                                // the program made an error
	Copied                                  // a copy was written to a file
	CopiedForAWhile                         // the same, until the program ends
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
		return e.Result == Bad
	}
}

// Result is what something that happened came to.
type Result uint8

// The results.
const (
	Neutral  Result = iota
	Good            // what was to be came about, or all is well again
	Doubtful        // it goes on, but not as it should
	Bad             // it failed, or needs attention since
	Minor           // of no account
)

// Same says whether two entries of a number say the same: neither was amended since.
func (e *Entry) Same(o *Entry) bool {
	return e.Number == o.Number && e.Time.Equal(o.Time) && e.Amended == o.Amended
}

// Outcome returns the result of an entry.
func (e *Entry) Outcome() Result {
	switch {
	case e.Failed():
		return Bad
	case e.Result != Neutral:
		return e.Result
	}
	switch e.Phase {
	case Confirmed, Restarted, Reconnected, FetchedAgain, ClockRight, Appeared:
		return Good
	case Counting, Requested, Accepted, Left, Copied, CopiedForAWhile, Saved:
		return Minor
	case Unwatched, Unmarked, Vanished, Abandoned:
		return Doubtful
	case Summary:
		return Good
	default:
		return Neutral
	}
}

// Seen says whether polls have shown it; every program that watches the same fleet sees that.
func (e *Entry) Seen() bool { return e.Phase >= Lost && e.Phase <= Unwatched }

// Change says whether it is a change of the fleet, not a doing or a trouble of this program.
func (e *Entry) Change() bool { return e.Phase >= Changed && e.Phase < Unwatched && e.By == "" }

// moved says whether a container came, went or runs again.
func (e *Entry) moved(name string) bool {
	isOf := func(move string) bool { return strings.HasPrefix(move, name+movedFrom) }
	return slices.ContainsFunc(e.Moves.Names, isOf) || slices.Contains(e.Came.Names, name) || slices.Contains(e.Went.Names, name) || slices.Contains(e.Back.Names, name)
}

// About says whether an entry is about an object: it or a container of it, alone or among others. A
// container is known by its name where an entry names several; of is its application.
func (e *Entry) About(id, of fleet.ID, name string) bool {
	switch {
	case e.Object.ID == id && e.Object.Many <= 1, e.Of.ID == id && id.Key != "":
		return true
	case id.Kind == fleet.Containers && of.Key != "" && (e.Object.ID == of || e.Of.ID == of):
		return e.moved(name) || e.Of.ID == of && slices.Contains(e.Names, name)
	case e.Object.Many <= 1 || e.Object.ID.Kind != id.Kind:
		return false
	}
	for i := range e.Items {
		if e.Items[i].Name == name {
			return true
		}
	}
	return slices.Contains(e.Names, name)
}
