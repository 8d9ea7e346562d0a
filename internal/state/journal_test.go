//go:build unix

package state

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

func journal(t *testing.T) *Journal {
	t.Helper()
	return NewJournal(filepath.Join(t.TempDir(), "new", "a.jsonl"))
}

func appended(t *testing.T, j *Journal, lines string) {
	t.Helper()
	if err := j.Append([]byte(lines)); err != nil {
		t.Fatal(err)
	}
}

func tail(t *testing.T, j *Journal, most int64) string {
	t.Helper()
	data, err := j.Tail(most)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestAJournalKeepsItsLines(t *testing.T) {
	t.Parallel()
	j := journal(t)
	if got := tail(t, j, 100); got != "" {
		t.Errorf("a journal that is not there holds %q", got)
	}
	appended(t, j, "one\ntwo\n")
	appended(t, j, "three\n")
	if got := tail(t, j, 100); got != "one\ntwo\nthree\n" {
		t.Errorf("it holds %q", got)
	}
	if got := tail(t, j, 9); got != "three\n" {
		t.Errorf("its last nine bytes have the lines %q", got)
	}
	if info, err := os.Stat(j.path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
}

// A torn last line is left to itself, and what comes later stands on lines of its own.
func TestATornLineSpoilsNoOther(t *testing.T) {
	t.Parallel()
	j := journal(t)
	appended(t, j, "one\n")
	if err := os.WriteFile(j.path, []byte("one\ntw"), 0o600); err != nil {
		t.Fatal(err)
	}
	appended(t, j, "three\n")
	if got := tail(t, j, 100); got != "one\ntw\nthree\n" {
		t.Errorf("it holds %q", got)
	}
}

func TestAJournalStaysBounded(t *testing.T) {
	t.Parallel()
	j := journal(t)
	j.limit = 1000
	for i := range 500 {
		appended(t, j, fmt.Sprintf("line %d\n", i))
	}
	got := tail(t, j, 10_000)
	if len(got) > 1000 || len(got) < 500 || !strings.HasSuffix(got, "line 498\nline 499\n") || !strings.HasPrefix(got, "line ") {
		t.Errorf("%d bytes: %q", len(got), got)
	}
	if err := j.Drop(func(line []byte) bool { return bytes.Compare(line, []byte("line 490")) < 0 }); err != nil {
		t.Fatal(err)
	}
	if got := tail(t, j, 10_000); !strings.HasPrefix(got, "line 490\n") || !strings.HasSuffix(got, "line 499\n") {
		t.Errorf("without the old ones %q", got)
	}
	if left, _ := filepath.Glob(filepath.Join(filepath.Dir(j.path), ".*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestSeveralProgramsAddToAJournal(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "a.jsonl")
	var wg sync.WaitGroup
	for w := range 4 {
		wg.Go(func() {
			j := NewJournal(path)
			j.limit = 4000
			for i := range 50 {
				if err := j.Append(fmt.Appendf(nil, "writer %d line %02d\n", w, i)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	lines := strings.SplitAfter(tail(t, NewJournal(path), 100_000), "\n")
	for _, line := range lines[:len(lines)-1] {
		if len(line) != len("writer 0 line 00\n") {
			t.Errorf("a line is %q", line)
		}
	}
	if len(lines) < 150 {
		t.Errorf("%d lines are left", len(lines))
	}
}

func TestAJournalThatCannotBe(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for name, make := range map[string]func(path string) error{
		"directory": func(path string) error { return os.Mkdir(path, 0o700) },
		"below a file": func(path string) error {
			return os.WriteFile(filepath.Dir(path), nil, 0o600)
		},
	} {
		path := filepath.Join(dir, name, "a.jsonl")
		if name == "directory" {
			if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
				t.Fatal(err)
			}
		}
		if err := make(path); err != nil {
			t.Fatal(err)
		}
		j := NewJournal(path)
		if j.Append([]byte("one\n")) == nil || j.Replace([]byte("one\n")) == nil {
			t.Errorf("%s: written", name)
		}
		if _, err := j.Tail(100); name == "directory" && err == nil {
			t.Errorf("%s was read", name)
		}
	}
	full := NewJournal("/dev/full")
	if err := full.Append([]byte("one\n")); err == nil || errors.Is(err, os.ErrNotExist) {
		t.Errorf("a device: %v", err)
	}
}
