package textlog

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// batchOf makes a batch of raw text without any history.
func batchOf(raw string, opt Options) Batch {
	b, _, _ := Fingerprint{}.Diff([][]byte{[]byte(raw)}, opt)
	return b
}

func numbered(from, to int) string {
	var b strings.Builder
	for i := from; i < to; i++ {
		fmt.Fprintf(&b, "line %d\n", i)
	}
	return b.String()
}

func TestLimitOfLinesDropsTheFront(t *testing.T) {
	t.Parallel()
	l := New(Limits{Lines: 100})
	for i := range 50 {
		l.Append(0, batchOf(numbered(i*7, i*7+7), Options{}))
		if l.Len() > 100 {
			t.Fatalf("%d lines", l.Len())
		}
	}
	want := strings.Split(strings.TrimSuffix(numbered(250, 350), "\n"), "\n")
	if diff := cmp.Diff(want, shown(l)); diff != "" {
		t.Error(diff)
	}
	if lines, _ := l.Dropped(); lines != 250 {
		t.Errorf("%d lines dropped, want 250", lines)
	}
}

func TestLimitBytesFreesBlocks(t *testing.T) {
	t.Parallel()
	const limit = 1 << 20
	l := New(Limits{Bytes: limit})
	line := strings.Repeat("x", 99)
	for range 100 {
		l.Append(0, batchOf(strings.Repeat(line+"\n", 1000), Options{}))
		l.Append(1, batchOf(strings.Repeat(line+"\n", 7), Options{}))
	}
	kept := 0
	for _, h := range l.blocks {
		if h != nil {
			kept += cap(h.data)
		}
	}
	if l.bytes > limit || l.bytes < limit-200 {
		t.Errorf("%d bytes of text are held", l.bytes)
	}
	if kept > limit+3*blockBytes {
		t.Errorf("blocks of %d bytes are held for %d bytes of text", kept, l.bytes)
	}
	lines, size := l.Dropped()
	if all := int64(100 * 1007); lines+int64(l.Len()) != all || size+l.bytes != all*99 {
		t.Errorf("%d lines held, %d dropped", l.Len(), lines)
	}
}

func TestUnfinishedLineIsDropped(t *testing.T) {
	t.Parallel()
	l := New(Limits{Lines: 2})
	m, _ := fetch(l, 0, Fingerprint{}, "a\nunfin", Options{})
	l.Append(1, batchOf("x\ny\n", Options{}))
	fetch(l, 0, m, "a\nunfinished\n", Options{})
	if diff := cmp.Diff([]string{"y", "unfinished"}, shown(l)); diff != "" {
		t.Error(diff)
	}
}

func TestUnfinishedLinesOfTwoSources(t *testing.T) {
	t.Parallel()
	l := New(Limits{})
	one, _ := fetch(l, 0, Fingerprint{}, "a\nb", Options{})
	two, _ := fetch(l, 1, Fingerprint{}, "x\ny", Options{})
	l.AppendNote("note")
	fetch(l, 0, one, "a\nbb\nc", Options{})
	fetch(l, 1, two, "x\nyy", Options{})
	if diff := cmp.Diff([]string{"a", "bb", "x", "yy", "note", "c"}, shown(l)); diff != "" {
		t.Error(diff)
	}
}

func TestBatchMayGoToSeveralLogs(t *testing.T) {
	t.Parallel()
	b := batchOf(numbered(0, 20_000)+"unfin", Options{})
	for range 2 {
		l := New(Limits{})
		l.Append(0, b)
		l.Append(0, Batch{blocks: []block{{data: []byte("unfinished"), ends: []uint32{10}}}, lines: 1, replaces: true})
		if got := shown(l); len(got) != 20_001 || got[19_999] != "line 19999" || got[20_000] != "unfinished" {
			t.Errorf("%d lines, the last %q", len(got), got[len(got)-1])
		}
	}
}

func TestAppendIgnoresInvalidSourcesAndEmptyBatches(t *testing.T) {
	t.Parallel()
	l := New(Limits{})
	l.Append(-1, batchOf("x\n", Options{}))
	l.Append(0, Batch{})
	l.AppendNote("a\x1b[2J\nb")
	if diff := cmp.Diff([]string{"a b"}, shown(l)); diff != "" || l.Ordered() {
		t.Error(diff)
	}
}

