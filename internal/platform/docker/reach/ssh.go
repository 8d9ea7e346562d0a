package reach

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"os"
	"os/exec"
	"strings"
	"sync"
	"time"
)

const (
	// sshAtOnce is how many processes may be between their start and their first answer: a server
	// drops connections when too many wait to be let in.
	sshAtOnce = 3
	// sshMost is how many there are at most, below the ten sessions that a server allows on a
	// connection that ssh shares.
	sshMost = 8
	// sshGrace is how long ssh may take to end by itself.
	sshGrace = 500 * time.Millisecond
	// sshError is how much is kept of what ssh writes to its standard error.
	sshError = 4 << 10
)

// An sshDialer makes connections that are pipes to the user's own ssh, which runs
// `docker system dial-stdio` on the other machine. The user's configuration, agent and known hosts
// apply.
type sshDialer struct {
	endpoint endpoint
	starting chan struct{} // holds a value for each process that did not answer yet
	running  chan struct{} // and for each process
	spare    chan net.Conn // holds a connection that nobody uses
}

func newSSH(e endpoint) *sshDialer {
	return &sshDialer{endpoint: e, starting: make(chan struct{}, sshAtOnce), running: make(chan struct{}, sshMost), spare: make(chan net.Conn, 1)}
}

// arguments returns the arguments of ssh. It never asks: a question would fight the screen for the
// terminal. It notices within a minute that the other machine is gone. The command is read by the
// shell there.
func (e endpoint) arguments() []string {
	args := []string{"-T", "-o", "BatchMode=yes", "-o", "ConnectTimeout=30", "-o", "ServerAliveInterval=15"}
	if e.user != "" {
		args = append(args, "-l", e.user)
	}
	if e.port != "" {
		args = append(args, "-p", e.port)
	}
	args = append(args, "--", e.host, "docker")
	if e.path != "" {
		args = append(args, shellWord("--host=unix://"+e.path))
	}
	return append(args, "system", "dial-stdio")
}

// command is what the user may type to see for themselves how ssh reaches the other machine.
func (e endpoint) command() string {
	words := "ssh "
	if e.port != "" {
		words += "-p " + e.port + " "
	}
	if e.user != "" {
		words += shellWord(printable(e.user)) + "@"
	}
	return words + e.host
}

