//go:build linux || darwin

package tty

import (
	"os"
	"os/signal"
	"syscall"
	"time"

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

// untilForeground stops the process until it is continued in the foreground. It
// fails when the program ends meanwhile: then not another word goes to a
// terminal that is the shell's.
func (s *session) untilForeground() error {
	continued := make(chan os.Signal, 1)
	signal.Notify(continued, syscall.SIGCONT)
	defer signal.Stop(continued)
	for {
		if err := syscall.Kill(0, syscall.SIGTSTP); err != nil {
			return err
		}
		<-continued
		if foreground(s.opts.In.Fd()) {
			return nil
		}
		select {
		case <-s.ctx.Done():
			return s.ctx.Err()
		case <-time.After(backgroundPause):
		}
	}
}
