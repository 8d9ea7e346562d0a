package tty

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"

	"fleetop/internal/terminal"
)

const (
	// endChildWithin is how long a program that has the terminal may take to end
	// once it was told to.
	endChildWithin = 300 * time.Millisecond
	// lateInterrupt is how long after the terminal came back an interrupt may
	// arrive that was sent before.
	lateInterrupt = 250 * time.Millisecond
	// editedMost is how long an edited text may be, in bytes.
	editedMost = 1 << 20
)

// An Editor lets the user edit text in the editor that VISUAL or EDITOR names,
// else vi, on the terminal of the program that [Run] runs with it. The program
// goes on meanwhile: only its keys and its frames wait.
type Editor struct {
	// Getenv gives the environment, os.Getenv if nil.
	Getenv func(string) string
	// Dir returns a new directory for the file, for its owner alone; nil means
	// one among the system's temporary files.
	Dir func() (string, error)

	mu      sync.Mutex
	session *session
}

// bind tells the editor which program it works for, nil for none.
func (e *Editor) bind(s *session) {
	if e == nil {
		return
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.session = s
}

// Edit returns the text as the editor left it. The file in which it is handed
// over, called name, is the user's alone, in a directory of its own, and is
// removed. It fails when there is no editor, when it does not end with status
// 0, or when the program ends meanwhile.
func (e *Editor) Edit(ctx context.Context, name, text string) (edited string, err error) {
	e.mu.Lock()
	s := e.session
	e.mu.Unlock()
	if s == nil {
		return "", errors.New("there is no terminal to edit on")
	}
	words, err := e.command()
	if err != nil {
		return "", err
	}
	err = s.lend(func() error {
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
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(s.ctx, cancel)()
	child := exec.CommandContext(ctx, words[0], append(words[1:], path)...) //nolint:gosec // The user names the editor.
	child.Stdin, child.Stdout, child.Stderr = s.opts.In, s.opts.Out, s.opts.Out
	child.Env = withoutSecrets(os.Environ())
	child.WaitDelay = endChildWithin
	child.Cancel = func() error { return child.Process.Signal(s.ending()) }
	if err := child.Run(); err != nil {
		return "", fmt.Errorf("the editor ended with %w", err)
	}
	return readEdited(path)
}

// withoutSecrets leaves out of an environment what may hold a key: no other
// program is to know it, nor what that starts.
func withoutSecrets(environ []string) []string {
	return slices.DeleteFunc(slices.Clone(environ), func(entry string) bool {
		name, _, _ := strings.Cut(entry, "=")
		name = strings.ToUpper(name)
		if !strings.HasPrefix(name, "TUTUM_") && !strings.HasPrefix(name, "FLEETOP_") {
			return false
		}
		return slices.ContainsFunc([]string{"KEY", "AUTH", "PASS", "SECRET", "TOKEN"}, func(word string) bool { return strings.Contains(name, word) })
	})
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

// ending is the signal that ends a child: the one that ends the program.
func (s *session) ending() os.Signal {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.code == statusOf(syscall.SIGHUP) {
		return syscall.SIGHUP
	}
	return syscall.SIGTERM
}

// lend lends the terminal. Interrupts that are typed meanwhile are for the borrower
// alone: they reach the whole process group, so that they are not acted on here. They
// are caught rather than ignored, because a child would inherit that.
func (s *session) lend(use func() error) error {
	quits := make(chan os.Signal, 1)
	signal.Notify(quits, syscall.SIGQUIT)
	defer signal.Stop(quits)
	return s.program.Lend(func() error {
		s.setLent(true)
		defer s.setLent(false)
		return use()
	})
}

func (s *session) setLent(lent bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lent, s.back = lent, time.Now()
}

// isTheirs is whether an interrupt is for another program: one that has the
// terminal, or had it just now, for the interrupt that ended it may come here later.
func (s *session) isTheirs() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.lent || time.Since(s.back) < lateInterrupt
}
