//go:build linux || darwin

package ptytest

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
	"golang.org/x/sys/unix"

	"fleetop/internal/ptytest/vt"
)

// StrictVariable is the environment variable under which a test that cannot have a pseudo-terminal
// fails instead of skipping itself.
const StrictVariable = "FLEETOP_TEST_STRICT"

// timeout is how long to wait before a test gives up. It does not measure speed: it has to be long
// enough for the slowest machine.
const timeout = 2 * time.Minute

// Options say what runs and in what kind of terminal. The zero value of each field but Path is a
// good default.
type Options struct {
	// Path is the program and Args are its arguments.
	Path string
	Args []string
	// Env is added to a small environment: PATH, a home of its own, a UTF-8 locale, TERM, and no
	// Docker daemon. Nothing else is handed down.
	Env []string
	// Dir is the working directory; by default that of the test.
	Dir string
	// Cols and Rows are the size, by default 80×24.
	Cols, Rows int
	// Claims is the size that the program is told, if it differs from that of the screen.
	Claims [2]int
	// Term is the value of TERM, by default xterm-256color.
	Term string
	// Answer makes the terminal answer what it is asked. By default it is silent, like a serial
	// line.
	Answer bool
	// Name is by which name it answers, by default vt.
	Name string
	// Unread makes the terminal read nothing until [Terminal.Resume].
	Unread bool
	// Rate is how many bytes a second the terminal reads; 0 is no limit.
	Rate int
	// Leader makes the program the leader of its session instead of a job of a shell.
	Leader bool
}

// Terminal is a pseudo-terminal with a program in it.
type Terminal struct {
	t       testing.TB
	opts    Options
	cmd     *exec.Cmd
	master  *os.File
	before  unix.Termios // as the program found it
	status  *os.File     // where the shell reports how its job ended
	proceed io.Closer    // closed to let the shell end
	resume  io.Writer    // a line makes the shell continue its job

	done chan struct{} // closed when nothing more can be read

	mu      sync.Mutex
	screen  *vt.Screen
	output  []byte
	changed chan struct{} // closed and replaced with every output
	gate    chan struct{} // while the terminal does not read; closed when it does again
	group   int           // the program's process group, once known
	after   unix.Termios  // as the program left it
	marks   int           // how often the program has stopped or ended
}

// jobScript runs its arguments as a foreground job. After each stop or end it reports the status on
// 3, marks the end of the output, and waits on 4.
const jobScript = `exec 5>&2 2>/dev/null
set -m
"$@" 2>&5 3>&- 4<&- 5>&-
s=$?
while :; do
	echo "$s" >&3
	printf '` + `\000\000\000\000\000\000\000\000` + `'
	read -r go <&4 || exit 0
	fg >/dev/null
	s=$?
done
`

// endMark is what the script writes when the job has stopped or ended. Terminals ignore the
// character.
var endMark = bytes.Repeat([]byte{0}, 8)

// Start runs a program in a new terminal, and ends both with the test. Where there are no
// pseudo-terminals the test is skipped, or fails if [StrictVariable] is set.
func Start(t testing.TB, opts Options) *Terminal {
	t.Helper()
	DependOnSources(t)
	opts.Cols, opts.Rows = cmp.Or(opts.Cols, 80), cmp.Or(opts.Rows, 24)
	opts.Term = cmp.Or(opts.Term, "xterm-256color")
	master, slave, err := open(cmp.Or(opts.Claims[0], opts.Cols), cmp.Or(opts.Claims[1], opts.Rows))
	if err != nil {
		if os.Getenv(StrictVariable) != "" {
			t.Fatalf("no pseudo-terminal: %v", err)
		}
		t.Skipf("no pseudo-terminal: %v", err)
	}
	term := &Terminal{
		t: t, opts: opts, master: master, done: make(chan struct{}), changed: make(chan struct{}),
		screen: vt.New(opts.Cols, opts.Rows),
	}
	if opts.Answer {
		term.screen.Name = opts.Name
		term.screen.Reply = func(b []byte) { _, _ = master.Write(b) }
	}
	if opts.Unread {
		term.Pause()
	}
	term.before = term.termios()
	err = term.start(slave)
	_ = slave.Close()
	if err != nil {
		t.Fatalf("starting %s: %v", opts.Path, err)
	}
	go term.read()
	t.Cleanup(term.close)
	return term
}

// open returns a new pseudo-terminal. The master does not block, so that closing it ends a read.
func open(cols, rows int) (master, slave *os.File, err error) {
	blocking, slave, err := pty.Open()
	if err != nil {
		return nil, nil, err
	}
	defer blocking.Close() //nolint:errcheck // It is only a second name.
	if err := pty.Setsize(blocking, winsize(cols, rows)); err != nil {
		return nil, nil, err
	}
	fd, err := unix.FcntlInt(blocking.Fd(), unix.F_DUPFD_CLOEXEC, 0)
	if err != nil {
		return nil, nil, err
	}
	if err := unix.SetNonblock(fd, true); err != nil {
		return nil, nil, err
	}
	return os.NewFile(uintptr(fd), "master"), slave, nil
}

