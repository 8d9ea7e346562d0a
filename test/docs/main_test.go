// Package docs holds the README and the files under docs to what the program does: their tables,
// their examples and their links.
package docs

import (
	"bytes"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"fleetop/internal/ptytest"
)

// root is the directory of the repository.
const root = "../.."

// program is the path of the built program.
var program string

func TestMain(m *testing.M) {
	os.Exit(ptytest.Main(m, &program))
}

// fleetop runs the program, which has to succeed, and returns its output.
func fleetop(t *testing.T, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), program, args...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("fleetop %s: %v\n%s", strings.Join(args, " "), err, stderr.Bytes())
	}
	return string(out)
}

// pages returns the text of the README and of the files under docs, by their paths.
func pages(t *testing.T) map[string]string {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(root, "docs", "*.md"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("no files under docs: %v", err)
	}
	found := map[string]string{}
	for _, path := range append(paths, filepath.Join(root, "README.md")) {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		found[path] = string(text)
	}
	return found
}

// code matches what stands between backquotes in a line.
var code = regexp.MustCompile("`([^`\n]+)`")

// inline returns what stands between backquotes in a text, each once, in order.
func inline(text string) []string {
	found := map[string]bool{}
	for _, match := range code.FindAllStringSubmatch(text, -1) {
		found[match[1]] = true
	}
	return slices.Sorted(maps.Keys(found))
}

// rows returns the cells of the table below a heading of a page, without its first line.
func rows(t *testing.T, page, heading string) [][]string {
	t.Helper()
	_, text, found := strings.Cut(page, "\n"+heading+"\n")
	if !found {
		t.Fatalf("there is no heading %q", heading)
	}
	_, text, found = strings.Cut(text, "\n|---")
	if !found {
		t.Fatalf("there is no table below %q", heading)
	}
	var table [][]string
	for line := range strings.SplitSeq(text, "\n") {
		switch {
		case strings.HasPrefix(line, "| "):
			cells := strings.Split(strings.Trim(line, "| "), "|")
			for i := range cells {
				cells[i] = strings.TrimSpace(cells[i])
			}
			table = append(table, cells)
		case len(table) > 0:
			return table
		}
	}
	return table
}
