package serve

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"fleetop/internal/ptytest"
)

// TestHalfOpenConnectionsStarveNobodyWhereFilesAreFew opens more connections, from several
// addresses, than the process may have files.
func TestHalfOpenConnectionsStarveNobodyWhereFilesAreFew(t *testing.T) {
	t.Parallel()
	const files = 100
	s := startAfter(t, fmt.Sprintf("ulimit -n %d", files), []string{"TUTUM_APIKEY=k3y"})
	began := time.Now()
	for i := range 3 * files {
		d := net.Dialer{}
		if s.anyLoopback() {
			d.LocalAddr = &net.TCPAddr{IP: net.IPv4(127, 0, 0, byte(2+i/files))}
		}
		c, err := d.DialContext(t.Context(), "tcp", host(s.url))
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		_, _ = io.WriteString(c, "GET / HTTP/1.1\r\n") // it may have been closed
	}
	if status := ask(t, &http.Client{}, "GET", s.url+"/api/v1/application/", "k3y", ""); status != http.StatusOK {
		t.Errorf("status %d", status)
	}
	const headerTime = 10 * time.Second // when the server gives such connections up by itself
	if took := time.Since(began); took >= headerTime {
		t.Errorf("it was answered after %v", took)
	}
}

// anyLoopback reports whether every address of 127.0.0.0/8 is this machine's, as on Linux.
func (s *running) anyLoopback() bool {
	l, err := net.Listen("tcp", "127.0.0.2:0")
	if err != nil {
		return false
	}
	_ = l.Close()
	return true
}

// TestAnswersAreFinishedThoughItIsHungUpTwice sends the signals of a terminal that is closed, and
// of a service manager, while a request is on its way.
func TestAnswersAreFinishedThoughItIsHungUpTwice(t *testing.T) {
	t.Parallel()
	for _, first := range []syscall.Signal{syscall.SIGHUP, syscall.SIGTERM} {
		s := start(t, []string{"TUTUM_APIKEY=k3y"})
		c, err := net.Dial("tcp", host(s.url))
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		const body = `{"image": "tutum/hello-world"}`
		_, err = fmt.Fprintf(c, "POST /api/v1/application/ HTTP/1.1\r\nHost: x\r\nAuthorization: ApiKey admin:k3y\r\n"+
			"Content-Type: application/json\r\nContent-Length: %d\r\nExpect: 100-continue\r\n\r\n", len(body))
		if err != nil {
			t.Fatal(err)
		}
		answers := bufio.NewReader(c)
		if line, err := answers.ReadString('\n'); err != nil || !strings.HasPrefix(line, "HTTP/1.1 100 ") {
			t.Fatalf("%q, %v", line, err) // it waits for the body
		}
		for _, sig := range []syscall.Signal{first, syscall.SIGHUP, syscall.SIGHUP} {
			if err := s.cmd.Process.Signal(sig); err != nil {
				t.Fatal(err)
			}
			if !waitGone(s.url) {
				t.Fatal("it goes on")
			}
		}
		if _, err := io.WriteString(c, body); err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(answers)
		if err != nil || !strings.Contains(string(text), "HTTP/1.1 202 ") {
			t.Errorf("after %v and a hang-up: %q, %v", first, text, err)
		}
		s.rest()
		_ = s.cmd.Wait()
		if code := s.cmd.ProcessState.ExitCode(); code != 0 {
			t.Errorf("after %v and a hang-up: it ended with %d", first, code)
		}
	}
}

// TestTheCopiedCurlTrustsTheSameAuthority copies a request to a server with a private certificate
// authority.
func TestTheCopiedCurlTrustsTheSameAuthority(t *testing.T) {
	t.Parallel()
	cert, key := certificate(t, "127.0.0.1")
	env := []string{"TUTUM_APIKEY=" + goodKey}
	s := start(t, env, "--tls-cert", cert, "--tls-key", key)
	term := ptytest.Start(t, ptytest.Options{
		Path: "/bin/sh", Args: []string{"-c", s.line}, Cols: 250, Rows: 50,
		Env: append([]string{"PATH=" + filepath.Dir(binary(t)) + ":" + os.Getenv("PATH")}, env...),
	})
	term.WaitFor(`▸ worker .*! Partly running`)
	term.Send("y")
	term.WaitFor(`curl -H .* --cacert ` + regexp.QuoteMeta(cert[:10])) // it is cut
	term.Send("\x1b")
	term.Send("Q")
	if code := term.Wait(); code != 0 {
		t.Errorf("it ended with %d", code)
	}
}
