//go:build linux || darwin

package terminal

import (
	"context"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"golang.org/x/sys/unix"
)

// backgroundPause is how long a process that was continued in the background
// waits for the signal that may have come along, before it stops again.
const backgroundPause = 100 * time.Millisecond

// CanSuspend is whether the shell would notice that this process was stopped,
// and could continue it: the parent is in the same session but another process
// group. Elsewhere (as the command of ssh, in a container, under sh -c) a stop
// is dropped by the system, or nobody would ever take it back.
func CanSuspend() bool {
	parent := os.Getppid()
	theirs, err := unix.Getsid(parent)
	if err != nil {
		return false
	}
	ours, err := unix.Getsid(0)
	if err != nil {
		return false
	}
	group, err := unix.Getpgid(parent)
	return err == nil && theirs == ours && group != unix.Getpgrp()
}

// suspend returns what makes bubbletea release the terminal, stop the process
// until the shell continues it, and send a tea.ResumeMsg. Where nobody would
// continue it nothing is stopped.
func (r *run) suspend() tea.Msg {
	if !CanSuspend() {
		return tea.ResumeMsg{}
	}
	stop := &stopCommand{ctx: r.ctx, screen: r.screen}
	return tea.Exec(stop, func(error) tea.Msg { return tea.ResumeMsg{} })()
}

// A stopCommand is a tea.ExecCommand that runs the user's shell, in a way: it
// stops this process until it is in the foreground again.
type stopCommand struct {
	ctx    context.Context
	screen *screen
}

// Run stops the process. bubbletea's own way would hang where the process is
// continued only to be ended: taking the terminal back from the background
// stops it once more.
func (s *stopCommand) Run() error {
	continued := make(chan os.Signal, 1)
	signal.Notify(continued, syscall.SIGCONT)
	defer signal.Stop(continued)
	for {
		if err := syscall.Kill(0, syscall.SIGTSTP); err != nil {
			return err
		}
		<-continued
		if foreground(s.screen.in.Fd()) {
			return nil
		}
		select {
		case <-s.ctx.Done():
			// Not another word to a terminal that is the shell's.
			return s.screen.out.Close()
		case <-time.After(backgroundPause):
		}
	}
}

// SetStdin implements tea.ExecCommand.
func (*stopCommand) SetStdin(io.Reader) {}

// SetStdout implements tea.ExecCommand.
func (*stopCommand) SetStdout(io.Writer) {}

// SetStderr implements tea.ExecCommand.
func (*stopCommand) SetStderr(io.Writer) {}
