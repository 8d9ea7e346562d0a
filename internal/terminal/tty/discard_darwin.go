package tty

import "golang.org/x/sys/unix"

// discardUnread drops what was written to the terminal and not yet read.
func discardUnread(fd int) {
	const fwrite = 2 // FWRITE of <sys/fcntl.h>: the output queue.
	_ = unix.IoctlSetPointerInt(fd, unix.TIOCFLUSH, fwrite)
}
