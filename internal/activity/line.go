package activity

import (
	"encoding/json"
	"errors"
	"time"

	"fleetop/internal/fleet"
)

// line is an entry as a file keeps it: one line of JSON. What has no value is left out.
type line struct {
	Time    time.Time  `json:"time"`
	Event   string     `json:"event"`
	Kind    string     `json:"kind,omitempty"`
	ID      string     `json:"id,omitempty"`
	Name    string     `json:"name,omitempty"`
	Many    int        `json:"many,omitempty"`
	Verb    fleet.Verb `json:"verb,omitempty"`
	Part    string     `json:"part,omitempty"`
	From    string     `json:"from,omitempty"`
	To      string     `json:"to,omitempty"`
	By      string     `json:"by,omitempty"`
	Cause   string     `json:"cause,omitempty"`
	Advice  string     `json:"advice,omitempty"`
	Names   []string   `json:"names,omitempty"`
	Items   []lineItem `json:"items,omitempty"`
	OfID    string     `json:"of_id,omitempty"`
	OfName  string     `json:"of,omitempty"`
	Came    *Group     `json:"new,omitempty"`
	Went    *Group     `json:"gone,omitempty"`
	Back    *Group     `json:"running_again,omitempty"`
	Moves   *Group     `json:"on_other_nodes,omitempty"`
	Exit    string     `json:"exit,omitempty"`
	Unread  bool       `json:"exit_not_seen,omitempty"`
	Again   int        `json:"times,omitempty"`
	Result  string     `json:"result,omitempty"`
	Path    string     `json:"path,omitempty"`
	Size    int64      `json:"size,omitempty"`
	Seconds float64    `json:"seconds,omitempty"`
}

type lineItem struct {
	Name  string `json:"name"`
	Event string `json:"event"`
	Cause string `json:"cause,omitempty"`
}

// phaseNames are what files call the phases. A name never gets another meaning.
func phaseNames() map[Phase]string {
	return map[Phase]string{
		Counting: "counting", Cancelled: "cancelled", Abandoned: "abandoned", NotSent: "not-sent", Requested: "requested",
		Accepted: "accepted", AcceptedUnread: "accepted-unread", Ignored: "ignored", Refused: "refused", Unsupported: "unsupported",
		AlreadyGone: "already-gone", Failed: "failed", Unknown: "unknown", Mistaken: "mistaken", Confirmed: "confirmed",
		Vanished: "vanished", Unconfirmed: "unconfirmed", Replaced: "replaced", Restarted: "restarted", GaveUp: "gave-up",
		CalledOff: "called-off", Summary: "summary", Appeared: "appeared", Moved: "moved", NotUp: "not-up",
		Lost: "lost", Reconnected: "reconnected", NotFetched: "not-fetched", NotWhole: "not-whole", FetchedAgain: "fetched-again",
		ClockOff: "clock-off", ClockRight: "clock-right", KeyUnreadable: "key-unreadable",
		Changed: "changed", Listed: "new", Delisted: "gone", Reimaged: "image", Redeployed: "redeployed", Readdressed: "address",
		Exited: "exited", StartedAgain: "started-again", Flaps: "flaps", Settled: "settled", Loops: "restart-loop",
		LoopOver: "restart-loop-over", Elsewhere: "other-nodes", Unwatched: "not-watched", Left: "closed",
		Noted: "noted", Panicked: "panicked", Copied: "copied", CopiedForAWhile: "copied-for-a-while", Saved: "saved",
		NotSaved: "not-saved", Unmarked: "unmarked",
	}
}

func resultNames() [5]string { return [5]string{"", "good", "doubtful", "bad", "minor"} }

// phasesByName are the phases by what files call them.
func phasesByName() map[string]Phase {
	phases := make(map[string]Phase)
	for phase, name := range phaseNames() {
		phases[name] = phase
	}
	return phases
}

// Event is what files call the phase of an entry.
func (e *Entry) Event() string { return phaseNames()[e.Phase] }

// AppendLine appends an entry as a line of JSON.
func AppendLine(dst []byte, e *Entry) []byte {
	l := line{
		Time: e.Time.UTC().Round(0), Event: e.Event(), ID: e.Object.ID.Key, Name: e.Object.Name, Many: e.Object.Many, Verb: e.Verb, Part: e.Part,
		From: e.From, To: e.To, By: e.By, Cause: e.Cause, Advice: e.Advice, Names: e.Names, OfID: e.Of.ID.Key, OfName: e.Of.Name,
		Exit: e.Exit, Unread: e.Unread, Again: e.Again, Result: resultNames()[e.Result], Path: e.Path, Size: e.Size, Seconds: e.Span.Seconds(),
	}
	for _, g := range []struct {
		of   *Group
		kept **Group
	}{{&e.Came, &l.Came}, {&e.Went, &l.Went}, {&e.Back, &l.Back}, {&e.Moves, &l.Moves}} {
		if !g.of.Empty() {
			*g.kept = g.of
		}
	}
	if e.Object != (Object{}) {
		l.Kind = e.Object.ID.Kind.String()
	}
	for i := range e.Items {
		l.Items = append(l.Items, lineItem{e.Items[i].Name, phaseNames()[e.Items[i].Phase], e.Items[i].Cause})
	}
	data, err := json.Marshal(l)
	if err != nil { // a time after the year 9999
		return dst
	}
	return append(append(dst, data...), '\n')
}

// ErrForeign is the error of reading a line that another version has written.
var ErrForeign = errors.New("an event that is not known")

// ParseLine reads what AppendLine has written. Control sequences are taken out.
func ParseLine(data []byte) (Entry, error) {
	var l line
	if err := json.Unmarshal(data, &l); err != nil {
		return Entry{}, err
	}
	phases := phasesByName()
	phase, known := phases[l.Event]
	if !known || l.Time.IsZero() {
		return Entry{}, ErrForeign
	}
	const most = 100 * 365 * 24 * time.Hour
	e := Entry{
		Time: l.Time, Phase: phase, Object: Object{ID: fleet.ID{Kind: kindOf(l.Kind), Key: l.ID}, Name: l.Name, Many: l.Many},
		Verb: l.Verb, Part: l.Part, From: l.From, To: l.To, By: l.By, Cause: l.Cause, Advice: l.Advice, Names: l.Names,
		Exit: l.Exit, Unread: l.Unread, Again: l.Again, Path: l.Path, Size: l.Size,
	}
	if seconds := l.Seconds; seconds > -most.Seconds() && seconds < most.Seconds() {
		e.Span = time.Duration(seconds * float64(time.Second))
	}
	if l.OfID != "" {
		e.Of = Object{ID: fleet.ID{Kind: fleet.Applications, Key: l.OfID}, Name: l.OfName}
	}
	for _, g := range []struct{ kept, of *Group }{{l.Came, &e.Came}, {l.Went, &e.Went}, {l.Back, &e.Back}, {l.Moves, &e.Moves}} {
		if g.kept != nil {
			g.of.Join(*g.kept)
		}
	}
	for i, name := range resultNames() {
		if name == l.Result {
			e.Result = Result(i)
		}
	}
	for _, it := range l.Items {
		if phase, known := phases[it.Event]; known {
			e.Items = append(e.Items, Item{Name: it.Name, Phase: phase, Cause: it.Cause})
		}
	}
	return e.plain(), nil
}

func kindOf(name string) fleet.Kind {
	for _, kind := range []fleet.Kind{fleet.Containers, fleet.Images} {
		if kind.String() == name {
			return kind
		}
	}
	return fleet.Applications
}
