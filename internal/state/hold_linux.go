package state

import (
	"context"
	"errors"
	"io"
	"net"
	"syscall"
	"time"
)

// askTime is how long the program that has a lock may take to say what it is.
const askTime = time.Second

// TakeName takes a lock that is no file but a name, which one program of the machine has, whichever
// user runs it and whatever directories it was given. The error is as that of Take. Where the system
// has no such names nothing is locked.
func TakeName(name, who string) (*Hold, error) {
	address := "@" + name // a socket without a file, which ends with the process
	const tries = 3       // the other program may end before it is asked who it is
	var said []byte
	for range tries {
		listener, err := new(net.ListenConfig).Listen(context.Background(), "unix", address)
		if err == nil {
			go tell(listener, who)
			return &Hold{listener.Close}, nil
		}
		if !errors.Is(err, syscall.EADDRINUSE) {
			return &Hold{func() error { return nil }}, nil
		}
		if said, err = ask(address); !errors.Is(err, syscall.ECONNREFUSED) {
			break
		}
	}
	return nil, &HeldError{Who: oneLine(said)}
}

// tell says who has a name to everybody who asks, until it is given up.
func tell(listener net.Listener, who string) {
	for {
		conn, err := listener.Accept()
		if err != nil {
			return
		}
		_, _ = io.WriteString(conn, who+"\n") // a line fits into what the system buffers
		_ = conn.Close()
	}
}

// ask returns what the program says that has a name.
func ask(address string) ([]byte, error) {
	dialer := net.Dialer{Timeout: askTime}
	conn, err := dialer.DialContext(context.Background(), "unix", address)
	if err != nil {
		return nil, err
	}
	defer conn.Close() //nolint:errcheck // it was only read
	late := time.AfterFunc(askTime, func() { _ = conn.Close() })
	defer late.Stop()
	return io.ReadAll(io.LimitReader(conn, maxWho))
}
