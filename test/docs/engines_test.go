package docs

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// sources returns the text of the files of Go in directories.
func sources(t *testing.T, directories ...string) string {
	t.Helper()
	var all strings.Builder
	for _, dir := range directories {
		paths, err := filepath.Glob(filepath.Join(root, dir, "*.go"))
		if err != nil || len(paths) == 0 {
			t.Fatalf("no files in %s: %v", dir, err)
		}
		for _, path := range paths {
			if strings.HasSuffix(path, "_test.go") {
				continue
			}
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			all.Write(text)
		}
	}
	return all.String()
}

// optional matches a field of the API that is left out where there is nothing to say.
var optional = regexp.MustCompile("`json:\"(\\w+),omitempty\"`")

// TestFieldsBeyondTheDocumentsAreDescribed compares the fields in docs/engines.md with those that the
// platform sends.
func TestFieldsBeyondTheDocumentsAreDescribed(t *testing.T) {
	t.Parallel()
	var sent, documented []string
	for _, name := range []string{"record.go", "image_record.go", "image.go"} {
		text, err := os.ReadFile(filepath.Join(root, "internal", "platform", name))
		if os.IsNotExist(err) {
			continue
		}
		for _, match := range optional.FindAllStringSubmatch(string(text), -1) {
			if match[1] != "application" && match[1] != "container" { // of the documents, of variables and ports
				sent = append(sent, match[1])
			}
		}
	}
	for _, row := range rows(t, pages(t)[filepath.Join(root, "docs", "engines.md")], "## Fields beyond the documents") {
		documented = append(documented, inOrder(row[0])...)
	}
	slices.Sort(sent)
	slices.Sort(documented)
	if sent = slices.Compact(sent); !slices.Equal(sent, documented) {
		t.Errorf("docs/engines.md describes the fields %q, the platform sends %q", documented, sent)
	}
}

// TestParametersAreDescribed finds each of the fourteen parameters of a new application in the program.
func TestParametersAreDescribed(t *testing.T) {
	t.Parallel()
	text := sources(t, "internal/platform")
	table := rows(t, pages(t)[filepath.Join(root, "docs", "engines.md")], "## Parameters of a new application")
	const parameters = 14
	if len(table) != parameters {
		t.Errorf("docs/engines.md has %d parameters, want %d", len(table), parameters)
	}
	for _, row := range table {
		if name := inOrder(row[0])[0]; !strings.Contains(text, `"`+name+`"`) {
			t.Errorf("docs/engines.md has the parameter %s, which the platform does not know", name)
		}
	}
}

// TestRefusalsAreQuoted finds each sentence of a refusal in the program.
func TestRefusalsAreQuoted(t *testing.T) {
	t.Parallel()
	text := sources(t, "internal/platform/docker") + sources(t, "internal/platform/swarm")
	for _, row := range rows(t, pages(t)[filepath.Join(root, "docs", "engines.md")], "## What is refused") {
		for _, part := range strings.FieldsFunc(strings.NewReplacer("NAME", "\x00", "TIME", "\x00", "port N ", "port \x00 ").Replace(inOrder(row[2])[0]), func(r rune) bool { return r == 0 }) {
			if part = strings.TrimSpace(part); !strings.Contains(text, part) {
				t.Errorf("docs/engines.md quotes %q, which the engine does not say", part)
			}
		}
	}
}
