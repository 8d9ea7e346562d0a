package cli

import (
	"io"
	"os"
)

// Env is what a command finds around it.
type Env struct {
	Stdout *os.File
	Stderr io.Writer
	Getenv func(string) string
	// Home is the user's home directory, empty if there is none.
	Home string
}

// A Failure is an error that is not the fault of how the program was called.
type Failure struct{ Err error }

// Error returns the error's own text.
func (f Failure) Error() string { return f.Err.Error() }

// Unwrap returns the error itself.
func (f Failure) Unwrap() error { return f.Err }

// failed makes an error that came up at run time a [Failure].
func failed(err error) error {
	if err == nil {
		return nil
	}
	return Failure{err}
}
