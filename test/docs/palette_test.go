package docs

import (
	"slices"
	"strings"
	"testing"

	"fleetop/internal/ptytest"
	"fleetop/ui/command"
)

// TestPaletteLinesOfTheDocsWork types the lines that the pages give to the palette.
func TestPaletteLinesOfTheDocsWork(t *testing.T) {
	t.Parallel()
	shows := map[string][]string{
		":scale 5":           {`╭ Scale`, `→ 5`},
		":containers exited": {`worker-4 `, `filter "exited"`},
		":logs web-1":        {`╭ Logs.* web-1`},
		":redeploy":          {`╭ Redeploy`},
		":policies":          {`╭ Policies`},
	}
	given := map[string]bool{}
	for path, text := range pages(t) {
		for _, span := range inline(text) {
			name, _, _ := strings.Cut(strings.TrimPrefix(span, ":"), " ")
			known := slices.ContainsFunc(command.All(), func(c command.Command) bool { return string(c.Name) == name })
			if !strings.HasPrefix(span, ":") || !known {
				continue
			}
			given[span] = true
			if shows[span] == nil {
				t.Errorf("%s gives %q to the palette, which no test does", path, span)
			}
		}
	}
	for line, patterns := range shows {
		if !given[line] {
			t.Errorf("no page gives %q to the palette any more", line)
		}
		t.Run(line, func(t *testing.T) {
			t.Parallel()
			term := ptytest.Start(t, ptytest.Options{Path: program, Cols: 120, Rows: 36})
			term.WaitFor(`▸ worker`)
			term.Send("2")
			term.WaitFor(`web-1 `)
			term.Send("1")
			term.WaitFor(`▸ worker`)
			term.Send(":")
			term.WaitFor(`╭ Commands`)
			term.Send(strings.TrimPrefix(line, ":"), "\r")
			for _, pattern := range patterns {
				term.WaitFor(pattern)
			}
		})
	}
}
