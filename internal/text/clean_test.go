package text

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// vectors are lines from outside: what Clean and what AppendCleanLog make of
// them. An empty log means the same as clean.
var vectors = []struct{ name, in, clean, log string }{
	{"plain", "GET / 200", "GET / 200", ""},
	{"empty", "", "", ""},
	{"OSC 52 BEL", "a\x1b]52;c;SEFDS0VE\x07b", "ab", ""},
	{"OSC 52 ST", "a\x1b]52;c;SEFDS0VE\x1b\\b", "ab", ""},
	{"OSC 52 C1 terminator", "a\x1b]52;c;SEFDS0VE\u009cb", "ab", ""},
	{"OSC 52 raw C1 terminator", "a\x1b]52;c;SEFDS0VE\x9cb", "ab", ""},
	{"OSC with a check mark inside", "a\x1b]0;✓ done\x07b", "ab", ""},
	{"OSC 0 title", "\x1b]0;PWNED\x07x", "x", ""},
	{"OSC 8 link", "\x1b]8;;http://evil\x1b\\text\x1b]8;;\x1b\\", "text", ""},
	{"OSC 9 notification", "\x1b]9;hi\x07", "", ""},
	{"OSC 11 set", "\x1b]11;#ff0000\x07x", "x", ""},
	{"OSC 11 query", "\x1b]11;?\x1b\\x", "x", ""},
	{"OSC unterminated", "a\x1b]0;never ends", "a", ""},
	{"OSC broken off by CSI", "a\x1b]0;x\x1b[31mb", "ab", "a\x1b[31mb\x1b[0m"},
	{"OSC cancelled", "a\x1b]0;x\x18b", "ab", ""},
	{"CSI cursor home", "\x1b[Hx", "x", ""},
	{"CSI erase screen", "\x1b[2Jx", "x", ""},
	{"CSI cursor up", "\x1b[10Ax", "x", ""},
	{"CSI scroll region", "\x1b[5;10rx", "x", ""},
	{"CSI leave alternate screen", "\x1b[?1049lx", "x", ""},
	{"CSI hide cursor", "\x1b[?25lx", "x", ""},
	{"CSI mouse", "\x1b[?1003hx", "x", ""},
	{"CSI position report", "\x1b[6nx", "x", ""},
	{"CSI device attributes", "\x1b[cx", "x", ""},
	{"CSI mode query", "\x1b[?2026$px", "x", ""},
	{"CSI version query", "\x1b[>qx", "x", ""},
	{"CSI repeat", "x\x1b[999bx", "xx", ""},
	{"CSI key modifiers look like SGR", "\x1b[>4;2mx", "x", ""},
	{"CSI private m", "\x1b[?1mx", "x", ""},
	{"CSI with intermediate m", "\x1b[1 mx", "x", ""},
	{"CSI unterminated", "a\x1b[31", "a", ""},
	{"CSI broken off by a control", "a\x1b[3\x071mb", "a?1mb", ""},
	{"CSI broken off by an escape", "a\x1b[3\x1b[1mb", "ab", "a\x1b[1mb\x1b[0m"},
	{"DCS request", "\x1bP$qm\x1b\\x", "x", ""},
	{"DCS sixel", "\x1bPq#0;2;0;0;0\x1b\\x", "x", ""},
	{"APC kitty graphics", "\x1b_Gf=100;AAAA\x1b\\x", "x", ""},
	{"PM", "\x1b^secret\x1b\\x", "x", ""},
	{"SOS", "\x1bXstring\x1b\\x", "x", ""},
	{"RIS", "\x1bcx", "x", ""},
	{"DECALN", "\x1b#8x", "x", ""},
	{"charset", "\x1b(0x", "x", ""},
	{"escape at the end", "x\x1b", "x", ""},
	{"escape twice", "\x1b\x1b[2Jx", "x", ""},
	{"SO and SI", "a\x0eb\x0fc", "a?b?c", ""},
	{"BEL", "a\x07b", "a?b", ""},
	{"BS", "ab\x08\x08c", "ab??c", ""},
	{"VT and FF", "a\x0b\x0cb", "a??b", ""},
	{"NUL and DEL", "a\x00b\x7fc", "a?b?c", ""},
	{"CR", "real line\rSPOOFED", "real line?SPOOFED", "SPOOFED"},
	{"CR progress", "10%\r20%\r100% done", "10%?20%?100% done", "100% done"},
	{"CR at the end", "done\r", "done?", "done"},
	{"CRLF", "a\r\nb", "a b", "?"},
	{"newline", "a\nb", "a b", ""},
	{"tab", "a\tb", "a b", "a       b"},
	{"tab after wide", "日本\tb", "日本 b", "日本    b"},
	{"C1 as bytes", "a\x9b31mb\x9d0;x", "a?31mb?0;x", ""},
	{"C1 as UTF-8", "a\u009b31mb\u009d0;x\u0085", "a?31mb?0;x?", ""},
	{"bidi override", "a\u202egnp.exe", "a?gnp.exe", ""},
	{"bidi isolates and marks", "\u2066a\u2069\u200eb\u200f\u061c", "?a??b??", ""},
	{"line separators", "a\u2028b\u2029c", "a b c", ""},
	{"zero width", "we\u200bb\u2060-\ufeff1\u00ad", "web-1", ""},
	{"tags", "a\U000e0041\U000e007fb", "ab", ""},
	{"invalid UTF-8", "a\xff\xc3(\xe2\x82", "a??(??", ""},
	{"overlong and surrogate", "\xc0\xaf\xed\xa0\x80", "?????", ""},
	{"replacement character", "a\ufffdb", "a?b", ""},
	{"noncharacter", "a\uffffb\U0010ffff", "a?b?", ""},
	{"CJK", "日本語 한국어", "日本語 한국어", ""},
	{"emoji", "ok 🚀", "ok 🚀", ""},
	{"combining", "cafe\u0301", "cafe\u0301", ""},
	{"many marks", "a" + strings.Repeat("\u0301", 9), "a" + strings.Repeat("\u0301", 4), ""},
	{"mark without base", "\u0301a", "a", ""},
	{"heart with VS16", "\u2764\ufe0f!", "\u2764!", ""},
	{"family of ZWJ", "👨\u200d👩\u200d👧", "👨👩👧", ""},
	{"skin tone", "👍🏽", "👍", ""},
	{"flag", "🇩🇪", "DE", ""},
	{"keycap", "1\ufe0f\u20e3", "1\u20e3", ""},
	{"Thai AM", "น้ำ", "น\u0e49\u0e4d\u0e32", ""},
	{"spacing marks and virama", "क्षा", "क?ष?", ""},
	{"conjoining Hangul", "\u1112\u1161\u11ab", "???", ""},
	{"SGR", "\x1b[31mred\x1b[0m", "red", "\x1b[31mred\x1b[0m"},
	{"SGR open", "\x1b[31mred", "red", "\x1b[31mred\x1b[0m"},
	{"SGR blink", "\x1b[5;31mred", "red", "\x1b[31mred\x1b[0m"},
	{"SGR conceal", "\x1b[8mhidden", "hidden", "hidden"},
	{"SGR text on itself", "\x1b[31;41mhidden\x1b[49m!", "hidden!", "\x1b[41mhidden\x1b[0;31m!\x1b[0m"},
	{"SGR 256", "\x1b[38;5;208mo", "o", "\x1b[38;5;208mo\x1b[0m"},
	{"SGR direct", "\x1b[1;48;2;1;2;3mo", "o", "\x1b[1;48;2;1;2;3mo\x1b[0m"},
	{"SGR colons", "\x1b[4:3;38:2::1:2:3;58:5:9mo", "o", "\x1b[4;38;2;1;2;3mo\x1b[0m"},
	{"SGR low colour by index", "\x1b[38;5;9mo", "o", "\x1b[91mo\x1b[0m"},
	{"SGR colour out of range", "\x1b[38;5;999;1mo", "o", "\x1b[1mo\x1b[0m"},
	{"SGR truncated colour", "\x1b[38;2;1mo", "o", "o"},
	{"SGR number too big", "\x1b[99999999999999999999mo", "o", "o"},
	{"SGR too many", "\x1b[" + strings.Repeat("1;", 100) + "mo", "o", "o"},
	{"SGR changed without text", "\x1b[31m\x1b[32m\x1b[0mo\x1b[1m", "o", "o"},
	{"SGR turned off in parts", "\x1b[1;3;31ma\x1b[22mb\x1b[39;23mc", "abc", "\x1b[1;3;31ma\x1b[0;3;31mb\x1b[0mc"},
	{"mark after SGR", "a\x1b[31m\u0301b", "a\u0301b", "a\x1b[31mb\x1b[0m"},
	{"SGR before CR", "\x1b[31mx\ry", "x?y", "y"},
}

