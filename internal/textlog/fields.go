package textlog

import (
	"bytes"
	"strings"
	"time"
)

const (
	// fieldsMost is how many fields of a line are told apart, and fieldsHead within how many bytes at
	// the beginning of logfmt level and time are looked for.
	fieldsMost = 64
	fieldsHead = 4 << 10
	// keyMost is how long the first key of a logfmt line may be.
	keyMost = 32
)

// meaning is what the value of a key is, by the name of the key.
type meaning uint8

const (
	meansOther meaning = iota
	meansTime
	meansLevel
	meansLetter // of a level, as MongoDB has it
	meansMessage
	meansText // is the message where there is no other
)

func meaningOf(key []byte) meaning {
	if isTimeKey(key) {
		return meansTime
	}
	switch string(key) {
	case "level", "lvl", "severity", "loglevel", "log_level", "logLevel", "levelname", "levelName", "log.level", "@l",
		"severityText", "severity_text", "priority", "PRIORITY":
		return meansLevel
	case "s":
		return meansLetter
	case "msg", "message", "@m", "MESSAGE", "short_message":
		return meansMessage
	case "event", "body", "log", "text", "@mt":
		return meansText
	}
	return meansOther
}

func isTimeKey(key []byte) bool {
	switch string(key) {
	case "time", "ts", "timestamp", "@timestamp", "t", "date", "datetime", "asctime", "@t", "at", "$date":
		return true
	}
	return false
}

// field is a key and its value as they stand in the line, a text in its quotes.
type field struct{ key, value []byte }

// level returns the level that a field names.
func (f *field) level(m meaning) Level {
	value := unquoted(f.value)
	switch {
	case len(value) == 0:
		return NoLevel
	case m == meansLetter:
		if len(value) <= 2 && len(value) < len(f.value) {
			return letterLevel(value[0])
		}
		return NoLevel
	case isDigit(value[0]):
		n := 0
		for _, c := range value {
			if !isDigit(c) || n > 100 {
				return NoLevel
			}
			n = n*10 + int(c-'0')
		}
		return numberLevel(n)
	}
	return levelOf(value)
}

// isTime reports whether the value of a field is a time.
func (f *field) isTime() bool {
	_, ok := f.time()
	return ok
}

// time reads the value of a field as a time.
func (f *field) time() (read stampParser, ok bool) {
	value := unquoted(f.value)
	if len(value) > 1 && value[0] == '{' { // {"$date":"…"}
		j := jsonScan{s: value, i: 1}
		if inner, ok := j.next(); ok && isTimeKey(inner.key) && inner.value[0] == '"' {
			return inner.time()
		}
		return read, false
	}
	if len(value) == 0 || !isDigit(value[0]) {
		return read, false
	}
	p := frontParser{stampParser: stampParser{s: value}}
	ok = p.any() && !p.odd && p.plausible()
	return p.stampParser, ok
}

// fieldStamp reads the time of a line of fields, wherever it is among them.
func fieldStamp(line []byte, now time.Time) (t int64, ok bool) {
	w := newFieldWalk(line)
	for w.next() {
		if w.meaning != meansTime {
			continue
		}
		if read, ok := w.time(); ok {
			read.now = now
			return read.result()
		}
	}
	return 0, false
}

// unquoted returns what stands in the quotes of a value.
func unquoted(value []byte) []byte {
	if len(value) >= 2 && value[0] == '"' {
		return value[1 : len(value)-1]
	}
	return value
}

// jsonScan walks over the members of an object, without recursion and in one pass.
type jsonScan struct {
	s     []byte
	i     int  // behind the brace
	key   int  // where the key of the last member begins
	begun bool // a member was read
	whole bool // the object has ended, and nothing but blanks follow
}

// next returns the next member; false at the end, and where it is not well formed.
func (j *jsonScan) next() (f field, ok bool) {
	j.blanks()
	if j.i >= len(j.s) {
		return f, false
	}
	if j.s[j.i] == '}' {
		j.i++
		j.blanks()
		j.whole = j.i == len(j.s)
		return f, false
	}
	if j.begun {
		if j.s[j.i] != ',' {
			return f, false
		}
		j.i++
		j.blanks()
	}
	j.key = j.i + 1
	key, ok := j.text()
	if !ok {
		return f, false
	}
	j.blanks()
	if j.i >= len(j.s) || j.s[j.i] != ':' {
		return f, false
	}
	j.i++
	j.blanks()
	value, ok := j.value()
	j.begun = true
	return field{unquoted(key), value}, ok
}

func (j *jsonScan) blanks() {
	for j.i < len(j.s) && (j.s[j.i] == ' ' || j.s[j.i] == '\t') {
		j.i++
	}
}

// text reads a text with its quotes.
func (j *jsonScan) text() ([]byte, bool) {
	start := j.i
	if j.i >= len(j.s) || j.s[j.i] != '"' {
		return nil, false
	}
	end := quoteEnd(j.s, j.i+1)
	if end < 0 {
		return nil, false
	}
	j.i = end + 1
	return j.s[start:j.i], true
}

// quoteEnd returns where the quote is that ends a text, -1 where there is none.
func quoteEnd(s []byte, at int) int {
	for from := at; ; {
		n := bytes.IndexByte(s[at:], '"')
		if n < 0 {
			return -1
		}
		at += n
		slashes := at
		for slashes > from && s[slashes-1] == '\\' {
			slashes--
		}
		if (at-slashes)%2 == 0 {
			return at
		}
		at++
		from = at
	}
}

