package enginetest

import (
	"context"
	"net"
	"os"
	"runtime"

	"golang.org/x/sys/unix"
)

// listenIn listens on an address in a network namespace, at any port.
func listenIn(namespace, address string) (l net.Listener, err error) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		runtime.LockOSThread() // for good: the thread ends with its network
		if unix.Gettid() == os.Getpid() {
			// The first thread does not end, and where it is, the process is said to be. What is in the
			// network of a daemon is ended with it.
			l, err = listenIn(namespace, address) // on another thread
			runtime.UnlockOSThread()
			return
		}
		l, err = listenThere(namespace, address)
	}()
	<-done
	return l, err
}

func listenThere(namespace, address string) (net.Listener, error) {
	there, err := os.Open("/run/netns/" + namespace) //nolint:gosec // a test's own
	if err != nil {
		return nil, err
	}
	defer there.Close() //nolint:errcheck // it was only entered
	if err := unix.Setns(int(there.Fd()), unix.CLONE_NEWNET); err != nil {
		return nil, err
	}
	return new(net.ListenConfig).Listen(context.Background(), "tcp", net.JoinHostPort(address, "0"))
}
