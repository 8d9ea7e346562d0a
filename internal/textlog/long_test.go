package textlog

import (
	"math/rand/v2"
	"strings"
	"testing"

	"fleetop/internal/text"
)

// grown fetches a text in steps of n bytes, and once more at the end.
func grown(l *Log, raw string, step int) Fingerprint {
	var m Fingerprint
	for n := step; n < len(raw)+2*step; n += step {
		b, next, _ := m.Diff(inChunks(raw[:min(n, len(raw))], 10_007), Options{})
		l.Append(0, b)
		m = next
	}
	return m
}

func TestLongLineIsOneLine(t *testing.T) {
	t.Parallel()
	for name, line := range map[string]string{
		"ASCII":                 strings.Repeat("0123456789", 30_000),
		"three bytes each":      strings.Repeat("日本", 40_000),
		"marks":                 strings.Repeat("नमस्ते ", 20_000),
		"joined emoji":          strings.Repeat("👨\u200d👩\u200d👧", 20_000),
		"flags":                 strings.Repeat("🇩🇪", 40_000),
		"decomposed":            strings.Repeat("e\u0301", 100_000),
		"tabs":                  strings.Repeat("a\t", 100_000),
		"a very long character": "a" + strings.Repeat("\u0301", 100_000) + "b",
		"not UTF-8":             strings.Repeat("\xff\xe9a", 60_000),
	} {
		for _, step := range []int{1 << 20, 50_001, 3 * maxLine / 2} {
			for _, end := range []string{"", "\n"} {
				l := New(Limits{})
				m := grown(l, "before\n"+line+end, step)
				if got, want := l.Excerpt(0, l.Len()).Text(nil), "before\n"+line+"\n"; got != want {
					t.Errorf("%s: %d bytes in steps of %d are %d", name, len(want), step, len(got))
				}
				if n := l.Lines(l.Len()); n != 2 || l.Excerpt(0, l.Len()).Len() != 2 {
					t.Errorf("%s: %d lines", name, n)
				}
				if _, change := fetch(l, 0, m, "before\n"+line+end+"x\n", Options{}); change != Appended {
					t.Errorf("%s: change %d", name, change)
				}
			}
		}
	}
}

// No part of a long line ends in the middle of a character.
func TestPartsEndAtCharacters(t *testing.T) {
	t.Parallel()
	for _, character := range []string{"日", "e\u0301\u0302", "क्षि", "👨\u200d👩\u200d👧", "🇩🇪", "👍🏽", "ᄒ\u1161\u11ab"} {
		for shift := range 9 {
			l := New(Limits{})
			grown(l, strings.Repeat("x", shift)+strings.Repeat(character, 200_000/len(character))+"\n", 70_000)
			if l.Len() < 3 {
				t.Fatalf("%d parts", l.Len())
			}
			for _, part := range shown(l) {
				rest := strings.TrimLeft(part, "x")
				if strings.ReplaceAll(rest, character, "") != "" {
					t.Errorf("%q is parted: a part ends in %q", character, rest[max(len(rest)-30, 0):])
				}
			}
		}
	}
}

func TestPartsEndOutsideSequences(t *testing.T) {
	t.Parallel()
	for name, sequence := range map[string]string{
		"colour": "\x1b[38;2;10;20;30m", "title": "\x1b]0;" + strings.Repeat("t", 40) + "\x07", "long string": "\x1bP" + strings.Repeat("q", 150_000) + "\x1b\\",
		"long list": "\x1b[" + strings.Repeat("1;", 50_000) + "m", "broken off": "\x1b[" + strings.Repeat("1;", 50_000) + "\x1b[m",
		"C1": "\u009b1;31m", "string of C1": "\u009d0;" + strings.Repeat("日", 30) + "\u009c",
	} {
		for before := maxLine - 60; before < maxLine+3; before += 3 {
			l := New(Limits{})
			grown(l, strings.Repeat("a", before)+sequence+strings.Repeat("b", maxLine+10_000)+"\n", 1<<20)
			if got, want := l.Excerpt(0, 1).Text(nil), strings.Repeat("a", before)+strings.Repeat("b", maxLine+10_000)+"\n"; got != want {
				t.Fatalf("%s behind %d bytes: %d bytes, want %d", name, before, len(got), len(want))
			}
		}
	}
}

// A line without visible text so far is the same line when more of it comes.
func TestLongLineThatBeginsWithNothing(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 2*maxLine)
	for name, fetches := range map[string][]string{
		"unfinished title":                 {"\x1b]0;" + long[:100], long, "\x07text\n"},
		"erased, then an unfinished title": {long, "\r\x1b[2K\x1b]0;" + long, "\x07text\n"},
	} {
		l := New(Limits{})
		var m Fingerprint
		var b Batch
		raw := "before\n"
		for _, more := range fetches {
			raw += more
			b, m, _ = m.Diff(inChunks(raw, len(raw)), Options{})
			l.Append(0, b)
		}
		if got, want := l.Excerpt(0, l.Len()).Text(nil), "before\ntext\n"; got != want {
			t.Errorf("%s: %d bytes, %.40q, want %q", name, len(got), got, want)
		}
	}
}

