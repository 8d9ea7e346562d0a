//go:build linux

package real

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
)

// A host is what draws for the program.
type host struct {
	name  string
	needs []string // tools beside tmux
	// line returns the command line that runs a script in it, from a pane.
	line func(t *testing.T, dir, script string) string
	// direct is whether tmux sees what the program writes: the colours too, and what it leaves.
	direct bool
}

func hosts() []host {
	return []host{
		{name: "tmux", direct: true, line: func(_ *testing.T, _, script string) string { return "sh " + script }},
		{name: "screen", needs: []string{"screen"}, line: inScreen},
		{name: "mosh", needs: []string{"mosh-server", "mosh-client"}, line: inMosh},
		{name: "ssh", needs: []string{"ssh", "ssh-keygen", "/usr/sbin/sshd"}, direct: true, line: overSSH},
	}
}

func inScreen(t *testing.T, dir, script string) string {
	t.Helper()
	config, sockets := filepath.Join(dir, "screenrc"), filepath.Join(dir, "screen")
	write(t, config, "startup_message off\ndefutf8 on\nvbell off\n")
	if err := os.Mkdir(sockets, 0o700); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { // It outlives its terminal.
		quit := exec.CommandContext(context.WithoutCancel(t.Context()), "screen", "-X", "quit")
		quit.Env = append(environment(dir), "SCREENDIR="+sockets)
		if out, err := quit.CombinedOutput(); err != nil {
			t.Errorf("screen: %v\n%s", err, out)
		}
	})
	// What screen runs in is a pane of tmux, and it is told so.
	return fmt.Sprintf("env TERM=screen-256color SCREENDIR=%s screen -U -c %s sh %s", sockets, config, script)
}

// connect and detached are how mosh-server says where it is.
var (
	connect  = regexp.MustCompile(`MOSH CONNECT (\d+) (\S+)`)
	detached = regexp.MustCompile(`pid = (\d+)`)
)

func inMosh(t *testing.T, dir, script string) string {
	t.Helper()
	server := exec.CommandContext(t.Context(), "mosh-server", "new", "-i", "127.0.0.1", "-p", "0", "-c", "256", "-l", "LANG=C.UTF-8", "--", "sh", script)
	server.Env = append(environment(dir), "MOSH_SERVER_NETWORK_TMOUT=60") // It ends without its client.
	out, err := server.CombinedOutput()
	found, pid := connect.FindSubmatch(out), detached.FindSubmatch(out)
	if err != nil || found == nil || pid == nil {
		t.Fatalf("mosh-server: %v\n%s", err, out)
	}
	id, err := strconv.Atoi(string(pid[1]))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = syscall.Kill(id, syscall.SIGTERM) }) // It waits for its client to come back.
	return fmt.Sprintf("env TERM=screen-256color MOSH_KEY=%s MOSH_PREDICTION_DISPLAY=never MOSH_TITLE_NOPREFIX=1 mosh-client 127.0.0.1 %s", found[2], found[1])
}

// overSSH serves one connection by a server with keys of its own.
func overSSH(t *testing.T, dir, script string) string {
	t.Helper()
	for _, key := range []string{"host", "own"} {
		out, err := exec.CommandContext(t.Context(), "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", filepath.Join(dir, key)).CombinedOutput()
		if err != nil {
			t.Fatalf("ssh-keygen: %v\n%s", err, out)
		}
	}
	config := filepath.Join(dir, "sshd_config")
	write(t, config, fmt.Sprintf("HostKey %s/host\nAuthorizedKeysFile %s/own.pub\nUsePAM no\nStrictModes no\nPasswordAuthentication no\nPrintMotd no\nPrintLastLog no\n", dir, dir))
	if os.Getuid() == 0 {
		if err := os.MkdirAll("/run/sshd", 0o755); err != nil { // sshd has never been started here.
			t.Fatal(err)
		}
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var served sync.WaitGroup
	t.Cleanup(func() {
		_ = listener.Close()
		served.Wait()
	})
	served.Go(func() { serveSSH(t, listener, config) })
	_, port, err := net.SplitHostPort(listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	me, err := user.Current()
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join([]string{
		"env TERM=xterm-256color ssh -F /dev/null -t -i", dir + "/own", "-p", port,
		"-o BatchMode=yes -o IdentitiesOnly=yes -o StrictHostKeyChecking=no -o UserKnownHostsFile=" + dir + "/known -o LogLevel=ERROR",
		me.Username + "@127.0.0.1 sh", script,
	}, " ")
}

// serveSSH hands the first connection to sshd, which does not listen itself, so that no other test
// can take its port.
func serveSSH(t *testing.T, listener net.Listener, config string) {
	t.Helper()
	conn, err := listener.Accept()
	if err != nil {
		return
	}
	defer conn.Close()
	tcp, ok := conn.(*net.TCPConn)
	if !ok {
		t.Errorf("the connection is a %T", conn)
		return
	}
	file, err := tcp.File()
	if err != nil {
		t.Error(err)
		return
	}
	defer file.Close()
	sshd := exec.Command("/usr/sbin/sshd", "-i", "-e", "-f", config)
	var said strings.Builder
	sshd.Stdin, sshd.Stdout, sshd.Stderr = file, file, &said
	if err := sshd.Run(); err != nil && strings.Contains(said.String(), "fatal") {
		t.Logf("sshd: %v\n%s", err, said.String())
	}
}
