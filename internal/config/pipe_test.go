//go:build unix

package config

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestAKeyFileNeverHangs reads paths that are not files. A test that hangs fails by its time limit.
func TestAKeyFileNeverHangs(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	fifo, socket, held := filepath.Join(dir, "fifo"), filepath.Join(dir, "socket"), filepath.Join(dir, "held")
	for _, path := range []string{fifo, held} {
		if err := syscall.Mkfifo(path, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	listener, err := net.Listen("unix", socket)
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	writer, err := os.OpenFile(held, os.O_RDWR, 0) // opens without a reader
	if err != nil {
		t.Fatal(err)
	}
	defer writer.Close()
	for path, want := range map[string]string{
		fifo: "is a pipe that nothing was written to", held: "is a pipe that nothing came through", socket: "is a socket",
		"/dev/zero": "is a device", "/dev/tty": "is a device", dir: "is a directory",
	} {
		if key, err := ReadKeyFile(path); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %q, %v; want %q", path, key.Reveal(), err, want)
		}
	}
}

// TestAKeyComesThroughAPipe reads what a shell hands over for <(pass show key).
func TestAKeyComesThroughAPipe(t *testing.T) {
	t.Parallel()
	fifo := filepath.Join(t.TempDir(), "fifo")
	if err := syscall.Mkfifo(fifo, 0o600); err != nil {
		t.Fatal(err)
	}
	writer, err := os.OpenFile(fifo, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := writer.WriteString("a11ce\n"); err != nil {
		t.Fatal(err)
	}
	read := make(chan error, 1)
	opened, err := os.OpenFile(fifo, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer opened.Close()
	go func() {
		s, err := Resolve(Flags{FlagAPIKeyFile: fifo, FlagUser: "alice"}, func(string) string { return "" }, "")
		if err == nil && (s.Account.Key != "a11ce" || s.Account.KeyFile != "") {
			err = fmt.Errorf("%+v, key %q; want the key, and no file to read again", s.Account, s.Account.Key.Reveal())
		}
		read <- err
	}()
	if err := writer.Close(); err != nil {
		t.Fatal(err)
	}
	if err := <-read; err != nil {
		t.Error(err)
	}
}