func stamped(second int, text string) string {
	return time.Date(2014, time.April, 6, 12, 0, second, 0, time.UTC).Format(time.RFC3339) + " " + text + "\n"
}

func TestSourcesAreMergedByTime(t *testing.T) {
	t.Parallel()
	opt := Options{Stamps: true}
	texts := func(l *Log) []string {
		out := shown(l)
		for i, s := range out {
			_, after, ok := strings.Cut(s, "Z ")
			if ok {
				out[i] = after
			}
		}
		return out
	}
	l := New(Limits{})
	one, _ := fetch(l, 0, Fingerprint{}, stamped(1, "a1")+stamped(5, "a5")+"\tat trace\n", opt)
	two, _ := fetch(l, 1, Fingerprint{}, "banner\n"+stamped(2, "b2")+stamped(5, "b5")+stamped(9, "b9"), opt)
	want := []string{"a1", "banner", "b2", "a5", "\tat trace", "b5", "b9"}
	if diff := cmp.Diff(want, texts(l)); diff != "" || !l.Ordered() {
		t.Errorf("opening: ordered %v, %s", l.Ordered(), diff)
	}
	fetch(l, 0, one, stamped(1, "a1")+stamped(5, "a5")+"\tat trace\n"+stamped(7, "a7")+stamped(10, "a10"), opt)
	if diff := cmp.Diff([]string{"a1", "banner", "b2", "a5", want[4], "b5", "a7", "b9", "a10"}, texts(l)); diff != "" {
		t.Errorf("a late line: %s", diff)
	}
	// A line whose stamp was not complete moves to its time.
	two, _ = fetch(l, 1, two, "banner\n"+stamped(2, "b2")+stamped(5, "b5")+stamped(9, "b9")+stamped(12, "")[:10], opt)
	fetch(l, 1, two, "banner\n"+stamped(2, "b2")+stamped(5, "b5")+stamped(9, "b9")+stamped(12, "b12"), opt)
	if diff := cmp.Diff([]string{"a1", "banner", "b2", "a5", want[4], "b5", "a7", "b9", "a10", "b12"}, texts(l)); diff != "" {
		t.Errorf("an unfinished line: %s", diff)
	}
	// A source without stamps ends it; what comes is appended as it arrives.
	l.Append(2, batchOf("c\n", opt))
	l.Append(3, batchOf(stamped(3, "d3"), opt))
	if got := texts(l); l.Ordered() || !slices.Equal(got[10:], []string{"c", "d3"}) {
		t.Errorf("by arrival: ordered %v, %q", l.Ordered(), got)
	}
	// When it turns out to have them, all is put in order.
	l.Append(2, batchOf(stamped(4, "c4"), opt))
	if diff := cmp.Diff([]string{"c", "a1", "banner", "b2", "d3", "c4", "a5", want[4], "b5", "a7", "b9", "a10", "b12"}, texts(l)); diff != "" || !l.Ordered() {
		t.Errorf("ordered again: %v, %s", l.Ordered(), diff)
	}
}

