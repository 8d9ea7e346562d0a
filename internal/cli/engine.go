package cli

import (
	"context"
	"time"

	"fleetop/internal/config"
	"fleetop/internal/platform/docker"
	"fleetop/internal/platform/docker/reach"
	"fleetop/internal/platform/engine"
	"fleetop/internal/platform/memory"
)

const (
	// answerTime is how long a Docker daemon may take to answer at the start. Through ssh it may
	// take longer than ssh itself waits for the other machine.
	answerTime = 40 * time.Second
	// lookTime is how long a daemon may take to answer that nobody asked for.
	lookTime = time.Second
)

// A chosenEngine is what a built-in platform runs its containers with.
type chosenEngine struct {
	engine engine.Runner
	name   string   // of the daemon, empty for the engine that simulates
	notes  []string // sentences for the user
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
	limited, cancel := context.WithTimeout(ctx, answerTime)
	defer cancel()
	if err := daemon.Ping(limited); err != nil {
		return chosenEngine{}, failed(err)
	}
	o := docker.Options{
		Dial: daemon.Dial, Address: daemon.Address, Host: daemon.Host, IsLocal: daemon.Local, Owner: owner, TouchAll: all,
	}
	if o.IsLocal {
		o.Self = reach.Self()
	}
	e, err := docker.New(o)
	return chosenEngine{engine: e, name: daemon.Name, notes: daemon.Notes}, failed(err)
}

// runsDocker reports whether a Docker daemon of this machine answers. It connects to no other.
func (env Env) runsDocker(ctx context.Context) bool {
	daemon, err := reach.Find(env.lookFor(config.Docker{}))
	if err != nil || !daemon.Local {
		return false
	}
	ctx, cancel := context.WithTimeout(ctx, lookTime)
	defer cancel()
	return daemon.Ping(ctx) == nil
}

// lookFor says where to look for a daemon.
func (env Env) lookFor(asked config.Docker) reach.Options {
	return reach.Options{Host: asked.Host, Context: asked.Context, Getenv: env.Getenv, Home: env.Home}
}
