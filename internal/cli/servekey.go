package cli

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"fleetop/internal/config"
)

// newKey makes a key that nobody guesses.
func newKey() config.Secret { return config.Secret(strings.ToLower(rand.Text())) }

// keptKey returns the key that a server of a name made and keeps in a file below dir, readable by
// the user alone, and the file. If there is none that can be trusted, one is made: servers of the
// same name share it, so that what one has printed stays true when another starts.
func keptKey(dir, name string) (config.Secret, string, error) {
	path := filepath.Join(dir, "serve-"+name+".key")
	fail := func(err error) (config.Secret, string, error) {
		return "", "", fmt.Errorf("the new key cannot be kept: %w; give a key with --apikey-file or TUTUM_APIKEY, or another directory with XDG_STATE_HOME", err)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fail(err)
	}
	const tries = 3 // another server may make or replace the file at the same time
	for range tries {
		if key, ok := trusted(path); ok {
			return key, path, nil
		}
		key := newKey()
		err := create(dir, path, key)
		if err == nil {
			return key, path, nil
		}
		if !errors.Is(err, fs.ErrExist) {
			return fail(err)
		}
	}
	return fail(fmt.Errorf("%s is being replaced all the time", path))
}

// trusted reads a key that a server kept: a plain file of at least the length of a good key, which
// nobody else can have read or written.
func trusted(path string) (config.Secret, bool) {
	info, err := os.Lstat(path)
	if err != nil || !info.Mode().IsRegular() || info.Mode().Perm()&0o077 != 0 || !ownedByUs(info) {
		return "", false
	}
	key, err := config.ReadKeyFile(path)
	return key, err == nil && len(key.Reveal()) >= minKey
}

// create puts a new key into place. The error is fs.ErrExist if a trusted file has come there
// meanwhile; one that is not trusted is replaced.
func create(dir, path string, key config.Secret) error {
	f, err := os.CreateTemp(dir, ".serve-*.key") // mode 0600
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) //nolint:errcheck // Where it was renamed there is nothing to remove.
	_, err = f.WriteString(key.Reveal() + "\n")
	if err := errors.Join(err, f.Close()); err != nil {
		return err
	}
	err = os.Link(f.Name(), path)
	if !errors.Is(err, fs.ErrExist) {
		return err
	}
	if _, ok := trusted(path); ok {
		return err
	}
	if info, err := os.Lstat(path); err == nil && info.IsDir() {
		return fmt.Errorf("%s is a directory, not a file", path)
	}
	return os.Rename(f.Name(), path)
}
