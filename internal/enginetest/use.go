package enginetest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
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

// importWorker builds the worker and makes Image.
func (d *Daemon) importWorker() error {
	d.worker = d.path("worker")
	build := exec.CommandContext(context.Background(), "go", "build", "-trimpath", "-ldflags=-s -w", "-o", d.worker, workerPackage) //nolint:gosec // The path is ours.
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		return fmt.Errorf("go build %s: %w\n%s", workerPackage, err, out)
	}
	if out, err := exec.CommandContext(context.Background(), "tar", "-C", d.dir, "-cf", d.path("worker.tar"), "worker").CombinedOutput(); err != nil { //nolint:gosec // The path is ours.
		return fmt.Errorf("tar: %w\n%s", err, out)
	}
	return d.importImage(Image, "EXPOSE 80")
}

func (d *Daemon) importImage(ref string, changes ...string) error {
	changes = append([]string{`ENTRYPOINT ["/worker"]`}, changes...)
	args := make([]string, 0, 2*len(changes)+3)
	args = append(args, "import")
	for _, change := range changes {
		args = append(args, "--change", change)
	}
	_, err := d.Try(append(args, d.path("worker.tar"), ref)...)
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
// another program would.
func (d *Daemon) Occupy(t testing.TB, port int) {
	t.Helper()
	p, err := d.run("occupy.log", "nsenter", "--net=/run/netns/"+d.name, d.worker, fmt.Sprintf("serve=%d", port))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = p.cmd.Process.Kill()
		<-p.done
	})
	late := time.After(patience)
	for {
		if _, err := d.Get(port); err == nil {
			return
		}
		select {
		case <-p.done:
			t.Fatalf("port %d cannot be taken", port)
		case <-late:
			t.Fatalf("nothing answers at port %d", port)
		default:
		}
	}
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
	<-d.docker.done
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
