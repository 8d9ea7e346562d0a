package command

import (
	"fmt"
	"slices"
	"strings"
)

// Binding says which keys run a command. Keys are named as bubbletea names
// them: "j", "ctrl+d", "pgdown", "shift+tab", "up".
type Binding struct {
	Command ID
	Keys    []string
}

// Keymap finds the command of a key in a place, and the keys of a command.
type Keymap struct {
	commands []Command
	byID     map[ID]Command
	keys     map[ID][]string
	byKey    map[string][]Command
	withheld map[string][]Command // of read-only
	places   map[Scope][]Command  // as they were asked for
}

// NewKeymap joins the table of commands with the keys that run them. It fails
// when a binding names no command, or when two commands share a key in a
// place. With readOnly no command that changes something is in it.
func NewKeymap(bindings []Binding, readOnly bool) (*Keymap, error) {
	k := &Keymap{byID: map[ID]Command{}, keys: map[ID][]string{}, byKey: map[string][]Command{}, withheld: map[string][]Command{}, places: map[Scope][]Command{}}
	all := map[ID]Command{}
	for _, c := range All() {
		all[c.Name] = c
	}
	for _, b := range bindings {
		c, ok := all[b.Command]
		if !ok {
			return nil, fmt.Errorf("no command is named %q", b.Command)
		}
		if readOnly && c.Changes {
			for _, key := range b.Keys {
				k.withheld[key] = append(k.withheld[key], c)
			}
			continue
		}
		for _, key := range b.Keys {
			for _, other := range k.byKey[key] {
				if other.Scope&c.Scope != 0 && other.Name != c.Name {
					return nil, fmt.Errorf("key %q runs both %q and %q", key, other.Name, c.Name)
				}
			}
			k.byKey[key] = append(k.byKey[key], c)
		}
		k.keys[b.Command] = append(k.keys[b.Command], b.Keys...)
	}
	for _, c := range All() {
		if readOnly && c.Changes {
			continue
		}
		k.byID[c.Name] = c
		k.commands = append(k.commands, c)
	}
	return k, nil
}

// Find returns the command that a key runs in a place.
func (k *Keymap) Find(in Scope, key string) (ID, bool) {
	for _, c := range k.byKey[key] {
		if c.Scope&in != 0 {
			return c.Name, true
		}
	}
	return "", false
}

// Withheld returns the title of a command that the key would run if the program
// were not read-only, "" if there is none.
func (k *Keymap) Withheld(in Scope, key string) string {
	for _, c := range k.withheld[key] {
		if c.Scope&in != 0 {
			return c.Title
		}
	}
	return ""
}

// Command returns the command of that name, and false when there is none here
// (under read-only the commands that change something do not exist).
func (k *Keymap) Command(id ID) (Command, bool) {
	c, ok := k.byID[id]
	return c, ok
}

// Commands returns every command that exists here, in the table's order.
func (k *Keymap) Commands() []Command { return slices.Clone(k.commands) }

// In returns the commands that work in a place, in the table's order. They are
// not to be changed.
func (k *Keymap) In(in Scope) []Command {
	if known, ok := k.places[in]; ok {
		return known
	}
	var out []Command
	for _, c := range k.commands {
		if c.Scope&in != 0 {
			out = append(out, c)
		}
	}
	k.places[in] = out
	return out
}

// Keys returns the keys that run a command, as bubbletea names them.
func (k *Keymap) Keys(id ID) []string { return slices.Clone(k.keys[id]) }

// Label returns the keys of a command for people ("↓" instead of "down"),
// joined by sep; most limits how many (0: all).
func (k *Keymap) Label(id ID, sep string, most int, ascii bool) string {
	keys := k.keys[id]
	if most > 0 && len(keys) > most {
		keys = keys[:most]
	}
	labels := make([]string, len(keys))
	for i, key := range keys {
		labels[i] = KeyLabel(key, ascii)
	}
	return strings.Join(labels, sep)
}

// KeyLabel returns the name of a key for people: arrows as arrows (words with
// ascii), space by its name.
func KeyLabel(key string, ascii bool) string {
	if key == " " {
		return "space"
	}
	if ascii {
		return key
	}
	switch key {
	case "up":
		return "↑"
	case "down":
		return "↓"
	case "left":
		return "←"
	case "right":
		return "→"
	}
	return key
}
