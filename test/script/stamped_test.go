package script

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"fleetop/internal/ptytest"
)

// TestAReleaseSaysItsCommit builds the program with the flags of packaging/release, except their
// values.
func TestAReleaseSaysItsCommit(t *testing.T) {
	t.Parallel()
	script, err := os.ReadFile(filepath.Join("..", "..", "packaging", "release"))
	if err != nil {
		t.Fatal(err)
	}
	const where = "fleetop/internal/cli"
	want := map[string]string{"version": "1.2.3", "commit": "0123456789abcdef", "date": "2026-01-02T03:04:05Z"}
	flags := "-s -w"
	for name, value := range want {
		flags += " -X " + where + "." + name + "=" + value
		if !strings.Contains(string(script), " -X $stamp."+name+"=") || !strings.Contains(string(script), "\nstamp="+where+"\n") {
			t.Errorf("packaging/release does not set %s.%s", where, name)
		}
	}
	stamped, err := ptytest.Build(t.Context(), t.TempDir(), "fleetop", "-buildvcs=false", "-ldflags", flags)
	if err != nil {
		t.Fatal(err)
	}
	line, err := exec.CommandContext(t.Context(), stamped, "version").Output()
	if got := string(line); err != nil || got != "fleetop 1.2.3 (commit 0123456789ab, 2026-01-02)\n" {
		t.Errorf("it says %q, %v", got, err)
	}
	out, err := exec.CommandContext(t.Context(), stamped, "version", "--json").Output()
	if err != nil {
		t.Fatal(err)
	}
	var got map[string]any
	if err := json.Unmarshal(out, &got); err != nil {
		t.Fatalf("%s: %v", out, err)
	}
	for name, value := range want {
		if got[name] != value {
			t.Errorf("%s is %q, want %q", name, got[name], value)
		}
	}
	if got["modified"] != nil {
		t.Error("a release with a commit of its own speaks of the working copy")
	}

	pages := t.TempDir()
	if out, err := exec.CommandContext(t.Context(), stamped, "man", pages).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	page, err := os.ReadFile(filepath.Join(pages, "fleetop.1"))
	if err != nil || !strings.Contains(string(page), `"Jan 2026" "fleetop 1.2.3"`) {
		t.Errorf("the man page bears neither date nor version: %.200s, %v", page, err)
	}
}
