package docs

import (
	"encoding/json"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"fleetop/internal/goldentest"
	"fleetop/ui/command"
)

// entry is a command as `fleetop keys --json` prints it.
type entry struct {
	Command     string   `json:"command"`
	Title       string   `json:"title"`
	Description string   `json:"description"`
	Group       string   `json:"group"`
	Argument    string   `json:"argument"`
	Scopes      []string `json:"scopes"`
	Keys        []string `json:"keys"`
}

// keyTable returns what `fleetop keys --json` prints.
func keyTable(t *testing.T) []entry {
	t.Helper()
	var table []entry
	if err := json.Unmarshal([]byte(fleetop(t, "keys", "--json")), &table); err != nil || len(table) == 0 {
		t.Fatalf("fleetop keys --json: %d commands, %v", len(table), err)
	}
	return table
}

const keysHead = `# Keys

Every command, the keys that run it, and where it works. This page is made from the output of
` + "`fleetop keys --json`" + `; run ` + "`go test ./test/docs -update`" + ` to renew it.

*Where* is the part of the screen that has the focus. "Every pane" is lists, detail, logs and
Activity. The viewer shows JSON; a text is one entry of Activity in full. A dialog, a prompt or a form takes
all keys while it is open. Words in capitals are arguments for the palette (` + "`:scale 5`" + `).
`

// TestKeyTableMatchesTheProgram holds docs/keys.md to the keys of the program.
func TestKeyTableMatchesTheProgram(t *testing.T) {
	t.Parallel()
	var order []string
	sections := map[string][]string{}
	for _, e := range keyTable(t) {
		where := places(t, e.Scopes)
		heading := e.Group
		if heading == "Dialogs and prompts" {
			heading = "Dialog: " + where
			if len(e.Scopes) > 1 {
				heading = "Dialogs and prompts"
			}
		}
		if !slices.Contains(order, heading) {
			order = append(order, heading)
		}
		sections[heading] = append(sections[heading], fmt.Sprintf("| %s | `%s` | %s | %s |", labels(e.Keys), strings.TrimSpace(e.Command+" "+strings.ToUpper(e.Argument)), where, e.Description))
	}
	var page strings.Builder
	page.WriteString(keysHead)
	for _, heading := range order {
		fmt.Fprintf(&page, "\n## %s\n\n| keys | command | where | what it does |\n|---|---|---|---|\n%s\n", heading, strings.Join(sections[heading], "\n"))
	}
	goldentest.Compare(t, filepath.Join("..", root, "docs", "keys.md"), strings.TrimSuffix(page.String(), "\n"))
}

// places says in words where a command works.
func places(t *testing.T, scopes []string) string {
	t.Helper()
	words := map[string]string{
		"list": "lists", "detail": "detail", "logs": "logs", "activity": "Activity", "prompt": "filter prompt",
		"confirmation": "yes or no", "scale": "scale", "typed-name": "typed name", "help": "help", "palette": "palette",
		"viewer": "viewer", "form": "forms", "columns": "columns", "copy": "copy menu", "text": "text", "wall": "wall",
	}
	var lacking, found []string
	for _, scope := range slices.Sorted(maps.Keys(words)) {
		if !slices.Contains(scopes, scope) {
			lacking = append(lacking, words[scope])
		}
	}
	switch len(lacking) {
	case 0:
		return "everywhere"
	case 1:
		return "everywhere but " + lacking[0]
	}
	panes := []string{"list", "detail", "logs", "activity"}
	inEvery := !slices.ContainsFunc(panes, func(pane string) bool { return !slices.Contains(scopes, pane) })
	if inEvery {
		found = append(found, "every pane")
	}
	for _, scope := range scopes {
		switch {
		case words[scope] == "":
			t.Errorf("the place %q has no name here", scope)
		case !inEvery || !slices.Contains(panes, scope):
			found = append(found, words[scope])
		}
	}
	return strings.Join(found, ", ")
}

// labels returns keys as the screen shows them.
func labels(keys []string) string {
	if len(keys) == 0 {
		return "–"
	}
	shown := make([]string, len(keys))
	for i, key := range keys {
		shown[i] = "`" + command.KeyLabel(key, false) + "`"
	}
	return strings.Join(shown, " ")
}

// TestKeysOfTheREADMEMatchTheProgram compares the fifteen keys of the README with those of the
// program.
func TestKeysOfTheREADMEMatchTheProgram(t *testing.T) {
	t.Parallel()
	keys := map[string][]string{}
	for _, e := range keyTable(t) {
		keys[e.Command] = e.Keys
	}
	table := rows(t, pages(t)[filepath.Join(root, "README.md")], "## The keys to know")
	if len(table) != 15 {
		t.Errorf("the README has %d lines of keys", len(table))
	}
	for _, row := range table {
		shown, commands := inOrder(row[0]), inOrder(row[1])
		if len(shown) != len(commands) {
			t.Errorf("the README has %s for %s", row[0], row[1])
			continue
		}
		for i, name := range commands {
			if !slices.Contains(keys[name], shown[i]) {
				t.Errorf("the README says that %s runs %q; its keys are %q", shown[i], name, keys[name])
			}
		}
	}
}

// inOrder returns what stands between backquotes, as often as it does.
func inOrder(text string) (found []string) {
	for _, match := range code.FindAllStringSubmatch(text, -1) {
		found = append(found, match[1])
	}
	return found
}

// TestKeysInTheTextExist finds every key that is mentioned in the keys of the program.
func TestKeysInTheTextExist(t *testing.T) {
	t.Parallel()
	known := []string{"●", "○", "◐", "✗", "»", "■", "*", "~", `"`, "^", "$", "0"} // glyphs, parts of filters, a number
	for _, e := range keyTable(t) {
		for _, key := range e.Keys {
			known = append(known, key, command.KeyLabel(key, false))
		}
	}
	named := []string{"esc", "enter", "tab", "shift+tab", "space", "pgup", "pgdown", "home", "end", "backspace"}
	for path, text := range pages(t) {
		for _, span := range inline(text) {
			isKey := len([]rune(span)) == 1 || strings.HasPrefix(span, "ctrl+") || slices.Contains(named, span)
			if isKey && !slices.Contains(known, span) {
				t.Errorf("%s names the key %s, which runs nothing", path, span)
			}
		}
	}
}
