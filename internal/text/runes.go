package text

import (
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// kind is what cleaning does with a rune.
type kind uint8

const (
	keep    kind = iota // a base that takes one or two cells
	mark                // a combining mark that takes none
	drop                // left out
	blank               // a space instead
	replace             // '?' instead
	letter              // a regional indicator: the letter it stands for
	am                  // Thai or Lao AM: a mark and a vowel
)

const (
	replacement = '?'
	maxMarks    = 4 // combining marks a base may carry; more would run over the lines around
)

// simpleWidth returns the width of the runes that make up nearly all text.
// They are never joined to a neighbour. ok is false for every other rune.
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

// runeWidth returns the cells that r takes on its own; s is its UTF-8.
func runeWidth[T text](s T, r rune) int {
	if w, ok := simpleWidth(r); ok {
		return w
	}
	_, w := ansi.FirstGraphemeCluster(s, ansi.GraphemeWidth)
	return w
}

// isMark reports whether r is a combining mark that takes no cell.
func isMark(r rune) bool {
	if r < 0x300 {
		return false
	}
	if _, ok := simpleWidth(r); ok {
		return false
	}
	return unicode.In(r, unicode.Mn, unicode.Me)
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
	case unicode.Is(unicode.Mc, r), !unicode.IsGraphic(r) && !unicode.Is(unicode.Co, r):
		return replace
	}
	return keep
}

// special lists the runes that their general category does not decide, in
// order.
var special = [...]struct {
	lo, hi rune
	kind   kind
}{
	{0x80, 0x9f, replace},       // C1
	{0xad, 0xad, drop},          // soft hyphen
	{0x34f, 0x34f, drop},        // combining grapheme joiner
	{0x61c, 0x61c, replace},     // Arabic letter mark
	{0x94d, 0x94d, replace},     // viramas that form conjuncts
	{0x9cd, 0x9cd, replace},     //
	{0xacd, 0xacd, replace},     //
	{0xb4d, 0xb4d, replace},     //
	{0xc4d, 0xc4d, replace},     //
	{0xd4d, 0xd4e, replace},     //
	{0xe33, 0xe33, am},          // Thai AM
	{0xeb3, 0xeb3, am},          // Lao AM
	{0x1039, 0x1039, replace},   //
	{0x1100, 0x11ff, replace},   // conjoining Hangul letters
	{0x17b4, 0x17b5, drop},      // invisible Khmer vowels
	{0x17d2, 0x17d2, replace},   //
	{0x180b, 0x180f, drop},      // Mongolian selectors
	{0x1a60, 0x1a60, replace},   //
	{0x1bab, 0x1bab, replace},   //
	{0x200b, 0x200d, drop},      // zero-width space, non-joiner, joiner
	{0x200e, 0x200f, replace},   // directional marks
	{0x2028, 0x2029, blank},     // line and paragraph separator
	{0x202a, 0x202e, replace},   // directional embeddings and overrides
	{0x2060, 0x2064, drop},      // word joiner, invisible operators
	{0x2066, 0x2069, replace},   // directional isolates
	{0x206a, 0x206f, drop},      // deprecated format characters
	{0x2630, 0x2637, replace},   // trigrams
	{0x268a, 0x268f, replace},   // monograms and digrams
	{0x302a, 0x302f, drop},      // tone marks that some count as wide
	{0x3164, 0x3164, replace},   // Hangul filler
	{0x4dc0, 0x4dff, replace},   // hexagrams
	{0xa960, 0xa97f, replace},   // conjoining Hangul letters
	{0xaaf6, 0xaaf6, replace},   //
	{0xd7b0, 0xd7ff, replace},   // conjoining Hangul letters
	{0xfe00, 0xfe0f, drop},      // variation selectors
	{0xfeff, 0xfeff, drop},      // byte order mark
	{0xff9e, 0xffa0, replace},   // halfwidth voiced marks and filler
	{0xfffd, 0xfffd, replace},   // of ambiguous width
	{0x10a3f, 0x10a3f, replace}, //
	{0x11133, 0x11133, replace}, //
	{0x111c2, 0x111c3, replace}, // letters that join to the next
	{0x1193e, 0x11941, replace}, //
	{0x11a3a, 0x11a3a, replace}, //
	{0x11a47, 0x11a47, replace}, //
	{0x11a84, 0x11a89, replace}, //
	{0x11a99, 0x11a99, replace}, //
	{0x11d46, 0x11d46, replace}, //
	{0x11f02, 0x11f02, replace}, //
	{0x11f42, 0x11f42, replace}, //
	{0x16fe4, 0x16fe4, drop},    //
	{0x1d300, 0x1d376, replace}, // Tai Xuan Jing symbols and counting rods
	{0x1f1e6, 0x1f1ff, letter},  // regional indicators
	{0x1f3fb, 0x1f3ff, drop},    // skin tones
	{0xe0000, 0xe0fff, drop},    // tags, variation selectors
}

// text is what the functions on plain bytes and on strings share.
type text interface{ string | []byte }

// asciiRun returns how many printable ASCII bytes s begins with.
func asciiRun[T text](s T) int {
	const (
		ones  = 0x0101010101010101
		highs = 0x8080808080808080
	)
	i := 0
	for ; i+8 <= len(s); i += 8 {
		x := uint64(s[i]) | uint64(s[i+1])<<8 | uint64(s[i+2])<<16 | uint64(s[i+3])<<24 |
			uint64(s[i+4])<<32 | uint64(s[i+5])<<40 | uint64(s[i+6])<<48 | uint64(s[i+7])<<56
		// A byte's high bit is set in x if it is not ASCII, in x-0x20 if it is
		// a control character, in x+1 if it is DEL.
		if (x|(x-0x20*ones)|(x+ones))&highs != 0 {
			break
		}
	}
	for i < len(s) && s[i]-0x20 < 0x5f {
		i++
	}
	return i
}

// decode returns the rune s begins with and its length; of invalid UTF-8, one
// byte and utf8.RuneError.
func decode[T text](s T) (rune, int) {
	// The three-byte forms that are valid whatever follows, for speed.
	if len(s) >= 3 && s[0] > 0xe0 && s[0] < 0xf0 && s[0] != 0xed && s[1]&0xc0 == 0x80 && s[2]&0xc0 == 0x80 {
		return rune(s[0]&0xf)<<12 | rune(s[1]&0x3f)<<6 | rune(s[2]&0x3f), 3
	}
	return utf8.DecodeRuneInString(string(s[:min(len(s), utf8.UTFMax)]))
}

// grapheme returns the length and the width of the grapheme that s, which is
// clean and not empty, begins with.
func grapheme[T text](s T) (size, width int) {
	if s[0] < utf8.RuneSelf {
		size, width = 1, 1
	} else {
		var r rune
		r, size = decode(s)
		width = runeWidth(s[:size], r)
	}
	for size < len(s) && s[size] >= 0xcc { // the first byte of U+0300
		r, n := decode(s[size:])
		if !isMark(r) {
			break
		}
		size += n
	}
	return size, width
}
