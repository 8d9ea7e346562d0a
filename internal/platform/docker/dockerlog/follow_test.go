package dockerlog

import (
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"fleetop/internal/platform/engine"
)

// TestAGapInAFollowedLogIsSaid has more come between the reading of the past and the following than the
// daemon is asked for.
func TestAGapInAFollowedLogIsSaid(t *testing.T) {
	t.Parallel()
	start := time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC)
	at := func(second int) string {
		return start.Add(time.Duration(second) * time.Second).Format(engine.StampLayout)
	}
	stamped := func(seconds ...int) (framed, lines string) {
		for _, n := range seconds {
			framed += frame(1, fmt.Sprintf("%s line %d\n", at(n), n))
			lines += fmt.Sprintf("%s 1 line %d\n", at(n), n)
		}
		return framed, lines
	}
	gap := func(n int) string { return at(n) + " 2 " + gapText }
	for name, test := range map[string]struct {
		past, comes []int
		cut         string // what is left out at the end of the past
		want        string
	}{
		"it goes on":         {past: []int{1, 2}, comes: []int{1, 2, 3, 4}, want: "34"},
		"nothing new":        {past: []int{1, 2}, comes: []int{1, 2}},
		"nothing before":     {comes: []int{3, 4}, want: "34"},
		"a gap":              {past: []int{1, 2}, comes: []int{5, 6}, want: "-56"},
		"the end comes":      {past: []int{1, 2}, comes: []int{2, 3}, want: "3"},
		"it ended in a line": {past: []int{2}, cut: "2\n", comes: []int{2, 3}, want: "3"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, past := stamped(test.past...)
			framed, _ := stamped(test.comes...)
			f := follower{query: engine.LogQuery{Timestamps: true, Streams: true}, read: readFrames, stop: func() {}}
			f.overlap([]byte(strings.TrimSuffix(past, test.cut)))
			from, to := io.Pipe()
			go f.run(t.Context(), nil, io.NopCloser(strings.NewReader(framed)), to)
			got, err := io.ReadAll(from)
			if err != nil {
				t.Fatal(err)
			}
			want := ""
			for _, c := range test.want {
				n := int(c - '0')
				if c == '-' {
					want += gap(test.comes[0])
					continue
				}
				_, line := stamped(n)
				want += line
			}
			if string(got) != want {
				t.Errorf("it says\n%s, not\n%s", got, want)
			}
			if test.comes[len(test.comes)-1] > 3 && len(f.seen) > 0 {
				t.Errorf("it remembers %v", f.seen)
			}
		})
	}
}
