package text

import (
	"bytes"
	"regexp"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

var sgr = regexp.MustCompile("\x1b\\[[0-9;]*m")

// vectors are lines from outside: what Clean and what AppendCleanLog make of them. An empty log
// means the same as clean.
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
	{"CSI broken off by a control", "a\x1b[3\x071mb", "a1mb", ""},
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
	{"SO and SI", "a\x0eb\x0fc", "abc", ""},
	{"BEL", "a\x07b", "ab", ""},
	{"BS", "ab\x08\x08c", "abc", "cb"},
	{"VT and FF", "a\x0b\x0cb", "a  b", ""},
	{"NUL and DEL", "a\x00b\x7fc", "abc", ""},
	{"CR", "real line\rSPOOFED", "real line SPOOFED", "SPOOFED"},
	{"CR progress", "10%\r20%\r100% done", "10% 20% 100% done", "100% done"},
	{"CR at the end", "done\r", "done ", "done"},
	{"CRLF", "a\r\nb", "a b", "?"},
	{"newline", "a\nb", "a b", "ab"},
	{"tab", "a\tb", "a b", "a\tb"},
	{"tab after wide", "日本\tb", "日本 b", "\u65e5\u672c\tb"},
	{"C1 as bytes", "a\x9b31mb\x9d0;x", "a?31mb?0;x", "a\ufffd31mb\ufffd0;x"},
	{"C1 as UTF-8", "a\u009b31mb\u009d0;x\u0085", "ab", "a\x1b[31mb\x1b[0m"},
	{"bidi override", "a\u202egnp.exe", "a?gnp.exe", "a\u202egnp.exe"},
	{"bidi isolates and marks", "\u2066a\u2069\u200eb\u200f\u061c", "?a??b??", "\u2066a\u2069\u200eb\u200f\u061c"},
	{"line separators", "a\u2028b\u2029c", "a b c", "a\u2028b\u2029c"},
	{"zero width", "we\u200bb\u2060-\ufeff1\u00ad", "web-1", "we\u200bb\u2060-\ufeff1\u00ad"},
	{"tags", "a\U000e0041\U000e007fb", "ab", "a\U000e0041\U000e007fb"},
	{"invalid UTF-8", "a\xff\xc3(\xe2\x82", "a??(??", "a\xff\xc3(\xe2\ufffd"},
	{"overlong and surrogate", "\xc0\xaf\xed\xa0\x80", "?????", "\xc0\xaf\xed\xa0\ufffd"},
	{"replacement character", "a\ufffdb", "a?b", "a\ufffdb"},
	{"noncharacter", "a\uffffb\U0010ffff", "a?b?", "a\uffffb\U0010ffff"},
	{"CJK", "日本語 한국어", "日本語 한국어", ""},
	{"emoji", "ok 🚀", "ok 🚀", ""},
	{"combining", "cafe\u0301", "cafe\u0301", ""},
	{"many marks", "a" + strings.Repeat("\u0301", 9), "a\u0301\u0301\u0301\u0301\u0301\u0301", "a\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301"},
	{"mark without base", "\u0301a", "a", "\u0301a"},
	{"heart with VS16", "\u2764\ufe0f!", "\u2764\ufe0f!", ""},
	{"family of ZWJ", "👨\u200d👩\u200d👧", "\U0001f468\u200d\U0001f469\u200d\U0001f467", ""},
	{"skin tone", "👍🏽", "\U0001f44d\U0001f3fd", ""},
	{"flag", "🇩🇪", "\U0001f1e9\U0001f1ea", ""},
	{"keycap", "1\ufe0f\u20e3", "1\ufe0f\u20e3", ""},
	{"Thai AM", "น้ำ", "\u0e19\u0e49\u0e33", ""},
	{"spacing marks and virama", "क्षा", "\u0915\u094d\u0937\u093e", ""},
	{"conjoining Hangul", "\u1112\u1161\u11ab", "\u1112\u1161\u11ab", ""},
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
	{"mark after SGR", "a\x1b[31m\u0301b", "a\u0301b", "a\u0301\x1b[31mb\x1b[0m"},
	{"Devanagari", "नमस्ते दुनिया", "नमस्ते दुनिया", ""},
	{"Tamil, Kannada", "தமிழ் ಬಾಂಬ್", "தமிழ் ಬಾಂಬ್", ""},
	{"Arabic and Hebrew marks", "مَرْحَبًا שָׁלוֹם", "مَرْحَبًا שָׁלוֹם", ""},
	{"Vietnamese, decomposed", "Tie\u0302\u0301ng Vie\u0323\u0302t", "Tie\u0302\u0301ng Vie\u0323\u0302t", ""},
	{"non-joiner in Persian", "می\u200cخواهم", "می\u200cخواهم", ""},
	{"halfwidth voiced marks", "ｶ\uff9e", "ｶ\uff9e", ""},
	{"flag of a region", "🏴\U000e0067\U000e0062\U000e007f", "🏴\U000e0067\U000e0062\U000e007f", ""},
	{"half a flag", "🇩!", "D!", "🇩!"},
	{"joiner at the end", "👨\u200d", "👨", "👨\u200d"},
	{"joiner before a letter", "👨\u200da", "👨a", "👨\u200da"},
	{"spacing mark alone", "\u093f", "?", "\u093f"},
	{"vowel of Hangul alone", "\u1161", "?", "\u1161"},
	{"skin tone alone", "🏽a", "a", "🏽a"},
	{"CR and a sequence that prints nothing", "text\r\x1b[0m", "text ", "text"},
	{"CR and a title", "text\r\x1b]0;x\x07", "text ", "text"},
	{"CR and colours around", "\x1b[31mtext\r\x1b[0m", "text ", "\x1b[31mtext\x1b[0m"},
	{"CR and EL", "text\r\x1b[K", "text ", "+"},
	{"CR, EL and text", "text\r\x1b[Knew", "text new", "new"},
	{"EL without CR", "text\x1b[K", "text", ""},
	{"EL of the whole line", "text\x1b[2Knew", "textnew", "new"},
	{"CR, several times", "a\rb\r\r\r", "a b   ", "b"},
	{"CR and spaces", "text\r  ", "text   ", "  "},
	{"CR and a tab", "text\r\tx", "text  x", "\tx"},
	{"CR and only a tab", "text\r\t", "text  ", "text"},
	{"CHA 1", "10%\x1b[1G20%", "10%20%", "20%"},
	{"BS overwrites", "a\bb", "ab", "b"},
	{"BS at the end", "abc\b\b", "abc", ""},
	{"BS in the middle", "abc\b\bX", "abcX", "aXc"},
	{"BS, underlined by overstriking", "_\bx_\by", "_x_y", "xy"},
	{"BS, bold by overstriking", "x\bxy\by", "xxyy", "xy"},
	{"BS at the beginning", "\b\ba", "a", ""},
	{"BS over wide", "日\b\bab", "日ab", "ab"},
	{"BS over half of wide", "日\bx", "日x", " x"},
	{"BS and EL", "abc\b\b\x1b[K", "abc", "a"},
	{"BS and colour", "\x1b[31ma\x1b[32m\bb", "ab", "\x1b[32mb\x1b[0m"},
	{"BS and marks", "ae\u0301\bo", "ae\u0301o", "ao"},
	{"CUB", "abc\x1b[2DX", "abcX", "aXc"},
	{"CUF over text", "abc\x1b[2DX\x1b[C!", "abcX!", "aXc!"},
	{"CUF behind text", "a\x1b[5Cb", "ab", "a     b"},
	{"CUF, far", "a\x1b[9999Cb", "ab", "a                b"},
	{"CUF over a part of wide", "日本\x1b[4D\x1b[Cx", "日本x", " x本"},
	{"CR and CUF", "text\r\x1b[2C!", "text !", "!"},
	{"spinner", "|\b/\b-\bdone", "|/-done", "done"},
	{"SGR before CR", "\x1b[31mx\ry", "x y", "\x1b[31my\x1b[0m"},
}

