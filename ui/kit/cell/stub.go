// Package cell cleans, measures, cuts and pads text for terminal cells.
package cell

// Clean makes text from outside harmless.
func Clean(s string) string { return s }

// AppendASCII appends line with each grapheme outside ASCII replaced by as many '?' as it has cells.
func AppendASCII(dst []byte, line string) []byte { return append(dst, line...) }

// Width returns the number of cells s takes.
func Width(s string) int { return len(s) }

// AppendFit appends s in exactly w cells, left aligned.
func AppendFit(dst []byte, s string, w int, tail string) []byte { return dst }

// AppendFitRight appends s in exactly w cells, right aligned.
func AppendFitRight(dst []byte, s string, w int, tail string) []byte { return dst }

// AppendFitMiddle appends s in exactly w cells, shortened in its middle.
func AppendFitMiddle(dst []byte, s string, w int, tail string) []byte { return dst }

// AppendSpaces appends n spaces.
func AppendSpaces(dst []byte, n int) []byte { return dst }

// AppendCutSGR appends the cells [from, to) of a line of text and SGR sequences and returns their number.
func AppendCutSGR(dst, line []byte, from, to int) ([]byte, int) { return dst, 0 }

// CutSGR is AppendCutSGR for strings.
func CutSGR(line string, from, to int) string { return line }

// AppendCleanLog appends one raw log line, made harmless, with its colours.
func AppendCleanLog(dst, raw []byte) []byte { return append(dst, raw...) }
