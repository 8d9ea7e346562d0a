package dialog

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
	"github.com/muesli/termenv"

	"fleetop/internal/fleet"
	"fleetop/internal/text"
	"fleetop/ui/command"
)

// offersOf is what the tests' palette offers.
type offersOf struct{ offers []Offer }

func (o offersOf) Commands() []Offer { return o.offers }

func (o offersOf) Objects(_ command.ID, content string, limit int) ([]Object, int) {
	var out []Object
	for _, name := range []string{"web", "web-1", "web-2", "日本語-1"} {
		if strings.Contains(name, content) && len(out) < limit {
			out = append(out, Object{ID: fleet.ID{Key: name}, Name: name, About: "container"})
		}
	}
	return out, len(out)
}

func (o offersOf) Resolve(name command.ID, arg string) (Run, string) {
	if arg == "bad" {
		return Run{}, "that is bad"
	}
	return Run{Command: name, Arg: arg}, ""
}

func (o offersOf) Unknown(line string) string { return "unknown: " + text.Clean(line) }

func someOffers() offersOf {
	var offers []Offer
	for _, c := range command.All() {
		offers = append(offers, Offer{Name: c.Name, Title: c.Title, Keys: "k ↓", Doc: c.Doc, Group: c.Group, Arg: c.Arg})
	}
	return offersOf{offers}
}

func TestSearchPutsTheBestFirst(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ text, first string }{
		{"", "scale"},
		{"stop", "stop"},
		{"STOP", "stop"},
		{"start", "start"},
		{"s", "scale"},
		{"sc", "scale"},
		{"scale u", "scale-up"},
		{"page down", "page-down"},
		{"pgd", "page-down"},
		{"quit", "quit"},
		{"quitn", "quit-now"},
		{"half", "half-down"},
		{"logs", "logs"},
		{"  term ", "terminate"},
		{"trm", "terminate"},
		{"filter", "filter"},
	} {
		found := search(someOffers().offers, test.text)
		if len(found) == 0 || string(found[0].offer.Name) != test.first {
			t.Errorf("%q finds %+v, want %s first", test.text, found[:min(len(found), 2)], test.first)
		}
	}
	if found := search(someOffers().offers, "xyzzy"); len(found) != 0 {
		t.Errorf("xyzzy finds %v", found)
	}
}

func TestSplit(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		line string
		name command.ID
		arg  string
	}{
		{"scale 5", command.SetScale, "5"},
		{" SCALE   5 ", command.SetScale, "5"},
		{"scale ", command.SetScale, ""},
		{"scale", "", ""},
		{"scale up", "", ""}, // a command of that title
		{"scale u", "", ""},
		{"scale 5 x", command.SetScale, "5 x"},
		{"applications state:Stopped !web", command.ShowApplications, "state:Stopped !web"},
		{"logs web-1", command.OpenLogs, "web-1"},
		{"pause now", "", ""}, // takes none
		{"nothing x", "", ""},
		{"", "", ""},
		{" ", "", ""},
	} {
		o, arg, ok := split(someOffers().offers, test.line)
		if o.Name != test.name || arg != test.arg || ok != (test.name != "") {
			t.Errorf("%q is %q with %q (%v), want %q with %q", test.line, o.Name, arg, ok, test.name, test.arg)
		}
	}
}

func TestPaletteMarksWhatWasTyped(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"default", "mono"} {
		w := newWorldIn(t, termenv.ANSI256, name, false)
		w.Height = 20
		d := NewPalette(someOffers(), nil)
		d.Type("trm")
		lines := d.Lines(96, w.Context)
		line := lines[2]
		for _, r := range "Trm" {
			if !strings.Contains(line, w.Theme.MatchCurrent.Render(string(r))) {
				t.Errorf("%s: %q is not marked in %q", name, r, line)
			}
		}
		if w.Theme.Found.Open() == w.Theme.Plain.Open() || !strings.Contains(w.Theme.Found.Open(), "4") {
			t.Errorf("%s: what was typed is not underlined: %q", name, w.Theme.Found.Open())
		}
	}
}

func TestPaletteKeepsWhatIsTyped(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.Height = 20
	d := NewPalette(someOffers(), nil)
	d.Type("logs bad")
	w.ends(t, d, command.Accept, Open)
	w.says(t, d, ":logs bad▏", "that is bad")
	d.Type("x")
	if strings.Contains(w.body(d), "that is bad") {
		t.Error("the refusal stays although the line has changed")
	}
	w.ends(t, d, command.Accept, Confirmed)
	if got := w.asked; got != (Run{Command: command.OpenLogs, Arg: "badx", Line: "logs badx"}) {
		t.Errorf("request %+v", got)
	}
	w.ends(t, d, command.Cancel, Closed)
	w.ends(t, d, command.Interrupt, Closed)
	if d.Scope() != command.Palette || d.Title() != "Commands" {
		t.Errorf("scope %b, title %q", d.Scope(), d.Title())
	}
}

