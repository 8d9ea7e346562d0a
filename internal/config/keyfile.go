package config

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"unicode"
	"unicode/utf8"

	"gopkg.in/ini.v1"
)

// maxFile bounds what is read of a key file or ~/.tutum: a wrong path may name
// a device that never ends.
const maxFile = 64 << 10

// ReadKeyFile reads the API key from a file that holds it on one line; blank
// space around it does not count. Errors never repeat what the file holds.
func ReadKeyFile(path string) (Secret, error) {
	data, err := readFile(path)
	if err != nil {
		return "", err
	}
	key := strings.TrimSpace(strings.TrimPrefix(string(data), "\ufeff"))
	switch {
	case key == "":
		return "", fmt.Errorf("%s is empty: it must hold the API key on one line", quote(path))
	case strings.ContainsAny(key, "\r\n"):
		return "", fmt.Errorf("%s holds more than one line: it must hold the API key alone", quote(path))
	case !printable(key):
		return "", fmt.Errorf("%s holds control characters: it must hold the API key as text", quote(path))
	}
	return Secret(key), nil
}

// An authFile is what ~/.tutum says. A missing file says nothing.
type authFile struct {
	user string
	key  Secret
}

// readAuthFile reads the [auth] section of ~/.tutum, values with or without
// quotes. Errors never repeat what the file holds.
func readAuthFile(path string) (authFile, error) {
	data, err := readFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return authFile{}, nil
	}
	if err != nil {
		return authFile{}, err
	}
	file, err := ini.LoadSources(ini.LoadOptions{
		InsensitiveKeys:          true,
		IgnoreContinuation:       true,
		SpaceBeforeInlineComment: true,
		SkipUnrecognizableLines:  true,
	}, data)
	if err != nil {
		// The library's error quotes the line, which may be the key.
		return authFile{}, fmt.Errorf("%s is no INI file", quote(path))
	}
	section := file.Section("auth")
	auth := authFile{user: strings.TrimSpace(section.Key("user").Value()), key: Secret(strings.TrimSpace(section.Key("apikey").Value()))}
	if err := checkUser(auth.user); err != nil {
		return authFile{}, fmt.Errorf("user in %s: %w", quote(path), err)
	}
	if !printable(string(auth.key)) {
		return authFile{}, fmt.Errorf("apikey in %s: holds control characters", quote(path))
	}
	return auth, nil
}

// readFile reads a small file. Its errors are of the form `cannot read "path": why`.
func readFile(path string) ([]byte, error) {
	f, err := os.Open(path) //nolint:gosec // The user names the file.
	if err != nil {
		return nil, fmt.Errorf("cannot read %s: %w", quote(path), cause(err))
	}
	defer f.Close() //nolint:errcheck // Nothing was written.
	data, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err != nil {
		return nil, fmt.Errorf("cannot read %s: %w", quote(path), cause(err))
	}
	if len(data) > maxFile {
		return nil, fmt.Errorf("cannot read %s: larger than %d KiB", quote(path), maxFile>>10)
	}
	return data, nil
}

// cause strips the operation and the path, which the message has already.
func cause(err error) error {
	var pathErr *fs.PathError
	if errors.As(err, &pathErr) {
		return pathErr.Err
	}
	return err
}

// checkUser refuses a user name that cannot stand in the Authorization header,
// which ends the name at the first colon.
func checkUser(user string) error {
	switch {
	case !printable(user):
		return errors.New("a user name holds no control characters")
	case strings.Contains(user, ":"):
		return errors.New("a user name holds no colon")
	}
	return nil
}

// printable is whether a value is text that is safe to show and to send in a
// header: valid UTF-8 without control or formatting characters.
func printable(value string) bool {
	return utf8.ValidString(value) && strings.IndexFunc(value, func(r rune) bool { return !unicode.IsPrint(r) }) < 0
}
