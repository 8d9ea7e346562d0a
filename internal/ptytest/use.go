//go:build linux || darwin

package ptytest

import (
	"bufio"
	"bytes"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"fleetop/internal/ptytest/vt"
)

// Send types: every string is one write, as one packet of a remote line.
func (term *Terminal) Send(keys ...string) {
	term.t.Helper()
	for _, k := range keys {
		if _, err := term.master.WriteString(k); err != nil {
			term.t.Fatalf("typing %q: %v", k, err)
		}
	}
}

// WaitFor waits until the screen's text matches a regular expression, in which ^ and $ match at
// lines.
func (term *Terminal) WaitFor(pattern string) {
	term.t.Helper()
	re := regexp.MustCompile("(?m)" + pattern)
	term.WaitUntil("the screen shows "+strconv.Quote(pattern), func(s *vt.Screen) bool { return re.MatchString(s.Text()) })
}

// WaitGone waits until the screen's text no longer matches a regular expression.
func (term *Terminal) WaitGone(pattern string) {
	term.t.Helper()
	re := regexp.MustCompile("(?m)" + pattern)
	term.WaitUntil("the screen no longer shows "+strconv.Quote(pattern), func(s *vt.Screen) bool { return !re.MatchString(s.Text()) })
}

// WaitUntil waits until the screen satisfies a condition; what describes it in a failure.
func (term *Terminal) WaitUntil(what string, condition func(*vt.Screen) bool) {
	term.t.Helper()
	term.waitOutput(what, func() bool { return condition(term.screen) })
}

// field is the line of a form in which one types. In a list no space stands before the cursor.
var field = regexp.MustCompile(`│ ▸ [^│]*`)

// TabTo presses Tab in a form until the cursor is in a line that a regular expression matches. It waits
// after each time until the cursor has moved: whatever else changes on the screen does not count.
func (term *Terminal) TabTo(pattern string) {
	term.t.Helper()
	re := regexp.MustCompile(pattern)
	first, before := "", ""
	at := func(s *vt.Screen) string { return field.FindString(s.Text()) }
	for {
		term.WaitUntil("the cursor of a form is in another line", func(s *vt.Screen) bool { return at(s) != before && at(s) != "" })
		term.Look(func(s *vt.Screen) { before = at(s) })
		switch {
		case re.MatchString(before):
			return
		case before == first:
			term.t.Fatalf("Tab does not lead to %q:\n%s", pattern, term.Screen())
		case first == "":
			first = before
		}
		term.Send("\t")
	}
}

// WaitOutput waits until the raw output contains a text.
func (term *Terminal) WaitOutput(text string) {
	term.t.Helper()
	term.waitOutput("the output contains "+strconv.Quote(text), func() bool { return bytes.Contains(term.output, []byte(text)) })
}

// waitOutput waits until a condition holds, which is asked under the lock after each output.
func (term *Terminal) waitOutput(what string, condition func() bool) {
	term.t.Helper()
	limit := time.After(timeout)
	for {
		term.mu.Lock()
		ok, changed := condition(), term.changed
		term.mu.Unlock()
		if ok {
			return
		}
		select {
		case <-changed:
			continue
		case <-term.done:
			term.mu.Lock()
			ok = condition()
			term.mu.Unlock()
			if ok {
				return
			}
			term.t.Fatalf("the terminal was closed before %s\n%s", what, term.describe())
		case <-limit:
			term.t.Fatalf("in %v it did not come to be that %s\n%s", timeout, what, term.describe())
		}
	}
}

// Look calls f with the screen, which does not change meanwhile.
func (term *Terminal) Look(f func(*vt.Screen)) {
	term.mu.Lock()
	defer term.mu.Unlock()
	f(term.screen)
}

// Screen returns the screen's text, a newline after every row.
func (term *Terminal) Screen() string {
	term.mu.Lock()
	defer term.mu.Unlock()
	return term.screen.Text()
}

// Output returns everything the program has written.
func (term *Terminal) Output() string {
	term.mu.Lock()
	defer term.mu.Unlock()
	return strings.ReplaceAll(string(term.output), string(endMark), "")
}

// Resize changes the terminal's size, which tells the program.
func (term *Terminal) Resize(cols, rows int) {
	term.t.Helper()
	term.mu.Lock()
	defer term.mu.Unlock()
	term.screen.Resize(cols, rows)
	size := unix.Winsize{Col: uint16(cols), Row: uint16(rows)} //nolint:gosec // Sizes in tests are small.
	term.control(func(fd int) error { return unix.IoctlSetWinsize(fd, unix.TIOCSWINSZ, &size) })
}

// Size returns the size that the program is told.
func (term *Terminal) Size() (cols, rows int) {
	term.t.Helper()
	var size *unix.Winsize
	term.control(func(fd int) (err error) {
		size, err = unix.IoctlGetWinsize(fd, unix.TIOCGWINSZ)
		return err
	})
	return int(size.Col), int(size.Row)
}

// Pause makes the terminal read nothing more, except one chunk that it may be waiting for.
func (term *Terminal) Pause() {
	term.mu.Lock()
	defer term.mu.Unlock()
	if term.gate == nil {
		term.gate = make(chan struct{})
	}
}

