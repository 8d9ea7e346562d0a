package state

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
)

// scratchPrefix begins the name of every directory of a Scratch.
const scratchPrefix = "fleetop-scratch-"

// Scratch is a directory for temporary copies that must not outlive the program. It is made at the
// first use and locked while the process lives, so that the next program can remove what a killed
// one left behind. It may be used by several goroutines at once.
type Scratch struct {
	parent string

	mu     sync.Mutex
	dir    string
	lock   *os.File
	closed bool
}

// NewScratch returns a scratch directory to be made below parent, the system's directory for
// temporary files if empty.
func NewScratch(parent string) *Scratch {
	if parent == "" {
		parent = os.TempDir()
	}
	return &Scratch{parent: parent}
}

// Dir returns a new directory, for its owner alone, that Close removes.
func (s *Scratch) Dir() (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return "", errors.New("the program is ending")
	}
	if s.dir == "" {
		if err := s.begin(); err != nil {
			return "", err
		}
	}
	return os.MkdirTemp(s.dir, "")
}

// begin makes the directory and locks it.
func (s *Scratch) begin() error {
	dir, err := os.MkdirTemp(s.parent, scratchPrefix) // of mode 0700
	if err != nil {
		return err
	}
	if s.lock, err = os.Open(dir); err != nil { //nolint:gosec // it was made just now
		_ = os.Remove(dir)
		return err
	}
	_ = tryLock(s.lock) // without locks nothing is swept
	s.dir = dir
	return nil
}

// Close removes the directory with all that is in it. Nothing can be put there afterwards.
func (s *Scratch) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
	if s.dir == "" {
		return nil
	}
	err := os.RemoveAll(s.dir)
	_ = s.lock.Close()
	s.dir = ""
	return err
}

// Sweep removes the scratch directories of programs that were killed. It skips those in use and
// those of other users.
func (s *Scratch) Sweep() {
	left, err := filepath.Glob(filepath.Join(s.parent, scratchPrefix+"*"))
	if err != nil {
		return
	}
	for _, dir := range left {
		if info, err := os.Lstat(dir); err == nil && info.Mode().Type() == fs.ModeDir && own(info) {
			sweepOne(dir)
		}
	}
}

func sweepOne(dir string) {
	lock, err := os.Open(dir) //nolint:gosec // it is the user's own
	if err != nil {
		return
	}
	defer lock.Close() //nolint:errcheck // nothing was written
	if tryLock(lock) == nil {
		_ = os.RemoveAll(dir)
	}
}
