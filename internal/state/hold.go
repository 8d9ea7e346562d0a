package state

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// maxWho is the most that is read of what a program says of itself in a lock.
const maxWho = 200

// A Hold is a lock that a program has taken. It ends with the process.
type Hold struct{ release func() error }

// A HeldError is the error of taking a lock that another program has.
type HeldError struct {
	// Who is what that program says of itself, empty if it says nothing.
	Who string
}

func (e *HeldError) Error() string {
	if e.Who == "" {
		return "another program holds the lock"
	}
	return e.Who + " holds the lock"
}

// Take takes the lock at a path. who says in one line which program has it. The error is a
// [HeldError] if another one does.
func Take(path, who string) (*Hold, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, err
	}
	const tries = 3 // somebody may remove the file between opening and locking it
	for range tries {
		f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600) //nolint:gosec // the caller names a file of the user's own
		if err != nil {
			return nil, err
		}
		if err := tryLock(f); err != nil {
			defer f.Close() //nolint:errcheck // nothing was written
			if !isHeld(err) {
				return nil, err
			}
			said, _ := io.ReadAll(io.LimitReader(f, maxWho))
			return nil, &HeldError{Who: oneLine(said)}
		}
		if !isAt(f, path) {
			_ = f.Close()
			continue
		}
		if err := errors.Join(f.Truncate(0), writeAt(f, who+"\n")); err != nil {
			_ = f.Close()
			return nil, err
		}
		return &Hold{func() error { return errors.Join(remove(f, path), f.Close()) }}, nil
	}
	return nil, fmt.Errorf("%s is being replaced all the time", path)
}

// Release gives the lock up.
func (h *Hold) Release() error { return h.release() }

// remove removes the file of a lock that is still held: who has opened it meanwhile sees, once the lock is
// theirs, that it is not at the path any more.
func remove(f *os.File, path string) error {
	if !isAt(f, path) {
		return nil
	}
	return os.Remove(path)
}

func writeAt(f *os.File, text string) error {
	_, err := f.WriteAt([]byte(text), 0)
	return err
}

// isAt reports whether an open file is the one at a path.
func isAt(f *os.File, path string) bool {
	info, err := f.Stat()
	if err != nil {
		return false
	}
	there, err := os.Lstat(path)
	return err == nil && os.SameFile(info, there)
}

// oneLine returns the printable characters of the first line of a text.
func oneLine(text []byte) string {
	line, _, _ := strings.Cut(string(text), "\n")
	return strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' {
			return -1
		}
		return r
	}, line)
}

// Distrust returns why a file is not to be read, nil if it can be trusted or does not exist: it is
// not a plain file of this user, or others have one of the permissions in deny.
func Distrust(path string, deny fs.FileMode) error {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	case !info.Mode().IsRegular():
		return fmt.Errorf("%s is not a file", path)
	case !own(info):
		return fmt.Errorf("%s belongs to another user: remove it, or chown it", path)
	case info.Mode().Perm()&deny != 0:
		return fmt.Errorf("other users have access to %s: if what it holds is right, run chmod 600 on it", path)
	default:
		return nil
	}
}

// SetAside renames a file that cannot be understood, and returns its new name.
func SetAside(path string) (string, error) {
	to := path + ".broken"
	return to, os.Rename(path, to)
}
