package pane

import (
	"io"
	"strings"
	"testing"

	"github.com/charmbracelet/lipgloss"
	"github.com/charmbracelet/x/ansi"
	"github.com/muesli/termenv"

	"fleetop/internal/fleet"
	"fleetop/internal/text"
	"fleetop/ui/command"
	"fleetop/ui/theme"
)

func coloured(t *testing.T, name string, ascii bool) *Context {
	t.Helper()
	c := testContext(t)
	r := lipgloss.NewRenderer(io.Discard)
	r.SetColorProfile(termenv.TrueColor)
	th, err := theme.New(r, name, theme.CharsetFor("", ascii))
	if err != nil {
		t.Fatal(err)
	}
	keys, err := command.NewKeymap(nil, false)
	if err != nil {
		t.Fatal(err)
	}
	c.Theme, c.Keys = &th, keys
	return c
}

func TestJSONFitsAnyWidth(t *testing.T) {
	t.Parallel()
	for _, content := range []string{`{"a": [1, "日本語 ` + strings.Repeat("long ", 50) + `"], "password": "x"}`, "\x1b[2Jno\x00 JSON\r\n", "", strings.Repeat("[", 2000)} {
		for _, mono := range []string{"dark", "mono"} {
			c := coloured(t, mono, mono == "mono")
			d := NewJSON(fleet.ID{}, "web")
			for step := range 4 {
				switch step {
				case 1:
					d.Set(NewDocument([]byte(content), c.Theme))
				case 2:
					d.SetSearch("日o\x1b")
				case 3:
					d.Find()
					d.Do(command.Wrap)
					d.Do(command.Right)
					d.Fail("\x1b[31mno")
				}
				for width := 1; width < 90; width += 7 {
					lines := d.Lines(width, width%9, c)
					if len(lines) > width%9 {
						t.Fatalf("%d lines where %d are seen", len(lines), width%9)
					}
					foot := d.Foot(c)
					for _, l := range append(lines, foot) {
						if n := text.Width(l); n > width && l != foot {
							t.Fatalf("%+q takes %d cells of %d", l, n, width)
						}
						if plain := ansi.Strip(l); text.Clean(plain) != plain {
							t.Fatalf("%+q is not clean", l)
						}
						if mono == "mono" && strings.Contains(l, "\x1b[3") {
							t.Fatalf("%+q has a colour", l)
						}
					}
				}
			}
		}
	}
}

func TestDocumentText(t *testing.T) {
	t.Parallel()
	d := NewDocument([]byte(`{"password":"x"}`), coloured(t, "dark", false).Theme)
	if got := string(d.Text(false)); got != "{\n  \"password\": \"********\"\n}\n" || d.Secrets != 1 || !d.JSON {
		t.Errorf("%q, %d secrets", got, d.Secrets)
	}
	if got := string(d.Text(true)); got != "{\n  \"password\": \"x\"\n}\n" {
		t.Errorf("%q", got)
	}
}
