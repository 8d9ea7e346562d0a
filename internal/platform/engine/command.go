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
	var sp splitter
	for i := 0; i < len(s); i++ {
		if s[i] != '\\' || sp.quote == '\'' {
			sp.add(s[i])
			continue
		}
		if i++; i == len(s) {
			return nil, ErrQuotes
		}
		sp.escaped(s[i])
	}
	if sp.quote != 0 {
		return nil, ErrQuotes
	}
	sp.end()
	return sp.words, nil
}

// splitter is where SplitCommand is within a command.
type splitter struct {
	words []string
	word  strings.Builder
	begun bool // a word, though it may be empty so far
	quote byte // the quote that is open, or 0
}

// add takes in a character that no backslash is before.
func (sp *splitter) add(c byte) {
	switch {
	case sp.quote != 0 && c == sp.quote:
		sp.quote = 0
	case sp.quote != 0:
		sp.word.WriteByte(c)
	case c == '"' || c == '\'':
		sp.quote, sp.begun = c, true
	case c == ' ' || c == '\t' || c == '\n':
		sp.end()
	default:
		sp.word.WriteByte(c)
		sp.begun = true
	}
}

// escaped takes in a character behind a backslash. Within double quotes most keep it; before the end
// of a line it lets the line go on.
func (sp *splitter) escaped(c byte) {
	if c == '\n' {
		return
	}
	if sp.quote == '"' && strings.IndexByte("\"\\$`", c) < 0 {
		sp.word.WriteByte('\\')
	}
	sp.word.WriteByte(c)
	sp.begun = true
}

// end ends a word, if one has begun.
func (sp *splitter) end() {
	if sp.begun {
		sp.words = append(sp.words, sp.word.String())
		sp.word.Reset()
		sp.begun = false
	}
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