// Resume makes the terminal read again.
func (term *Terminal) Resume() {
	term.mu.Lock()
	defer term.mu.Unlock()
	if term.gate != nil {
		close(term.gate)
		term.gate = nil
	}
}

// Group returns the program's process group, whose leader the program is.
func (term *Terminal) Group() int {
	term.t.Helper()
	if term.opts.Leader {
		return term.cmd.Process.Pid
	}
	if group := term.foreground(); group != 0 && group != term.cmd.Process.Pid {
		term.group = group
	}
	if term.group == 0 {
		term.t.Fatal("the program has not started: wait for what it shows first")
	}
	return term.group
}

// Signal sends a signal to the program. It must have shown something before.
func (term *Terminal) Signal(sig syscall.Signal) {
	term.t.Helper()
	if err := unix.Kill(term.Group(), sig); err != nil {
		term.t.Fatalf("sending %v: %v", sig, err)
	}
}

// Hangup closes the terminal at its other end, as when a connection is lost: the program gets
// SIGHUP. It needs [Options.Leader], because a shell would die of it before it could report how its
// job ended.
func (term *Terminal) Hangup() {
	term.t.Helper()
	if !term.opts.Leader {
		term.t.Fatal("Hangup without Options.Leader")
	}
	term.Resume()
	if err := term.master.Close(); err != nil {
		term.t.Fatal(err)
	}
	<-term.done
}

// Wait waits until the program has ended and all of its output has been read, and returns its exit
// status: 128 and the number after a signal.
func (term *Terminal) Wait() int {
	term.t.Helper()
	if term.opts.Leader {
		return term.waitLeader()
	}
	status := term.jobStatus()
	if status == 128+int(unix.SIGTSTP) {
		term.t.Fatalf("the program was stopped instead of ending\n%s", term.describe())
	}
	_ = term.proceed.Close()
	_ = term.cmd.Wait()
	return status
}

// WaitStopped waits until the program has stopped itself for the shell.
func (term *Terminal) WaitStopped() {
	term.t.Helper()
	if status := term.jobStatus(); status != 128+int(unix.SIGTSTP) {
		term.t.Fatalf("the program ended with status %d instead of stopping\n%s", status, term.describe())
	}
}

// Continue brings a stopped program back into the foreground.
func (term *Terminal) Continue() {
	term.t.Helper()
	if _, err := term.resume.Write([]byte("\n")); err != nil {
		term.t.Fatal(err)
	}
}

// jobStatus reads how the shell's job stopped or ended, and then the rest of what it wrote.
func (term *Terminal) jobStatus() int {
	term.t.Helper()
	if err := term.status.SetReadDeadline(time.Now().Add(timeout)); err != nil {
		term.t.Fatal(err)
	}
	line, err := bufio.NewReaderSize(term.status, 16).ReadString('\n')
	if err != nil {
		term.t.Fatalf("in %v the program did not end: %v\n%s", timeout, err, term.describe())
	}
	status, err := strconv.Atoi(strings.TrimSpace(line))
	if err != nil {
		term.t.Fatal(err)
	}
	term.after = term.termios()
	term.Resume()
	term.marks++
	term.waitOutput("the output has ended", func() bool { return bytes.Count(term.output, endMark) >= term.marks })
	return status
}

// waitLeader waits for a program without a shell.
func (term *Terminal) waitLeader() int {
	term.t.Helper()
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = term.cmd.Wait()
	}()
	select {
	case <-ended:
	case <-time.After(timeout):
		term.t.Fatalf("in %v the program did not end\n%s", timeout, term.describe())
	}
	term.Resume()
	<-term.done
	ws, ok := term.cmd.ProcessState.Sys().(syscall.WaitStatus)
	if ok && ws.Signaled() {
		return 128 + int(ws.Signal())
	}
	return term.cmd.ProcessState.ExitCode()
}

// LookAgain reads the line discipline again, for tests in which another process restores it after
// the end of the program.
func (term *Terminal) LookAgain() { term.after = term.termios() }

// CheckRestored reports what the program, which has ended or stopped, did not restore: the line
// discipline, the alternate screen, the cursor, colours, and every mode that a full-screen program
// switches on. Under [Options.Leader] the line discipline cannot be looked at: the system resets
// it.
func (term *Terminal) CheckRestored() {
	term.t.Helper()
	if !term.opts.Leader && term.after != term.before {
		term.t.Errorf("the terminal's line discipline is %+v, was %+v", term.after, term.before)
	}
	term.Look(func(s *vt.Screen) {
		if s.AltScreen() {
			term.t.Error("the alternate screen is still shown")
		}
		if !s.CursorVisible() {
			term.t.Error("the cursor is hidden")
		}
		if !s.Mode(7) {
			term.t.Error("autowrap is off")
		}
		if s.Pen() != (vt.Style{}) {
			term.t.Errorf("text is still drawn as %+v", s.Pen())
		}
		for mode, name := range map[int]string{1000: "mouse", 1002: "mouse drag", 1003: "mouse motion", 1004: "focus", 1006: "mouse SGR", 2004: "bracketed paste", 2026: "synchronized update"} {
			if s.Mode(mode) {
				term.t.Errorf("mode %d (%s) is still on", mode, name)
			}
		}
	})
}
