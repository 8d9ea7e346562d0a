package activity

import (
	"fmt"
	"strings"
	"time"

	"fleetop/internal/fleet"
	"fleetop/internal/text"
)

// Words says what happened in one line, without the object: "stop accepted, now
// Stopping". arrow stands between two states.
func (e *Entry) Words(arrow string) string {
	switch {
	case e.Phase <= Requested:
		return e.ofRequest()
	case e.Phase <= Mistaken:
		return e.ofAnswer()
	case e.Phase <= Summary:
		return e.ofOutcome()
	case e.Phase <= NotUp:
		return e.ofNewObject(arrow)
	case e.Phase <= KeyUnreadable:
		return e.ofConnection()
	case e.Phase <= Left:
		return e.ofChange(arrow)
	default:
		return e.ofProgram()
	}
}

// Sentence says the same with the object in front: "web: stop confirmed".
func (e *Entry) Sentence(arrow string) string {
	return text.Join(": ", e.Object.String(), e.Words(arrow))
}

// ofRequest says what becomes of an action until it is sent.
func (e *Entry) ofRequest() string {
	verb, names := string(e.Verb), strings.Join(e.Names, ", ")
	switch e.Phase {
	case Counting:
		if e.To != "" {
			verb += " to " + e.To
		}
		return text.Join(": ", verb, fmt.Sprintf("sends in %d s", fleet.Seconds(e.Span)), names)
	case Cancelled, Abandoned:
		return text.Join(": ", e.Verb.Gerund()+" cancelled, nothing was sent", e.Cause, names)
	case NotSent:
		return text.Join(": ", verb+" not sent", e.Cause, names)
	default:
		if e.To != "" {
			verb += " " + e.From + " to " + e.To
		}
		return text.Join(" by the ", verb+" requested", e.By)
	}
}

// ofAnswer says what the server answered to an action.
func (e *Entry) ofAnswer() string {
	verb := string(e.Verb)
	switch e.Phase {
	case Accepted:
		return text.Join(", now ", verb+" accepted", e.To)
	case AcceptedUnread:
		return verb + " accepted, but the answer could not be read: " + e.Cause
	case Ignored:
		return "this server ignored the change of " + strings.Join(e.Names, " and ")
	case Refused:
		return verb + " refused: " + e.Cause
	case Unsupported:
		return "this server does not know " + verb + ": nothing was changed"
	case AlreadyGone:
		return verb + ": it was not there any more"
	case Failed:
		return verb + " failed: " + e.Cause
	case Unknown:
		return verb + " unknown, it may have been done: " + e.Cause
	default:
		return verb + " unknown: " + e.Cause
	}
}

// ofOutcome says what polls have shown of an action.
func (e *Entry) ofOutcome() string {
	verb, names := string(e.Verb), strings.Join(e.Names, ", ")
	switch e.Phase {
	case Confirmed:
		return verb + " confirmed"
	case Vanished:
		return verb + ": it is not listed any more"
	case Unconfirmed:
		return text.Join(": ", verb+" unconfirmed: no poll has shown it for a minute", names)
	case Replaced:
		return text.Join(": ", verb+" cannot be confirmed", e.Cause, names)
	case Restarted:
		return "restarted: " + e.To
	case GaveUp:
		return verb + " " + e.Cause
	case CalledOff:
		return verb + " cancelled: " + e.Cause
	default:
		return e.ofMany()
	}
}

// ofNewObject says how an object is that was created here.
func (e *Entry) ofNewObject(arrow string) string {
	moved := e.From + " " + arrow + " " + e.To
	switch e.Phase {
	case Appeared:
		return string(e.Verb) + ": " + strings.Join(e.Names, ", ") + " has come since"
	case NotUp:
		if e.Cause != "" {
			return moved + ": " + e.Cause
		}
		return moved + ": it did not come up, its logs may say why"
	default:
		return moved
	}
}

// ofConnection says how the connection is, and what came by it.
func (e *Entry) ofConnection() string {
	switch e.Phase {
	case Lost:
		return text.Join(": ", "server lost: "+e.Cause, e.Advice)
	case Reconnected:
		if e.Span > 0 {
			return "connected again, not watched for " + text.Span(e.Span)
		}
		return "connected again"
	case NotFetched:
		return e.Part + " could not be fetched: " + e.Cause
	case NotWhole:
		return e.Part + " not whole: " + e.Cause
	case FetchedAgain:
		return e.Part + " fetched again"
	case ClockOff:
		return ClockWords(e.Span) + ": ages and times are counted by it"
	case ClockRight:
		return "server clock right again"
	default:
		return "the key could not be read again, the old one is used: " + e.Cause
	}
}

// ClockWords says how far the server's clock is ahead: "server clock 5m ahead".
func ClockWords(off time.Duration) string {
	how, exact := " ahead", time.Second
	if off < 0 {
		how = " behind"
	}
	if off.Abs() >= time.Minute {
		exact = 10 * time.Second
	}
	return "server clock " + text.Span(off.Abs().Round(exact)) + how
}

// ofProgram says what the program did.
func (e *Entry) ofProgram() string {
	switch e.Phase {
	case Panicked:
		return text.Join("; its trace is in ", "an internal error: "+e.Cause, e.Path)
	case Copied:
		return "copied to " + e.Path + ": " + e.Cause
	case CopiedForAWhile:
		return "copied to " + e.Path + ", removed when fleetop ends (ctrl+s keeps it): " + e.Cause
	case Saved:
		return "saved to " + e.Path + ", " + text.Bytes(e.Size)
	case NotSaved:
		return "not saved: " + e.Cause
	case Unmarked:
		if n := len(e.Names); n > 1 {
			return fmt.Sprintf("%d are not marked any more, they were replaced or deployed anew: %s", n, strings.Join(e.Names, ", "))
		}
		return strings.Join(e.Names, "") + " is not marked any more: " + e.Cause
	default:
		return e.Cause
	}
}
