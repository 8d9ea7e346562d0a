package docker

import (
	"fmt"
	"maps"
	"math"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"fleetop/internal/platform/engine"
)

// tree writes files below a directory.
func tree(tb testing.TB, dir string, files map[string]string) {
	tb.Helper()
	for name, text := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			tb.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			tb.Fatal(err)
		}
	}
}

const (
	netDev = `Inter-|   Receive                                                |  Transmit
 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
    lo:  900000    10    0    0    0     0          0         0   900000      10    0    0    0     0       0          0
  eth0: 1200 5 0 0 0 0 0 0 3400 6 0 0 0 0 0 0
  eth1:34 5 0 0 0 0 0 0 66 6 0 0 0 0 0 0
`
	statOfV2 = "anon 1000\nfile 5000\nkernel 10\ninactive_anon 7\ninactive_file 3000\nactive_file 2000\n"
	statOfV1 = "cache 5000\nrss 1000\ninactive_file 1\ntotal_cache 5000\ntotal_inactive_file 3000\n"
)

// groupV2 returns the files of a control group of version 2.
func groupV2(group string) map[string]string {
	return map[string]string{
		group + "/cpu.stat": "usage_usec 2500000\nuser_usec 2000000\nsystem_usec 500000\n", group + "/memory.current": "10000\n",
		group + "/memory.stat": statOfV2, group + "/pids.current": "7\n",
	}
}

// groupV1 returns the files of a control group of version 1.
func groupV1(group string) map[string]string {
	return map[string]string{
		"cpuacct/" + group + "/cpuacct.usage": "2500000000\n", "memory/" + group + "/memory.usage_in_bytes": "10000\n",
		"memory/" + group + "/memory.stat": statOfV1, "pids/" + group + "/pids.current": "7\n",
	}
}

// TestControlGroupsAreFound checks where the counts of containers are found, and what they say.
func TestControlGroupsAreFound(t *testing.T) {
	t.Parallel()
	id := native("a")
	whole := engine.Usage{ID: "web", CPU: 2500 * time.Millisecond, Memory: 7000, Limit: 256, Received: 1234, Sent: 3466, Processes: 7}
	withoutNet := whole
	withoutNet.Received, withoutNet.Sent = -1, -1
	v1 := func(path string) string {
		return "9:name=systemd:" + path + "\n8:pids:" + path + "\n5:cpu,cpuacct:" + path + "\n4:memory:" + path + "\n0::/\n"
	}
	for name, test := range map[string]struct {
		cgroup string // of the program
		group  map[string]string
		pid    int
		host   bool
		want   *engine.Usage // nil: there are no files
	}{
		"version 2, systemd":            {cgroup: "0::/system.slice/docker-" + id + ".scope\n", group: groupV2("system.slice/docker-" + id + ".scope"), pid: 42, want: &whole},
		"version 2, cgroupfs":           {cgroup: "0::/docker/" + id + "\n", group: groupV2("docker/" + id), pid: 42, want: &whole},
		"version 2, rootless":           {cgroup: "0::/user.slice/user-1000.slice/user@1000.service/user.slice/docker-" + id + ".scope\n", group: groupV2("user.slice/user-1000.slice/user@1000.service/user.slice/docker-" + id + ".scope"), pid: 42, want: &whole},
		"version 2, systemd inside":     {cgroup: "0::/docker/" + id + "/init.scope\n", group: groupV2("docker/" + id), pid: 42, want: &whole},
		"version 2, the host's network": {cgroup: "0::/docker/" + id + "\n", group: groupV2("docker/" + id), pid: 42, host: true, want: &withoutNet},
		"version 2, program not known":  {group: groupV2("system.slice/docker-" + id + ".scope"), want: &withoutNet},
		"version 1":                     {cgroup: v1("/docker/" + id), group: groupV1("docker/" + id), pid: 42, want: &whole},
		"version 1, nested":             {cgroup: v1("/kubepods/x/" + id), group: groupV1("kubepods/x/" + id), pid: 42, want: &whole},
		"version 1, program not known":  {group: groupV1("docker/" + id), want: &withoutNet},
		"another program":               {cgroup: "0::/init.scope\n", group: groupV2("init.scope"), pid: 42},
		"the group of another":          {cgroup: "0::/../docker/" + id + "\n", group: groupV2("elsewhere"), pid: 42},
		"no files":                      {cgroup: "0::/docker/" + id + "\n", pid: 42},
		"nothing in the files":          {cgroup: "0::/docker/" + id + "\n", group: map[string]string{"docker/" + id + "/cpu.stat": "", "docker/" + id + "/memory.current": "max"}, pid: 42},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			k := &kernel{proc: t.TempDir(), groups: t.TempDir()}
			tree(t, k.groups, test.group)
			tree(t, k.proc, map[string]string{"42/cgroup": test.cgroup, "42/net/dev": netDev})
			s := subject{id: "web", native: id, pid: test.pid, limit: 256, sharesHost: test.host}
			u, known := k.usage(&s)
			switch {
			case known != (test.want != nil):
				t.Errorf("files are known: %v", known)
			case known && *u != *test.want:
				t.Errorf("%+v, want %+v", *u, *test.want)
			}
		})
	}
}

