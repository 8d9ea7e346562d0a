package enginetest

import (
	"archive/tar"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

const (
	// Image is an image whose program is the worker and waits, unless arguments say what to do. It
	// exposes port 80.
	Image = "fleetop.test/worker:1"
	// workerPackage is the worker's source.
	workerPackage = "fleetop/internal/enginetest/worker"
)

// buildWorker builds the worker, once for all daemons of a process.
var buildWorker = sync.OnceValues(func() ([]byte, error) { //nolint:gochecknoglobals // it depends on nothing
	dir, err := os.MkdirTemp("", fmt.Sprintf("%s%d-", prefix, os.Getpid()))
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	path := filepath.Join(dir, "worker")
	build := exec.CommandContext(context.Background(), "go", "build", "-trimpath", "-ldflags=-s -w", "-o", path, workerPackage) //nolint:gosec // The path is ours.
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("go build %s: %w\n%s", workerPackage, err, out)
	}
	return os.ReadFile(path) //nolint:gosec // The path is ours.
})

// importWorker builds the worker and makes Image.
func (d *Daemon) importWorker() error {
	program, err := buildWorker()
	if err != nil {
		return err
	}
	d.worker = d.path("worker")
	if err := os.WriteFile(d.worker, program, 0o755); err != nil { //nolint:gosec // It is a program.
		return err
	}
	return d.importImage(Image, "EXPOSE 80")
}

// archive is a tar with the worker, and a program sh that is the worker if it has one.
func (d *Daemon) archive(withShell bool) ([]byte, error) {
	program, err := os.ReadFile(d.worker)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	files := tar.NewWriter(&out)
	err = files.WriteHeader(&tar.Header{Name: "worker", Mode: 0o755, Size: int64(len(program))})
	if err == nil {
		_, err = files.Write(program)
	}
	if err == nil && withShell {
		err = files.WriteHeader(&tar.Header{Name: "bin/sh", Typeflag: tar.TypeSymlink, Linkname: "/worker"})
	}
	return out.Bytes(), errors.Join(err, files.Close())
}

func (d *Daemon) importImage(ref string, changes ...string) error {
	return d.importAs(ref, false, changes)
}

func (d *Daemon) importAs(ref string, withShell bool, changes []string) error {
	archive, err := d.archive(withShell)
	if err != nil {
		return err
	}
	repo, tag, _ := strings.Cut(ref, ":")
	query := url.Values{"fromSrc": {"-"}, "repo": {repo}, "tag": {tag}, "changes": append([]string{`ENTRYPOINT ["/worker"]`}, changes...)}
	said, err := d.send(http.MethodPost, "/images/create?"+query.Encode(), "application/x-tar", bytes.NewReader(archive))
	if err == nil && bytes.Contains(said, []byte(`"error"`)) {
		err = fmt.Errorf("import of %s: %s", ref, said)
	}
	return err
}

// Import makes an image from scratch that holds the worker as its entrypoint. Changes are
// instructions of a Dockerfile, such as `CMD ["every=1s"]`.
func (d *Daemon) Import(t testing.TB, ref string, changes ...string) {
	t.Helper()
	if err := d.importImage(ref, changes...); err != nil {
		t.Fatal(err)
	}
}

// ImportShell makes an image like Image that has a program sh besides, which is the worker.
func (d *Daemon) ImportShell(t testing.TB, ref string) {
	t.Helper()
	if err := d.importAs(ref, true, nil); err != nil {
		t.Fatal(err)
	}
}

// Ready waits until the program of a container has written something.
func (d *Daemon) Ready(t testing.TB, name string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	path := "http://docker/containers/" + name + "/logs?follow=1&stdout=1&stderr=1"
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, path, nil)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := d.http.RoundTrip(request)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	if _, err := io.ReadFull(answer.Body, make([]byte, 1)); err != nil || answer.StatusCode != http.StatusOK {
		t.Fatalf("%s writes nothing: %s, %v", name, answer.Status, err)
	}
}

// Docker runs the docker command against the daemon and returns what it prints, without space at
// the end. If the command fails, so does the test.
func (d *Daemon) Docker(t testing.TB, args ...string) string {
	t.Helper()
	out, err := d.Try(args...)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// Try is as Docker and returns what went wrong, with the words of the command.
func (d *Daemon) Try(args ...string) (string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, "docker", append([]string{"--host", d.Host()}, args...)...) //nolint:gosec // The test says what to run.
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + d.dir, "DOCKER_CONFIG=" + d.path("config")}
	cmd.WaitDelay = time.Second // a child of the command may outlive it
	out, err := cmd.Output()
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) {
		err = fmt.Errorf("docker %s: %w: %s", strings.Join(args, " "), err, strings.TrimSpace(string(exit.Stderr)))
	}
	return strings.TrimRight(string(out), " \n"), err
}

