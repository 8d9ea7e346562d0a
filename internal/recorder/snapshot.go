package recorder

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"fleetop/client"
	"fleetop/internal/activity"
	"fleetop/internal/fleet"
)

// A Snapshot is the fleet as it was seen last, for the next start of the program. It does not change.
type Snapshot struct {
	Version int             `json:"version"`
	Time    time.Time       `json:"time"`
	Watched []int64         `json:"watched"` // cells
	Apps    map[string]kept `json:"applications"`
}

// snapshotVersion is that of the form of a Snapshot.
const snapshotVersion = 1

// kept is what is kept of an application.
type kept struct {
	facts

	// Hour is its ribbon at that time, a digit for each cell.
	Hour      string    `json:"hour"`
	Since     time.Time `json:"since,omitzero"` // of its problem
	Container string    `json:"container,omitempty"`
	Exit      string    `json:"exit,omitempty"`
	Cause     string    `json:"cause,omitempty"`
	// Containers are those that were looked at until then, by uuid.
	Containers map[string]remembered `json:"containers,omitempty"`
}

// Snapshot returns the fleet as it is known now; false before anything is.
func (r *Recorder) Snapshot(now time.Time) (s Snapshot, known bool) {
	if r.rows == nil || r.seen.IsZero() {
		return Snapshot{}, false
	}
	slot := slotOf(now)
	s = Snapshot{Version: snapshotVersion, Time: r.seen.UTC().Round(0), Apps: make(map[string]kept, len(r.apps))}
	for c := slot - Cells + 1; c <= slot; c++ {
		if r.watched.seen(c) {
			s.Watched = append(s.Watched, c)
		}
	}
	for key, a := range r.apps {
		k := kept{facts: a.told}
		hour, ribbon := [Cells]byte{}, a.track.ribbon(slot, &r.watched)
		for i := range ribbon {
			hour[i] = '0' + byte(ribbon[i])
		}
		k.Hour = string(hour[:])
		if p := a.problem; p != nil {
			k.Since, k.Container, k.Exit, k.Cause = p.Since.UTC().Round(0), p.Container, p.Exit, p.Cause
		}
		s.Apps[key] = k
	}
	r.remember(&s)
	return s, true
}

// Encode returns the snapshot as JSON.
func (s Snapshot) Encode() ([]byte, error) { return json.Marshal(s) }

// ParseSnapshot reads what Encode has written.
func ParseSnapshot(data []byte) (s Snapshot, err error) {
	if err = json.Unmarshal(data, &s); err != nil {
		return Snapshot{}, err
	}
	if s.Version != snapshotVersion {
		return Snapshot{}, fmt.Errorf("its form is %d and not %d", s.Version, snapshotVersion)
	}
	if s.Time.IsZero() {
		return Snapshot{}, errors.New("it has no time")
	}
	return s, nil
}

// Resume takes in how the fleet was seen last by an earlier run. What has changed since is told, unless
// another program has watched and tells it. The snapshot is nil where there is none.
func (r *Recorder) Resume(s *Snapshot, watched bool, now time.Time) {
	r.earlier, r.elsewhere = s, watched
	if r.rows != nil && s != nil {
		r.resume(now)
	}
}

// resume goes on from where an earlier run has ended, now that the applications have come.
func (r *Recorder) resume(now time.Time) {
	s := r.earlier
	r.earlier = nil
	if away := r.began.Sub(s.Time); !r.elsewhere && away > max(gapIntervals*r.interval, leastGap) {
		r.log.Add(now, activity.Entry{Phase: activity.Unwatched, Span: away, Cause: "fleetop was not running"})
	}
	then, slot := slotOf(s.Time), slotOf(now)
	for _, c := range s.Watched {
		if c > slot-Cells && c <= slot && c >= 0 {
			r.watched.note(c, c)
		}
	}
	for key, a := range r.apps {
		k, there := s.Apps[key]
		switch {
		case !there && !r.elsewhere:
			r.appeared(a, now)
		case there:
			r.goesOn(a, &k, then, now)
		}
	}
	for key := range s.Apps {
		k := s.Apps[key]
		if r.apps[key] == nil && !r.elsewhere && k.State != string(client.StateTerminated) {
			object := activity.Object{ID: fleet.ID{Kind: fleet.Applications, Key: key}, Name: k.Name}
			r.fresh = append(r.fresh, change{entry: activity.Entry{Phase: activity.Delisted, Object: object, From: k.text(), Result: activity.Doubtful}})
		}
	}
	r.flush(now)
}

// goesOn joins what an earlier run kept of an application to what is known of it.
func (r *Recorder) goesOn(a *app, k *kept, then int64, now time.Time) {
	a.track.recall(k.Hour, then)
	if p := a.problem; p != nil && p.Since.IsZero() {
		p.Since = k.Since
		r.newest.known = false
		if p.Container == "" && k.facts == a.told {
			p.Container, p.Exit, p.Cause = k.Container, k.Exit, k.Cause
		}
	}
	if r.elsewhere {
		return
	}
	a.earlier = k.Containers
	was := k.facts
	if a.row.State().InTransition() {
		a.told, a.telling = was, true
		return
	}
	for _, e := range differences(&was, &a.told) {
		e.Object = activity.Of(a.row)
		r.classify(&e, a)
		r.out(&e, a, now, false)
	}
}

// recall takes in the hour that ended in a cell, as an earlier run saw it.
func (t *track) recall(hour string, slot int64) {
	if len(hour) != Cells {
		return
	}
	for i := range hour {
		c, level := slot-Cells+1+int64(i), Level(hour[i]-'0')
		if level == Unseen || level > Failed || c < 0 || c > t.last || c <= t.last-Cells {
			continue
		}
		if c < t.first {
			t.cells[at(c)] = level
		} else {
			t.cells[at(c)] = max(t.cells[at(c)], level)
		}
	}
	t.first = min(t.first, max(slot-Cells+1, 0))
}
