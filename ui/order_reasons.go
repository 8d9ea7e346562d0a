package ui

import (
	"fmt"
	"time"

	"fleetop/client"
	"fleetop/internal/feed"
	"fleetop/internal/fleet"
	"fleetop/internal/orders"
	"fleetop/internal/text"
)

// reasonText says in words why something is not sent, or was not done; "" for a key.
func reasonText(r orders.Reason) string {
	switch r.Kind {
	case orders.Impossible:
		return r.Obstacle.String()
	case orders.NoReason, orders.ServerAway:
		return r.Text
	case orders.LeftAlone:
		return leftAlone(r.Wait)
	case orders.NoAnswer:
		return noAnswer("")
	case orders.NoAnswerTo:
		return noAnswer(feed.Cause(r.Err))
	case orders.NotFetched:
		return notFetched(r.Err)
	case orders.ScreenUnread:
		return "the terminal did not take the screen"
	case orders.ClockJumped:
		return "the clock jumped, the machine may have slept"
	case orders.ManyUnclear:
		return fmt.Sprintf("what became of %d requests is unknown", r.Count)
	case orders.KnownTooOld:
		return "what is known of the rest is older than " + text.Span(r.Wait)
	case orders.KeyRefused:
		return "the server refuses the key (401)"
	case orders.OtherAnswered:
		return otherAnswered(r.Difference)
	case orders.AlreadyGone:
		return "it was not there any more"
	case orders.WriteFailed:
		return reason(r.Err)
	default:
		return restartEnding(r)
	}
}

// restartEnding says how a restart ended, in words that follow "restart of web", or "restart of web
// cancelled: "; the state of the object where it is done.
func restartEnding(r orders.Reason) string {
	const nothingMore, noStart = "; nothing more is sent", "; no start is sent"
	state := r.State
	if state == "" {
		state = "in a state that the server does not tell"
	}
	switch r.Kind {
	case orders.RestartRefused:
		return "ended: " + string(r.Verb) + " refused: " + reason(r.Err) + "; it is " + state
	case orders.RestartFailed:
		return "ended: " + string(r.Verb) + " failed: " + reason(r.Err) + "; it is " + state
	case orders.RestartUnclear:
		return "ended: " + string(r.Verb) + " unknown, it may have been done: " + reason(r.Err) + nothingMore
	case orders.RestartLost:
		return "ended: " + r.Difference.String() + nothingMore
	case orders.RestartGone:
		return "ended: it went away meanwhile" + nothingMore
	case orders.RestartTimedOut:
		return "gave up waiting: " + unseen(r, state) + nothingMore
	case orders.RestartTakenOver:
		return "ended: somebody else started it meanwhile" + noStart
	case orders.RestartUpAgain:
		return "ended: it is " + state + " again, not stopped or started by somebody else" + noStart
	case orders.RestartWorkedOn:
		return "ended: it is " + state + ", somebody else is at work on it" + noStart
	case orders.RestartNotUp:
		return "ended: it was started, and is " + state
	case orders.RestartPartlyUp:
		return "ended: it is " + state
	case orders.RestartLeft:
		return "it is left as it is, " + state + ", and not started"
	case orders.RestartStopSent:
		return "the stop was sent, nothing more will be"
	default:
		return state
	}
}

// unseen says why what a restart waited for was not seen.
func unseen(r orders.Reason, state string) string {
	switch {
	case r.Blind:
		return "no answer from the server, it was " + state
	case r.Untold != "":
		return "it is " + state + ", and the server does not say its " + r.Untold + " any more"
	default:
		return "it is " + state
	}
}

// notFetched says that what an object has become is not known.
func notFetched(err error) string {
	const content = "what it has become could not be fetched"
	if err == nil {
		return content
	}
	return content + " (" + feed.Cause(err) + ")"
}

// noAnswer says that the server does not answer, and why where that is known.
func noAnswer(why string) string {
	if why == "" {
		return "no answer from the server"
	}
	return "no answer from the server (" + why + ")"
}

// leftAlone says that the server is not to be asked for a while, as far as is known.
func leftAlone(wait time.Duration) string {
	content := "the server asked to be left alone"
	if wait > 0 {
		content += " for " + text.Span(wait)
	}
	return content
}

// otherAnswered says that the server answered a write with another object than the one
// that it was for, "" where it did not.
func otherAnswered(d fleet.Difference) string {
	if d.Trait == fleet.Same {
		return ""
	}
	return "the server answered for another object: " + d.String()
}

// reason says in a few words why a request failed.
func reason(err error) string { return text.Clean(client.Short(err)) }
