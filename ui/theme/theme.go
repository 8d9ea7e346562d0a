// Package theme holds the styles and glyphs of the screen. It imports nothing
// but lipgloss: its init has to run before bubbletea's, which would otherwise
// ask the terminal for its background colour and wait seconds for an answer.
package theme

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/charmbracelet/lipgloss"
)

// The background is never asked from the terminal: no style here depends on it.
func init() { lipgloss.SetHasDarkBackground(true) }

// Style is a way to draw text: the sequence that begins it, made once. The
// zero Style draws plain text.
type Style struct{ open string }

// reset ends every style.
const reset = "\x1b[0m"

// Open returns the sequence that begins the style, "" for plain text.
func (s Style) Open() string { return s.open }

// Close returns the sequence that ends the style, "" for plain text.
func (s Style) Close() string {
	if s.open == "" {
		return ""
	}
	return reset
}

// Append adds text in this style. The text must be clean: nothing in it is
// checked or measured here.
func (s Style) Append(dst []byte, text string) []byte {
	if s.open == "" {
		return append(dst, text...)
	}
	dst = append(dst, s.open...)
	dst = append(dst, text...)
	return append(dst, reset...)
}

// Render returns text in this style.
func (s Style) Render(text string) string { return string(s.Append(nil, text)) }

// markCursor is the sequence behind which the cell of the terminal's cursor
// stands: text.CursorParam, which only the painter reads.
const markCursor = "\x1b[200m"

// Caret draws the place where text is typed, in a style; the terminal's own
// cursor stands on it.
func (t *Theme) Caret(s Style) string { return s.open + markCursor + t.Glyphs.Cursor + reset }

// Theme is every style and glyph of the screen.
type Theme struct {
	Name   string
	Glyphs Glyphs
	// NoColor says that colours of foreign text (logs) are dropped too.
	NoColor bool

	Plain, Bold, Faint       Style
	Border, BorderFocus      Style
	Title, TitleFocus        Style
	Tab, TabActive           Style
	Brand, Badge, BadgeAlert Style
	Pill                     Style // the count of problems
	Good, Busy, Warn, Bad    Style // states
	Gone                     Style // terminated objects
	Label, Value, Secret     Style // a detail's facts
	Field                    Style // where something can be typed
	Key, Hint                Style // footer
	Head                     Style // column titles
	Selected                 Style // what is selected in a dialog
	Mark                     Style // before marked rows
	Match, MatchCurrent      Style
	Found                    Style // characters of a name that were typed
	Note                     Style // our own lines within a log
	Success, Failure         Style // toasts
	Danger                   Style // a dialog's warning
	Prefix                   []Style
	Bar, BarBlur             Bar // the selected row, in the focused pane or not
}

// Bar is the look of a selected row: what has a colour keeps it there.
type Bar struct{ Plain, Good, Busy, Warn, Bad, Mark Style }

// Faded returns the theme in which everything that is shown of an object is
// faint: it is not new.
func (t *Theme) Faded() *Theme {
	f := *t
	for _, s := range []*Style{&f.Plain, &f.Bold, &f.Good, &f.Busy, &f.Warn, &f.Bad, &f.Gone, &f.Label, &f.Value, &f.Secret, &f.Note} {
		*s = t.Faint
	}
	f.Prefix = []Style{t.Faint}
	f.NoColor = true
	return &f
}

// Names returns the names of the themes there are.
func Names() []string { return []string{"default", "light", "dark", "mono"} }

// New makes the theme of that name, of characters that the terminal can show.
// Colours are reduced to the renderer's profile; mono has none, only bold, faint,
// underlined and reversed text. It fails on an unknown one, naming those there are.
func New(r *lipgloss.Renderer, name string, charset Charset) (Theme, error) {
	p, ok := palettes()[name]
	if !ok {
		return Theme{}, fmt.Errorf("unknown theme %q (choose %s)", name, strings.Join(Names(), ", "))
	}
	return build(r, name, p, glyphs(charset)), nil
}

// palette is the few colours a theme is made of; empty means the terminal's own.
type palette struct {
	accent, good, busy, warn, bad, quiet lipgloss.Color
	badgeText, pillText                  lipgloss.Color
	selectText, selectBack, blurBack     lipgloss.Color
	matchText, matchBack                 lipgloss.Color
	prefix                               []lipgloss.Color
	mono                                 bool
}

