package filter

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// columns is a record: name, state, application, image, uuid, and one column more that no field
// names.
type columns [6]string

func (c columns) Haystack() string     { return strings.ToLower(strings.Join(c[:], "\n") + "\n") }
func (c columns) Field(f Field) string { return strings.ToLower(c[f]) }

func states() Words {
	return Words{State: {"Running", "Partly running", "Not running", "Stopped", "Stopped with errors"}}
}

func TestFilterMatches(t *testing.T) {
	t.Parallel()
	web := columns{"web-10", "Partly running", "Web", "tutum/hello-world:latest", "3f2a0001-aa", "/run.sh -v"}
	for text, want := range map[string]bool{
		"":                        true,
		"web":                     true,
		"WEB":                     true,
		"web run.sh":              true,
		"run.sh   web":            true,
		"web db":                  false,
		"partly running":          true,
		`"partly running"`:        true,
		`"running partly"`:        false,
		`"partly run`:             true, // not closed yet
		`"`:                       true,
		"!db":                     true,
		"!web":                    false,
		"!":                       true,
		"web !db !sql":            true,
		`!"partly running"`:       false,
		"~wb1":                    true,
		"~b1w":                    false,
		"~running":                false, // letters are looked for in the name
		"~":                       true,
		"!~wb1":                   false,
		"/web-[0-9]+/":            true,
		"/WEB-1/":                 true,
		`/^web-\d+$/`:             true,
		"/^running/":              false,
		"/^partly run/":           true, // a pattern may contain spaces
		"/partly run/ web":        true,
		"/partly run/ db":         false,
		"/web-1":                  true, // not closed yet
		"!/web/":                  false,
		"/":                       true,
		"//":                      true,
		"/tutum/hello/":           true, // only the last slash closes it
		`/tutum\/hello/ web`:      true,
		"/run.sh":                 true,
		"tutum/hello":             true,
		"name:web":                true,
		"name:run":                false,
		"NAME:WEB":                true,
		`name:"web-1"`:            false, // in quotes it is all of it
		`name:"web-10"`:           true,
		"name:":                   true,
		"state:running":           false, // the word for another state
		"state:run":               true,
		"state:partly":            true,
		`state:"Partly running"`:  true,
		`state:"Partly run`:       true,
		`state:"Partly run"`:      false,
		"!state:partly":           false,
		"!state:Running":          true,
		"app:web":                 true,
		`app:"web"`:               true,
		"app:b":                   true,
		"image:hello":             true,
		"image:sh":                false,
		"uuid:3f2":                true,
		"uuid:3F2":                true,
		"uuid:f2a":                false, // from its beginning
		"foo:bar":                 false,
		"hello-world:latest":      true, // no field: a word
		"state:partly app:web !x": true,
	} {
		q, err := Parse(text, states())
		if err != nil || q.Match(web) != want {
			t.Errorf("%q: %v, %v, want %v", text, q.Match(web), err, want)
		}
	}
}

// TestOneOfSeveralValuesMatches checks fields that have more than one value.
func TestOneOfSeveralValuesMatches(t *testing.T) {
	t.Parallel()
	on := nodes("node-1\nnode-10")
	for text, want := range map[string]bool{
		"node:node-1": true, "node:10": true, "node:node-2": false, "!node:node-2": true,
		`node:"node-1"`: true, `node:"node-10"`: true, `node:"node"`: false, `node:"node-1 node-10"`: false,
	} {
		if q, err := Parse(text, nil); err != nil || q.Match(on) != want {
			t.Errorf("%q: %v, %v, want %v", text, q.Match(on), err, want)
		}
	}
}

// nodes are the values of a record's field of that name.
type nodes string

func (n nodes) Haystack() string { return string(n) }
func (n nodes) Field(f Field) string {
	if f == Node {
		return string(n)
	}
	return ""
}

func TestWrongPatternIsExplained(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"/(":       "missing closing )",
		"web /a)/": "unexpected )",
		"!/[z-a]/": "invalid character class range: z-a",
		"/*/":      "missing argument to repetition operator: *",
		`/\`:       "trailing backslash at end of expression",
	} {
		if _, err := Parse(text, nil); err == nil || strings.ReplaceAll(err.Error(), "`", "") != want {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
}

