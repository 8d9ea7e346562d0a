package serve

import (
	"net"
	"net/netip"
	"sync"
	"time"
)

const (
	// freeGuesses is how many wrong keys an address may try at once.
	freeGuesses = 10
	// guessTime is what one more wrong key costs.
	guessTime = 500 * time.Millisecond
	// longestWait bounds the wait of one request: a right key that comes from the same address as
	// wrong ones has to be answered, too.
	longestWait = time.Second
	// maxAddresses bounds the table.
	maxAddresses = 4096
)

// A throttle slows down wrong keys by address. While an address owes time, right keys from it wait
// as well, so that a quick answer does not reveal a right guess.
type throttle struct {
	mu sync.Mutex
	// free is when the address will have all its free guesses again.
	free map[netip.Prefix]time.Time
}

// wait returns how long a request from an address has to wait for its answer, and notes if its key
// was wrong.
func (t *throttle) wait(from netip.Prefix, wrong bool, now time.Time) time.Duration {
	t.mu.Lock()
	defer t.mu.Unlock()
	free, known := t.free[from]
	if !known && !wrong {
		return 0
	}
	if free.Before(now) {
		free = now
	}
	if wrong {
		free = free.Add(guessTime)
	}
	owed := free.Sub(now) - freeGuesses*guessTime
	if owed > longestWait {
		free = free.Add(longestWait - owed)
		owed = longestWait
	}
	t.note(from, free, now)
	return max(owed, 0)
}

// note keeps or forgets an address. t.mu is held.
func (t *throttle) note(from netip.Prefix, free, now time.Time) {
	if !free.After(now) {
		delete(t.free, from)
		return
	}
	if t.free == nil {
		t.free = make(map[netip.Prefix]time.Time)
	}
	if _, known := t.free[from]; !known && len(t.free) >= maxAddresses {
		t.forget(now)
	}
	t.free[from] = free
}

// forget makes room: it drops every address that owes nothing, and if there is none, any other.
// t.mu is held.
func (t *throttle) forget(now time.Time) {
	var last netip.Prefix
	for from, free := range t.free {
		if last = from; !free.After(now) {
			delete(t.free, from)
		}
	}
	if len(t.free) >= maxAddresses {
		delete(t.free, last)
	}
}

// addressOf returns what counts as one address: an IPv4 address, or the /64 network of an IPv6
// address, as one customer gets. Without an IP address it is the zero prefix.
func addressOf(hostPort string) netip.Prefix {
	host, _, err := net.SplitHostPort(hostPort)
	if err != nil {
		return netip.Prefix{}
	}
	ip, err := netip.ParseAddr(host)
	if err != nil {
		return netip.Prefix{}
	}
	ip = ip.Unmap().WithZone("")
	bits := ip.BitLen()
	if ip.Is6() && !ip.IsLoopback() {
		bits = 64
	}
	prefix, _ := ip.Prefix(bits) // the number of bits is right
	return prefix
}
