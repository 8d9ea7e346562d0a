package config

import (
	"testing"
	"time"
)

func TestQuietHours(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ word, quiet, loud string }{
		{"22:00-07:00", "22:00 23:59 00:00 06:59", "07:00 12:00 21:59"},
		{"01:30 - 02:00", "01:30 01:59", "01:29 02:00 00:00 23:59"},
		{"9:00-17:00", "09:00 16:59", "08:59 17:00"},
		{"23:00-00:00", "23:00 23:59", "00:00 22:59"},
	} {
		q, err := parseQuietHours(tt.word)
		if err != nil {
			t.Fatal(err)
		}
		for words, want := range map[string]bool{tt.quiet: true, tt.loud: false} {
			for len(words) > 0 {
				at, err := time.Parse("15:04", words[:5])
				if err != nil {
					t.Fatal(err)
				}
				if got := q.Contain(at); got != want {
					t.Errorf("%s: at %s it is %v", tt.word, words[:5], got)
				}
				words = words[min(6, len(words)):]
			}
		}
	}
	var none QuietHours
	for h := range 24 {
		if none.Contain(time.Date(2026, 1, 1, h, 0, 0, 0, time.UTC)) {
			t.Errorf("without quiet hours it is quiet at %d", h)
		}
	}
}

// The wall is read-only, whatever else is said.
func TestTheWallIsReadOnly(t *testing.T) {
	t.Parallel()
	for _, w := range []world{
		{flags: Flags{FlagWall: "true"}},
		{env: map[string]string{"FLEETOP_WALL": "1", "FLEETOP_READ_ONLY": "no"}},
		{flags: Flags{FlagWall: "yes", FlagReadOnly: "false"}},
	} {
		if s, err := w.resolve(t); err != nil || !s.Wall || !s.ReadOnly {
			t.Errorf("%+v: wall %v, read-only %v, %v", w, s.Wall, s.ReadOnly, err)
		}
	}
}

func FuzzQuietHours(f *testing.F) {
	for _, word := range []string{"22:00-07:00", "1:2-3:4", "-", "24:00-07:00", "22:00", "a-b", "22:00-07:00-08:00"} {
		f.Add(word)
	}
	f.Fuzz(func(t *testing.T, word string) {
		q, err := parseQuietHours(word)
		const day = 24 * time.Hour
		if err == nil && (q.From == q.To || q.From < 0 || q.To < 0 || q.From >= day || q.To >= day) {
			t.Errorf("%q is %v to %v", word, q.From, q.To)
		}
	})
}
