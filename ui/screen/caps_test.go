package screen

import "testing"

func TestCapsFor(t *testing.T) {
	t.Parallel()
	full := Caps{Colors: ANSI256, Absolute: true, BCE: true, Delta: true, ECH: true, REP: true, Regions: true, Scroll: true}
	with := func(c Caps, change func(*Caps)) Caps {
		change(&c)
		return c
	}
	noREP := with(full, func(c *Caps) { c.REP = false })
	screenCaps := with(noREP, func(c *Caps) { c.BCE, c.ECH = false, false })
	tests := []struct {
		name, term string
		env        map[string]string
		want       Caps
	}{
		{"xterm", "xterm-256color", nil, full},
		{"plain xterm", "xterm", nil, with(full, func(c *Caps) { c.Colors = ANSI16 })},
		{"true colour", "xterm-256color", map[string]string{"COLORTERM": "truecolor"}, with(full, func(c *Caps) { c.Colors = TrueColor })},
		{"kitty", "xterm-kitty", nil, with(full, func(c *Caps) { c.Colors = TrueColor })},
		{"no colour", "xterm-256color", map[string]string{"NO_COLOR": "1", "COLORTERM": "truecolor"}, with(full, func(c *Caps) { c.Colors = NoColor })},
		{"NO_COLOR is empty", "xterm-256color", map[string]string{"NO_COLOR": ""}, full},
		{"Terminal.app", "xterm-256color", map[string]string{"TERM_PROGRAM": "Apple_Terminal"}, noREP},
		{"screen", "screen-256color", nil, screenCaps},
		{"screen in another terminal", "screen.xterm-256color", nil, screenCaps},
		{"screen with another name", "xterm-256color", map[string]string{"STY": "1.pts-0"}, screenCaps},
		{"screen passes COLORTERM on", "screen-256color", map[string]string{"COLORTERM": "truecolor"}, screenCaps},
		{"tmux", "tmux-256color", map[string]string{"TMUX": "/tmp/tmux"}, screenCaps},
		{"tmux with true colour", "screen-256color", map[string]string{"TMUX": "/tmp/tmux", "COLORTERM": "truecolor"}, with(screenCaps, func(c *Caps) { c.Colors = TrueColor })},
		{"console", "linux", nil, Caps{Colors: ANSI16, Absolute: true, BCE: true, ECH: true, Regions: true}},
		{"rxvt", "rxvt-unicode-256color", nil, noREP},
		{"vt220", "vt220", nil, Caps{ECH: true, Regions: true}},
		{"unknown", "hazeltine", nil, Caps{Colors: ANSI16}},
		{"a name that only begins like one", "xtermish", nil, Caps{Colors: ANSI16}},
		{"none", "", nil, Caps{}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := CapsFor(tt.term, func(name string) string { return tt.env[name] }); got != tt.want {
				t.Errorf("got  %+v\nwant %+v", got, tt.want)
			}
		})
	}
}
