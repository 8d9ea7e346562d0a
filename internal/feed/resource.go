package feed

import (
	"time"

	"fleetop/internal/fleet"
)

// What is a kind of thing that is fetched.
type What uint8

// The kinds.
const (
	List   What = iota
	Detail      // everything about one object
	Log         // the log of a container
	Usage       // what objects of a kind use
	Engine      // what the engine says of itself
)

// Resource names a thing that is fetched.
type Resource struct {
	What    What
	Query   fleet.Query // of a list; of usage, the kind of the objects
	ID      fleet.ID    // of a detail or a log
	Opening int         // of a log: which opening of the logs it is for
}

// ListOf names a list.
func ListOf(q fleet.Query) Resource { return Resource{What: List, Query: q} }

// DetailOf names the detail of an object.
func DetailOf(id fleet.ID) Resource { return Resource{What: Detail, ID: id} }

// LogOf names the log of a container, for one opening of the logs.
func LogOf(uuid string, opening int) Resource {
	return Resource{What: Log, ID: fleet.ID{Kind: fleet.Containers, Key: uuid}, Opening: opening}
}

// UsageOf names what objects of a kind use.
func UsageOf(kind fleet.Kind) Resource { return Resource{What: Usage, Query: fleet.Query{Kind: kind}} }

// Applications is the list of applications. It is polled on every screen, and
// says whether the server is there and takes the key.
var Applications = ListOf(fleet.Query{Kind: fleet.Applications})

// together is how much earlier than its interval something is fetched along
// with something else, so that the machine wakes once for both.
const together = 250 * time.Millisecond

// slack is how much earlier than its interval it may be fetched; the pauses
// between fetches of a log are meant to be as long as they are.
func (r Resource) slack() time.Duration {
	if r.What == Log {
		return 0
	}
	return together
}
