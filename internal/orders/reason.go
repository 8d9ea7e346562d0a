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
	RestartGaveUp            // or was cancelled: Text
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
}
