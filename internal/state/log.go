package state

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"sync"

	"github.com/charmbracelet/x/term"
)

// LogLimit is how long a log grows, in bytes. Then it is renamed, with ".1" at its end in place of
// an older one, and a new one begins.
const LogLimit = 10 << 20

// A Log appends lines to a file that stays small. Writing never fails: lines that the disk does not
// take are counted. It may be used by several goroutines at once, and the file by several programs.
type Log struct {
	path  string // of the file itself, not of a link to it
	limit int64

	mu      sync.Mutex
	file    *os.File
	rotates bool // it is an ordinary file
	lost    int
	why     error
}

// OpenLog opens or makes a log that only the user can read. It refuses a pipe, which may block, and
// a terminal, which may be the screen.
func OpenLog(path string) (*Log, error) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return nil, err
	case info.IsDir():
		return nil, fmt.Errorf("%s is a directory, not a file", path)
	case info.Mode()&(fs.ModeNamedPipe|fs.ModeSocket) != 0:
		return nil, fmt.Errorf("%s is a pipe or a socket, not a file", path)
	}
	l := &Log{path: path, limit: LogLimit, rotates: info == nil || info.Mode().IsRegular()}
	if l.rotates {
		if l.path, err = follow(path); err != nil {
			return nil, err
		}
	}
	if l.file, err = openAppend(l.path); err != nil {
		return nil, err
	}
	if term.IsTerminal(l.file.Fd()) {
		_ = l.file.Close()
		return nil, fmt.Errorf("%s is a terminal, not a file", path)
	}
	return l, nil
}

func openAppend(path string) (*os.File, error) {
	return os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600) //nolint:gosec // the user names the file
}

// Write appends a line. It returns no error.
func (l *Log) Write(line []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	err := l.rotate(int64(len(line)))
	if err == nil {
		_, err = l.file.Write(line)
	}
	if err != nil {
		l.lost++
		l.why = err
	}
	return len(line), nil
}

// rotate begins a new file where the next line would make this one too long, or takes the one that
// another program has begun.
func (l *Log) rotate(more int64) error {
	if !l.rotates {
		return nil
	}
	info, err := l.file.Stat()
	if err != nil {
		return err
	}
	if info.Size() == 0 || info.Size()+more <= l.limit {
		return nil
	}
	if there, err := os.Lstat(l.path); err == nil && os.SameFile(info, there) {
		if err := os.Rename(l.path, l.path+".1"); err != nil {
			return err
		}
	}
	next, err := openAppend(l.path)
	if err != nil {
		return err
	}
	_ = l.file.Close()
	l.file = next
	return nil
}

// Close closes the file. Its error says how many lines were lost, and why.
func (l *Log) Close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	err := l.file.Close()
	if l.lost > 0 {
		var path *fs.PathError
		if errors.As(l.why, &path) {
			l.why = path.Err
		}
		return fmt.Errorf("%d lines were not written to %s: %w", l.lost, l.path, l.why)
	}
	return err
}