func TestTextsAreCleanedAsListed(t *testing.T) {
	t.Parallel()
	for _, v := range vectors {
		t.Run(v.name, func(t *testing.T) {
			t.Parallel()
			if got := Clean(v.in); got != v.clean {
				t.Errorf("Clean(%+q) = %+q, want %+q", v.in, got, v.clean)
			}
			want := v.log
			switch {
			case want == "+": // nothing
				want = ""
			case v.name == "CRLF": // a newline does not occur inside a log line
				return
			case want == "":
				want = v.clean
			}
			if got := string(AppendCleanLog(nil, []byte(v.in))); got != want {
				t.Errorf("AppendCleanLog(%+q) = %+q, want %+q", v.in, got, want)
			}
			checkDrawn(t, v.clean)
			checkKept(t, want)
		})
	}
}

// checkDrawn fails if s, which is drawn, holds anything that could do more than print.
func checkDrawn(t *testing.T, s string) {
	t.Helper()
	marks := 0
	for i, r := range s {
		switch {
		case r == 0x200c || r == 0x200d || r >= 0xe0020 && r <= 0xe007f || unicode.In(r, unicode.Mn, unicode.Me):
			if marks++; marks > 8 || i == 0 {
				t.Fatalf("%+q holds %d marks on one character", s, marks)
			}
			continue
		case r < 0x20, r >= 0x7f && r < 0xa0, r == utf8.RuneError,
			unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Cs), unicode.Is(unicode.Noncharacter_Code_Point, r):
			t.Fatalf("%+q holds %U", s, r)
		}
		marks = 0
	}
}

