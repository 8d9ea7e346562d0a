package engine

import (
	"errors"
	"strings"
)

// ErrQuotes is the error of a command with a quote that is not closed, or with nothing behind its
// last backslash.
var ErrQuotes = errors.New("a quote is not closed")

// SplitCommand splits a command into its words as a POSIX shell does: at blanks, by single and
// double quotes and backslashes. Nothing is expanded; operators and comments are words like others.
func SplitCommand(s string) ([]string, error) {
	var (
		words []string
		word  strings.Builder
		begun bool // a word, though it may be empty so far
		quote byte // the quote that is open, or 0
	)
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case quote != 0 && c == quote:
			quote = 0
		case quote == '\'':
			word.WriteByte(c)
		case c == '\\':
			if i++; i == len(s) {
				return nil, ErrQuotes
			}
			if s[i] == '\n' {
				continue // a line that goes on
			}
			if quote == '"' && !strings.ContainsRune("\"\\$`", rune(s[i])) {
				word.WriteByte('\\')
			}
			word.WriteByte(s[i])
			begun = true
		case quote != 0:
			word.WriteByte(c)
		case c == '"' || c == '\'':
			quote, begun = c, true
		case c == ' ' || c == '\t' || c == '\n':
			if begun {
				words = append(words, word.String())
				word.Reset()
				begun = false
			}
		default:
			word.WriteByte(c)
			begun = true
		}
	}
	if quote != 0 {
		return nil, ErrQuotes
	}
	if begun {
		words = append(words, word.String())
	}
	return words, nil
}

// JoinCommand writes words so that SplitCommand finds them again, quoted where they have to be.
func JoinCommand(words []string) string {
	var b strings.Builder
	for i, w := range words {
		if i > 0 {
			b.WriteByte(' ')
		}
		if w != "" && !strings.ContainsAny(w, " \t\n\r'\"\\$`;&|<>()*?[]#~!{}") {
			b.WriteString(w)
			continue
		}
		b.WriteByte('\'')
		b.WriteString(strings.ReplaceAll(w, "'", `'\''`))
		b.WriteByte('\'')
	}
	return b.String()
}
