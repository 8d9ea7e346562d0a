package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

const (
	// viewsFile is what holds the columns and the order of the lists, in the
	// directory for what outlives a run.
	viewsFile = "views.json"
	// viewsLimit is more than such a file ever needs.
	viewsLimit = 1 << 20
)

// loadFile reads a small file; nothing where there is none.
func loadFile(path string) ([]byte, error) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("%s is not a file", path)
	}
	f, err := os.Open(path) //nolint:gosec // in the user's own directory
	if err != nil {
		return nil, err
	}
	defer f.Close() //nolint:errcheck // it was only read
	data, err := io.ReadAll(io.LimitReader(f, viewsLimit+1))
	if len(data) > viewsLimit {
		return nil, fmt.Errorf("%s is too long", path)
	}
	return data, err
}

// saveFile writes a file whole or not at all, for the user alone.
func saveFile(path string, data []byte) error {
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(dir, filepath.Base(path)+"-*") // of mode 0600
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if closeErr := f.Close(); err == nil {
		err = closeErr
	}
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		_ = os.Remove(f.Name())
	}
	return err
}
