//go:build unix

package reach

import (
	"context"
	"errors"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestMain is the fake ssh, too: it writes its arguments down, then connects its standard input and
// output to a socket, or complains and fails.
func TestMain(m *testing.M) {
	if filepath.Base(os.Args[0]) != "ssh" {
		os.Exit(m.Run())
	}
	os.Exit(fakeSSH())
}

func fakeSSH() int {
	dir := os.Getenv("PATH")
	if started, err := os.OpenFile(filepath.Join(dir, "started"), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600); err == nil {
		_, _ = started.WriteString("x")
		_ = started.Close()
	}
	if err := os.WriteFile(filepath.Join(dir, "arguments"), []byte(strings.Join(os.Args[1:], "\n")), 0o600); err != nil {
		return 99
	}
	if complaint, err := os.ReadFile(filepath.Join(dir, "complaint")); err == nil {
		_, _ = os.Stderr.Write(complaint)
		return 255
	}
	socket, err := os.ReadFile(filepath.Join(dir, "socket"))
	if err != nil {
		return 98
	}
	d, err := Find(Options{Host: "unix://" + string(socket), Getenv: func(string) string { return "" }})
	if err != nil {
		return 97
	}
	conn, err := d.Dial(context.Background(), "", "")
	if err != nil {
		return 96
	}
	go func() { _, _ = io.Copy(os.Stdout, conn) }()
	_, _ = io.Copy(conn, os.Stdin)
	return 0
}

// putSSH puts the fake ssh first into PATH, with files that say what it does, and returns their
// directory. The test cannot be parallel.
func putSSH(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(self, filepath.Join(dir, "ssh")); err != nil {
		t.Fatal(err)
	}
	for name, text := range files {
		write(t, filepath.Join(dir, name), text)
	}
	t.Setenv("PATH", dir)
	return dir
}

func TestDialThroughSSH(t *testing.T) {
	dir := putSSH(t, map[string]string{"socket": behindSocket(t, daemon("1.41"))})
	for address, want := range map[string][]string{
		"ssh://shop":                {"--", "shop", "docker", "system", "dial-stdio"},
		"ssh://me@shop:22":          {"-l", "me", "-p", "22", "--", "shop", "docker", "system", "dial-stdio"},
		"ssh://shop/run/d.sock":     {"--", "shop", "docker", "--host=unix:///run/d.sock", "system", "dial-stdio"},
		"ssh://shop/run/it's%20;x$": {"--", "shop", "docker", `'--host=unix:///run/it'\''s ;x$'`, "system", "dial-stdio"},
	} {
		d := find(t, address, nil)
		if d.Name != "shop" || d.Host != "shop" || d.Local {
			t.Errorf("found %+v", d)
		}
		wantPing(t, d, "")
		arguments, err := os.ReadFile(filepath.Join(dir, "arguments"))
		if err != nil {
			t.Fatal(err)
		}
		want = append([]string{"-T", "-o", "BatchMode=yes", "-o", "ConnectTimeout=30", "-o", "ServerAliveInterval=15"}, want...)
		if got := strings.Split(string(arguments), "\n"); !slices.Equal(got, want) {
			t.Errorf("%s: ssh got %q, want %q", address, got, want)
		}
	}
}

func TestAnSSHProcessServesManyRequestsAndEndsWithItsConnection(t *testing.T) {
	putSSH(t, map[string]string{"socket": behindSocket(t, daemon("1.41"))})
	d := find(t, "ssh://shop", nil)
	transport := &http.Transport{DialContext: d.Dial}
	for range 5 {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://docker/_ping", http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		answer, err := transport.RoundTrip(request)
		if err != nil {
			t.Fatal(err)
		}
		if body, err := io.ReadAll(answer.Body); err != nil || string(body) != "OK" {
			t.Errorf("the answer is %q, %v", body, err)
		}
		_ = answer.Body.Close()
	}
	if n := len(d.ssh.running); n != 1 {
		t.Errorf("%d processes run after five requests, want 1", n)
	}
	transport.CloseIdleConnections()
	awaitEnd(t, d.ssh)
}

// awaitEnd waits until no process runs: all places can be taken.
func awaitEnd(t *testing.T, s *sshDialer) {
	t.Helper()
	limit := time.After(time.Minute)
	for range cap(s.running) {
		select {
		case s.running <- struct{}{}:
		case <-limit:
			t.Fatal("a process of ssh did not end")
		}
	}
}

// TestTheConnectionOfAPingIsUsedAgain checks that no process of ssh is started only to ask whether the
// daemon is there.
func TestTheConnectionOfAPingIsUsedAgain(t *testing.T) {
	dir := putSSH(t, map[string]string{"socket": behindSocket(t, daemon("1.41"))})
	d := find(t, "ssh://shop", nil)
	for range 2 {
		if _, err := d.Ping(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	conn, err := d.Dial(t.Context(), "", "")
	if err != nil {
		t.Fatal(err)
	}
	if started, err := os.ReadFile(filepath.Join(dir, "started")); err != nil || len(started) != 1 {
		t.Errorf("%d processes were started, %v", len(started), err)
	}
	_ = conn.Close()
	awaitEnd(t, d.ssh)
}

func TestAnSSHConnectionObeysDeadlines(t *testing.T) {
	putSSH(t, map[string]string{"socket": behindSocket(t, daemon("1.41"))})
	d := find(t, "ssh://shop", nil)
	conn, err := d.Dial(t.Context(), "", "")
	if err != nil {
		t.Fatal(err)
	}
	if err := conn.SetDeadline(time.Now().Add(-time.Second)); err != nil {
		t.Fatal(err)
	}
	if _, err := conn.Read(make([]byte, 1)); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("a read behind the deadline ends with %v", err)
	}
	_ = conn.Close()
	_ = conn.Close()
	awaitEnd(t, d.ssh)
}

func TestTooManySSHProcessesWaitForTheContext(t *testing.T) {
	putSSH(t, map[string]string{"socket": behindSocket(t, daemon("1.41"))})
	d := find(t, "ssh://shop", nil)
	defer awaitEnd(t, d.ssh) // they write into the directory of the test
	for range sshAtOnce {    // none of them is spoken to, so none answers
		conn, err := d.Dial(t.Context(), "", "")
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := d.Dial(ctx, "", ""); !errors.Is(err, context.Canceled) {
		t.Errorf("one process too many ends with %v", err)
	}
	if n := len(d.ssh.running); n != sshAtOnce {
		t.Errorf("%d places are taken, want %d", n, sshAtOnce)
	}
}

func TestComplaintsOfSSHAreExplained(t *testing.T) {
	for complaint, want := range map[string]string{
		"me@shop: Permission denied (publickey,password).\r\n":                                                              "ssh wants a password or another key: run ssh-add, or ssh-copy-id",
		"a banner\nHost key verification failed.\n\n":                                                                       "connect once with ssh shop, and check its key",
		"bash: line 1: docker: command not found\n":                                                                         "Docker 18.09 or newer has to be in the PATH of commands there",
		"docker: 'dial-stdio' is not a docker command.\n":                                                                   "Docker there is too old: 18.09 or newer is needed",
		"ssh: Could not resolve hostname shop: Name or service not known":                                                   "check the name",
		"Got permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock: Get …\n": "the user there has to be in the group docker",
		"Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?\n":               "start Docker there",
		"something \x1b[31melse": "check it with ssh shop",
	} {
		putSSH(t, map[string]string{"complaint": complaint})
		d := find(t, "ssh://shop", nil)
		lines := strings.Split(strings.TrimSpace(complaint), "\n")
		wantPing(t, d, "ssh to shop: "+strings.TrimRight(printable(lines[len(lines)-1]), ".")+": "+want)
		awaitEnd(t, d.ssh)
	}
	putSSH(t, map[string]string{"complaint": ""})
	wantPing(t, find(t, "ssh://shop", nil), "ssh to shop: the connection ended without a word: check it with ssh shop")
	for address, command := range map[string]string{"ssh://joe@shop": "ssh joe@shop", "ssh://shop:2222": "ssh -p 2222 shop", "ssh://joe@shop:2222": "ssh -p 2222 joe@shop"} {
		d := find(t, address, nil)
		wantPing(t, d, "ssh to shop: the connection ended without a word: check it with "+command)
		awaitEnd(t, d.ssh)
	}
	t.Setenv("PATH", t.TempDir())
	if _, err := exec.LookPath("ssh"); err == nil {
		t.Fatal("there is an ssh in an empty directory")
	}
	wantPing(t, find(t, "ssh://shop", nil), "there is no program ssh in PATH: install OpenSSH")
}

func TestOfALongComplaintTheEndIsKept(t *testing.T) {
	t.Parallel()
	var kept tail
	for range 100 {
		_, _ = kept.Write([]byte(strings.Repeat("x", 100) + "\n"))
	}
	_, _ = kept.Write([]byte("the cause\n"))
	if len(kept.data) > sshError || kept.String() != "the cause" {
		t.Errorf("%d bytes are kept, and the last line is %q", len(kept.data), kept.String())
	}
}
