//go:build !unix

package state

import (
	"errors"
	"os"
)

// lockDir locks nothing: the program runs only on Unix.
func lockDir(string) (unlock func(), held bool, err error) { return func() {}, false, nil }

func tryLock(*os.File) error { return errors.ErrUnsupported }

func isHeld(error) bool { return false }

func own(os.FileInfo) bool { return false }
