package tty

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"fleetop/internal/terminal"
)

// editedMost is how long an edited text may be, in bytes.
const editedMost = 1 << 20

// An Editor lets the user edit text in the editor that VISUAL or EDITOR names,
// else vi.
type Editor struct {
	// Lender lends it the terminal.
	Lender *Lender
	// Getenv gives the environment, os.Getenv if nil.
	Getenv func(string) string
	// Dir returns a new directory for the file, for its owner alone; nil means
	// one among the system's temporary files.
	Dir func() (string, error)
}

// Edit returns the text as the editor left it. The file in which it is handed
// over, called name, is the user's alone, in a directory of its own, and is
// removed. It fails when there is no editor, when it does not end with status
// 0, or when the program ends meanwhile.
func (e *Editor) Edit(ctx context.Context, name, text string) (edited string, err error) {
	words, err := e.command()
	if err != nil {
		return "", err
	}
	err = e.Lender.lend(ctx, func(ctx context.Context, s *session) error {
		edited, err = e.editFile(ctx, s, words, name, text)
		return err
	})
	return edited, err
}

// command is the editor with its arguments.
func (e *Editor) command() ([]string, error) {
	getenv := e.Getenv
	if getenv == nil {
		getenv = os.Getenv
	}
	words := []string{"vi"}
	for _, name := range []string{"VISUAL", "EDITOR"} {
		value := strings.TrimSpace(getenv(name))
		if value == "" {
			continue
		}
		words = strings.Fields(value)
		if _, err := exec.LookPath(value); err == nil {
			words = []string{value} // a path with spaces in it
		}
		break
	}
	if _, err := exec.LookPath(words[0]); err != nil {
		return nil, fmt.Errorf("no editor %s: set VISUAL or EDITOR (e.g. EDITOR=vi)", terminal.CleanLine(words[0]))
	}
	return words, nil
}

// editFile has a text edited in a file that is gone when it returns.
func (e *Editor) editFile(ctx context.Context, s *session, words []string, name, text string) (edited string, err error) {
	make := e.Dir
	if make == nil {
		make = func() (string, error) { return os.MkdirTemp("", "fleetop-") }
	}
	dir, err := make()
	if err != nil {
		return "", fmt.Errorf("no place for the temporary file: %w", err)
	}
	defer func() {
		if gone := os.RemoveAll(dir); gone != nil && err == nil {
			err = fmt.Errorf("the file could not be removed: %w", gone)
		}
	}()
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		return "", fmt.Errorf("writing the file: %w", err)
	}
	if err := s.runChild(ctx, append(words, path), s.opts.Out); err != nil {
		return "", fmt.Errorf("the editor ended with %w", err)
	}
	return readEdited(path)
}

func readEdited(path string) (string, error) {
	file, err := os.Open(path) //nolint:gosec // It is ours.
	if err != nil {
		return "", fmt.Errorf("reading the file: %w", err)
	}
	defer file.Close() //nolint:errcheck // Nothing was written.
	edited, err := io.ReadAll(io.LimitReader(file, editedMost+1))
	switch {
	case err != nil:
		return "", fmt.Errorf("reading the file: %w", err)
	case len(edited) > editedMost:
		return "", fmt.Errorf("the file has more than %d bytes", editedMost)
	}
	return string(edited), nil
}
