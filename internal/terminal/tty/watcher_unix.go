//go:build linux || darwin

package tty

import (
	"bytes"
	"encoding/json"
	"os"
	"os/signal"
	"runtime/debug"
	"strings"
	"sync"
	"syscall"

	"github.com/charmbracelet/x/term"
	"golang.org/x/sys/unix"

	"fleetop/internal/terminal"
)

// A fatal error of the runtime (a panic in a goroutine of a library, a stack that
// overflows, memory that ran out) and SIGKILL end a process without another word
// of its own. So a second process of the same program waits, asleep, until this
// one is gone or the runtime begins to tell of its failure, and gives the terminal
// back if it was not.

const (
	// watcherName is the name under which the program is the watcher.
	watcherName = "fleetop-watcher"
	// briefVariable holds what the watcher has to know, as JSON.
	briefVariable = "FLEETOP_WATCHER"
	// keptCrash is how many bytes of what the runtime tells are kept.
	keptCrash = 1 << 20
	// keptNoise is how many bytes are kept of what went to standard error before.
	keptNoise = 1 << 14

	stderrFile = 2
)

// What the watcher is told.
const (
	tellTaken = 't' // the terminal is the program's
	tellGiven = 'g' // it is not
)

// A brief is what the watcher has to know.
type brief struct {
	Found    unix.Termios // how the terminal was found
	Reset    string       // what undoes the modes of the screen
	TraceDir string
}

// A watcher is the process that watches over this one. Its methods may be called
// on nil.
type watcher struct {
	process *os.Process
	control *os.File
	noise   *os.File // the other end of what the watcher hears of standard error
	stderr  int      // a copy of standard error while that is hushed, else -1
	once    sync.Once
}

// What the watcher reads.
const (
	controlFile = 3 + iota // what it is told
	crashFile              // what the runtime tells once it is failing
	noiseFile              // what goes to standard error, where that is the screen
)

// startWatcher starts the watcher over a program on the terminal of in and out.
func startWatcher(in, out *os.File, b brief) (*watcher, error) {
	text, err := json.Marshal(b)
	if err != nil {
		return nil, err
	}
	reads, writes, err := pipes(noiseFile - controlFile + 1)
	defer closeAll(reads) // They are the watcher's.
	if err != nil {
		closeAll(writes)
		return nil, err
	}
	env := []string{briefVariable + "=" + string(text)}
	if dir, ok := os.LookupEnv("GOCOVERDIR"); ok {
		env = append(env, "GOCOVERDIR="+dir)
	}
	process, err := os.StartProcess(ownProgram(), []string{watcherName}, &os.ProcAttr{
		Env: env, Files: append([]*os.File{in, out, os.Stderr}, reads...), Sys: &syscall.SysProcAttr{Setpgid: true},
	})
	if err != nil {
		closeAll(writes)
		return nil, err
	}
	w := &watcher{process: process, control: writes[0], noise: writes[2], stderr: -1}
	debug.SetTraceback("all")
	err = debug.SetCrashOutput(writes[1], debug.CrashOptions{})
	_ = writes[1].Close() // The runtime has one of its own.
	if err != nil {
		w.dismiss()
		return nil, err
	}
	return w, nil
}

// pipes makes pipes that hold little.
func pipes(n int) (reads, writes []*os.File, err error) {
	for range n {
		r, w, err := os.Pipe()
		if err != nil {
			return reads, writes, err
		}
		shrinkPipe(w)
		reads, writes = append(reads, r), append(writes, w)
	}
	return reads, writes, nil
}

func closeAll(files []*os.File) {
	for _, f := range files {
		_ = f.Close()
	}
}

// hush has the watcher read what the runtime and libraries write to standard error,
// where that is the screen.
func (w *watcher) hush() {
	defer w.noise.Close() //nolint:errcheck // Standard error has one of its own.
	if !term.IsTerminal(stderrFile) {
		return
	}
	kept, err := unix.FcntlInt(stderrFile, unix.F_DUPFD_CLOEXEC, 0)
	if err != nil {
		return
	}
	if replaceFile(int(w.noise.Fd()), stderrFile) != nil {
		_ = unix.Close(kept)
		return
	}
	w.stderr = kept
}

// tell tells the watcher whose the terminal is.
func (w *watcher) tell(what byte) {
	if w != nil {
		_, _ = w.control.Write([]byte{what})
	}
}

// dismiss ends the watcher: the terminal is given back for good.
func (w *watcher) dismiss() {
	if w == nil {
		return
	}
	w.once.Do(func() {
		_ = debug.SetCrashOutput(nil, debug.CrashOptions{})
		if w.stderr >= 0 {
			_ = replaceFile(w.stderr, stderrFile)
			_ = unix.Close(w.stderr)
		}
		_ = w.process.Kill()
		_, _ = w.process.Wait()
		closeAll([]*os.File{w.control, w.noise})
	})
}

// Watch is to be called first in a program that runs with [Options.Watch]: where
// the process is the watcher it does that work, and ends.
func Watch() {
	text := os.Getenv(briefVariable)
	if text == "" || os.Args[0] != watcherName {
		return
	}
	var b brief
	if json.Unmarshal([]byte(text), &b) != nil {
		os.Exit(1)
	}
	signal.Ignore(unix.SIGHUP, unix.SIGINT, unix.SIGQUIT, unix.SIGTERM, unix.SIGTSTP, unix.SIGTTIN, unix.SIGTTOU, unix.SIGPIPE)
	debug.SetGCPercent(-1) // It does nothing that makes waste.
	nameProcess(watcherName)
	b.await()
	os.Exit(0)
}

