package docker

import (
	"context"
	"errors"
	"io"
	"strings"
	"time"

	"github.com/moby/moby/client"

	"fleetop/internal/platform/docker/dialect"
	"fleetop/internal/platform/engine"
)

// shellTime is how long the daemon may take to begin with a shell, and to change its size.
const shellTime = 10 * time.Second

// shellWords is what is run for a shell: bash where there is one, else sh.
func shellWords() []string {
	return []string{"sh", "-c", "command -v bash >/dev/null && exec bash || exec sh"}
}

// A Console is a terminal that hands over every key as it is typed.
type Console interface {
	io.ReadWriter
	// Size is its size in cells.
	Size() (w, h int)
	// Resized is sent a value when the size may have changed.
	Resized() <-chan struct{}
}

// A Shell is a container that a shell can be opened in.
type Shell struct {
	// Container is the daemon's identifier of the container, Words the program to run in it.
	Container string
	Words     []string

	name   string
	daemon *daemon
}

// Shell finds out whether a shell can be opened in a container, and returns why not: a container that
// does not run or is paused, and one without the program sh.
func (e *Engine) Shell(ctx context.Context, id string) (*Shell, error) {
	e.mu.Lock()
	c, err := e.find(id)
	var s *Shell
	if err == nil {
		s, err = e.shellOf(c)
	}
	e.mu.Unlock()
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, shellTime)
	defer cancel()
	if err := s.try(ctx); err != nil {
		return nil, err
	}
	return s, nil
}

// shellOf returns the shell of a container that runs. e.mu is held.
func (e *Engine) shellOf(c *container) (*Shell, error) {
	switch {
	case e.lost != "":
		return nil, dialect.Sentence(e.lost)
	case c.facts.phase == engine.PhasePaused:
		return nil, refuse("%s is paused: start it first", c.name)
	case c.native == "" || !c.facts.running():
		return nil, refuse("%s does not run: a shell needs a container that runs", c.name)
	}
	return &Shell{Container: c.native, Words: shellWords(), name: c.name, daemon: e.daemon}, nil
}

// try runs the program sh to no effect: a container whose image was made without it has none.
func (s *Shell) try(ctx context.Context) error {
	made, err := s.daemon.api.ExecCreate(ctx, s.Container, client.ExecCreateOptions{Cmd: []string{"sh", "-c", ":"}})
	if err == nil {
		_, err = s.daemon.api.ExecStart(ctx, made.ID, client.ExecStartOptions{Detach: true})
	}
	switch {
	case err == nil:
		return nil
	case noProgram(err):
		return refuse("%s has no shell: there is no program sh in its image", s.name)
	default:
		return dialect.Sentence(reasonOf(err))
	}
}

// noProgram reports whether a program could not be run because it is not there.
func noProgram(err error) bool {
	s := text(err)
	return strings.Contains(s, "executable file not found") || strings.Contains(s, "no such file or directory")
}

// Run runs the shell on a console until it ends, and returns its exit status. What runs in the
// container goes on if ctx ends before: the daemon cannot be told to end it.
func (s *Shell) Run(ctx context.Context, on Console) (status int, err error) {
	limited, cancel := context.WithTimeout(ctx, shellTime)
	defer cancel()
	made, err := s.daemon.api.ExecCreate(limited, s.Container, client.ExecCreateOptions{
		TTY: true, AttachStdin: true, AttachStdout: true, AttachStderr: true, ConsoleSize: sizeOf(on), Cmd: s.Words,
	})
	if err != nil {
		return 0, dialect.Sentence(reasonOf(err))
	}
	attached, err := s.daemon.api.ExecAttach(limited, made.ID, client.ExecAttachOptions{TTY: true})
	if err != nil {
		return 0, dialect.Sentence(reasonOf(err))
	}
	defer attached.Close()
	s.settle(ctx, made.ID, on)
	if err := s.converse(ctx, made.ID, attached.HijackedResponse, on); err != nil {
		return 0, err
	}
	limited, cancel = context.WithTimeout(ctx, shellTime)
	defer cancel()
	ended, err := s.daemon.api.ExecInspect(limited, made.ID, client.ExecInspectOptions{})
	switch {
	case err != nil:
		return 0, dialect.Sentence(reasonOf(err))
	case ended.Running:
		return 0, dialect.Sentence("the connection to the shell was lost; it may still run in " + s.name)
	}
	return ended.ExitCode, nil
}

// converse carries what is typed to the shell and what it writes to the console, until one of them or
// ctx ends.
func (s *Shell) converse(ctx context.Context, exec string, shell client.HijackedResponse, on Console) error {
	wrote := make(chan error, 1)
	go func() {
		_, err := io.Copy(on, shell.Reader)
		wrote <- err
	}()
	go func() {
		_, _ = io.Copy(shell.Conn, on) // ends when the console does, or the connection is closed
		_ = shell.CloseWrite()
	}()
	for {
		select {
		case err := <-wrote:
			if err != nil && ctx.Err() == nil && !errors.Is(err, io.EOF) {
				return dialect.Sentence(reasonOf(err))
			}
			return ctx.Err()
		case <-on.Resized():
			_ = s.resize(ctx, exec, sizeOf(on)) // one that has ended meanwhile need not know it
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// settle tells the shell the size of the console at first. Until its program has begun the daemon
// refuses that; before Docker 23 it takes no size along with the command.
func (s *Shell) settle(ctx context.Context, exec string, on Console) {
	const tries, pause = 20, 10 * time.Millisecond
	for try := range tries {
		if s.resize(ctx, exec, sizeOf(on)) == nil {
			return
		}
		select {
		case <-time.After(time.Duration(try) * pause):
		case <-ctx.Done():
			return
		}
	}
}

// resize tells the shell the size of the console.
func (s *Shell) resize(ctx context.Context, exec string, size client.ConsoleSize) error {
	ctx, cancel := context.WithTimeout(ctx, shellTime)
	defer cancel()
	_, err := s.daemon.api.ExecResize(ctx, exec, client.ExecResizeOptions(size))
	return err
}

func sizeOf(on Console) client.ConsoleSize {
	w, h := on.Size()
	return client.ConsoleSize{Width: uint(max(w, 0)), Height: uint(max(h, 0))}
}
