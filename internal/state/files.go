package state

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// Export writes a file that only its owner can read, and returns its path. "~" in front of the name
// is the home directory. An existing file is replaced only with overwrite, and only if it is a
// regular file.
func Export(name string, data []byte, overwrite bool) (path string, err error) {
	if path, err = absolute(name); err != nil {
		return "", err
	}
	if !overwrite {
		file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600) //nolint:gosec // the user's own choice
		if err != nil {
			return path, err
		}
		return path, fill(file, data)
	}
	if info, err := os.Lstat(path); err == nil && !info.Mode().IsRegular() {
		return path, errors.New("it is no ordinary file")
	}
	file, err := os.CreateTemp(filepath.Dir(path), ".fleetop-*")
	if err != nil {
		return path, err
	}
	if err := fill(file, data); err != nil {
		return path, err
	}
	if err := os.Rename(file.Name(), path); err != nil {
		_ = os.Remove(file.Name())
		return path, err
	}
	return path, nil
}

// fill writes a file that was made for it; where that fails it is gone again.
func fill(file *os.File, data []byte) error {
	_, err := file.Write(data)
	if err = errors.Join(err, file.Close()); err != nil {
		_ = os.Remove(file.Name())
	}
	return err
}

// absolute returns the path that a name means, "~" included.
func absolute(name string) (string, error) {
	if name == "~" || strings.HasPrefix(name, "~/") {
		home, err := os.UserHomeDir()
		if err != nil {
			return "", err
		}
		name = filepath.Join(home, name[1:])
	}
	return filepath.Abs(name)
}

// Copies are texts that are kept because no clipboard takes them.
type Copies struct {
	// Dir is where they go, the system's directory for temporary files if empty.
	Dir string
	// Scratch holds the copies with secrets, which are removed when the program ends; nil keeps
	// them like the others.
	Scratch *Scratch
	// Now is the clock for the names of the files.
	Now func() time.Time
}

// Keep writes a text to a new file that only its owner can read; passing is whether the file is
// removed with the program.
func (c Copies) Keep(text string, secret bool) (path string, passing bool, err error) {
	dir, passing := c.Dir, secret && c.Scratch != nil
	switch {
	case passing:
		dir, err = c.Scratch.Dir()
	case dir == "":
		dir = os.TempDir()
	default:
		err = os.MkdirAll(dir, 0o700)
	}
	if err != nil {
		return "", false, err
	}
	file, err := os.CreateTemp(dir, "copy-"+c.Now().Format("20060102-150405")+"-*.txt")
	if err != nil {
		return "", false, err
	}
	return file.Name(), passing, fill(file, []byte(text))
}
