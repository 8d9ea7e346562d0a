package docs

import (
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// flagLine matches a flag in the help of a command: its name and what is said of it.
var flagLine = regexp.MustCompile(`(?m)^ +(?:-\w, )?--([a-z-]+)(.*)$`)

// bracket matches the variables of a flag in the help.
var bracket = regexp.MustCompile(`\[(\$[^]]+)\]`)

// helpFlags returns the flags of a command, without those that every program has, each with its
// variables.
func helpFlags(t *testing.T, commands ...string) map[string]string {
	t.Helper()
	found := map[string]string{}
	for _, match := range flagLine.FindAllStringSubmatch(flagsOf(fleetop(t, append(commands, "--help")...)), -1) {
		if name := match[1]; name != "help" && name != "version" {
			found["--"+name] = ""
			if variables := bracket.FindStringSubmatch(match[2]); variables != nil {
				found["--"+name] = strings.ReplaceAll(variables[1], "$", "")
			}
		}
	}
	return found
}

// flagsOf returns the part of a help that lists flags.
func flagsOf(help string) string {
	_, flags, _ := strings.Cut(help, "\nFlags:\n")
	return flags
}

// TestFlagTablesMatchTheHelp compares the flags in docs/reference.md with `fleetop --help` and
// `fleetop serve --help`, each with the variables that stand for it.
func TestFlagTablesMatchTheHelp(t *testing.T) {
	t.Parallel()
	page := pages(t)[filepath.Join(root, "docs", "reference.md")]
	for heading, commands := range map[string][]string{"## The dashboard": nil, "## The server": {"serve"}} {
		documented := map[string]string{}
		for _, row := range rows(t, page, heading) {
			name, _, _ := strings.Cut(inOrder(row[0])[0], " ")
			documented[name] = strings.Join(inOrder(row[1]), ", ")
		}
		if want := helpFlags(t, commands...); !maps.Equal(documented, want) {
			t.Errorf("%s: the page has the flags and variables\n%v\nthe program\n%v", heading, documented, want)
		}
	}
}

// variable matches the name of a variable of the environment that belongs to the program.
var variable = regexp.MustCompile(`^\$?((?:FLEETOP|TUTUM)_[A-Z_]+)`)

// TestFlagsInTheTextExist finds every flag and every variable that is mentioned in the program.
func TestFlagsInTheTextExist(t *testing.T) {
	t.Parallel()
	known := []string{"--help", "--version", "--name", "--rm", "--rm:"} // the last two are of docker run
	for _, commands := range [][]string{nil, {"serve"}, {"keys"}, {"completion"}, {"version"}} {
		known = slices.AppendSeq(known, maps.Keys(helpFlags(t, commands...)))
	}
	built, err := os.ReadFile(program)
	if err != nil {
		t.Fatal(err)
	}
	for path, text := range pages(t) {
		for _, span := range inline(text) {
			for word := range strings.FieldsSeq(span) {
				if strings.HasPrefix(word, "--") && !slices.Contains(known, word) {
					t.Errorf("%s names the flag %s, which no command has", path, word)
				}
				if name := variable.FindStringSubmatch(word); name != nil && !strings.Contains(string(built), name[1]) {
					t.Errorf("%s names the variable %s, which the program does not have", path, name[1])
				}
			}
		}
	}
}