// TestControlGroupsAreFoundOncePerLife checks that files are looked for anew once a container was
// started again, and not before, and that one that has ended is nothing to ask the daemon about.
func TestControlGroupsAreFoundOncePerLife(t *testing.T) {
	t.Parallel()
	id := native("a")
	k := &kernel{proc: t.TempDir(), groups: t.TempDir()}
	s := subject{id: "web", native: id, pid: 42}
	tree(t, k.proc, map[string]string{"42/cgroup": "0::/docker/" + id + "\n"})
	if _, known := k.usage(&s); known {
		t.Fatal("there are files")
	}
	tree(t, k.groups, groupV2("docker/"+id))
	if _, known := k.usage(&s); known {
		t.Error("files are looked for again in the same life")
	}
	tree(t, k.proc, map[string]string{"43/cgroup": "0::/docker/" + id + "\n"})
	s.pid = 43
	if u, known := k.usage(&s); !known || u == nil {
		t.Fatalf("in the next life: %v, %v", u, known)
	}
	if err := os.RemoveAll(filepath.Join(k.groups, "docker")); err != nil {
		t.Fatal(err)
	}
	if u, known := k.usage(&s); !known || u != nil {
		t.Errorf("when it has ended: %v, %v", u, known)
	}
	k.places = make(map[string]*place)
	for i := range 2 * sparePlaces {
		k.places[fmt.Sprint(i)] = &place{}
	}
	if k.forget(3); len(k.places) != 0 {
		t.Errorf("%d places are kept for 3 containers", len(k.places))
	}
	if u, known := new(kernel).usage(&s); u != nil || known {
		t.Error("a daemon elsewhere has files here")
	}
}

// TestAShortageIsNotRemembered has no file left to open for a while: afterwards the counts are found.
func TestAShortageIsNotRemembered(t *testing.T) {
	t.Parallel()
	id := native("a")
	k := &kernel{proc: t.TempDir(), groups: t.TempDir()}
	tree(t, k.groups, groupV2("docker/"+id))
	tree(t, k.proc, map[string]string{"42/cgroup": "0::/docker/" + id + "\n", "42/net/dev": netDev})
	s := subject{id: "web", native: id, pid: 42}
	for _, from := range []int{0, 1} { // nothing can be opened, or all but the first
		opened := 0
		k.open = func(path string) (*os.File, error) {
			if opened++; opened > from {
				return nil, &os.PathError{Op: "open", Path: path, Err: syscall.EMFILE}
			}
			return os.Open(path)
		}
		if u, known := k.usage(&s); known {
			t.Errorf("without files it is %+v", u)
		}
		k.open = nil
		if u, known := k.usage(&s); !known || u.Memory != 7000 || u.Received != 1234 {
			t.Errorf("afterwards it is %+v, %v", u, known)
		}
		k.places = nil
	}
}

// FuzzKernelFiles has files of the kernel read that are no such files.
func FuzzKernelFiles(f *testing.F) {
	id := native("a")
	for _, text := range []string{netDev, statOfV1, statOfV2, "7\n", "max", "0::/docker/" + id + "\n", "4:memory,cpu:/x/" + id + "/y\n", "9223372036854775808", "usage_usec -1", " \n:\n", "eth0:" + strings.Repeat(" 9223372036854775807", 16) + "\neth1:" + strings.Repeat(" 9223372036854775807", 16)} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		for _, key := range []string{"", "usage_usec", "inactive_file"} {
			if n, ok := countOf(text, key); ok && n < 0 {
				t.Errorf("%q is %d", key, n)
			}
		}
		if in, out := traffic(text); in < -1 || out < -1 || (in == -1) != (out == -1) {
			t.Errorf("traffic: %d, %d", in, out)
		}
		for controller, group := range groupsOf(text, id) {
			if !strings.Contains(group, id) || strings.Contains(group, "..") || strings.ContainsAny(controller, "/.") {
				t.Errorf("controller %q, group %q", controller, group)
			}
		}
		_ = maps.Keys(groupsOf(text, ""))
	})
}

// TestCountsAreBounded checks that counts beyond what fits do not turn negative.
func TestCountsAreBounded(t *testing.T) {
	t.Parallel()
	k := &kernel{groups: t.TempDir()}
	files := groupV2("docker/x")
	files["docker/x/cpu.stat"] = fmt.Sprintf("usage_usec %d\n", int64(math.MaxInt64))
	files["docker/x/memory.stat"] = "inactive_file 999999\n"
	tree(t, k.groups, files)
	u, known := k.usage(&subject{native: "x"})
	if !known || u.CPU < 0 || u.Memory != 0 {
		t.Errorf("%+v, %v", u, known)
	}
}

// BenchmarkUsage measures forty containers by files of version 2.
func BenchmarkUsage(b *testing.B) {
	const containers = 40
	e, err := New(Options{IsLocal: true})
	if err != nil {
		b.Fatal(err)
	}
	e.kernel = &kernel{proc: b.TempDir(), groups: b.TempDir()}
	ids := make([]string, containers)
	for i := range ids {
		id := fmt.Sprintf("%064x", i)
		ids[i] = id
		e.conts[id] = &container{id: id, native: id, facts: facts{phase: engine.PhaseRunning, pid: 100 + i}}
		tree(b, e.kernel.groups, groupV2("docker/"+id))
		tree(b, e.kernel.proc, map[string]string{fmt.Sprintf("%d/cgroup", 100+i): "0::/docker/" + id + "\n", fmt.Sprintf("%d/net/dev", 100+i): netDev})
	}
	b.ReportAllocs()
	for b.Loop() {
		if list, err := e.Usage(b.Context(), ids); err != nil || len(list) != containers {
			b.Fatalf("%d are measured: %v", len(list), err)
		}
	}
}
