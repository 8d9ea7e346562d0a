package form

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// Move puts the focus by so many fields on, around the ends. Those that are folded do not count.
func (f *Form) Move(by int) {
	first := 0
	if f.Offer != "" {
		first = -1
	}
	var stops []int
	for i := first; i <= len(f.fields); i++ {
		if i < 0 || i == len(f.fields) || f.shows(i) {
			stops = append(stops, i)
		}
	}
	n := len(stops)
	f.enter(stops[((slices.Index(stops, f.focus)+by)%n+n)%n], by > 0)
}

// enter puts the focus on a field; fromAbove, on the first of its lines.
func (f *Form) enter(at int, fromAbove bool) {
	f.focus = at
	if x := f.current(); x != nil {
		x.query.wipe()
		x.cursor = 0
		if x.Kind == Lines && fromAbove {
			x.line = 0
		}
	}
}

// FocusLine puts the focus on the field that was drawn on a line, if there is one.
func (f *Form) FocusLine(line int) {
	for _, s := range f.spans {
		if at := f.top + line; line >= 0 && at >= s.from && at < s.to && s.field != f.focus {
			f.enter(s.field, true)
			return
		}
	}
}

// Down goes one line down: within a field that has several, else to the next.
func (f *Form) Down() {
	x := f.current()
	switch {
	case x != nil && x.Kind == Multi && x.cursor+1 < len(x.matching()):
		x.cursor++
	case x != nil && x.Kind == Lines && x.line+1 < len(x.lines):
		x.line++
	case x != nil && x.Kind == Lines && len(x.lines[x.line].text) > 0 && !f.Locked:
		x.addLine()
	default:
		f.Move(1)
	}
}

// Up goes one line up: within a field that has several, else to the one before.
func (f *Form) Up() {
	x := f.current()
	switch {
	case x != nil && x.Kind == Multi && x.cursor > 0:
		x.cursor--
	case x != nil && x.Kind == Lines && x.line > 0:
		x.line--
	default:
		f.Move(-1)
		if x := f.current(); x != nil && x.Kind == Lines {
			x.line = len(x.lines) - 1
		}
	}
}

// Next goes to the next field. What was typed to find an option chooses it first, where it leaves but
// one; else the focus stays.
func (f *Form) Next() Event {
	if x := f.current(); x != nil && x.Kind == Multi && len(x.query.text) > 0 && !f.Locked {
		o, ok := x.typed()
		if !ok {
			return Unclear
		}
		if !slices.Contains(x.chosen, o.Value) {
			x.take(o)
		}
	}
	f.Move(1)
	return Nothing
}

// Enter goes to the next field, or to the next line of a field that has several
// and whose line is not empty; on the button it submits.
func (f *Form) Enter() Event {
	x := f.current()
	switch {
	case f.OnButton():
		return Submit
	case x != nil && x.Kind == Lines && len(x.lines[x.line].text) > 0:
		f.Down()
	default:
		return f.Next()
	}
	return Nothing
}

func (x *field) addLine() {
	x.lines = slices.Insert(x.lines, x.line+1, buffer{})
	x.line++
}

// Insert takes text that was typed or pasted. Line breaks of a paste become
// lines where there are several, else spaces.
func (f *Form) Insert(text string) Event {
	if f.Locked {
		return Nothing
	}
	x := f.current()
	switch {
	case x == nil && f.focus < 0 && text == " ":
		return Took
	case x == nil && f.focus < 0:
		f.Move(1)
		return f.Insert(text)
	case x == nil:
		return Nothing
	case x.Kind == Choice:
		x.pick(text)
	case x.Kind == Multi && text == " ":
		x.toggle()
	case x.Kind == Multi:
		x.query.insert(oneLine(text))
		x.cursor = 0
	case f.hides(x, x.line):
		return Hidden
	default:
		return f.write(x, text)
	}
	return Nothing
}

