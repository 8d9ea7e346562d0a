package text

import (
	"unicode"
	"unicode/utf8"
)

// kind is what cleaning does with a rune.
type kind uint8

const (
	keep    kind = iota // a base that takes one or two cells
	mark                // joins the base before, and takes no cell
	spacing             // joins the base before, and takes a cell more
	jamo                // a vowel or final consonant of Hangul: joins a leading one
	tone                // a skin tone: joins an emoji
	drop                // not drawn
	blank               // a space instead
	replace             // '?' instead
	letter              // a regional indicator: half a flag
)

const (
	firstRegional = 0x1f1e6
	lastRegional  = 0x1f1ff
)

// simpleWidth returns the width of the runes that make up nearly all text. They are never joined to
// a neighbour. ok is false for every other rune.
func simpleWidth(r rune) (width int, ok bool) {
	if r < 0x3041 {
		return 1, isNarrow(r)
	}
	return 2, isWide(r)
}

func isNarrow(r rune) bool {
	switch {
	case r < 0xa1:
		return r >= 0x20 && r < 0x7f
	case r < 0x300: // Latin
		return r != 0xad
	case r < 0x530: // Greek, Cyrillic
		return r >= 0x3a3 && r <= 0x481 || r >= 0x391 && r <= 0x3a1 || r >= 0x48a
	case r < 0x2500: // dashes and quotation marks, arrows
		return r >= 0x2010 && r <= 0x2027 || r >= 0x2190 && r <= 0x2199
	}
	return r <= 0x25fc // lines, blocks, shapes
}

func isWide(r rune) bool {
	switch {
	case r < 0x4e00: // kana
		return r <= 0x3096 || r >= 0x30a1 && r <= 0x30ff
	case r <= 0x9fff: // ideographs
		return true
	}
	return r >= 0xac00 && r <= 0xd7a3 || r >= 0xff01 && r <= 0xff5e // Hangul, fullwidth forms
}

// kindOf classifies a rune outside ASCII.
func kindOf(r rune) kind {
	if _, ok := simpleWidth(r); ok {
		return keep
	}
	for i := range special {
		s := &special[i]
		if r < s.lo {
			break
		}
		if r <= s.hi {
			return s.kind
		}
	}
	switch {
	case unicode.In(r, unicode.Mn, unicode.Me):
		return mark
	case unicode.Is(unicode.Mc, r):
		return spacing
	case !unicode.IsGraphic(r) && !unicode.Is(unicode.Co, r):
		return replace
	}
	return keep
}

// special lists the runes that their general category does not decide, in order.
var special = [...]struct {
	lo, hi rune
	kind   kind
}{
	{0x80, 0x9f, replace},                 // C1
	{0xad, 0xad, drop},                    // soft hyphen
	{0x34f, 0x34f, drop},                  // combining grapheme joiner
	{0x61c, 0x61c, replace},               // Arabic letter mark
	{0xd4e, 0xd4e, replace},               // a letter that joins to the next
	{0xe33, 0xe33, spacing},               // Thai AM
	{0xeb3, 0xeb3, spacing},               // Lao AM
	{0x115f, 0x115f, replace},             // Hangul filler
	{0x1160, 0x11ff, jamo},                // Hangul vowels and finals
	{0x17b4, 0x17b5, drop},                // invisible Khmer vowels
	{0x180b, 0x180f, drop},                // Mongolian selectors
	{0x200b, 0x200b, drop},                // zero-width space
	{0x200c, 0x200d, mark},                // zero-width non-joiner and joiner
	{0x200e, 0x200f, replace},             // directional marks
	{0x2028, 0x2029, blank},               // line and paragraph separator
	{0x202a, 0x202e, replace},             // directional embeddings and overrides
	{0x2060, 0x2064, drop},                // word joiner, invisible operators
	{0x2066, 0x2069, replace},             // directional isolates
	{0x206a, 0x206f, drop},                // deprecated format characters
	{0x2630, 0x2637, replace},             // trigrams
	{0x268a, 0x268f, replace},             // monograms and digrams
	{0x302a, 0x302f, drop},                // tone marks that some count as wide
	{0x3164, 0x3164, replace},             // Hangul filler
	{0x4dc0, 0x4dff, replace},             // hexagrams
	{0xd7b0, 0xd7ff, jamo},                // Hangul vowels and finals
	{0xfe00, 0xfe0f, mark},                // variation selectors
	{0xfeff, 0xfeff, drop},                // byte order mark
	{0xff9e, 0xff9f, spacing},             // halfwidth voiced marks
	{0xffa0, 0xffa0, replace},             // Hangul filler
	{0xfffd, 0xfffd, replace},             // of ambiguous width
	{0x111c2, 0x111c3, replace},           // letters that join to the next
	{0x1193f, 0x1193f, replace},           //
	{0x11941, 0x11941, replace},           //
	{0x11a3a, 0x11a3a, replace},           //
	{0x11a84, 0x11a89, replace},           //
	{0x11d46, 0x11d46, replace},           //
	{0x11f02, 0x11f02, replace},           //
	{0x16fe4, 0x16fe4, drop},              //
	{0x1d300, 0x1d376, replace},           // Tai Xuan Jing symbols and counting rods
	{firstRegional, lastRegional, letter}, //
	{0x1f3fb, 0x1f3ff, tone},              // skin tones
	{0xe0000, 0xe0fff, drop},              // tags, variation selectors
}

// text is what the functions on plain bytes and on strings share.
type text interface{ string | []byte }

// asciiRun returns how many printable ASCII bytes s begins with.
func asciiRun[T text](s T) int {
	i := 0
	for ; i+32 <= len(s); i += 32 {
		if notPrintable(eight(s[i:i+8]))|notPrintable(eight(s[i+8:i+16]))|notPrintable(eight(s[i+16:i+24]))|notPrintable(eight(s[i+24:i+32])) != 0 {
			break
		}
	}
	for ; i+8 <= len(s); i += 8 {
		if notPrintable(eight(s[i:i+8])) != 0 {
			break
		}
	}
	for i < len(s) && s[i]-0x20 < 0x5f {
		i++
	}
	return i
}

// eight returns the first eight bytes of s as a number.
func eight[T text](s T) uint64 {
	_ = s[7]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
		uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}

// notPrintable returns a number that is not 0 if one of eight bytes is not printable ASCII.
func notPrintable(x uint64) uint64 {
	const (
		ones  = 0x0101010101010101
		highs = 0x8080808080808080
	)
	// A byte's high bit is set in x if it is not ASCII, in x-0x20 if it is a control character,
	// in x+1 if it is DEL.
	return (x | (x - 0x20*ones) | (x + ones)) & highs
}

// decode returns the rune s begins with and its length; of invalid UTF-8, one byte and
// utf8.RuneError.
func decode[T text](s T) (rune, int) {
	// The three-byte forms that are valid whatever follows, for speed.
	if len(s) >= 3 && s[0] > 0xe0 && s[0] < 0xf0 && s[0] != 0xed && s[1]&0xc0 == 0x80 && s[2]&0xc0 == 0x80 {
		return rune(s[0]&0xf)<<12 | rune(s[1]&0x3f)<<6 | rune(s[2]&0x3f), 3
	}
	return utf8.DecodeRuneInString(string(s[:min(len(s), utf8.UTFMax)]))
}
