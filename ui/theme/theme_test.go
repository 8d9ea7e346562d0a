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
	th, err := New(r, name, ascii)
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
	for what, s := range map[string]Style{"the selected row": mono.Selected, "the same without focus": mono.SelectedBlur, "a match": mono.Match, "the current match": mono.MatchCurrent, "a badge": mono.Badge} {
		if s.Open() == "" {
			t.Errorf("mono shows nothing of %s", what)
		}
	}
	if mono.Selected == mono.SelectedBlur || mono.Match == mono.MatchCurrent || mono.Tab == mono.TabActive {
		t.Error("mono draws alike what has to differ")
	}
}

func TestUnknownThemeNamesThoseThereAre(t *testing.T) {
	t.Parallel()
	_, err := New(lipgloss.NewRenderer(io.Discard), "neon", false)
	if err == nil {
		t.Fatal("a theme that does not exist was made")
	}
	for _, name := range append(Names(), "neon") {
		if !strings.Contains(err.Error(), name) {
			t.Errorf("%q does not name %s", err, name)
		}
	}
}

func TestGlyphs(t *testing.T) {
	t.Parallel()
	for _, inASCII := range []bool{false, true} {
		g := newTheme(t, termenv.TrueColor, "default", inASCII).Glyphs
		v := reflect.ValueOf(g)
		for i := range v.NumField() {
			name := v.Type().Field(i).Name
			s, ok := v.Field(i).Interface().(string)
			if !ok {
				continue
			}
			wide := 1
			if inASCII && name == "Arrow" {
				wide = 2
			}
			if n, wc := ansi.StringWidth(s), ansi.StringWidthWc(s); n != wide || wc != wide {
				t.Errorf("ASCII %v: %s %q takes %d cells by grapheme and %d by rune, want %d", inASCII, name, s, n, wc, wide)
			}
			for _, r := range s {
				if inASCII && (r < 0x21 || r > 0x7e) {
					t.Errorf("%s is %q, which is not ASCII", name, s)
				}
			}
		}
		if g.ASCII != inASCII {
			t.Errorf("ASCII is %v, want %v", g.ASCII, inASCII)
		}
		states := []string{g.Running, g.Stopped, g.Busy, g.Failed, g.Terminated, g.Unknown, g.Pending}
		slices.Sort(states)
		if got := slices.Compact(states); len(got) != 7 {
			t.Errorf("seven states have %d glyphs: %q", len(got), got)
		}
	}
}

func TestNoStyleDependsOnTheBackground(t *testing.T) {
	t.Parallel()
	for _, name := range Names() {
		r := lipgloss.NewRenderer(io.Discard)
		r.SetColorProfile(termenv.TrueColor)
		r.SetHasDarkBackground(true)
		dark, err := New(r, name, false)
		if err != nil {
			t.Fatal(err)
		}
		r.SetHasDarkBackground(false)
		light, err := New(r, name, false)
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(dark, light) {
			t.Errorf("%s differs between a dark and a light background", name)
		}
	}
}
