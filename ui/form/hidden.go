package form

// hides says whether a line is hidden: it was filled in from elsewhere, and
// nobody has asked for it yet.
func (f *Form) hides(x *field, line int) bool {
	return x.Cover != nil && !f.revealed && x.lines[line].foreign
}

// Foreign is how many lines may be hidden: they were filled in from elsewhere.
func (f *Form) Foreign() int {
	n := 0
	for _, x := range f.fields {
		for i := range x.lines {
			if x.Cover != nil && x.lines[i].foreign {
				n++
			}
		}
	}
	return n
}

// Revealed says whether what may be hidden is shown.
func (f *Form) Revealed() bool { return f.revealed }

// Reveal shows what may be hidden, until it is concealed.
func (f *Form) Reveal() { f.revealed = true }

// Conceal hides what was filled in from elsewhere.
func (f *Form) Conceal() {
	f.revealed = false
	for _, x := range f.fields {
		for i := range x.lines {
			if b := &x.lines[i]; f.hides(x, i) {
				b.at = len(b.text)
			}
		}
	}
}

// keyHidden takes a key in a line that is hidden: it can be cleared as a whole,
// and left as it is.
func (x *field) keyHidden(name string) Event {
	switch name {
	case "ctrl+u":
		x.lines[x.line].wipe()
		x.changed()
	case "backspace", "ctrl+h", "delete", "ctrl+d", "ctrl+k", "ctrl+w", "alt+backspace":
		return Hidden
	}
	return Nothing
}

// written is what a file says of a field: what was entered, hidden where the
// form hides it.
func (f *Form) written(x *field) []string {
	values := x.entered()
	if x.Kind != Lines || x.Cover == nil {
		return values
	}
	n := 0
	for i := range x.lines {
		if len(x.lines[i].text) == 0 {
			continue
		}
		if f.hides(x, i) {
			values[n] = x.Cover(values[n])
		}
		n++
	}
	return values
}

// foreignLines are the lines that were filled in from elsewhere, each by what
// stands for it in a file: itself, and how it looks while it is hidden.
func (x *field) foreignLines() map[string]string {
	known := map[string]string{}
	if x.Cover == nil {
		return known
	}
	for i := range x.lines {
		if x.lines[i].foreign {
			text := x.lines[i].String()
			known[text], known[x.Cover(text)] = text, text
		}
	}
	return known
}

// unknownCover tells which texts of a file look like a hidden line and stand for
// none: what they stood for cannot be known.
func (x *field) unknownCover() func(text string) bool {
	if x.Cover == nil {
		return func(string) bool { return false }
	}
	known := x.foreignLines()
	for i := range x.lines {
		text := x.lines[i].String()
		known[text] = text
	}
	return func(text string) bool {
		_, ok := known[text]
		return !ok && x.Cover(text) == text
	}
}
