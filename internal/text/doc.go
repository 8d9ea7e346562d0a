// Package text keeps text from outside as it came, measures it, and says how it is drawn in
// terminal cells.
//
// On arrival control sequences go and every character stays: [Plain] and [PlainLine] do that for
// names, values and JSON, [LogState.Append] for lines of a log, which may keep their colours. What
// is kept is what is saved, copied and searched. It may hold everything but these:
//
//   - Control sequences, removed whole, whether the escape character or one of C1
//     introduces them: CSI, OSC, DCS, APC, PM and SOS with their terminator or up
//     to the end of the line, and the short ones. Log lines keep SGR (colour, bold,
//     underline…), parsed and written anew; blinking, concealing and a text colour
//     equal to the background are not kept.
//   - Other control characters, tabs and line feeds excepted. The bytes 0x80 to
//     0x9f outside of UTF-8, which are controls to a terminal of eight bits, become
//     U+FFFD; other bytes that are not UTF-8 stay.
//
// Drawing replaces what a screen cannot draw. [Clean] does so for a line of text, [AppendDrawn] for
// a piece of a log line, and all that fits text into cells:
//
//   - What is drawn as one is a unit: a base and what joins it. Its width is that of
//     terminals that count rune by rune, spacing marks one cell each, so that no
//     terminal needs more; flags and joined emoji take two cells, as terminals that
//     know graphemes have it. The painter does not rely on where such a unit ends.
//   - A unit has at most six combining marks and six joined emoji; the rest of them
//     is not drawn.
//   - Bidirectional controls, what is not UTF-8, unassigned code points,
//     non-characters, and marks and halves of letters without a base are '?', the
//     one replacement that is one cell wide in every terminal, encoding and font.
//     Half a flag is the letter it stands for.
//   - Line feeds, U+2028 and U+2029 are a space, tabs in logs as many as reach the
//     next multiple of eight. What has no width and no meaning on its own is left
//     out: zero-width spaces, byte order marks, soft hyphens.
package text
