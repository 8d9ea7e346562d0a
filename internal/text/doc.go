// Package text cleans, measures, cuts and pads text for terminal cells.
//
// Text from outside goes through [Clean] (one line of plain text) or
// [AppendCleanLog] (a log line, which may keep its colours) once, on arrival.
// What they leave is text on which terminals agree: every grapheme is one rune
// that takes one or two cells, followed by at most four combining marks that
// take none. All other functions of the package expect such text; those that
// take plain strings clean what is not.
//
// What is done to text from outside:
//
//   - Escape sequences are removed whole: CSI, OSC, DCS, APC, PM and SOS with
//     their terminator or up to the end of the text, and the short ones. Log
//     lines keep SGR (colour, bold, underline…), parsed and written anew;
//     blinking, concealing and a text colour equal to the background are not
//     kept.
//   - Other control characters (C0, DEL, C1 as bytes or as U+0080 to U+009F),
//     bidirectional controls, invalid UTF-8, unassigned code points and
//     non-characters are shown as '?', the one replacement that is one cell
//     wide in every terminal, encoding and font.
//   - Newlines, U+2028 and U+2029 become a space. Tabs become a space, in log
//     lines as many as reach the next multiple of eight.
//   - What has no width and no meaning on its own is left out: zero-width
//     spaces and joiners, variation selectors, tags, soft hyphens, skin tones.
//     An emoji joined of several is therefore shown as its parts.
//   - Regional indicators (flags) become the letters they stand for.
//   - Code points that terminals join or measure in different ways (spacing
//     combining marks, conjoining Hangul letters, conjunct-forming viramas,
//     halfwidth voiced marks, hexagrams) are shown as '?'; Thai and Lao AM are
//     taken apart into the two characters they are made of.
package text
