package terminal

import "os"

// input is the terminal's input; it tells of every read that gave something.
type input struct {
	*os.File // bubbletea needs the file to see a terminal and to stop waiting
	onRead   func()
}

// Read implements io.Reader.
func (i *input) Read(p []byte) (int, error) {
	n, err := i.File.Read(p)
	if n > 0 && i.onRead != nil {
		i.onRead()
	}
	return n, err //nolint:wrapcheck // the reader gets the file's own error
}
