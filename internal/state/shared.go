package state

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
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
	known []byte // as this program loaded or saved it last
	held  []byte // what the file held then; nil if it had changes of others
}

// NewShared returns the shared file at a path, which need not exist.
func NewShared(path string) *Shared { return &Shared{path: path} }

// Load reads the file; nothing where there is none.
func (s *Shared) Load() ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	data, err := Load(s.path)
	s.known, s.held = data, data
	return data, err
}

// Peek reads the file as Load does, and leaves what a save compares with as it is.
func (s *Shared) Peek() ([]byte, error) { return Load(s.path) }

// Adopt makes what Peek has read that which the next save is compared with.
func (s *Shared) Adopt(data []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.known, s.held = data, data
}

// Save writes what has changed since the last Load or Save. A file without a JSON object is
// replaced.
func (s *Shared) Save(data []byte) error {
	_, err := s.save(data, true)
	return err
}

// Merged is what came of a [Shared.Merge].
type Merged struct {
	// ByOthers tells that others had written since the last Load or Save.
	ByOthers bool
	// Info is what tells the file that was written from those that others write.
	Info fs.FileInfo
}

// Merge is Save without waiting for the disk: what is written outlives the program, and a crash of the
// machine after Sync.
func (s *Shared) Merge(data []byte) (Merged, error) { return s.save(data, false) }

// Sync waits until the disk has what was merged.
func (s *Shared) Sync() error {
	f, err := os.Open(s.path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

func (s *Shared) save(data []byte, durably bool) (m Merged, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	ours := decode(data)
	if ours == nil {
		return m, fmt.Errorf("%s: what is to be saved is no JSON object", s.path)
	}
	var saved []byte
	m.Info, err = update(s.path, durably, func(old []byte) ([]byte, error) {
		merged := data
		if m.ByOthers = !bytes.Equal(old, s.held); m.ByOthers {
			var err error
			if merged, err = json.Marshal(merge(decode(s.known), ours, decode(old))); err != nil {
				return nil, err
			}
		}
		var text bytes.Buffer
		if err := json.Indent(&text, merged, "", "  "); err != nil {
			return nil, err
		}
		text.WriteByte('\n')
		saved = text.Bytes()
		return saved, nil
	})
	if err == nil {
		s.known, s.held = data, saved
	}
	if m.ByOthers {
		s.held = nil
	}
	return m, err
}

// decode returns the members of a JSON object, nil if it is none.
func decode(data []byte) object {
	var o object
	if json.Unmarshal(data, &o) != nil {
		return nil
	}
	return o
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
