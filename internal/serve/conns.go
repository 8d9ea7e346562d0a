package serve

import (
	"context"
	"crypto/tls"
	"net"
	"net/netip"
	"sync"
)

// Limits bound the connections of a server.
type Limits struct {
	// All is the most connections at the same time, Each the most of them from one address,
	// Loopback the most from this machine.
	All, Each, Loopback int
}

// DefaultLimits returns limits that a dashboard, which opens eight connections, does not reach.
// They are lower if the process may not open that many files.
func DefaultLimits() Limits {
	return Limits{All: 1024, Each: 128, Loopback: 512}.within(openFiles(2048))
}

// within returns the limits for a process that may open that many files. It leaves files for what
// is not a connection, such as the listener.
func (l Limits) within(files int) Limits {
	l.All = max(min(l.All, files-sparedFiles), 1)
	l.Each = max(min(l.Each, l.All/2), 1)
	l.Loopback = max(min(l.Loopback, l.All/2), 1)
	return l
}

// sparedFiles are the files that a server needs beside its connections, and those connections that
// are accepted and not counted yet, or closed and not gone.
const sparedFiles = 32

// each is the limit of one address.
func (l Limits) each(from netip.Prefix) int {
	if from.Addr().IsLoopback() {
		return l.Loopback
	}
	return l.Each
}

// A conn is a connection that is counted.
type conn struct {
	net.Conn
	owner  *conns
	from   netip.Prefix
	closed sync.Once

	// Guarded by the owner.
	busy   bool   // an answer to a right key is on its way
	served bool   // there has been one
	age    uint64 // when it was opened or last became idle, as a number that grows
}

// Close closes the connection and makes room for another.
func (c *conn) Close() error {
	c.closed.Do(func() { c.owner.remove(c) })
	return c.Conn.Close() //nolint:wrapcheck // a connection's own error
}

// conns are the open connections of a server. If there are too many, one without a right key is
// closed: the oldest one of the address that has the most of these. Whoever opens many connections
// and sends nothing displaces only his own.
type conns struct {
	limits Limits

	mu   sync.Mutex
	open map[*conn]struct{}
	by   map[netip.Prefix]counts
	last uint64
}

// counts are the connections of one address: all, and those that brought no right key yet.
type counts struct{ all, strange int }

func newConns(limits Limits) *conns {
	return &conns{limits: limits, open: make(map[*conn]struct{}), by: make(map[netip.Prefix]counts)}
}

// add counts a connection. It returns nil if there is no room for it, and the connection that has
// to make room, if any.
func (s *conns) add(raw net.Conn) (added, victim *conn) {
	from := addressOf(raw.RemoteAddr().String())
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.by[from].all >= s.limits.each(from):
		victim = s.oldest(func(c *conn) bool { return c.from == from })
	case len(s.open) >= s.limits.All:
		victim = s.oldest(func(*conn) bool { return true })
	default:
		return s.take(raw, from), nil
	}
	if victim == nil {
		return nil, nil
	}
	return s.take(raw, from), victim
}

// take lists a connection. s.mu is held.
func (s *conns) take(raw net.Conn, from netip.Prefix) *conn {
	s.last++
	c := &conn{Conn: raw, owner: s, from: from, age: s.last}
	s.open[c] = struct{}{}
	n := s.by[from]
	s.by[from] = counts{n.all + 1, n.strange + 1}
	return c
}

// oldest finds the connection to close: one that is not busy, preferably one that was never served,
// of the address that has the most of its kind. s.mu is held.
func (s *conns) oldest(among func(*conn) bool) *conn {
	var found *conn
	for c := range s.open {
		if !c.busy && among(c) && (found == nil || s.before(c, found)) {
			found = c
		}
	}
	return found
}

func (s *conns) before(a, b *conn) bool {
	if a.served != b.served {
		return b.served
	}
	n, m := s.by[a.from], s.by[b.from]
	if !a.served && n.strange != m.strange {
		return n.strange > m.strange
	}
	if a.served && n.all != m.all {
		return n.all > m.all
	}
	return a.age < b.age
}

func (s *conns) remove(c *conn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.open, c)
	n := s.by[c.from]
	n.all--
	if !c.served {
		n.strange--
	}
	if s.by[c.from] = n; n.all == 0 {
		delete(s.by, c.from)
	}
}

// setBusy notes that an answer is on its way, or that none is any more.
func (s *conns) setBusy(c *conn, busy bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, there := s.open[c]; !there {
		return
	}
	if busy && !c.served {
		c.served = true
		n := s.by[c.from]
		s.by[c.from] = counts{n.all, n.strange - 1}
	}
	c.busy = busy
	s.last++
	c.age = s.last
}

// closeIdle closes what is not busy.
func (s *conns) closeIdle() {
	s.mu.Lock()
	var idle []*conn
	for c := range s.open {
		if !c.busy {
			idle = append(idle, c)
		}
	}
	s.mu.Unlock()
	for _, c := range idle {
		_ = c.Close()
	}
}

// A listener counts the connections that it accepts.
type listener struct {
	net.Listener
	conns *conns
}

// Accept returns the next connection for which there is room.
func (l listener) Accept() (net.Conn, error) {
	for {
		raw, err := l.Listener.Accept()
		if err != nil {
			return nil, err //nolint:wrapcheck // the HTTP server looks at it
		}
		c, victim := l.conns.add(raw)
		if victim != nil {
			_ = victim.Close()
		}
		if c != nil {
			return c, nil
		}
		_ = raw.Close()
	}
}

// counted finds the counted connection behind what the HTTP server has.
func counted(c net.Conn) *conn {
	if secure, ok := c.(*tls.Conn); ok {
		c = secure.NetConn()
	}
	found, _ := c.(*conn)
	return found
}

// connKey is the key of a request's connection in its context.
type connKey struct{}

func withConn(ctx context.Context, c net.Conn) context.Context {
	return context.WithValue(ctx, connKey{}, counted(c))
}

func connOf(ctx context.Context) *conn {
	c, _ := ctx.Value(connKey{}).(*conn)
	return c
}