// A stamp far ahead moves its own line and none behind it.
func TestStampFarAheadMovesItsOwnLine(t *testing.T) {
	t.Parallel()
	opt := Options{Stamps: true, Now: time.Date(2014, time.April, 6, 13, 0, 0, 0, time.UTC)}
	const far = "2099-01-01T00:00:00Z "
	for name, test := range map[string]struct{ one, two, want string }{
		"in the middle":     {stamped(1, "a1") + far + "far\n" + stamped(3, "a3"), stamped(2, "b2") + stamped(4, "b4"), "a1 b2 a3 b4 far"},
		"first":             {far + "far\n" + stamped(1, "a1") + stamped(3, "a3"), stamped(2, "b2"), "a1 b2 a3 far"},
		"with a line after": {stamped(1, "a1") + far + "far\n\ttrace\n" + stamped(3, "a3"), stamped(2, "b2"), "a1 trace b2 a3 far"},
		"two":               {stamped(1, "a1") + far + "far\n" + far + "too\n" + stamped(3, "a3"), stamped(2, "b2"), "a1 b2 a3 far too"},
		"at the end":        {stamped(1, "a1") + far + "far\n", stamped(2, "b2"), "a1 b2 far"},
		"in the past":       {stamped(1, "a1") + "1999-01-01T00:00:00Z old\n" + stamped(3, "a3"), stamped(2, "b2"), "a1 old b2 a3"},
		"all of a source":   {far + "x\n" + far + "y\n\tz\n", stamped(2, "b2"), "b2 x y z"},
	} {
		for _, byLine := range []bool{false, true} {
			l := New(Limits{})
			var one, two Fingerprint
			for n := range test.one {
				if byLine && test.one[n] == '\n' {
					one, _ = fetch(l, 0, one, test.one[:n+1], opt)
				}
			}
			fetch(l, 0, one, test.one, opt)
			fetch(l, 1, two, test.two, opt)
			var got []string
			for _, line := range shown(l) {
				_, after, ok := strings.Cut(line, "Z ")
				if !ok {
					after = line
				}
				got = append(got, strings.TrimSpace(after))
			}
			if strings.Join(got, " ") != test.want || !l.Ordered() {
				t.Errorf("%s, line by line %v: %q, want %q", name, byLine, got, test.want)
			}
		}
	}
}

func TestZoneThatIsNotUnderstoodIsByArrival(t *testing.T) {
	t.Parallel()
	opt := Options{Stamps: true}
	l := New(Limits{})
	l.Append(0, batchOf("2014-04-06 12:00:05 CEST a\n2014-04-06 12:00:06 CEST b\n", opt))
	l.Append(1, batchOf(stamped(1, "c"), opt))
	if src, odd := l.OddZone(); l.Ordered() || !odd || src != 0 {
		t.Errorf("ordered %v, odd %v of source %d", l.Ordered(), odd, src)
	}
	if got := shown(l); !strings.HasSuffix(got[2], "c") {
		t.Errorf("%q", got)
	}
	l = New(Limits{})
	l.Append(0, batchOf(stamped(1, "a")+stamped(2, "b"), opt))
	if _, odd := l.OddZone(); odd || !l.Ordered() {
		t.Errorf("ordered %v, odd %v", l.Ordered(), odd)
	}
}

// TestMergeKeepsTheOrderOfEachSource lets sources write at their own pace and fetches them in any
// order: the log must be in the order of time, that of each source kept.
func TestMergeKeepsTheOrderOfEachSource(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		const sources = 3
		l := New(Limits{})
		v := NewView(l)
		var raw [sources]string
		var seen [sources]Fingerprint
		var serial [sources]int
		clock := 0
		t.Repeat(map[string]func(*rapid.T){
			"write": func(t *rapid.T) {
				src := rapid.IntRange(0, sources-1).Draw(t, "source")
				for range rapid.IntRange(1, 5).Draw(t, "lines") {
					clock += rapid.IntRange(0, 2).Draw(t, "seconds")
					raw[src] += stamped(clock, fmt.Sprintf("s%d %d", src, serial[src]))
					serial[src]++
				}
				if rapid.IntRange(0, 9).Draw(t, "trace") == 0 {
					raw[src] += fmt.Sprintf(" trace s%d %d\n", src, serial[src])
					serial[src]++
				}
			},
			"fetch": func(t *rapid.T) {
				src := rapid.IntRange(0, sources-1).Draw(t, "source")
				seen[src], _ = fetch(l, src, seen[src], raw[src], Options{Stamps: true})
			},
			"scroll": func(t *rapid.T) {
				v.Scroll(rapid.IntRange(-5, 5).Draw(t, "lines"))
			},
			"": func(t *rapid.T) {
				var next [sources]int
				last := int64(0)
				for i, r := range l.refs {
					if s := l.stamp(r); s < last {
						t.Fatalf("line %d goes back in time: %q", i, shown(l))
					} else {
						last = s
					}
					text, src := l.line(int64(i))
					if !strings.HasSuffix(string(text), fmt.Sprintf("s%d %d", src, next[src])) {
						t.Fatalf("line %d is %q, want number %d of source %d", i, text, next[src], src)
					}
					next[src]++
				}
			},
		})
	})
}
