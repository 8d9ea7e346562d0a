//go:build unix

package state

import (
	"errors"
	"os"
	"syscall"
	"time"
)

// lockWithin is how long to wait for other programs to release a lock.
const lockWithin = 2 * time.Second

// errLocked means that another program held the lock for too long.
var errLocked = errors.New("another program is writing it")

// lockDir keeps other programs from writing in a directory that lock it too, in the order in which
// they came. The lock ends with the process. Where the file system has no locks it is not held.
func lockDir(dir string) (unlock func(), held bool, err error) {
	f, err := os.Open(dir) //nolint:gosec // the caller names a directory of the user's own
	if err != nil {
		return nil, false, err
	}
	locked := make(chan error, 1)
	go func() { locked <- flock(f, syscall.LOCK_EX) }()
	select {
	case err := <-locked:
		return func() { _ = f.Close() }, err == nil, nil
	case <-time.After(lockWithin):
		go func() {
			if <-locked == nil {
				_ = f.Close()
			}
		}()
		return nil, false, errLocked
	}
}

// tryLock locks an open file or says why that is not possible now.
func tryLock(f *os.File) error { return flock(f, syscall.LOCK_EX|syscall.LOCK_NB) }

// isHeld reports whether a lock could not be taken because another program has it.
func isHeld(err error) bool { return errors.Is(err, syscall.EWOULDBLOCK) }

func flock(f *os.File, how int) error {
	for {
		err := syscall.Flock(int(f.Fd()), how)
		if !errors.Is(err, syscall.EINTR) {
			return err
		}
	}
}

// own reports whether a file belongs to the user of this process.
func own(info os.FileInfo) bool {
	stat, ok := info.Sys().(*syscall.Stat_t)
	return ok && int(stat.Uid) == os.Getuid()
}