// Get returns what a server answers at a port of the machine on which the daemon runs.
func (d *Daemon) Get(port int) (string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	get := fmt.Sprintf("get=127.0.0.1:%d", port)
	out, err := exec.CommandContext(ctx, "nsenter", "--net=/run/netns/"+d.name, d.worker, get, "exit=0").CombinedOutput() //nolint:gosec // The path is ours.
	if err != nil {
		err = fmt.Errorf("%s: %w: %s", get, err, out)
	}
	return string(out), err
}

// Occupy listens on a TCP port of the machine on which the daemon runs until the test ends, as
// another program would. It waits while somebody else has the port.
func (d *Daemon) Occupy(t testing.TB, port int) {
	t.Helper()
	late := time.After(patience)
	for p := d.occupy(t, port); ; {
		if _, err := d.Get(port); err == nil {
			return
		}
		select {
		case <-p.done:
			p = d.occupy(t, port)
		case <-late:
			t.Fatalf("nothing answers at port %d", port)
		default:
		}
	}
}

// occupy starts a program that listens on a port until the test ends.
func (d *Daemon) occupy(t testing.TB, port int) *process {
	t.Helper()
	p, err := d.run("occupy.log", "nsenter", "--net=/run/netns/"+d.name, d.worker, fmt.Sprintf("serve=%d", port))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = p.cmd.Process.Kill()
		<-p.done
	})
	return p
}

// Kill kills the daemon with SIGKILL, as a crash does. Its containers go on.
func (d *Daemon) Kill(t testing.TB) {
	t.Helper()
	d.signal(t, syscall.SIGKILL)
	<-d.docker.done
}

// Quit asks the daemon to end, as a service manager does, and waits for it. Without live-restore
// its containers are stopped.
func (d *Daemon) Quit(t testing.TB) {
	t.Helper()
	d.signal(t, syscall.SIGTERM)
	select {
	case <-d.docker.done:
	case <-time.After(patience):
		t.Fatalf("dockerd does not end\n%s", d.Log())
	}
}

// Again starts the daemon after it has ended, and waits until it answers.
func (d *Daemon) Again(t testing.TB) {
	t.Helper()
	_ = os.Remove(d.Socket)
	if err := d.startDocker(); err != nil {
		t.Fatalf("%v\n%s", err, d.Log())
	}
}

// Pause stops the daemon with SIGSTOP: it accepts connections and never answers. Resume ends that.
func (d *Daemon) Pause(t testing.TB) {
	t.Helper()
	d.signal(t, syscall.SIGSTOP)
	for late := time.After(patience); !d.stands(); {
		select {
		case <-late:
			t.Fatal("dockerd does not stop")
		default:
		}
	}
}

// stands reports whether none of the daemon's threads runs: on a machine that is busy a signal takes its
// time.
func (d *Daemon) stands() bool {
	threads, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/stat", d.Pid())) // the pattern is well formed
	for _, thread := range threads {
		text, err := os.ReadFile(thread) //nolint:gosec // The kernel named it.
		_, state, found := bytes.Cut(text, []byte(") "))
		if err == nil && (!found || state[0] != 'T') {
			return false
		}
	}
	return true
}

// Resume makes a paused daemon go on.
func (d *Daemon) Resume(t testing.TB) {
	t.Helper()
	d.signal(t, syscall.SIGCONT)
}

func (d *Daemon) signal(t testing.TB, s syscall.Signal) {
	t.Helper()
	if err := d.docker.cmd.Process.Signal(s); err != nil {
		t.Fatal(err)
	}
}

// File writes a file into a directory that goes away with the daemon, and returns its path.
func (d *Daemon) File(t testing.TB, name, text string) string {
	t.Helper()
	path := filepath.Join(d.path("config"), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// Compose runs docker-compose against the daemon, in a directory that holds the project's file. If
// the command fails, so does the test.
func (d *Daemon) Compose(t testing.TB, dir string, args ...string) {
	t.Helper()
	if _, err := exec.LookPath("docker-compose"); err != nil {
		if os.Getenv(strictVariable) != "" {
			t.Fatal(err)
		}
		t.Skip(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 2*patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, "docker-compose", args...) //nolint:gosec // The test says what to run.
	cmd.Dir = dir
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + d.dir, "DOCKER_CONFIG=" + d.path("config"), "DOCKER_HOST=" + d.Host()}
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("docker-compose %s: %v\n%s", strings.Join(args, " "), err, out)
	}
}
