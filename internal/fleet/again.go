package fleet

import (
	"maps"
	"slices"
	"time"
)

// Again returns the round of a list that is known to be what it was: as if every page of it had come
// once more, asked for at started. It is false where the last round was not whole.
func (l *List) Again(started, ended time.Time, version string) (Round, bool) {
	if l == nil || l.Good.IsZero() || l.Err != nil || l.Partial || l.Lost > 0 || len(l.pages) == 0 {
		return Round{}, false
	}
	r := Round{Query: l.Query, Started: started, Ended: ended}
	for _, offset := range slices.Sorted(maps.Keys(l.pages)) {
		p := l.pages[offset]
		p.Same, p.Version, p.Date = true, version, time.Time{} // it says nothing of the server's clock
		r.Pages = append(r.Pages, p)
	}
	return r, true
}
