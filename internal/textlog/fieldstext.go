package textlog

import (
	"bytes"
	"strconv"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// appendFields appends a line of fields as it is read: the message, then key=value for all else that
// has no column of its own. With styled, keys and failing status codes have colours. It returns false
// where the line is not well formed.
func appendFields(dst, s []byte, form form, styled bool) (out []byte, ok bool) {
	var all [fieldsMost]field
	fields, rest, ok := fieldsOf(all[:0], s, form)
	if !ok {
		return dst, false
	}
	start := len(dst)
	message := messageOf(fields)
	if message >= 0 {
		dst = appendMessage(dst, fields[message].value, form)
	}
	seen := front{}
	for i := range fields {
		f := &fields[i]
		if i == message || seen.has(f) {
			continue
		}
		if len(dst) > start {
			dst = append(dst, ' ')
		}
		dst = f.append(dst, styled)
	}
	if len(rest) > 0 {
		dst = append(append(dst, ' '), rest...)
	}
	return dst, true
}

// fieldsOf appends the fields of a line to dst as far as there is room, and returns the rest of the line;
// false where it is not well formed.
func fieldsOf(dst []field, s []byte, form form) (fields []field, rest []byte, ok bool) {
	j, l := jsonScan{s: s, i: 1}, logfmtScan{s: s}
	for len(dst) < cap(dst) {
		var f field
		if form == jsonForm {
			f, ok = j.next()
		} else {
			f, ok = l.next()
		}
		if !ok {
			return dst, nil, j.whole || form == logfmtForm && l.i == len(s)
		}
		dst = append(dst, f)
	}
	if form == jsonForm {
		return dst, s[j.i:], true
	}
	return dst, s[l.i:], true
}

// has reports whether a field is shown in a column of its own, as the first of its kind.
func (f *front) has(next *field) bool {
	switch m := meaningOf(next.key); m {
	case meansTime:
		if !f.timed && next.isTime() {
			f.timed = true
			return true
		}
	case meansLevel, meansLetter:
		if level := next.level(m); f.level == NoLevel && level != NoLevel {
			f.level = level
			return true
		}
	default:
	}
	return false
}

// messageOf returns which of the fields is the message, -1 for none.
func messageOf(fields []field) int {
	text := -1
	for i, f := range fields {
		switch meaningOf(f.key) {
		case meansMessage:
			return i
		case meansText:
			if text < 0 && len(f.value) > 0 && f.value[0] == '"' {
				text = i
			}
		default:
		}
	}
	return text
}

// append appends a field as key=value, a value with blanks in it in quotes.
func (f *field) append(dst []byte, styled bool) []byte {
	if styled {
		dst = append(dst, "\x1b[2m"...)
	}
	dst = append(dst, f.key...)
	if f.value != nil {
		dst = append(dst, '=')
	}
	if styled {
		dst = append(dst, "\x1b[0m"...)
	}
	value := unquoted(f.value)
	if len(value) < len(f.value) && (len(value) == 0 || needsQuotes(value)) {
		return append(dst, f.value...)
	}
	if styled && isStatusKey(f.key) {
		return appendStatus(dst, value)
	}
	return append(dst, value...)
}

// needsQuotes reports whether a value is shown in quotes.
func needsQuotes(value []byte) bool {
	for _, c := range value {
		if c == ' ' || c == '=' || c == '"' || c == '\\' {
			return true
		}
	}
	return false
}

func isStatusKey(key []byte) bool {
	switch string(key) {
	case "status", "status_code", "statusCode", "code", "http_status":
		return true
	}
	return false
}

// appendStatus appends the status code of an HTTP answer, in a colour where it is a failure.
func appendStatus(dst, code []byte) []byte {
	colour := ""
	if len(code) == 3 && isDigit(code[1]) && isDigit(code[2]) {
		switch code[0] {
		case '4':
			colour = "\x1b[33m"
		case '5':
			colour = "\x1b[1;31m"
		}
	}
	if colour == "" {
		return append(dst, code...)
	}
	return append(append(append(dst, colour...), code...), "\x1b[0m"...)
}

// appendMessage appends a message as text. Escapes of what cannot be drawn in a line stay escapes.
func appendMessage(dst, value []byte, form form) []byte {
	inner := unquoted(value)
	if len(inner) == len(value) {
		return append(dst, value...)
	}
	for len(inner) > 0 {
		at := bytes.IndexByte(inner, '\\')
		if at < 0 || at+1 == len(inner) {
			return append(dst, inner...)
		}
		dst = append(dst, inner[:at]...)
		inner = inner[at:]
		n := 2
		switch c := inner[1]; c {
		case '"', '\\', '/':
			dst = append(dst, c)
		case 't':
			dst = append(dst, ' ')
		case 'u':
			var r rune
			if r, n = escaped(inner); form == jsonForm && r != 0 && unicode.IsPrint(r) {
				dst = utf8.AppendRune(dst, r)
				break
			}
			dst = append(dst, inner[:n]...)
		default:
			dst = append(dst, inner[:2]...)
		}
		inner = inner[n:]
	}
	return dst
}

// escaped reads the escape of a character, of two where they are one; 0 where it is none.
func escaped(s []byte) (r rune, size int) {
	hex := func(at int) rune {
		if at+6 > len(s) || s[at] != '\\' || s[at+1] != 'u' {
			return 0
		}
		n, err := strconv.ParseUint(string(s[at+2:at+6]), 16, 32)
		if err != nil {
			return 0
		}
		return rune(n) //nolint:gosec // four hexadecimal digits
	}
	r = hex(0)
	if r == 0 {
		return 0, 2
	}
	if utf16.IsSurrogate(r) {
		if r = utf16.DecodeRune(r, hex(6)); r == unicode.ReplacementChar {
			return 0, 6
		}
		return r, 12
	}
	return r, 6
}
