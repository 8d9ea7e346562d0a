package form

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// sample is a form with a field of every kind.
func sample() *Form {
	return New([]Field{
		{Name: "image", Label: "Image", Default: "required", Hint: "What it is made of."},
		{Name: "size", Label: "Size", Kind: Choice, Default: "default: XS", Options: []Option{{Value: "XS", Text: "XS"}, {Value: "S", Text: "S", Note: "512 MiB"}, {Value: "OFF", Text: "OFF"}}},
		{Name: "count", Label: "Count", Kind: Number},
		{Name: "ports", Label: "Ports", Words: true},
		{Name: "env", Label: "Environment", Kind: Lines},
		{Name: "links", Label: "Links", Kind: Multi, Options: []Option{{Value: "/1/", Text: "web"}, {Value: "/2/", Text: "db"}, {Value: "/3/", Text: "db"}}},
		{Name: "password", Label: "Password", Kind: Masked},
	}, "Create")
}

func entered(f *Form) map[string][]string {
	out := map[string][]string{}
	for _, x := range f.fields {
		if values := f.Values(x.Name); len(values) > 0 {
			out[x.Name] = values
		}
	}
	return out
}

func TestFileIsCommented(t *testing.T) {
	t.Parallel()
	f := sample()
	f.Set("image", "tutum/hello-world")
	f.Set("env", "A=1\n2", "B=")
	f.Set("links", "/1/", "/3/")
	f.Set("password", "s3cret")
	const want = `# A form

# Image. What it is made of.
# Required.
image: tutum/hello-world

# Size.
# Default: XS.
# One of: XS, S (512 MiB), OFF.
# size:

# Count.
# count:

# Ports.
# ports:

# Environment.
env:
  - "A=1\n2"
  - B=

# Links.
# Any of: web, /2/, /3/.
links:
  - web
  - /3/

# Password is typed in the form alone.
`
	if diff := cmp.Diff(want, f.File("A form")); diff != "" {
		t.Error(diff)
	}
}

func TestReadFile(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		text  string
		want  map[string][]string
		wrong []string
	}{
		{text: "", want: map[string][]string{}},
		{text: "# nothing\n", want: map[string][]string{}},
		{text: "image:\n", want: map[string][]string{}},
		{text: "image: a\ncount: 3\nports: 80\nsize: OFF\n", want: map[string][]string{"image": {"a"}, "count": {"3"}, "ports": {"80"}, "size": {"OFF"}}},
		{text: "ports: [80/tcp, 53/udp]\nenv:\n- A=1\n- 'B=x: y'\n", want: map[string][]string{"ports": {"80/tcp 53/udp"}, "env": {"A=1", "B=x: y"}}},
		{text: "env:\n- |\n  A=1\n  2\n", want: map[string][]string{"env": {"A=1\n2"}}},
		{text: "links: [web, /2/]", want: map[string][]string{"links": {"/1/", "/2/"}}},
		{text: "\n\nimag: a\n", wrong: []string{`line 3: nothing here is named "imag": there are image, size, count, ports, env, links`}},
		{text: "image: a\nimage: b\n", wrong: []string{`line 2: this is not YAML: mapping key "image" already defined at [1:1]`}},
		{text: "image: [a]\n", wrong: []string{"line 1: image takes one value, not a list"}},
		{text: "image: a\nenv: A=1\n", wrong: []string{`line 2: env takes a list: one "- value" a line`}},
		{text: "env:\n- A: 1\n", wrong: []string{"line 2: env: a plain text is needed here; quotes make any text one"}},
		{text: "size: XXL\nlinks:\n- web\n- db\n", wrong: []string{`line 1: size: there is no "XXL", there are XS, S, OFF`, `line 4: links: there is no "db", there are web, /2/, /3/`}},
		{text: "password: x\n", wrong: []string{"line 1: password is typed in the form alone"}},
		{text: "- a\n- b\n", wrong: []string{"line 1: a line like name: value is needed"}},
		{text: "image: \"a\\nb\"\n", wrong: []string{"line 1: image takes one line"}},
	} {
		f := sample()
		f.Set("image", "as it was")
		f.Set("password", "s3cret")
		var wrong []string
		for _, m := range f.ReadFile(test.text) {
			wrong = append(wrong, m.String())
		}
		if diff := cmp.Diff(test.wrong, wrong); diff != "" {
			t.Errorf("%q: mistakes differ:\n%s", test.text, diff)
		}
		want := test.want
		if wrong != nil {
			want = map[string][]string{"image": {"as it was"}}
		}
		if want["password"] = []string{"s3cret"}; cmp.Diff(want, entered(f)) != "" {
			t.Errorf("%q: what was entered differs:\n%s", test.text, cmp.Diff(want, entered(f)))
		}
	}
}

