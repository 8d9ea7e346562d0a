package feed

import (
	"bytes"
	"time"

	"fleetop/client"
	"fleetop/internal/fleet"
	"fleetop/internal/textlog"
)

const (
	// logEvery is the least time between two fetches of a log.
	logEvery = 2 * time.Second
	// logCostFactor stretches that time where logs are slow to fetch.
	logCostFactor = 10
	// tailStep is how many times as many lines are fetched where those that were fetched are not
	// enough, and mostTail the most.
	tailStep = 4
	mostTail = 200_000
	// firstTail is how many lines are fetched first of one log, leastTail of each of many, and
	// manyTail of all together where each gets more than that.
	firstTail = 2_000
	leastTail = 200
	manyTail  = 4_000
	// nearlyAll is how many bytes a server gives of a log that is longer: a MiB without the line that
	// is cut.
	nearlyAll = 1_000_000
)

// LogAsk is what a fetch of the log of a container has to know.
type LogAsk struct {
	Fingerprint textlog.Fingerprint // of the text that came before
	Joint       textlog.Joint       // the same where the log is fetched in parts
	Tail        int                 // how many lines are wanted of a log that is fetched in parts
	Older       bool                // more lines are wanted than there are
	Stamps      bool                // the time of each line is wanted
	Limits      textlog.Limits
	Unread      bool // it is waited for: nothing of it has come yet
}

// options says what is made of what is fetched.
func (a *LogAsk) options(now time.Time) textlog.Options {
	return textlog.Options{Limits: a.Limits, Stamps: a.Stamps, Now: now}
}

// LogText is one fetch of the log of a container, compared with the one before.
type LogText struct {
	Batch       textlog.Batch
	Fingerprint textlog.Fingerprint
	Joint       textlog.Joint // where it was fetched in parts
	Older       textlog.Batch // lines before those that were there
	Tail        int           // how many lines were asked for, 0 for those since the last fetch
	More        bool          // so many came: there are more, if Tail is not 0
	Capped      bool          // fewer came because the server gives no more bytes, if Tail is not 0
	Change      textlog.Change
	Received    int64 // bytes on the wire
	Size        int64 // of the text that came
	Cut         int64 // bytes left out at the front, because the log is too long
	Took        time.Duration
	At          time.Time
}

// readLogParts fetches what is new in a log that is fetched in parts: what was written since the last
// line that is known, else the last lines, more of them until they reach back to what is known.
func readLogParts(ask *LogAsk, now func() time.Time, get func(client.LogPart) (client.Log, error)) (t LogText, err error) {
	join := func(part client.LogPart) error {
		part.Timestamps = true
		log, err := get(part)
		if err != nil {
			return err
		}
		t.Received, t.Size, t.Took, t.At = t.Received+log.Received, t.Size+log.Len, t.Took+log.Took, now()
		var lines textlog.Part
		lines, t.Joint, t.Change = ask.Joint.Join(log.Chunks, ask.options(t.At))
		t.Batch, t.Older = lines.Newer, lines.Older
		if t.Tail = part.Lines; t.Tail > 0 {
			t.More = countLines(log.Chunks) >= t.Tail
			t.Capped = !t.More && log.Received >= nearlyAll
		}
		return nil
	}
	if since := ask.Joint.Since(); !since.IsZero() && !ask.Older {
		if err := join(client.LogPart{Since: since}); err != nil || t.Change != textlog.Restarted {
			return t, err
		}
	}
	for tail := ask.Tail; ; tail *= tailStep {
		err := join(client.LogPart{Lines: tail})
		if err != nil || t.Change != textlog.Restarted || !t.More || tail >= mostTail {
			return t, err
		}
	}
}

// countLines counts the lines of a text, an unfinished last one, too.
func countLines(chunks [][]byte) int {
	n := 0
	for _, c := range chunks {
		n += bytes.Count(c, []byte{'\n'})
	}
	if last := len(chunks) - 1; last >= 0 && !bytes.HasSuffix(chunks[last], []byte{'\n'}) {
		n++
	}
	return n
}

// LogTail is how many lines are fetched first of each log of a view, where a server gives parts: some
// screens of one, fewer of each of many.
func LogTail(logs int) int {
	return max(leastTail, min(firstTail, manyTail/max(logs, 1)/leastTail*leastTail))
}

// MoreLogTail is how many lines are fetched next where those are not enough.
func MoreLogTail(tail int) int { return min(tailStep*tail, mostTail) }

// LogRound returns how long it takes to fetch every log of a view once, from how
// long each took.
func LogRound(took []time.Duration) time.Duration {
	var longest, sum time.Duration
	for _, d := range took {
		longest, sum = max(longest, d), sum+d
	}
	return max(longest, sum/backgroundPlaces)
}

// LogPause returns the time between two fetches of each log of a view: ten times
// as long as a round of them takes, so that most of the time nothing is fetched.
func LogPause(round time.Duration) time.Duration { return max(logEvery, logCostFactor*round) }

// LogLife says of which time in the life of a container its log is. It is the
// same as long as a container that does not run stays as it is.
type LogLife struct {
	State            client.State
	Started, Stopped time.Time
}

// LogLifeOf returns that of a container as it is known.
func LogLifeOf(r *fleet.Row) LogLife {
	l := LogLife{State: r.State()}
	if c := r.Container; c != nil {
		l.Started, l.Stopped = c.Started.Time, c.StoppedAt.Time
	}
	return l
}

// Still says whether the container does not run, so that its log gets no longer.
// A state that is not known may be any.
func (l LogLife) Still() bool {
	switch l.State {
	case client.StateStopped, client.StateStoppedWithErrors, client.StateStartFailed, client.StateNotRunning, client.StateTerminated:
		return true
	default:
		return false
	}
}
