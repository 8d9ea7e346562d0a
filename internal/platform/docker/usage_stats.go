package docker

import (
	"context"
	"encoding/json"
	"io"
	"math"
	"strings"
	"sync"
	"time"

	ctypes "github.com/moby/moby/api/types/container"
	"github.com/moby/moby/client"
	"github.com/moby/moby/client/pkg/versions"

	"fleetop/internal/platform/engine"
)

const (
	// statsTime is how long the daemon may take to measure containers.
	statsTime = 5 * time.Second
	// promptStats is the version of the interface from which on a container is measured at once,
	// that of Docker 25. Before that all that ask wait for the next tick of a second, together.
	promptStats = "1.44"
	// bySSH is how many are asked for at once where each takes a process of its own.
	bySSH = 8
	// mostStats is the most that is read of an answer.
	mostStats = 1 << 20
)

// askUsage has the daemon measure containers.
func (e *Engine) askUsage(ctx context.Context, subjects []subject) ([]engine.Usage, error) {
	ctx, cancel := e.daemon.within(ctx, statsTime)
	defer cancel()
	found, errs := make([]*engine.Usage, len(subjects)), make([]error, len(subjects))
	places := make(chan struct{}, e.statsAtOnce(len(subjects)))
	var asking sync.WaitGroup
	first := int(e.statsTurn.Add(1)-1) % len(subjects) // where there is not time for all, each has its turn
	for n := range subjects {
		i := (first + n) % len(subjects)
		asking.Go(func() {
			select {
			case places <- struct{}{}:
				defer func() { <-places }()
				found[i], errs[i] = e.daemon.stats(ctx, &subjects[i])
			case <-ctx.Done():
				errs[i] = ctx.Err()
			}
		})
	}
	asking.Wait()
	list := make([]engine.Usage, 0, len(found))
	var why error
	for i, u := range found {
		if u != nil {
			list = append(list, *u)
		}
		if errs[i] != nil && !isGone(errs[i]) {
			why = e.words(errs[i])
		}
	}
	return list, why
}

// statsAtOnce is how many containers are asked for at the same time.
func (e *Engine) statsAtOnce(containers int) int {
	switch {
	case !versions.LessThan(e.daemon.api.ClientVersion(), promptStats):
		return atOnce
	case strings.HasPrefix(e.o.Address, "ssh:"):
		return bySSH
	default:
		return containers
	}
}

// stats measures a container once; nil for one that does not run.
func (d *daemon) stats(ctx context.Context, s *subject) (*engine.Usage, error) {
	r, err := d.api.ContainerStats(ctx, s.native, client.ContainerStatsOptions{})
	if err != nil {
		return nil, err
	}
	defer func() { _ = r.Body.Close() }()
	var stats ctypes.StatsResponse
	if err := json.NewDecoder(io.LimitReader(r.Body, mostStats)).Decode(&stats); err != nil {
		return nil, err
	}
	if stats.Read.Year() <= 1 || stats.CPUStats.CPUUsage.TotalUsage == 0 {
		return nil, nil
	}
	return d.usageOf(&stats, s), nil
}

// usageOf reads what the daemon says of a container.
func (d *daemon) usageOf(stats *ctypes.StatsResponse, s *subject) *engine.Usage {
	memory := stats.MemoryStats
	cache := memory.Stats["total_inactive_file"]
	if cache == 0 {
		cache = memory.Stats["inactive_file"]
	}
	u := &engine.Usage{
		ID: s.id, At: d.here(stats.Read), CPU: time.Duration(clamp(stats.CPUStats.CPUUsage.TotalUsage)),
		Memory: clamp(memory.Usage - min(cache, memory.Usage)), Limit: s.limit, Received: -1, Sent: -1, Processes: -1,
	}
	if n := stats.PidsStats.Current; n > 0 && n <= math.MaxInt32 {
		u.Processes = int(n)
	}
	if len(stats.Networks) > 0 {
		u.Received, u.Sent = 0, 0
	}
	for _, n := range stats.Networks {
		u.Received, u.Sent = addUp(u.Received, clamp(n.RxBytes)), addUp(u.Sent, clamp(n.TxBytes))
	}
	return u
}

func clamp(n uint64) int64 { return int64(min(n, math.MaxInt64)) }
