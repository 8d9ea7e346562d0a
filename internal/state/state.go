// Package state keeps small files that only the user can read: what outlives a run, merged if
// several programs save it, temporary copies that are removed when the program ends, and
// diagnostics in a file that stays small.
package state

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// maxSize is how long a file may be that is loaded, in bytes.
const maxSize = 1 << 20

// ErrTooLong is the error of loading a file that is not small.
var ErrTooLong = fmt.Errorf("it is larger than %d bytes", maxSize)

// maxLinks is how many symbolic links lead to a file at most.
const maxLinks = 20

// Load reads a small file; nothing where there is none.
func Load(path string) ([]byte, error) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("%s is not a file", path)
	}
	f, err := os.Open(path) //nolint:gosec // the caller names a file of the user's own
	if err != nil {
		return nil, err
	}
	defer f.Close() //nolint:errcheck // it was only read
	data, err := io.ReadAll(io.LimitReader(f, maxSize+1))
	if len(data) > maxSize {
		return nil, fmt.Errorf("%s: %w", path, ErrTooLong)
	}
	return data, err
}

// Save writes a file whole or not at all, with mode 0600. A symbolic link stays one: the file that
// it leads to is written.
func Save(path string, data []byte) error {
	_, err := update(path, true, func([]byte) ([]byte, error) { return data, nil })
	return err
}

// update replaces what a file holds, while no other program does, and returns what tells the new file
// from others. durably waits for the disk.
func update(path string, durably bool, change func(old []byte) ([]byte, error)) (fs.FileInfo, error) {
	target, err := follow(path)
	if err != nil {
		return nil, err
	}
	dir := filepath.Dir(target)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	unlock, held, err := lockDir(dir)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	defer unlock()
	pattern := "." + filepath.Base(target) + "-*.tmp"
	if held { // then nobody is writing one
		sweep(filepath.Join(dir, pattern))
	}
	old, err := Load(target)
	if err != nil {
		return nil, err
	}
	data, err := change(old)
	if err != nil {
		return nil, err
	}
	return replace(target, pattern, data, durably)
}

// replace writes a file beside the target, named by a pattern, and puts it in the target's place.
func replace(target, pattern string, data []byte, durably bool) (info fs.FileInfo, err error) {
	f, err := os.CreateTemp(filepath.Dir(target), pattern) // of mode 0600
	if err != nil {
		return nil, err
	}
	_, err = f.Write(data)
	if err == nil && durably {
		err = f.Sync()
	}
	if err == nil {
		info, err = f.Stat() // once it is in its place, another program may replace it
	}
	if closeErr := f.Close(); err == nil {
		err = closeErr
	}
	if err == nil {
		err = os.Rename(f.Name(), target)
	}
	if err != nil {
		_ = os.Remove(f.Name())
	}
	return info, err
}

// sweep removes what programs left behind that were killed while they wrote.
func sweep(pattern string) {
	left, err := filepath.Glob(pattern)
	if err != nil {
		return
	}
	for _, name := range left {
		_ = os.Remove(name)
	}
}

// follow returns the file that a path means, through symbolic links, also where it does not exist
// yet.
func follow(path string) (string, error) {
	for range maxLinks {
		target, err := os.Readlink(path)
		if err != nil { // no link, or nothing there
			return path, nil //nolint:nilerr // it is what was asked
		}
		if !filepath.IsAbs(target) {
			target = filepath.Join(filepath.Dir(path), target)
		}
		path = target
	}
	return "", fmt.Errorf("%s: more than %d symbolic links", path, maxLinks)
}
