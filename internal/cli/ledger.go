package cli

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"fleetop/internal/config"
	"fleetop/internal/platform"
	"fleetop/internal/platform/engine"
	"fleetop/internal/platform/ledger"
	"fleetop/internal/state"
)

// A keeping is how a built-in platform keeps what its engine cannot, and whether it is the one that
// enforces the auto policies. The zero value keeps nothing.
type keeping struct {
	ledger platform.Ledger // nil for none
	// others says which process enforces the policies, empty for this one.
	others string
	// fault is why it is not known whether there is such a process, nil where it is.
	fault error
	lock  *lock // nil for none
	// same is the lock of the daemon itself, by whatever address it is reached.
	same *lock
	dir  string
	of   string // what both locks are of: the engine and the name
	// daemon is what the user calls that which is kept.
	daemon string
	say    func(text string)
	// wait lets some time pass, and reports false if the process ends meanwhile.
	wait func(ctx context.Context, d time.Duration) bool
}

const (
	// lockEvery is how often is looked whether the process has ended that has the lock.
	lockEvery = 2 * time.Second
	// identifyAfter is when a dashboard asks its daemon what it is: what it shows comes first.
	identifyAfter = 2 * time.Second
	// mostUnknown is how often a daemon is asked what it is before the lock of its address has to do; it is
	// asked again, with askAtMost between two questions.
	mostUnknown, askAtMost = 3, time.Minute
)

// errEnding is the error of taking a lock that was released.
var errEnding = errors.New("this process is ending")

// lock is what only one process of a name has for one daemon: a name of the machine, for those with
// another state directory, and a file, for those in another container with the same one.
type lock struct {
	name, path, who string

	mu       sync.Mutex
	holds    []*state.Hold // none while another process has it
	released bool
}

// take takes the lock. It fails if another process has it, or this one has released it.
func (l *lock) take() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.released {
		return errEnding
	}
	name, err := state.TakeName(l.name, l.who)
	if err != nil {
		return err
	}
	file, err := state.Take(l.path, l.who)
	if err != nil {
		return errors.Join(err, name.Release())
	}
	l.holds = []*state.Hold{name, file}
	return nil
}

// release lets another process have the lock.
func (l *lock) release() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.released = true
	for _, hold := range l.holds {
		_ = hold.Release()
	}
}

// keep opens the ledger of a server of a name, and takes the lock that only one process of the name
// has for one daemon. command says what this process is. say is told what cannot be read or kept.
func (env Env) keep(e chosenEngine, name, command string, say func(text string)) keeping {
	if e.place == "" {
		return keeping{say: say}
	}
	dir := config.StateDir(env.Getenv, env.Home)
	if dir == "" {
		return keeping{say: say, fault: errors.New("there is no place for what is kept over a restart: set HOME or XDG_STATE_HOME")}
	}
	of := e.engine.Name() + "-" + name
	file := ledger.Open(ledger.Options{Dir: dir, Engine: e.engine.Name(), Name: name, Place: e.place, Say: say})
	file.Changed() // what is wrong with it is said now
	who := fmt.Sprintf("process %d (%s)", os.Getpid(), command)
	k := keeping{
		say: say, ledger: file, dir: dir, of: of, daemon: "this daemon", lock: &lock{who: who}, same: &lock{who: who}, wait: pass,
	}
	if e.engine.Name() == config.EngineSwarm {
		k.daemon = "this swarm"
	}
	if k.others, k.fault = k.take(k.lock, e.place); k.fault != nil {
		k.fault = fmt.Errorf("nothing keeps a second server of this name away: %w", k.fault)
	}
	return k
}

// take takes a lock, which is that of a place. It says which process has it, "" for this one.
func (k keeping) take(l *lock, place string) (others string, err error) {
	only := k.of + "." + place
	l.name, l.path = "fleetop/"+only, filepath.Join(k.dir, only+".lock")
	err = l.take()
	var held *state.HeldError
	if errors.As(err, &held) {
		return cmp.Or(held.Who, "another process"), nil
	}
	return "", err
}

// An identifier is an engine that can tell what it works with by whatever address that is reached.
type identifier interface {
	Identity(ctx context.Context) (string, error)
}

// takeSame takes the lock of the daemon itself, for which it asks that. It says which process has it, "" for
// this one, or where the daemon never tells what it is: then the lock of its address has to do. The error says
// why it is not known now.
func (k keeping) takeSame(ctx context.Context, e engine.Engine) (others string, err error) {
	is, tells := e.(identifier)
	if !tells || k.same == nil {
		return "", nil
	}
	id, err := is.Identity(ctx)
	if err != nil || id == "" {
		return "", err //nolint:wrapcheck // not for the user
	}
	if others, err = k.take(k.same, "same-"+digest(id)); errors.Is(err, errEnding) {
		return "", err
	}
	return others, nil
}

