package docker

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	ctypes "github.com/moby/moby/api/types/container"
	"github.com/moby/moby/api/types/events"
	"github.com/moby/moby/client"

	"fleetop/internal/platform/docker/dialect"
	"fleetop/internal/platform/engine"
)

// TestStartIsRefused checks the sentences for a daemon that cannot be used.
func TestStartIsRefused(t *testing.T) {
	t.Parallel()
	hung := make(chan struct{})
	for _, test := range []struct {
		name string
		set  func(*fake, *Options)
		want []string
	}{
		{"too old", func(f *fake, _ *Options) { f.version = "1.24" }, []string{"tcp://shop:2376", "too old", "19.03", "1.24"}},
		{"no permission", func(_ *fake, o *Options) {
			o.Dial = func(context.Context, string, string) (net.Conn, error) {
				return nil, fmt.Errorf("you may not use the socket: join the group docker%w", noWords{net.ErrClosed})
			}
		}, []string{"you may not use the socket: join the group docker"}},
		{"hung", func(f *fake, _ *Options) { f.before = func(string) { <-hung } }, []string{"tcp://shop:2376", "does not answer", "restart"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			f := newFake(t)
			t.Cleanup(sync.OnceFunc(func() {
				if test.name == "hung" {
					close(hung)
				}
			}))
			o := f.options()
			test.set(f, &o)
			w := ready(t, o)
			ctx, cancel := context.WithTimeout(t.Context(), 500*time.Millisecond)
			defer cancel()
			_, err := w.Inventory(ctx)
			if err == nil {
				t.Fatal("it is accepted")
			}
			for _, word := range test.want {
				if !strings.Contains(err.Error(), word) {
					t.Errorf("%q does not say %q", err, word)
				}
			}
		})
	}
}

// noWords is an error behind another that says nothing itself.
type noWords struct{ error }

func (noWords) Error() string   { return "" }
func (e noWords) Unwrap() error { return e.error }

// TestFirstData checks that what runs is asked for first, by one list, and that nothing is asked for
// that is expensive.
func TestFirstData(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	var asked []string
	f.add(ctypes.Summary{ID: native("1"), Names: []string{"/up"}, State: ctypes.StateRunning}, ctypes.InspectResponse{})
	f.add(ctypes.Summary{ID: native("2"), Names: []string{"/down"}, State: ctypes.StateExited}, ctypes.InspectResponse{})
	w := open(t, f.options())
	if n := len(w.inv.Applications); n != 1 || w.inv.Applications[0].Name != "up" {
		t.Fatalf("%d applications: %+v", n, w.inv.Applications)
	}
	w.found("down", func(*engine.Application) bool { return true })
	asked = f.requests()
	slices.Sort(asked[1:3]) // they are asked for together
	for i, want := range []string{"/_ping?", "/containers/json?", "/events?", "/containers/json?all=1"} {
		if !strings.HasPrefix(asked[i], want) || want == "/containers/json?" && asked[i] != want {
			t.Errorf("request %d is %s, want %s", i, asked[i], want)
		}
	}
	for _, s := range asked {
		if strings.Contains(s, "size") || strings.Contains(s, "/info") {
			t.Errorf("it asks for %s", s)
		}
	}
}

// TestADaemonIsGreetedOnce checks that a daemon that was found to be there is not asked again, and that
// what there is can be asked for before it is wanted.
func TestADaemonIsGreetedOnce(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	f.add(ctypes.Summary{ID: native("1"), Names: []string{"/up"}, State: ctypes.StateRunning}, ctypes.InspectResponse{})
	listed := make(chan struct{}, 9)
	f.before = func(path string) {
		if path == "/containers/json" {
			listed <- struct{}{}
		}
	}
	o := f.options()
	o.Greeting = http.Header{"Api-Version": {"1.41"}, "Date": {created.Format(http.TimeFormat)}}
	w := ready(t, o)
	w.Begin()
	select {
	case <-listed:
	case <-time.After(mostWait):
		t.Fatal("nothing is asked for before it is wanted")
	}
	if w.take(); len(w.inv.Applications) != 1 {
		t.Errorf("it has %+v", w.inv.Applications)
	}
	w.found("up", func(*engine.Application) bool { return true })
	for _, s := range f.requests() {
		if strings.HasPrefix(s, "/_ping") {
			t.Errorf("it asks for %s", s)
		}
	}
	for version, want := range map[string]string{"1.41": "1.41", "1.99": client.MaxAPIVersion, "": "", "2": "", "1.x": ""} {
		if got := spoken(version); got != want {
			t.Errorf("with a daemon of %q it speaks %q, want %q", version, got, want)
		}
	}
}

