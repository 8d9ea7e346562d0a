package dialog

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"github.com/muesli/termenv"

	"fleetop/internal/fleet"
	"fleetop/internal/text"
	"fleetop/ui/command"
)

func TestViewerFitsAnyWidth(t *testing.T) {
	t.Parallel()
	for _, content := range []string{`{"a": [1, "日本語 ` + strings.Repeat("long ", 50) + `"], "password": "x"}`, "\x1b[2Jno\x00 JSON\r\n", "", strings.Repeat("[", 2000)} {
		for _, mono := range []string{"dark", "mono"} {
			w := newWorldIn(t, termenv.TrueColor, mono, mono == "mono")
			d := NewViewer(fleet.ID{}, "web")
			for step := range 4 {
				switch step {
				case 1:
					d.Set(NewDocument([]byte(content), w.Theme))
				case 2:
					d.Do(command.Filter, w.Context)
					d.Type("日o\x1b")
				case 3:
					d.Do(command.Accept, w.Context)
					d.Do(command.Wrap, w.Context)
					d.Do(command.Right, w.Context)
					d.Fail("\x1b[31mno")
				}
				for width := 1; width < 90; width += 7 {
					d.SetHeight(width % 9)
					if lines := d.Lines(width, w.Context); len(lines) > max(width%9, 1) {
						t.Fatalf("%d lines where %d are seen", len(lines), width%9)
					}
					for _, l := range append(d.Lines(width, w.Context), d.Foot(w.Context)) {
						if n := text.Width(l); n > width && l != d.Foot(w.Context) {
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
	w := newWorldIn(t, termenv.TrueColor, "dark", false)
	d := NewDocument([]byte(`{"password":"x"}`), w.Theme)
	if got := string(d.Text(false)); got != "{\n  \"password\": \"********\"\n}\n" || d.Secrets != 1 || !d.JSON {
		t.Errorf("%q, %d secrets", got, d.Secrets)
	}
	if got := string(d.Text(true)); got != "{\n  \"password\": \"x\"\n}\n" {
		t.Errorf("%q", got)
	}
}
