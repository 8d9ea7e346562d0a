package textlog

import (
	"math/rand/v2"
	"strings"
	"testing"
)

// checkInFields compares what is found in a line of fields without making the text that is shown with what
// is found in that. It reports whether the first said anything.
func checkInFields(t *testing.T, line, query string) bool {
	t.Helper()
	var lines trace
	tr := traitOf([]byte(line), true, &lines)
	if tr&fielded == 0 || query == "" {
		return false
	}
	m, other := newMatcher(query), newMatcher(query)
	shown := appendShown(nil, []byte(line), tr, false)
	want := len(other.find(nil, shown, 0, len(shown)))
	n, sure := m.inFields([]byte(line), false)
	if sure && n != want {
		t.Fatalf("%q in %q, shown as %q: found %d times, want %d", query, line, shown, n, want)
	}
	if n, quick := m.inFields([]byte(line), true); quick && n > 0 != (want > 0) {
		t.Fatalf("%q in %q, shown as %q: one is found: %v, want %v", query, line, shown, n > 0, want > 0)
	}
	return sure
}

// TestSearchInFields searches lines of fields for whatever is in them, and in lines that are not quite well
// formed.
func TestSearchInFields(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		line, query string
		sure        bool
	}{
		{`{"time":"2014-04-06T12:00:00Z","level":"info","msg":"request served","route":"GET /served"}`, "served", true},
		{`{"time":"2014-04-06T12:00:00Z","level":"info","msg":"request served","route":"GET /served"}`, "2014", true},
		{`{"time":"2014-04-06T12:00:00Z","level":"info","msg":"request served","route":"GET /served"}`, "msg", true},
		{`{"time":"2014-04-06T12:00:00Z","level":"info","msg":"request served","route":"GET /served"}`, "request served", true},
		{`time=2014-04-06T12:00:00Z level=info msg="request served" route=/info`, "INFO", true},
		{`time=2014-04-06T12:00:00Z level=info msg="request served" route=/info`, "rout", true},
	} {
		if sure := checkInFields(t, tt.line, tt.query); sure != tt.sure {
			t.Errorf("%q in %q is certain: %v", tt.query, tt.line, sure)
		}
	}
	m := newMatcher("gone")
	if n, sure := m.inFields([]byte(`{"level":"error","msg":"cart is gone","stack":"a\nb"}`), true); n != 1 || !sure {
		t.Errorf("before an escape it is found %d times, certain: %v", n, sure)
	}
	lines := []string{
		`{"level":"error","msg":"cart is gone","stack":"goroutine 1\n\tgone","x":"gone"}`,
		`{"level":"error","msg":"cart \"is gone","stack":"gone"}`,
		`{"level":"info","msg":"aa b aa","aa":"b aaa","b":"aa b","c":"aa"}`,
		`{"time":"2014-04-06T12:00:00Z","time":"2014","level":"gold","level":"info","msg":"info","message":"msg message","log":"text","n":{"msg":[1,"info",{"a":2}]},"status":200}`,
		`{"t":{"$date":"2014-04-06T17:59:42.123+00:00"},"s":"W","c":"NETWORK","id":23015,"ctx":"conn7","msg":"Slow query"}`,
		`{"event":"user logged in","text":"event text","level":"info","timestamp":"2014-04-06T17:59:42.123Z","user":"ada \"l"}`,
		`{"@timestamp":"2014-04-06T17:59:42.123Z","log":{"level":"error","logger":"a.b"},"message":"no route","é":"á a"}`,
		`time="2014-04-06T17:59:42Z" level=warning msg="cart is gone" user=17 bare x="" msg=again level=info`,
		`level=error ts=2014-04-06T17:59:42.123Z err="no such host" level`,
		`{"level":"error","a":"` + strings.Repeat(`b","c":"`, 70) + `d"}`,
	}
	random := rand.New(rand.NewPCG(1, 2))
	for range 60_000 {
		line := []byte(lines[random.IntN(len(lines))])
		at := random.IntN(len(line))
		query := string(line[at:min(len(line), at+1+random.IntN(6))])
		if random.IntN(4) == 0 { // across what is shown side by side
			query = []string{"aa b", "a aa", "b=aa", " aa", "b aa", "a b=", "7 b", "info n"}[random.IntN(8)]
		}
		if random.IntN(2) == 0 {
			line[random.IntN(len(line))] = `"{}[],: =\a1`[random.IntN(12)]
		}
		checkInFields(t, string(line), query)
	}
}

// FuzzInFields is the same for hostile lines.
func FuzzInFields(f *testing.F) {
	f.Add(`{"time":"2014-04-06T12:00:00Z","level":"info","msg":"served","route":"GET /"}`, "served")
	f.Add(`time="2014-04-06T17:59:42Z" level=warning msg="cart is gone" user=17`, "gone")
	f.Add(`{"":0}`, "{")
	f.Add(`{"level":"error","msg":"cart is gone","stack":"a\nb"}`, "gone")
	f.Fuzz(func(t *testing.T, line, query string) { checkInFields(t, line, query) })
}