func TestAFileThatIsNoYAMLNamesTheLine(t *testing.T) {
	t.Parallel()
	f := sample()
	got := f.ReadFile("image: a\nenv: [A=1\ncount: }\n")
	if len(got) != 1 || got[0].Line < 2 || !strings.Contains(got[0].Text, "not YAML") {
		t.Errorf("mistakes are %v", got)
	}
}

// TestFileComesBackAsItWas writes random texts into a form: its file says the same.
func TestFileComesBackAsItWas(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(rapid.String(), rapid.StringMatching(`[-:#&*!|>'"%@ ,\[\]{}?=A-Za-z0-9_./~\\]{1,20}`), rapid.SampledFrom([]string{"null", "~", "1e3", "0x10", "yes", "- a", "2001-01-01", "---"}))
		oneLine := text.Filter(func(s string) bool {
			return !strings.ContainsAny(s, "\r\n\x00") && strings.ToValidUTF8(s, "") == s
		})
		several := text.Filter(func(s string) bool {
			return !strings.ContainsRune(s, 0) && strings.ToValidUTF8(s, "") == s && strings.TrimSpace(s) != ""
		})
		f := sample()
		f.Set("image", oneLine.Draw(t, "image"))
		f.Set("env", rapid.SliceOfN(several, 0, 4).Draw(t, "env")...)
		f.Set("size", rapid.SampledFrom([]string{"XS", "S", "OFF"}).Draw(t, "size"))
		f.Set("links", rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"/1/", "/2/", "/3/"}), 0, 3, rapid.ID[string]).Draw(t, "links")...)
		want, file := entered(f), f.File("head")
		if wrong := f.ReadFile(file); wrong != nil {
			t.Fatalf("%v in\n%s", wrong, file)
		}
		if diff := cmp.Diff(want, entered(f)); diff != "" {
			t.Fatalf("differs:\n%s\n%s", diff, file)
		}
	})
}

func FuzzReadFile(f *testing.F) {
	for _, seed := range []string{"image: a", "env:\n- A=1", "links: [web]", "size: &a S\ncount: *a", "image: !!binary x", "{a: b", "? a\n: b", "a: |\n  b", "---\nimage: a\n---\n", "<<: {}", "image: >-\n x\n", "env: [A=1, \"B=\\0\"]", "count: 007", "count: 1_000", "image: 12:30", "size: on", "env:\n- |-\n  A=1\n\n  2", "image: \"\\U0001F600\\x7f\"", "links: [\"/2/\", /2/]", "%YAML 1.2\n---\nimage: a", "image: a # b", "# image: a", "\ufeffimage: a", "image:\ta", "password: x"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		form := sample()
		if wrong := form.ReadFile(text); wrong != nil {
			if !form.Blank() {
				t.Errorf("%q was refused and taken over", text)
			}
			return
		}
		want := entered(form)
		if wrong := form.ReadFile(form.File("")); wrong != nil {
			t.Fatalf("%q is refused when it is written again: %v\n%s", text, wrong, form.File(""))
		}
		if diff := cmp.Diff(want, entered(form)); diff != "" {
			t.Errorf("%q comes back otherwise:\n%s", text, diff)
		}
	})
}
