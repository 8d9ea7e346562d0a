package jsontext

import (
	"bytes"
	"encoding/json"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"fleetop/internal/text"
)

// sgr are the sequences of colours.
var sgr = regexp.MustCompile("\x1b\\[[0-9;]*m")

// styled shows the styles as letters.
func styled() Look {
	return Look{Key: "<k>", String: "<s>", Number: "<n>", Word: "<w>", Secret: "<x>", Close: "</>", Hide: true, Mask: "****"}
}

func TestJSONIsIndentedAndOtherTextIsKept(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, text, want string
		secrets          int
		ok               bool
	}{
		{"order and indentation", `{"b":1,"a":[ "x",true,{}],"c":{"d":[]}}`, `{
  <k>"b"</>: <n>1</>,
  <k>"a"</>: [
    <s>"x"</>,
    <w>true</>,
    {}
  ],
  <k>"c"</>: {
    <k>"d"</>: []
  }
}`, 0, true},
		{"environment", `{"container_envvars": [{"key": "A", "value": "s3cret"}, {"application": "/api/v1/application/u/", "value": 7, "key": "B", "container": "no address"}], "name": "web"}`, `{
  <k>"container_envvars"</>: [
    {
      <k>"key"</>: <s>"A"</>,
      <k>"value"</>: <x>****</>
    },
    {
      <k>"application"</>: <s>"/api/v1/application/u/"</>,
      <k>"value"</>: <x>****</>,
      <k>"key"</>: <s>"B"</>,
      <k>"container"</>: <x>****</>
    }
  ],
  <k>"name"</>: <s>"web"</>
}`, 3, true},
		{"environment as an object", `{"imageenvvar_set": {"A": "s3cret"}}`, `{
  <k>"imageenvvar_set"</>: {
    <k>"A"</>: <x>****</>
  }
}`, 1, true},
		{"environment as words", `{"envvars": ["A=s3cret"], "link_variables": {"DB_ENV_PW": "s3cret", "DB_PORT": "1"}, "password": null}`, `{
  <k>"envvars"</>: [
    <x>****</>
  ],
  <k>"link_variables"</>: {
    <k>"DB_ENV_PW"</>: <x>****</>,
    <k>"DB_PORT"</>: <s>"1"</>
  },
  <k>"password"</>: <x>****</>
}`, 3, true},
		{"one value", ` -1.5e3 `, `<n>-1.5e3</>`, 0, true},
		{"escapes as they came", `"a\u001b[31m\n\"b"`, `<s>"a\u001b[31m\n\"b"</>`, 0, true},
		{"no JSON", "<html>\n  oops 5\n", "<html>\n  oops <n>5</>\n", 0, false},
		{"cut off", `{"container_envvars": [{"key": "A", "value": "s3cr`, `{<k>"container_envvars"</>: [{<k>"key"</>: <s>"A"</>, <k>"value"</>: <x>****</>`, 1, false},
		{"control characters", "{\"a\": \"\x1b[2J\x00\u202e\"}", "{<k>\"a\"</>: <s>\"" + "\u202e" + "\"</>}", 0, false},
		{"every character", "{\"a\": \"नमस्ते 👨\u200d👩\u200d👧 ❤\ufe0f \u1112\u1161\"}", "{\n  <k>\"a\"</>: <s>\"नमस्ते 👨\u200d👩\u200d👧 ❤\ufe0f \u1112\u1161\"</>\n}", 0, true},
		{"nothing", "", "", 0, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got := Draw([]byte(test.text), styled())
			if diff := cmp.Diff(test.want, string(got.Text)); diff != "" || got.Secrets != test.secrets || got.JSON != test.ok {
				t.Errorf("%d secrets, JSON %v; want %d, %v (-want +got):\n%s", got.Secrets, got.JSON, test.secrets, test.ok, diff)
			}
		})
	}
}

func TestSecretsAreHiddenUnlessRevealed(t *testing.T) {
	t.Parallel()
	look := styled()
	look.Hide = false
	got := Draw([]byte(`{"password": "s3cret"}`), look)
	if !bytes.Contains(got.Text, []byte(`<s>"s3cret"</>`)) || got.Secrets != 1 {
		t.Errorf("%q, %d secrets", got.Text, got.Secrets)
	}
}

func TestDeepAndLongTextsAreDrawn(t *testing.T) {
	t.Parallel()
	deep := strings.Repeat(`{"a":[`, 4000) + `"s3cret"` + strings.Repeat("]}", 4000)
	drawn := Draw([]byte(deep), styled())
	got := drawn.Text
	if !drawn.JSON || len(got) > 16_000*(maxIndent+40) || bytes.Contains(got, []byte("s3cret")) {
		t.Errorf("%d bytes of text are %d (JSON %v)", len(deep), len(got), drawn.JSON)
	}
	long := `["` + strings.Repeat("日", 100_000) + `"]`
	got = Draw([]byte(long), Look{}).Text
	if n := bytes.Count(got, []byte("\n")); n != 2 {
		t.Errorf("a long value is broken: %d line feeds", n)
	}
	if strings.ReplaceAll(string(got), "\n", "") != strings.Replace(strings.Replace(long, "[", "[  ", 1), "", "", 1) {
		t.Error("a long value is not what it was")
	}
}

// FuzzJSON takes any text apart: the tokens joined are the text; what is drawn is clean, loses
// nothing, and is JSON that means the same where it was JSON.
func FuzzJSON(f *testing.F) {
	for _, s := range []string{
		`{"a": [1, -2.5e+3, true, null, "x\"y"], "envvars": {"B": {}}}`, `{"container_envvars":[{"key":"A","value":"v"}]}`, "", "[", `"`, `{"a`,
		"\x00\xff\u202e", "<html>\n\tx</html>\r\n", `{"a":1}}]`, strings.Repeat("[", 1100), `"\`,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		var joined []byte
		for s := Scan(content); ; {
			token, more := s.Next()
			if !more {
				break
			}
			if len(token.Text) == 0 {
				t.Fatal("a token without text")
			}
			joined = append(joined, token.Text...)
		}
		if !bytes.Equal(joined, content) {
			t.Fatalf("%q is taken apart into %q", content, joined)
		}
		drawn := Draw(content, Look{Ellipsis: "…"})
		plain := drawn.Text
		folds(t, drawn)
		if drawn.JSON && text.Plain(string(content)) == string(content) {
			var want, got bytes.Buffer
			if json.Compact(&want, content) != nil || json.Compact(&got, plain) != nil || want.String() != got.String() {
				t.Fatalf("%q is drawn as %q", content, plain)
			}
		}
		coloured := Draw(content, Look{Key: "\x1b[1m", String: "\x1b[32m", Number: "\x1b[33m", Word: "\x1b[34m", Close: "\x1b[0m"}).Text
		if stripped := sgr.ReplaceAllString(string(coloured), ""); stripped != string(plain) {
			t.Fatalf("in colour %q, without %q", stripped, plain)
		}
		for line := range strings.SplitSeq(string(plain), "\n") {
			if text.Plain(line) != line {
				t.Fatalf("%q has control characters", line)
			}
		}
	})
}

func BenchmarkDraw(b *testing.B) {
	content := []byte(`[` + strings.Repeat(`{"name": "web-1", "state": "Running", "ports": [80, 443], "envvars": [{"key": "A", "value": "b"}]},`, 10_000) + `null]`)
	b.SetBytes(int64(len(content)))
	for b.Loop() {
		Draw(content, styled())
	}
}