// TestLooks checks that no more than four containers are looked at at once, and that one about which
// the daemon says nothing delays no other.
func TestLooks(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	const silent = "0"
	var mu sync.Mutex
	now, most := 0, 0
	four, over := make(chan struct{}), make(chan struct{})
	for i := range 16 {
		id := native(fmt.Sprintf("%x", i))
		f.add(ctypes.Summary{ID: id, Names: []string{"/c" + id[:1]}, State: ctypes.StateRunning},
			ctypes.InspectResponse{State: &ctypes.State{StartedAt: created.Format(time.RFC3339)}})
	}
	f.before = func(path string) {
		if !strings.HasPrefix(path, "/containers/") || path == "/containers/json" {
			return
		}
		mu.Lock()
		now++
		most = max(most, now)
		if now == atOnce {
			select {
			case <-four:
			default:
				close(four)
			}
		}
		mu.Unlock()
		<-four
		if strings.HasPrefix(path, "/containers/"+native(silent)) {
			<-over
		}
		mu.Lock()
		now--
		mu.Unlock()
	}
	w := open(t, f.options())
	t.Cleanup(func() { close(over) })
	known := make(map[string]bool)
	w.next(func(ev engine.Event) bool {
		if ev.App != nil && !ev.App.Started.IsZero() {
			known[ev.App.Name] = true
		}
		return len(known) == 15
	})
	if known["c"+silent] || most != atOnce {
		t.Errorf("known: %v, %d at once", known, most)
	}
	c := w.found("c"+silent, func(a *engine.Application) bool { return a.Containers[0].Phase == engine.PhaseUnknown }).Containers[0]
	if !strings.Contains(c.Reason, "does not answer") {
		t.Errorf("the silent one: %+v", c)
	}
}

// TestForeignContainersAreHidden checks what a server does not show that is to touch only what it
// made.
func TestForeignContainersAreHidden(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	own := map[string]string{labelApplication: anApp, labelContainer: aUUID, labelOwner: "fleetop", labelName: "own"}
	f.add(ctypes.Summary{ID: native("1"), Names: []string{"/own-1"}, State: ctypes.StateRunning, Labels: own}, ctypes.InspectResponse{})
	f.add(ctypes.Summary{ID: native("2"), Names: []string{"/foreign"}, State: ctypes.StateRunning}, ctypes.InspectResponse{})
	f.add(ctypes.Summary{ID: native("3"), Names: []string{"/ignored"}, State: ctypes.StateRunning, Labels: map[string]string{labelIgnore: ""}}, ctypes.InspectResponse{})
	for touchAll, want := range map[bool]string{false: "own", true: "foreign own"} {
		o := f.options()
		o.TouchAll = touchAll
		w := open(t, o)
		var names []string
		for _, a := range w.inv.Applications {
			names = append(names, a.Name)
		}
		if got := strings.Join(names, " "); got != want {
			t.Errorf("all: %v: %s, want %s", touchAll, got, want)
		}
	}
}

// TestHealthIsTold checks that what an event says of a container's health is looked at and told as
// a change, and told once however often it changed.
func TestHealthIsTold(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	state := &ctypes.State{StartedAt: created.Format(time.RFC3339), Health: &ctypes.Health{Status: ctypes.Starting}}
	f.add(ctypes.Summary{ID: native("1"), Names: []string{"/web"}, State: ctypes.StateRunning}, ctypes.InspectResponse{State: state})
	w := open(t, f.options())
	isHealth := func(health string) func(*engine.Application) bool {
		return func(a *engine.Application) bool { return a.Containers[0].Health == health }
	}
	w.found("web", isHealth("starting"))
	f.mu.Lock()
	state.Health = &ctypes.Health{Status: ctypes.Healthy}
	f.mu.Unlock()
	f.send(events.Message{
		Type: events.ContainerEventType, Action: events.ActionHealthStatusHealthy,
		Actor: events.Actor{ID: native("1")}, TimeNano: created.UnixNano(),
	})
	w.found("web", isHealth("healthy"))
	if ev, ok := w.Next(); ok {
		t.Errorf("it goes on with %+v", ev)
	}
}

