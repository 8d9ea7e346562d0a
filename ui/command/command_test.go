package command

import (
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func newKeymap(t *testing.T, bindings []Binding, readOnly bool) *Keymap {
	t.Helper()
	k, err := NewKeymap(bindings, readOnly)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func TestTable(t *testing.T) {
	t.Parallel()
	names, groups := map[ID]bool{}, []string{}
	for _, c := range All() {
		if names[c.Name] {
			t.Errorf("%s is there twice", c.Name)
		}
		names[c.Name] = true
		if c.Name == "" || c.Title == "" || c.Group == "" || c.Doc == "" {
			t.Errorf("%q lacks a word: %+v", c.Name, c)
		}
		if c.Doc != "" && (!strings.HasSuffix(c.Doc, ".") || !unicode.IsUpper(rune(c.Doc[0]))) {
			t.Errorf("%s: %q is no sentence", c.Name, c.Doc)
		}
		if strings.ToLower(string(c.Name)) != string(c.Name) || strings.ContainsAny(string(c.Name), " _") {
			t.Errorf("%s is not in lower case and hyphens", c.Name)
		}
		if strings.Contains(c.Hint, " ") && c.Scope&Screen != 0 {
			t.Errorf("%s: hint %q is more than a word for the footer", c.Name, c.Hint)
		}
		if c.Scope == 0 || c.Scope&^Everywhere != 0 {
			t.Errorf("%s works in %b", c.Name, c.Scope)
		}
		if c.Danger && !c.Changes {
			t.Errorf("%s is dangerous but changes nothing", c.Name)
		}
		if len(groups) == 0 || groups[len(groups)-1] != c.Group {
			if slices.Contains(groups, c.Group) {
				t.Errorf("group %s is broken off before %s", c.Group, c.Name)
			}
			groups = append(groups, c.Group)
		}
	}
}

func TestConflicts(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name     string
		bindings []Binding
		want     string // part of the error, "" for none
	}{
		{"same key in different places", []Binding{{Open, []string{"enter"}}, {Accept, []string{"enter"}}}, ""},
		{"same key in one place", []Binding{{Down, []string{"j"}}, {Follow, []string{"j"}}}, `key "j" runs both "down" and "follow"`},
		{"places that overlap in part", []Binding{{Filter, []string{"n"}}, {NextMatch, []string{"n"}}}, `"n"`},
		{"same key twice for one command", []Binding{{Down, []string{"j", "j"}}}, ""},
		{"a command bound twice", []Binding{{Down, []string{"j"}}, {Down, []string{"down"}}}, ""},
		{"no such command", []Binding{{"fly", []string{"f"}}}, `no command is named "fly"`},
		{"help against a pane", []Binding{{Close, []string{"q"}}, {Quit, []string{"q"}}}, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			_, err := NewKeymap(test.bindings, false)
			if (err == nil) != (test.want == "") || err != nil && !strings.Contains(err.Error(), test.want) {
				t.Errorf("error %v, want %q", err, test.want)
			}
		})
	}
}

func TestFindRespectsPlaces(t *testing.T) {
	t.Parallel()
	k := newKeymap(t, []Binding{{Open, []string{"enter"}}, {Accept, []string{"enter"}}, {No, []string{"enter", "n"}}, {NextMatch, []string{"n"}}}, false)
	for _, test := range []struct {
		in   Scope
		key  string
		want ID
	}{
		{List, "enter", Open},
		{Prompt, "enter", Accept},
		{Scale, "enter", Accept},
		{YesNo, "enter", No},
		{Logs, "enter", ""},
		{Logs, "n", NextMatch},
		{List, "n", ""},
		{YesNo, "n", No},
		{Help, "n", ""},
		{List, "x", ""},
		{0, "enter", ""},
	} {
		got, ok := k.Find(test.in, test.key)
		if got != test.want || ok != (test.want != "") {
			t.Errorf("%q in %b runs %q (%v), want %q", test.key, test.in, got, ok, test.want)
		}
	}
}

func TestReadOnlyLeavesOutWhatChanges(t *testing.T) {
	t.Parallel()
	var bindings []Binding
	for i, c := range All() {
		bindings = append(bindings, Binding{c.Name, []string{string(rune(0x4e00 + i))}})
	}
	full, limited := newKeymap(t, bindings, false), newKeymap(t, bindings, true)
	left := 0
	for i, c := range All() {
		key := string(rune(0x4e00 + i))
		if got, ok := full.Find(c.Scope, key); !ok || got != c.Name {
			t.Errorf("%s is not found by its key", c.Name)
		}
		_, found := limited.Find(c.Scope, key)
		_, exists := limited.Command(c.Name)
		inCommands := slices.ContainsFunc(limited.Commands(), func(d Command) bool { return d.Name == c.Name })
		inPlace := slices.ContainsFunc(limited.In(c.Scope), func(d Command) bool { return d.Name == c.Name })
		hasKeys := len(limited.Keys(c.Name)) > 0 || limited.Label(c.Name, " ", 0, false) != ""
		for what, is := range map[string]bool{"found by key": found, "by name": exists, "among all": inCommands, "in its place": inPlace, "with keys": hasKeys} {
			if is == c.Changes {
				t.Errorf("%s, which changes something: %v, is %s: %v", c.Name, c.Changes, what, is)
			}
		}
		if c.Changes {
			left++
		}
	}
	if left < 6 {
		t.Errorf("only %d commands change something", left)
	}
	for _, id := range []ID{Start, Stop, SetScale, ScaleUp, ScaleDown, Terminate, Yes} {
		if _, ok := limited.Command(id); ok {
			t.Errorf("%s exists under read-only", id)
		}
	}
}

