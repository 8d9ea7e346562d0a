package docker

import (
	"math"
	"testing"
	"time"

	ctypes "github.com/moby/moby/api/types/container"

	"fleetop/internal/platform/docker/dialect"
	"fleetop/internal/platform/engine"
)

// TestDaemonsAreAskedForUsage checks how many containers a daemon is asked for at the same time: all
// of one that answers at its next tick, a few of one that answers at once, or through ssh.
func TestDaemonsAreAskedForUsage(t *testing.T) {
	t.Parallel()
	const containers = 20
	for name, test := range map[string]struct {
		version, address string
		most             int
	}{
		"Docker 20.10": {version: "1.41", most: containers},
		"by ssh":       {version: "1.41", address: "ssh://shop", most: bySSH},
		"Docker 25":    {version: "1.44", most: atOnce},
		"Docker 29":    {version: "1.52", most: atOnce},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFake(t)
			f.version = test.version
			f.add(ctypes.Summary{ID: native("a"), Names: []string{"/web"}, State: ctypes.StateRunning}, ctypes.InspectResponse{})
			o := f.options()
			if test.address != "" {
				o.Address = test.address
			}
			w := open(t, o)
			if got := w.statsAtOnce(containers); got != test.most {
				t.Errorf("%d of %d are asked for at once, want %d", got, containers, test.most)
			}
			// The daemon has no such container any more: that is no failure.
			if list, err := w.Usage(t.Context(), []string{dialect.ContainerUUID(native("a"))}); len(list) != 0 || err != nil {
				t.Errorf("%v, %v", list, err)
			}
			f.server.CloseClientConnections()
			f.server.Close()
			if _, err := w.Usage(t.Context(), []string{dialect.ContainerUUID(native("a"))}); err == nil {
				t.Error("nothing can be measured without a daemon, and that is no error")
			}
		})
	}
}

// TestWhatADaemonSaysOfUsage checks how the statistics of the daemon are read.
func TestWhatADaemonSaysOfUsage(t *testing.T) {
	t.Parallel()
	d := new(daemon)
	read := time.Date(2026, 3, 4, 5, 6, 7, 8, time.UTC)
	stats := func(change func(*ctypes.StatsResponse)) *ctypes.StatsResponse {
		s := &ctypes.StatsResponse{Read: read}
		s.CPUStats.CPUUsage.TotalUsage = 7
		s.MemoryStats = ctypes.MemoryStats{Usage: 100, Limit: 1 << 40, Stats: map[string]uint64{"inactive_file": 30}}
		change(s)
		return s
	}
	want := engine.Usage{ID: "web", At: read, CPU: 7, Memory: 70, Limit: 256, Received: -1, Sent: -1, Processes: -1}
	for name, test := range map[string]struct {
		change func(*ctypes.StatsResponse, *engine.Usage)
	}{
		"version 2": {change: func(*ctypes.StatsResponse, *engine.Usage) {}},
		"version 1": {change: func(s *ctypes.StatsResponse, u *engine.Usage) {
			s.MemoryStats.Stats["total_inactive_file"] = 40
			u.Memory = 60
		}},
		"networks": {change: func(s *ctypes.StatsResponse, u *engine.Usage) {
			s.Networks = map[string]ctypes.NetworkStats{"eth0": {RxBytes: 1, TxBytes: 2}, "eth1": {RxBytes: 3, TxBytes: math.MaxUint64}}
			u.Received, u.Sent = 4, math.MaxInt64
		}},
		"processes":            {change: func(s *ctypes.StatsResponse, u *engine.Usage) { s.PidsStats.Current, u.Processes = 9, 9 }},
		"more cache than used": {change: func(s *ctypes.StatsResponse, u *engine.Usage) { s.MemoryStats.Usage, u.Memory = 20, 0 }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			expected := want
			s := stats(func(s *ctypes.StatsResponse) { test.change(s, &expected) })
			if got := d.usageOf(s, &subject{id: "web", limit: 256}); *got != expected {
				t.Errorf("%+v, want %+v", *got, expected)
			}
		})
	}
}
