package docker

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestOwnContainer checks how a program finds the container that it runs in.
func TestOwnContainer(t *testing.T) {
	t.Parallel()
	id := strings.Repeat("0123456789abcdef", 4)
	for text, want := range map[string]string{
		"":                                     "",
		"12:cpu:/docker/" + id + "\n11:io:/\n": id,
		"0::/system.slice/docker-" + id + ".scope\n":                id,
		"1 2 8:1 /var/lib/docker/containers/" + id + "/hostname /e": id,
		"0::/user.slice/user-1000.slice\n":                          "",
		"12:cpu:/docker/" + id[:20] + "\n":                          "",
	} {
		file := filepath.Join(t.TempDir(), "cgroup")
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if got := ownContainer(filepath.Join(t.TempDir(), "none"), file); got != want {
			t.Errorf("%q: %q", text, got)
		}
	}
}
