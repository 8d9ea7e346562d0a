package ptytest

import (
	"bufio"
	"context"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// Serve runs `PROGRAM serve` on a free port until the test ends, and returns the environment that
// opens it, and its process.
func Serve(t testing.TB, program string, args ...string) (env []string, server *exec.Cmd) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	server = exec.CommandContext(ctx, program, append([]string{"serve", "--listen", "127.0.0.1:0"}, args...)...) //nolint:gosec // The test names the program.
	server.Env = append(os.Environ(), "TUTUM_USER=admin", "TUTUM_APIKEY=k3y", "FLEETOP_ENGINE=")
	out, err := server.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewReader(out)
	line, err := lines.ReadString('\n')
	if err != nil {
		t.Fatalf("the server said nothing: %v", err)
	}
	_, address, found := strings.Cut(strings.TrimSpace(line), " on ")
	if !found {
		t.Fatalf("the server said %q", line)
	}
	drained := make(chan struct{})
	go func() {
		defer close(drained)
		_, _ = lines.WriteTo(new(strings.Builder))
	}()
	t.Cleanup(func() {
		cancel()
		<-drained
		_ = server.Wait()
	})
	return []string{"FLEETOP_ENDPOINT=" + address, "TUTUM_USER=admin", "TUTUM_APIKEY=k3y"}, server
}