// checkKept fails if s holds control characters other than tabs, sequences other than colours, or
// leaves a colour in force. It returns s without the colours.
func checkKept(t *testing.T, s string) (bare string) {
	t.Helper()
	styled := false
	for rest := s; rest != ""; {
		if strings.HasPrefix(rest, "\x1b[") {
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
		if r < 0x20 && r != '\t' || r >= 0x7f && r < 0xa0 || n == 1 && rest[0] >= 0x7f && rest[0] < 0xa0 {
			t.Fatalf("%+q holds %U", s, r)
		}
		bare += rest[:n]
		rest = rest[n:]
	}
	if styled {
		t.Fatalf("%+q leaves a style in force", s)
	}
	return bare
}

// checkWidths fails if text is not drawn in the width it is laid out for, alone or beside other
// text.
func checkWidths(t *testing.T, s string) {
	t.Helper()
	units := 0
	for rest := s; rest != ""; {
		n, w, drawn := Unit(rest)
		if drawn != rest[:n] || w < 1 || w > maxCells {
			t.Fatalf("%+q holds %+q, which is drawn as %+q in %d cells", s, rest[:n], drawn, w)
		}
		units += w
		rest = rest[n:]
	}
	if units != Width(s) {
		t.Fatalf("%+q: %d cells, Width %d", s, units, Width(s))
	}
	for _, other := range []string{"a", "日", "👩", "🇩🇪", "क", "\u1112", "│", "e\u0301"} {
		if got, want := Width(other+s), Width(other)+units; s != "" && got != want {
			t.Fatalf("%+q has %d cells, behind %+q %d", s, units, other, got-Width(other))
		}
		if got, want := Width(s+other), Width(other)+units; got != want {
			t.Fatalf("%+q has %d cells, in front of %+q %d", s, units, other, got-Width(other))
		}
	}
}

func TestEveryRuneIsDrawnSafely(t *testing.T) {
	t.Parallel()
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if r >= 0xd800 && r < 0xe000 {
			continue
		}
		if r >= 0x4e00 && r < 0x9f00 || r >= 0xac00 && r < 0xd700 || r >= 0x20000 && r&0xffff < 0xfff0 && r&0xf0000 != 0xe0000 {
			if r%61 != 0 {
				continue // All alike: ideographs, Hangul, planes for private use.
			}
		}
		if Clean(string(r)) == "?" {
			continue
		}
		for _, in := range []string{string(r), "a" + string(r) + string(r) + "क" + string(r) + "日" + string(r)} {
			got := Clean(in)
			checkDrawn(t, got)
			checkWidths(t, got)
			if again := Clean(got); again != got {
				t.Fatalf("Clean(%+q) = %+q", got, again)
			}
			if plain := Plain(in); plain != in && unicode.IsPrint(r) {
				t.Fatalf("Plain(%+q) = %+q", in, plain)
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
		if n := testing.AllocsPerRun(10, func() { dst = AppendCleanLog(dst[:0], in) }); n != 0 && !strings.ContainsAny(v.in, "\bD") {
			t.Errorf("%s: %v allocations", v.name, n)
		}
	}
}

func FuzzClean(f *testing.F) {
	for _, v := range vectors {
		f.Add(v.in)
	}
	f.Add("\u1112\x05\u11ab")
	f.Fuzz(func(t *testing.T, in string) {
		got := Clean(in)
		checkDrawn(t, got)
		checkWidths(t, got)
		if again := Clean(got); again != got {
			t.Fatalf("Clean(%+q) = %+q, not the same", got, again)
		}
		// A control character may part what is one when it is gone.
		if n := Width(Plain(in)); !strings.ContainsAny(in, "\r\v\f\b") && utf8.ValidString(in) && n != Width(got) {
			t.Fatalf("%+q: %d cells, cleaned %+q: %d", in, n, got, Width(got))
		}
	})
}

func FuzzPlain(f *testing.F) {
	for _, v := range vectors {
		f.Add(v.in)
	}
	f.Fuzz(func(t *testing.T, in string) {
		got := Plain(in)
		if strings.ContainsRune(got, 0x1b) {
			t.Fatalf("Plain(%+q) = %+q", in, got)
		}
		for line := range strings.SplitSeq(got, "\n") {
			checkKept(t, line)
		}
		if again := Plain(got); again != got {
			t.Fatalf("Plain(%+q) = %+q, not the same", got, again)
		}
		if line := PlainLine(in); line != strings.ReplaceAll(got, "\n", " ") {
			t.Fatalf("PlainLine(%+q) = %+q", in, line)
		}
		if appended := string(AppendPlain([]byte("x"), []byte(in))); appended != "x"+got {
			t.Fatalf("AppendPlain(%+q) = %+q", in, appended)
		}
	})
}

func FuzzCleanLog(f *testing.F) {
	for _, v := range vectors {
		f.Add([]byte(v.in), 10)
	}
	f.Fuzz(func(t *testing.T, in []byte, limit int) {
		in = bytes.ReplaceAll(in, []byte("\n"), nil)
		got := AppendCleanLog([]byte("before"), in)
		if string(got[:6]) != "before" {
			t.Fatal("what was in dst is gone")
		}
		got = got[6:]
		bare := checkKept(t, string(got))
		if again := AppendCleanLog(nil, got); string(again) != string(got) {
			t.Fatalf("cleaning %+q again gives %+q", got, again)
		}
		if parts := inParts(in, limit); !bytes.ContainsRune(in, '\b') && !bytes.ContainsRune(in, 'D') && parts != bare {
			t.Fatalf("%+q in parts of %d is %+q, whole %+q", in, limit, parts, bare)
		}
	})
}

// inParts cleans a line in parts of about limit bytes and returns its text.
func inParts(in []byte, limit int) string {
	var s LogState
	var out []byte
	limit = max(limit, 1)
	for len(in) > limit+Slack {
		var n int
		var erased bool
		var part []byte
		part, n, erased = s.Append(nil, in, false, limit)
		if erased {
			out = nil
		}
		out = append(out, part...)
		in = in[n:]
	}
	part, _, erased := s.Append(nil, in, true, 0)
	if erased {
		out = nil
	}
	return sgr.ReplaceAllString(string(append(out, part...)), "")
}
