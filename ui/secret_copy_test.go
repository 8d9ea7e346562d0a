package ui_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"fleetop/internal/uitest"
	"fleetop/ui"
)

// TestACopyWithSecretsGoesWithTheProgram copies where there is no clipboard.
func TestACopyWithSecretsGoesWithTheProgram(t *testing.T) {
	t.Parallel()
	kept, temporary := t.TempDir(), t.TempDir()
	s := setup{options: func(o *ui.Options) {
		o.Clipboard = func(string) (put tea.Cmd, why string) { return nil, "no clipboard here" }
		o.CopyDir, o.TempDir = kept, func() (string, error) { return temporary, nil }
	}}
	files := func(dir string) []string {
		t.Helper()
		found, err := filepath.Glob(filepath.Join(dir, "*"))
		if err != nil {
			t.Fatal(err)
		}
		return found
	}
	inBubble(t, 200, 40, s, func(t *testing.T, d *uitest.Driver, _ *uitest.Server) {
		d.Advance(2 * time.Second)
		d.Press("y", "n")
		d.Advance(100 * time.Millisecond)
		if len(files(kept)) != 1 || len(files(temporary)) != 0 {
			t.Errorf("a name went to %v and %v", files(kept), files(temporary))
		}
		d.Press("y", "j")
		d.Advance(time.Second)
		d.Sees("copied to "+temporary, "removed when fleetop ends")
		copies := files(temporary)
		if len(files(kept)) != 1 || len(copies) != 1 {
			t.Fatalf("the JSON went to %v and %v", files(kept), copies)
		}
		if data, err := os.ReadFile(copies[0]); err != nil || !strings.Contains(string(data), `"container_envvars"`) {
			t.Errorf("%q, %v", data, err)
		}
	})
}