func TestReadOnlyFreesKeys(t *testing.T) {
	t.Parallel()
	bindings := []Binding{{Stop, []string{"x"}}, {Zoom, []string{"x"}}}
	if _, err := NewKeymap(bindings, false); err == nil {
		t.Error("a key that runs two commands was taken")
	}
	if id, ok := newKeymap(t, bindings, true).Find(List, "x"); !ok || id != Zoom {
		t.Errorf("x runs %q (%v)", id, ok)
	}
	if _, err := NewKeymap([]Binding{{"fly", []string{"f"}}}, true); err == nil {
		t.Error("a command that does not exist was taken under read-only")
	}
}

func TestLabels(t *testing.T) {
	t.Parallel()
	k := newKeymap(t, []Binding{{Down, []string{"j", "down"}}, {Left, []string{"left"}}, {Zoom, []string{" "}}, {HalfDown, []string{"ctrl+d"}}}, false)
	for _, test := range []struct {
		id    ID
		most  int
		ascii bool
		want  string
	}{
		{Down, 0, false, "j ↓"},
		{Down, 0, true, "j down"},
		{Down, 1, false, "j"},
		{Down, 9, false, "j ↓"},
		{Left, 0, false, "←"},
		{Zoom, 0, false, "space"},
		{Zoom, 0, true, "space"},
		{HalfDown, 0, false, "ctrl+d"},
		{Quit, 0, false, ""},
		{"fly", 0, false, ""},
	} {
		if got := k.Label(test.id, " ", test.most, test.ascii); got != test.want {
			t.Errorf("label of %s (at most %d, ASCII %v) is %q, want %q", test.id, test.most, test.ascii, got, test.want)
		}
	}
	if got := KeyLabel("up", false) + KeyLabel("right", false) + KeyLabel("tab", false); got != "↑→tab" {
		t.Errorf("labels are %q", got)
	}
}

func TestWhatIsHandedOutIsACopy(t *testing.T) {
	t.Parallel()
	k := newKeymap(t, []Binding{{Down, []string{"j"}}}, false)
	k.Keys(Down)[0] = "x"
	k.Commands()[0].Name = "broken"
	if diff := cmp.Diff([]string{"j"}, k.Keys(Down)); diff != "" || k.Commands()[0].Name == "broken" {
		t.Error("a keymap was changed from outside")
	}
}

// TestOneKeyRunsOneCommand makes random bindings: each is either refused, or
// every key runs at most one command in every place, the one it is bound to.
func TestOneKeyRunsOneCommand(t *testing.T) {
	t.Parallel()
	places := []Scope{List, Detail, Logs, Activity, Prompt, YesNo, Scale, TypeName, Help, Palette, Viewer, Form, Columns, Copying, Reader, Wall}
	keys := []string{"a", "b", "c", "d", "enter", "esc"}
	rapid.Check(t, func(t *rapid.T) {
		all := All()
		var bindings []Binding
		for range rapid.IntRange(1, 8).Draw(t, "bindings") {
			c := rapid.SampledFrom(all).Draw(t, "command")
			bindings = append(bindings, Binding{c.Name, rapid.SliceOfN(rapid.SampledFrom(keys), 1, 3).Draw(t, "keys")})
		}
		readOnly := rapid.Bool().Draw(t, "read-only")
		conflict := false
		runs := func(place Scope, key string) []ID {
			var ids []ID
			for _, b := range bindings {
				c := all[slices.IndexFunc(all, func(c Command) bool { return c.Name == b.Command })]
				if c.Scope&place != 0 && slices.Contains(b.Keys, key) && (!readOnly || !c.Changes) && !slices.Contains(ids, c.Name) {
					ids = append(ids, c.Name)
				}
			}
			return ids
		}
		for _, place := range places {
			for _, key := range keys {
				conflict = conflict || len(runs(place, key)) > 1
			}
		}
		k, err := NewKeymap(bindings, readOnly)
		if (err != nil) != conflict {
			t.Fatalf("error %v; there is a conflict: %v", err, conflict)
		}
		if err != nil {
			return
		}
		for _, place := range places {
			for _, key := range keys {
				id, ok := k.Find(place, key)
				if want := runs(place, key); ok != (len(want) == 1) || ok && id != want[0] {
					t.Fatalf("%s in %b runs %q (%v), want %q", key, place, id, ok, want)
				}
			}
		}
	})
}
