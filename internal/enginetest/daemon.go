package enginetest

import (
	"context"
	"errors"
	"fmt"
	"net/http"
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
	// prefix begins the names of directories, network namespaces and control groups.
	prefix = "fleetop-engine-"
	// patience is how long a daemon may take to answer after its start.
	patience = 60 * time.Second
)

// Daemon is a Docker daemon of a test.
type Daemon struct {
	// Socket is the path of the socket on which it listens.
	Socket string

	dir, name          string
	seat               seat
	args               []string
	guard              *guard
	containerd, docker *process
	worker             string
	http               *http.Transport
}

// seat is where a daemon is: what its machine is called, and its address beside loopback, if it has one.
type seat struct {
	hostname, address string // empty: as its network namespace, and none
	wires             *wires // the network on which the address is, nil: loopback
}

// process is a process that was started, with a channel that is closed when it has ended.
type process struct {
	cmd  *exec.Cmd
	done chan struct{}
}

// Shared is a daemon for all tests of a package, started by the first that asks. The zero value is
// ready. TestMain closes it:
//
//	var shared enginetest.Shared
//
//	func TestMain(m *testing.M) {
//		defer shared.Close()
//		m.Run()
//	}
type Shared struct {
	// Swarm makes the daemon the only node of a swarm, as StartSwarm does.
	Swarm bool

	once   sync.Once
	daemon *Daemon
	err    error
}

// Daemon returns the daemon. The test is skipped if it is not to use one.
func (s *Shared) Daemon(t testing.TB) *Daemon {
	t.Helper()
	need(t)
	s.once.Do(func() {
		if s.Swarm {
			s.daemon, s.err = startSwarm()
		} else {
			s.daemon, s.err = start(seat{})
		}
	})
	if s.err != nil {
		t.Fatal(s.err)
	}
	return s.daemon
}

// Close takes the daemon down, if it was started.
func (s *Shared) Close() {
	if s.daemon != nil {
		s.daemon.close()
	}
}

