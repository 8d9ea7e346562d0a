package client

import "sync"

const (
	maxInterned    = 8192
	maxInternedLen = 256
)

// interner keeps one copy of the texts that most records share: states, sizes, names of images. It
// is bounded: when it is full it starts empty. Its methods need the lock, which is held for a whole
// page.
type interner struct {
	mu    sync.Mutex
	texts map[string]string
}

func newInterner() *interner { return &interner{texts: map[string]string{}} }

// text returns the copy of s that is shared.
func (in *interner) text(s string) string {
	if s == "" || len(s) > maxInternedLen {
		return s
	}
	if shared, ok := in.texts[s]; ok {
		return shared
	}
	if len(in.texts) >= maxInterned {
		clear(in.texts)
	}
	in.texts[s] = s
	return s
}

// all does it for a list; none is nil.
func (in *interner) all(list []string) []string {
	for i := range list {
		list[i] = in.text(list[i])
	}
	return some(list)
}
