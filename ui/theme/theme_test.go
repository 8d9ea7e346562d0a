package theme

import (
	"fmt"
	"io"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/charmbracelet/lipgloss"
	"github.com/charmbracelet/x/ansi"
	"github.com/muesli/termenv"
)

func profiles() []termenv.Profile {
	return []termenv.Profile{termenv.Ascii, termenv.ANSI, termenv.ANSI256, termenv.TrueColor}
}

func newTheme(t *testing.T, p termenv.Profile, name string, ascii bool) Theme {
	t.Helper()
	r := lipgloss.NewRenderer(io.Discard)
	r.SetColorProfile(p)
	th, err := New(r, name, CharsetFor("", ascii))
	if err != nil {
		t.Fatal(err)
	}
	return th
}

// styles returns every style of a theme by the name of its field.
func styles(th Theme) map[string]Style {
	out := map[string]Style{}
	v := reflect.ValueOf(th)
	for i := range v.NumField() {
		name := v.Type().Field(i).Name
		switch s := v.Field(i).Interface().(type) {
		case Style:
			out[name] = s
		case Bar:
			bar := reflect.ValueOf(s)
			for i := range bar.NumField() {
				out[name+bar.Type().Field(i).Name], _ = bar.Field(i).Interface().(Style)
			}
		case []Style:
			for n, s := range s {
				out[name+strconv.Itoa(n)] = s
			}
		}
	}
	return out
}

var sgr = regexp.MustCompile(`^\x1b\[([0-9;]*)m$`)

// attributes returns the parameters of the one sequence a style begins with.
func attributes(t *testing.T, name string, s Style) []string {
	t.Helper()
	if s.Open() == "" {
		return nil
	}
	m := sgr.FindStringSubmatch(s.Open())
	if m == nil {
		t.Fatalf("%s begins with %q, which is not one SGR sequence", name, s.Open())
	}
	return strings.Split(m[1], ";")
}

// colours returns the parameters that set a colour.
func colours(params []string) []string {
	return slices.DeleteFunc(slices.Clone(params), func(p string) bool { return slices.Contains([]string{"1", "2", "4", "7"}, p) })
}

func TestEveryThemeInEveryProfile(t *testing.T) {
	t.Parallel()
	for _, name := range Names() {
		for _, p := range profiles() {
			t.Run(fmt.Sprint(name, " ", p.Name()), func(t *testing.T) {
				t.Parallel()
				th := newTheme(t, p, name, false)
				if th.Name != name || len(th.Prefix) == 0 || th.NoColor != (name == "mono") {
					t.Errorf("name %q, %d prefixes, no colour %v", th.Name, len(th.Prefix), th.NoColor)
				}
				all := styles(th)
				if len(all) < 30 {
					t.Fatalf("only %d styles were found", len(all))
				}
				for field, s := range all {
					params := attributes(t, field, s)
					if p == termenv.Ascii && len(params) > 0 {
						t.Errorf("%s is %q where nothing can be styled", field, s.Open())
					}
					if got := colours(params); name == "mono" && len(got) > 0 {
						t.Errorf("%s has a colour: %q", field, s.Open())
					}
					if p == termenv.ANSI && (slices.Contains(params, "38") || slices.Contains(params, "48")) {
						t.Errorf("%s is %q where there are sixteen colours", field, s.Open())
					}
					if got := s.Render("x"); ansi.Strip(got) != "x" || (s.Open() != "") != strings.HasSuffix(got, "x\x1b[0m") || s.Open()+"x"+s.Close() != got {
						t.Errorf("%s draws %q", field, got)
					}
				}
			})
		}
	}
}

func TestDefaultKeepsToTheTerminalsColours(t *testing.T) {
	t.Parallel()
	th := newTheme(t, termenv.TrueColor, "default", false)
	for field, s := range styles(th) {
		if strings.HasPrefix(field, "Prefix") {
			continue // the sixteen have too few that are neither red, green nor yellow
		}
		for _, p := range colours(attributes(t, field, s)) {
			n, err := strconv.Atoi(p)
			if err != nil || n < 30 || n > 47 || n == 38 {
				t.Errorf("%s is %q, which is none of the sixteen colours", field, s.Open())
			}
		}
	}
	if th.Plain.Open() != "" || th.Bold.Open() != "\x1b[1m" {
		t.Errorf("plain is %q, bold is %q", th.Plain.Open(), th.Bold.Open())
	}
}

// TestNamesInLogsLookLikeNoState checks the colours of containers in merged logs: none is red, green or
// yellow, which are those of states.
func TestNamesInLogsLookLikeNoState(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"default", "light", "dark"} {
		th := newTheme(t, termenv.ANSI, name, false)
		for i, s := range th.Prefix {
			for _, p := range attributes(t, name, s) {
				if slices.Contains([]string{"31", "32", "33", "91", "92", "93"}, p) {
					t.Errorf("%s: name %d is %q", name, i, s.Open())
				}
			}
		}
		th, seen := newTheme(t, termenv.ANSI256, name, false), map[string]bool{}
		for _, s := range th.Prefix {
			seen[s.Open()] = true
		}
		if len(seen) != 6 {
			t.Errorf("%s: six names have %d looks", name, len(seen))
		}
	}
}

