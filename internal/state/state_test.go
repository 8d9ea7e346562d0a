package state

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestFilesAreWholeAndForTheUserAlone(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := filepath.Join(dir, "new", "a.json")
	if data, err := Load(path); data != nil || err != nil {
		t.Errorf("a file that is not there is %q, %v", data, err)
	}
	for _, text := range []string{"one", "two, longer", ""} {
		if err := Save(path, []byte(text)); err != nil {
			t.Fatal(err)
		}
		if data, err := Load(path); string(data) != text || err != nil {
			t.Errorf("%q, %v, want %q", data, err, text)
		}
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	left := filepath.Join(dir, "new", ".a.json-123.tmp")
	if err := os.WriteFile(left, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := Save(path, []byte("x")); err != nil {
		t.Fatal(err)
	}
	if entries, err := os.ReadDir(filepath.Join(dir, "new")); len(entries) != 1 || err != nil {
		t.Errorf("%v is there, %v; want the file alone", entries, err)
	}
	if _, err := Load(dir); err == nil {
		t.Error("a directory was read")
	}
	if err := Save(filepath.Join(path, "below", "a-file"), nil); err == nil {
		t.Error("a file has a file in it")
	}
	if err := os.WriteFile(path, make([]byte, maxSize+1), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Load(path); err == nil {
		t.Error("a file of any length was read")
	}
}

func TestSavingKeepsASymbolicLink(t *testing.T) {
	t.Parallel()
	for _, exists := range []bool{true, false} {
		dir := t.TempDir()
		link, second := filepath.Join(dir, "state", "views.json"), filepath.Join(dir, "second")
		target := filepath.Join(dir, "dotfiles", "views.json")
		for _, d := range []string{filepath.Dir(link), filepath.Dir(target)} {
			if err := os.Mkdir(d, 0o700); err != nil {
				t.Fatal(err)
			}
		}
		if exists {
			if err := os.WriteFile(target, []byte("{}"), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if err := os.Symlink(target, second); err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink("../second", link); err != nil {
			t.Fatal(err)
		}
		if err := Save(link, []byte("new")); err != nil {
			t.Fatal(err)
		}
		if to, err := os.Readlink(link); to != "../second" {
			t.Errorf("the link leads to %q, %v", to, err)
		}
		if data, err := os.ReadFile(target); string(data) != "new" {
			t.Errorf("its target holds %q, %v", data, err)
		}
		if info, err := os.Stat(link); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("mode %v, %v", info.Mode(), err)
		}
	}
	loop := filepath.Join(t.TempDir(), "loop")
	if err := os.Symlink("loop", loop); err != nil {
		t.Fatal(err)
	}
	if err := Save(loop, nil); err == nil {
		t.Error("a link to itself was written")
	}
}

func TestProgramsKeepEachOthersChanges(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "views.json")
	first, second := NewShared(path), NewShared(path)
	save := func(s *Shared, text string) {
		t.Helper()
		if err := s.Save([]byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	is := func(want string) {
		t.Helper()
		data, err := Load(path)
		if err != nil {
			t.Fatal(err)
		}
		var got, wanted any
		if err := json.Unmarshal(data, &got); err != nil {
			t.Fatalf("%q: %v", data, err)
		}
		if err := json.Unmarshal([]byte(want), &wanted); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(wanted, got); diff != "" {
			t.Errorf("kept (-want +got):\n%s", diff)
		}
	}
	for _, s := range []*Shared{first, second} {
		if _, err := s.Load(); err != nil {
			t.Fatal(err)
		}
	}
	save(first, `{"applications": {"sort": "state"}}`)
	save(second, `{"containers": {"sort": "exit"}}`)
	is(`{"applications": {"sort": "state"}, "containers": {"sort": "exit"}}`)
	save(first, `{"applications": {"sort": "state", "reverse": true}}`)
	is(`{"applications": {"sort": "state", "reverse": true}, "containers": {"sort": "exit"}}`)
	save(second, `{"containers": {"sort": "exit"}, "applications": {"columns": ["name"]}}`)
	is(`{"applications": {"sort": "state", "reverse": true, "columns": ["name"]}, "containers": {"sort": "exit"}}`)
	save(first, `{"applications": {"reverse": true}}`) // the order is as at first again
	is(`{"applications": {"reverse": true, "columns": ["name"]}, "containers": {"sort": "exit"}}`)
	save(second, `{"applications": {"columns": ["name"]}}`)
	is(`{"applications": {"reverse": true, "columns": ["name"]}}`)

	if err := os.WriteFile(path, []byte(`{"broken`), 0o600); err != nil {
		t.Fatal(err)
	}
	third := NewShared(path)
	if data, err := third.Load(); string(data) != `{"broken` || err != nil {
		t.Errorf("%q, %v", data, err)
	}
	save(third, `{"images": {}}`)
	is(`{"images": {}}`)
	if err := third.Save([]byte("[]")); err == nil {
		t.Error("a list was saved as an object")
	}
}

// writerVariable makes this test binary a program that saves.
const writerVariable = "FLEETOP_TEST_STATE_WRITER"

func TestMain(m *testing.M) {
	if work := os.Getenv(writerVariable); work != "" {
		path, name, _ := strings.Cut(work, "|")
		s := NewShared(path)
		for n := range 50 {
			if err := s.Save(fmt.Appendf(nil, `{%q: {"n": %d}}`, name, n)); err != nil {
				fmt.Fprintln(os.Stderr, err)
				os.Exit(1)
			}
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// TestProgramsThatSaveAtOnceLoseNothing runs several processes that save one file.
func TestProgramsThatSaveAtOnceLoseNothing(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "views.json")
	var wait sync.WaitGroup
	for i := range 4 {
		wait.Go(func() {
			cmd := exec.CommandContext(t.Context(), os.Args[0])
			cmd.Env = append(os.Environ(), writerVariable+"="+path+"|list"+strconv.Itoa(i))
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Errorf("%v: %s", err, out)
			}
		})
	}
	wait.Wait()
	data, err := Load(path)
	if err != nil {
		t.Fatal(err)
	}
	var got map[string]map[string]int
	if err := json.Unmarshal(data, &got); err != nil {
		t.Fatalf("%q: %v", data, err)
	}
	for i := range 4 {
		if n := got["list"+strconv.Itoa(i)]["n"]; n != 49 {
			t.Errorf("of program %d the change %d is kept, want the last: %s", i, n, data)
		}
	}
}
