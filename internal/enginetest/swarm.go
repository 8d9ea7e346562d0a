package enginetest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

const (
	// subnet is the network of a cluster. It is nowhere but in network namespaces.
	subnet = "10.77.0."
	// aloneAddress is the address of the only node of a swarm, on loopback.
	aloneAddress = subnet + "250"
	// heartbeat is how often nodes tell that they live. They are taken for dead after three that are
	// missing. It is 5 s unless one says so.
	heartbeat = "2s"
)

// StartSwarm starts a daemon for one test that is the only node of a swarm, with further arguments of
// dockerd. Without IPVS in the kernel, ports of services answer only if they are published in host mode.
// The test is skipped if it is not to use a daemon.
func StartSwarm(t testing.TB, args ...string) *Daemon {
	t.Helper()
	need(t)
	d, err := startSwarm(args...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(d.close)
	return d
}

func startSwarm(args ...string) (*Daemon, error) {
	d, err := start(seat{hostname: "manager-1", address: aloneAddress}, args...)
	if err != nil {
		return nil, err
	}
	if err := d.initSwarm(); err != nil {
		d.close()
		return nil, fmt.Errorf("%w\n%s", err, d.Log())
	}
	return d, nil
}

// initSwarm makes the daemon the first node of a swarm.
func (d *Daemon) initSwarm() error {
	_, err := d.Try("swarm", "init", "--advertise-addr", d.seat.address, "--dispatcher-heartbeat", heartbeat)
	return err
}

// Cluster is a swarm of several daemons, each in a network namespace of its own, as on a machine of its
// own. The namespaces are joined by a bridge in yet another. Nodes are called manager-1, manager-2 and
// so on, and worker-1 and so on; manager-1 is the leader at first.
type Cluster struct {
	Managers, Workers []*Daemon

	wires *wires
}

// StartCluster starts a swarm for one test. The test is skipped if it is not to use daemons.
func StartCluster(t testing.TB, managers, workers int) *Cluster {
	t.Helper()
	need(t)
	c := new(Cluster)
	t.Cleanup(c.close)
	if err := c.start(managers, workers); err != nil {
		t.Fatal(err)
	}
	return c
}

func (c *Cluster) start(managers, workers int) (err error) {
	if c.wires, err = newWires(); err != nil {
		return err
	}
	seats := make([]seat, 0, managers+workers)
	for _, kind := range []struct {
		name string
		n    int
	}{{"manager", managers}, {"worker", workers}} {
		for i := 1; i <= kind.n; i++ {
			address := subnet + strconv.Itoa(len(seats)+11)
			seats = append(seats, seat{hostname: fmt.Sprintf("%s-%d", kind.name, i), address: address, wires: c.wires})
		}
	}
	nodes, errs := make([]*Daemon, len(seats)), make([]error, len(seats))
	var all sync.WaitGroup
	for i, at := range seats {
		all.Go(func() { nodes[i], errs[i] = start(at, "--insecure-registry", subnet+"0/24") })
	}
	all.Wait()
	for i, d := range nodes {
		switch {
		case errs[i] != nil:
			err = errs[i]
		case i < managers:
			c.Managers = append(c.Managers, d)
		default:
			c.Workers = append(c.Workers, d)
		}
	}
	if err != nil {
		return err
	}
	return c.join()
}

// join makes a swarm of the daemons.
func (c *Cluster) join() error {
	first := c.Managers[0]
	if err := first.initSwarm(); err != nil {
		return err
	}
	for _, kind := range []struct {
		name  string
		nodes []*Daemon
	}{{"manager", c.Managers[1:]}, {"worker", c.Workers}} {
		token, err := first.Try("swarm", "join-token", "--quiet", kind.name)
		if err != nil {
			return err
		}
		for _, d := range kind.nodes {
			if _, err := d.Try("swarm", "join", "--advertise-addr", d.seat.address, "--token", token, first.seat.address+":2377"); err != nil {
				return fmt.Errorf("%w\n%s", err, d.Log())
			}
		}
	}
	return nil
}

func (c *Cluster) close() {
	var all sync.WaitGroup
	for _, d := range c.Nodes() {
		all.Go(d.close)
	}
	all.Wait()
	if c.wires != nil {
		c.wires.guard.close()
	}
}

// Nodes returns all daemons, managers first.
func (c *Cluster) Nodes() []*Daemon {
	return append(append([]*Daemon(nil), c.Managers...), c.Workers...)
}

// Hosts returns the addresses of the managers as --docker-host takes them.
func (c *Cluster) Hosts() string {
	hosts := make([]string, len(c.Managers))
	for i, d := range c.Managers {
		hosts[i] = d.Host()
	}
	return strings.Join(hosts, ",")
}

// Leader returns the manager that leads, as the manager asked knows it. It waits until there is one.
func (c *Cluster) Leader(t testing.TB, asked *Daemon) *Daemon {
	t.Helper()
	late, tick := time.After(2*patience), time.NewTicker(100*time.Millisecond)
	defer tick.Stop()
	for {
		name, err := asked.leader()
		for _, d := range c.Managers {
			if d.seat.hostname == name {
				return d
			}
		}
		select {
		case <-late:
			t.Fatalf("there is no leader: %q, %v", name, err)
		case <-tick.C:
		}
	}
}

// leader returns the name of the node that leads the swarm, empty if there is none.
func (d *Daemon) leader() (string, error) {
	text, err := d.Ask(http.MethodGet, "/nodes", nil)
	if err != nil {
		return "", err
	}
	var nodes []struct {
		Description   struct{ Hostname string }
		ManagerStatus struct{ Leader bool }
	}
	err = json.Unmarshal(text, &nodes)
	for _, n := range nodes {
		if n.ManagerStatus.Leader {
			return n.Description.Hostname, err
		}
	}
	return "", err
}

// Import makes an image on every node, as [Daemon.Import] does.
func (c *Cluster) Import(t testing.TB, ref string, changes ...string) {
	t.Helper()
	for _, d := range c.Nodes() {
		d.Import(t, ref, changes...)
	}
}

// Registry starts a registry that all nodes reach. It ends with the test.
func (c *Cluster) Registry(t testing.TB) *Registry {
	t.Helper()
	return startRegistry(t, c.wires.guard.name, c.wires.address)
}

// Node is the name of the daemon's machine.
func (d *Daemon) Node() string { return d.seat.hostname }
