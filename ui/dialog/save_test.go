package dialog

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"github.com/muesli/termenv"

	"fleetop/internal/text"
	"fleetop/ui/command"
)

func TestSaveAndCopyFitAnyWidth(t *testing.T) {
	t.Parallel()
	for _, ascii := range []bool{false, true} {
		w := newWorldIn(t, termenv.TrueColor, "dark", ascii)
		for step := range 5 {
			save := NewSave("a 日本語 list", "fleetop-日本語.csv", nil, "csv", "txt")
			items := []CopyItem{{Command: command.CopyName, Label: "name", Preview: "日本\x1b[2J語"}, {Command: command.CopyCurl, Label: "curl", Preview: strings.Repeat("x ", 200)}}
			ask := NewCopy("web", items, command.CopyLine)
			switch step {
			case 1:
				w.send(save, command.Accept)
			case 2:
				save.Fail("\x1b[31mno such\n file or directory")
			case 3:
				save.Exists()
			case 4:
				save.Type(strings.Repeat("/日本", 50))
				ask.Do(command.ChooseNext, w.Context)
			}
			for width := 1; width < 120; width += 3 {
				for _, d := range []Dialog{save, ask} {
					for _, l := range d.Lines(width, w.Context) {
						if n := text.Width(l); n > width {
							t.Fatalf("%T: %+q takes %d cells of %d", d, l, n, width)
						}
						if plain := ansi.Strip(l); text.Clean(plain) != plain {
							t.Fatalf("%T: %+q is not clean", d, plain)
						}
					}
				}
			}
		}
	}
}

func TestSave(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	d := NewSave("the list", "a.csv", nil, "csv", "json")
	w.ends(t, d, command.Accept, Asks)
	if f, ok := w.asked.(File); !ok || f.Asked != d || f.Name != "a.csv" || f.Format != "csv" || f.Overwrite {
		t.Errorf("to be written is %+v", w.asked)
	}
	w.send(d, command.Accept)
	w.ends(t, d, command.Accept, Open) // it is written once at a time
	d.Type("x")
	d.Exists()
	w.says(t, d, "> a.csv▏", "This file is there already: what is in it would be lost.", "[ enter Overwrite ]")
	w.ends(t, d, command.Accept, Asks)
	if f, ok := w.asked.(File); !ok || !f.Overwrite {
		t.Error("the second time does not overwrite")
	}
	d.Fail("no")
	d.Type("x")
	w.ends(t, d, command.Accept, Open)
	w.says(t, d, "the name has to end in .csv or .json")
	w.ends(t, d, command.Cancel, Closed)
	w.ends(t, NewSave("logs", "any.thing", nil), command.Accept, Asks)
	if f, ok := w.asked.(File); !ok || f.Format != "" {
		t.Error("logs have no format")
	}
}
