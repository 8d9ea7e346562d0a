package orders

import (
	"time"

	"fleetop/internal/fleet"
)

// What is a kind of news.
type What uint8

// The kinds of news.
const (
	CountsDown    What = iota // an order will be sent after Wait
	Undone                    // an order that counted down was cancelled, nothing was sent
	NotSent                   // an order, or one item of it, must not be sent for a reason
	Requested                 // an item was sent
	Stopped                   // the rest of an order for many will not be sent
	Answered                  // the server answered an item, or the write of a restart's step
	Ended                     // every item of an order has its fate
	RestartBegan              // the stop of a restart is about to be sent
	RestartWrites             // the write of a restart's step was sent
	RestartEnded              // a restart has ended, as How and Reason say
)

// News is something that has happened to an order, as data.
type News struct {
	What  What
	Order *Order // as it is now; nil in the answer to one that is not known any more
	Item  *Item  // nil where it is about the whole order
	// Reason is why nothing is sent, or something was not done.
	Reason Reason
	// Wait is how long it counts down.
	Wait time.Duration
	// Was is the target of an application before it was scaled.
	Was int
	// Left is how many items will not be sent.
	Left int
	// Crowded says that many items of the order have met the same: this one is in the
	// account of the whole order.
	Crowded bool
	// Result is the answer of the server, Fate what it means, and Step that it is for the
	// step of a restart that goes on.
	Result Result
	Fate   Fate
	Step   bool
	// Verb is what a restart's step does; How is how it ended.
	Verb fleet.Verb
	How  Ending
}

// toldMost is how many items of an order are told of by themselves: more would drive
// out what happened before.
const toldMost = 50

// crowded counts what is told of single items of an order, and says whether there
// were many already.
func (o *Order) crowded() bool {
	o.told++
	return o.told > toldMost
}