func TestPaletteCursorStaysOnItsObject(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	d := NewPalette(someOffers(), nil)
	d.Type("logs web")
	w.do(t, d, command.ChooseNext, command.ChooseNext)
	w.ends(t, d, command.Accept, Confirmed)
	if got := w.asked; got != (Run{Command: command.OpenLogs, Arg: "web-2", Object: fleet.ID{Key: "web-2"}, Line: "logs web-2"}) {
		t.Errorf("request %+v", got)
	}
	w.do(t, d, command.ChooseNext, command.ChooseNext, command.ChoosePrevious)
	w.ends(t, d, command.Accept, Confirmed)
	if got := w.asked.(Run).Arg; got != "web-1" {
		t.Errorf("one up from the last is %q", got)
	}
}

func TestPaletteCompletes(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, test := range []struct{ typed, want string }{
		{"ter", "terminate "},
		{"pau", "pause"},
		{"logs we", "logs web"},
		{"xyzzy", "xyzzy"},
		{"scale 5", "scale 5"},
	} {
		d := NewPalette(someOffers(), nil)
		d.Type(test.typed)
		w.do(t, d, command.Complete)
		if got := d.input.Value(); got != test.want {
			t.Errorf("%q completes to %q, want %q", test.typed, got, test.want)
		}
	}
}

// FuzzPalette types any line: nothing panics, every line of what is drawn is as
// wide as it was told and clean, and what is taken apart is what was typed.
func FuzzPalette(f *testing.F) {
	for _, line := range []string{"", "scale 5", "logs web-1", "scale up", " x  y ", "日本語", "\x1b[31m", "applications state:Stopped", "logs \u202ex", "q!", "scale -1", "scale 99999999999999999999", "logs  ", "logs web-1 extra", "e\u0301 \u200d", "SCALE 5", "containers \"two words\"", "\xff\xfe", "redeploy web", "\t"} {
		f.Add(line, uint8(60))
	}
	f.Fuzz(func(t *testing.T, line string, width uint8) {
		offers := someOffers()
		if _, arg, ok := split(offers.offers, line); ok && !strings.Contains(line, arg) {
			t.Errorf("%+q has no argument %+q", line, arg)
		}
		for _, m := range search(offers.offers, line) {
			for _, at := range m.title {
				if at >= len(m.offer.Title) {
					t.Errorf("%+q marks %d of %q", line, at, m.offer.Title)
				}
			}
		}
		if !utf8.ValidString(line) {
			return
		}
		for _, ascii := range []bool{false, true} {
			w := newWorldIn(t, termenv.TrueColor, "dark", ascii)
			w.Height = int(width) % 30
			d := NewPalette(offers, []string{line})
			d.Type(line)
			for _, id := range []command.ID{command.ChooseNext, command.Complete, command.ChoosePrevious, command.Accept} {
				d.Do(id, w.Context)
				for _, at := range []int{1, int(width) + 1} {
					for i, l := range d.Lines(at, w.Context) {
						if n := text.Width(l); n > at {
							t.Fatalf("line %d of %d cells, %+q, takes %d", i, at, l, n)
						}
						if plain := ansi.Strip(l); text.Clean(plain) != plain {
							t.Fatalf("line %d, %+q, is not clean", i, plain)
						}
					}
				}
			}
		}
	})
}

func TestPaletteHeightDoesNotChange(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for w.Height = 1; w.Height < 40; w.Height++ {
		d := NewPalette(someOffers(), nil)
		want := len(d.Lines(76, w.Context))
		for _, r := range "stop it" {
			d.Type(string(r))
			if got := len(d.Lines(76, w.Context)); got != want {
				t.Errorf("at %d: %d lines, then %d", w.Height, want, got)
			}
		}
		if w.Height > 4 && want > w.Height {
			t.Errorf("%d lines where %d have room", want, w.Height)
		}
	}
}

// A command says its name where that is not its title.
func TestPaletteNamesWhatTheTitleDoesNot(t *testing.T) {
	t.Parallel()
	th := newWorld(t).Theme
	for title, want := range map[string]string{"Scale": "Scale s Doc.", "Scale up": "Scale up s Doc.", "Filter or search": "Filter or search s :scale-up Doc."} {
		name := command.ID(strings.ReplaceAll(strings.ToLower(title), " ", "-"))
		if title == "Filter or search" {
			name = "scale-up"
		}
		c := choice{match: match{offer: Offer{Name: name, Title: title, Doc: "Doc.", Keys: "s"}}}
		if got := strings.Join(strings.Fields(ansi.Strip(c.line(100, false, th))), " "); got != want {
			t.Errorf("%s: %q, want %q", title, got, want)
		}
	}
}
