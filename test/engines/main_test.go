// Package engines runs engines with real daemons, and the built program with them.
package engines

import (
	"context"
	"crypto/sha256"
	"fmt"
	"log"
	"os"
	"strings"
	"testing"

	"fleetop/internal/enginetest"
	"fleetop/internal/platform/docker"
	"fleetop/internal/platform/docker/reach"
	"fleetop/internal/ptytest"
)

// world is what the tests share: a daemon, and the built program.
type world struct {
	enginetest.Shared
	program string
}

var shared world

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

// open returns an engine that uses a daemon. The test closes it.
func open(t *testing.T, d *enginetest.Daemon, o docker.Options) *docker.Engine {
	t.Helper()
	way, err := reach.Find(reach.Options{Host: d.Host(), Home: t.TempDir(), Getenv: func(string) string { return "" }})
	if err != nil {
		t.Fatal(err)
	}
	o.Dial, o.Address, o.IsLocal = way.Dial, way.Address, way.Local
	if o.Owner == "" {
		o.Owner = strings.ReplaceAll(strings.ToLower(t.Name()), "/", "-")
	}
	e, err := docker.New(o)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// foreign returns the UUID of a container that no engine made, from the daemon's identifier.
func foreign(native string) string { return uuidOf("fleetop container\n" + native) }

// uuidOf returns the UUID that stands for a name, the same at all times.
func uuidOf(name string) string {
	b := sha256.Sum256([]byte(name))
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:16])
}