// Start starts a daemon for one test, with further arguments of dockerd. The test is skipped if it
// is not to use one.
func Start(t testing.TB, args ...string) *Daemon {
	t.Helper()
	need(t)
	d, err := start(seat{}, args...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(d.close)
	return d
}

func start(at seat, args ...string) (d *Daemon, err error) {
	g, err := newGuard()
	if err != nil {
		return nil, err
	}
	d = &Daemon{Socket: filepath.Join(g.dir, "d.sock"), dir: g.dir, name: g.name, guard: g, seat: at, args: args}
	if d.seat.hostname == "" {
		d.seat.hostname = d.name
	}
	d.http = d.transport()
	defer func() {
		if err != nil {
			err = fmt.Errorf("%w\n%s", err, d.Log())
			d.close()
		}
	}()
	if err := shell(prepare, d.dir, d.name); err != nil {
		return d, fmt.Errorf("network namespace: %w", err)
	}
	if err := d.takeSeat(); err != nil {
		return d, err
	}
	if err := os.WriteFile(d.path("runtime"), fmt.Appendf(nil, runtimeScript, d.path("cd-state")), 0o700); err != nil { //nolint:gosec // It is a program.
		return d, err
	}
	d.containerd, err = d.run("containerd.log", "nsenter", "--net=/run/netns/"+d.name, "containerd",
		"--root", d.path("cd-root"), "--state", d.path("cd-state"), "--address", d.path("cd.sock"), "--log-level", "error")
	if err != nil {
		return d, err
	}
	if err := d.startDocker(); err != nil {
		return d, err
	}
	return d, d.importWorker()
}

// prepare makes the network namespace and the files of the daemon $2 in the directory $1.
const prepare = `
mkdir -p "$1/etc" "$1/config" /etc/docker
echo 'nameserver 127.0.0.1' >"$1/resolv.conf"
ip netns add "$2"
ip -n "$2" link set lo up
`

// launch starts dockerd where it sees its own /etc/docker, whose key.json and daemon.json count,
// and no name server that answers late.
const launch = `
dir=$1 name=$2
hostname "$3"
shift 3
mount --bind "$dir/resolv.conf" /etc/resolv.conf
mount --bind "$dir/etc" /etc/docker
rm -f "$dir/pid"
exec dockerd --storage-driver vfs --containerd "$dir/cd.sock" --data-root "$dir/data" --exec-root "$dir/exec" \
	--pidfile "$dir/pid" --exec-opt native.cgroupdriver=cgroupfs --cgroup-parent "/$name" --host "unix://$dir/d.sock" --log-level error \
	--default-address-pool base=172.16.0.0/12,size=24 --add-runtime listening="$dir/runtime" --default-runtime listening "$@"
`

// runtimeScript is runc, which says that it has started a program once that can be asked to end. The
// kernel keeps a signal from the first program of a container that does not handle it yet, so that
// whoever stops a container just when it has started waits for as long as the program has to end.
const runtimeScript = `#!/bin/sh
runc "$@" || exit
case " $* " in *" start "*) ;; *) exit 0 ;; esac
for id; do :; done
read -r pid 2>/dev/null <"%s/io.containerd.runtime.v2.task/moby/$id/init.pid" || [ -n "$pid" ] || exit 0
tries=400
while [ $((tries -= 1)) -gt 0 ] && read -r name 2>/dev/null <"/proc/$pid/comm"; do
	case $name in runc*) sleep 0.005; continue ;; esac
	while read -r key value; do
		[ "$key" != SigCgt: ] || break
	done 2>/dev/null <"/proc/$pid/status"
	[ "$value" = 0000000000000000 ] || break
	sleep 0.005
done
exit 0
`

func (d *Daemon) startDocker() error {
	args := []string{"--net=/run/netns/" + d.name, "unshare", "--mount", "--uts", "sh", "-euc", launch, "sh", d.dir, d.name, d.seat.hostname}
	var err error
	d.docker, err = d.run("dockerd.log", "nsenter", append(args, d.args...)...)
	if err != nil {
		return err
	}
	return d.awaitAnswer()
}

// run starts a process whose output is appended to a file in the daemon's directory.
func (d *Daemon) run(log, name string, args ...string) (*process, error) {
	out, err := os.OpenFile(d.path(log), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	defer func() { _ = out.Close() }()
	p := &process{cmd: exec.Command(name, args...), done: make(chan struct{})} //nolint:gosec,noctx // It ends with the daemon.
	p.cmd.Stdout, p.cmd.Stderr = out, out
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	go func() {
		_ = p.cmd.Wait()
		close(p.done)
	}()
	return p, nil
}

// awaitAnswer waits until the daemon answers a ping.
func (d *Daemon) awaitAnswer() error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	d.http.CloseIdleConnections()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://docker/_ping", nil)
	if err != nil {
		return err
	}
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		answer, err := d.http.RoundTrip(request)
		if err == nil {
			_ = answer.Body.Close()
			return nil
		}
		select {
		case <-d.docker.done:
			return errors.New("dockerd ended")
		case <-d.containerd.done:
			return errors.New("containerd ended")
		case <-ctx.Done():
			return fmt.Errorf("dockerd does not answer: %w", err)
		case <-tick.C:
		}
	}
}

func (d *Daemon) path(name string) string { return filepath.Join(d.dir, name) }

// Host is the daemon's address as DOCKER_HOST has it.
func (d *Daemon) Host() string { return "unix://" + d.Socket }

// Log returns the end of what the daemon logged.
func (d *Daemon) Log() string {
	const most = 4 << 10
	var text strings.Builder
	for _, name := range []string{"containerd.log", "dockerd.log"} {
		b, err := os.ReadFile(d.path(name))
		if err == nil {
			fmt.Fprintf(&text, "%s:\n%s\n", name, b[max(0, len(b)-most):])
		}
	}
	return text.String()
}
