package serve

import (
	"fmt"
	"net/netip"
	"testing"
	"time"
)

func start() time.Time { return time.Date(2014, time.April, 6, 17, 59, 42, 0, time.UTC) }

// TestWrongKeysAreSlowedDown guesses from one address: the first guesses are free, then each costs
// time, bounded, which passes by itself. Others feel nothing, and a right key from the same address
// waits no longer than a wrong one.
func TestWrongKeysAreSlowedDown(t *testing.T) {
	t.Parallel()
	var th throttle
	bad, good := addressOf("192.0.2.1:1"), addressOf("192.0.2.2:1")
	now := start()
	for i := range freeGuesses {
		if d := th.wait(bad, true, now); d != 0 {
			t.Fatalf("guess %d waits for %v", i, d)
		}
	}
	if d := th.wait(bad, false, now); d != 0 {
		t.Errorf("a right key waits for %v", d)
	}
	if d := th.wait(bad, true, now); d != guessTime {
		t.Errorf("one more guess waits for %v", d)
	}
	for range 1000 {
		th.wait(bad, true, now)
	}
	for _, wrong := range []bool{true, false} {
		if d := th.wait(bad, wrong, now); d != longestWait {
			t.Errorf("wrong %v: it waits for %v", wrong, d)
		}
	}
	if d := th.wait(good, false, now); d != 0 {
		t.Errorf("another address waits for %v", d)
	}
	if d := th.wait(bad, false, now.Add(longestWait)); d != 0 {
		t.Errorf("a second later a right key waits for %v", d)
	}
	th.wait(bad, false, now.Add(time.Hour))
	if len(th.free) != 0 {
		t.Errorf("%d addresses are remembered for ever", len(th.free))
	}
	// A clock that jumps back keeps nobody waiting for longer.
	for range 1000 {
		th.wait(bad, true, now)
	}
	if d := th.wait(bad, false, now.Add(-time.Hour)); d > longestWait {
		t.Errorf("after a jump of the clock it waits for %v", d)
	}
}

// TestTheTableOfAddressesIsBounded guesses from a whole network.
func TestTheTableOfAddressesIsBounded(t *testing.T) {
	t.Parallel()
	var th throttle
	for i := range 3 * maxAddresses {
		th.wait(addressOf(fmt.Sprintf("10.%d.%d.1:1", i/256, i%256)), true, start().Add(time.Duration(i)*time.Millisecond))
		if len(th.free) > maxAddresses {
			t.Fatalf("%d addresses are remembered", len(th.free))
		}
	}
}

// TestWhatCountsAsOneAddress checks that an IPv6 network is one, whatever the zone.
func TestWhatCountsAsOneAddress(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"192.0.2.1:80":              "192.0.2.1/32",
		"[::ffff:192.0.2.1]:80":     "192.0.2.1/32",
		"[2001:db8:1:2:3:4:5:6]:80": "2001:db8:1:2::/64",
		"[fe80::1%eth0]:80":         "fe80::/64",
		"[::1]:80":                  "::1/128",
		"127.0.0.1:80":              "127.0.0.1/32",
		"@":                         "invalid Prefix",
		"pipe":                      "invalid Prefix",
	} {
		if got := addressOf(in); got.String() != want {
			t.Errorf("%s counts as %s, want %s", in, got, want)
		}
	}
	if addressOf("x") != (netip.Prefix{}) {
		t.Error("what is no address is one")
	}
}
