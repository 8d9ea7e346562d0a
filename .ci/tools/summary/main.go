// Command summary reads what `go test -json` prints and tells what matters: the
// output of what failed, every test that was skipped, and a line for each
// package. It fails if anything failed or was skipped.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"
)

// An event is a line of `go test -json`.
type event struct {
	Action, Package, ImportPath, Test, Output string
}

// A summary is what has been read so far.
type summary struct {
	output   map[string]*strings.Builder // of tests and packages that run, by name
	failed   []string                    // output of what failed
	skipped  []string
	packages []string // the line that go test prints for each
	tests    int
}

func main() {
	ok, err := run(os.Stdin, os.Stdout)
	if err != nil {
		fmt.Fprintln(os.Stderr, "summary:", err)
	}
	if !ok {
		os.Exit(1)
	}
}

func run(in io.Reader, out io.Writer) (bool, error) {
	s := summary{output: map[string]*strings.Builder{}}
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, 64<<20)
	for lines.Scan() {
		var e event
		if err := json.Unmarshal(lines.Bytes(), &e); err != nil {
			s.failed = append(s.failed, lines.Text()+"\n") // What go itself has to say.
			continue
		}
		s.add(e)
	}
	if err := lines.Err(); err != nil {
		return false, err
	}
	for _, text := range s.failed {
		fmt.Fprint(out, text)
	}
	for _, text := range s.skipped {
		fmt.Fprint(out, "skipped: ", text)
	}
	fmt.Fprintf(out, "%d tests in %d packages, %d skipped\n", s.tests, len(s.packages), len(s.skipped))
	for _, line := range s.packages {
		fmt.Fprint(out, line)
	}
	return len(s.failed) == 0 && len(s.skipped) == 0 && len(s.packages) > 0, nil
}

func (s *summary) add(e event) {
	name := e.Package + " " + e.Test
	if s.output[name] == nil {
		s.output[name] = &strings.Builder{}
	}
	text := s.output[name]
	switch e.Action {
	case "output":
		if !strings.HasPrefix(e.Output, "=== ") {
			text.WriteString(e.Output)
		}
		if e.Test == "" && (strings.HasPrefix(e.Output, "ok ") || strings.HasPrefix(e.Output, "FAIL\t")) {
			s.packages = append(s.packages, e.Output)
		}
	case "build-output":
		s.failed = append(s.failed, e.Output)
	case "pass", "fail", "skip":
		if e.Test != "" {
			s.tests++
		}
		if e.Action == "fail" {
			s.failed = append(s.failed, text.String())
			if e.Test == "" {
				s.unfinished(e.Package)
			}
		}
		if e.Action == "skip" && e.Test != "" {
			s.skipped = append(s.skipped, name+"\n"+text.String())
		}
		delete(s.output, name)
	}
}

// unfinished takes what tests of a package have said that have not ended: the process has, and one of
// them may say why.
func (s *summary) unfinished(pkg string) {
	for _, name := range slices.Sorted(maps.Keys(s.output)) {
		if strings.HasPrefix(name, pkg+" ") && name != pkg+" " && s.output[name].Len() > 0 {
			s.failed = append(s.failed, name+" did not end:\n"+s.output[name].String())
			delete(s.output, name)
		}
	}
}
