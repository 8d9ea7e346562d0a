package fleet

import "time"

// RestartStep is how far a restart has come.
type RestartStep uint8

// The steps. Each is shown by its number.
const (
	RestartStopping RestartStep = iota // the stop is on its way
	RestartWaiting                     // the stop was accepted; it is not Stopped yet
	RestartStarting                    // the start is on its way, or accepted; it does not run yet
)

// Restarting is a restart that is under way: an object is stopped and started again. It is
// what others have to know of it, so that nothing else is done to the object meanwhile.
type Restarting struct {
	ID       ID
	Name     string
	Step     RestartStep
	Accepted bool // the start was accepted
	Blind    bool // the server does not answer polls
}

// blocks says whether another action has to wait for its end. Once its start was
// accepted it sends nothing more: what stops or destroys need not wait.
func (r *Restarting) blocks(v Verb) bool {
	return r != nil && (r.Step != RestartStarting || !r.Accepted || v != Stop && v != Terminate)
}

// Words says what it does now: "restarting: stopping (1/3)".
func (r *Restarting) Words() string { return "restarting: " + r.doing() }

func (r *Restarting) doing() string {
	text := "starting (3/3)"
	switch r.Step {
	case RestartStopping:
		return "stopping (1/3)"
	case RestartWaiting:
		text = "waiting for Stopped (2/3)"
	case RestartStarting:
	}
	if r.Blind {
		text += ", no answer from the server"
	}
	return text
}

// badges says the same as shortly as a list needs it.
func (r *Restarting) badges() []string {
	switch r.Step {
	case RestartStopping:
		return []string{"restart: stopping 1/3", "stopping 1/3"}
	case RestartWaiting:
		return []string{"restart: waiting 2/3", "waiting 2/3"}
	default:
		return []string{"restart: starting 3/3", "starting 3/3"}
	}
}

// NoteRestart keeps how far a restart is.
func (f *Fleet) NoteRestart(r Restarting) {
	if known := f.restarts[r.ID]; known != nil && *known == r {
		return
	}
	f.restarts[r.ID] = &r
	f.version++
}

// EndRestart forgets a restart.
func (f *Fleet) EndRestart(id ID) {
	delete(f.restarts, id)
	f.version++
}

// Restarting returns the restart of an object that is under way, nil if there is none.
func (f *Fleet) Restarting(id ID) *Restarting { return f.restarts[id] }

// Absent says whether the newest list that would have an object is whole and
// does not have it.
func (f *Fleet) Absent(r *Row) bool {
	newest := f.lists[Query{Kind: r.ID.Kind}]
	if r.ID.Kind == Containers {
		if of := f.lists[Query{Kind: Containers, Application: r.ApplicationUUID()}]; of.newerThan(newest) {
			newest = of
		}
	}
	return newest.Whole() && newest.Row(r.ID.Key) == nil
}

// Badges returns what a list shows of what is planned or under way with an object,
// the fullest way to say it first; none for nothing.
func (f *Fleet) Badges(id ID, now time.Time) []string {
	if p := f.planned[id]; p != nil {
		return p.badges(now)
	}
	if r := f.restarts[id]; r != nil {
		return r.badges()
	}
	if p := f.pending[id]; p != nil {
		return p.badges(now)
	}
	return nil
}

// lacksFor is how long it is believed that the server does not know an action: it
// may be another one by then.
const lacksFor = 5 * time.Minute

// Lack notes that the server does not know an action at all.
func (f *Fleet) Lack(v Verb, now time.Time) {
	f.lacks[v] = now.Add(lacksFor)
	f.version++
}

// ForgetLacks lets everything be tried again.
func (f *Fleet) ForgetLacks() {
	clear(f.lacks)
	f.version++
}
