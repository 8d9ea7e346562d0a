package state

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

const (
	// JournalLimit is how long a journal grows, in bytes. Then its oldest lines go, until keptOf8
	// eighths of that are left.
	JournalLimit = 10 << 20
	keptOf8      = 6
)

// A Journal is a file of lines that several programs add to. It stays bounded, and a line that was torn,
// because the disk was full or the machine stopped, spoils none but itself. A Journal may be used by
// several goroutines at once.
type Journal struct {
	path  string
	limit int64
}

// NewJournal returns the journal at a path, which need not exist.
func NewJournal(path string) *Journal { return &Journal{path: path, limit: JournalLimit} }

// Tail returns the last lines, of at most so many bytes together; nothing where there is no file.
func (j *Journal) Tail(most int64) ([]byte, error) {
	f, size, err := j.open(os.O_RDONLY)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer f.Close() //nolint:errcheck // it was only read
	from := max(size-most, 0)
	data, err := io.ReadAll(io.NewSectionReader(f, from, size-from))
	if from > 0 {
		data = data[bytes.IndexByte(data, '\n')+1:] // the first line is cut
	}
	return data, err
}

// open opens the file, which has to be an ordinary one, and returns its size.
func (j *Journal) open(flag int) (*os.File, int64, error) {
	path, err := follow(j.path)
	if err != nil {
		return nil, 0, err
	}
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() { // opening a pipe would wait
		return nil, 0, &fs.PathError{Op: "open", Path: path, Err: errors.New("it is not a file")}
	}
	f, err := os.OpenFile(path, flag, 0o600) //nolint:gosec // the caller names a file of the user's own
	if err != nil {
		return nil, 0, err
	}
	info, err := f.Stat()
	if err != nil {
		_ = f.Close()
		return nil, 0, err
	}
	return f, info.Size(), nil
}

// Append adds whole lines at the end, all of them or none. Only a machine that stops meanwhile leaves a torn
// line behind.
func (j *Journal) Append(lines []byte) error {
	unlock, err := j.lock()
	if err != nil {
		return err
	}
	defer unlock()
	f, size, err := j.open(os.O_CREATE | os.O_RDWR | os.O_APPEND)
	if err != nil {
		return err
	}
	if size+int64(len(lines)) > j.limit {
		_ = f.Close()
		if err := j.shorten(nil, j.limit*keptOf8/8-int64(len(lines))); err != nil {
			return err
		}
		if f, size, err = j.open(os.O_CREATE | os.O_RDWR | os.O_APPEND); err != nil {
			return err
		}
	}
	if last := make([]byte, 1); size > 0 {
		if _, err := f.ReadAt(last, size-1); err == nil && last[0] != '\n' {
			lines = append([]byte("\n"), lines...) // the torn line ends here
		}
	}
	if _, err = f.Write(lines); err != nil {
		_ = f.Truncate(size) // nobody else writes while the lock is held
	}
	return errors.Join(err, f.Close())
}

// Replace puts other content in the place of all lines.
func (j *Journal) Replace(content []byte) error {
	unlock, err := j.lock()
	if err != nil {
		return err
	}
	defer unlock()
	target, err := follow(j.path)
	if err != nil {
		return err
	}
	_, err = replace(target, j.pattern(target), content, false)
	return err
}

// pattern names the files that are written beside the journal.
func (j *Journal) pattern(target string) string { return "." + filepath.Base(target) + "-*.tmp" }

// Drop takes out the oldest lines, up to the first that is to be kept.
func (j *Journal) Drop(old func(line []byte) bool) error {
	unlock, err := j.lock()
	if err != nil {
		return err
	}
	defer unlock()
	return j.shorten(old, j.limit)
}

// shorten drops the oldest lines: those that are old, and what is longer than room.
func (j *Journal) shorten(old func(line []byte) bool, room int64) error {
	data, err := j.Tail(max(room, 0))
	if err != nil {
		return err
	}
	rest := data
	for old != nil && len(rest) > 0 {
		end := bytes.IndexByte(rest, '\n') + 1
		if end == 0 {
			end = len(rest)
		}
		if !old(rest[:end]) {
			break
		}
		rest = rest[end:]
	}
	target, err := follow(j.path)
	if err != nil {
		return err
	}
	if info, err := os.Stat(target); err != nil || info.Size() == int64(len(rest)) {
		return nil //nolint:nilerr // there is nothing to shorten
	}
	_, err = replace(target, j.pattern(target), slices.Clone(rest), false)
	return err
}

// lock keeps other programs from writing at the same time.
func (j *Journal) lock() (unlock func(), err error) {
	dir := filepath.Dir(j.path)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	unlock, held, err := lockDir(dir)
	if err == nil && held { // then nobody is writing one
		sweep(filepath.Join(dir, j.pattern(j.path)))
	}
	return unlock, err
}