// TestASignalIsNotLookedAt checks that a signal that somebody sends is no reason to ask for a container,
// and is known when its program ends.
func TestASignalIsNotLookedAt(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	state := &ctypes.State{StartedAt: created.Format(time.RFC3339)}
	f.add(ctypes.Summary{ID: native("1"), Names: []string{"/web"}, State: ctypes.StateRunning}, ctypes.InspectResponse{State: state})
	w := open(t, f.options())
	w.found("web", func(a *engine.Application) bool { return !a.Started.IsZero() })
	looked := make(chan struct{}, 9)
	f.mu.Lock()
	f.asked = nil
	f.before = func(path string) {
		if strings.HasPrefix(path, "/containers/"+native("1")) {
			looked <- struct{}{}
		}
	}
	f.mu.Unlock()
	happens := func(what events.Action, ms int, says map[string]string) {
		f.send(events.Message{
			Type: events.ContainerEventType, Action: what, Actor: events.Actor{ID: native("1"), Attributes: says},
			TimeNano: created.Add(time.Duration(ms) * time.Millisecond).UnixNano(),
		})
	}
	for i := range 2 * mostQuiet {
		happens(events.ActionKill, 1000+i, map[string]string{"signal": "15"})
	}
	f.mu.Lock()
	state.Status, state.ExitCode, state.FinishedAt = ctypes.StateExited, 3, created.Add(2*time.Second).Format(time.RFC3339)
	f.mu.Unlock()
	happens(events.ActionDie, 2000, map[string]string{"exitCode": "3"})
	if ev := w.next(isKind(engine.Exited)); !ev.Asked || ev.ExitCode != 3 {
		t.Errorf("its end: %+v", ev)
	}
	<-looked
	if asked := f.requests(); len(asked) != 1 {
		t.Errorf("it asked for %q", asked)
	}
	w.inbox.mu.Lock()
	defer w.inbox.mu.Unlock()
	if len(w.inbox.quiet) > 0 {
		t.Errorf("signals are kept: %+v", w.inbox.quiet)
	}
}

// TestAnEndIsToldBeforeTheDaemonHasCleanedUp has programs end while the daemon does not answer about their
// containers: the end is told at once where the program stays down.
func TestAnEndIsToldBeforeTheDaemonHasCleanedUp(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		policy ctypes.RestartPolicyMode
		signal string // that somebody has sent
		code   string
		isTold bool
	}{
		"no policy":               {code: "3", isTold: true},
		"only failures, it is":    {policy: "on-failure", code: "3"},
		"only failures, it is no": {policy: "on-failure", code: "0", isTold: true},
		"always":                  {policy: "unless-stopped", code: "0"},
		"always, stopped":         {policy: "unless-stopped", signal: "15", code: "0", isTold: true},
		"killed":                  {signal: "9", code: "137", isTold: true},
		"killed, by whom or what": {code: "137"}, // for want of memory, perhaps
		"always, reloaded":        {policy: "unless-stopped", signal: "1", code: "0"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFake(t)
			state := &ctypes.State{StartedAt: created.Format(time.RFC3339)}
			f.add(ctypes.Summary{ID: native("1"), Names: []string{"/web"}, State: ctypes.StateRunning}, ctypes.InspectResponse{
				State: state, HostConfig: &ctypes.HostConfig{RestartPolicy: ctypes.RestartPolicy{Name: test.policy}},
			})
			w := open(t, f.options())
			w.found("web", func(a *engine.Application) bool { return !a.Started.IsZero() })
			asked, cleaned := make(chan struct{}, 9), make(chan struct{})
			t.Cleanup(sync.OnceFunc(func() { close(cleaned) }))
			f.mu.Lock()
			f.before = func(path string) {
				if strings.HasPrefix(path, "/containers/"+native("1")) {
					asked <- struct{}{}
					<-cleaned
				}
			}
			f.mu.Unlock()
			happens := func(what events.Action, ms int, says map[string]string) {
				f.send(events.Message{
					Type: events.ContainerEventType, Action: what, Actor: events.Actor{ID: native("1"), Attributes: says},
					TimeNano: created.Add(time.Duration(ms) * time.Millisecond).UnixNano(),
				})
			}
			if test.signal != "" {
				happens(events.ActionKill, 1000, map[string]string{"signal": test.signal})
			}
			happens(events.ActionDie, 1001, map[string]string{"exitCode": test.code})
			if test.isTold {
				if ev := w.next(isKind(engine.Exited)); fmt.Sprint(ev.ExitCode) != test.code || ev.Asked != (test.signal != "") || ev.Restarting {
					t.Errorf("it is told as %+v", ev)
				}
				return
			}
			select {
			case <-asked:
			case <-time.After(mostWait):
				t.Fatal("it is not looked at")
			}
			for ev, ok := w.Next(); ok; ev, ok = w.Next() {
				if ev.Kind == engine.Exited {
					t.Errorf("told before it is known: %+v", ev)
				}
			}
		})
	}
}