// write puts text into a field that is written into.
func (f *Form) write(x *field, text string) Event {
	f.said = ""
	if x.Kind == Lines {
		text, f.said = x.sorted(text)
	}
	event := x.insert(text)
	if event == Nothing && f.said != "" {
		return Sorted
	}
	return event
}

// sorted leaves out of a paste of lines what the field does not take. What adds
// to a line that is not empty is taken as it is.
func (x *field) sorted(text string) (taken, said string) {
	text = breaks(text)
	if x.Paste == nil || !strings.Contains(text, "\n") {
		return text, ""
	}
	first := ""
	if len(x.lines[x.line].text) > 0 {
		first, text, _ = strings.Cut(text, "\n")
		first += "\n"
	}
	lines, said := x.Paste(strings.Split(text, "\n"))
	return first + strings.Join(lines, "\n"), said
}

// breaks makes line feeds of all line breaks.
func breaks(text string) string {
	return strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text)
}

// insert puts text into the line with the cursor: all of it, or nothing.
func (x *field) insert(text string) Event {
	limit := most
	switch x.Kind {
	case Lines:
		return x.insertLines(text)
	case Number:
		text, limit = oneLine(text), mostDigits
	case Masked:
		text = strings.TrimRight(text, "\r\n")
	default:
		text = oneLine(text)
	}
	if !x.lines[0].fits(text, limit) {
		return TooLong
	}
	x.lines[0].insert(text)
	x.changed()
	return Nothing
}

// insertLines puts lines in place of the one with the cursor, which the first of
// them adds to. An empty line is none.
func (x *field) insertLines(text string) Event {
	parts := strings.Split(breaks(text), "\n")
	last := &x.lines[x.line]
	if !last.fits(parts[0], most) || slices.ContainsFunc(parts[1:], func(p string) bool { return !new(buffer).fits(p, most) }) {
		return TooLong
	}
	last.insert(parts[0])
	more := make([]buffer, 0, len(parts))
	for _, part := range parts[1:] {
		if len(last.text) > 0 {
			more = append(more, buffer{})
			last = &more[len(more)-1]
		}
		last.insert(part)
	}
	x.lines = slices.Insert(x.lines, x.line+1, more...)
	x.line += len(more)
	x.changed()
	return Nothing
}

func oneLine(text string) string {
	text = strings.NewReplacer("\r\n", " ", "\n", " ", "\r", " ", "\t", " ").Replace(text)
	return strings.ToValidUTF8(text, string(utf8.RuneError))
}

// Key takes a key that is no text, by the name that bubbletea gives it.
func (f *Form) Key(name string) Event {
	x := f.current()
	if f.Locked || x == nil {
		return Nothing
	}
	switch x.Kind {
	case Choice:
		x.choose(name)
		return Nothing
	case Multi:
		x.narrow(name)
		return Nothing
	default:
	}
	switch line := &x.lines[x.line]; {
	case name == "right" && x.takeGuess():
	case f.hides(x, x.line):
		return x.keyHidden(name)
	case len(x.lines) > 1 && (name == "backspace" || name == "ctrl+h") && line.at == 0:
		return f.joinLine(x)
	case line.key(name):
		line.foreign = line.foreign && len(line.text) > 0
		x.changed()
	}
	return Nothing
}

// joinLine joins the line with the cursor to the one above it.
func (f *Form) joinLine(x *field) Event {
	if x.line == 0 {
		if len(x.lines[0].text) == 0 {
			x.lines = x.lines[1:]
		}
		return Nothing
	}
	above := &x.lines[x.line-1]
	if len(x.lines[x.line].text) > 0 && f.hides(x, x.line-1) {
		return Hidden
	}
	at := len(above.text)
	above.text = append(above.text, x.lines[x.line].text...)
	above.at = at
	above.foreign = above.foreign || x.lines[x.line].foreign
	x.lines = slices.Delete(x.lines, x.line, x.line+1)
	x.line--
	x.changed()
	return Nothing
}
