package main

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/muesli/termenv"

	"fleetop/internal/goldentest"
	"fleetop/internal/picture"
	"fleetop/internal/uitest"
	"fleetop/ui/command"
)

// TestPicture keeps the picture in the README true: it is a frame of the
// program. `go test -run TestPicture -update .` draws it anew.
func TestPicture(t *testing.T) {
	t.Parallel()
	inBubble(t, 120, 36, setup{theme: "dark", profile: termenv.TrueColor, sandbox: true}, func(t *testing.T, d *uitest.Driver, _ *uitest.Server) {
		d.Advance(2 * time.Second)
		d.Press("G", "l")
		d.Advance(2 * time.Second)
		d.Press("tab")
		goldentest.Compare(t, "screen.svg", picture.SVG(d.View(), 120, 36))
	})
}

func TestTheKeysOfTheREADME(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	keys, err := command.NewKeymap(bindings(), false)
	if err != nil {
		t.Fatal(err)
	}
	if table := keysTable(keys); !strings.Contains(string(readme), table) {
		t.Errorf("the key table of README.md is not that of the program, which is:\n%s", table)
	}
	text := keysText(keys)
	for _, c := range keys.Commands() {
		if !strings.Contains(text, string(c.Name)) || !strings.Contains(text, c.Doc) {
			t.Errorf("`fleetop keys` does not say %q", c.Name)
		}
	}
}

func TestEveryCommandHasAKey(t *testing.T) {
	t.Parallel()
	keys, err := command.NewKeymap(bindings(), false) // fails on a key that runs two commands in one place
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range keys.Commands() {
		if len(keys.Keys(c.Name)) == 0 {
			t.Errorf("%s has no key", c.Name)
		}
	}
	if _, err := command.NewKeymap(append(bindings(), command.Binding{Command: command.Stop, Keys: []string{"j"}}), false); err == nil {
		t.Error("two commands on one key in one place are not refused")
	}
}
