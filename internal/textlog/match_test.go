package textlog

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestMatcherFindsText(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		query, text string
		want        []string
	}{
		{"get", "GET / get", []string{"GET", "get"}},
		{"é", "café", []string{"é"}},
		{"é", "cafe\u0301", []string{"e\u0301"}},
		{"e\u0301", "CAFÉ", []string{"É"}},
		{"cafe", "café cafe\u0301 cafe", []string{"café", "cafe\u0301", "cafe"}},
		{"é", "cafe", nil},
		{"हिन्दी", "नमस्ते हिन्दी", []string{"हिन्दी"}},
		{"क", "कि", []string{"क"}},
		{"한글", "\u1112\u1161\u11ab\u1100\u1173\u11af", []string{"\u1112\u1161\u11ab\u1100\u1173\u11af"}},
		{"\u1112\u1161\u11ab", "한글", []string{"한"}},
		{"❤", "I ❤\ufe0f you", []string{"❤"}},
		{"👨\u200d👩\u200d👧", "a 👨\u200d👩\u200d👧 b", []string{"👨\u200d👩\u200d👧"}},
		{"🇩🇪", "🇫🇷🇩🇪", []string{"🇩🇪"}},
		{"a b", "a\tb a b", []string{"a\tb", "a b"}},
		{"việt", "Vie\u0323\u0302t Vi\u1ec7t", []string{"Vie\u0323\u0302t", "Vi\u1ec7t"}},
		{"aa", "aaaaa", []string{"aa", "aa"}},
		{"ÅNGSTRÖM", "a\u030angstro\u0308m \u212bngström", []string{"a\u030angstro\u0308m", "\u212bngström"}},
		{"日", "日本日", []string{"日", "日"}},
		{"x", "é\xff x", []string{"x"}},
		{"", "abc", nil},
	} {
		m := newMatcher(test.query)
		var got []string
		for _, b := range m.find(nil, []byte(test.text), 0, len(test.text)) {
			got = append(got, test.text[b.start:b.end])
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%+q in %+q (-want +got):\n%s", test.query, test.text, diff)
		}
	}
}

// Matches are marked by whole characters.
func TestMatchesAreMarkedByCharacter(t *testing.T) {
	t.Parallel()
	look := Look{Match: "<", Close: ">"}
	for _, test := range []struct{ query, text, want string }{
		{"e", "cafe\u0301 e", "caf<e\u0301> <e>    "},
		{"क", "कि.", "<कि>.       "},
		{"b", "a\tb", "a       <b> "},
		{"a b", "a\tb", "<a       b> "},
		{"👩", "👩\u200d👧!", "<👩\u200d👧>!       "},
		{"\u0301", "e\u0301", "<e\u0301>         "},
	} {
		l := New(Limits{})
		l.Append(0, batchOf(test.text+"\n", Options{}))
		v := NewView(l)
		v.SetSearch(test.query)
		if got := v.Render(10, 1, look)[0]; got != test.want {
			t.Errorf("%+q in %+q: %+q, want %+q", test.query, test.text, got, test.want)
		}
	}
}

// FuzzMatch looks for parts of a text in it.
func FuzzMatch(f *testing.F) {
	f.Add([]byte("cafe\u0301 नमस्ते"), "é")
	f.Add([]byte("\u1112\u1161\u11ab\xff\xc3 a\tb"), "한")
	f.Fuzz(func(t *testing.T, text []byte, query string) {
		m := newMatcher(query)
		at := 0
		for _, b := range m.find(nil, text, 0, len(text)) {
			if b.start < at || b.end <= b.start || b.end > len(text) {
				t.Fatalf("%+q in %+q: %v behind %d", query, text, b, at)
			}
			at = b.end
		}
	})
}
