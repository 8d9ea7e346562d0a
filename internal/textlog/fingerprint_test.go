package textlog

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// fetch hands the whole raw text to a log, as a pane does.
func fetch(l *Log, src int, m Fingerprint, raw string, opt Options) (Fingerprint, Change) {
	b, next, change := m.Diff(inChunks(raw, 7), opt)
	l.Append(src, b)
	return next, change
}

// inChunks cuts raw in pieces of n bytes.
func inChunks(raw string, n int) [][]byte {
	var out [][]byte
	for c := range slices.Chunk([]byte(raw), n) {
		out = append(out, c)
	}
	return out
}

// shown returns the text of all lines.
func shown(l *Log) []string {
	out := []string{}
	for n := l.first; n < l.end(); n++ {
		text, _ := l.line(n)
		out = append(out, string(text))
	}
	return out
}

func TestDiffFindsWhatIsNew(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 50)
	steps := []struct {
		what, raw string
		change    Change
		want      []string
	}{
		{"empty", "", Same, nil},
		{"first", "one\ntwo\n", Appended, []string{"one", "two"}},
		{"same", "one\ntwo\n", Same, []string{"one", "two"}},
		{"unfinished", "one\ntwo\nthr", Appended, []string{"one", "two", "thr"}},
		{"same unfinished", "one\ntwo\nthr", Same, []string{"one", "two", "thr"}},
		{"grown", "one\ntwo\nthree", Appended, []string{"one", "two", "three"}},
		{"finished", "one\ntwo\nthree\n", Appended, []string{"one", "two", "three"}},
		{"finished and next", "one\ntwo\nthree\n\r\nfour\r\n" + long, Appended, []string{"one", "two", "three", "", "four", long}},
		{"trimmed, nothing new", "four\r\n" + long, Trimmed, []string{"one", "two", "three", "", "four", long}},
		{"trimmed, the unfinished line grew", long + "x\nfive\n", Trimmed, []string{"one", "two", "three", "", "four", long + "x", "five"}},
		{"restarted", "six\nse", Restarted, []string{"one", "two", "three", "", "four", long + "x", "five", "six", "se"}},
		{"restarted while unfinished", "eight\n", Restarted, []string{"one", "two", "three", "", "four", long + "x", "five", "six", "se", "eight"}},
		{"emptied", "", Restarted, []string{"one", "two", "three", "", "four", long + "x", "five", "six", "se", "eight"}},
		{"after the emptying", "nine\n", Appended, []string{"one", "two", "three", "", "four", long + "x", "five", "six", "se", "eight", "nine"}},
	}
	l, m := New(Limits{}), Fingerprint{}
	for _, s := range steps {
		var change Change
		if m, change = fetch(l, 0, m, s.raw, Options{}); change != s.change {
			t.Errorf("%s: change %d, want %d", s.what, change, s.change)
		}
		if diff := cmp.Diff(append([]string{}, s.want...), shown(l)); diff != "" {
			t.Fatalf("%s: %s", s.what, diff)
		}
	}
}

func TestDiffFindsWhatIsNewInLongTexts(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	for i := range 20_000 {
		fmt.Fprintf(&b, "%06d a line of some length\n", i)
	}
	raw := b.String()
	l := New(Limits{})
	m, change := fetch(l, 0, Fingerprint{}, raw[:len(raw)/2], Options{})
	if change != Appended {
		t.Fatalf("change %d", change)
	}
	if m, change = fetch(l, 0, m, raw[len(raw)/3:], Options{}); change != Trimmed {
		t.Fatalf("trimmed: change %d", change)
	}
	if diff := cmp.Diff(strings.Split(strings.TrimSuffix(raw, "\n"), "\n"), shown(l)); diff != "" {
		t.Error(diff)
	}
	// One byte differs in the middle: nothing of it can be trusted.
	other := []byte(raw[len(raw)/3:] + "more\n")
	other[len(other)/4] = '#'
	other[len(other)-20] = '#'
	if _, change = fetch(l, 0, m, string(other), Options{}); change != Restarted {
		t.Errorf("changed in the middle: change %d", change)
	}
}

