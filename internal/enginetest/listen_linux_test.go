package enginetest

import (
	"os"
	"runtime"
	"sync"
	"testing"

	"golang.org/x/sys/unix"
)

// TestTheProcessStaysInItsNetwork has a server listen where the daemon runs, from the first thread. A process
// whose first thread stayed there would be ended with the daemon.
func TestTheProcessStaysInItsNetwork(t *testing.T) {
	d := Start(t)
	const network = "/proc/self/ns/net"
	before, err := os.Readlink(network)
	if err != nil {
		t.Fatal(err)
	}
	for range 20 {
		onFirstThread(func() {
			l, err := listenIn(d.name, "127.0.0.1")
			if err != nil {
				t.Error(err)
				return
			}
			_ = l.Close()
		})
		if now, err := os.Readlink(network); err != nil || now != before {
			t.Fatalf("the process is in %s, was in %s: %v", now, before, err)
		}
	}
}

// onFirstThread calls f on the first thread of the process, unless that waits in the kernel. What f starts may
// run there, too, while f waits.
func onFirstThread(f func()) {
	var held sync.WaitGroup
	release := make(chan struct{})
	const most = 100
	for tries, isFirst := 0, false; tries < most && !isFirst; tries++ {
		found := make(chan bool)
		held.Go(func() {
			runtime.LockOSThread()
			defer runtime.UnlockOSThread()
			if unix.Gettid() != os.Getpid() {
				found <- false
				<-release
				return
			}
			runtime.UnlockOSThread()
			f()
			runtime.LockOSThread()
			found <- true
		})
		isFirst = <-found
	}
	close(release)
	held.Wait()
}
