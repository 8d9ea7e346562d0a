package textlog

import (
	"bytes"
	"time"
)

// maxStamp is how long a time is at most that a server puts in front of a line.
const maxStamp = len("2006-01-02T15:04:05.000000000+07:00 ")

// cutStamp reads the time that a server puts in front of a raw line, in nanoseconds of Unix time, and
// returns how long it is with the blank behind it; 0 for both if there is none.
func cutStamp(line []byte) (stamp int64, size int) {
	line = line[:min(len(line), maxStamp)]
	if end := bytes.IndexByte(line, '\n'); end >= 0 {
		line = line[:end]
	}
	end := bytes.IndexByte(line, ' ')
	if end < 0 {
		return 0, 0
	}
	at, err := time.Parse(time.RFC3339Nano, string(line[:end]))
	if err != nil || at.Year() < 1970 || at.Year() > 2200 {
		return 0, 0
	}
	return max(at.UnixNano(), 1), end + 1
}
