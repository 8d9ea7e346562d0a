package uitest

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"sync"
	"testing"

	"fleetop/internal/ptytest"
	"fleetop/ui/command"
)

// Bindings returns the table of keys as the built program prints it. The program is built once for
// all tests of a package.
func Bindings(t testing.TB) []command.Binding {
	t.Helper()
	ptytest.DependOnSources(t)
	bindings, err := printedBindings()
	if err != nil {
		t.Fatal(err)
	}
	return bindings
}

var printedBindings = sync.OnceValues(func() ([]command.Binding, error) {
	dir, err := os.MkdirTemp("", "fleetop-keys-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir) //nolint:errcheck // It is a temporary directory.
	program, err := ptytest.Build(context.Background(), dir, "fleetop")
	if err != nil {
		return nil, err
	}
	out, err := exec.CommandContext(context.Background(), program, "keys", "--json").Output() //nolint:gosec // It was built here.
	if err != nil {
		return nil, fmt.Errorf("fleetop keys --json: %w", err)
	}
	var printed []struct {
		Command command.ID `json:"command"`
		Keys    []string   `json:"keys"`
	}
	if err := json.Unmarshal(out, &printed); err != nil {
		return nil, fmt.Errorf("fleetop keys --json: %w", err)
	}
	var bindings []command.Binding
	for _, row := range printed {
		for i, key := range row.Keys {
			if key == "space" { // bubbletea's name for it is the character
				row.Keys[i] = " "
			}
		}
		bindings = append(bindings, command.Binding{Command: row.Command, Keys: row.Keys})
	}
	return bindings, nil
})
