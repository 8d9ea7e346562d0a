package scroll

import (
	"testing"

	"pgregory.net/rapid"
)

// Whatever moves it, and however many lines there are: a window shows lines that there are, as many as fit.
func TestAWindowStaysWithinItsLines(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var w Window
		for range 20 {
			all := make([]string, rapid.IntRange(0, 30).Draw(t, "lines"))
			height := rapid.IntRange(1, 10).Draw(t, "height")
			if got := len(w.Lines(all, height)); got != min(len(all), height) {
				t.Fatalf("%d of %d lines in sight, %d fit", got, len(all), height)
			}
			switch by := rapid.IntRange(-3, 3).Draw(t, "by"); rapid.IntRange(0, 4).Draw(t, "how") {
			case 0:
				w.Scroll(by)
			case 1:
				w.HalfPage(by)
			case 2:
				w.Page(by)
			case 3:
				w.Top()
			default:
				if w.Bottom(); w.At != max(len(all)-height, 0) {
					t.Fatalf("the end of %d lines is at %d", len(all), w.At)
				}
			}
		}
	})
}