func TestOnlyAFilterOfOneTextIsAWord(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{"": true, "Web": true, "!": true, `"a b"`: true, "a b": false, "!a": false, "~a": false, "state:x": false} {
		if _, alone := mustParse(t, text).Word(); alone != want {
			t.Errorf("%q: %v", text, alone)
		}
	}
	if word, _ := mustParse(t, " Web ").Word(); word != "web" {
		t.Errorf("the word of Web is %q", word)
	}
}

func TestAskedReturnsTheFieldThatMustMatch(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"state:stopped": "stopped!", "state:stop": "stop", `state:"Not running"`: "not running!", "!state:stopped": "",
		"web state:run x": "run", "state:run state:running": "running!", "app:x": "", "stopped": "",
	} {
		value, exact, ok := mustParse(t, text).Asked(State)
		if exact {
			value += "!"
		}
		if value != want || ok != (want != "") {
			t.Errorf("%q: %q, %v, want %q", text, value, ok, want)
		}
	}
}

func mustParse(t interface {
	Helper()
	Fatal(args ...any)
}, text string,
) Query {
	t.Helper()
	q, err := Parse(text, states())
	if err != nil {
		t.Fatal(err)
	}
	return q
}

// drawFilter makes a filter of few letters, so that much of it matches.
func drawFilter(t *rapid.T, label string) string {
	term := rapid.Custom(func(t *rapid.T) string {
		text := rapid.StringMatching(`[ab-]{0,3}`).Draw(t, "text")
		return rapid.SampledFrom([]string{"", "!"}).Draw(t, "not") +
			rapid.SampledFrom([]string{"", "~", "/", "name:", "uuid:", `"`, `name:"`, "state:"}).Draw(t, "kind") +
			rapid.SampledFrom([]string{text, text + "/", text + `"`, "running", "stopped", "stop"}).Draw(t, "end")
	})
	return strings.Join(rapid.SliceOfN(term, 0, 3).Draw(t, label), " ")
}

// What implies another filter lets nothing pass that the other does not.
func TestImpliedFilterLetsNothingMorePass(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		one, two := mustParse(t, drawFilter(t, "one")), mustParse(t, drawFilter(t, "two"))
		if !one.Implies(one) || !one.Implies(Query{}) {
			t.Fatal("a filter does not imply itself, or nothing")
		}
		if !one.Implies(two) {
			return
		}
		for range 20 {
			var r columns
			for i := range r {
				r[i] = rapid.StringMatching(`[ab-]{0,5}`).Draw(t, "column")
			}
			r[State] = rapid.SampledFrom(states()[State]).Draw(t, "state")
			if one.Match(r) && !two.Match(r) {
				t.Fatalf("%q passes the one and not the other", r)
			}
		}
	})
}

// Typing on narrows what was found: that is what makes a filter quick.
func TestTypingOnNarrowsTheFilter(t *testing.T) {
	t.Parallel()
	for text, from := range map[string]int{"worker": 0, `state:"Partly running"`: 6, "~wkr": 0, "web state:running": 10, "uuid:3f2a": 5, "a b !": 0} {
		for i := from; i < len(text); i++ {
			if a, b := mustParse(t, text[:i]), mustParse(t, text[:i+1]); !b.Implies(a) {
				t.Errorf("%q does not imply %q", text[:i+1], text[:i])
			}
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{"web !db", `state:"Partly running" ~wk`, `/^a\/b$/ x`, "!!~x", `"`, "name:", "/[/", "é:\x80 ÀB", "a\u3000b"} {
		f.Add(seed, "Web-10")
	}
	f.Fuzz(func(t *testing.T, text, name string) {
		q, err := Parse(text, states())
		if err != nil && !strings.Contains(text, "/") {
			t.Fatalf("%q without a pattern: %v", text, err)
		}
		r := columns{name, "Running", name, name, name, text}
		q.Match(r)
		if !q.Implies(q) {
			t.Fatalf("%q does not imply itself", text)
		}
		if word, alone := q.Word(); alone && q.Match(r) != strings.Contains(r.Haystack(), word) {
			t.Fatalf("%q is more than the word %q", text, word)
		}
	})
}
