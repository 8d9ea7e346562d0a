// Package theme holds the styles and glyphs of the screen. It imports nothing
// but lipgloss: its init has to run before bubbletea's, which would otherwise
// ask the terminal for its background colour and wait seconds for an answer.
package theme

import (
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
	Good, Busy, Warn, Bad    Style // states
	Gone                     Style // terminated objects
	Label, Value, Secret     Style // a detail's facts
	Key, Hint                Style // footer
	Head                     Style // column titles
	Selected, SelectedBlur   Style // the selected row, in the focused pane or not
	Match, MatchCurrent      Style
	Found                    Style // characters of a name that were typed
	Note                     Style // our own lines within a log
	Success, Failure         Style // toasts
	Danger                   Style // a dialog's warning
	Prefix                   []Style
}

// Glyphs are the characters that are not text.
type Glyphs struct {
	ASCII                                      bool
	Running, Stopped, Busy, Failed, Terminated string
	Unknown, Pending, Selected, Arrow, Dot     string
	Blocked                                    string // before what is not possible now
	Ellipsis, Cursor                           string
	Joint                                      string // before a part of a long line that goes on with the one before
	Ascending, Descending                      string // beside the title of the column a list is sorted by
	Horizontal, Vertical                       string
	TopLeft, TopRight, BottomLeft, BottomRight string
}

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

// New makes the theme of that name. Colours are reduced to the renderer's
// profile; mono has none, only bold, faint, underlined and reversed text. It
// fails on an unknown one, naming those there are.
func New(r *lipgloss.Renderer, name string, ascii bool) (Theme, error) {
	p, ok := palettes()[name]
	if !ok {
		return Theme{}, fmt.Errorf("unknown theme %q (choose %s)", name, strings.Join(Names(), ", "))
	}
	return build(r, name, p, ascii), nil
}

// palette is the few colours a theme is made of; empty means the terminal's own.
type palette struct {
	accent, good, busy, warn, bad, quiet lipgloss.Color
	badgeText                            lipgloss.Color
	selectText, selectBack               lipgloss.Color
	matchText, matchBack                 lipgloss.Color
	prefix                               []lipgloss.Color
	mono                                 bool
}

func palettes() map[string]palette {
	return map[string]palette{
		// The terminal's own sixteen colours on its own background.
		"default": {
			accent: "6", good: "2", busy: "6", warn: "3", bad: "1", badgeText: "0", matchText: "0", matchBack: "3",
			prefix: []lipgloss.Color{"6", "5", "2", "3", "4", "1"},
		},
		"light": {
			accent: "#005f87", good: "#0a6b2d", busy: "#005f87", warn: "#8a5a00", bad: "#b00020", quiet: "#5f6368", badgeText: "#ffffff",
			selectText: "#ffffff", selectBack: "#005f87", matchText: "#000000", matchBack: "#ffd75f",
			prefix: []lipgloss.Color{"#005f87", "#7b1fa2", "#0a6b2d", "#8a5a00", "#1a4fa0", "#b00020"},
		},
		"dark": {
			accent: "#7fd1e8", good: "#8fd694", busy: "#7fd1e8", warn: "#f0c674", bad: "#ff8080", quiet: "#9aa0a6", badgeText: "#101418",
			selectText: "#101418", selectBack: "#7fd1e8", matchText: "#101418", matchBack: "#f0c674",
			prefix: []lipgloss.Color{"#7fd1e8", "#d7a6f0", "#8fd694", "#f0c674", "#9ab8ff", "#ff9e9e"},
		},
		"mono": {mono: true, prefix: []lipgloss.Color{""}},
	}
}

func build(r *lipgloss.Renderer, name string, p palette, ascii bool) Theme {
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
	if p.selectBack != "" {
		selected = plain.Foreground(p.selectText).Background(p.selectBack)
	}
	if !p.mono {
		badge = plain.Foreground(p.badgeText).Background(p.accent)
		alert = plain.Foreground(p.badgeText).Background(p.warn).Bold(true)
		match = plain.Foreground(p.matchText).Background(p.matchBack)
	}
	t := Theme{
		Name: name, Glyphs: glyphs(ascii), NoColor: p.mono,
		Bold: open(plain.Bold(true)), Faint: open(quiet),
		Border: open(quiet), BorderFocus: open(coloured(p.accent)),
		Title: open(plain.Bold(true)), TitleFocus: open(coloured(p.accent).Bold(true)),
		Tab: open(quiet), TabActive: open(coloured(p.accent).Bold(true).Underline(p.mono)),
		Brand: open(plain.Bold(true)), Badge: open(badge), BadgeAlert: open(alert),
		Good: open(coloured(p.good)), Busy: open(coloured(p.busy)), Warn: open(coloured(p.warn)), Bad: open(coloured(p.bad).Bold(true)),
		Gone: open(quiet), Label: open(quiet), Secret: open(quiet),
		Key: open(plain.Bold(true)), Hint: open(quiet), Head: open(quiet),
		Selected: open(selected.Bold(true)), SelectedBlur: open(plain.Bold(true).Underline(true)),
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

// open takes the sequence that lipgloss puts in front of a styled text.
func open(s lipgloss.Style) Style {
	const probe = "x"
	before, _, _ := strings.Cut(s.Render(probe), probe)
	return Style{open: before}
}

func glyphs(ascii bool) Glyphs {
	if ascii {
		return Glyphs{
			ASCII: true, Running: ">", Stopped: "#", Busy: "*", Failed: "!", Terminated: "x", Unknown: "?", Pending: "~",
			Selected: ">", Blocked: "-", Arrow: "->", Dot: "-", Ellipsis: "~", Cursor: "_", Joint: "\\", Ascending: "^", Descending: "v", Horizontal: "-", Vertical: "|",
			TopLeft: "+", TopRight: "+", BottomLeft: "+", BottomRight: "+",
		}
	}
	return Glyphs{
		Running: "▶", Stopped: "◼", Busy: "⚙", Failed: "!", Terminated: "✘", Unknown: "?", Pending: "↻",
		Selected: "▸", Blocked: "×", Arrow: "→", Dot: "·", Ellipsis: "…", Cursor: "▏", Joint: "»", Ascending: "↑", Descending: "↓", Horizontal: "─", Vertical: "│",
		TopLeft: "┌", TopRight: "┐", BottomLeft: "└", BottomRight: "┘",
	}
}