func winsize(cols, rows int) *pty.Winsize {
	return &pty.Winsize{Cols: uint16(cols), Rows: uint16(rows)} //nolint:gosec // Sizes in tests are small.
}

// start starts the program with the slave as its terminal.
func (term *Terminal) start(slave *os.File) error {
	argv := append([]string{term.opts.Path}, term.opts.Args...)
	if !term.opts.Leader {
		argv = append([]string{"/bin/sh", "-c", jobScript, "sh"}, argv...)
	}
	// The test's own context ends before the functions of Cleanup run: the shell would be killed, and its job
	// go on without a terminal.
	term.cmd = exec.CommandContext(context.WithoutCancel(term.t.Context()), argv[0], argv[1:]...) //nolint:gosec // The test names the program.
	term.cmd.Dir = term.opts.Dir
	term.cmd.Env = slices.Concat([]string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + term.t.TempDir(), "LANG=C.UTF-8", "TERM=" + term.opts.Term, "DOCKER_HOST=unix:///nowhere/docker.sock",
		"GOCOVERDIR=" + cmp.Or(os.Getenv("GOCOVERDIR"), term.t.TempDir()), // Else a program built with -cover complains.
	}, term.opts.Env)
	term.cmd.Stdin, term.cmd.Stdout, term.cmd.Stderr = slave, slave, slave
	term.cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true, Ctty: 0}
	if term.opts.Leader {
		return term.cmd.Start()
	}
	statusR, statusW, err := os.Pipe()
	if err != nil {
		return err
	}
	goR, goW, err := os.Pipe()
	if err != nil {
		return err
	}
	term.cmd.ExtraFiles = []*os.File{statusW, goR}
	term.status, term.proceed, term.resume = statusR, goW, goW
	err = term.cmd.Start()
	_ = statusW.Close()
	_ = goR.Close()
	return err
}

// close ends the program and the terminal, whatever state they are in.
func (term *Terminal) close() {
	group := term.foreground()
	if group > 0 {
		_ = unix.Kill(-group, unix.SIGKILL)
	}
	term.Resume()
	if term.status != nil && group > 0 && group != term.cmd.Process.Pid {
		// The shell ends once the program has: from then on it writes no more into the test's directories.
		_ = term.proceed.Close()
		_ = term.status.SetReadDeadline(time.Now().Add(timeout))
		_, _ = io.Copy(io.Discard, term.status)
	}
	_ = term.cmd.Process.Kill()
	_ = term.master.Close()
	<-term.done
	_ = term.cmd.Wait()
	if term.status != nil {
		_ = term.status.Close()
		_ = term.proceed.Close()
	}
}

// read takes the program's output to the screen until the terminal is closed.
func (term *Terminal) read() {
	defer close(term.done)
	size := 32 << 10
	if term.opts.Rate > 0 {
		size = max(1, term.opts.Rate/50)
	}
	buf := make([]byte, size)
	for {
		term.mu.Lock()
		gate := term.gate
		term.mu.Unlock()
		if gate != nil {
			<-gate
		}
		n, err := term.master.Read(buf)
		term.mu.Lock()
		_, _ = term.screen.Write(buf[:n])
		term.output = append(term.output, buf[:n]...)
		close(term.changed)
		term.changed = make(chan struct{})
		term.mu.Unlock()
		if err != nil {
			return
		}
		if term.opts.Rate > 0 {
			time.Sleep(time.Duration(n) * time.Second / time.Duration(term.opts.Rate)) // The speed of the line.
		}
	}
}

// termios returns the state of the terminal's line discipline.
func (term *Terminal) termios() unix.Termios {
	var state *unix.Termios
	term.control(func(fd int) (err error) {
		state, err = getTermios(fd)
		return err
	})
	return *state
}

// foreground returns the process group that has the terminal, or 0.
func (term *Terminal) foreground() int {
	conn, err := term.master.SyscallConn()
	if err != nil {
		return 0
	}
	group := 0
	_ = conn.Control(func(fd uintptr) { group, _ = unix.IoctlGetInt(int(fd), unix.TIOCGPGRP) })
	return group
}

// control runs a system call on the terminal.
func (term *Terminal) control(call func(fd int) error) {
	term.t.Helper()
	conn, err := term.master.SyscallConn()
	if err == nil {
		var failed error
		err = conn.Control(func(fd uintptr) { failed = call(int(fd)) })
		err = cmp.Or(err, failed)
	}
	if err != nil {
		term.t.Fatalf("controlling the terminal: %v", err)
	}
}

// describe shows the screen in a failure.
func (term *Terminal) describe() string {
	term.mu.Lock()
	defer term.mu.Unlock()
	tail := term.output[max(0, len(term.output)-400):]
	return fmt.Sprintf("the screen:\n%s\nthe last output: %q", term.screen.Text(), tail)
}
