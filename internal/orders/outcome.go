package orders

import (
	"errors"
	"net/http"

	"fleetop/client"
	"fleetop/internal/fleet"
)

// Result is what came of a write.
type Result struct {
	Write
	Row *fleet.Row // the object as the server sent it, nil where it did not
	Err error
}

// Answered takes in what came of a write.
func (b *Book) Answered(w World, r Result) []News {
	id := r.Action.ID
	fate, why := r.judge()
	switch fate {
	case Unknown:
		w.Fleet.TimedOut(id, w.Now)
	case Done:
		w.Fleet.Answered(id, r.Row, w.Now)
	default:
		w.Fleet.Refused(id)
	}
	o := b.order(r.Order)
	n := News{What: Answered, Order: o, Result: r, Fate: fate, Reason: why}
	if o != nil {
		n.Item = o.item(id)
		if fate == Unknown {
			o.unanswered++
		}
	}
	news := b.stopFor(w, r)
	switch {
	case n.Item == nil:
	case n.Item.Verb == fleet.Restart:
		n.Step = n.Item.repliedTo(w, r)
	default:
		n.Item.Fate = fate
		if fate != Done {
			n.Item.Why = why
		}
		n.Crowded = o.Many && why.Kind != NoReason && o.crowded()
	}
	return append(news, n)
}

// judge says what an answer means.
func (r Result) judge() (Fate, Reason) {
	failed := Reason{Kind: WriteFailed, Err: r.Err}
	switch d := AnsweredFor(r.Action.Verb, r.Action.Seen, r.Row); {
	case r.Action.Verb == fleet.Remove && errors.Is(r.Err, client.ErrNotFound):
		return Refused, Reason{Kind: AlreadyGone}
	case r.Err == nil && d.Trait != fleet.Same:
		return Unknown, Reason{Kind: OtherAnswered, Difference: d}
	case r.Err == nil:
		return Done, Reason{}
	}
	switch client.OutcomeOf(r.Err) {
	case client.Accepted:
		return Done, failed
	case client.Unknown:
		return Unknown, failed
	case client.NotSent:
		return Broken, failed
	default:
		return Refused, failed
	}
}

// AnsweredFor returns what tells the object with which the server answered a write
// from the one that it was for. A redeploy changes what the object is made of, and a
// server may take a start for a deployment. A server may also answer with no object.
func AnsweredFor(verb fleet.Verb, seen fleet.Identity, row *fleet.Row) fleet.Difference {
	if row == nil || row.ID.Key == "" {
		return fleet.Difference{}
	}
	switch verb {
	case fleet.Redeploy:
		seen = seen.Redeployable()
	default:
		seen.Deployed = client.Time{}
	}
	return seen.Differs(row.Identity())
}

// stopFor ends what is being sent where the answer to a write says that the server is
// not to be written to now, or that it is another one.
func (b *Book) stopFor(w World, r Result) []News {
	var api *client.Error
	errors.As(r.Err, &api)
	var why Reason
	switch {
	case errors.Is(r.Err, client.ErrUnauthorized):
		why = Reason{Kind: KeyRefused}
	case api != nil && (api.RetryAfter > 0 || api.Status == http.StatusTooManyRequests):
		why = Reason{Kind: LeftAlone, Wait: api.RetryAfter}
	case client.Away(r.Err):
		why = Reason{Kind: NoAnswerTo, Err: r.Err}
	case r.Err == nil:
		if d := AnsweredFor(r.Action.Verb, r.Action.Seen, r.Row); d.Trait != fleet.Same {
			why = Reason{Kind: OtherAnswered, Difference: d}
		}
	}
	if why.Kind == NoReason {
		return nil
	}
	return b.stopSending(w, why)
}
