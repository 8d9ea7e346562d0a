package textlog

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"fleetop/internal/text"
)

// silentLook says silences.
func silentLook() Look {
	return Look{Cursor: ">", Hang: "| ", Silence: func(d time.Duration) string { return "-- " + text.Span(d) + " --" }}
}

// TestSilences looks where rules stand: nothing is said about what is not known.
func TestSilences(t *testing.T) {
	t.Parallel()
	for of, tt := range map[string]struct{ raw, rules string }{
		"a silence":            {"2014-04-06T12:00:00Z a\n2014-04-06T12:00:01Z b\n2014-04-06T12:42:01Z c\n2014-04-06T12:42:02Z d\n", "42m before c"},
		"two lines":            {"2014-04-06T12:00:00Z a\n2014-04-06T12:10:00Z b\n", "10m before b"},
		"too short":            {"2014-04-06T12:00:00Z a\n2014-04-06T12:09:59Z b\n", ""},
		"a line now and then":  {"2014-04-06T12:00:00Z a\n2014-04-06T13:00:00Z b\n2014-04-06T14:00:00Z c\n2014-04-06T15:10:00Z d\n", "1h before b"},
		"behind a trace":       {"2014-04-06T12:00:00Z ERROR a\n  at f\n  at g\n2014-04-06T12:42:00Z b\n", "42m before b"},
		"behind who knows":     {"2014-04-06T12:00:00Z a\nKilled\n2014-04-06T12:42:00Z b\n", ""},
		"back in time":         {"2014-04-06T12:00:00Z a\n2014-04-06T10:00:00Z b\n2014-04-06T10:00:01Z c\n", ""},
		"a clock that is lost": {"1970-01-01T00:00:09Z a\n2014-04-06T10:00:00Z b\n", ""},
		"JSON":                 {`{"time":"2014-04-06T12:00:00Z","level":"info","msg":"a"}` + "\n" + `{"time":"2014-04-06T12:42:00Z","level":"info","msg":"b"}` + "\n", "42m before b"},
		"no times":             {"a\nb\nc\n", ""},
	} {
		_, v := logOf(tt.raw)
		v.SetPretty(true)
		var rules []string
		rows := v.Render(20, 12, silentLook())
		for i, row := range rows {
			if rule := strings.TrimSpace(row); strings.HasPrefix(rule, "-- ") {
				rules = append(rules, strings.Trim(rule, "- ")+" before "+strings.TrimSpace(rows[i+1]))
			}
		}
		if got := strings.Join(rules, ", "); got != tt.rules {
			t.Errorf("%s: %q, want %q", of, got, tt.rules)
		}
	}
}

// TestNoSilenceBetweenWhatIsHidden hides lines: what is left is no log in which nothing was written.
func TestNoSilenceBetweenWhatIsHidden(t *testing.T) {
	t.Parallel()
	_, v := logOf("2014-04-06T12:00:00Z a\n2014-04-06T12:42:00Z b\n2014-04-06T13:42:00Z a\n")
	v.SetMatching("a")
	if got := frame(v, 24, 4); strings.Contains(got, "--") {
		t.Error(got)
	}
	v.Render(24, 4, silentLook())
	v.SetMatching("")
	if got := strings.Join(v.Render(24, 4, silentLook()), "|"); !strings.Contains(got, "-- 42m --") {
		t.Error(got)
	}
}

// TestASilenceIsARow scrolls, steps and goes from error to error through a log with silences, wrapped and
// not, in views of any height: each view is a part of the whole, and the cursor is in it.
func TestASilenceIsARow(t *testing.T) {
	t.Parallel()
	var raw strings.Builder
	at := time.Date(2014, time.April, 6, 12, 0, 0, 0, time.UTC)
	for i := range 60 {
		if at = at.Add(time.Second); i%7 == 3 {
			at = at.Add(time.Hour)
		}
		level := "INFO"
		if i%5 == 0 {
			level = "ERROR"
		}
		fmt.Fprintf(&raw, "%s %s line %d%s\n", at.Format(time.RFC3339), level, i, strings.Repeat(" and more", i%4))
	}
	for _, wrap := range []bool{false, true} {
		for height := 1; height < 9; height++ {
			_, v := logOf(raw.String())
			v.SetPretty(true)
			v.SetWrap(wrap)
			bare := func(rows []string) []string {
				out := slices.Clone(rows)
				for i := range out {
					out[i] = strings.Replace(out[i], ">", " ", 1)
				}
				return out
			}
			whole := strings.Join(bare(v.Render(20, 250, silentLook())), "|")
			if strings.Count(whole, "-- 1h --") != 9 {
				t.Fatal(whole)
			}
			check := func(what string) {
				t.Helper()
				rows := v.Render(20, height, silentLook())
				if part := strings.Join(bare(rows), "|"); !strings.Contains(whole, part) {
					t.Fatalf("wrapped %v, %d rows, %s: %q is no part", wrap, height, what, part)
				}
				cursor := slices.IndexFunc(rows, func(row string) bool { return strings.HasPrefix(row, ">") })
				if !v.Follow() && cursor < 0 && (height > 1 || !strings.Contains(rows[0], "--")) {
					t.Fatalf("wrapped %v, %d rows, %s: no cursor in %q", wrap, height, what, rows)
				}
			}
			v.Top()
			for range 100 {
				check("stepping down")
				v.Step(1)
			}
			for range 100 {
				check("stepping up")
				v.Step(-1)
			}
			v.Top()
			for range 100 {
				check("scrolling down")
				v.Scroll(1)
			}
			for range 100 {
				check("scrolling up")
				v.Scroll(-1)
			}
			for range 20 {
				v.NextError()
				check("at an error")
			}
			v.SetSearch("line 3")
			for range 20 {
				v.Next()
				check("at a match")
			}
		}
	}
}
