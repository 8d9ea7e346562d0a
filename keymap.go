package main

import (
	"fmt"
	"strings"

	"fleetop/ui/command"
)

// bindings is the one table of keys: which key runs which command. Keys are
// named as bubbletea names them; the places in which a command works, and
// what it does, stand in package command.
func bindings() []command.Binding {
	return []command.Binding{
		{Command: command.Down, Keys: []string{"j", "down"}},
		{Command: command.Up, Keys: []string{"k", "up"}},
		{Command: command.Top, Keys: []string{"g", "home"}},
		{Command: command.Bottom, Keys: []string{"G", "end"}},
		{Command: command.HalfDown, Keys: []string{"ctrl+d"}},
		{Command: command.HalfUp, Keys: []string{"ctrl+u"}},
		{Command: command.PageDown, Keys: []string{"pgdown", "ctrl+f"}},
		{Command: command.PageUp, Keys: []string{"pgup", "ctrl+b"}},
		{Command: command.Left, Keys: []string{"left"}},
		{Command: command.Right, Keys: []string{"right"}},

		{Command: command.ShowApplications, Keys: []string{"1"}},
		{Command: command.ShowContainers, Keys: []string{"2"}},
		{Command: command.ShowImages, Keys: []string{"3"}},
		{Command: command.ShowActivity, Keys: []string{"4"}},
		{Command: command.NextPane, Keys: []string{"tab"}},
		{Command: command.PreviousPane, Keys: []string{"shift+tab"}},
		{Command: command.PreviousTab, Keys: []string{"["}},
		{Command: command.NextTab, Keys: []string{"]"}},
		{Command: command.Open, Keys: []string{"enter"}},
		{Command: command.Back, Keys: []string{"esc"}},
		{Command: command.ToggleDetail, Keys: []string{"d"}},
		{Command: command.OpenLogs, Keys: []string{"l"}},

		{Command: command.Start, Keys: []string{"u"}},
		{Command: command.Stop, Keys: []string{"x"}},
		{Command: command.SetScale, Keys: []string{"s"}},
		{Command: command.ScaleUp, Keys: []string{"+"}},
		{Command: command.ScaleDown, Keys: []string{"-"}},
		{Command: command.Terminate, Keys: []string{"D"}},

		{Command: command.Filter, Keys: []string{"/"}},
		{Command: command.Refresh, Keys: []string{"r"}},
		{Command: command.Pause, Keys: []string{"p"}},
		{Command: command.NextMatch, Keys: []string{"n"}},
		{Command: command.PreviousMatch, Keys: []string{"N"}},
		{Command: command.Reveal, Keys: []string{"V"}},
		{Command: command.Redraw, Keys: []string{"ctrl+l"}},
		{Command: command.Follow, Keys: []string{"f"}},
		{Command: command.Wrap, Keys: []string{"w"}},
		{Command: command.ShowHelp, Keys: []string{"?"}},
		{Command: command.Zoom, Keys: []string{"Z"}},
		{Command: command.Quit, Keys: []string{"q"}},
		{Command: command.QuitNow, Keys: []string{"Q"}},
		{Command: command.Interrupt, Keys: []string{"ctrl+c"}},
		{Command: command.Suspend, Keys: []string{"ctrl+z"}},

		{Command: command.Accept, Keys: []string{"enter"}},
		{Command: command.Cancel, Keys: []string{"esc"}},
		{Command: command.Close, Keys: []string{"esc", "q", "?", "enter"}},
		{Command: command.HistoryPrevious, Keys: []string{"up"}},
		{Command: command.HistoryNext, Keys: []string{"down"}},
		{Command: command.Yes, Keys: []string{"y", "Y"}},
		{Command: command.No, Keys: []string{"n", "N", "enter", "esc", "q", "ctrl+c"}},
		{Command: command.More, Keys: []string{"+", "=", "up"}},
		{Command: command.Fewer, Keys: []string{"-", "down"}},
		{Command: command.Erase, Keys: []string{"backspace"}},
	}
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
		fmt.Fprintf(&b, "  %-28s %-17s %s\n", k.Label(c.Name, " ", 0, false), c.Name, c.Doc)
	}
	return b.String()
}

// keysTable is the key table of the README.
func keysTable(k *command.Keymap) string {
	var b strings.Builder
	b.WriteString("| keys | command | what it does |\n|---|---|---|\n")
	for _, c := range k.Commands() {
		keys := k.Keys(c.Name)
		for i, key := range keys {
			keys[i] = "`" + command.KeyLabel(key, false) + "`"
		}
		fmt.Fprintf(&b, "| %s | `%s` | %s |\n", strings.Join(keys, " "), c.Name, c.Doc)
	}
	return b.String()
}
