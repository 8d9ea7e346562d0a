package terminal

import (
	"context"
	"time"

	tea "github.com/charmbracelet/bubbletea"
)

// A Host is what a screen cannot do by itself, because it belongs to the process or
// to the session: whoever runs it gives these functions. One that is nil is something
// that cannot be done there.
type Host struct {
	// Clipboard returns the command that puts a text on the terminal's clipboard, or
	// why there is none.
	Clipboard func(text string) (put tea.Cmd, why string)
	// Save writes a file with the name that the user has typed, and returns its path.
	// A file that is there is replaced only with overwrite; else the error is an
	// fs.ErrExist.
	Save func(name string, data []byte, overwrite bool) (path string, err error)
	// Keep writes a text that the clipboard does not take to a new file. One that
	// holds secrets may go when the program ends; then passing is true.
	Keep func(text string, secret bool) (path string, passing bool, err error)
	// Edit lets the user edit a text, called name, in an editor of theirs, and
	// returns it as they left it.
	Edit func(ctx context.Context, name, text string) (string, error)
	// Shell opens a shell in the container of that uuid, on the terminal, and returns once it has
	// ended; the error says why there is none, or how it failed.
	Shell func(ctx context.Context, uuid string) error
	// CanSuspend is whether the shell can take the program to the background.
	CanSuspend func() bool
	// Trace keeps the trace of a panic in a command and returns the path of the file.
	Trace func(value any, stack []byte) (path string, err error)
	// LoadViews reads the views of the lists, which are how these are sorted and what columns
	// they have, nil bytes where nothing was kept; SaveViews keeps them.
	LoadViews func() ([]byte, error)
	SaveViews func(data []byte) error
	// LoadHistory reads what earlier runs kept of what happened: entries, a line each and the oldest
	// first, and the fleet as it was seen last. watched says that another program keeps that now.
	// KeepHistory adds entries, all or, where another program keeps what polls show, those of one's
	// own; and the fleet as it is seen now, nil for nothing new.
	LoadHistory func() (entries, snapshot []byte, watched bool, err error)
	KeepHistory func(all, own, snapshot []byte) error
}

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