// A stand is a platform that can leave the auto policies to another process, and take them over.
type stand interface {
	StandBy()
	TakeOver()
}

// share has a platform that begins as a bystander enforce the auto policies once this process has both locks: that of
// the address, which is known from the start, and that of the daemon itself, which is asked for later. Until
// then they are left to the process that has them.
func (k keeping) share(ctx context.Context, e engine.Engine, host stand) {
	if k.same == nil {
		return
	}
	others := k.others
	if others == "" && !k.wait(ctx, identifyAfter) || others != "" && !k.await(ctx, k.lock) {
		return
	}
	enforce := func() {
		host.TakeOver()
		if others != "" {
			k.say(others + " has ended: this process now enforces the auto policies")
		}
		others = ""
	}
	same, err := k.takeSame(ctx, e)
	for tries, pace := 1, lockEvery; err != nil; tries, pace = tries+1, min(2*pace, askAtMost) {
		if tries == mostUnknown {
			enforce()
		}
		if !k.wait(ctx, pace) {
			return
		}
		same, err = k.takeSame(ctx, e)
	}
	if same != "" {
		host.StandBy()
		k.say(same + " keeps the auto policies of " + k.daemon + ", which it reaches by another address; this process leaves them to it until it ends")
		others = same
		if !k.await(ctx, k.same) {
			return
		}
	}
	enforce()
}

// release lets another process of the name have the daemon.
func (k keeping) release() {
	for _, l := range []*lock{k.lock, k.same} {
		if l != nil {
			l.release()
		}
	}
}

// await waits until the process has ended that has a lock, and takes that. It reports whether it has.
func (k keeping) await(ctx context.Context, l *lock) bool {
	for k.wait(ctx, lockEvery) {
		if l.take() == nil {
			return true
		}
	}
	return false
}

// pass lets some time pass, and reports false if ctx ends meanwhile.
func pass(ctx context.Context, d time.Duration) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(d):
		return ctx.Err() == nil
	}
}

// mostUnheard is how many sentences are kept for a screen that does not listen.
const mostUnheard = 20

// A tellTale collects sentences for the user until somebody takes them. Later ones go to the log, and to
// the screen.
type tellTale struct {
	log   *slog.Logger
	later chan string // nil where there is no screen

	mu    sync.Mutex
	list  []string
	taken bool
}

func (t *tellTale) say(text string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if !t.taken {
		t.list = append(t.list, text)
		return
	}
	t.log.Warn(text)
	select {
	case t.later <- text:
	default:
	}
}

// take returns what was said.
func (t *tellTale) take() []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.taken = true
	return t.list
}

// hear waits for what is said later.
func (t *tellTale) hear(ctx context.Context) (text string, ok bool) {
	select {
	case text = <-t.later:
		return text, true
	case <-ctx.Done():
		return "", false
	}
}

// embedOwn joins an engine to the built-in platform as embed does. What is to be known of it is
// added to the engine's notes, or told later.
func (p *program) embedOwn(ctx context.Context, account config.Account, own *chosenEngine, maxContainers int, log *slog.Logger) (config.Account, *embedded, error) {
	told := &tellTale{log: log, later: make(chan string, mostUnheard)}
	kept := p.keep(*own, ownerName, "fleetop --engine "+own.engine.Name(), told.say)
	account, host, err := embed(ctx, account, *own, kept, maxContainers, log)
	if err != nil {
		kept.release()
		return account, nil, err
	}
	switch {
	case kept.fault != nil:
		own.notes = append(own.notes, kept.fault.Error())
	case kept.others != "":
		own.notes = append(own.notes, kept.others+" keeps the auto policies of "+kept.daemon+"; this dashboard leaves them to it until it ends")
	}
	own.notes = append(own.notes, told.take()...)
	return account, &embedded{host, kept, told.hear}, nil
}

// An embedded platform is one inside the dashboard.
type embedded struct {
	host *lateHost
	kept keeping
	hear func(context.Context) (string, bool)
}

// listen returns what waits for what the platform has to say, nil for none.
func (e *embedded) listen() func(context.Context) (string, bool) {
	if e == nil {
		return nil
	}
	return e.hear
}

// end writes down what is to outlive the process; nothing for none.
func (e *embedded) end() {
	if e != nil {
		e.host.end()
		e.kept.release()
	}
}

// placeOf returns what tells the daemon at an address from others, as far as the address does.
func placeOf(address string) string {
	if path, isSocket := strings.CutPrefix(address, "unix://"); isSocket {
		if real, err := filepath.EvalSymlinks(path); err == nil {
			address = "unix://" + real
		}
	}
	return digest(address)
}

// digest is a text made short, to be part of a name.
func digest(s string) string {
	sum := sha256.Sum256([]byte(s))
	const enough = 4
	return hex.EncodeToString(sum[:enough])
}
