package cli

import (
	"context"
	"net"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fleetop/internal/config"
	"fleetop/internal/platform/docker/reach"
)

// heard calls a function with each thing that is written.
type heard func(text string)

func (f heard) Write(b []byte) (int, error) {
	f(string(b))
	return len(b), nil
}

// TestADaemonThatHangsAtTheStartIsSaid connects to a socket that nobody answers on: that it is waited for is said,
// and the last words are what can be done.
func TestADaemonThatHangsAtTheStartIsSaid(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "d.sock")
	l, err := net.Listen("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	said := ""
	env := Env{Getenv: func(string) string { return "" }, Stderr: heard(func(text string) {
		said += text
		cancel()
	})}
	_, err = env.connect(ctx, config.Docker{Host: "unix://" + path}, "test", false)
	if want := "fleetop: waiting for the Docker daemon at unix://" + path + ", which has not answered yet\n"; said != want {
		t.Errorf("it says %q, want %q", said, want)
	}
	if err == nil || !strings.Contains(err.Error(), "takes connections but does not answer: restart it, for example systemctl restart docker") {
		t.Errorf("the error is %v", err)
	}
}

// TestPatience checks that a daemon on a socket is given up soon, and one behind ssh only after ssh gives up itself.
func TestPatience(t *testing.T) {
	t.Parallel()
	for host, want := range map[string]time.Duration{"unix:///d.sock": 10 * time.Second, "tcp://shop:2375": 10 * time.Second, "ssh://shop": 40 * time.Second} {
		d, err := reach.Find(reach.Options{Host: host, Getenv: func(string) string { return "" }})
		if err != nil {
			t.Fatal(err)
		}
		if got := patience(d); got != want {
			t.Errorf("%s: %v, want %v", host, got, want)
		}
	}
}