// What moves the cursor back stays with what it moves over.
func TestPartsKeepOverwritingWhole(t *testing.T) {
	t.Parallel()
	for _, back := range []string{"\b", "\x1b[D", "\u009bD"} {
		l := New(Limits{})
		grown(l, strings.Repeat("a", maxLine)+back+"b"+strings.Repeat("c", maxLine)+"\n", 1<<20)
		if got, want := l.Excerpt(0, 1).Text(nil), strings.Repeat("a", maxLine-1)+"b"+strings.Repeat("c", maxLine)+"\n"; got != want {
			t.Errorf("%q: %d bytes, want %d: …%q", back, len(got), len(want), got[maxLine-3:maxLine+3])
		}
	}
}

func TestSearchAcrossJoints(t *testing.T) {
	t.Parallel()
	for _, needle := range []string{"needle", "nädel", "नमस्ते", "aa"} {
		for at := maxLine - 20; at <= maxLine+2; at++ {
			l := New(Limits{})
			v := NewView(l)
			v.SetSearch(needle)
			v.SetWrap(true)
			v.Render(40, 5, Look{})
			raw := strings.Repeat(".", at) + needle + strings.Repeat(".", 2*maxLine) + needle
			grown(l, raw, 50_000)
			if _, total := v.Matches(); total != 2 {
				t.Fatalf("%q at %d is found %d times", needle, at, total)
			}
			v.Top()
			if found, _ := v.Next(); !found {
				t.Fatalf("%q at %d is not found", needle, at)
			}
			look := Look{Current: "<", Close: ">", Joint: "» "}
			frame := strings.Join(v.Render(40, 5, look), "\n")
			if !strings.Contains(frame, "<") || strings.Count(frame, "<") > 2 {
				t.Fatalf("%q at %d is not shown:\n%s", needle, at, frame)
			}
			marked := ""
			for _, part := range strings.Split(frame, "<")[1:] {
				in, _, _ := strings.Cut(part, ">")
				marked += in
			}
			if marked != needle {
				t.Fatalf("%q at %d: %q is marked", needle, at, marked)
			}
		}
	}
}

// A joint is seen in the view, and nowhere else.
func TestJointIsShownOnlyInTheView(t *testing.T) {
	t.Parallel()
	l := New(Limits{})
	grown(l, strings.Repeat("a", maxLine)+strings.Repeat("b", 70_000)+"\nnext\n", 1<<20)
	v := NewView(l)
	v.SetFollow(false)
	v.Top()
	if got, want := strings.Join(v.Render(14, 3, Look{Joint: "» "}), "|"), "aaaaaaaaaaaaaa|» bbbbbbbbbbbb|» bbbbbbbbbbbb"; got != want && !strings.HasPrefix(got, "aaaaaaaaaaaaaa|» bbbbbbbbbbbb|") {
		t.Errorf("%q, want %q", got, want)
	}
	v.SetWrap(true)
	v.ShowLine(1)
	if got, want := strings.Join(v.Render(14, 2, Look{Joint: "» "}), "|"), "» bbbbbbbbbbbb|  bbbbbbbbbbbb"; got != want {
		t.Errorf("wrapped: %q, want %q", got, want)
	}
	if got := l.Excerpt(1, 1).Text(nil); strings.Count(got, "\n") != 1 || len(got) != maxLine+70_000+1 {
		t.Errorf("a part is copied alone: %d bytes", len(got))
	}
}

// What a carriage return overwrites may be in parts already, of this fetch or of one before.
func TestCarriageReturnBehindJoint(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 3*maxLine)
	for name, test := range map[string]struct{ raw, want string }{
		"overwritten":       {long + "\rdone\n", "done"},
		"erased":            {long + "\r\x1b[K\n", ""},
		"nothing printed":   {long + "\r\x1b[0m\n", long},
		"CR LF":             {long + "\r\n", long},
		"long over long":    {long + "\r" + strings.Repeat("y", 2*maxLine) + "\n", strings.Repeat("y", 2*maxLine)},
		"unfinished":        {long + "\r", long},
		"progress":          {strings.Repeat("50%\r", 100_000) + "100%\n", "100%"},
		"at the joint":      {strings.Repeat("x", maxLine) + "\r" + strings.Repeat("y", maxLine) + "\n", strings.Repeat("y", maxLine)},
		"behind the joint":  {strings.Repeat("x", maxLine+1) + "\r\r\ry\n", "y"},
		"backspace":         {strings.Repeat("x", maxLine-1) + "a\bb" + strings.Repeat("y", maxLine) + "\n", strings.Repeat("x", maxLine-1) + "b" + strings.Repeat("y", maxLine)},
		"colours, no other": {long + strings.Repeat("\x1b[31m\x1b[0m", 30_000) + "z\n", long + "z"},
	} {
		for _, step := range []int{1 << 20, 100_000, 66_000, 50_001} {
			l := New(Limits{})
			grown(l, "before\n"+test.raw, step)
			if got, want := l.Excerpt(0, l.Len()).Text(nil), "before\n"+test.want+"\n"; got != want {
				t.Errorf("%s in steps of %d: %d bytes, want %d: %.40q", name, step, len(got), len(want), got)
			}
			if _, dropped := l.Dropped(); dropped != 0 || l.Lines(l.Len()) != 2 {
				t.Errorf("%s: %d lines, %d bytes dropped", name, l.Lines(l.Len()), dropped)
			}
		}
	}
}

