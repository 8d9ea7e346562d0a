package pane

import (
	"io"
	"strings"
	"testing"

	"github.com/charmbracelet/lipgloss"
	"github.com/charmbracelet/x/ansi"

	"fleetop/internal/recorder"
	"fleetop/internal/text"
	"fleetop/ui/theme"
)

// TestARibbonIsTwelveCellsInEveryTheme draws a ribbon of every level: each has a glyph of its own, one
// cell wide, so that nothing is said by colour alone.
func TestARibbonIsTwelveCellsInEveryTheme(t *testing.T) {
	t.Parallel()
	r := recorder.Ribbon{recorder.Unseen, recorder.Unseen, recorder.Well, recorder.Well, recorder.Busy, recorder.Stopped, recorder.Partly, recorder.Failed, recorder.Well, recorder.Well, recorder.Well, recorder.Well}
	for _, name := range theme.Names() {
		for _, ascii := range []bool{false, true} {
			th, err := theme.New(lipgloss.NewRenderer(io.Discard), name, theme.CharsetFor("", ascii))
			if err != nil {
				t.Fatal(err)
			}
			want := "··▇▇▅▁▆▂▇▇▇▇"
			if ascii {
				want = "..==~_-x===="
			}
			plain, drawn := RibbonText(r, &th.Glyphs), string(AppendRibbon(nil, r, &th))
			if plain != want || ansi.Strip(drawn) != want || text.Width(plain) != recorder.Cells {
				t.Errorf("%s: %q and %q, want %q", name, plain, drawn, want)
			}
			glyphs := ribbonGlyphs(&th.Glyphs)
			if all := strings.Join(glyphs[:], ""); len([]rune(all)) != len(glyphs) {
				t.Errorf("%s: glyphs %q", name, all)
			}
		}
	}
	if RibbonStyle(r) != styleBad || RibbonStyle(recorder.Ribbon{recorder.Well}) != stylePlain {
		t.Error("a ribbon is not drawn as its worst cell")
	}
}