func palettes() map[string]palette {
	return map[string]palette{
		// The terminal's own sixteen colours on its own background.
		"default": {
			accent: "6", good: "2", busy: "6", warn: "3", bad: "1", badgeText: "0", pillText: "7", matchText: "0", matchBack: "3",
			prefix: []lipgloss.Color{"6", "5", "4", "75", "141", "110"},
		},
		"light": {
			accent: "#005f87", good: "#0a6b2d", busy: "#005f87", warn: "#8a5a00", bad: "#b00020", quiet: "#5f6368", badgeText: "#ffffff",
			selectText: "#000000", selectBack: "#c6def0", blurBack: "#e4e7ea", matchText: "#000000", matchBack: "#ffd75f",
			prefix: []lipgloss.Color{"#005f87", "#8700af", "#0000af", "#0087af", "#5f5faf", "#af005f"},
		},
		"dark": {
			accent: "#7fd1e8", good: "#8fd694", busy: "#7fd1e8", warn: "#f0c674", bad: "#ff8080", quiet: "#9aa0a6", badgeText: "#101418",
			selectText: "#ffffff", selectBack: "#28485a", blurBack: "#262d33", matchText: "#101418", matchBack: "#f0c674",
			prefix: []lipgloss.Color{"#7fd1e8", "#d7a6f0", "#9ab8ff", "#5fc0d8", "#b99cff", "#a8d4ff"},
		},
		"mono": {mono: true, prefix: []lipgloss.Color{""}},
	}
}

func build(r *lipgloss.Renderer, name string, p palette, g Glyphs) Theme {
	plain := r.NewStyle()
	coloured := func(c lipgloss.Color) lipgloss.Style {
		if c == "" {
			return plain
		}
		return plain.Foreground(c)
	}
	quiet := plain.Faint(true)
	if p.quiet != "" {
		quiet = plain.Foreground(p.quiet)
	}
	selected, badge, alert, match := plain.Reverse(true), plain.Reverse(true), plain.Reverse(true).Bold(true), plain.Reverse(true)
	blurred, pill := plain.Reverse(true).Faint(true), plain.Reverse(true).Bold(true)
	if p.selectBack != "" {
		selected = plain.Foreground(p.selectText).Background(p.selectBack)
		blurred = plain.Background(p.blurBack)
	}
	if !p.mono {
		badge = plain.Foreground(p.badgeText).Background(p.accent)
		alert = plain.Foreground(p.badgeText).Background(p.warn).Bold(true)
		match = plain.Foreground(p.matchText).Background(p.matchBack)
		pill = plain.Foreground(cmp.Or(p.pillText, p.badgeText)).Background(p.bad).Bold(true)
	}
	t := Theme{
		Name: name, Glyphs: g, NoColor: p.mono,
		Bold: open(plain.Bold(true)), Faint: open(quiet),
		Border: open(quiet), BorderFocus: open(coloured(p.accent)),
		Title: open(plain.Bold(true)), TitleFocus: open(coloured(p.accent).Bold(true)),
		Tab: open(quiet), TabActive: open(coloured(p.accent).Bold(true).Underline(p.mono)),
		Brand: open(plain.Bold(true)), Badge: open(badge), BadgeAlert: open(alert), Pill: open(pill),
		Good: open(coloured(p.good)), Busy: open(coloured(p.busy)), Warn: open(coloured(p.warn)), Bad: open(coloured(p.bad).Bold(true)),
		Gone: open(quiet), Label: open(quiet), Secret: open(quiet),
		Field: open(plain.Underline(true)),
		Key:   open(plain.Bold(true)), Hint: open(quiet), Head: open(quiet),
		Selected: open(selected.Bold(true)), Mark: open(coloured(p.accent)),
		Bar: bar(selected.Bold(true), p), BarBlur: bar(blurred, p),
		Match: open(match), MatchCurrent: open(plain.Reverse(true).Bold(true).Underline(true)),
		Found:   open(coloured(p.accent).Bold(true).Underline(true)),
		Note:    open(coloured(p.warn).Faint(p.mono)),
		Success: open(coloured(p.good)), Failure: open(coloured(p.bad).Bold(true)), Danger: open(coloured(p.bad).Bold(true)),
	}
	for _, c := range p.prefix {
		t.Prefix = append(t.Prefix, open(coloured(c)))
	}
	return t
}

// bar makes the look of a selected row. A row in reverse video shows the background as its text.
func bar(look lipgloss.Style, p palette) Bar {
	coloured := func(c lipgloss.Color) Style {
		switch {
		case c == "":
			return open(look)
		case look.GetReverse():
			return open(look.Background(c))
		default:
			return open(look.Foreground(c))
		}
	}
	return Bar{Plain: open(look), Good: coloured(p.good), Busy: coloured(p.busy), Warn: coloured(p.warn), Bad: coloured(p.bad), Mark: coloured(p.accent)}
}

// open takes the sequence that lipgloss puts in front of a styled text.
func open(s lipgloss.Style) Style {
	const probe = "x"
	before, _, _ := strings.Cut(s.Render(probe), probe)
	return Style{open: before}
}
