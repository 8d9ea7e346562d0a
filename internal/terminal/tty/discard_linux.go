package tty

import "golang.org/x/sys/unix"

// discardUnread drops what was written to the terminal and not yet read.
func discardUnread(fd int) { _ = unix.IoctlSetInt(fd, unix.TCFLSH, unix.TCOFLUSH) }
