package platform

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"fleetop/internal/platform/engine"
)

const (
	// mostTail is the most lines that can be asked for.
	mostTail = 1_000_000
	// maxSince is the latest time that can be asked for, in seconds of Unix time: the year 2200.
	maxSince = 7_258_118_400
)

// readLogQuery reads which part of a log is wanted: ?tail= lines, those ?since= a time, with
// ?timestamps=1, and with ?follow=1 what comes later. It returns a message if one of them is wrong.
func readLogQuery(r *http.Request) (q engine.LogQuery, wrong string) {
	values := r.URL.Query()
	if s, found := last(values, "tail"); found {
		n, err := strconv.Atoi(s)
		if err != nil || n < 1 || n > mostTail {
			return q, invalid("tail", s, "it must be a number of lines from 1 to "+strconv.Itoa(mostTail))
		}
		q.Tail = n
	}
	if s, found := last(values, "since"); found {
		at, ok := parseUnix(s)
		if !ok {
			return q, invalid("since", s, "it must be a time in seconds since 1970, such as 1396310400 or 1396310400.25")
		}
		q.Since = at
	}
	for key, to := range map[string]*bool{"timestamps": &q.Timestamps, "follow": &q.Follow} {
		if s, found := last(values, key); found {
			on, err := strconv.ParseBool(s)
			if err != nil {
				return q, invalid(key, s, "it must be 1 or 0")
			}
			*to = on
		}
	}
	if r.Method == http.MethodHead {
		q.Follow = false
	}
	return q, ""
}

// invalid says what is wrong with a parameter.
func invalid(key, value, rule string) string {
	return "Invalid " + key + " " + strconv.Quote(cut(value, 40)) + ": " + rule
}

// parseUnix reads seconds of Unix time with up to nine decimals.
func parseUnix(s string) (time.Time, bool) {
	whole, part, dotted := strings.Cut(s, ".")
	seconds, err := strconv.ParseUint(whole, 10, 63)
	if err != nil || seconds > maxSince || dotted && (part == "" || len(part) > 9) {
		return time.Time{}, false
	}
	nanos, err := strconv.ParseUint((part + "000000000")[:9], 10, 63)
	if err != nil {
		return time.Time{}, false
	}
	return time.Unix(int64(seconds), int64(nanos)).UTC(), true
}
