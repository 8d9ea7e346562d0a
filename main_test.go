package main

import (
	"testing"

	"fleetop/ui/command"
)

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