func TestVectors(t *testing.T) {
	t.Parallel()
	for _, v := range vectors {
		t.Run(v.name, func(t *testing.T) {
			t.Parallel()
			if got := Clean(v.in); got != v.clean {
				t.Errorf("Clean(%+q) = %+q, want %+q", v.in, got, v.clean)
			}
			want := v.log
			switch {
			case v.name == "CRLF": // a newline does not occur inside a log line
				return
			case want == "":
				want = v.clean
			}
			if got := string(AppendCleanLog(nil, []byte(v.in))); got != want {
				t.Errorf("AppendCleanLog(%+q) = %+q, want %+q", v.in, got, want)
			}
			checkClean(t, v.clean, false)
			checkClean(t, want, true)
		})
	}
}

// checkClean fails if s holds anything that could do more than print.
func checkClean(t *testing.T, s string, log bool) {
	t.Helper()
	styled := false
	for rest := s; rest != ""; {
		if log && strings.HasPrefix(rest, "\x1b[") {
			end := strings.IndexFunc(rest[2:], func(r rune) bool { return r != ';' && (r < '0' || r > '9') })
			if end <= 0 || rest[2+end] != 'm' || end > 60 {
				t.Fatalf("%+q holds a bad sequence at %+q", s, rest)
			}
			params := rest[2 : 2+end]
			for p := range strings.SplitSeq(params, ";") {
				if p == "" || len(p) > 3 {
					t.Fatalf("%+q holds a bad parameter %q", s, p)
				}
			}
			styled = params != "0"
			rest = rest[3+end:]
			continue
		}
		r, n := utf8.DecodeRuneInString(rest)
		switch {
		case r < 0x20, r >= 0x7f && r < 0xa0, r == utf8.RuneError,
			unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Mc, unicode.Cs),
			unicode.Is(unicode.Variation_Selector, r), unicode.Is(unicode.Noncharacter_Code_Point, r):
			t.Fatalf("%+q holds %U", s, r)
		}
		rest = rest[n:]
	}
	if styled {
		t.Fatalf("%+q leaves a style in force", s)
	}
}

