package orders

import (
	"time"

	"fleetop/internal/fleet"
)

// ReasonKind tells reasons from each other.
type ReasonKind uint8

// The kinds of reasons. NoReason is that of a key.
const (
	NoReason      ReasonKind = iota
	Impossible               // the Obstacle
	ServerAway               // it is known not to answer: Text
	LeftAlone                // the server asked for that, for Wait
	NoAnswer                 // to the look before zero
	NotFetched               // the look before zero failed: Err, nil where that is not known
	ScreenUnread             // the terminal did not take the screen of the countdown
	ClockJumped              // the machine may have slept
	ManyUnclear              // of Count requests nobody knows what became of them
	KnownTooOld              // what is known of the rest is older than Wait
	KeyRefused               // by the server
	NoAnswerTo               // a write: Err
	OtherAnswered            // the server answered for another object: Difference
	WriteFailed              // Err
	AlreadyGone              // it was not there any more

	// How restarts end. State is that in which the object was seen last, "" where the server
	// does not tell it.
	RestartDone      // it runs, as State says
	RestartRefused   // Verb was, with Err
	RestartFailed    // Verb did, with Err
	RestartUnclear   // what became of Verb is unknown, because of Err
	RestartLost      // another object stands in its place: Difference
	RestartGone      // the object went away
	RestartTimedOut  // what it waits for did not come: Untold, Blind
	RestartTakenOver // somebody else has started it
	RestartUpAgain   // it is State again, and nobody has started it
	RestartWorkedOn  // it is State, which is somebody else's doing
	RestartNotUp     // it was started, and is State
	RestartPartlyUp  // it is State
	RestartLeft      // cancelled: it is left as State
	RestartStopSent  // cancelled: only the stop was sent
)

// Reason is why something is not sent, or was not done, as data.
type Reason struct {
	Kind       ReasonKind
	Obstacle   Obstacle
	Difference fleet.Difference
	Err        error
	Wait       time.Duration
	Count      int
	Text       string
	Verb       fleet.Verb
	State      string
	Untold     string // what the server does not say any more that would tell the object from others
	Blind      bool   // the server does not answer polls
}
