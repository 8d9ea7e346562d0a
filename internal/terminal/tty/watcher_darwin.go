package tty

import (
	"os"

	"golang.org/x/sys/unix"
)

// ownProgram is the file of this program.
func ownProgram() string {
	path, _ := os.Executable()
	return path
}

// shrinkPipe does nothing: here a pipe has no size that can be set.
func shrinkPipe(*os.File) {}

// nameProcess does nothing: the name is that of the program.
func nameProcess(string) {}

// replaceFile makes a descriptor stand for another file.
func replaceFile(file, fd int) error { return unix.Dup2(file, fd) }

func getTermios(fd int) (*unix.Termios, error) { return unix.IoctlGetTermios(fd, unix.TIOCGETA) }

// setTermios sets the line discipline and drops what was typed and not yet read.
func setTermios(fd int, t *unix.Termios) error { return unix.IoctlSetTermios(fd, unix.TIOCSETAF, t) }
