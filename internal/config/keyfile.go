package config

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"syscall"
	"time"
	"unicode"
	"unicode/utf8"
)

const (
	// maxFile bounds what is read of a key file or ~/.tutum, in bytes.
	maxFile = 64 << 10
	// maxCAFile bounds a file of certificates; those of a system take a quarter of it.
	maxCAFile = 1 << 20
	// awaitPipe is how long to wait for the text of a pipe.
	awaitPipe = time.Second
)

// ReadKeyFile reads the API key from a file that holds it on one line; blank space around it does
// not count. Errors never repeat what the file holds.
func ReadKeyFile(path string) (Secret, error) {
	data, err := readFile(path)
	if err != nil {
		return "", err
	}
	key := strings.TrimSpace(strings.TrimPrefix(string(data), "\ufeff"))
	switch {
	case key == "":
		return "", fmt.Errorf("%s is empty: it must hold the API key on one line", quote(path))
	case !utf8.Valid(data):
		return "", fmt.Errorf("%s is not text in UTF-8: it must hold the API key on one line", quote(path))
	case strings.ContainsAny(key, "\r\n"):
		return "", fmt.Errorf("%s has more than one line: it must hold only the API key", quote(path))
	case !printable(key):
		return "", fmt.Errorf("%s contains control characters: it must hold the API key as text", quote(path))
	}
	return Secret(key), nil
}

// readFile reads a small file, such as one of a key; see [readUpTo].
func readFile(path string) ([]byte, error) { return readUpTo(path, maxFile) }

// readUpTo reads a file of at most that many bytes, or the text of a pipe, as a shell makes of
// <(command). It never waits for long, whatever the path names. Its errors have the form `cannot
// read "path": why`.
func readUpTo(path string, most int) ([]byte, error) {
	failed := func(err error) ([]byte, error) {
		return nil, fmt.Errorf("cannot read %s: %w", quote(path), cause(err))
	}
	info, err := os.Stat(path)
	if err != nil {
		return failed(err)
	}
	if kind := unreadable(info.Mode()); kind != "" {
		return failed(fmt.Errorf("%s, not a file", kind))
	}
	f, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0) //nolint:gosec // The user names the file.
	if err != nil {
		return failed(err)
	}
	defer f.Close() //nolint:errcheck // Nothing was written.
	isPipe := info.Mode()&fs.ModeNamedPipe != 0
	if isPipe {
		if err := f.SetReadDeadline(time.Now().Add(awaitPipe)); err != nil { //nolint:forbidigo // the system wants a moment
			return failed(errors.New("is a pipe, not a file"))
		}
	}
	data, err := io.ReadAll(io.LimitReader(f, int64(most)+1))
	switch {
	case errors.Is(err, os.ErrDeadlineExceeded):
		return failed(errors.New("is a pipe that nothing came through in a second, not a file"))
	case err != nil:
		return failed(err)
	case isPipe && len(data) == 0:
		return failed(errors.New("is a pipe that nothing was written to, not a file"))
	case len(data) > most:
		return failed(fmt.Errorf("larger than %d KiB", most>>10))
	}
	return data, nil
}

// isPipe reports whether a path names a pipe.
func isPipe(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode()&fs.ModeNamedPipe != 0
}

// unreadable says what a path names that cannot be a file with an account, or nothing.
func unreadable(mode fs.FileMode) string {
	switch {
	case mode.IsDir():
		return "is a directory"
	case mode&fs.ModeDevice != 0:
		return "is a device"
	case mode&fs.ModeSocket != 0:
		return "is a socket"
	}
	return ""
}

// exposed returns the remark that others can read a file, else nothing.
func exposed(path string) string {
	info, err := os.Stat(path)
	if err != nil || !info.Mode().IsRegular() || info.Mode().Perm()&0o044 == 0 {
		return ""
	}
	return fmt.Sprintf("others can read the key in %s (mode %04o): set its mode to 0600", quote(path), info.Mode().Perm())
}

// textual reports whether data is text: UTF-8 without NUL.
func textual(data []byte) bool { return utf8.Valid(data) && bytes.IndexByte(data, 0) < 0 }

// cause strips the operation and the path, which the message has already.
func cause(err error) error {
	var pathErr *fs.PathError
	if errors.As(err, &pathErr) {
		return pathErr.Err
	}
	return err
}

// checkUser refuses a user name that cannot stand in the Authorization header, which ends the name
// at the first colon.
func checkUser(user string) error {
	switch {
	case !printable(user):
		return errors.New("a user name cannot contain control characters")
	case strings.Contains(user, ":"):
		return errors.New("a user name cannot contain a colon")
	}
	return nil
}

// printable reports whether a value is text that is safe to show and to send in a header: valid
// UTF-8 without control or formatting characters.
func printable(value string) bool {
	return utf8.ValidString(value) && strings.IndexFunc(value, func(r rune) bool { return !unicode.IsPrint(r) }) < 0
}
