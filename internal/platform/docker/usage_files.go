package docker

import (
	"bytes"
	"errors"
	"io"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"fleetop/internal/platform/engine"
)

const (
	// mostFile is the most that is read of a file of the kernel.
	mostFile = 64 << 10
	// sparePlaces is how many places may be remembered of containers that are gone.
	sparePlaces = 64
)

// kernel reads what the kernel of this machine counts of control groups, in their version 1 or 2.
type kernel struct {
	proc, groups string // where its file systems are; empty for a daemon of another machine

	mu     sync.Mutex
	places map[string]*place // by the daemon's identifier
	buf    []byte
	short  bool // of descriptors or memory, so that a file could not be read that may be there

	open func(path string) (*os.File, error) // os.Open, but in tests
}

// place is where the counts of one life of a container are.
type place struct {
	pid     int
	started time.Time
	known   bool // else the files were not found, or cannot be read

	isV2                       bool
	cpu, memory, stat, pidFile string
	net                        string // "" where its network is not its own
}

// newKernel returns the kernel of this machine.
func newKernel() *kernel { return &kernel{proc: "/proc", groups: "/sys/fs/cgroup"} }

// usage measures a container. It is nil for one that has just ended, and known is false where there
// are no files to read.
func (k *kernel) usage(s *subject) (u *engine.Usage, known bool) {
	if k.groups == "" {
		return nil, false
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	at := k.places[s.native]
	if at == nil || at.pid != s.pid || !at.started.Equal(s.started) {
		k.short = false
		if at = k.find(s); !at.known && s.pid == 0 {
			return nil, false // where it is will be known in a moment
		}
		k.remember(s.native, at)
	}
	if !at.known {
		return nil, false
	}
	found, err := k.read(at)
	if err != nil {
		delete(k.places, s.native)
		return nil, true
	}
	found.ID, found.Limit = s.id, s.limit
	return &found, true
}

// remember keeps the place of a container, unless all of it could not be looked for now.
func (k *kernel) remember(native string, at *place) {
	if k.short {
		return
	}
	if k.places == nil {
		k.places = make(map[string]*place)
	}
	k.places[native] = at
}

// forget drops the places of containers that are gone, once there are many of them; there are as
// many containers as it is told.
func (k *kernel) forget(containers int) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if len(k.places) > containers+sparePlaces {
		k.places = nil
	}
}

// find looks for the files of a container: where its program says that it is, else where Docker
// usually puts it. The identifiers of programs are those of this machine only if the program is in a
// control group that bears the container's.
func (k *kernel) find(s *subject) *place {
	at := &place{pid: s.pid, started: s.started}
	if s.pid > 0 {
		process := filepath.Join(k.proc, strconv.Itoa(s.pid))
		text, err := k.slurp(filepath.Join(process, "cgroup"))
		if groups := groupsOf(text, s.native); err == nil && len(groups) > 0 {
			if !s.sharesHost {
				at.net = filepath.Join(process, "net", "dev")
			}
			if k.tryBoth(at, groups) {
				return at
			}
		}
	}
	for _, path := range []string{"/system.slice/docker-" + s.native + ".scope", "/docker/" + s.native} {
		if k.tryBoth(at, map[string]string{"": path, "cpuacct": path, "memory": path, "pids": path}) {
			return at
		}
	}
	return at
}

// tryBoth looks for files of version 1, then of version 2, in the group that a controller has.
func (k *kernel) tryBoth(at *place, groups map[string]string) bool {
	file := func(controller, name string) string {
		if groups[controller] == "" {
			return ""
		}
		return filepath.Join(k.groups, controller, groups[controller], name)
	}
	at.isV2 = false
	at.cpu, at.pidFile = file("cpuacct", "cpuacct.usage"), file("pids", "pids.current")
	at.memory, at.stat = file("memory", "memory.usage_in_bytes"), file("memory", "memory.stat")
	if k.try(at) {
		return true
	}
	at.isV2 = true
	at.cpu, at.pidFile = file("", "cpu.stat"), file("", "pids.current")
	at.memory, at.stat = file("", "memory.current"), file("", "memory.stat")
	return k.try(at)
}

// try reports whether the files of a place can be read.
func (k *kernel) try(at *place) bool {
	if at.cpu == "" || at.memory == "" {
		return false
	}
	_, err := k.read(at)
	at.known = err == nil
	return at.known
}

var errNoCount = errors.New("the file holds no such count")

