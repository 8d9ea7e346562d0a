package ui_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"fleetop/internal/state"
	"fleetop/internal/uitest"
	"fleetop/ui"
)

// TestACopyWithSecretsGoesWithTheProgram copies where there is no clipboard.
func TestACopyWithSecretsGoesWithTheProgram(t *testing.T) {
	t.Parallel()
	kept, temporary := t.TempDir(), t.TempDir()
	scratch := state.NewScratch(temporary)
	t.Cleanup(func() { _ = scratch.Close() })
	s := setup{options: func(o *ui.Options) {
		o.Host.Clipboard = func(string) (put tea.Cmd, why string) { return nil, "no clipboard here" }
		o.Host.Keep = state.Copies{Dir: kept, Scratch: scratch, Now: time.Now}.Keep
	}}
	files := func(dir string) []string {
		t.Helper()
		found, err := filepath.Glob(filepath.Join(dir, "*.txt"))
		if err != nil {
			t.Fatal(err)
		}
		return found
	}
	inBubble(t, 200, 40, s, func(t *testing.T, d *uitest.Driver, _ *uitest.Server) {
		d.Advance(2 * time.Second)
		d.Press("y", "n")
		d.Advance(100 * time.Millisecond)
		if len(files(kept)) != 1 || len(files(filepath.Join(temporary, "*", "*"))) != 0 {
			t.Errorf("a name went to %v and %v", files(kept), files(filepath.Join(temporary, "*", "*")))
		}
		d.Press("y", "J")
		d.Advance(time.Second)
		d.Sees("copied to "+temporary, "removed when fleetop ends")
		copies := files(filepath.Join(temporary, "*", "*"))
		if len(files(kept)) != 1 || len(copies) != 1 {
			t.Fatalf("the JSON went to %v and %v", files(kept), copies)
		}
		if data, err := os.ReadFile(copies[0]); err != nil || !strings.Contains(string(data), `"container_envvars"`) {
			t.Errorf("%q, %v", data, err)
		}
	})
}