// The parts of a line stay together where other sources write meanwhile.
func TestPartsOfALineStayTogether(t *testing.T) {
	t.Parallel()
	for _, stamps := range []bool{false, true} {
		l, opt := New(Limits{}), Options{Stamps: stamps}
		head := ""
		if stamps {
			head = "2014-04-06T12:00:01Z "
		}
		var one, two Fingerprint
		long := head + strings.Repeat("a", 5*maxLine)
		others := ""
		for n := 30_000; n < len(long); n += 30_000 {
			one, _ = fetch(l, 0, one, long[:n], opt)
			others += head + "other\n"
			two, _ = fetch(l, 1, two, others, opt)
		}
		fetch(l, 0, one, long+"\n", opt)
		got := l.Excerpt(0, l.Len()).Text(nil)
		if !strings.Contains(got, long+"\n") || strings.Count(got, "\n") != 1+strings.Count(others, "\n") {
			t.Errorf("stamps %v: %d bytes, %d lines", stamps, len(got), strings.Count(got, "\n"))
		}
	}
}

// TestLineInPartsIsTheWholeLine cleans random lines in parts and whole.
func TestLineInPartsIsTheWholeLine(t *testing.T) {
	t.Parallel()
	pieces := []string{
		strings.Repeat("a", 30_000), strings.Repeat("日", 9000), "\x1b[31m", "\x1b[0m", "\r", "\r\x1b[K", "\t", "e\u0301", "🇩🇪", "\x1b]0;" + strings.Repeat("t", 9000) + "\x07",
		"👨\u200d👩", "\xff", "\x07", "word ", "\x1b[2K", strings.Repeat("\u0301", 300),
	}
	for seed := range uint64(60) {
		r := rand.New(rand.NewPCG(seed, 7))
		var b strings.Builder
		for range 1 + r.IntN(60) {
			b.WriteString(pieces[r.IntN(len(pieces))])
		}
		raw := b.String()
		whole := string(appendVisible(nil, text.AppendCleanLog(nil, []byte(raw)), len(raw)+1))
		l := New(Limits{})
		grown(l, raw+"\nlast\n", 1+r.IntN(150_000))
		if got := l.Excerpt(0, l.Len()).Text(nil); got != whole+"\nlast\n" {
			t.Errorf("seed %d: %d bytes, want %d", seed, len(got), len(whole))
		}
	}
}

// TestALongLineIsOneLine counts lines of which one is held in parts, all of them and with others hidden.
func TestALongLineIsOneLine(t *testing.T) {
	t.Parallel()
	l, v := logOf("first\n" + strings.Repeat("long ", 100_000) + "\nlast\n")
	if l.Len() < 8 {
		t.Fatalf("it is held in %d parts", l.Len())
	}
	if shown, held := v.Shown(); shown != 3 || held != 3 {
		t.Errorf("%d of %d", shown, held)
	}
	v.Render(80, 4, Look{})
	v.Step(-1)
	v.Step(1)
	if at := v.Position(); at != 3 {
		t.Errorf("the last line is number %d", at)
	}
	v.Top()
	l.Append(0, batchOf(strings.Repeat("more ", 100_000)+"\nand more\n", Options{}))
	if n := v.New(); n != 2 {
		t.Errorf("of two lines %d are new", n)
	}
	v.SetMatching("o")
	if shown, held := v.Shown(); shown != 3 || held != 5 {
		t.Errorf("with an o there are %d of %d", shown, held)
	}
	v.Bottom()
	v.Step(-1)
	if at := v.Position(); at != 2 {
		t.Errorf("the last lines with an o are number %d", at)
	}
	l.Append(0, batchOf(strings.Repeat("long ", 100_000)+"\n", Options{}))
	if n := v.New(); n != 1 {
		t.Errorf("of one line %d are new", n)
	}
}
