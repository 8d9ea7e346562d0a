package client

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// Tail is the extension of servers that give parts of logs.
const Tail Extension = "tail"

// LogPart says which part of a log is wanted.
type LogPart struct {
	Lines      int       // the last so many, 0 for all
	Since      time.Time // from the first line on that was written then or later, unless zero
	Timestamps bool      // when it was written in front of each line, as RFC 3339 with nanoseconds, and a blank
}

// query returns the parameters that ask for the part.
func (p LogPart) query() url.Values {
	q := url.Values{}
	if p.Lines > 0 {
		q.Set("tail", strconv.Itoa(p.Lines))
	}
	if !p.Since.IsZero() {
		since := fmt.Sprintf("%d.%09d", p.Since.Unix(), p.Since.Nanosecond())
		q.Set("since", strings.TrimSuffix(strings.TrimRight(since, "0"), "."))
	}
	if p.Timestamps {
		q.Set("timestamps", "1")
	}
	return q
}
