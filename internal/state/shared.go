package state

import (
	"bytes"
	"encoding/json"
	"fmt"
	"sync"
)

// object is a JSON object whose values are not decoded.
type object = map[string]json.RawMessage

// Shared is a small file with a JSON object that several programs change. A save writes only what
// the program changed since it last loaded or saved, down to the members of inner objects, so that
// the changes of the others stay. It may be used by several goroutines at once.
type Shared struct {
	path string

	mu    sync.Mutex
	known object // as this program loaded or saved it last
}

// NewShared returns the shared file at a path, which need not exist.
func NewShared(path string) *Shared { return &Shared{path: path} }

// Load reads the file; nothing where there is none.
func (s *Shared) Load() ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	data, err := Load(s.path)
	s.known = nil
	if err == nil && json.Unmarshal(data, &s.known) != nil {
		s.known = nil
	}
	return data, err
}

// Save writes what has changed since the last Load or Save. A file without a JSON object is
// replaced.
func (s *Shared) Save(data []byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	var ours object
	if err := json.Unmarshal(data, &ours); err != nil {
		return fmt.Errorf("cannot encode what is to be saved: %w", err)
	}
	err := update(s.path, func(old []byte) ([]byte, error) {
		var theirs object
		if json.Unmarshal(old, &theirs) != nil {
			theirs = nil
		}
		merged, err := json.Marshal(merge(s.known, ours, theirs))
		if err != nil {
			return nil, err
		}
		var text bytes.Buffer
		if err := json.Indent(&text, merged, "", "  "); err != nil {
			return nil, err
		}
		text.WriteByte('\n')
		return text.Bytes(), nil
	})
	if err == nil {
		s.known = ours
	}
	return err
}

// merge applies the changes between known and ours to theirs.
func merge(known, ours, theirs object) object {
	merged := object{}
	for name, value := range theirs {
		merged[name] = value
	}
	for name := range known {
		if _, kept := ours[name]; !kept {
			delete(merged, name)
		}
	}
	for name, value := range ours {
		before, wasThere := known[name]
		if wasThere && equal(before, value) {
			continue
		}
		merged[name] = mergeValue(before, value, merged[name])
	}
	return merged
}

// mergeValue is merge for a value that may be an object.
func mergeValue(known, ours, theirs json.RawMessage) json.RawMessage {
	var k, o, t object
	if json.Unmarshal(ours, &o) != nil || o == nil || json.Unmarshal(theirs, &t) != nil || t == nil {
		return ours
	}
	if json.Unmarshal(known, &k) != nil {
		k = nil
	}
	data, err := json.Marshal(merge(k, o, t))
	if err != nil {
		return ours
	}
	return data
}

// equal reports whether two JSON values are the same except white space.
func equal(a, b json.RawMessage) bool {
	var x, y bytes.Buffer
	return json.Compact(&x, a) == nil && json.Compact(&y, b) == nil && bytes.Equal(x.Bytes(), y.Bytes())
}
