package terminal

import "time"

// A Device is the terminal of one session, as [Program.Run] needs it. What it is
// differs: the process's own terminal (package tty), or a channel of a server that
// has many. Whoever makes it runs the program with a context that ends when the
// terminal is gone.
type Device interface {
	// Size is the terminal's size in cells.
	Size() (w, h int)
	// Resized is sent a value when the size may have changed.
	Resized() <-chan struct{}
	// Read reads what was typed. It waits for that, but no longer than wait unless
	// that is 0; then it returns 0. While the terminal is given back it reads
	// nothing. It fails once the terminal is gone or the session over.
	Read(p []byte, wait time.Duration) (n int, err error)
	// Write writes what the terminal takes now, which may be nothing.
	Write(p []byte) (n int, err error)
	// Await waits until the terminal takes more, for a moment at most.
	Await()
	// Take has the terminal hand over every key as it is typed.
	Take() error
	// Give puts back what Take has changed, and has reset written, which puts
	// the terminal's modes back. It returns how much of it the terminal has
	// taken, and waits for no more than a moment for one that reads nothing.
	// Where the terminal is another's already it does nothing.
	Give(reset string) (n int)
	// Suspend stops the program until its user continues it; CanSuspend is
	// whether there is a way to do that.
	Suspend() error
	CanSuspend() bool
	// Ending says that the program will end with this status. What hangs then is
	// cut off after a while.
	Ending(code int)
}
