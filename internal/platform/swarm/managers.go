package swarm

import (
	"context"
	"errors"
	"net"
	"net/http"
	"slices"
	"sync/atomic"
	"time"

	"github.com/moby/moby/client"

	"fleetop/internal/platform/docker/dialect"
)

// How long a manager may take to answer. One that hangs accepts connections and never does; without a
// leader the others do not answer either.
const (
	readTime  = 5 * time.Second
	writeTime = 10 * time.Second
)

// Manager is the way to a Docker daemon that manages the swarm.
type Manager struct {
	// Dial connects to the daemon, whatever the address it is given. Its errors are sentences for
	// the user.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
	// Address is where the daemon is, for messages. Host is the name of its machine.
	Address, Host string
	// IsLocal tells that it is on this machine.
	IsLocal bool
}

// manager is a Docker daemon that manages the swarm.
type manager struct {
	Manager

	api *client.Client
	// fault is why it could not be connected to last, nil if it could.
	fault atomic.Pointer[error]
	// server is the header in which it says what it is, nil before its first answer.
	server atomic.Pointer[string]
}

// managers are the daemons of which one is asked: the next one when that cannot do it.
type managers struct {
	list    []*manager
	current atomic.Int32
	// readTime is how long a manager may take to answer; tests have less time.
	readTime time.Duration
}

func newManagers(list []Manager) (*managers, error) {
	ms := &managers{readTime: readTime}
	for _, way := range list {
		m := &manager{Manager: way}
		var err error
		m.api, err = client.New(
			client.WithHost("tcp://docker"), // for the Host header: dialing knows the way
			client.WithHTTPClient(&http.Client{Transport: &http.Transport{
				IdleConnTimeout: 30 * time.Second, MaxIdleConnsPerHost: 6, DialContext: m.dial,
			}}),
			client.WithHTTPResponseHook(func(r *http.Response) {
				if said := r.Header.Get("Server"); said != "" {
					m.server.Store(&said)
				}
			}),
		)
		if err != nil {
			return nil, err
		}
		ms.list = append(ms.list, m)
	}
	if len(ms.list) == 0 {
		return nil, errors.New("no manager of the swarm is named")
	}
	return ms, nil
}

// dial connects to the daemon. The client library puts words of its own in place of an error.
func (m *manager) dial(ctx context.Context, network, address string) (net.Conn, error) {
	conn, err := m.Dial(ctx, network, address)
	if err == nil {
		m.fault.Store(nil)
	} else if !errors.Is(err, context.Canceled) {
		m.fault.Store(&err)
	}
	return conn, err
}

func (ms *managers) close() error {
	errs := make([]error, len(ms.list))
	for i, m := range ms.list {
		errs[i] = m.api.Close()
	}
	return errors.Join(errs...)
}

// now returns the manager that is asked.
func (ms *managers) now() *manager { return ms.list[ms.current.Load()] }

// Manager tells which of [Options.Managers] is asked, by its place among them: the one that answered last.
func (e *Engine) Manager() int { return int(e.managers.current.Load()) }

// areOut reports whether nothing was where any of them listens when it was tried last.
func (ms *managers) areOut() bool {
	return !slices.ContainsFunc(ms.list, func(m *manager) bool {
		fault := m.fault.Load()
		return fault == nil || !dialect.NobodyListens(*fault)
	})
}

// next takes the manager behind one that cannot do what it was asked for.
func (ms *managers) next(after *manager) {
	for i, m := range ms.list {
		if m == after {
			ms.current.CompareAndSwap(int32(i), int32((i+1)%len(ms.list))) //nolint:gosec // they are few
		}
	}
}

// read asks a manager for something, and the others one after the other if it cannot answer. The error
// is a sentence of one that could be reached, if there is one.
func (ms *managers) read(ctx context.Context, ask func(context.Context, *client.Client) error) error {
	return ms.try(ctx, ms.readTime, ask)
}

// write has a manager do something that may be done twice without harm.
func (ms *managers) write(ctx context.Context, do func(context.Context, *client.Client) error) error {
	return ms.try(ctx, max(ms.readTime, writeTime), do)
}

func (ms *managers) try(ctx context.Context, most time.Duration, do func(context.Context, *client.Client) error) error {
	var said error
	for range ms.list {
		m := ms.now()
		err := m.try(ctx, most, do)
		if err == nil || ctx.Err() != nil || !isTrouble(err) {
			return err
		}
		if said == nil || m.fault.Load() == nil {
			said = m.words(err)
		}
		ms.next(m)
	}
	return said
}

func (m *manager) try(ctx context.Context, most time.Duration, do func(context.Context, *client.Client) error) error {
	ctx, cancel := context.WithTimeout(ctx, most)
	defer cancel()
	return do(ctx, m.api)
}

// trouble is why no manager can be used, as a sentence for the user.
type trouble struct {
	dialect.Sentence

	cause error
}

// Unwrap returns what led to it.
func (t trouble) Unwrap() error { return t.cause }

// Reach sees whether one of the daemons manages a swarm. The error is a sentence for the user.
func (e *Engine) Reach(ctx context.Context) error {
	err := e.managers.read(ctx, func(ctx context.Context, api *client.Client) error {
		_, err := api.SwarmInspect(ctx, client.SwarmInspectOptions{})
		return err
	})
	if err != nil {
		return e.managers.now().words(err)
	}
	return nil
}
