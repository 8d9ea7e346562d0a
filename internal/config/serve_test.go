//go:build unix

package config

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

// TestServeSaysWhichVariablesItDoesNotRead sets variables that look like the account, or like a
// server to open, which a server does not read.
func TestServeSaysWhichVariablesItDoesNotRead(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		env  map[string]string
		note string
	}{
		{map[string]string{"TUTUM_API_KEY": "x"}, "TUTUM_API_KEY is set but not read: set TUTUM_APIKEY"},
		{map[string]string{"TUTUM_API_KEY": "x", "TUTUM_APIKEY": "y"}, ""},
		{map[string]string{"TUTUM_URL": "x"}, ""},
		{nil, ""},
	} {
		s, err := ResolveServe(Flags{}, func(name string) string { return test.env[name] }, 0)
		if err != nil || s.Note != test.note {
			t.Errorf("%v: %q, %v", test.env, s.Note, err)
		}
	}
}

// TestServeTellsAKeyThatCameThroughAPipe reads one from a pipe, a file and a variable.
func TestServeTellsAKeyThatCameThroughAPipe(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, []byte("k3y"), 0o600); err != nil {
		t.Fatal(err)
	}
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer read.Close()
	if _, err := write.WriteString("k3y"); err != nil {
		t.Fatal(err)
	}
	_ = write.Close()
	for _, test := range []struct {
		flags Flags
		piped bool
	}{{Flags{FlagAPIKeyFile: file}, false}, {Flags{FlagAPIKeyFile: fmt.Sprintf("/dev/fd/%d", read.Fd())}, true}, {Flags{}, false}} {
		env := map[string]string{"TUTUM_APIKEY": "k3y"}
		s, err := ResolveServe(test.flags, func(name string) string { return env[name] }, 0)
		if err != nil || s.KeyPiped != test.piped || s.Key.Reveal() != "k3y" {
			t.Errorf("%v: piped %v, file %q, %v", test.flags, s.KeyPiped, s.KeyFile, err)
		}
	}
}