// read reads the counts of a container. What is not known is -1.
func (k *kernel) read(at *place) (u engine.Usage, err error) {
	cpuKey, cpuUnit, cacheKey := "", time.Nanosecond, "total_inactive_file"
	if at.isV2 {
		cpuKey, cpuUnit, cacheKey = "usage_usec", time.Microsecond, "inactive_file"
	}
	cpu, err := k.count(at.cpu, cpuKey)
	if err != nil {
		return u, err
	}
	u.CPU = time.Duration(min(cpu, math.MaxInt64/int64(cpuUnit))) * cpuUnit
	if u.Memory, err = k.count(at.memory, ""); err != nil {
		return u, err
	}
	if cache, err := k.count(at.stat, cacheKey); err == nil {
		u.Memory = max(u.Memory-cache, 0)
	}
	u.Processes = -1
	if n, err := k.count(at.pidFile, ""); err == nil && n <= math.MaxInt32 {
		u.Processes = int(n)
	}
	u.Received, u.Sent = -1, -1
	if text, err := k.slurp(at.net); err == nil {
		u.Received, u.Sent = traffic(text)
	}
	return u, nil
}

// count reads a number from a file: the one behind a key, or all there is where the key is empty.
func (k *kernel) count(path, key string) (int64, error) {
	text, err := k.slurp(path)
	if err != nil {
		return 0, err
	}
	n, ok := countOf(text, key)
	if !ok {
		return 0, errNoCount
	}
	return n, nil
}

// slurp reads a file. What it returns is good until the next call.
func (k *kernel) slurp(path string) ([]byte, error) {
	open := os.Open
	if k.open != nil {
		open = k.open
	}
	f, err := open(path)
	if err != nil {
		k.short = k.short || isShort(err)
		return nil, err
	}
	defer func() { _ = f.Close() }()
	if k.buf == nil {
		k.buf = make([]byte, mostFile)
	}
	n := 0
	for n < len(k.buf) {
		got, err := f.Read(k.buf[n:])
		n += got
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			k.short = k.short || isShort(err)
			return nil, err
		}
	}
	return k.buf[:n], nil
}

// isShort reports whether something failed because this process, or the machine, has too little of
// something for the moment.
func isShort(err error) bool {
	for _, cause := range []error{syscall.EMFILE, syscall.ENFILE, syscall.ENOMEM, syscall.EINTR, syscall.EAGAIN} {
		if errors.Is(err, cause) {
			return true
		}
	}
	return false
}

// countOf returns the number behind a key at the start of a line, or the number that is all of the
// text where the key is empty.
func countOf(text []byte, key string) (int64, bool) {
	if key == "" {
		return number64(bytes.TrimSpace(text))
	}
	for line := range bytes.Lines(text) {
		name, value, found := bytes.Cut(bytes.TrimSpace(line), []byte(" "))
		if found && string(name) == key {
			return number64(bytes.TrimSpace(value))
		}
	}
	return 0, false
}

// number64 reads a number that is not negative.
func number64(text []byte) (int64, bool) {
	n, err := strconv.ParseInt(string(text), 10, 64)
	return n, err == nil && n >= 0
}

// traffic adds up what the interfaces of /proc/PID/net/dev have received and sent, but for the
// loopback; -1 if that is not what the text is.
func traffic(text []byte) (received, sent int64) {
	found := false
	for line := range bytes.Lines(text) {
		name, counts, isInterface := bytes.Cut(line, []byte(":"))
		if !isInterface {
			continue // one of the two lines of titles
		}
		fields := bytes.Fields(counts)
		if len(fields) < 9 {
			continue
		}
		in, okIn := number64(fields[0])
		out, okOut := number64(fields[8])
		if !okIn || !okOut {
			continue
		}
		found = true
		if string(bytes.TrimSpace(name)) != "lo" {
			received, sent = addUp(received, in), addUp(sent, out)
		}
	}
	if !found {
		return -1, -1
	}
	return received, sent
}

func addUp(a, b int64) int64 {
	if a > math.MaxInt64-b {
		return math.MaxInt64
	}
	return a + b
}

// groupsOf returns the control groups of /proc/PID/cgroup that bear an identifier, by controller; ""
// is that of version 2. A group below it, as systemd in a container makes them, is left out.
func groupsOf(text []byte, native string) map[string]string {
	groups := make(map[string]string)
	for line := range strings.Lines(string(text)) {
		parts := strings.SplitN(strings.TrimSuffix(line, "\n"), ":", 3)
		if len(parts) < 3 {
			continue
		}
		at := strings.Index(parts[2], native)
		if at < 0 || native == "" || strings.Contains(parts[2], "..") {
			continue
		}
		end := at + len(native)
		if more := strings.IndexByte(parts[2][end:], '/'); more >= 0 {
			end += more
		} else {
			end = len(parts[2])
		}
		for controller := range strings.SplitSeq(parts[1], ",") {
			if !strings.ContainsAny(controller, "/.") {
				groups[controller] = parts[2][:end]
			}
		}
	}
	return groups
}
