package filter

import (
	"errors"
	"fmt"
	"regexp"
	"regexp/syntax"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Parse parses a filter. known are the values of fields that match exactly. It fails only on an
// invalid regular expression, with the reason in words.
func Parse(text string, known Words) (Query, error) {
	var q Query
	for text = skipSpace(text); text != ""; text = skipSpace(text) {
		var t term
		var err error
		t, text, err = next(text, known)
		if err != nil {
			return Query{}, err
		}
		if t.text != "" {
			q.terms = append(q.terms, t)
		}
	}
	return q, nil
}

func skipSpace(text string) string { return strings.TrimLeftFunc(text, unicode.IsSpace) }

// next reads the term that a text begins with; one without text says nothing.
func next(text string, known Words) (t term, rest string, err error) {
	if text[0] == '!' {
		t.not, text = true, text[1:]
	}
	switch {
	case strings.HasPrefix(text, "~"):
		t.kind = fuzzy
		t.text, _, rest = value(text[1:])
	case strings.HasPrefix(text, "/"):
		t.kind = pattern
		t.text, rest = slashed(text[1:])
		t.re, err = compile(t.text)
		return t, rest, err
	default:
		if f, after, ok := named(text); ok {
			t.kind, t.field, text = field, f, after
		}
		t.text, t.exact, rest = value(text)
		if t.kind == word {
			t.named, t.exact = colon(t.text, t.exact), false
		} else if !t.exact {
			t.exact = isWord(known[t.field], t.text)
		}
	}
	t.text = norm.NFC.String(strings.ToLower(t.text))
	return t, rest, nil
}

// named takes the name of a field and its colon off the beginning of a text.
func named(text string) (f Field, rest string, ok bool) {
	for i, name := range fieldNames() {
		if n := len(name); len(text) > n && text[n] == ':' && strings.EqualFold(text[:n], name) {
			return Field(i), text[n+1:], true
		}
	}
	return 0, text, false
}

// colon returns the letters that stand before a colon in a word without quotes, "" where there are
// none: an address has slashes behind it.
func colon(word string, quoted bool) string {
	name, rest, ok := strings.Cut(word, ":")
	if !ok || quoted || strings.HasPrefix(rest, "//") || strings.ContainsFunc(name, func(r rune) bool { return !unicode.IsLetter(r) && r != '_' }) {
		return ""
	}
	return name
}

// value reads what goes on to the next space, or to the end of its quotes.
func value(text string) (value string, closed bool, rest string) {
	if inside, ok := strings.CutPrefix(text, `"`); ok {
		value, rest, closed = strings.Cut(inside, `"`)
		return value, closed, rest
	}
	if end := strings.IndexFunc(text, unicode.IsSpace); end >= 0 {
		return text[:end], false, text[end:]
	}
	return text, false, ""
}

// slashed reads a pattern up to the slash that ends it: one with nothing or a space behind it, and
// no backslash before it.
func slashed(text string) (pattern, rest string) {
	for i := 0; i < len(text); i++ {
		switch {
		case text[i] == '\\':
			i++
		case text[i] == '/' && (i+1 == len(text) || text[i+1] == ' '):
			return text[:i], text[i+1:]
		}
	}
	return text, ""
}

// compile makes a regular expression that ignores case. The text it is matched with is in lower
// case.
func compile(pattern string) (*regexp.Regexp, error) {
	flags := "(?m)"
	if strings.ContainsFunc(pattern, unicode.IsUpper) {
		flags = "(?mi)"
	}
	re, err := regexp.Compile(flags + pattern)
	var bad *syntax.Error
	switch {
	case err == nil:
		return re, nil
	case errors.As(err, &bad) && (bad.Code == syntax.ErrMissingParen || bad.Code == syntax.ErrUnexpectedParen || bad.Expr == ""):
		return nil, errors.New(bad.Code.String())
	case errors.As(err, &bad):
		return nil, fmt.Errorf("%s: %s", bad.Code, bad.Expr)
	}
	return nil, err
}

func isWord(words []string, text string) bool {
	for _, w := range words {
		if strings.EqualFold(w, text) {
			return true
		}
	}
	return false
}
