package pane

import "testing"

// TestExitCodesAreExplained holds what is said of an exit code.
func TestExitCodesAreExplained(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		code          int
		message, want string
	}{
		{0, "Exit code 0 (Success)", "0 (success)"},
		{1, "Exit code 1", "1"},
		{127, "", "127 (command not found)"},
		{137, "Exit code 137", "137 (SIGKILL: killed, often out of memory)"},
		{137, "OOM", "137 (SIGKILL: killed, often out of memory) · OOM"},
		{3, "Exit code 3 (disk full)", "3 (disk full)"},
	} {
		if got := exitText(test.code, test.message, "·"); got != test.want {
			t.Errorf("%d %q: %q, want %q", test.code, test.message, got, test.want)
		}
	}
	for short, want := range map[string]string{"55m": "55 min", "70ms": "70 ms", "27h": "27 h", "1.5s": "1.5 s", "": ""} {
		if got := spaced(short); got != want {
			t.Errorf("%q: %q, want %q", short, got, want)
		}
	}
}
