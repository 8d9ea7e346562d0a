package text

import (
	"testing"

	"pgregory.net/rapid"
)

func TestDistanceCountsEdits(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		a, b string
		want int
	}{{"", "", 0}, {"user", "user", 0}, {"user", "uesr", 2}, {"apikey", "api_key", 1}, {"", "abc", 3}, {"stop", "start", 3}} {
		if got := Distance(tt.a, tt.b); got != tt.want {
			t.Errorf("from %q to %q it is %d, want %d", tt.a, tt.b, got, tt.want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		a, b := rapid.StringN(0, 8, 20).Draw(t, "a"), rapid.StringN(0, 8, 20).Draw(t, "b")
		d := Distance(a, b)
		if d != Distance(b, a) || d > max(len(a), len(b)) || (d == 0) != (a == b) {
			t.Fatalf("%d", d)
		}
	})
}