// await waits until the program is gone, and restores the terminal if it was not
// given back. What the runtime tells of its end is read only after that: it cannot
// write more than a pipe holds, so that the shell hears of the end when the terminal
// is restored and the user knows why.
func (b *brief) await() {
	fds := []unix.PollFd{{Fd: controlFile, Events: unix.POLLIN}, {Fd: crashFile, Events: unix.POLLIN}, {Fd: noiseFile, Events: unix.POLLIN}}
	taken := false
	restore := func() {
		if taken {
			b.restore()
		}
		taken = false
	}
	var c crash
	buf := make([]byte, 1024)
	for fds[0].Fd >= 0 || fds[1].Fd >= 0 || fds[2].Fd >= 0 {
		if _, err := unix.Poll(fds, -1); err != nil {
			continue
		}
		switch {
		case fds[0].Revents != 0:
			n, _ := unix.Read(controlFile, buf)
			if n <= 0 {
				fds[0].Fd = -1
				restore()
				continue
			}
			taken = buf[n-1] == tellTaken
		case fds[2].Revents&unix.POLLIN != 0: // It comes before its copy.
			n, _ := unix.Read(noiseFile, buf)
			c.hear(buf[:max(n, 0)])
		case fds[1].Revents&unix.POLLIN != 0:
			restore()
			n, _ := unix.Read(crashFile, buf)
			c.add(buf[:max(n, 0)], b.TraceDir)
		default:
			for i := range fds[1:] {
				if fds[1+i].Revents != 0 {
					fds[1+i].Fd = -1
				}
			}
		}
	}
	c.end(b.TraceDir)
}

// restore gives the terminal back. The line discipline is set only where it still
// is that of the program: a shell may have set its own.
func (b *brief) restore() {
	const raw = unix.ICANON | unix.ECHO | unix.ISIG
	if now, err := getTermios(0); err == nil && now.Lflag&raw == 0 {
		_ = setTermios(0, &b.Found)
	}
	openOut(os.Stdout).reset([]byte(b.Reset))
}

// A crash is what the runtime tells of its end.
type crash struct {
	noise []byte // what went to standard error, its end
	told  []byte
	path  string // of the file that has the beginning, "" for none
	kept  int    // how much of it is in the file
	said  bool
}

// hear takes in what went to standard error.
func (c *crash) hear(part []byte) {
	c.noise = append(c.noise, part...)
	c.noise = c.noise[max(len(c.noise)-keptNoise, 0):]
}

// add takes in a part; once it is known what happened, that is said.
func (c *crash) add(part []byte, dir string) {
	const known = 2048 // bytes, in which what happened has been said
	c.told = append(c.told, part[:min(len(part), keptCrash-len(c.told))]...)
	if _, found := c.title(); !c.said && (found || len(c.told) > known) {
		c.say(dir)
	}
}

// say keeps what was told in a file and says so on standard error.
func (c *crash) say(dir string) {
	what, _ := c.title()
	c.said, c.kept = true, bytes.LastIndexByte(c.told, '\n')+1
	path, err := WriteTrace(dir, what, c.told[:c.kept])
	if err == nil {
		c.path = path
	}
	_, _ = os.Stderr.WriteString("fleetop: " + failure("the program failed: "+what, path, err).Error() + "\n")
}

// end keeps the rest of what was told, on standard error if there is no file.
func (c *crash) end(dir string) {
	if len(c.told) == 0 {
		return
	}
	if !c.said {
		c.say(dir)
	}
	if c.path == "" {
		_, _ = os.Stderr.WriteString(terminal.CleanLines(string(c.told)))
		return
	}
	f, err := os.OpenFile(c.path, os.O_WRONLY|os.O_APPEND, 0)
	if err != nil {
		return
	}
	_, _ = f.WriteString(terminal.CleanLines(string(c.told[c.kept:])))
	_ = f.Close()
}

// title is the line that says what happened; found is whether such a line is there,
// whole. A fatal error is told before the runtime counts as failing.
func (c *crash) title() (line string, found bool) {
	for _, text := range [][]byte{c.noise, c.told} {
		for line := range strings.Lines(string(text)) {
			if strings.HasSuffix(line, "\n") && (strings.HasPrefix(line, "fatal error: ") || strings.HasPrefix(line, "panic: ") || strings.HasPrefix(line, "SIG")) {
				return terminal.CleanLine(line), true
			}
		}
	}
	return "a fatal error of the runtime", false
}

// watcher returns what starts the watcher over a program that has taken the
// terminal. Without one everything goes on as before.
func (s *session) watcher() (start func()) {
	found, err := getTermios(int(s.opts.In.Fd()))
	if err != nil {
		return func() {}
	}
	return func() {
		w, err := startWatcher(s.opts.In, s.opts.Out, brief{Found: *found, Reset: s.program.ResetSequence(), TraceDir: s.opts.TraceDir})
		if err == nil {
			s.device.watchedBy(w)
		}
	}
}

// watchedBy begins to tell the watcher whose the terminal is.
func (d *device) watchedBy(w *watcher) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.closed {
		w.dismiss()
		return
	}
	d.guard = w
	if d.taken {
		w.tell(tellTaken)
	}
	w.hush()
}

// dismissWatcher ends the watcher: the terminal is given back for good.
func (d *device) dismissWatcher() {
	d.mu.Lock()
	d.closed = true
	guard := d.guard
	d.mu.Unlock()
	guard.dismiss()
}