// shellWord quotes a word for a POSIX shell where it needs it.
func shellWord(word string) string {
	if strings.Trim(word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.@+/:=") == "" {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}

// keep keeps a connection for the next dial.
func (s *sshDialer) keep(conn net.Conn) {
	select {
	case s.spare <- conn:
	default:
		_ = conn.Close()
	}
}

// dial starts ssh, unless there is a connection that nobody uses.
func (s *sshDialer) dial(ctx context.Context) (net.Conn, error) {
	select {
	case conn := <-s.spare:
		return conn, nil
	default:
	}
	for i, places := range []chan struct{}{s.running, s.starting} {
		select {
		case places <- struct{}{}:
		case <-ctx.Done():
			if i > 0 {
				<-s.running
			}
			return nil, ctx.Err()
		}
	}
	c, err := s.start()
	if err != nil {
		<-s.starting
		<-s.running
		return nil, err
	}
	return c, nil
}

// start starts one process. It belongs to the connection, not to the request that wanted it.
func (s *sshDialer) start() (*sshConn, error) {
	c := &sshConn{dialer: s, complaint: &tail{}, ended: make(chan struct{})}
	c.cmd = exec.Command("ssh", s.endpoint.arguments()...) //nolint:gosec,noctx // no shell; Close ends it
	c.cmd.Stderr = c.complaint
	c.cmd.WaitDelay = sshGrace
	detach(c.cmd)
	theirIn, ourOut, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	ourIn, theirOut, err := os.Pipe()
	if err != nil {
		_, _ = theirIn.Close(), ourOut.Close()
		return nil, err
	}
	c.cmd.Stdin, c.cmd.Stdout, c.in, c.out = theirIn, theirOut, ourIn, ourOut
	err = c.cmd.Start()
	_, _ = theirIn.Close(), theirOut.Close()
	if err != nil {
		_, _ = ourIn.Close(), ourOut.Close()
		if errors.Is(err, exec.ErrNotFound) {
			return nil, sentence(err, "there is no program ssh in PATH: install OpenSSH")
		}
		return nil, err
	}
	go c.wait()
	return c, nil
}

// An sshConn is one process of ssh as a connection.
type sshConn struct {
	dialer    *sshDialer
	cmd       *exec.Cmd
	in, out   *os.File
	complaint *tail
	answered  sync.Once
	closed    sync.Once
	ended     chan struct{} // closed when the process is gone
}

// wait waits for the end of the process.
func (c *sshConn) wait() {
	_ = c.cmd.Wait() // its standard error says more
	c.begun()
	close(c.ended)
	<-c.dialer.running
}

// begun makes room for the next process to start.
func (c *sshConn) begun() { c.answered.Do(func() { <-c.dialer.starting }) }

// Read implements net.Conn.
func (c *sshConn) Read(b []byte) (int, error) {
	n, err := c.in.Read(b)
	if n > 0 {
		c.begun()
	}
	return n, c.fault(err)
}

// Write implements net.Conn.
func (c *sshConn) Write(b []byte) (int, error) {
	n, err := c.out.Write(b)
	return n, c.fault(err)
}

// fault returns what ssh said where it ended, else the error itself.
func (c *sshConn) fault(err error) error {
	if err == nil || errors.Is(err, os.ErrDeadlineExceeded) || errors.Is(err, os.ErrClosed) {
		return err
	}
	select {
	case <-c.ended:
	case <-time.After(sshGrace):
		return err
	}
	if c.cmd.ProcessState.Success() {
		return err
	}
	return c.dialer.endpoint.explainSSH(err, c.complaint.String())
}

// Close implements net.Conn. It does not wait: ssh ends when its input does, or is made to.
func (c *sshConn) Close() error {
	c.closed.Do(func() {
		_, _ = c.in.Close(), c.out.Close()
		go func() {
			select {
			case <-c.ended:
			case <-time.After(sshGrace):
				_ = c.cmd.Process.Kill()
			}
		}()
	})
	return nil
}

// SetDeadline implements net.Conn.
func (c *sshConn) SetDeadline(t time.Time) error {
	return errors.Join(c.SetReadDeadline(t), c.SetWriteDeadline(t))
}

// SetReadDeadline implements net.Conn.
func (c *sshConn) SetReadDeadline(t time.Time) error { return c.in.SetReadDeadline(t) }

// SetWriteDeadline implements net.Conn.
func (c *sshConn) SetWriteDeadline(t time.Time) error { return c.out.SetWriteDeadline(t) }

// LocalAddr implements net.Conn.
func (c *sshConn) LocalAddr() net.Addr { return sshAddr("ssh") }

// RemoteAddr implements net.Conn.
func (c *sshConn) RemoteAddr() net.Addr { return sshAddr(c.dialer.endpoint.host) }

// An sshAddr names an end of a connection.
type sshAddr string

// Network implements net.Addr.
func (sshAddr) Network() string { return "ssh" }

// String implements net.Addr.
func (a sshAddr) String() string { return string(a) }

// A tail keeps the last of what is written to it.
type tail struct {
	mu   sync.Mutex
	data []byte
}

var _ io.Writer = (*tail)(nil)

// Write implements io.Writer.
func (t *tail) Write(b []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.data = append(t.data, b...)
	if over := len(t.data) - sshError; over > 0 {
		t.data = append([]byte(nil), t.data[over:]...)
	}
	return len(b), nil
}

// String returns the last line that says something.
func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	lines := bytes.Split(t.data, []byte("\n"))
	for i := len(lines) - 1; i >= 0; i-- {
		if line := printable(string(lines[i])); line != "" {
			return line
		}
	}
	return ""
}

// explainSSH makes the complaint of ssh, or of the program on the other machine, a sentence.
func (e endpoint) explainSSH(err error, complaint string) error {
	text := "ssh to " + e.host + ": "
	if complaint == "" {
		return sentence(err, text+"the connection ended without a word: check it with "+e.command())
	}
	has := func(parts ...string) bool {
		for _, part := range parts {
			if strings.Contains(strings.ToLower(complaint), part) {
				return true
			}
		}
		return false
	}
	remedy := "check it with " + e.command()
	switch {
	case has("docker daemon socket", "docker api at"):
		remedy = "the user there has to be in the group docker"
	case has("is the docker daemon running", "cannot connect to the docker daemon"):
		remedy = "start Docker there"
	case has("permission denied ("):
		remedy = "ssh wants a password or another key: run ssh-add, or ssh-copy-id"
	case has("host key verification failed", "no matching host key"):
		remedy = "connect once with " + e.command() + ", and check its key"
	case has("command not found", "docker: not found", "no such file or directory"):
		remedy = "Docker 18.09 or newer has to be in the PATH of commands there"
	case has("is not a docker command", "unknown command"):
		remedy = "Docker there is too old: 18.09 or newer is needed"
	case has("could not resolve"):
		remedy = "check the name"
	}
	return sentence(err, text+strings.TrimRight(complaint, ".")+": "+remedy)
}
