package feed

import (
	"strconv"
	"strings"

	"fleetop/internal/fleet"
)

// version is that of everything on a server that tells of changes, "RUN.NUMBER": the number grows with
// every change, and another run of the server counts anew. The zero version is not known.
type version struct {
	run    string
	number uint64
}

func parseVersion(s string) version {
	run, digits, _ := strings.Cut(s, ".")
	number, err := strconv.ParseUint(digits, 10, 64)
	if err != nil {
		return version{}
	}
	return version{run, number}
}

func (v version) known() bool { return v.run != "" }

// String returns the version as the server knows it, "" for one that is not known.
func (v version) String() string {
	if !v.known() {
		return ""
	}
	return v.run + "." + strconv.FormatUint(v.number, 10)
}

// behind says whether what was seen at a version may be another at a newer one.
func (v version) behind(newer version) bool { return v.run != newer.run || v.number < newer.number }

// versionOf returns the version at which pages are sure to have been what they are: the oldest of theirs.
func versionOf(pages []fleet.Page) version {
	var oldest version
	for i := range pages {
		switch v := parseVersion(pages[i].Version); {
		case !v.known(), i > 0 && v.run != oldest.run:
			return version{}
		case i == 0, v.number < oldest.number:
			oldest = v
		}
	}
	return oldest
}
