package paint

import "testing"

func TestProfileFor(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, term string
		env        map[string]string
		want       Profile
	}{
		{"xterm", "xterm-256color", nil, ANSI256},
		{"plain xterm", "xterm", nil, ANSI16},
		{"true colour", "xterm-256color", map[string]string{"COLORTERM": "truecolor"}, TrueColor},
		{"kitty", "xterm-kitty", nil, TrueColor},
		{"no colour", "xterm-256color", map[string]string{"NO_COLOR": "1", "COLORTERM": "truecolor"}, NoColor},
		{"NO_COLOR is empty", "xterm-256color", map[string]string{"NO_COLOR": ""}, ANSI256},
		{"screen", "screen-256color", nil, ANSI256},
		{"screen in another terminal", "screen.xterm-256color", nil, ANSI256},
		{"screen passes COLORTERM on", "screen-256color", map[string]string{"COLORTERM": "truecolor"}, ANSI256},
		{"tmux", "tmux-256color", map[string]string{"TMUX": "/tmp/tmux"}, ANSI256},
		{"tmux with true colour", "screen-256color", map[string]string{"TMUX": "/tmp/tmux", "COLORTERM": "truecolor"}, TrueColor},
		{"console", "linux", nil, ANSI16},
		{"rxvt", "rxvt-unicode-256color", nil, ANSI256},
		{"vt220", "vt220", nil, NoColor},
		{"unknown", "hazeltine", nil, ANSI16},
		{"none", "", nil, NoColor},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := ProfileFor(tt.term, func(name string) string { return tt.env[name] }); got != tt.want {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
}