func TestStatesDifferWherePossible(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"default", "light", "dark"} {
		th := newTheme(t, termenv.TrueColor, name, false)
		seen := map[string]bool{}
		for _, s := range []Style{th.Good, th.Busy, th.Warn, th.Bad, th.Gone} {
			seen[s.Open()] = true
		}
		if len(seen) != 5 {
			t.Errorf("%s has %d looks for five kinds of state", name, len(seen))
		}
	}
	mono := newTheme(t, termenv.TrueColor, "mono", false)
	for what, s := range map[string]Style{"the selected row": mono.Bar.Plain, "the same without focus": mono.BarBlur.Plain, "a match": mono.Match, "the current match": mono.MatchCurrent, "a badge": mono.Badge} {
		if s.Open() == "" {
			t.Errorf("mono shows nothing of %s", what)
		}
	}
	if mono.Bar == mono.BarBlur || mono.Match == mono.MatchCurrent || mono.Tab == mono.TabActive {
		t.Error("mono draws alike what has to differ")
	}
}

func TestUnknownThemeNamesThoseThereAre(t *testing.T) {
	t.Parallel()
	_, err := New(lipgloss.NewRenderer(io.Discard), "neon", Unicode)
	if err == nil {
		t.Fatal("a theme that does not exist was made")
	}
	for _, name := range append(Names(), "neon") {
		if !strings.Contains(err.Error(), name) {
			t.Errorf("%q does not name %s", err, name)
		}
	}
}

// inConsoleFonts are the characters beyond ASCII that every font of 16 lines of Debian's console-setup
// for Western languages (Lat15, Uni1 to Uni3) has.
const inConsoleFonts = "■»×→▸…·─│┌┐└┘↑↓█"

func TestGlyphs(t *testing.T) {
	t.Parallel()
	for charset, may := range map[Charset]func(r rune) bool{
		Unicode: func(r rune) bool { return r > 0x20 && r < 0x2600 || r == '✗' }, // From there on stand emoji.
		Console: func(r rune) bool { return r > 0x20 && r < 0x7f || strings.ContainsRune(inConsoleFonts, r) },
		ASCII:   func(r rune) bool { return r > 0x20 && r < 0x7f },
	} {
		g := glyphs(charset)
		v := reflect.ValueOf(g)
		for i := range v.NumField() {
			name := v.Type().Field(i).Name
			s, ok := v.Field(i).Interface().(string)
			if !ok {
				continue
			}
			wide := 1
			if charset == ASCII && name == "Arrow" {
				wide = 2
			}
			if name == "Bars" {
				wide = 8
			}
			if n, wc := ansi.StringWidth(s), ansi.StringWidthWc(s); n != wide || wc != wide {
				t.Errorf("charset %d: %s %q takes %d cells by grapheme and %d by rune, want %d", charset, name, s, n, wc, wide)
			}
			for _, r := range s {
				if !may(r) {
					t.Errorf("charset %d: %s is %q, which it does not have", charset, name, s)
				}
			}
		}
		if g.ASCII != (charset == ASCII) {
			t.Errorf("charset %d: ASCII is %v", charset, g.ASCII)
		}
		states := []string{g.Running, g.Stopped, g.Busy, g.Failed, g.Terminated, g.Unknown, g.Pending}
		slices.Sort(states)
		if got := slices.Compact(states); len(got) != 7 || slices.Contains(states, g.Selected) {
			t.Errorf("charset %d: seven states have %d glyphs, the cursor is %s: %q", charset, len(got), g.Selected, got)
		}
	}
}

func TestCharsetFollowsTheTerminal(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		term  string
		ascii bool
		want  Charset
	}{{"xterm-256color", false, Unicode}, {"linux", false, Console}, {"linux", true, ASCII}, {"", true, ASCII}, {"", false, Unicode}} {
		if got := CharsetFor(test.term, test.ascii); got != test.want {
			t.Errorf("%q has charset %d with ASCII %v, want %d", test.term, got, test.ascii, test.want)
		}
	}
}

func TestNoStyleDependsOnTheBackground(t *testing.T) {
	t.Parallel()
	for _, name := range Names() {
		r := lipgloss.NewRenderer(io.Discard)
		r.SetColorProfile(termenv.TrueColor)
		r.SetHasDarkBackground(true)
		dark, err := New(r, name, Unicode)
		if err != nil {
			t.Fatal(err)
		}
		r.SetHasDarkBackground(false)
		light, err := New(r, name, Unicode)
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(dark, light) {
			t.Errorf("%s differs between a dark and a light background", name)
		}
	}
}
