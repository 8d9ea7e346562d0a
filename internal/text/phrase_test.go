package text

import "testing"

func TestPhrases(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ got, want string }{
		{Join(": ", "stop", "", "db"), "stop: db"},
		{Join(": ", "", ""), ""},
		{Join(": "), ""},
		{Capital("stopped 2"), "Stopped 2"},
		{Capital(""), ""},
		{Count(0, "container"), "0 containers"},
		{Count(1, "container"), "1 container"},
		{Count(12, "more column"), "12 more columns"},
	} {
		if test.got != test.want {
			t.Errorf("%q, want %q", test.got, test.want)
		}
	}
}
