package textlog

import "bytes"

// Pretty reports whether lines are shown with time and level in columns of their own, JSON and logfmt
// as text.
func (v *View) Pretty() bool { return v.pretty }

// SetPretty shows lines that way, or as they came. The first line in view stays.
func (v *View) SetPretty(on bool) {
	if on == v.pretty {
		return
	}
	top := v.place()
	v.pretty = on
	top.row = 0
	v.setTop(top)
	v.search.set(v.search.query)
}

// shown returns a line of the view as it is drawn, until the next call.
func (v *View) shown(line int64) (content []byte, src int) {
	content, src = v.log.line(line)
	t := v.log.trait(line)
	if !v.pretty || t.whole() {
		return content, src
	}
	if t&(fielded|holed) == 0 {
		return content[t.cut():], src
	}
	v.buf = appendShown(v.buf[:0], content, t, v.look.Fields)
	return v.buf, src
}

// cutsColours reports whether a sequence is among what is left out.
func cutsColours(s []byte) bool { return bytes.IndexByte(s, 0x1b) >= 0 }

// appendShown appends a line as it is drawn, with colours of its own where it is styled.
func appendShown(dst, line []byte, t trait, styled bool) []byte {
	if t&fielded != 0 {
		form, rest := logfmtForm, bytes.TrimPrefix(line, []byte("\ufeff"))
		if rest[0] == '{' {
			form = jsonForm
		}
		if out, ok := appendFields(dst, rest, form, styled); ok {
			return out
		}
		return append(dst, line...)
	}
	f := frontOf(line)
	dst = appendSequences(dst, line[:f.cut])
	if f.hole == (bounds{}) {
		return append(dst, line[f.cut:]...)
	}
	dst = append(dst, line[f.cut:f.hole.start]...)
	dst = appendSequences(dst, line[f.hole.start:f.hole.end])
	rest := line[f.hole.end:]
	if f.form == accessForm && styled {
		if at := statusAt(rest); at > 0 {
			dst = append(dst, rest[:at]...)
			dst = appendStatus(dst, rest[at:at+3])
			rest = rest[at+3:]
		}
	}
	return append(dst, rest...)
}

// appendSequences appends the sequences of a text, without the text.
func appendSequences(dst, s []byte) []byte {
	for {
		at := bytes.IndexByte(s, 0x1b)
		if at < 0 {
			return dst
		}
		end := at + bytes.IndexByte(s[at:], 'm')
		dst = append(dst, s[at:end+1]...)
		s = s[end+1:]
	}
}

// statusAt returns where the status code stands in what follows the time of a request, 0 where it
// is not found or the line has colours of its own.
func statusAt(s []byte) int {
	if len(s) == 0 || s[0] != '"' || bytes.IndexByte(s, 0x1b) >= 0 {
		return 0
	}
	at := quoteEnd(s, 1) + len(`" `)
	if at < len(`" `) || at+3 > len(s) || s[at-1] != ' ' || at+3 < len(s) && s[at+3] != ' ' {
		return 0
	}
	return at
}
