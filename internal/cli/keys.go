package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"fleetop/ui/command"
)

// keysCommand returns the command that prints the key table.
func keysCommand(bindings []command.Binding) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use: "keys", Short: "Print every key and command", Args: cobra.NoArgs,
		Long: `Print every key of the dashboard and the command that it runs.

With --json each command is an object with the fields command (its name in the
palette), title, description, group (its heading in the help), argument (what it
takes in the palette: number, filter, object or nothing), scopes (the places in
which it works) and keys.`,
		Example: "    fleetop keys\n    fleetop keys --json | jq -r '.[] | \"\\(.command): \\(.keys | join(\" \"))\"'",
		RunE: func(cmd *cobra.Command, _ []string) error {
			keys, err := command.NewKeymap(bindings, false)
			if err != nil {
				return err
			}
			if asJSON {
				return keysJSON(cmd.OutOrStdout(), keys)
			}
			_, err = io.WriteString(cmd.OutOrStdout(), keysText(keys))
			return failed(err)
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return cmd
}

// keysText is every key and command as text, grouped as in the help.
func keysText(k *command.Keymap) string {
	var b strings.Builder
	group := ""
	for _, c := range k.Commands() {
		if c.Group != group {
			if group != "" {
				b.WriteByte('\n')
			}
			group = c.Group
			fmt.Fprintf(&b, "%s\n", group)
		}
		fmt.Fprintf(&b, "  %-28s %-17s %s\n", k.Label(c.Name, " ", 0, false), c.Usage(), c.Doc)
	}
	return b.String()
}

// keyEntry is one command in the JSON of `fleetop keys --json`.
type keyEntry struct {
	Command     command.ID `json:"command"`
	Title       string     `json:"title"`
	Description string     `json:"description"`
	Group       string     `json:"group"`
	Argument    string     `json:"argument"`
	Scopes      []string   `json:"scopes"`
	Keys        []string   `json:"keys"`
}

// keysJSON writes the key table as JSON. Keys are named as bubbletea names them, except the space
// bar, which is "space".
func keysJSON(w io.Writer, k *command.Keymap) error {
	commands := k.Commands()
	entries := make([]keyEntry, 0, len(commands))
	for _, c := range commands {
		keys := k.Keys(c.Name)
		for i, key := range keys {
			keys[i] = command.KeyLabel(key, true)
		}
		if keys == nil {
			keys = []string{} // an empty list in JSON
		}
		entries = append(entries, keyEntry{c.Name, c.Title, c.Doc, c.Group, string(c.Arg), c.Scope.Names(), keys})
	}
	return failed(writeJSON(w, entries))
}

// writeJSON writes a value as indented JSON.
func writeJSON(w io.Writer, value any) error {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(value)
}
