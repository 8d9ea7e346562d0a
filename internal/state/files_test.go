package state

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// ownFile fails the test unless a file holds a text and is its owner's alone.
func ownFile(t *testing.T, path, want string) {
	t.Helper()
	info, err := os.Lstat(path)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := os.ReadFile(path); err != nil || string(got) != want || info.Mode() != 0o600 {
		t.Errorf("%s holds %q and is %v, %v; want %q", path, got, info.Mode(), err, want)
	}
}

func TestExportReplacesNothingUnasked(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := filepath.Join(dir, "x.txt")
	if got, err := Export(path, []byte("one"), false); err != nil || got != path {
		t.Fatal(got, err)
	}
	if _, err := Export(path, []byte("two"), false); !errors.Is(err, fs.ErrExist) {
		t.Errorf("a file that is there: %v", err)
	}
	ownFile(t, path, "one")
	if _, err := Export(path, []byte("two"), true); err != nil {
		t.Error(err)
	}
	ownFile(t, path, "two")
	link := filepath.Join(dir, "link")
	if err := os.Symlink(path, link); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{link, dir, filepath.Join(dir, "no", "such")} {
		if _, err := Export(name, []byte("three"), true); err == nil {
			t.Errorf("%s was written", name)
		}
	}
	ownFile(t, path, "two")
	if left, _ := filepath.Glob(filepath.Join(dir, ".*")); len(left) > 0 {
		t.Errorf("left are %v", left)
	}
}

func TestSecretCopiesGoWithTheProgram(t *testing.T) {
	t.Parallel()
	dir, parent := filepath.Join(t.TempDir(), "state"), t.TempDir()
	scratch := NewScratch(parent)
	copies := Copies{Dir: dir, Scratch: scratch, Now: time.Now}
	kept, passing, err := copies.Keep("name", false)
	if err != nil || passing || filepath.Dir(kept) != dir {
		t.Fatal(kept, passing, err)
	}
	secret, passing, err := copies.Keep("secret", true)
	if err != nil || !passing {
		t.Fatal(secret, passing, err)
	}
	ownFile(t, kept, "name")
	ownFile(t, secret, "secret")
	if err := scratch.Close(); err != nil {
		t.Fatal(err)
	}
	ownFile(t, kept, "name")
	if _, err := os.Stat(secret); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the secret outlives the program: %v", err)
	}
	if path, _, err := copies.Keep("secret", true); err == nil {
		t.Errorf("a program that is ending has written %s", path)
	}
}
