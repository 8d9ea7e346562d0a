package textlog

import (
	"bytes"
	"strings"
)

// trace is what the lines of a source so far mean for the next one: whether it may hang under them,
// as the lines of a stack trace do.
type trace uint8

const (
	noLine     trace = iota
	afterLine        // a line that stands for itself
	afterError       // one that tells of an error, or what hangs under it
	inPython         // between "Traceback" and the name of the exception
	inDump           // in a dump of goroutines
)

// Beginnings of lines that belong to stack traces.
const (
	pythonTrace = "Traceback (most recent call last):"
	goPanic     = "panic: "
	goFatal     = "fatal error: "
	javaThread  = `Exception in thread "`
	rustThread  = "thread '"
)

// startLevel returns the level of a line that begins as the report of an error does.
func startLevel(s []byte) Level {
	switch s[0] {
	case 'T':
		if bytes.HasPrefix(s, []byte(pythonTrace)) {
			return Error
		}
	case 'E':
		if bytes.HasPrefix(s, []byte(javaThread)) {
			return Error
		}
	case 'p':
		if bytes.HasPrefix(s, []byte(goPanic)) {
			return Fatal
		}
	case 'f':
		if bytes.HasPrefix(s, []byte(goFatal)) {
			return Fatal
		}
	case 't':
		if bytes.HasPrefix(s, []byte(rustThread)) && bytes.Contains(s[:min(len(s), frontMost)], []byte("' panicked at")) {
			return Fatal
		}
	}
	if namesException(s) {
		return Error
	}
	return NoLevel
}

// erlangLevel returns the level of the first line of a report of Erlang: "=ERROR REPORT==== …".
func erlangLevel(s []byte) Level {
	rest := s[1:min(len(s), 1+longestLevel)]
	if end := bytes.IndexByte(rest, ' '); end > 0 && bytes.HasPrefix(s[1+end:], []byte(" REPORT===")) {
		return levelOf(rest[:end])
	}
	return NoLevel
}

// namesException reports whether a line begins with the name of an exception, and a colon where
// something follows: "java.lang.IllegalStateException: closed".
func namesException(s []byte) bool {
	at := 0
	for at < len(s) && at < 2*bracketMost && (isLetter(s[at]) || isDigit(s[at]) || strings.IndexByte("._$", s[at]) >= 0) {
		at++
	}
	name := s[:at]
	if at < len(s) && (s[at] != ':' || at+1 < len(s) && s[at+1] != ' ') {
		return false
	}
	for _, end := range []string{"Error", "Exception", "Throwable"} {
		if len(name) > len(end) && bytes.HasSuffix(name, []byte(end)) {
			return true
		}
	}
	return false
}

// hangs reports whether a line hangs under the one before of its source, and takes note of it.
func (t *trace) hangs(line []byte, f *front) bool {
	p := frontParser{stampParser: stampParser{s: line}}
	p.colours()
	s := line[p.i:]
	heads := f.level != NoLevel || f.timed || f.form != plainForm
	if !heads {
		return t.goesOn(s)
	}
	before := *t
	switch bare := !f.timed && f.cut == 0 && f.form == plainForm; {
	case bare && bytes.HasPrefix(s, []byte(pythonTrace)):
		*t = inPython
		return before >= afterError
	case bare && before >= afterError && namesException(s):
		*t = afterError
		return true
	case bytes.HasPrefix(s, []byte(goPanic)), bytes.HasPrefix(s, []byte(goFatal)):
		*t = inDump
	case f.level.IsError():
		*t = afterError
	default:
		*t = afterLine
	}
	return false
}

// goesOn is hangs for a line that has neither time nor level.
func (t *trace) goesOn(s []byte) bool {
	switch {
	case *t == noLine:
		*t = afterLine
		return false
	case len(s) == 0:
		return *t >= afterError
	case s[0] == ' ' || s[0] == '\t':
		return true
	case bytes.HasPrefix(s, []byte("goroutine ")) && *t >= afterError:
		*t = inDump
		return true
	case *t >= afterError && joinsTraces(s):
		return true
	case *t == inPython:
		*t = afterError
		return true
	case *t == inDump && isFrame(s):
		return true
	}
	*t = afterLine
	return false
}

// joinsTraces reports whether a line leads from one stack trace to the next.
func joinsTraces(s []byte) bool {
	for _, begin := range []string{"Caused by: ", "Suppressed: ", "During handling of the above", "The above exception was", "... "} {
		if bytes.HasPrefix(s, []byte(begin)) {
			return true
		}
	}
	return false
}

// isFrame reports whether a line is one of a dump of goroutines.
func isFrame(s []byte) bool {
	for _, begin := range []string{"created by ", "exit status ", "[signal ", "runtime", "main."} {
		if bytes.HasPrefix(s, []byte(begin)) {
			return true
		}
	}
	return s[len(s)-1] == ')' && bytes.IndexByte(s, '(') > 0 || bytes.IndexByte(s, '.') > 0 && bytes.IndexByte(s, ' ') < 0
}
