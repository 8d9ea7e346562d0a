package main

import (
	"testing"
	"time"

	"github.com/muesli/termenv"

	"fleetop/internal/goldentest"
	"fleetop/internal/picture"
	"fleetop/internal/uitest"
	"fleetop/ui/command"
)

// TestPicture keeps the pictures in the README true: they are frames of the
// program. `go test -run TestPicture -update .` draws them anew.
func TestPicture(t *testing.T) {
	t.Parallel()
	for name, keys := range map[string][]string{
		"screen.svg":    {"G", "l", "wait", "tab"},
		"form.svg":      {"n", "tab", "tutum/hello-world", "tab", "greeter", "tab", "tab", "3", "tab"},
		"countdown.svg": {" ", "j", " ", " ", "x", "y"},
		"palette.svg":   {":", "sta"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inBubble(t, 120, 36, withGrace(setup{theme: "dark", profile: termenv.TrueColor, sandbox: true}), func(t *testing.T, d *uitest.Driver, _ *uitest.Server) {
				d.Advance(2 * time.Second)
				press(t, d, keys)
				goldentest.Compare(t, "../docs/"+name, picture.SVG(d.View(), 120, 36))
			})
		})
	}
}

func TestTheKeysOfTheREADME(t *testing.T) {
	t.Parallel()
	keys, err := command.NewKeymap(bindings(), false)
	if err != nil {
		t.Fatal(err)
	}
	goldentest.Part(t, "README.md", "| keys | command | what it does |", keys.Table())
}

func TestEveryCommandCanBeReached(t *testing.T) {
	t.Parallel()
	keys, err := command.NewKeymap(bindings(), false) // fails on a key that runs two commands in one place
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range keys.Commands() {
		if len(keys.Keys(c.Name)) == 0 && c.Scope&command.Screen == 0 { // the palette has the others
			t.Errorf("%s has no key", c.Name)
		}
	}
	if _, err := command.NewKeymap(append(bindings(), command.Binding{Command: command.Stop, Keys: []string{"j"}}), false); err == nil {
		t.Error("two commands on one key in one place are not refused")
	}
}
