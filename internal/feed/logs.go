package feed

import (
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
)

// LogAsk is what a fetch of the log of a container has to know.
type LogAsk struct {
	Fingerprint textlog.Fingerprint // of the text that came before
	Stamps      bool                // the time of each line is wanted
	Limits      textlog.Limits
	Unread      bool // it is waited for: nothing of it has come yet
}

// LogText is one fetch of the log of a container, compared with the one before.
type LogText struct {
	Batch       textlog.Batch
	Fingerprint textlog.Fingerprint
	Change      textlog.Change
	Received    int64 // bytes on the wire
	Cut         int64 // bytes left out at the front, because the log is too long
	Took        time.Duration
	At          time.Time
}

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
