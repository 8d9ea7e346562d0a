package textlog

import (
	"strings"
	"testing"
	"time"

	"fleetop/internal/text"
)

// FuzzShow takes two texts that follow each other from a hostile source through everything and
// checks what would go to the terminal.
func FuzzShow(f *testing.F) {
	f.Add("one\ntwo", "one\ntwo three\n\x1b[31mred\r\x1b[2J\n", "t", 20, 5, 3)
	f.Add("", "日本語\t🚀 \x1b]52;c;x\x07\x1b[38;5;200mx\n", "本", 3, 9, 1)
	f.Add(strings.Repeat("ab\n", 30), strings.Repeat("ab\n", 20)+"abc", "B", 1, 1, 300)
	f.Add("2014-04-06T17:59:42Z ERROR x\n{\"level\":\"error\",\"msg\":\"a\"}\n", "time=2014-04-06T17:59:42Z level=info msg=x\n\tat y\n", "e", 40, 4, 9)
	f.Add("2014-04-06T17:59:42Z x\n", "2014-04-06T17:59:42Z x\n\x1b[1;4mé\u0301\u0301", "é", 7, 3, 7)
	f.Fuzz(func(t *testing.T, first, second, query string, w, h, chunk int) {
		w, h, chunk = w%300, h%60, chunk%5000
		if w < 0 || h < 0 || chunk < 1 {
			return
		}
		l := New(Limits{Lines: 50})
		v := NewView(l)
		v.SetPretty(h%2 == 0)
		look := styledLook()
		look.Cursor, look.Selected, look.Hang, look.Fields = ">", "=", "| ", true
		look.Levels = &[Levels]string{Error: "\x1b[31m"}
		look.Time, look.TimeWidth = func(at time.Time) string { return at.UTC().Format("15:04:05") }, 8
		look.Prefix = func(int) string { return "web-1 " }
		v.SetSearch(query)
		opt := Options{Stamps: true, Limits: l.limits}
		var m Fingerprint
		for _, raw := range []string{first, second, second} {
			b, next, change := m.Diff(inChunks(raw, chunk), opt)
			if m.seen && change == Restarted {
				l.AppendNote("--- " + query)
			}
			if change == Same && b.Len() > 0 {
				t.Fatal("lines of a text that is the same")
			}
			l.Append(0, b)
			m = next
			for _, move := range []func(){
				func() {}, func() { v.Scroll(-2) }, func() { v.Next() }, func() { v.Pan(3) },
				func() { v.SetWrap(!v.Wrap()) }, func() { v.Previous() }, v.Top, v.Bottom,
				func() { v.Step(-3) }, func() { v.Select(!v.Selecting()) }, func() { v.SetMatching(query) }, func() { v.Step(2) }, func() { v.NextError() },
				func() { v.SetMatching("!" + query) }, func() { v.Page(-1) }, func() { v.SetMatching("") }, func() { v.PreviousError() }, v.Bottom,
			} {
				move()
				checkFrame(t, v, w, h, look)
			}
		}
		if _, _, change := m.Diff(inChunks(second, chunk+1), opt); change != Same && second != "" {
			t.Fatalf("the same text is change %d", change)
		}
	})
}

// checkFrame fails unless the frame has its size and holds nothing but text and colours.
func checkFrame(t *testing.T, v *View, w, h int, look Look) {
	t.Helper()
	lines := v.Render(w, h, look)
	if len(lines) != h {
		t.Fatalf("%d lines, want %d", len(lines), h)
	}
	for _, line := range lines {
		if n := text.Width(line); n != w {
			t.Fatalf("%q has %d cells, want %d", line, n, w)
		}
		styled := false
		for rest := line; rest != ""; {
			if after, ok := strings.CutPrefix(rest, "\x1b["); ok {
				params, text, ok := strings.Cut(after, "m")
				if !ok || strings.Trim(params, "0123456789;") != "" {
					t.Fatalf("%q holds a bad sequence", line)
				}
				styled = params != "0"
				rest = text
				continue
			}
			if rest[0] < 0x20 || rest[0] == 0x7f || strings.HasPrefix(rest, "\xc2") && rest[1] < 0xa0 {
				t.Fatalf("%q holds a control character", line)
			}
			rest = rest[1:]
		}
		if styled {
			t.Fatalf("%q leaves a style in force", line)
		}
	}
}