// TestNobodyWaits checks that the events are read though nobody can look at what they are about.
func TestNobodyWaits(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	looked, over := make(chan struct{}, 1), make(chan struct{})
	f.before = func(path string) {
		if strings.HasPrefix(path, "/containers/"+native("1")) {
			select {
			case looked <- struct{}{}:
			default:
			}
			<-over
		}
	}
	w := open(t, f.options())
	letGo := sync.OnceFunc(func() { close(over) })
	t.Cleanup(letGo) // the fake daemon waits for its answers when it ends
	w.inbox.put(native("1"))
	<-looked
	for range mostNotes {
		w.inbox.tell(native("1"), note{what: events.ActionStart, at: created})
	}
	const many = 100
	for i := range many {
		select {
		case f.stream <- events.Message{Type: events.ContainerEventType, Action: events.ActionStart, Actor: events.Actor{ID: native("1")}, TimeNano: created.UnixNano() + int64(i)}:
		case <-time.After(mostWait):
			t.Fatalf("event %d is not read", i)
		}
	}
	for limit := time.Now().Add(mostWait); w.inbox.latest().UnixNano() != created.UnixNano()+many-1; {
		if time.Now().After(limit) {
			t.Fatal("the last event does not arrive")
		}
	}
	if !w.inbox.overflow() {
		t.Error("more is kept than is good")
	}
	letGo()
}

// TestDroppedStream checks that a stream that ends without a word is opened again where it ended,
// and that nobody hears of it.
func TestDroppedStream(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	f.add(ctypes.Summary{ID: native("1"), Names: []string{"/web"}, State: ctypes.StateRunning},
		ctypes.InspectResponse{State: &ctypes.State{StartedAt: created.Format(time.RFC3339)}})
	w := open(t, f.options())
	w.found("web", func(a *engine.Application) bool { return !a.Started.IsZero() })
	f.send(events.Message{Type: events.ContainerEventType, Action: events.ActionUpdate, Actor: events.Actor{ID: native("1")}, TimeNano: 5_000_000_007})
	for limit := time.Now().Add(mostWait); w.inbox.latest().UnixNano() != 5_000_000_007; {
		if time.Now().After(limit) {
			t.Fatal("the event does not arrive")
		}
	}
	f.server.CloseClientConnections()
	select {
	case <-f.over: // the next stream takes the next event
	case <-time.After(mostWait):
		t.Fatal("the stream does not end")
	}
	f.send(events.Message{Type: events.ContainerEventType, Action: events.ActionDestroy, Actor: events.Actor{ID: native("1")}, TimeNano: 6_000_000_000})
	w.next(func(ev engine.Event) bool {
		if ev.Kind == engine.Lost || ev.Kind == engine.Back {
			t.Errorf("%+v", ev)
		}
		return ev.Kind == engine.Removed
	})
	isAgain := false
	for _, s := range f.requests() {
		isAgain = isAgain || strings.HasPrefix(s, "/events?") && strings.Contains(s, "since=5.000000007")
	}
	if !isAgain {
		t.Errorf("the stream does not go on where it ended: %q", f.requests())
	}
}

