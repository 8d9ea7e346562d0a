package tty

import (
	"errors"
	"os"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// awaited is the terminal for input, opened anew so that the runtime waits for it along
// with all else: for a key no thread of its own has to be woken.
type awaited struct {
	file *os.File
	raw  syscall.RawConn
}

// openSource opens the terminal behind fd for input.
func openSource(fd int) (source, error) {
	opened, err := reopen(uintptr(fd), unix.O_RDONLY)
	if err != nil {
		return openPolled(fd)
	}
	file := os.NewFile(uintptr(opened), "terminal")
	raw, err := file.SyscallConn()
	if err != nil || file.SetReadDeadline(time.Time{}) != nil {
		_ = file.Close()
		return openPolled(fd)
	}
	return &awaited{file: file, raw: raw}, nil
}

// close implements source.
func (s *awaited) close() { _ = s.file.Close() } // Nothing was written.

// read implements source.
func (s *awaited) read(wait time.Duration, take func(fd int) bool) (bool, error) {
	var until time.Time
	if wait > 0 {
		until = time.Now().Add(wait)
	}
	if err := s.file.SetReadDeadline(until); err != nil {
		return false, err
	}
	err := s.raw.Read(func(fd uintptr) bool { return take(int(fd)) })
	if errors.Is(err, os.ErrDeadlineExceeded) {
		// What came while the process was stopped comes before the end of the wait.
		took := false
		err = s.raw.Control(func(fd uintptr) { took = take(int(fd)) })
		return took, err
	}
	return err == nil, err
}
