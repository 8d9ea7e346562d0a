package state

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

func scratchDirs(t *testing.T, parent string) []string {
	t.Helper()
	dirs, err := filepath.Glob(filepath.Join(parent, scratchPrefix+"*"))
	if err != nil {
		t.Fatal(err)
	}
	return dirs
}

func TestScratchGoesWithTheProgram(t *testing.T) {
	t.Parallel()
	parent := t.TempDir()
	s := NewScratch(parent)
	if dirs := scratchDirs(t, parent); len(dirs) != 0 {
		t.Errorf("%v before the first use", dirs)
	}
	one, err := s.Dir()
	if err != nil {
		t.Fatal(err)
	}
	two, err := s.Dir()
	if err != nil || one == two {
		t.Fatalf("%s, %s, %v", one, two, err)
	}
	for _, dir := range []string{one, filepath.Dir(one)} {
		if info, err := os.Stat(dir); err != nil || info.Mode().Perm() != 0o700 {
			t.Errorf("%s: %v, %v", dir, info.Mode(), err)
		}
	}
	if err := os.WriteFile(filepath.Join(one, "form.yaml"), []byte("SECRET=1"), 0o600); err != nil {
		t.Fatal(err)
	}
	NewScratch(parent).Sweep() // by another program
	if _, err := os.Stat(filepath.Join(one, "form.yaml")); err != nil {
		t.Errorf("what is in use was swept: %v", err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if dirs := scratchDirs(t, parent); len(dirs) != 0 {
		t.Errorf("%v after the end", dirs)
	}
	if dir, err := s.Dir(); err == nil {
		t.Errorf("%s was made after the end", dir)
	}
}

func TestSweepRemovesWhatKilledProgramsLeft(t *testing.T) {
	t.Parallel()
	parent := t.TempDir()
	left := filepath.Join(parent, scratchPrefix+"123", "1")
	if err := os.MkdirAll(left, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(left, "form.yaml"), []byte("SECRET=1"), 0o600); err != nil {
		t.Fatal(err)
	}
	elsewhere := t.TempDir()
	link, file, other := filepath.Join(parent, scratchPrefix+"link"), filepath.Join(parent, scratchPrefix+"file"), filepath.Join(parent, "fleetop-test")
	if err := errors.Join(os.Symlink(elsewhere, link), os.WriteFile(file, nil, 0o600), os.Mkdir(other, 0o700)); err != nil {
		t.Fatal(err)
	}
	NewScratch(parent).Sweep()
	if _, err := os.Stat(filepath.Dir(left)); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("%s is still there: %v", left, err)
	}
	for _, path := range []string{link, elsewhere, file, other} {
		if _, err := os.Lstat(path); err != nil {
			t.Errorf("%s was removed: %v", path, err)
		}
	}
}
