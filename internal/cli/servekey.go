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

// newKey returns a random key.
func newKey() config.Secret { return config.Secret(strings.ToLower(rand.Text())) }

// keptKey returns the key of a server name and the file below dir that holds it, readable only by
// the user. If there is no trusted file, keptKey makes a new key. Servers of one name share a key,
// so that the line that one printed stays true when another starts.
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

// trusted reads the key that a server kept. The file must be a plain one that nobody else can have
// read or written, and the key long enough.
func trusted(path string) (config.Secret, bool) {
	info, err := os.Lstat(path)
	if err != nil || !info.Mode().IsRegular() || info.Mode().Perm()&0o077 != 0 || !ownedByUs(info) {
		return "", false
	}
	key, err := config.ReadKeyFile(path)
	return key, err == nil && len(key.Reveal()) >= minKey
}

// create writes a new key file and replaces one that is not trusted. The error is fs.ErrExist if a
// trusted file appeared meanwhile.
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