func TestDiffBuildsOnlyWhatTheLimitsKeep(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	for i := range 1000 {
		fmt.Fprintf(&b, "%03d\n", i)
	}
	for _, limits := range []Limits{{Lines: 10}, {Bytes: 40}, {Lines: 10, Bytes: 4000}} {
		l := New(limits)
		batch, _, _ := Fingerprint{}.Diff(inChunks(b.String(), 100), Options{Limits: limits})
		if batch.Len() > 10 {
			t.Errorf("%+v: %d lines were built", limits, batch.Len())
		}
		l.Append(0, batch)
		lines, size := l.Dropped()
		if int(lines)+l.Len() != 1000 || size < 3*lines || shown(l)[l.Len()-1] != "999" {
			t.Errorf("%+v: %d lines kept, %d (%d bytes) dropped", limits, l.Len(), lines, size)
		}
	}
}

func TestDiffKeepsNoChunkAlive(t *testing.T) {
	t.Parallel()
	raw := []byte("one line\nan unfinished one")
	batch, m, _ := Fingerprint{}.Diff([][]byte{raw[:5], raw[5:]}, Options{})
	for i := range raw {
		raw[i] = '#'
	}
	l := New(Limits{})
	l.Append(0, batch)
	if diff := cmp.Diff([]string{"one line", "an unfinished one"}, shown(l)); diff != "" {
		t.Error(diff)
	}
	if string(m.tail) != "one line\nan unfinished one" {
		t.Errorf("the fingerprint holds %q", m.tail)
	}
}

// TestDiffAgainstModel lets a raw text grow, lose its front and start anew, and compares the log
// with every line there ever was.
func TestDiffAgainstModel(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		l, m := New(Limits{}), Fingerprint{}
		raw, finished, serial := "", []string{}, 0
		more := func(t *rapid.T) string {
			var b strings.Builder
			for range rapid.IntRange(0, 40).Draw(t, "lines") {
				serial++
				fmt.Fprintf(&b, "%d %s\n", serial, strings.Repeat("ab", rapid.IntRange(0, 100).Draw(t, "length")))
			}
			if rapid.Bool().Draw(t, "unfinished") {
				serial++
				fmt.Fprintf(&b, "%d unfinished", serial)
			}
			return b.String()
		}
		var open string // the unfinished last line
		take := func(text string) {
			raw += text
			parts := strings.Split(open+text, "\n")
			finished = append(finished, parts[:len(parts)-1]...)
			open = parts[len(parts)-1]
		}
		fetch := func(t *rapid.T, want Change) {
			b, next, change := m.Diff(inChunks(raw, rapid.IntRange(1, 500).Draw(t, "chunk")), Options{})
			l.Append(0, b)
			m = next
			if change != want {
				t.Fatalf("change %d, want %d", change, want)
			}
		}
		t.Repeat(map[string]func(*rapid.T){
			"append": func(t *rapid.T) {
				text := more(t)
				take(text)
				want := Appended
				if text == "" {
					want = Same
				}
				fetch(t, want)
			},
			"trim": func(t *rapid.T) {
				least := max(len(open), minOverlap)
				if len(raw) <= least {
					t.Skip("too short")
				}
				raw = raw[rapid.IntRange(1, len(raw)-least).Draw(t, "cut"):]
				take(more(t))
				fetch(t, Trimmed)
			},
			"restart": func(t *rapid.T) {
				if raw == "" {
					t.Skip("nothing to restart")
				}
				if open != "" {
					finished = append(finished, open)
				}
				raw, open = "", ""
				take(more(t))
				fetch(t, Restarted)
			},
			"": func(t *rapid.T) {
				want := slices.Clone(finished)
				if open != "" {
					want = append(want, open)
				}
				if got := shown(l); !slices.Equal(want, got) {
					t.Fatal(cmp.Diff(want, got))
				}
			},
		})
	})
}
