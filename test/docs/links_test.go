package docs

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// link matches a link or a picture to a file of the repository.
var link = regexp.MustCompile(`\]\(([^):#]+)(?:#[^)]*)?\)`)

// TestLinksOfThePagesExist opens every file that a page points to.
func TestLinksOfThePagesExist(t *testing.T) {
	t.Parallel()
	texts := pages(t)
	architecture := filepath.Join(root, "ARCHITECTURE.md")
	text, err := os.ReadFile(architecture)
	if err != nil {
		t.Fatal(err)
	}
	texts[architecture] = string(text)
	for path, text := range texts {
		for _, match := range link.FindAllStringSubmatch(text, -1) {
			if _, err := os.Stat(filepath.Join(filepath.Dir(path), match[1])); err != nil {
				t.Errorf("%s: %v", path, err)
			}
		}
	}
}

// TestREADMEIsShort keeps the README to what a newcomer reads.
func TestREADMEIsShort(t *testing.T) {
	t.Parallel()
	const most = 130
	if lines := strings.Count(pages(t)[filepath.Join(root, "README.md")], "\n"); lines > most {
		t.Errorf("the README has %d lines, %d at most", lines, most)
	}
}

// benchmark matches a benchmark or a test in a file of Go.
var benchmark = regexp.MustCompile(`(?m)^func (?:Benchmark|Test)(\w+)\(`)

// TestBenchmarksOfThePageExist finds what docs/performance.md was measured with.
func TestBenchmarksOfThePageExist(t *testing.T) {
	t.Parallel()
	var known []string
	err := filepath.WalkDir(root, func(path string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		text, err := os.ReadFile(path)
		for _, match := range benchmark.FindAllStringSubmatch(string(text), -1) {
			known = append(known, match[1])
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	page := pages(t)[filepath.Join(root, "docs", "performance.md")]
	for _, heading := range []string{"## In the program", "## In a terminal"} {
		for _, row := range rows(t, page, heading) {
			for _, name := range inline(row[2]) {
				if !slices.Contains(known, name) {
					t.Errorf("docs/performance.md names the benchmark %s, which there is not", name)
				}
			}
		}
	}
}

// place matches a file or a directory of the repository, as ARCHITECTURE.md names them.
var place = regexp.MustCompile(`^(?:(?:client|ui|internal|test|packaging)(?:/[a-z_/]+)?(?:\.go)?|[a-z]+\.go)$`)

// TestPlacesOfTheArchitectureExist finds every place that ARCHITECTURE.md names.
func TestPlacesOfTheArchitectureExist(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(filepath.Join(root, "ARCHITECTURE.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, rooms, _ := strings.Cut(string(text), "## The rooms\n\n```\n")
	rooms, _, _ = strings.Cut(rooms, "```")
	names := inline(string(text))
	for line := range strings.SplitSeq(rooms, "\n") {
		if strings.HasPrefix(line, "    ") {
			continue
		}
		named, _, _ := strings.Cut(strings.TrimSpace(line), "  ")
		for name := range strings.SplitSeq(named, ", ") {
			name, _, _ = strings.Cut(name, " ")
			names = append(names, name)
		}
	}
	found := 0
	for _, name := range names {
		if !place.MatchString(name) {
			continue
		}
		found++
		if _, err := os.Stat(filepath.Join(root, name)); err != nil {
			t.Errorf("ARCHITECTURE.md: %v", err)
		}
	}
	if found < len(names)/2 {
		t.Errorf("of %q only %d are looked for", names, found)
	}
}