// checkWidths fails if the ways to measure s differ: by grapheme and rune by
// rune.
func checkWidths(t *testing.T, s string) {
	t.Helper()
	runes := 0
	for _, r := range s {
		if !unicode.In(r, unicode.Mn, unicode.Me) {
			runes += ansi.StringWidthWc(string(r))
		}
	}
	if whole := ansi.StringWidth(s); whole != runes || whole != Width(s) {
		t.Fatalf("%+q: %d cells by grapheme, %d by rune, Width %d", s, whole, runes, Width(s))
	}
}

func TestEveryRuneIsCleanAndAgreedOn(t *testing.T) {
	t.Parallel()
	if ansi.StringWidthWc("●") != 1 {
		t.Skip("RUNEWIDTH_EASTASIAN widens ambiguous characters")
	}
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if r >= 0xd800 && r < 0xe000 {
			continue
		}
		if r >= 0xf0000 && r&0xffff < 0xfff0 && r%13 != 0 {
			continue // All alike: two planes for private use.
		}
		if Clean(string(r)) == "?" {
			continue
		}
		for _, in := range []string{string(r), "a" + string(r) + string(r) + "क" + string(r) + "日"} {
			got := Clean(in)
			checkClean(t, got, false)
			checkWidths(t, got)
			if got == in {
				continue // it stays as it is
			}
			if again := Clean(got); again != got {
				t.Fatalf("Clean(%+q) = %+q", got, again)
			}
		}
	}
}

func TestCleanReturnsTheSameString(t *testing.T) {
	for _, s := range []string{"", "web-1", strings.Repeat("tutum/hello-world:latest ", 9), "日本語 · ● é", "cafe\u0301"} {
		if n := testing.AllocsPerRun(10, func() { _ = Clean(s) }); n != 0 {
			t.Errorf("Clean(%q) allocates %v times", s, n)
		}
	}
}

func TestCleanLogAllocatesNothing(t *testing.T) {
	dst := make([]byte, 0, 4096)
	for _, v := range vectors {
		in := []byte(v.in)
		if n := testing.AllocsPerRun(10, func() { dst = AppendCleanLog(dst[:0], in) }); n != 0 {
			t.Errorf("%s: %v allocations", v.name, n)
		}
	}
}

func FuzzClean(f *testing.F) {
	for _, v := range vectors {
		f.Add(v.in)
	}
	f.Fuzz(func(t *testing.T, in string) {
		got := Clean(in)
		checkClean(t, got, false)
		checkWidths(t, got)
		if again := Clean(got); again != got {
			t.Fatalf("Clean(%+q) = %+q, not the same", got, again)
		}
	})
}

func FuzzCleanLog(f *testing.F) {
	for _, v := range vectors {
		f.Add([]byte(v.in))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		got := AppendCleanLog([]byte("before"), in)
		if string(got[:6]) != "before" {
			t.Fatal("what was in dst is gone")
		}
		got = got[6:]
		checkClean(t, string(got), true)
		checkWidths(t, ansi.Strip(string(got)))
		if again := AppendCleanLog(nil, got); string(again) != string(got) {
			t.Fatalf("cleaning %+q again gives %+q", got, again)
		}
	})
}
