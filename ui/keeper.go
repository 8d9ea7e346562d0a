package ui

import (
	"fmt"
	"time"

	"fleetop/internal/activity"
	"fleetop/internal/recorder"
	"fleetop/internal/text"
	"fleetop/ui/command"
)

const (
	// awayAfter is how long without a key somebody is away.
	awayAfter = 5 * time.Minute
	// A snapshot is kept so often where something has happened, and where nothing has.
	snapshotSoon, snapshotLate = time.Minute, 5 * time.Minute
	// keepAgain is the pause after entries could not be kept, and slowKeep when it is said that the disk
	// does not answer.
	keepAgain, slowKeep = time.Minute, 10 * time.Second
)

// keeper keeps what has happened from one run to the next, a piece at a time.
type keeper struct {
	on     bool // it is kept at all
	loaded bool // what earlier runs kept has come, or cannot be read
	busy   bool // the disk is read or written
	since  time.Time
	again  time.Time // no attempt before
	told   bool      // that nothing is kept

	upTo     int       // number of the newest entry that is kept
	next     int       // the same once what is being written is
	snapshot time.Time // when the newest was taken
	entries  int       // how many entries there were then

	key      time.Time // when the newest key came
	attended int       // the newest entry then
	greeted  bool      // what happened before the start has been told
}

// newKeeper returns what keeps the history, or nothing where it is off. What earlier runs kept is read at
// once.
func newKeeper(on bool, now time.Time) keeper {
	return keeper{on: on, loaded: !on, busy: on, since: now, key: now}
}

// The messages: what earlier runs kept has come, and that something was kept.
type (
	historyLoaded struct {
		entries  []activity.Entry
		snapshot *recorder.Snapshot
		watched  bool // by another program
		err      error
	}
	historyKept struct{ err error }
)

// pastPiece is what is to be kept at once: all entries, those of one's own doing, and a snapshot,
// nil for none.
type pastPiece struct {
	all, own []activity.Entry
	snapshot *recorder.Snapshot
}

// begin returns what is to be kept now; false for nothing: one write runs at a time.
func (k *keeper) begin(log *activity.Log, rec *recorder.Recorder, now time.Time) (pastPiece, bool) {
	if !k.on || !k.loaded || k.busy || now.Before(k.again) {
		return pastPiece{}, false
	}
	h := k.rest(log, rec.Settled())
	due := snapshotLate
	if log.Last() != k.entries {
		due = snapshotSoon
	}
	if now.Sub(k.snapshot) >= due {
		if s, known := rec.Snapshot(now); known {
			h.snapshot, k.snapshot, k.entries = &s, now, log.Last()
		}
	}
	if len(h.all) == 0 && h.snapshot == nil {
		return pastPiece{}, false
	}
	k.busy, k.since, k.next = true, now, rec.Settled()
	return h, true
}

// rest returns the entries up to a number that are not kept yet.
func (k *keeper) rest(log *activity.Log, upTo int) (h pastPiece) {
	for _, e := range log.Since(k.upTo) {
		if e.Number > upTo {
			break
		}
		h.all = append(h.all, e)
		if !e.Seen() {
			h.own = append(h.own, e)
		}
	}
	return h
}

// done takes in that a piece was kept, or could not be. It returns what is to be said of it.
func (k *keeper) done(err error, now time.Time) (says string) {
	k.busy = false
	if err == nil {
		k.upTo, k.told = k.next, false
		return ""
	}
	k.again, k.snapshot = now.Add(keepAgain), time.Time{}
	return k.tell(text.Clean(err.Error()))
}

// slow says once that the disk does not answer.
func (k *keeper) slow(now time.Time) (says string) {
	if !k.busy || now.Sub(k.since) < slowKeep {
		return ""
	}
	return k.tell("the disk does not answer")
}

// tell says why nothing is kept, once until something is.
func (k *keeper) tell(why string) (says string) {
	if k.told {
		return ""
	}
	k.told = true
	return "what happens is not kept: " + why
}

// pressed takes in a key, and returns how much happened while nobody was there.
func (k *keeper) pressed(log *activity.Log, now time.Time) (happened int) {
	if away := now.Sub(k.key); !k.key.IsZero() && away >= awayAfter {
		happened = changesSince(log, k.attended)
	}
	k.key, k.attended = now, log.Last()
	return happened
}

// changesSince counts the changes of the fleet behind a number that somebody else brought about.
func changesSince(log *activity.Log, number int) (n int) {
	for _, e := range log.Since(number) {
		if e.Change() {
			n++
		}
	}
	return n
}

// awayWords says how much happened.
func awayWords(n int, shows string) string {
	things := "1 thing"
	if n > 1 {
		things = fmt.Sprintf("%d things", n)
	}
	said := things + " happened while you were away"
	if shows != "" {
		said += " (" + shows + " shows)"
	}
	return said
}

// historyLoaded takes in what earlier runs kept.
func (m *Model) historyLoaded(msg historyLoaded) {
	k := &m.keeper
	k.loaded, k.busy = true, false
	if msg.err != nil {
		m.notePanic(msg.err)
		if says := k.tell(text.Clean(msg.err.Error())); says != "" {
			m.say(warning, says)
			m.record(activity.Entry{Phase: activity.Noted, Cause: says})
		}
	}
	earlier := len(msg.entries)
	m.activity.Recall(msg.entries)
	m.recorder.Shift(earlier)
	k.upTo, k.next = earlier, earlier
	k.attended = attendedLast(msg.entries, msg.snapshot, msg.watched)
	if msg.snapshot != nil || msg.watched {
		m.recorder.Resume(msg.snapshot, msg.watched, m.now)
	}
	k.greeted = msg.snapshot == nil && earlier == 0
}

// attendedLast is the number of the last entry of earlier runs that their user has seen: what the user
// did last, the end of the program among it.
func attendedLast(entries []activity.Entry, s *recorder.Snapshot, watched bool) int {
	for i := len(entries) - 1; i >= 0; i-- {
		if !entries[i].Seen() || !watched && s != nil && !entries[i].Time.After(s.Time) {
			return i + 1
		}
	}
	return 0
}

// keep keeps what has happened since, and says what happened before the start.
func (m *Model) keep() (h pastPiece, due bool) {
	k := &m.keeper
	if !k.greeted && k.loaded && m.recorder.Watches() {
		k.greeted = true
		if n := changesSince(&m.activity, k.attended); n > 0 {
			m.messages.greet(awayWords(n, m.look.Key(command.ShowActivity)), m.now)
			m.drawn.all = true
		}
		k.attended = m.activity.Last()
	}
	if says := k.slow(m.now); says != "" {
		m.say(warning, says)
		m.record(activity.Entry{Phase: activity.Noted, Cause: says})
	}
	return k.begin(&m.activity, m.recorder, m.now)
}

// historyKept takes in that entries were kept, or could not be.
func (m *Model) historyKept(msg historyKept) {
	m.notePanic(msg.err)
	if says := m.keeper.done(msg.err, m.now); says != "" {
		m.say(warning, says)
		m.record(activity.Entry{Phase: activity.Noted, Cause: says})
	}
}

// lastOfHistory is what is to be kept when the program has ended.
func (m *Model) lastOfHistory() pastPiece {
	m.recorder.CloseAll()
	m.activity.Add(m.opt.Now(), activity.Entry{Phase: activity.Left})
	if m.keeper.busy {
		m.keeper.upTo = m.keeper.next
	}
	h := m.keeper.rest(&m.activity, m.activity.Last())
	if s, known := m.recorder.Snapshot(m.opt.Now()); known {
		h.snapshot = &s
	}
	return h
}
