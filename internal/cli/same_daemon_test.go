package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"fleetop/internal/platform/memory"
)

// identified is an engine that says what it works with.
type identified struct {
	*memory.Engine

	id  string
	err error
}

func (e identified) Identity(context.Context) (string, error) { return e.id, e.err }

// TestTheSameDaemonAtTwoAddressesIsOne checks that a daemon has one server of a name, by whatever addresses it is
// reached, and that one which does not say what it is has one for each address.
func TestTheSameDaemonAtTwoAddressesIsOne(t *testing.T) {
	t.Parallel()
	env := Env{Home: t.TempDir(), Getenv: func(string) string { return "" }}
	name := fmt.Sprintf("same-%d", os.Getpid())
	at := func(place, id string, err error) (keeping, chosenEngine) {
		m, e := memory.New(memory.Options{Seed: 1})
		if e != nil {
			t.Fatal(e)
		}
		c := chosenEngine{engine: identified{m, id, err}, place: place}
		k := env.keep(c, name, "fleetop serve", func(string) {})
		t.Cleanup(k.release)
		if k.others != "" || k.fault != nil {
			t.Fatalf("at %s: held by %q, %v", place, k.others, k.fault)
		}
		return k, c
	}
	first, e := at("socket", "one", nil)
	if others := first.takeSame(t.Context(), e.engine); others != "" {
		t.Errorf("the first: held by %q", others)
	}
	for _, test := range []struct {
		place, id string
		err       error
		isHeld    bool
	}{
		{"tcp", "one", nil, true},
		{"ssh", "two", nil, false},
		{"proxy", "", nil, false},
		{"guarded", "one", errors.New("no"), false},
	} {
		k, e := at(test.place, test.id, test.err)
		others := k.takeSame(t.Context(), e.engine)
		if (others != "") != test.isHeld || test.isHeld && !strings.HasSuffix(others, "(fleetop serve)") {
			t.Errorf("at %s: held by %q", test.place, others)
		}
		if !test.isHeld {
			continue
		}
		first.release()
		if others := k.takeSame(t.Context(), e.engine); others != "" {
			t.Errorf("at %s, once the first has ended: held by %q", test.place, others)
		}
	}
}
