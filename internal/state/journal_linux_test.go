package state

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// A disk that is full takes no line, or a whole one; what is there can be read, and it goes on once there is
// room. A disk that is read-only is an error.
func TestAJournalOnADiskThatIsFull(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=32k"); err != nil {
		t.Skipf("no disk can be mounted here: %v", err)
	}
	t.Cleanup(func() { _ = syscall.Unmount(dir, 0) })
	other := filepath.Join(dir, "other")
	if err := os.WriteFile(other, make([]byte, 16<<10), 0o600); err != nil {
		t.Fatal(err)
	}
	j := NewJournal(filepath.Join(dir, "a.jsonl"))
	line := strings.Repeat("x", 1000) + "\n"
	var err error
	written := 0
	for ; err == nil && written < 100; written++ {
		err = j.Append([]byte(line))
	}
	if !errors.Is(err, syscall.ENOSPC) {
		t.Fatalf("after %d lines: %v", written, err)
	}
	held := tail(t, j, 1<<20)
	if held != strings.Repeat(line, written-1) {
		t.Errorf("%d lines were added, and %d bytes are there", written-1, len(held))
	}
	if err := j.Replace(make([]byte, 64<<10)); !errors.Is(err, syscall.ENOSPC) || tail(t, j, 1<<20) != held {
		t.Errorf("replaced by what has no room: %v", err)
	}
	if err := os.Remove(other); err != nil {
		t.Fatal(err)
	}
	appended(t, j, "last\n")
	if got := tail(t, j, 1<<20); got != held+"last\n" {
		t.Errorf("once there is room %d bytes are there", len(got))
	}
	if err := syscall.Mount("tmpfs", dir, "tmpfs", syscall.MS_REMOUNT|syscall.MS_RDONLY, "size=32k"); err != nil {
		t.Fatal(err)
	}
	if err := j.Append([]byte("x\n")); !errors.Is(err, syscall.EROFS) {
		t.Errorf("on a disk that is read-only: %v", err)
	}
	if got := tail(t, j, 1<<20); got != held+"last\n" {
		t.Errorf("on a disk that is read-only %d bytes are there", len(got))
	}
}
