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
		{Command: command.Restart, Keys: []string{"R"}},
		{Command: command.SetScale, Keys: []string{"s"}},
		{Command: command.ScaleUp, Keys: []string{"+"}},
		{Command: command.ScaleDown, Keys: []string{"-"}},
		{Command: command.Terminate, Keys: []string{"D"}},

		{Command: command.Undo, Keys: []string{"z"}},

		{Command: command.Mark, Keys: []string{" "}},
		{Command: command.MarkRange, Keys: []string{"v"}},
		{Command: command.MarkAll, Keys: []string{"*"}},
		{Command: command.MarkNone, Keys: []string{"\\"}},

		{Command: command.New, Keys: []string{"n"}},
		{Command: command.Edit, Keys: []string{"e"}},

		{Command: command.Filter, Keys: []string{"/"}},
		{Command: command.Problems, Keys: []string{"!"}},
		{Command: command.Sort, Keys: []string{"o"}},
		{Command: command.SortReverse, Keys: []string{"O"}},
		{Command: command.ChooseColumns, Keys: []string{"c"}},
		{Command: command.Refresh, Keys: []string{"r"}},
		{Command: command.Pause, Keys: []string{"p"}},
		{Command: command.NextMatch, Keys: []string{"n"}},
		{Command: command.PreviousMatch, Keys: []string{"N"}},
		{Command: command.Reveal, Keys: []string{"V"}},
		{Command: command.OpenJSON, Keys: []string{"J"}},
		{Command: command.Yank, Keys: []string{"y"}},
		{Command: command.Save, Keys: []string{"ctrl+s"}},
		{Command: command.LastView, Keys: []string{"b"}},
		{Command: command.Redraw, Keys: []string{"ctrl+l"}},
		{Command: command.Follow, Keys: []string{"f"}},
		{Command: command.Wrap, Keys: []string{"w"}},
		{Command: command.ShowHelp, Keys: []string{"?"}},
		{Command: command.Zoom, Keys: []string{"Z"}},
		{Command: command.Quit, Keys: []string{"q"}},
		{Command: command.QuitNow, Keys: []string{"Q"}},
		{Command: command.Interrupt, Keys: []string{"ctrl+c"}},
		{Command: command.OpenPalette, Keys: []string{":", "ctrl+p"}},
		{Command: command.Suspend, Keys: []string{"ctrl+z"}},

		{Command: command.Accept, Keys: []string{"enter"}},
		{Command: command.Cancel, Keys: []string{"esc"}},
		{Command: command.Close, Keys: []string{"esc", "q", "?", "enter"}},
		{Command: command.ReadOn, Keys: []string{"pgdown"}},
		{Command: command.ReadBack, Keys: []string{"pgup"}},
		{Command: command.HistoryPrevious, Keys: []string{"up"}},
		{Command: command.HistoryNext, Keys: []string{"down"}},
		{Command: command.Yes, Keys: []string{"y", "Y"}},
		{Command: command.No, Keys: []string{"n", "N", "enter", "esc", "q", "ctrl+c"}},
		{Command: command.More, Keys: []string{"+", "=", "up"}},
		{Command: command.Fewer, Keys: []string{"-", "down"}},
		{Command: command.Erase, Keys: []string{"backspace"}},
		{Command: command.ToggleColumn, Keys: []string{" "}},
		{Command: command.ColumnEarlier, Keys: []string{"K", "-"}},
		{Command: command.ColumnLater, Keys: []string{"J", "+"}},
		{Command: command.ResetColumns, Keys: []string{"r"}},
		{Command: command.ChooseNext, Keys: []string{"down", "ctrl+n"}},
		{Command: command.ChoosePrevious, Keys: []string{"up", "ctrl+p"}},
		{Command: command.Complete, Keys: []string{"tab"}},
		{Command: command.NextField, Keys: []string{"tab"}},
		{Command: command.PreviousField, Keys: []string{"shift+tab"}},
		{Command: command.LineDown, Keys: []string{"down"}},
		{Command: command.LineUp, Keys: []string{"up"}},
		{Command: command.NextSuggestion, Keys: []string{"ctrl+n"}},
		{Command: command.PreviousSuggestion, Keys: []string{"ctrl+p"}},
		{Command: command.Discard, Keys: []string{"ctrl+x"}},
		{Command: command.CopyName, Keys: []string{"n"}},
		{Command: command.CopyUUID, Keys: []string{"u"}},
		{Command: command.CopyAddress, Keys: []string{"a"}},
		{Command: command.CopyJSON, Keys: []string{"j", "J"}},
		{Command: command.CopyCurl, Keys: []string{"c"}},
		{Command: command.CopyLine, Keys: []string{"l"}},
		{Command: command.CopyVisible, Keys: []string{"v"}},
		{Command: command.CopyLog, Keys: []string{"w"}},
		{Command: command.RevealFilled, Keys: []string{"ctrl+r"}},
		{Command: command.Editor, Keys: []string{"ctrl+e"}},
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
		fmt.Fprintf(&b, "  %-28s %-17s %s\n", k.Label(c.Name, " ", 0, false), c.Usage(), c.Doc)
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
		fmt.Fprintf(&b, "| %s | `%s` | %s |\n", strings.Join(keys, " "), c.Usage(), c.Doc)
	}
	return b.String()
}
