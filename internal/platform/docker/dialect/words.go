// Package dialect understands what Docker daemons say: names, dates, labels and reasons, which may come
// from anybody and hold anything. It connects to nothing.
package dialect

import (
	"errors"
	"io/fs"
	"strings"
	"syscall"
	"unicode"
	"unicode/utf8"
)

// MostReason is the most that is kept of what a daemon says of a failure, MostName of a name that came
// from a label: Docker's own are shorter.
const (
	MostReason = 300
	MostName   = 128
)

// Sentence is an error for the user.
type Sentence string

// Error returns the sentence.
func (s Sentence) Error() string { return string(s) }

// NobodyListens reports whether an error of dialing means that nothing is where a daemon would listen: it does
// not run.
func NobodyListens(err error) bool {
	return errors.Is(err, syscall.ECONNREFUSED) || errors.Is(err, fs.ErrNotExist)
}

// Reason is what a daemon says of a failure, fit for one line.
func Reason(s string) string {
	return Cut(Clean(strings.TrimPrefix(s, "Error response from daemon: ")), MostReason)
}

// Cause returns the end of what a daemon says, where the cause is: the outermost program speaks first.
func Cause(s string) string {
	s = Clean(s)
	for _, prelude := range []string{
		"Error response from daemon: ",
		"failed to create task for container: ",
		"failed to create shim task: ",
		"failed to create shim: ",
		"OCI runtime create failed: ",
		"runc create failed: ",
		"unable to start container process: ",
		"starting container process caused: ",
		"error during container init: ",
	} {
		if _, end, found := strings.Cut(s, prelude); found && end != "" {
			s = end
		}
	}
	if _, end, found := strings.Cut(s, "external connectivity on endpoint "); found {
		if _, cause, found := strings.Cut(end, "): "); found {
			s = cause
		}
	}
	// What docker login keeps is not used here.
	s = strings.ReplaceAll(s, "may require 'docker login'", "wants a user name and a password: give them with the image")
	return Reason(strings.TrimSuffix(s, ": unknown"))
}

// Cut returns the first characters of a text that has more than most bytes.
func Cut(s string, most int) string {
	if len(s) <= most {
		return s
	}
	for most > 0 && !utf8.RuneStart(s[most]) {
		most--
	}
	return s[:most] + "…"
}

// Tidy makes a name of something that a daemon says or that somebody wrote in a label.
func Tidy(s string) string { return Cut(Clean(s), MostName) }

// Clean makes one line of printable text of something that a daemon says.
func Clean(s string) string {
	if strings.IndexFunc(s, func(r rune) bool { return r <= ' ' || r > '~' }) < 0 {
		return s
	}
	s = strings.Map(func(r rune) rune {
		if r != utf8.RuneError && unicode.IsPrint(r) {
			return r
		}
		return ' '
	}, s)
	return strings.Join(strings.Fields(s), " ")
}
