package dialog

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// envForm is the form of a new application with the focus on its environment.
func envForm(t *testing.T) (*Form, Context) {
	t.Helper()
	d, c, _ := pasted(t, 0)
	return d, c
}

func TestAPastedEnvFileKeepsItsVariables(t *testing.T) {
	t.Parallel()
	const file = "\ufeff# database\r\n\r\nDB_HOST=db\r\n  # and its password\r\nexport DB_PASSWORD=\"se cret\"\r\nEMPTY=\r\nHASH=a#b\r\n"
	d, _ := envForm(t)
	d.Type(file)
	want := []string{"DB_HOST=db", `DB_PASSWORD="se cret"`, "EMPTY=", "HASH=a#b"}
	if got := d.form.Values(fieldEnv); !slices.Equal(got, want) {
		t.Errorf("taken are %q, want %q", got, want)
	}
	if want := `2 comment lines, 1 empty line, "export" in 1 line left out`; d.said != want {
		t.Errorf("it says %q, want %q", d.said, want)
	}
	if got := said(d.form.Problems(fieldEnv)); got != "? DB_PASSWORD: the quotes are part of the value; take them off unless they are meant" {
		t.Errorf("of the quotes it says %q", got)
	}
	d.Type("NEXT=1")
	if got := d.form.Values(fieldEnv); got[len(got)-1] != "NEXT=1" {
		t.Errorf("what is typed behind it is in %q", got)
	}
}

func TestWhatIsTypedIsTakenAsItIs(t *testing.T) {
	t.Parallel()
	d, _ := envForm(t)
	d.Type("# not a comment")
	d.form.Down()
	d.Type("A=")
	d.Type("# x\n# left out\nB=1")
	if got, want := d.form.Values(fieldEnv), []string{"# not a comment", "A=# x", "B=1"}; !slices.Equal(got, want) {
		t.Errorf("taken are %q, want %q", got, want)
	}
	if d.said != "1 comment line left out" {
		t.Errorf("it says %q", d.said)
	}
}

func TestLinesThatAreNoVariablesAreSaid(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]string{
		"#A=1":        "! #A=1: a comment cannot be sent: delete the line",
		"# a":         "! # a: a comment cannot be sent: delete the line",
		"export A=1":  "! export A: write KEY=value without export",
		"export\tA=1": "! export A: write KEY=value without export",
		"exported=1":  "",
		`"A=1"`:       `? "A=1": the quotes are part of key and value; take them off unless they are meant`,
		"A":           "! A: write KEY=value, one per line",
		"=1":          "! a key is missing in front of an equals sign",
		"A='x'":       "? A: the quotes are part of the value; take them off unless they are meant",
		`A=""`:        "? A: the quotes are part of the value; take them off unless they are meant",
		`A="`:         "",
		`A="x'`:       "",
		`A=say "x"`:   "",
	} {
		_, problems := parseEnv([]string{line})
		if got := said(problems); got != want {
			t.Errorf("%s: it says %q, want %q", line, got, want)
		}
	}
}

func TestAValueOfSeveralLinesIsSaid(t *testing.T) {
	t.Parallel()
	const hint = "? KEY: the value ends with its line, though a quote goes on behind it"
	for _, tt := range []struct {
		lines []string
		want  string
	}{
		{[]string{`KEY="a`, `b=="`, "C=1"}, hint},
		{[]string{`KEY='a`, "b=1", "c=d'"}, hint},
		{[]string{`KEY="a`, `C="1"`}, ""},
		{[]string{`KEY=5"`, `C=7"`}, ""},
		{[]string{`KEY="a" "b`, `C=7"`}, ""},
	} {
		vars, problems := parseEnv(tt.lines)
		if got, _, _ := strings.Cut(said(problems), "\n"); !strings.HasPrefix(got, tt.want) || tt.want == "" && strings.Contains(got, "goes on") {
			t.Errorf("%q: it says %q, want %q", tt.lines, got, tt.want)
		}
		if len(vars) != len(tt.lines) {
			t.Errorf("%q: %d variables", tt.lines, len(vars))
		}
	}
}

// TestAFileOfAnyEditorIsRead hands a form over as editors save it.
func TestAFileOfAnyEditorIsRead(t *testing.T) {
	t.Parallel()
	for name, save := range map[string]func(string) string{
		"with a byte order mark": func(s string) string { return "\ufeff" + s },
		"with CRLF":              func(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") },
		"with both":              func(s string) string { return "\ufeff" + strings.ReplaceAll(s, "\n", "\r\n") },
	} {
		d, c := envForm(t)
		d.Type("CITY=Köln\nGREETING=你好 🇩🇪")
		file := d.file(c)
		if !strings.Contains(file, `"CITY=Köln"`) || strings.Contains(file, `\u`) || !strings.Contains(file, "你好 🇩🇪") {
			t.Errorf("the file has not what was typed:\n%s", file)
		}
		d.Edited(save(strings.ReplaceAll(file, "CITY=", "TOWN=")), c)
		if got, want := d.form.Values(fieldEnv), []string{"TOWN=Köln", "GREETING=你好 🇩🇪"}; !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q; it says %q", name, got, want, d.said)
		}
		d.Edited(save("nonsense: 1\n"), c)
		d.Edited(save(d.file(c)), c) // with what was wrong above it
		if !strings.Contains(d.said, "line 2:") {
			t.Errorf("%s: it says %q", name, d.said)
		}
	}
	utf16 := "\xff\xfei\x00m\x00a\x00g\x00e\x00"
	for _, file := range []string{utf16, "image: M\xfcller", "image: a\x00"} {
		d, c := envForm(t)
		d.Edited(file, c)
		if !strings.Contains(d.said, "not text in UTF-8") {
			t.Errorf("%q: it says %q", file, d.said)
		}
	}
}

func FuzzPastedEnv(f *testing.F) {
	for _, seed := range []string{"A=1\n#b\n\nexport C=2\n", "export\tD=\"1\n2\"", "\ufeff\r\r\n", "export \nexport =", "#", " # x=1\n\tA=1"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		taken, said := pasteEnv(strings.Split(text, "\n"))
		if !utf8.ValidString(said) && utf8.ValidString(text) {
			t.Errorf("%q", said)
		}
		again, more := pasteEnv(taken)
		if len(taken) > 1 && (!slices.Equal(again, taken) && !strings.Contains(more, "export") || strings.Contains(more, "comment")) {
			t.Errorf("%q became %q, and then %q: %s", text, taken, again, more)
		}
	})
}