// TestADaemonThatDoesNotRunIsSaidAtOnce checks that where nothing listens that is told before any time has passed,
// and that of another fault of dialing is not.
func TestADaemonThatDoesNotRunIsSaidAtOnce(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		fault  error
		isLost bool
	}{
		{fmt.Errorf("nothing listens: %w", syscall.ECONNREFUSED), true},
		{fmt.Errorf("no socket: %w", syscall.ENOENT), true},
		{errors.New("the gate is closed"), false},
	} {
		f := newFake(t)
		f.add(ctypes.Summary{ID: native("1"), Names: []string{"/web"}, State: ctypes.StateRunning},
			ctypes.InspectResponse{State: &ctypes.State{StartedAt: created.Format(time.RFC3339)}})
		o := f.options() // its clock stands still
		dial, refusals := o.Dial, make(chan struct{}, 100)
		var isAway atomic.Bool
		o.Dial = func(ctx context.Context, network, address string) (net.Conn, error) {
			if isAway.Load() {
				refusals <- struct{}{}
				return nil, test.fault
			}
			return dial(ctx, network, address)
		}
		w := open(t, o)
		w.found("web", func(a *engine.Application) bool { return !a.Started.IsZero() })
		isAway.Store(true)
		f.server.CloseClientConnections()
		<-f.over
		if test.isLost {
			if ev := w.next(isKind(engine.Lost)); ev.Reason != test.fault.Error() {
				t.Errorf("lost: %q", ev.Reason)
			}
		}
		for range 3 {
			<-refusals
		}
		isAway.Store(false)
		if test.isLost {
			w.next(isKind(engine.Back))
		}
		f.send(events.Message{Type: events.ContainerEventType, Action: events.ActionDestroy, Actor: events.Actor{ID: native("1")}, TimeNano: 6_000_000_000})
		w.next(func(ev engine.Event) bool {
			if ev.Kind == engine.Lost || ev.Kind == engine.Back {
				t.Errorf("%v: %+v", test.fault, ev)
			}
			return ev.Kind == engine.Removed
		})
	}
}

// TestListsAreCompared checks that what no event told of is found in a list, and that of what is as
// it was nothing is asked.
func TestListsAreCompared(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	for i, name := range []string{"/steady", "/gone"} {
		f.add(ctypes.Summary{ID: native(fmt.Sprint(i)), Names: []string{name}, State: ctypes.StateRunning},
			ctypes.InspectResponse{State: &ctypes.State{StartedAt: created.Format(time.RFC3339)}})
	}
	w := open(t, f.options())
	known := make(map[string]bool)
	w.next(func(ev engine.Event) bool {
		if ev.App != nil && !ev.App.Started.IsZero() {
			known[ev.App.Name] = true
		}
		return len(known) == 2
	})
	f.mu.Lock()
	f.containers = f.containers[:1]
	delete(f.inspects, native("1"))
	f.asked = nil
	f.mu.Unlock()
	f.add(ctypes.Summary{ID: native("2"), Names: []string{"/new"}, State: ctypes.StateCreated}, ctypes.InspectResponse{})
	if err := w.compare(t.Context(), false); err != nil {
		t.Fatal(err)
	}
	isFound, isGone := false, false
	w.next(func(ev engine.Event) bool {
		isFound = isFound || ev.Kind == engine.Found && ev.App.Name == "new"
		isGone = isGone || ev.Kind == engine.Removed && ev.Container == dialect.ContainerUUID(native("1"))
		return isFound && isGone
	})
	for _, s := range f.requests() {
		if strings.Contains(s, native("0")) {
			t.Errorf("it asks for %s", s)
		}
	}
}

// TestClocks checks that what a daemon dates by a clock that is wrong is told by ours.
func TestClocks(t *testing.T) {
	t.Parallel()
	for ahead, want := range map[time.Duration]time.Duration{
		0: 0, time.Second: 0, 3 * time.Hour: -3 * time.Hour, -90 * time.Second: 90 * time.Second,
	} {
		f := newFake(t)
		f.ahead = ahead
		f.add(ctypes.Summary{ID: native("1"), Names: []string{"/web"}, State: ctypes.StateRunning},
			ctypes.InspectResponse{State: &ctypes.State{StartedAt: created.Format(time.RFC3339)}})
		w := open(t, f.options())
		a := w.found("web", func(a *engine.Application) bool { return !a.Started.IsZero() })
		if got := a.Started.Sub(created); got != want {
			t.Errorf("%v ahead: started is moved by %v", ahead, got)
		}
		f.send(events.Message{Type: events.ContainerEventType, Action: events.ActionDestroy, Actor: events.Actor{ID: native("1")}, TimeNano: created.Add(time.Minute).UnixNano()})
		if got := w.next(isKind(engine.Removed)).Time.Sub(created) - time.Minute; got != want {
			t.Errorf("%v ahead: the event is moved by %v", ahead, got)
		}
	}
}

// TestOtherFaults checks that what the daemon says itself is passed on as one line.
func TestOtherFaults(t *testing.T) {
	t.Parallel()
	e, err := New(Options{Address: "unix:///d.sock"})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := e.words(errors.New("Error response from daemon: no\nspace")).Error(), "the Docker daemon at unix:///d.sock says: no space"; got != want {
		t.Errorf("%q", got)
	}
}
