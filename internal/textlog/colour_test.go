package textlog

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestColourGoesOnUntilItIsReset(t *testing.T) {
	t.Parallel()
	const red, none = "\x1b[31m", "\x1b[0m"
	for name, test := range map[string]struct {
		raw  string
		want []string
	}{
		"over lines":          {red + "a\nb\n\nc" + none + "d\ne\n", []string{red + "a" + none, red + "b" + none, "", red + "c" + none + "d", "e"}},
		"set on its own line": {red + "\nb\n", []string{"", red + "b" + none}},
		"reset by its own":    {red + "a\n" + none + "\nc\n", []string{red + "a" + none, "", "c"}},
		"one attribute ends":  {"\x1b[1;31ma\n\x1b[22mb\n", []string{"\x1b[1;31ma" + none, red + "b" + none}},
		"overwritten":         {red + "10%\r20%\nnext\n", []string{red + "20%" + none, red + "next" + none}},
		"reset behind CR":     {red + "text\r" + none + "\nnext\n", []string{red + "text" + none, "next"}},
		"hidden, then seen":   {"\x1b[31;41ma\n\x1b[49mb\n", []string{"\x1b[41ma" + none, red + "b" + none}},
		"CR LF":               {red + "a\r\nb\r\n", []string{red + "a" + none, red + "b" + none}},
	} {
		for step := 1; step <= len(test.raw); step++ {
			l, m := New(Limits{}), Fingerprint{}
			for n := 0; n < len(test.raw)+step; n += step {
				m, _ = fetch(l, 0, m, test.raw[:min(n, len(test.raw))], Options{})
			}
			if diff := cmp.Diff(test.want, shown(l)); diff != "" {
				t.Errorf("%s, fetched in steps of %d (-want +got):\n%s", name, step, diff)
			}
		}
	}
}

// Each source of a merged log has its own colour; a log that restarted begins without one.
func TestColourStaysWithItsSource(t *testing.T) {
	t.Parallel()
	l := New(Limits{})
	one, _ := fetch(l, 0, Fingerprint{}, "\x1b[32mgreen\n", Options{})
	two, _ := fetch(l, 1, Fingerprint{}, "\x1b[31mred\n", Options{})
	one, _ = fetch(l, 0, one, "\x1b[32mgreen\nstill\n", Options{})
	fetch(l, 1, two, "\x1b[31mred\nstill\n", Options{})
	fetch(l, 0, one, "another log, which is longer\n", Options{})
	want := []string{"\x1b[32mgreen\x1b[0m", "\x1b[31mred\x1b[0m", "\x1b[32mstill\x1b[0m", "\x1b[31mstill\x1b[0m", "another log, which is longer"}
	if diff := cmp.Diff(want, shown(l)); diff != "" {
		t.Error(diff)
	}
}

// A front that was cut off does not take the colour along.
func TestColourGoesOnBehindATrimmedFront(t *testing.T) {
	t.Parallel()
	l := New(Limits{})
	front := "\x1b[31m" + strings.Repeat("line of the front\n", 400)
	m, _ := fetch(l, 0, Fingerprint{}, front, Options{})
	_, change := fetch(l, 0, m, front[len(front)-3000:]+"new\n", Options{})
	got := shown(l)
	if last := got[len(got)-1]; change != Trimmed || last != "\x1b[31mnew\x1b[0m" {
		t.Errorf("change %d, %q", change, last)
	}
}

func TestTextIsKeptAsItCame(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ raw, want string }{
		{"नमस्ते\tन้ำ 👨\u200d👩\u200d👧 ❤\ufe0f 🇩🇪 \u1112\u1161\u11ab", ""},
		{"a\u202eb\u2028c\ufeff\u200b", ""},
		{"caf\xe9 \xff", ""},
		{"a\x00b\x07c\x0e\x0fd", "abcd"},
		{"\x1b]0;title\x07text\x1b[31m red\x1b[0m", "text red"},
		{"a\u009b31mb\x9b", "ab\ufffd"},
		{"10%\r20%\r", "20%"},
		{"text\r\x1b[0m", "text"},
		{"_\bx", "x"},
		{"e\x1b[31m\u0301", "e\u0301"},
	} {
		want := test.want
		if want == "" {
			want = test.raw
		}
		for step := 1; step < 5; step++ {
			l, m := New(Limits{}), Fingerprint{}
			for n := step; n < len(test.raw)+step; n += step {
				m, _ = fetch(l, 0, m, test.raw[:min(n, len(test.raw))], Options{})
			}
			if got := l.Excerpt(0, 1).Text(nil); got != want+"\n" {
				t.Errorf("%+q is %+q, want %+q", test.raw, got, want)
			}
		}
	}
}
