package terminal

import (
	"encoding/base64"
	"strings"
	"testing"
)

func TestClipboard(t *testing.T) {
	t.Parallel()
	const plain = "\x1b]52;c;aGVsbG8=\a"
	for _, test := range []struct{ name, env, want, why string }{
		{"xterm", "TERM=xterm-256color", plain, ""},
		{"tmux", "TERM=screen-256color TMUX=/tmp/x,1,0", plain + "\x1bPtmux;\x1b\x1b]52;c;aGVsbG8=\a\x1b\\", ""},
		{"tmux over ssh", "TERM=tmux-256color", plain + "\x1bPtmux;\x1b\x1b]52;c;aGVsbG8=\a\x1b\\", ""},
		{"screen", "TERM=screen STY=1.pts", "\x1bP\x1b]52;c;aGVsbG8=\x07\x1b\\", ""},
		{"screen in tmux, or tmux in screen", "TERM=screen STY=1.pts TMUX=/tmp/x,1,0", plain + "\x1bP\x1b]52;c;aGVsbG8=\x07\x1b\\", ""},
		{"tmux in screen", "TERM=tmux-256color STY=1.pts TMUX=/tmp/x,1,0", plain + "\x1bPtmux;\x1b\x1b]52;c;aGVsbG8=\a\x1b\\", ""},
		{"screen over ssh", "TERM=screen", plain, ""},
		{"linux console", "TERM=linux", "", "a linux console has no clipboard"},
		{"linux console with colours", "TERM=linux-16color", "", "a linux console has no clipboard"},
	} {
		getenv := func(name string) string {
			for _, v := range strings.Fields(test.env) {
				if value, ok := strings.CutPrefix(v, name+"="); ok {
					return value
				}
			}
			return ""
		}
		got, why := clipboard("hello", getenv)
		if got != test.want || why != test.why {
			t.Errorf("%s: %q, %q; want %q, %q", test.name, got, why, test.want, test.why)
		}
	}
}

func TestClipboardLimit(t *testing.T) {
	t.Parallel()
	xterm := func(name string) string { return map[string]string{"TERM": "xterm"}[name] }
	most := strings.Repeat("x", ClipboardLimit)
	got, why := clipboard(most, xterm)
	if why != "" || len(got) > 100_000 || !strings.Contains(got, base64.StdEncoding.EncodeToString([]byte(most))) {
		t.Errorf("%d bytes are %d, %q", len(most), len(got), why)
	}
	if got, why := clipboard(most+"x", xterm); got != "" || why != "75 kB are more than the 74 kB a terminal takes" {
		t.Errorf("one more is %d bytes, %q", len(got), why)
	}
}
