// Package swarm runs the engine of Docker Swarm with real clusters, and the built program with it.
package swarm

import (
	"context"
	"log"
	"os"
	"strings"
	"testing"
	"time"

	"fleetop/internal/enginetest"
	"fleetop/internal/platform/docker/reach"
	"fleetop/internal/platform/engine"
	"fleetop/internal/platform/swarm"
	"fleetop/internal/ptytest"
)

// world is what the tests share: a swarm of one node, and the built program.
type world struct {
	enginetest.Shared
	program string
}

var shared = world{Shared: enginetest.Shared{Swarm: true}}

// patience is how long a test waits for what has to happen.
const patience = 60 * time.Second

func TestMain(m *testing.M) {
	enginetest.AtOnce(6)
	if os.Getenv(enginetest.Variable) == "1" {
		dir, err := os.MkdirTemp("", "fleetop-test-")
		if err == nil {
			defer func() { _ = os.RemoveAll(dir) }()
			shared.program, err = ptytest.Build(context.Background(), dir, "fleetop")
		}
		if err != nil {
			log.Fatal(err)
		}
	}
	defer shared.Close()
	m.Run()
}

// open returns an engine that uses managers. The test closes it.
func open(t *testing.T, o swarm.Options, managers ...*enginetest.Daemon) *swarm.Engine {
	t.Helper()
	for _, d := range managers {
		way, err := reach.Find(reach.Options{Host: d.Host(), Home: t.TempDir(), Getenv: func(string) string { return "" }})
		if err != nil {
			t.Fatal(err)
		}
		o.Managers = append(o.Managers, swarm.Manager{Dial: way.Dial, Address: way.Address, Host: way.Host})
	}
	if o.Owner == "" {
		o.Owner = ownerOf(t)
	}
	e, err := swarm.New(o)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// ownerOf names the server of a test.
func ownerOf(t *testing.T) string {
	t.Helper()
	return strings.NewReplacer("/", "-", "_", "-").Replace(strings.ToLower(t.Name()))
}

// sweep removes what a test made.
func sweep(t *testing.T, d *enginetest.Daemon, owner string) {
	t.Helper()
	t.Cleanup(func() {
		left, err := d.Try("service", "ls", "--quiet", "--filter", "label=fleetop.owner="+owner)
		if err == nil && left != "" { // else the daemon was killed
			d.Docker(t, append([]string{"service", "rm"}, strings.Fields(left)...)...)
		}
	})
}

// await waits until an engine has an event, and returns false if that takes too long.
func await(e *swarm.Engine) bool {
	late := time.After(patience)
	for !e.Pending() {
		select {
		case <-e.Changed():
		case <-late:
			return false
		}
	}
	return true
}

// told is an engine that says when its events are collected.
type told struct {
	*swarm.Engine
	news chan struct{}
}

// Next returns the oldest event.
func (e told) Next() (engine.Event, bool) {
	ev, ok := e.Engine.Next()
	select {
	case e.news <- struct{}{}:
	default:
	}
	return ev, ok
}
