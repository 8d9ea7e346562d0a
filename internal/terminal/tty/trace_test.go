package tty

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestWriteTrace(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "state", "fleetop")
	path, err := WriteTrace(dir, "panic: boom \x1b[2J\u202e", []byte("goroutine 1:\n\tmain.go:1\r\x00\n"))
	if err != nil {
		t.Fatal(err)
	}
	if filepath.Dir(path) != dir {
		t.Errorf("the trace is %s, want it in %s", path, dir)
	}
	for name, want := range map[string]os.FileMode{path: 0o600, dir: 0o700} {
		info, err := os.Stat(name)
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode().Perm() != want {
			t.Errorf("%s has mode %v, want %v", name, info.Mode().Perm(), want)
		}
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"panic: boom \uFFFD[2J\uFFFD\n", "goroutine 1:\n\tmain.go:1\uFFFD\uFFFD\n"} {
		if !strings.Contains(string(text), want) {
			t.Errorf("the trace lacks %q:\n%s", want, text)
		}
	}
}

// A fault that comes back with every poll does not fill the disk.
func TestTracesArePruned(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	other := filepath.Join(dir, "notes.txt")
	if err := os.WriteFile(other, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	var last string
	for range keepTraces + 5 {
		path, err := WriteTrace(dir, "boom", nil)
		if err != nil {
			t.Fatal(err)
		}
		last = path
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	if len(entries) != keepTraces+1 {
		t.Errorf("%d files are left, want %d traces and one other", len(entries), keepTraces)
	}
	for _, name := range []string{last, other} {
		if _, err := os.Stat(name); err != nil {
			t.Error(err)
		}
	}
}

func TestWriteTraceFails(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, dir := range []string{"", file, filepath.Join(file, "below")} {
		if path, err := WriteTrace(dir, "boom", nil); err == nil {
			t.Errorf("in %q there is now %s", dir, path)
		}
	}
}
