package tty

import (
	"fmt"
	"os"
	"os/signal"
	"runtime"
	"syscall"
	"time"
)

// failed keeps the trace of a panic and returns the error that tells of both.
func (s *session) failed(v any, stack []byte) error {
	path, err := WriteTrace(s.opts.TraceDir, "panic: "+fmt.Sprint(v), stack)
	return failure("the screen failed: "+fmt.Sprint(v), path, err)
}

// dump keeps what every goroutine is doing, for a signal that asks for it.
func (s *session) dump(sig os.Signal) {
	stacks := make([]byte, 1<<20)
	stacks = stacks[:runtime.Stack(stacks, true)]
	what := "ended by the signal " + sig.String()
	path, err := WriteTrace(s.opts.TraceDir, what, stacks)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.traced = failure(what, path, err)
}

// listen turns signals into the end of the program, the second one at once, and
// takes the terminal anew where the process was stopped from outside. It ends
// with done; what it returns gives the signals back to the system.
func (s *session) listen(done <-chan struct{}) (stop func()) {
	signals := make(chan os.Signal, 4)
	signal.Notify(signals, syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGQUIT, syscall.SIGABRT, syscall.SIGPIPE)
	notifyContinued(signals)
	go func() {
		for {
			select {
			case sig := <-signals:
				switch {
				case isContinued(sig):
					s.continued()
				case sig == syscall.SIGPIPE: // of standard error; the screen goes on
				case (sig == syscall.SIGINT || sig == syscall.SIGQUIT) && s.isTheirs():
				case s.asksForTrace(sig):
					s.dump(sig)
					s.stop(sig)
				case !s.stop(sig):
					s.abort(statusOf(sig))
				}
			case <-done:
				return
			}
		}
	}()
	return func() { signal.Stop(signals) }
}

// asksForTrace is whether a signal asks what the program is doing, and it is not
// ending yet.
func (s *session) asksForTrace(sig os.Signal) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return (sig == syscall.SIGQUIT || sig == syscall.SIGABRT) && !s.signaled
}

// continued takes the terminal anew: who had it meanwhile may have changed it.
func (s *session) continued() {
	s.mu.Lock()
	ending := s.signaled
	s.mu.Unlock()
	if !ending && foreground(s.opts.In.Fd()) {
		s.program.Retake()
	}
}

// stop ends the program because of a signal. It is false if it was ending
// because of one already.
func (s *session) stop(sig os.Signal) bool {
	s.mu.Lock()
	first := !s.signaled
	if first {
		s.signaled, s.code = true, statusOf(sig)
	}
	s.mu.Unlock()
	if first {
		s.armWatchdog(statusOf(sig))
		ignoreTerminalStops()
		s.cancel()
	}
	return first
}

// armWatchdog gives the process until the end of its grace. The first call counts.
func (s *session) armWatchdog(code int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.watchdog == nil {
		s.watchdog = time.AfterFunc(grace, func() { s.abort(code) })
	}
}

// abort restores the terminal and ends the process, whatever else is going on.
func (s *session) abort(code int) {
	s.device.cook()
	restored := make(chan struct{})
	go func() {
		defer close(restored)
		s.program.Restore(false)
		s.device.dismissWatcher()
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.traced != nil {
			fmt.Fprintln(os.Stderr, "fleetop:", s.traced)
		}
	}()
	select {
	case <-restored:
	case <-time.After(restoreWithin):
	}
	if s.opts.Cleanup != nil {
		s.opts.Cleanup()
	}
	os.Exit(code)
}

// statusOf is the exit status of a process that a signal ended.
func statusOf(sig os.Signal) int {
	if s, ok := sig.(syscall.Signal); ok {
		return 128 + int(s)
	}
	return 1
}