// value reads a value of any kind; what is nested is passed as it stands.
func (j *jsonScan) value() ([]byte, bool) {
	start := j.i
	if j.i >= len(j.s) {
		return nil, false
	}
	switch c := j.s[j.i]; c {
	case '"':
		return j.text()
	case '{', '[':
		for depth := 0; j.i < len(j.s); j.i++ {
			switch j.s[j.i] {
			case '"':
				end := quoteEnd(j.s, j.i+1)
				if end < 0 {
					return nil, false
				}
				j.i = end
			case '{', '[':
				depth++
			case '}', ']':
				if depth--; depth == 0 {
					j.i++
					return j.s[start:j.i], true
				}
			}
		}
		return nil, false
	}
	for j.i < len(j.s) && (isLetter(j.s[j.i]) || isDigit(j.s[j.i]) || strings.IndexByte("+-.", j.s[j.i]) >= 0) {
		j.i++
	}
	return j.s[start:j.i], j.i > start
}

// jsonFront reads the beginning of an object.
func jsonFront(s []byte) (f front) {
	j := jsonScan{s: s, i: 1}
	var read known
	for range fieldsMost {
		member, ok := j.next()
		if !ok {
			break
		}
		if read.take(&member); read.level != NoLevel && read.timed {
			f.decides = j.i + 1
			break
		}
	}
	f.level = read.level
	if end := len(bytes.TrimRight(s, " \t")) - 1; read.fields > 0 && s[end] == '}' && bytes.IndexByte(s, 0x1b) < 0 {
		f.form, f.timed = jsonForm, read.timed
	}
	return f
}

// known is what the first fields of a line say.
type known struct {
	level          Level
	fields         int
	timed, message bool
	leads          bool // the first field is the time
}

// take takes in the next field.
func (k *known) take(f *field) {
	k.fields++
	switch m := meaningOf(f.key); m {
	case meansTime:
		if !k.timed && f.isTime() {
			k.timed, k.leads = true, k.fields == 1
		}
	case meansLevel, meansLetter:
		k.level = max(k.level, f.level(m))
	case meansMessage:
		k.message = true
	case meansText:
		if k.level == NoLevel && string(f.key) == "log" && len(f.value) > 0 && f.value[0] == '{' {
			k.level = nestedLevel(f.value)
		}
	default:
	}
}

// nestedLevel returns the level within an object, as the Elastic Common Schema has it.
func nestedLevel(s []byte) Level {
	j := jsonScan{s: s, i: 1}
	for range fieldsMost {
		member, ok := j.next()
		if !ok {
			break
		}
		if string(member.key) == "level" {
			return member.level(meansLevel)
		}
	}
	return NoLevel
}

// logfmtScan walks over the fields of key=value key="a value" key.
type logfmtScan struct {
	s   []byte
	i   int
	key int // where the last key begins
}

func (l *logfmtScan) next() (f field, ok bool) {
	for l.i < len(l.s) && l.s[l.i] == ' ' {
		l.i++
	}
	start := l.i
	l.key = start
	for l.i < len(l.s) && l.s[l.i] != ' ' && l.s[l.i] != '=' {
		l.i++
	}
	f.key = l.s[start:l.i]
	if l.i == start {
		return f, false
	}
	if l.i == len(l.s) || l.s[l.i] == ' ' {
		return f, true
	}
	l.i++
	start = l.i
	if l.i < len(l.s) && l.s[l.i] == '"' {
		end := quoteEnd(l.s, l.i+1)
		if end < 0 || end+1 < len(l.s) && l.s[end+1] != ' ' {
			return f, false
		}
		l.i = end + 1
		f.value = l.s[start:l.i]
		return f, true
	}
	if end := bytes.IndexByte(l.s[l.i:], ' '); end >= 0 {
		l.i += end
	} else {
		l.i = len(l.s)
	}
	f.value = l.s[start:l.i]
	return f, true
}

// logfmtFront reads the beginning of a line of fields; false where it is none.
func logfmtFront(s []byte) (f front, ok bool) {
	if !beginsWithKey(s) {
		return front{}, false
	}
	l := logfmtScan{s: s[:min(len(s), fieldsHead)]}
	var read known
	for range fieldsMost {
		next, ok := l.next()
		if !ok || read.fields == 0 && next.value == nil {
			break
		}
		if read.take(&next); read.timed && read.level != NoLevel && (read.leads || read.message) {
			f.decides = l.i + 1
			break
		}
	}
	if !read.leads && (read.fields < 2 || read.level == NoLevel && !read.message) || bytes.IndexByte(s, 0x1b) >= 0 {
		return front{}, false
	}
	return front{level: read.level, form: logfmtForm, timed: read.timed, decides: f.decides}, true
}

// beginsWithKey reports whether a line begins with "key=".
func beginsWithKey(s []byte) bool {
	for i, c := range s[:min(len(s), keyMost)] {
		switch {
		case c == '=':
			return i > 0
		case !isLetter(c) && c != '_' && c != '@' && (i == 0 || !isDigit(c) && c != '.' && c != '-'):
			return false
		}
	}
	return false
}
