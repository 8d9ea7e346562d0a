package textlog

import "bytes"

// shownMatches counts matches in a line of fields as it is shown, by those in the line as it came. It does so
// without making the text that is shown, which takes much longer; sure is false where that has to be made.
// With any, one is enough.
//
// Nothing in the line is escaped. What has blanks or equals signs may also be found across several keys and
// values; that is not counted.
func shownMatches(line []byte, found []bounds, any bool) (n int, sure bool) {
	quick := found
	if any {
		quick = found[:min(len(found), 1)]
	}
	if inPlainTexts(line, quick) {
		return len(quick), true
	}
	w := newFieldWalk(line)
	for i := 0; i < len(found); {
		if !w.next() {
			return 0, false
		}
		for ; i < len(found) && found[i].start < w.end(); i++ {
			shown, sure := w.shows(found[i])
			switch {
			case !sure:
				return 0, false
			case shown && any: // were the line not well formed, all of it would be shown
				return 1, true
			case shown:
				n++
			}
		}
	}
	if n == len(found) {
		return n, true
	}
	for w.next() {
	}
	return n, w.isWhole()
}

// inPlainTexts reports whether all matches are within texts of a JSON object that are shown whatever else there
// is, and nothing is nested before: keys and values that mean neither time nor level, and messages.
func inPlainTexts(line []byte, found []bounds) bool {
	if line[0] != '{' || len(found) == 0 || found[0].start == 0 {
		return false
	}
	last := line[1:found[len(found)-1].start]
	if bytes.IndexByte(last, '{') >= 0 || bytes.IndexByte(last, '[') >= 0 {
		return false
	}
	quotes, at := 0, 0
	for _, m := range found {
		quotes += bytes.Count(line[at:m.start], []byte{'"'})
		if at = m.start; quotes%2 == 0 {
			return false
		}
		begin := bytes.LastIndexByte(line[:at], '"')
		end := bytes.IndexByte(line[begin+1:], '"') + begin + 1
		if end < m.end || !isPlainText(line, begin, end) {
			return false
		}
	}
	return true
}

// isPlainText reports whether the text between two quotes is one that is shown.
func isPlainText(line []byte, begin, end int) bool {
	before := bytes.TrimRight(line[:begin], " \t")
	switch before[len(before)-1] {
	case '{', ',':
		return meaningOf(line[begin+1:end]) == meansOther
	case ':':
		before = bytes.TrimRight(before[:len(before)-1], " \t")
		if key := len(before) - 1; key > 0 && before[key] == '"' {
			m := meaningOf(before[bytes.LastIndexByte(before[:key], '"')+1 : key])
			return m == meansOther || m == meansMessage || m == meansText
		}
	}
	return false
}

// fieldWalk goes through the fields of a line.
type fieldWalk struct {
	json   jsonScan
	logfmt logfmtScan
	form   form
	field
	meaning meaning
	seen    [meansText + 1]int // how many fields of each meaning there were
	left    int                // how many fields may come
}

func newFieldWalk(line []byte) fieldWalk {
	w := fieldWalk{json: jsonScan{s: line, i: 1}, logfmt: logfmtScan{s: line}, form: logfmtForm, left: fieldsMost}
	if line[0] == '{' {
		w.form = jsonForm
	}
	return w
}

// next goes to the next field; false where there is none, or too many were before.
func (w *fieldWalk) next() (ok bool) {
	if w.left--; w.left < 0 {
		return false
	}
	if w.form == jsonForm {
		w.field, ok = w.json.next()
	} else {
		w.field, ok = w.logfmt.next()
	}
	w.meaning = meaningOf(w.key)
	w.seen[w.meaning]++
	return ok
}

// isWhole reports whether the line was read to its end.
func (w *fieldWalk) isWhole() bool {
	if w.form == jsonForm {
		return w.json.whole
	}
	return w.logfmt.i == len(w.logfmt.s)
}

// end returns where the field ends.
func (w *fieldWalk) end() int {
	if w.form == jsonForm {
		return w.json.i
	}
	return w.logfmt.i
}

// shows reports whether a match that begins in the field or before it is shown, where that is certain.
func (w *fieldWalk) shows(m bounds) (shown, sure bool) {
	key := w.json.key
	if w.form == logfmtForm {
		key = w.logfmt.key
	}
	value := bounds{w.end() - len(w.value), w.end()}
	if inner := unquoted(w.value); len(inner) < len(w.value) {
		value = bounds{value.start + 1, value.end - 1}
	}
	inKey := m.start >= key && m.end <= key+len(w.key)
	if !inKey && (m.start < value.start || m.end > value.end) {
		return false, false
	}
	first := w.seen[w.meaning] == 1
	switch w.meaning {
	case meansMessage:
		return !inKey || !first, true
	case meansText:
		return true, !inKey
	case meansTime:
		return !w.isTime(), first
	case meansLevel, meansLetter:
		return w.level(w.meaning) == NoLevel, w.seen[meansLevel]+w.seen[meansLetter] == 1
	default:
		return true, true
	}
}
