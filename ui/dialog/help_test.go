package dialog

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"fleetop/internal/text"
	"fleetop/ui/command"
)

// helpOf offers every command of a place, each with a key of its own, and none is possible that destroys.
type helpOf []Offer

func helpOffers(scope command.Scope) helpOf {
	var out helpOf
	for i, c := range command.All() {
		if c.Scope&scope == 0 {
			continue
		}
		o := Offer{Name: c.Name, Title: c.Title, Doc: c.Doc, Group: c.Group, Arg: c.Arg, Usage: c.Usage(), Keys: fmt.Sprintf("ctrl+%c", 'a'+i%26)}
		if c.Danger {
			o.Why = "nothing is selected"
		}
		if c.Name == command.Redeploy {
			o.Keys = ""
		}
		out = append(out, o)
	}
	return out
}

func (h helpOf) Commands() []Offer                               { return slices.Clone(h) }
func (h helpOf) Objects(command.ID, string, int) ([]Object, int) { return nil, 0 }
func (h helpOf) Resolve(command.ID, string) (r Run, why string)  { return Run{}, "" }
func (h helpOf) Unknown(string) string                           { return "" }

func TestHelpIsOnOneScreen(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.Height = 31 // of 120x36
	for _, scope := range []command.Scope{command.List, command.Detail, command.Logs, command.Activity} {
		d := NewHelp(helpOffers(scope))
		body := w.bodyIn(d, helpWidth-4)
		for _, o := range helpOffers(scope) {
			if !strings.Contains(body, " "+o.Title) {
				t.Errorf("%s is out of sight in %s", o.Name, scope.Names())
			}
		}
		if foot := d.foot(w.Context); strings.Contains(foot, "more") {
			t.Errorf("foot %q although all of it is in sight", foot)
		}
	}
}

func TestHelpRunsWhatIsChosen(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	d := NewHelp(helpOffers(command.List))
	w.says(t, d, "Actions", "View", "Move", "Change the number of containers", ":redeploy")
	w.ends(t, d, command.Accept, Confirmed)
	if w.asked != (Run{Command: command.SetScale}) {
		t.Errorf("runs %+v", w.asked)
	}
	w.do(t, d, command.Down, command.Down)
	w.says(t, d, "not now: nothing is selected")
	w.ends(t, d, command.Accept, Open)
	w.do(t, d, command.Top, command.Bottom, command.Up)
	w.ends(t, d, command.Close, Closed)
	w.ends(t, d, command.Interrupt, Closed)
}

func TestHelpIsSearched(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	d := NewHelp(helpOffers(command.List))
	w.do(t, d, command.Bottom, command.Filter)
	if d.Scope() != command.Prompt {
		t.Error("what is typed is taken for commands")
	}
	typed(d, "reverse")
	w.says(t, d, "/reverse▏", "Reverse order")
	if strings.Contains(w.body(d), "Terminate") {
		t.Error("it shows what was not searched for")
	}
	w.do(t, d, command.HistoryNext, command.HistoryPrevious, command.Accept)
	w.ends(t, d, command.Accept, Confirmed)
	if w.asked != (Run{Command: command.SortReverse}) {
		t.Errorf("runs %+v", w.asked)
	}
	w.do(t, d, command.Close) // ends the search first
	w.says(t, d, "Terminate")
	w.do(t, d, command.Filter)
	typed(d, "xyzzy")
	w.says(t, d, `No key or command matches "xyzzy".`)
	d.input.SetValue("")
	typed(d, "termnate")
	w.says(t, d, `No key or command matches "termnate". Did you mean Terminate (`)
	d.input.SetValue("")
	typed(d, "kill") // as other tools call it
	w.says(t, d, "▸×ctrl", " Terminate", "not now: nothing is selected")
	d.input.SetValue("")
	typed(d, "stop") // not "Start what is stopped", which comes first
	if got := d.found()[d.chosen].Name; got != command.Stop {
		t.Errorf("%s is chosen for stop", got)
	}
	d.input.SetValue("")
	typed(d, "xyzzy")
	w.do(t, d, command.Accept, command.Accept)
	w.do(t, d, command.Filter, command.Cancel)
	w.says(t, d, "Terminate")
	w.ends(t, d, command.Close, Closed)
}

// Wherever one goes in the help, what is chosen is in sight, and so is what it does.
func TestWhatIsChosenInTheHelpIsInSight(t *testing.T) {
	t.Parallel()
	moves := append(command.Movement(), command.Filter, command.Cancel, command.Accept, command.HistoryNext)
	w := newWorld(t)
	rapid.Check(t, func(t *rapid.T) {
		d := NewHelp(helpOffers(command.List))
		w.Height = rapid.IntRange(3, 40).Draw(t, "height")
		width := rapid.IntRange(20, 160).Draw(t, "width")
		for range rapid.IntRange(1, 12).Draw(t, "moves") {
			if id := rapid.SampledFrom(moves).Draw(t, "move"); w.run(d, id) == Confirmed {
				d = NewHelp(helpOffers(command.List))
			}
			if d.typing {
				typed(d, rapid.StringMatching(`[a-z]?`).Draw(t, "typed"))
			}
			lines := d.Lines(width, w.Context)
			if len(lines) > w.Height {
				t.Fatalf("%d lines where %d can be seen", len(lines), w.Height)
			}
			if found := d.found(); len(found) > 0 {
				title := text.AppendFitWords(nil, " "+found[d.chosen].Title, 7, "…")
				if !strings.Contains(ansi.Strip(strings.Join(lines, "\n")), strings.TrimRight(string(title), " …")) {
					t.Fatalf("%s is out of sight in\n%s", found[d.chosen].Name, ansi.Strip(strings.Join(lines, "\n")))
				}
			}
		}
	})
}

func TestATextIsReadToItsEnd(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.Height = 5
	d := NewText("Activity", strings.Repeat("word ", 200)+"end")
	if d.Title() != "Activity" || d.Scope() != command.Reader || strings.Contains(w.body(d), "end") {
		t.Errorf("title %q, scope %b, and it says %q", d.Title(), d.Scope(), w.body(d))
	}
	if foot := d.foot(w.Context); foot != "j ↓ for more, esc closes" {
		t.Errorf("foot %q", foot)
	}
	w.do(t, d, command.Bottom)
	w.says(t, d, "end")
	w.do(t, d, command.Top)
	for range 40 {
		w.do(t, d, command.PageDown)
	}
	w.says(t, d, "end")
	w.ends(t, d, command.Accept, Closed)
	w.ends(t, d, command.Close, Closed)
}
