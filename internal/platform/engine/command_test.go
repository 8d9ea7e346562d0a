package engine_test

import (
	"errors"
	"slices"
	"testing"

	"fleetop/internal/platform/engine"
)

// TestCommandsAreSplit checks that commands are taken apart as a shell does.
func TestCommandsAreSplit(t *testing.T) {
	t.Parallel()
	for s, want := range map[string][]string{
		"":                         nil,
		" \t\n ":                   nil,
		"/run.sh":                  {"/run.sh"},
		"  a  b\tc\n":              {"a", "b", "c"},
		`sh -c 'echo "$HOME"; ls'`: {"sh", "-c", `echo "$HOME"; ls`},
		`a "" ''`:                  {"a", "", ""},
		`a"b c"d'e f'g`:            {"ab cde fg"},
		`a\ b \\ \" \'`:            {"a b", `\`, `"`, "'"},
		`"a\b \" \\ \$ \` + "`\"":  {"a\\b \" \\ $ `"},
		`'a\b'`:                    {`a\b`},
		"a\\\nb":                   {"ab"},
		"a \\\n b":                 {"a", "b"},
		`a # b`:                    {"a", "#", "b"},
		`--é="ü ß"`:                {"--é=ü ß"},
	} {
		got, err := engine.SplitCommand(s)
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%q: %q, %v, not %q", s, got, err, want)
		}
	}
	for _, s := range []string{`'`, `"`, `a 'b`, `a "b\"`, `a\`, `"a\`} {
		if got, err := engine.SplitCommand(s); !errors.Is(err, engine.ErrQuotes) {
			t.Errorf("%q: %q, %v", s, got, err)
		}
	}
}

// TestCommandsAreJoined checks how words are written.
func TestCommandsAreJoined(t *testing.T) {
	t.Parallel()
	for want, words := range map[string][]string{
		"":                 nil,
		"/run.sh -p 80":    {"/run.sh", "-p", "80"},
		"sh -c 'a; b'":     {"sh", "-c", "a; b"},
		`'' 'it'\''s' a=b`: {"", "it's", "a=b"},
	} {
		if got := engine.JoinCommand(words); got != want {
			t.Errorf("%q: %s, not %s", words, got, want)
		}
	}
}

// FuzzCommands checks that words survive being joined and split.
func FuzzCommands(f *testing.F) {
	f.Add("/run.sh -p 80")
	f.Add(`sh -c 'echo "$HOME"' "" a\ b`)
	f.Fuzz(func(t *testing.T, s string) {
		words, err := engine.SplitCommand(s)
		if err != nil {
			return
		}
		again, err := engine.SplitCommand(engine.JoinCommand(words))
		if err != nil || !slices.Equal(again, words) {
			t.Errorf("%q: %q became %q, %v", s, words, again, err)
		}
	})
}
