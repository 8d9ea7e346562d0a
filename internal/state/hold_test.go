package state_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"fleetop/internal/state"
)

// TestALockThatIsGivenUpLeavesNoFile takes a lock, gives it up, and takes it again; and gives one up whose file was
// removed meanwhile, where another program's is now.
func TestALockThatIsGivenUpLeavesNoFile(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "a.lock")
	take := func(who string) *state.Hold {
		t.Helper()
		hold, err := state.Take(path, who)
		if err != nil {
			t.Fatal(err)
		}
		return hold
	}
	for range 2 {
		hold := take("first")
		var held *state.HeldError
		if _, err := state.Take(path, "second"); !errors.As(err, &held) || held.Who != "first" {
			t.Errorf("a lock that is taken: %v", err)
		}
		if err := hold.Release(); err != nil {
			t.Error(err)
		}
		if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("given up it leaves its file: %v", err)
		}
	}
	first := take("first")
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	second := take("second")
	if err := first.Release(); err != nil {
		t.Error(err)
	}
	var held *state.HeldError
	if _, err := state.Take(path, "third"); !errors.As(err, &held) || held.Who != "second" {
		t.Errorf("the lock of another program: %v", err)
	}
	if err := second.Release(); err != nil {
		t.Error(err)
	}
}
