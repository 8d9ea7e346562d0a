package client

import (
	"encoding/json"
)

// extra is a text that is in no document. A server may mean something else by its name: what is no
// text is nothing, and not a fault.
type extra string

// UnmarshalJSON never fails.
func (e *extra) UnmarshalJSON(b []byte) error {
	var s string
	if json.Unmarshal(b, &s) == nil {
		*e = extra(s)
	}
	return nil
}

// absence is a field that servers of other makers may have and that says something by being null.
type absence bool

// UnmarshalJSON never fails.
func (a *absence) UnmarshalJSON(b []byte) error {
	*a = string(b) == "null"
	return nil
}

// size is the size of the containers, "" where their memory has no limit.
func (w *wireCommon) size(in *interner) Size {
	if w.MemoryLimit {
		return ""
	}
	return Size(in.text(w.Size))
}
