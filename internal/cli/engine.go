package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"fleetop/internal/config"
	"fleetop/internal/platform/docker"
	"fleetop/internal/platform/docker/reach"
	"fleetop/internal/platform/engine"
	"fleetop/internal/platform/memory"
	"fleetop/internal/platform/swarm"
)

const (
	// answerTime is how long a Docker daemon may take to answer at the start, and sshAnswerTime how long
	// through ssh: longer than ssh itself waits for the other machine.
	answerTime, sshAnswerTime = 10 * time.Second, 40 * time.Second
	// waitTime is after how long it is said that it is waited for.
	waitTime = time.Second
	// settleTime is how long what was confirmed may take when the program ends: a container that does
	// not end by itself takes ten seconds.
	settleTime = time.Minute
	// lookTime is how long a daemon may take to answer that nobody asked for.
	lookTime = time.Second
)

// A settler is an engine that carries out commands in its own time. Settle waits until there are no
// more, and returns how many containers are still waiting for one when ctx ends.
type settler interface {
	Settle(ctx context.Context) (left int)
}

// A chosenEngine is what a built-in platform runs its containers with.
type chosenEngine struct {
	engine engine.Engine
	name   string        // of the daemon, empty for the engine that simulates
	named  func() string // of the daemon that is asked at the moment, nil where there is one alone
	notes  []string      // sentences for the user
	place  string        // tells the daemon from others, empty for the engine that simulates
	log    *lateLog      // of the engine, nil where it has nothing to say
	shells *shellOpener  // nil where its containers have none
}

// logTo makes what the engine says go to a log.
func (e chosenEngine) logTo(l *slog.Logger) {
	if e.log != nil {
		e.log.to.Store(l)
	}
}

// A lateLog is a log that is there only after what writes to it.
type lateLog struct{ to atomic.Pointer[slog.Logger] }

func (l *lateLog) warn(text string) {
	if to := l.to.Load(); to != nil {
		to.Warn(text)
	}
}

// settle waits until the engine has carried out what was confirmed, and says that it does: what the
// server accepted must not be lost because the screen is gone. SIGINT ends the wait. stay lifts the
// limit of the time that is left to the process; without it nothing waits.
func (e chosenEngine) settle(ctx context.Context, stderr io.Writer, stay func()) {
	s, ok := e.engine.(settler)
	if !ok {
		return
	}
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt)
	defer stop()
	now, cancel := context.WithTimeout(ctx, 0)
	left := s.Settle(now)
	cancel()
	if left == 0 {
		return
	}
	wait := time.Duration(0)
	if stay != nil {
		stay()
		wait = settleTime
		_, _ = fmt.Fprintf(stderr, "fleetop: waiting for what was sent to %s; ctrl-c leaves the rest undone\n", containers(left))
	}
	limited, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	if left = s.Settle(limited); left > 0 {
		_, _ = fmt.Fprintf(stderr, "fleetop: perhaps not done: what was sent to %s\n", containers(left))
	}
}

// containers counts containers.
func containers(n int) string {
	if n == 1 {
		return "1 container"
	}
	return strconv.Itoa(n) + " containers"
}

// simulate makes the engine that simulates containers.
func simulate(o memory.Options) (chosenEngine, error) {
	e, err := memory.New(o)
	return chosenEngine{engine: e}, err
}

// connect makes the engine of the Docker daemon that is meant. It asks first whether the daemon
// answers. owner names this server in the labels of what it makes; with all, the engine acts on
// what others made, too.
func (env Env) connect(ctx context.Context, asked config.Docker, owner string, all bool) (chosenEngine, error) {
	daemon, err := reach.Find(env.lookFor(asked))
	if err != nil {
		return chosenEngine{}, err
	}
	limited, cancel := context.WithTimeout(ctx, patience(daemon))
	defer cancel()
	arrived := env.awaits("the Docker daemon at " + daemon.Address)
	greeting, err := daemon.Ping(limited)
	arrived()
	if err != nil {
		return chosenEngine{}, failed(err)
	}
	o := docker.Options{
		Dial: daemon.Dial, Address: daemon.Address, Host: daemon.Host, IsLocal: daemon.Local, Owner: owner, TouchAll: all,
		// A proxy in another container may stand between this program and its own daemon.
		Notes: daemon.Notes, Self: reach.Self(), Greeting: greeting,
	}
	log := new(lateLog)
	o.Log = log.warn
	e, err := docker.New(o)
	if err == nil {
		e.Begin()
	}
	return chosenEngine{engine: e, name: daemon.Name, notes: daemon.Notes, log: log, place: placeOf(daemon.Address), shells: &shellOpener{engine: e, daemon: daemon}}, failed(err)
}

// patience is how long a daemon may take to answer at the start.
func patience(d *reach.Daemon) time.Duration {
	if d.BySSH() {
		return sshAnswerTime
	}
	return answerTime
}

// awaits says on standard error, once it takes long, what is waited for. The function that it returns ends that:
// nothing is written after it.
func (env Env) awaits(what string) (arrived func()) {
	said := make(chan struct{})
	timer := time.AfterFunc(waitTime, func() {
		defer close(said)
		_, _ = fmt.Fprintf(env.Stderr, "fleetop: waiting for %s, which has not answered yet\n", what)
	})
	return func() {
		if !timer.Stop() {
			<-said
		}
	}
}

// connectSwarm makes the engine of the swarm whose managers are meant. One of them has to answer. The
// rest is as for connect.
func (env Env) connectSwarm(ctx context.Context, asked config.Docker, owner string, all bool) (chosenEngine, error) {
	o := swarm.Options{Owner: owner, TouchAll: all, Publish: swarm.Publish(asked.Publish)}
	var daemons []*reach.Daemon
	for host := range strings.SplitSeq(asked.Host, ",") {
		asked.Host = strings.TrimSpace(host)
		daemon, err := reach.Find(env.lookFor(asked))
		if err != nil {
			return chosenEngine{}, err
		}
		daemons = append(daemons, daemon)
		o.Notes = append(o.Notes, daemon.Notes...)
		o.Managers = append(o.Managers, swarm.Manager{Dial: daemon.Dial, Address: daemon.Address, Host: daemon.Host, IsLocal: daemon.Local})
	}
	log := new(lateLog)
	o.Log = log.warn
	e, err := swarm.New(o)
	if err != nil {
		return chosenEngine{}, failed(err)
	}
	limited, cancel := context.WithTimeout(ctx, sshAnswerTime) // for all managers together
	defer cancel()
	arrived := env.awaits("a manager of the swarm at " + daemons[0].Address)
	err = e.Reach(limited)
	arrived()
	if err != nil {
		return chosenEngine{}, failed(errors.Join(err, e.Close()))
	}
	// The place stays that of the first, whichever answers today.
	named := func() string { return daemons[e.Manager()].Name }
	return chosenEngine{engine: e, name: named(), named: named, notes: o.Notes, log: log, place: placeOf(daemons[0].Address)}, nil
}

// runsDocker reports whether a Docker daemon of this machine answers. It connects to no other.
func (env Env) runsDocker(ctx context.Context) bool {
	daemon, err := reach.Find(env.lookFor(config.Docker{}))
	if err != nil || !daemon.Local {
		return false
	}
	ctx, cancel := context.WithTimeout(ctx, lookTime)
	defer cancel()
	_, err = daemon.Ping(ctx)
	return err == nil
}

// lookFor says where to look for a daemon.
func (env Env) lookFor(asked config.Docker) reach.Options {
	return reach.Options{Host: asked.Host, Context: asked.Context, Getenv: env.Getenv, Home: env.Home}
}
