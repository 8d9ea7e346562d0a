package enginetest

import "testing"

// wires is a bridge in a network namespace of its own, so that nothing is forwarded or filtered by what
// is set for the machine. It goes away with the namespace, and with it the cables plugged into it.
type wires struct {
	guard   *guard
	address string // of the bridge
}

func newWires() (*wires, error) {
	g, err := newGuard()
	if err != nil {
		return nil, err
	}
	w := &wires{guard: g, address: subnet + "1"}
	if err := shell(bridge, g.name, w.address); err != nil {
		g.close()
		return nil, err
	}
	return w, nil
}

// bridge makes the network namespace $1 with a bridge that has the address $2.
const bridge = `
ip netns add "$1"
ip -n "$1" link set lo up
ip -n "$1" link add bridge type bridge
ip -n "$1" addr add "$2/24" dev bridge
ip -n "$1" link set bridge up
`

// cable joins the network namespace $1 to the bridge in $2 and gives it the address $3. The bridge's
// end is called $4.
const cable = `
ip -n "$2" link add "$4" type veth peer name eth0 netns "$1"
ip -n "$2" link set "$4" master bridge up
ip -n "$1" addr add "$3/24" dev eth0
ip -n "$1" link set eth0 up
`

// alone gives the network namespace $1 the address $2, which nobody else reaches.
const alone = `ip -n "$1" addr add "$2/32" dev lo`

// takeSeat gives the daemon's machine its address.
func (d *Daemon) takeSeat() error {
	switch {
	case d.seat.address == "":
		return nil
	case d.seat.wires == nil:
		return shell(alone, d.name, d.seat.address)
	}
	return shell(cable, d.name, d.seat.wires.guard.name, d.seat.address, d.seat.hostname)
}

// Unplug cuts the daemon's machine off from the others of its cluster. Its socket still answers, and
// its containers go on.
func (d *Daemon) Unplug(t testing.TB) {
	t.Helper()
	d.plug(t, "down")
}

// Plug ends Unplug.
func (d *Daemon) Plug(t testing.TB) {
	t.Helper()
	d.plug(t, "up")
}

func (d *Daemon) plug(t testing.TB, way string) {
	t.Helper()
	if err := shell(`ip -n "$1" link set "$2" "$3"`, d.seat.wires.guard.name, d.seat.hostname, way); err != nil {
		t.Fatal(err)
	}
}
