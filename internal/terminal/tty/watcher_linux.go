package tty

import (
	"os"

	"golang.org/x/sys/unix"
)

// ownProgram is the file of this program, even if it has been replaced meanwhile.
func ownProgram() string { return "/proc/self/exe" }

// shrinkPipe makes a pipe hold as little as can be.
func shrinkPipe(f *os.File) { _, _ = unix.FcntlInt(f.Fd(), unix.F_SETPIPE_SZ, os.Getpagesize()) }

// nameProcess sets the name of this process in lists of processes.
func nameProcess(name string) { _ = os.WriteFile("/proc/self/comm", []byte(name), 0) }

// replaceFile makes a descriptor stand for another file.
func replaceFile(file, fd int) error { return unix.Dup3(file, fd, 0) }

func getTermios(fd int) (*unix.Termios, error) { return unix.IoctlGetTermios(fd, unix.TCGETS) }

// setTermios sets the line discipline and drops what was typed and not yet read.
func setTermios(fd int, t *unix.Termios) error { return unix.IoctlSetTermios(fd, unix.TCSETSF, t) }
