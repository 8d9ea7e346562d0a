//go:build linux

package state

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

func TestALogStaysSmall(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	target, link := filepath.Join(dir, "log"), filepath.Join(dir, "link")
	if err := os.Symlink("log", link); err != nil {
		t.Fatal(err)
	}
	first, err := OpenLog(link)
	if err != nil {
		t.Fatal(err)
	}
	second, err := OpenLog(target)
	if err != nil {
		t.Fatal(err)
	}
	first.limit, second.limit = 1000, 1000
	line := append(bytes.Repeat([]byte("x"), 99), '\n')
	for i := range 100 {
		l := first
		if i%3 == 0 {
			l = second
		}
		if _, err := l.Write(line); err != nil {
			t.Fatal(err)
		}
		for _, path := range []string{target, target + ".1"} {
			data, err := os.ReadFile(path)
			if err == nil && (len(data) > 1000 || len(data)%100 != 0) {
				t.Fatalf("%s holds %d bytes", path, len(data))
			}
		}
	}
	if to, err := os.Readlink(link); to != "log" {
		t.Errorf("the link leads to %q, %v", to, err)
	}
	if entries, err := os.ReadDir(dir); len(entries) != 3 || err != nil {
		t.Errorf("%v, %v; want the log, the one before it and the link", entries, err)
	}
	for _, l := range []*Log{first, second} {
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestALogOnAFullDiskCountsWhatIsLost(t *testing.T) {
	t.Parallel()
	l, err := OpenLog("/dev/full")
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		if n, err := l.Write([]byte("line\n")); n != 5 || err != nil {
			t.Errorf("%d, %v", n, err)
		}
	}
	if err := l.Close(); err == nil || !strings.Contains(err.Error(), "3 lines were not written to /dev/full: no space left on device") {
		t.Error(err)
	}
}

func TestALogNeverHangs(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	fifo := filepath.Join(dir, "fifo")
	if err := syscall.Mkfifo(fifo, 0o600); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{fifo: "is a pipe", dir: "is a directory", filepath.Join(dir, "no", "log"): "no such file or directory"} {
		if _, err := OpenLog(path); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", path, err, want)
		}
	}
}
