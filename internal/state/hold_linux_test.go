package state_test

import (
	"errors"
	"fmt"
	"net"
	"os"
	"testing"

	"fleetop/internal/state"
)

// TestOneHasAName takes a name twice, and again when it was given up.
func TestOneHasAName(t *testing.T) {
	t.Parallel()
	name := fmt.Sprintf("fleetop-test/%d", os.Getpid())
	first, err := state.TakeName(name, "first\x1b[2J\nsecond line")
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		var held *state.HeldError
		if _, err := state.TakeName(name, "second"); !errors.As(err, &held) || held.Who != "first[2J" {
			t.Errorf("a name that is taken: %v", err)
		}
	}
	if other, err := state.TakeName(name+"-other", "other"); err != nil {
		t.Errorf("another name: %v", err)
	} else if err := other.Release(); err != nil {
		t.Error(err)
	}
	if err := first.Release(); err != nil {
		t.Fatal(err)
	}
	again, err := state.TakeName(name, "again")
	if err != nil {
		t.Fatalf("a name that was given up: %v", err)
	}
	if err := again.Release(); err != nil {
		t.Error(err)
	}
}

// TestANameOfAProgramThatSaysNothing takes a name that a program has which is not ours.
func TestANameOfAProgramThatSaysNothing(t *testing.T) {
	t.Parallel()
	name := fmt.Sprintf("fleetop-test/%d-mute", os.Getpid())
	mute, err := new(net.ListenConfig).Listen(t.Context(), "unix", "@"+name)
	if err != nil {
		t.Fatal(err)
	}
	defer mute.Close()
	var held *state.HeldError
	if _, err := state.TakeName(name, "second"); !errors.As(err, &held) || held.Who != "" {
		t.Errorf("%v", err)
	}
}
